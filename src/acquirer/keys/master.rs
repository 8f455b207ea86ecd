//! The terminal master key, and the PIN pad that may hold it.

use std::{fmt, future::Future, pin::Pin};

use zeroize::Zeroizing;

use crate::acquirer::message::WorkingKey;

/// The terminal master key: where it lies. Whether it is a 3DES or an SM4 key follows from the profile's `mac`.
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
