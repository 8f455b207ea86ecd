//! A working key where the link can use it.

use std::time::Duration;

use tokio::time::timeout;

use crate::acquirer::message::WorkingKey;

use super::{ClearKey, PadEncrypt, Schedule, Sm4Key};

/// How long the pad may take over one block. A MAC of X9.9 or X9.19 has a block for each eight bytes of its message, so a whole one
/// may take a slow pad longer.
const PAD_LIMIT: Duration = Duration::from_secs(10);

/// A working key that the link uses itself: for MACs, or for tracks.
#[derive(Debug)]
pub enum LinkKey {
    /// A clear DES or 3DES key, in this program.
    Software(ClearKey),
    /// A clear SM4 key, in this program. PIN pads are asked for DES alone, so there is no SM4 key in one.
    Sm4(Sm4Key),
    /// Under the master key in the pad, which encrypts for the link.
    Pad(WorkingKey),
}

impl LinkKey {
    /// Encrypts one block of DES or 3DES.
    ///
    /// # Errors
    /// What the pad said, or that there is none, or that the key is for SM4.
    pub async fn encrypt(&self, pad: Option<&dyn PadEncrypt>, block: [u8; 8]) -> Result<[u8; 8], String> {
        self.ready(pad)?.encrypt(block).await
    }

    /// The key made ready for the blocks of one message.
    ///
    /// # Errors
    /// That there is no pad, or that the key is for SM4.
    pub fn ready<'a>(&'a self, pad: Option<&'a dyn PadEncrypt>) -> Result<Ready<'a>, String> {
        match self {
            LinkKey::Software(key) => Ok(Ready::Software(key.schedule())),
            LinkKey::Pad(key) => Ok(Ready::Pad(pad.ok_or(NO_PAD)?, key.clone())),
            LinkKey::Sm4(_) => Err(NOT_DES.into()),
        }
    }

    /// The left half of the key as a key of its own, made ready. A pad takes the half as well: under a master key in
    /// ECB, the first eight bytes of a wrapped key are its left half, wrapped.
    ///
    /// # Errors
    /// Those of [`LinkKey::ready`].
    pub fn ready_left_half<'a>(&'a self, pad: Option<&'a dyn PadEncrypt>) -> Result<Ready<'a>, String> {
        match self {
            LinkKey::Software(key) => Ok(Ready::Software(key.left_half().schedule())),
            LinkKey::Pad(key) => {
                let left = key.under_tmk.iter().take(8).copied().collect();
                Ok(Ready::Pad(pad.ok_or(NO_PAD)?, WorkingKey { under_tmk: left }))
            }
            LinkKey::Sm4(_) => Err(NOT_DES.into()),
        }
    }
}

/// A working key made ready: the schedule of a clear one is computed once, however many blocks follow.
#[expect(clippy::large_enum_variant, reason = "lives on the stack for one message; a box would be an allocation each")]
pub enum Ready<'a> {
    /// In this program.
    Software(Schedule),
    /// In the pad: one command a block.
    Pad(&'a dyn PadEncrypt, WorkingKey),
}

impl Ready<'_> {
    /// Encrypts one block.
    ///
    /// # Errors
    /// What the pad said, or that it said nothing in time.
    pub async fn encrypt(&self, block: [u8; 8]) -> Result<[u8; 8], String> {
        match self {
            Ready::Software(schedule) => Ok(schedule.encrypt(block)),
            Ready::Pad(pad, key) => timeout(PAD_LIMIT, pad.encrypt(key, block)).await.unwrap_or_else(|_| Err(silent())),
        }
    }
}

fn silent() -> String {
    format!("the PIN pad did not answer within {} s; check its cable", PAD_LIMIT.as_secs())
}

const NO_PAD: &str = "the master key lies in a PIN pad, but no PIN pad is configured; set [reader]";
const NOT_DES: &str = "the working key is for SM4; set mac = \"sm4\" in the profile, or ask for 3DES keys";
