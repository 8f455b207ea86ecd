//! Working keys: taken out of field 62 of a sign-on answer, checked, and kept for MACs.

use std::{fmt, future::Future, pin::Pin};

use des::{
    Des, TdesEde2,
    cipher::{BlockCipherDecrypt, BlockCipherEncrypt, BlockSizeUser, KeyInit, consts::U8},
};
use zeroize::{Zeroize, Zeroizing};

use super::message::{WorkingKey, WorkingKeys};

/// The terminal master key: where it lies.
pub enum Tmk {
    /// In this program: for test set-ups and training only.
    Software(Zeroizing<[u8; 16]>),
    /// In the PIN pad, which alone can use it.
    Pad {
        /// The slot, 0 to 99.
        index: u8,
    },
}

impl Tmk {
    /// A master key in this program.
    pub fn software(key: [u8; 16]) -> Tmk {
        Tmk::Software(Zeroizing::new(key))
    }
}

impl fmt::Debug for Tmk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Tmk::Software(_) => f.write_str("Tmk::Software(..)"),
            Tmk::Pad { index } => write!(f, "Tmk::Pad {{ index: {index} }}"),
        }
    }
}

/// What [`PadEncrypt::encrypt`] gives: one block, or what went wrong in words.
pub type PadAnswer<'a> = Pin<Box<dyn Future<Output = Result<[u8; 8], String>> + Send + 'a>>;

/// The PIN pad as the link needs it: it encrypts one block under a working key that itself is under the master key.
pub trait PadEncrypt: Send + Sync {
    /// Encrypts one block, DES under a key of 8 bytes and two-key 3DES under one of 16. The error says what the pad
    /// said and what to do.
    fn encrypt<'a>(&'a self, key: &'a WorkingKey, block: [u8; 8]) -> PadAnswer<'a>;
}

/// A clear DES or two-key 3DES key. Wiped when dropped.
#[derive(Clone, Zeroize)]
#[zeroize(drop)]
pub enum ClearKey {
    /// DES.
    Single([u8; 8]),
    /// 3DES with two keys.
    Double([u8; 16]),
}

impl ClearKey {
    /// Encrypts one block.
    pub fn encrypt(&self, block: [u8; 8]) -> [u8; 8] {
        let mut block = block.into();
        match self {
            ClearKey::Single(key) => Des::new(key.into()).encrypt_block(&mut block),
            ClearKey::Double(key) => TdesEde2::new(key.into()).encrypt_block(&mut block),
        }
        block.into()
    }

    /// Encrypts blocks one after the other, each XORed with what came out of the one before, and gives the last. The key is
    /// set up once, which costs about as much as a block.
    pub fn encrypt_chained<const N: usize>(&self, blocks: [[u8; 8]; N]) -> [u8; 8] {
        match self {
            ClearKey::Single(key) => chained(&Des::new(key.into()), blocks),
            ClearKey::Double(key) => chained(&TdesEde2::new(key.into()), blocks),
        }
    }

    /// Decrypts one block.
    pub fn decrypt(&self, block: [u8; 8]) -> [u8; 8] {
        let mut block = block.into();
        match self {
            ClearKey::Single(key) => Des::new(key.into()).decrypt_block(&mut block),
            ClearKey::Double(key) => TdesEde2::new(key.into()).decrypt_block(&mut block),
        }
        block.into()
    }

    /// The check value: the first four bytes of eight encrypted zero bytes.
    pub fn check_value(&self) -> [u8; 4] {
        head(self.encrypt([0; 8]))
    }

    /// The key of 8 or 16 bytes that was encrypted under this one in ECB; `None` for any other length.
    pub fn unwrap_key(&self, under_this: &[u8]) -> Option<ClearKey> {
        let (blocks, rest) = under_this.as_chunks::<8>();
        match (blocks, rest) {
            ([one], []) => Some(ClearKey::Single(self.decrypt(*one))),
            ([left, right], []) => {
                let mut key = [0; 16];
                key[..8].copy_from_slice(&self.decrypt(*left));
                key[8..].copy_from_slice(&self.decrypt(*right));
                let clear = ClearKey::Double(key);
                key.zeroize();
                Some(clear)
            }
            _ => None,
        }
    }
}

fn chained<C, const N: usize>(cipher: &C, blocks: [[u8; 8]; N]) -> [u8; 8]
where
    C: BlockCipherEncrypt + BlockSizeUser<BlockSize = U8>,
{
    blocks.into_iter().fold([0; 8], |before, block| {
        let mut block: [u8; 8] = std::array::from_fn(|i| before[i] ^ block[i]);
        cipher.encrypt_block((&mut block).into());
        block
    })
}

impl fmt::Debug for ClearKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClearKey(..)")
    }
}

/// The key for MACs, where the link can use it.
#[derive(Debug)]
pub enum MacKey {
    /// Clear, in this program.
    Software(ClearKey),
    /// Under the master key in the pad, which encrypts for the link.
    Pad(WorkingKey),
}

impl MacKey {
    /// Encrypts one block.
    ///
    /// # Errors
    /// What the pad said, or that there is none.
    pub async fn encrypt(&self, pad: Option<&dyn PadEncrypt>, block: [u8; 8]) -> Result<[u8; 8], String> {
        match (self, pad) {
            (MacKey::Software(key), _) => Ok(key.encrypt(block)),
            (MacKey::Pad(key), Some(pad)) => pad.encrypt(key, block).await,
            (MacKey::Pad(_), None) => Err(NO_PAD.into()),
        }
    }
}

const NO_PAD: &str = "the master key lies in a PIN pad, but no PIN pad is configured; set [reader]";

/// Why the keys of a sign-on are of no use. The terminal stays signed out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyFault {
    /// Field 62 is not there.
    #[error("the host accepted the sign-on but sent no keys (field 62); ask the acquirer")]
    Missing,
    /// Field 62 has a length whose layout is not known.
    #[error(
        "the host's keys (field 62) have {0} bytes; this terminal knows 24, 40 and 60: set sign_on in the profile to \
         001, 003 or 004 as the acquirer says"
    )]
    Layout(usize),
    /// A key is not the one that its check value was made from: the master keys differ.
    #[error("sign-on key check failed for the {0} key (KCV), load the master key again")]
    CheckValue(&'static str),
    /// The pad could not be asked.
    #[error("the PIN pad cannot check the sign-on keys: {0}")]
    Pad(String),
}

/// A working key under the master key, with its check value.
#[derive(Debug, PartialEq, Eq)]
struct Sealed {
    key: WorkingKey,
    check_value: [u8; 4],
}

impl Sealed {
    fn new(under_tmk: &[u8], check_value: &[u8]) -> Sealed {
        let mut four = [0; 4];
        four.copy_from_slice(check_value);
        Sealed { key: WorkingKey { under_tmk: under_tmk.to_vec() }, check_value: four }
    }

    fn check_value_text(&self) -> String {
        self.check_value.iter().map(|b| format!("{b:02X}")).collect()
    }
}

/// Takes the keys out of field 62, checks both and keeps the one for MACs.
///
/// # Errors
/// [`KeyFault`] when they cannot be read or are not what their check values say.
pub async fn install(
    field_62: Option<&[u8]>,
    tmk: &Tmk,
    pad: Option<&dyn PadEncrypt>,
) -> Result<(WorkingKeys, MacKey), KeyFault> {
    let (pin, mac) = take_apart(field_62.ok_or(KeyFault::Missing)?)?;
    // In the pad a PIN key must never encrypt data that was chosen here, so only a clear one can be checked; the pad
    // itself refuses a PIN under a key that it cannot open.
    if let Tmk::Software(_) = tmk {
        open(&pin, "PIN", tmk, pad).await?;
    }
    let mac_key = open(&mac, "MAC", tmk, pad).await?;
    let check_values = (pin.check_value_text(), mac.check_value_text());
    Ok((WorkingKeys { pin: pin.key, check_values }, mac_key))
}

/// The PIN and the MAC key of a field 62 of 24, 40 or 60 bytes. The track key of the last is not used.
fn take_apart(field: &[u8]) -> Result<(Sealed, Sealed), KeyFault> {
    match field.len() {
        24 => Ok((Sealed::new(&field[..8], &field[8..12]), Sealed::new(&field[12..20], &field[20..24]))),
        40 | 60 => {
            // A single-length MAC key is followed by eight clear zero bytes. They must be seen before decrypting:
            // decrypted zeros are not zero.
            let mac_end = if field[28..36] == [0; 8] { 28 } else { 36 };
            Ok((Sealed::new(&field[..16], &field[16..20]), Sealed::new(&field[20..mac_end], &field[36..40])))
        }
        other => Err(KeyFault::Layout(other)),
    }
}

/// A key that has passed its check, wherever it can be used.
async fn open(
    sealed: &Sealed,
    name: &'static str,
    tmk: &Tmk,
    pad: Option<&dyn PadEncrypt>,
) -> Result<MacKey, KeyFault> {
    let key = match tmk {
        Tmk::Software(master) => {
            let clear = ClearKey::Double(**master).unwrap_key(&sealed.key.under_tmk);
            MacKey::Software(clear.ok_or(KeyFault::Layout(sealed.key.under_tmk.len()))?)
        }
        Tmk::Pad { .. } => MacKey::Pad(sealed.key.clone()),
    };
    let encrypted = key.encrypt(pad, [0; 8]).await.map_err(KeyFault::Pad)?;
    if head(encrypted) == sealed.check_value { Ok(key) } else { Err(KeyFault::CheckValue(name)) }
}

fn head([a, b, c, d, ..]: [u8; 8]) -> [u8; 4] {
    [a, b, c, d]
}

#[cfg(test)]
#[path = "keys_tests.rs"]
pub(crate) mod tests;
