//! Field 62 of downloads (0800 and 0820, 60.3 = 36x to 39x and 96x), taken apart and put together. Pure, and of bytes from
//! outside: whatever comes, an error says what is wrong, and nothing panics.

mod bins;
mod keys;
mod parameters;

pub use bins::{bins, contactless};
pub use keys::{KeyEntry, KeyFault, aid, aid_list, ca_key, ca_key_list};
pub use parameters::{Flag, parameters, status};

use crate::emv::{Tag, Tlv};

/// What is wrong with field 62 of a download.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadDownload {
    /// It is not what such a message holds.
    #[error("field 62 of the download at byte {at}: {what}")]
    Form {
        /// Where.
        at: usize,
        /// What was expected there.
        what: String,
    },
    /// The host has nothing under this name, though it listed it.
    #[error("the host lists it and has nothing under its name")]
    Nothing,
    /// A CA public key that is not to be believed.
    #[error(transparent)]
    Key(#[from] KeyFault),
}

impl BadDownload {
    fn form(at: usize, what: impl Into<String>) -> BadDownload {
        BadDownload::Form { at, what: what.into() }
    }
}

/// Whether a list goes on (byte 1 of the answer's field 62).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum More {
    /// The host has nothing (`0`).
    Nothing,
    /// That was all (`1`), or the last part (`3`).
    End,
    /// Ask again with the new count (`2`).
    Again,
}

/// The first byte and what follows it.
fn flagged(body: &[u8]) -> Result<(More, &[u8]), BadDownload> {
    match body.split_first() {
        None | Some((b'0', _)) => Ok((More::Nothing, &[])),
        Some((b'1' | b'3', rest)) => Ok((More::End, rest)),
        Some((b'2', rest)) => Ok((More::Again, rest)),
        Some((other, _)) => Err(BadDownload::form(0, format!("0 to 3 was expected, not byte {other:02X}"))),
    }
}

/// Field 62 of a list request: `1` and how many entries have come already, in two digits. The first time `100`.
pub fn list_request(had: usize) -> Vec<u8> {
    format!("1{:02}", had.min(99)).into_bytes()
}

/// Field 62 of the request for one CA public key. `rid` and `index` are bytes, as hexadecimal.
pub fn ca_key_request(rid: &str, index: &str) -> Vec<u8> {
    let mut body = Vec::new();
    put_hex(&mut body, Tag::new(0x9F06), rid);
    put_hex(&mut body, Tag::new(0x9F22), index);
    body
}

/// Field 62 of the request for one card application. `aid` is hexadecimal.
pub fn aid_request(aid: &str) -> Vec<u8> {
    let mut body = Vec::new();
    put_hex(&mut body, Tag::new(0x9F06), aid);
    body
}

fn put_hex(body: &mut Vec<u8>, tag: Tag, hex: &str) {
    let value = crate::domain::hex::decode(hex).unwrap_or_default();
    Tlv::new(tag, &value).write(body);
}

#[cfg(test)]
mod tests;
