//! CA public keys and card applications (7.4 of the terminal specification): BER-TLV behind one digit.

use sha1::{Digest, Sha1};

use crate::{
    domain::{Aid, CaKey, hex},
    emv::{self, Tag},
};

use super::{BadDownload, More, flagged};

const AID: Tag = Tag::new(0x9F06);
const INDEX: Tag = Tag::new(0x9F22);
const EXPIRY: Tag = Tag::new(0xDF05);
const MODULUS: Tag = Tag::new(0xDF02);
const CHECK: Tag = Tag::new(0xDF03);
const EXPONENT: Tag = Tag::new(0xDF04);

/// The length of a registered application provider identifier.
const RID: usize = 5;

/// A CA public key that is not to be believed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyFault {
    /// The value does not fit the key: it was changed on its way.
    #[error("the check value of CA key {name} is wrong: the key is refused; ask the acquirer")]
    CheckValue {
        /// RID and index.
        name: String,
    },
    /// It came without one.
    #[error("CA key {name} has no check value: the key is refused; ask the acquirer")]
    NoCheckValue {
        /// RID and index.
        name: String,
    },
    /// Another one was asked for.
    #[error("CA key {found} came, {asked} was asked for")]
    Other {
        /// RID and index that were asked for.
        asked: String,
        /// Those that came.
        found: String,
    },
}

/// A key as the host lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyEntry {
    /// Registered application provider, hexadecimal.
    pub rid: String,
    /// Index, two hexadecimal digits.
    pub index: String,
    /// Expiry date YYYYMMDD, where the list has it.
    pub expiry: Option<String>,
}

impl KeyEntry {
    /// RID and index together, by which keys are named.
    pub fn name(&self) -> String {
        format!("{}{}", self.rid, self.index)
    }
}

/// The answer to a list of CA keys (372): groups of 9F06, 9F22 and DF05.
///
/// # Errors
/// [`BadDownload::Form`] when it is not that.
pub fn ca_key_list(body: &[u8]) -> Result<(More, Vec<KeyEntry>), BadDownload> {
    let (more, rest) = flagged(body)?;
    let mut entries: Vec<KeyEntry> = Vec::new();
    let mut rid = None;
    for item in objects(rest) {
        let item = item?;
        match (item.tag, &rid, entries.last_mut()) {
            (AID, ..) => rid = Some(provider(item.value)?),
            (INDEX, Some(rid), _) => {
                entries.push(KeyEntry { rid: rid.clone(), index: index(item.value)?, expiry: None });
            }
            (INDEX, None, _) => return Err(BadDownload::form(0, "9F22 before its 9F06")),
            (EXPIRY, _, Some(entry)) => entry.expiry = Some(expiry(item.value)?),
            _ => {}
        }
    }
    Ok((more, entries))
}

/// The answer to the request for one CA key (370), with its check value verified.
///
/// # Errors
/// [`BadDownload`]: nothing there, out of form, or a [`KeyFault`].
pub fn ca_key(body: &[u8], asked: &str) -> Result<CaKey, BadDownload> {
    let (more, rest) = flagged(body)?;
    if more == More::Nothing {
        return Err(BadDownload::Nothing);
    }
    emv::check(rest).map_err(|error| BadDownload::form(error.offset + 1, error.fault.to_string()))?;
    let wanted = |tag: Tag| {
        emv::find(rest, tag).filter(|v| !v.is_empty()).ok_or_else(|| BadDownload::form(1, format!("no {tag}")))
    };
    let (rid, index) = (provider(wanted(AID)?)?, index(wanted(INDEX)?)?);
    let name = format!("{rid}{index}");
    if name != asked {
        return Err(KeyFault::Other { asked: asked.into(), found: name }.into());
    }
    let (modulus, exponent) = (wanted(MODULUS)?, wanted(EXPONENT)?);
    let check = wanted(CHECK).map_err(|_| KeyFault::NoCheckValue { name: name.clone() })?;
    let key = CaKey {
        expiry: expiry(wanted(EXPIRY)?)?,
        modulus: hex::encode(modulus),
        exponent: hex::encode(exponent),
        check: hex::encode(check),
        rid,
        index,
    };
    if check_value(&key).as_deref() != Some(check) {
        return Err(KeyFault::CheckValue { name }.into());
    }
    Ok(key)
}

/// SHA-1 over RID, index, modulus and exponent.
fn check_value(key: &CaKey) -> Option<Vec<u8>> {
    let mut hash = Sha1::new();
    for part in [&key.rid, &key.index, &key.modulus, &key.exponent] {
        hash.update(hex::decode(part)?);
    }
    Some(hash.finalize().to_vec())
}

/// The answer to a list of card applications (382): a 9F06 each.
///
/// # Errors
/// [`BadDownload::Form`] when it is not that.
pub fn aid_list(body: &[u8]) -> Result<(More, Vec<String>), BadDownload> {
    let (more, rest) = flagged(body)?;
    let mut names = Vec::new();
    for item in objects(rest) {
        let item = item?;
        if item.tag == AID {
            names.push(identifier(item.value)?);
        }
    }
    Ok((more, names))
}

/// The answer to the request for one card application (380).
///
/// # Errors
/// [`BadDownload`]: nothing there, out of form, or another application.
pub fn aid(body: &[u8], asked: &str) -> Result<Aid, BadDownload> {
    let (more, rest) = flagged(body)?;
    if more == More::Nothing {
        return Err(BadDownload::Nothing);
    }
    emv::check(rest).map_err(|error| BadDownload::form(error.offset + 1, error.fault.to_string()))?;
    let found = emv::find(rest, AID).ok_or_else(|| BadDownload::form(1, "no 9F06"))?;
    let found = identifier(found)?;
    if found != asked {
        return Err(BadDownload::form(1, format!("application {found} came, {asked} was asked for")));
    }
    Ok(Aid { aid: found, tags: hex::encode(rest) })
}

/// The objects, with offsets of field 62.
fn objects(rest: &[u8]) -> impl Iterator<Item = Result<emv::Tlv<'_>, BadDownload>> {
    emv::items(rest).map(|item| item.map_err(|error| BadDownload::form(error.offset + 1, error.fault.to_string())))
}

fn provider(value: &[u8]) -> Result<String, BadDownload> {
    match value.len() {
        RID => Ok(hex::encode(value)),
        length => Err(BadDownload::form(1, format!("a provider (9F06) of {length} bytes instead of {RID}"))),
    }
}

fn index(value: &[u8]) -> Result<String, BadDownload> {
    match value {
        [_] => Ok(hex::encode(value)),
        _ => Err(BadDownload::form(1, format!("a key index (9F22) of {} bytes instead of 1", value.len()))),
    }
}

/// Five to sixteen bytes.
fn identifier(value: &[u8]) -> Result<String, BadDownload> {
    match value.len() {
        5..=16 => Ok(hex::encode(value)),
        length => Err(BadDownload::form(1, format!("an application (9F06) of {length} bytes instead of 5 to 16"))),
    }
}

/// YYYYMMDD, which hosts send as four BCD bytes or as eight characters.
fn expiry(value: &[u8]) -> Result<String, BadDownload> {
    let text = match value.len() {
        4 => hex::encode(value),
        8 => String::from_utf8_lossy(value).into_owned(),
        length => return Err(BadDownload::form(1, format!("an expiry date (DF05) of {length} bytes, not 4 or 8"))),
    };
    let digits = text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit());
    digits.then_some(text).ok_or_else(|| BadDownload::form(1, "an expiry date (DF05) that is not eight digits"))
}
