//! Field 62 of a sign-on answer: which working keys stand where (table 6 of Q/CUP 007-2006 and what later hosts do).

use crate::acquirer::{message::WorkingKey, profile::KeyCipher};

/// Why the keys of a sign-on are of no use. The terminal stays signed out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyFault {
    /// Field 62 is not there.
    #[error("the host accepted the sign-on but sent no keys (field 62); ask the acquirer")]
    Missing,
    /// Field 62 has a length whose layout is not known.
    #[error("the host's keys (field 62) have {0} bytes; {hint}", hint = hint(*.0))]
    Layout(usize),
    /// Field 62 has a length that SM4 keys of this profile do not make.
    #[error(
        "the host's SM4 keys (field 62) have {found} bytes; with sm4_check_bytes = {check_bytes} this terminal takes {two}, \
         or {three} with a track key. No public source has their layout: ask the acquirer",
        two = 2 * (SM4_KEY + .check_bytes),
        three = 3 * (SM4_KEY + .check_bytes)
    )]
    Sm4Layout {
        /// How many bytes came.
        found: usize,
        /// How many bytes of a check value the profile expects.
        check_bytes: usize,
    },
    /// The profile encrypts tracks, but no track key came.
    #[error(
        "the profile says track = \"encrypted\", but the host sent no track key (field 62 has {0} bytes); set sign_on to 004, \
         or track to \"clear\", as the acquirer says"
    )]
    NoTrackKey(usize),
    /// A key is not the one that its check value was made from: the master keys differ.
    #[error("sign-on key check failed for the {0} key (KCV), load the master key again")]
    CheckValue(&'static str),
    /// The pad could not be asked.
    #[error("the PIN pad cannot check the sign-on keys: {0}")]
    Pad(String),
}

/// What a length that cannot be taken probably is, and what to do.
fn hint(bytes: usize) -> &'static str {
    match bytes {
        56 => {
            "that is probably a PIN and a MAC key of 24 bytes each, and keys of that length are not taken: ask the \
             acquirer for double-length keys and set sign_on in the profile to 003"
        }
        84 => {
            "that is probably a PIN, a MAC and a track key of 24 bytes each, and keys of that length are not taken: ask \
             the acquirer for double-length keys and set sign_on in the profile to 003, or to 004 with a track key"
        }
        104 => {
            "that has been seen in answers to sign-on 005 only, is perhaps SM4, and nobody has published its layout: ask \
             the acquirer for double-length 3DES keys and set sign_on in the profile to 003 or 004"
        }
        _ => "this terminal knows 24, 40 and 60: set sign_on in the profile to 001, 003 or 004 as the acquirer says",
    }
}

/// Bytes of an SM4 key.
const SM4_KEY: usize = 16;

/// A working key under the master key, with its check value.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Sealed {
    pub key: WorkingKey,
    pub check_value: Vec<u8>,
}

impl Sealed {
    fn new(under_tmk: &[u8], check_value: &[u8]) -> Sealed {
        Sealed { key: WorkingKey { under_tmk: under_tmk.to_vec() }, check_value: check_value.to_vec() }
    }

    /// A key with its check value behind it.
    fn with_tail(bytes: &[u8], check_bytes: usize) -> Sealed {
        let (key, check_value) = bytes.split_at(bytes.len() - check_bytes);
        Sealed::new(key, check_value)
    }

    pub fn check_value_text(&self) -> String {
        self.check_value.iter().map(|b| format!("{b:02X}")).collect()
    }
}

/// The keys of a sign-on, none of them opened yet.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct SealedKeys {
    pub pin: Sealed,
    pub mac: Sealed,
    pub track: Option<Sealed>,
}

/// Takes a field 62 apart.
pub(super) fn take_apart(field: &[u8], cipher: KeyCipher) -> Result<SealedKeys, KeyFault> {
    match cipher {
        KeyCipher::Des => take_des(field),
        KeyCipher::Sm4 { check_bytes } => take_sm4(field, check_bytes),
    }
}

/// 24 bytes: single-length keys. 40: double-length ones. 60: a track key behind them.
fn take_des(field: &[u8]) -> Result<SealedKeys, KeyFault> {
    match field.len() {
        24 => Ok(SealedKeys {
            pin: Sealed::with_tail(&field[..12], 4),
            mac: Sealed::with_tail(&field[12..], 4),
            track: None,
        }),
        40 | 60 => {
            // A single-length MAC key is followed by eight clear zero bytes. They must be seen before decrypting:
            // decrypted zeros are not zero.
            let mac_end = if field[28..36] == [0; 8] { 28 } else { 36 };
            Ok(SealedKeys {
                pin: Sealed::with_tail(&field[..20], 4),
                mac: Sealed::new(&field[20..mac_end], &field[36..40]),
                track: (field.len() == 60).then(|| Sealed::with_tail(&field[40..], 4)),
            })
        }
        other => Err(KeyFault::Layout(other)),
    }
}

/// The layout of 40 and 60 bytes with SM4 keys in it. Not confirmed by any public source; hence the length of the check
/// values in the profile.
fn take_sm4(field: &[u8], check_bytes: usize) -> Result<SealedKeys, KeyFault> {
    let one = SM4_KEY + check_bytes;
    let keys = field.len() / one;
    if field.len() != keys * one || !(2..=3).contains(&keys) {
        return Err(KeyFault::Sm4Layout { found: field.len(), check_bytes });
    }
    let at = |index: usize| Sealed::with_tail(&field[index * one..(index + 1) * one], check_bytes);
    Ok(SealedKeys { pin: at(0), mac: at(1), track: (keys == 3).then(|| at(2)) })
}
