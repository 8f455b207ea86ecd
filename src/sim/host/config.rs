//! What a training host is told before it starts.

use std::{fmt, path::PathBuf, time::Duration};

use super::MacKeyForm;
use crate::domain::{MerchantId, TerminalId};

/// The settings of a training host.
#[derive(Clone)]
pub struct HostConfig {
    /// The terminal master key, two-key 3DES; the pad has the same.
    pub tmk: [u8; 16],
    /// The only terminal that it knows.
    pub terminal: TerminalId,
    /// The merchant of that terminal.
    pub merchant: MerchantId,
    /// The batch that is open when there are no books yet.
    pub batch: u32,
    /// Given out with the parameter download (0800, 60.3 = 360); up to 40 bytes in GBK.
    pub merchant_name: String,
    /// How late the answer is for cards that answer late.
    pub late_after: Duration,
    /// How long each answer takes, so that screens can be seen; the core does not wait, the server does.
    pub delay: Duration,
    /// Which MAC keys a sign-on gives out.
    pub mac_key: MacKeyForm,
    /// Where every frame and the clear session keys are written, as JSON lines. **For training only.**
    pub capture: Option<PathBuf>,
    /// Where the books are kept, as JSON; without it they are forgotten at the end.
    pub books: Option<PathBuf>,
}

impl HostConfig {
    /// A host for this terminal with batch 1, no delay, answers late by 75 seconds, and nothing on disk.
    pub fn new(tmk: [u8; 16], terminal: TerminalId, merchant: MerchantId) -> HostConfig {
        HostConfig {
            tmk,
            terminal,
            merchant,
            batch: 1,
            merchant_name: String::from("KEYTILL"),
            late_after: Duration::from_secs(75),
            delay: Duration::ZERO,
            mac_key: MacKeyForm::default(),
            capture: None,
            books: None,
        }
    }
}

impl fmt::Debug for HostConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HostConfig")
            .field("terminal", &self.terminal)
            .field("merchant", &self.merchant)
            .field("batch", &self.batch)
            .finish_non_exhaustive()
    }
}
