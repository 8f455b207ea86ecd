//! What a profile says about keys and field 64.

use serde::{Deserialize, Serialize};

use crate::domain::ids::BadId;

use super::Profile;

/// How field 64 is computed. Which cipher the keys of a sign-on are for follows from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MacMode {
    /// The UnionPay terminal method: XOR to one block, then two encryptions over its hexadecimal text. In the terminal
    /// specification of 2006 and checked against messages of real hosts.
    #[serde(rename = "unionpay-ecb")]
    UnionpayEcb,
    /// CBC-MAC of ANSI X9.9; 3DES on every block where the MAC key has sixteen bytes. That acquirers use it is known,
    /// not with which length of key.
    #[serde(rename = "x9.9")]
    X9_9,
    /// Retail MAC of ANSI X9.19: DES under the left half of the key, 3DES on the last block. Checked against published
    /// values; that acquirers use it is known.
    #[serde(rename = "x9.19")]
    X9_19,
    /// The UnionPay method over blocks of sixteen bytes with SM4. From one public page, not confirmed; master key and
    /// working keys are SM4 keys then. No PIN pad that this program knows takes such keys, so the master key must lie
    /// in software, and sales with a PIN are refused before they are sent.
    #[serde(rename = "sm4")]
    Sm4,
}

/// How a MAC fills the eight bytes of field 64.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MacForm {
    /// The first eight hexadecimal characters of the last block: what the UnionPay methods do.
    Text,
    /// The last block itself, of SM4 its first eight bytes: what X9.9 and X9.19 do, as far as is known.
    Bytes,
}

/// How field 64 is computed and written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MacMethod {
    /// The computation.
    pub mode: MacMode,
    /// What of its result is sent.
    pub form: MacForm,
}

impl MacMode {
    /// The form that goes with the method unless the profile says otherwise.
    pub fn usual_form(self) -> MacForm {
        match self {
            MacMode::UnionpayEcb | MacMode::Sm4 => MacForm::Text,
            MacMode::X9_9 | MacMode::X9_19 => MacForm::Bytes,
        }
    }
}

/// Whether tracks 2 and 3 (fields 35 and 36) go out in clear.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TrackForm {
    /// As the card has them; digit 3 of field 53 is 0.
    Clear,
    /// Eight bytes near the end under the track key; digit 3 of field 53 is 1. Seen in code and in messages of second
    /// generation hosts; needs sign-on 004.
    Encrypted,
}

/// Which cipher the keys of a sign-on are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyCipher {
    /// DES and two-key 3DES: 24, 40 or 60 bytes of field 62.
    Des,
    /// SM4.
    Sm4 {
        /// How many bytes each check value has.
        check_bytes: usize,
    },
}

/// How many bytes the check value of an SM4 key has: 4 or 8.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct CheckBytes(u8);

impl CheckBytes {
    /// As 3DES keys have them.
    pub(super) const FOUR: CheckBytes = CheckBytes(4);

    /// The count.
    pub fn get(self) -> usize {
        usize::from(self.0)
    }
}

impl TryFrom<u8> for CheckBytes {
    type Error = BadId;
    fn try_from(bytes: u8) -> Result<Self, BadId> {
        match bytes {
            4 | 8 => Ok(CheckBytes(bytes)),
            _ => Err(BadId { what: "sm4_check_bytes", expected: "4 or 8 bytes", found: bytes.to_string() }),
        }
    }
}

impl From<CheckBytes> for u8 {
    fn from(bytes: CheckBytes) -> u8 {
        bytes.0
    }
}

impl Profile {
    /// How field 64 is computed and written.
    pub fn mac_method(&self) -> MacMethod {
        MacMethod { mode: self.mac, form: self.mac_form.unwrap_or(self.mac.usual_form()) }
    }

    /// Which cipher the keys of a sign-on are for.
    pub fn key_cipher(&self) -> KeyCipher {
        match self.mac {
            MacMode::Sm4 => KeyCipher::Sm4 { check_bytes: self.sm4_check_bytes.get() },
            MacMode::UnionpayEcb | MacMode::X9_9 | MacMode::X9_19 => KeyCipher::Des,
        }
    }
}
