//! The master key over the line, under RSA (0800 with 60.3 = 350, 351 and 352).
//!
//! Public sources name the three codes and that the method is RSA. They do not say which of them carries the terminal's
//! public key, what field 62 looks like, nor which padding is used. What stands here is the least that such a download can
//! be, and what is open is in [`RemoteForm`]:
//!
//! 1. The terminal makes a key pair ([`RemoteTmk::generate`]) and sends its public key ([`RemoteTmk::request_62`]).
//! 2. The host answers with the master key under it, and its check value behind ([`RemoteTmk::receive`]).
//! 3. The terminal asks to activate it (351, no field 62), and only when the host agrees uses it ([`ReceivedTmk::activate`]).
//!
//! A key pair is for one answer and is gone with it. So nobody can have a second message opened under it, which is what
//! attacks on the time or the errors of RSA decryption need many thousands of; and there is no private key to store.
//!
//! **Nothing here says who the host is.** Whoever stands in the line can answer with a master key of his own. Use it only
//! over TLS with a pinned authority. The master key then lies in this program: the same rule as for one in the
//! configuration applies.

use std::fmt;

use getrandom::SysRng;
use rsa::{PrivateKey, sha2::Sha256, traits::PublicKeyParts};
use serde::{Deserialize, Serialize};
use sha1::Sha1;
use zeroize::Zeroizing;

use crate::{
    acquirer::profile::KeyCipher,
    emv::{Tag, Tlv},
};

use super::{ClearKey, Sm4Key, Tmk};

/// Bits of the modulus.
const RSA_BITS: usize = 2048;
/// Bytes of a master key: two keys of DES, or one of SM4.
const TMK_BYTES: usize = 16;
/// How many bytes a check value may have.
const CHECK_BYTES: [usize; 2] = [4, 8];

/// What is open about the download, as a profile says it. No public source has any of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RemoteForm {
    /// Which code carries the public key and brings the master key.
    pub fetch: FetchCode,
    /// How the public key stands in field 62.
    pub public_key: PublicKeyForm,
    /// How the master key is padded.
    pub padding: RsaPadding,
}

/// The code (60.3) of the request with the public key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum FetchCode {
    /// Called "download" in public code.
    #[default]
    #[serde(rename = "350")]
    Download,
    /// Called "get key" there.
    #[serde(rename = "352")]
    GetKey,
}

impl FetchCode {
    /// The three digits of 60.3.
    pub fn code(self) -> &'static str {
        match self {
            FetchCode::Download => "350",
            FetchCode::GetKey => "352",
        }
    }
}

/// The code (60.3) of the request that activates the master key.
pub const ACTIVATE: &str = "351";

/// How the public key stands in field 62.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PublicKeyForm {
    /// DF02 modulus, DF04 exponent: the tags that the download of card-scheme keys has in the same field.
    #[default]
    Tlv,
    /// `RSAPublicKey` of PKCS#1 in DER.
    Der,
}

/// How the master key is padded before RSA.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RsaPadding {
    /// PKCS#1 v1.5, which most security modules of that time do.
    #[default]
    Pkcs1,
    /// OAEP with SHA-1 in both places.
    OaepSha1,
    /// OAEP with SHA-256 in both places.
    OaepSha256,
}

/// Why there is no master key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RemoteFault {
    /// The key pair could not be made.
    #[error("no RSA key pair could be made: {0}")]
    NoKeyPair(String),
    /// Field 62 is not there.
    #[error("the host agreed but sent no master key (field 62); ask the acquirer")]
    Missing,
    /// Field 62 is not an RSA block with a check value behind it.
    #[error(
        "the host's master key (field 62) has {found} bytes; this terminal takes {block} under RSA and a check value of 4 or \
         8 behind them. No public source has the layout: ask the acquirer"
    )]
    Layout {
        /// How many bytes came.
        found: usize,
        /// How many bytes RSA makes.
        block: usize,
    },
    /// It was not made for this terminal's key, is padded otherwise, or is not what its check value says. These are not
    /// told apart, so that nobody who sends forged answers learns which it was.
    #[error(
        "the host's master key cannot be opened or fails its check (KCV); check the padding in the profile, try again"
    )]
    Unusable,
}

/// A download under way: a key pair that waits for its answer. Wiped when dropped.
pub struct RemoteTmk {
    key: PrivateKey,
}

impl RemoteTmk {
    /// Makes a key pair. Takes up to some seconds of a small processor: not for the loop's thread.
    ///
    /// # Errors
    /// [`RemoteFault::NoKeyPair`] when the system has no randomness.
    pub fn generate() -> Result<RemoteTmk, RemoteFault> {
        let key = PrivateKey::new(&mut SysRng, RSA_BITS);
        key.map(|key| RemoteTmk { key }).map_err(|error| RemoteFault::NoKeyPair(error.to_string()))
    }

    /// Field 62 of the request: the public key.
    pub fn request_62(&self, form: PublicKeyForm) -> Vec<u8> {
        let (modulus, exponent) = (self.key.n_bytes(), self.key.e_bytes());
        let mut out = Vec::new();
        match form {
            PublicKeyForm::Tlv => {
                Tlv::new(Tag::new(0xDF02), &modulus).write(&mut out);
                Tlv::new(Tag::new(0xDF04), &exponent).write(&mut out);
            }
            PublicKeyForm::Der => {
                let mut numbers = Vec::new();
                Tlv::new(Tag::new(0x02), &unsigned(&modulus)).write(&mut numbers);
                Tlv::new(Tag::new(0x02), &unsigned(&exponent)).write(&mut numbers);
                Tlv::new(Tag::new(0x30), &numbers).write(&mut out);
            }
        }
        out
    }

    /// Takes the master key out of field 62 of the answer and checks it. The key pair is gone then, whatever comes out:
    /// after a fault, begin anew.
    ///
    /// # Errors
    /// [`RemoteFault`]; without a check value that holds, nothing is accepted.
    pub fn receive(
        self,
        field_62: Option<&[u8]>,
        padding: RsaPadding,
        cipher: KeyCipher,
    ) -> Result<ReceivedTmk, RemoteFault> {
        let field = field_62.ok_or(RemoteFault::Missing)?;
        let block = self.key.size();
        let (sealed, check) = field
            .split_at_checked(block)
            .filter(|(_, check)| CHECK_BYTES.contains(&check.len()))
            .ok_or(RemoteFault::Layout { found: field.len(), block })?;
        let clear = self.open(sealed, padding)?;
        // A wrong padding of PKCS#1 comes out as a made-up key, not as an error: the check value tells.
        if !check_value(&clear, cipher).starts_with(check) {
            return Err(RemoteFault::Unusable);
        }
        Ok(ReceivedTmk { key: clear, check_value: check.iter().map(|b| format!("{b:02X}")).collect() })
    }

    fn open(&self, sealed: &[u8], padding: RsaPadding) -> Result<Zeroizing<[u8; TMK_BYTES]>, RemoteFault> {
        let opened = match padding {
            RsaPadding::Pkcs1 => self.key.pkcs1v15_decrypt(sealed),
            RsaPadding::OaepSha1 => self.key.oaep_decrypt::<Sha1>(sealed),
            RsaPadding::OaepSha256 => self.key.oaep_decrypt::<Sha256>(sealed),
        };
        let opened = Zeroizing::new(opened.map_err(|_| RemoteFault::Unusable)?);
        opened.as_slice().try_into().map(Zeroizing::new).map_err(|_| RemoteFault::Unusable)
    }
}

impl fmt::Debug for RemoteTmk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RemoteTmk(..)")
    }
}

/// A master key that has passed its check and that the host has not activated yet. Wiped when dropped.
pub struct ReceivedTmk {
    key: Zeroizing<[u8; TMK_BYTES]>,
    check_value: String,
}

impl ReceivedTmk {
    /// The master key: to be taken when the host has agreed to [`ACTIVATE`], and not before; until then the old one is
    /// the one that it knows. Sign on at once.
    pub fn activate(self) -> Tmk {
        Tmk::Software(self.key)
    }

    /// The key, to be kept before it is activated.
    pub(in crate::acquirer) fn expose(&self) -> &[u8; TMK_BYTES] {
        &self.key
    }
}

impl fmt::Debug for ReceivedTmk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ReceivedTmk(check value {})", self.check_value)
    }
}

/// The first eight bytes of encrypted zeros.
fn check_value(key: &[u8; TMK_BYTES], cipher: KeyCipher) -> [u8; 8] {
    match cipher {
        KeyCipher::Des => ClearKey::Double(*key).encrypt([0; 8]),
        KeyCipher::Sm4 { .. } => {
            let [a, b, c, d, e, f, g, h, ..] = Sm4Key::new(*key).check_value();
            [a, b, c, d, e, f, g, h]
        }
    }
}

/// A number as DER writes one that is not negative.
fn unsigned(number: &[u8]) -> Vec<u8> {
    let sign = number.first().is_none_or(|first| first & 0x80 != 0).then_some(0);
    sign.into_iter().chain(number.iter().copied()).collect()
}

#[cfg(test)]
mod tests;
