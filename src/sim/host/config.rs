//! What a training host is told before it starts.

use std::{fmt, path::PathBuf, time::Duration};

use super::{
    MacKeyForm,
    accounts::{Account, PayCode},
    crypto::Cipher,
    downloads::Downloads,
    payout::PayoutRules,
};
use crate::domain::{Amount, MerchantId, TerminalId};

/// The settings of a training host.
#[derive(Clone)]
pub struct HostConfig {
    /// The terminals that it knows; the first one is there from the start.
    pub terminals: Vec<TerminalSetup>,
    /// The cards that its issuers know.
    pub accounts: Vec<Account>,
    /// The payment codes with a conduct of their own.
    pub codes: Vec<PayCode>,
    /// What it allows.
    pub rules: Rules,
    /// What it gives out.
    pub downloads: Downloads,
    /// How late the answer is for cards that answer late.
    pub late_after: Duration,
    /// How long each answer takes, so that screens can be seen; the core does not wait, the server does.
    pub delay: Duration,
    /// Which MAC keys a sign-on gives out.
    pub mac_key: MacKeyForm,
    /// How field 64 is computed.
    pub mac: MacMethod,
    /// How many bytes the check values of SM4 keys have: 4 or 8. Which is not public.
    pub sm4_check_bytes: usize,
    /// Where every frame and the clear session keys are written, as JSON lines. **For training only.**
    pub capture: Option<PathBuf>,
    /// Where the books are kept, as JSON; without it they are forgotten at the end.
    pub books: Option<PathBuf>,
    /// What it charges and when it pays.
    pub payout: PayoutRules,
    /// The seed of faults that come by chance.
    pub seed: u64,
}

/// One terminal and its merchant.
#[derive(Clone)]
pub struct TerminalSetup {
    /// The terminal master key, two-key 3DES; the pad has the same.
    pub tmk: [u8; 16],
    /// Field 41.
    pub terminal: TerminalId,
    /// Field 42.
    pub merchant: MerchantId,
    /// The batch that is open when there are no books yet.
    pub batch: u32,
    /// Given out with the parameter download (0800, 60.3 = 360); up to 40 bytes in GBK.
    pub merchant_name: String,
}

/// How field 64 is computed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MacMethod {
    /// The method of the UnionPay terminal specification: XOR, hexadecimal text, two encryptions, text.
    #[default]
    UnionpayEcb,
    /// CBC under the whole key.
    #[serde(rename = "x9.9")]
    X99,
    /// CBC under the left half, the last block under both.
    #[serde(rename = "x9.19")]
    X919,
    /// The UnionPay method over SM4. Master key and working keys are SM4 keys then. Not confirmed by any published value;
    /// PIN blocks are refused, since how they fit field 52 is not known.
    Sm4,
}

impl MacMethod {
    /// The cipher of a host's keys.
    pub fn cipher(self) -> Cipher {
        if self == MacMethod::Sm4 { Cipher::Sm4 } else { Cipher::Des }
    }
}

/// What a host allows. Where public sources leave a thing open, the usual value is the more patient one.
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Rules {
    /// The most that one sale may be; 61 above it.
    pub sale_limit: Amount,
    /// The most that one refund may be; 61 above it.
    pub refund_limit: Amount,
    /// How much of the pre-authorised amount a completion may be, in percent.
    pub completion_percent: u16,
    /// How much of the sale a tip may be, in percent.
    pub tip_percent: u16,
    /// Whether a refund must name field 37. One published list of bitmaps knows refunds without.
    pub refund_needs_rrn: bool,
    /// Whether sign-off is refused with 95 while the open batch is not settled.
    pub sign_off_after_settlement: bool,
    /// Whether details may come up before the first 0500.
    pub early_details: bool,
    /// Whether an end message with a wrong count or code is refused with 95; else it is listed as a difference.
    pub strict_end: bool,
    /// Whether the answer to a settlement has field 39. The specification says no.
    pub settlement_has_code: bool,
    /// Header digit 6 of answers, one after the other from each sign-on on, each until the terminal has done it.
    pub orders: Vec<u8>,
    /// How often a payment by code that is in progress must be asked about before it is paid.
    pub code_asks: u32,
    /// A remark for receipts, in the last block of field 63 of approvals: up to 60 bytes in GBK.
    pub remark: String,
}

impl Default for Rules {
    fn default() -> Rules {
        Rules {
            sale_limit: Amount::MAX,
            refund_limit: Amount::MAX,
            completion_percent: 115,
            tip_percent: 20,
            refund_needs_rrn: true,
            sign_off_after_settlement: false,
            early_details: false,
            strict_end: false,
            settlement_has_code: false,
            orders: Vec::new(),
            code_asks: 2,
            remark: String::new(),
        }
    }
}

impl HostConfig {
    /// A host for this terminal with batch 1, the training cards and codes, no delay, answers late by 75 seconds, and nothing
    /// on disk.
    pub fn new(tmk: [u8; 16], terminal: TerminalId, merchant: MerchantId) -> HostConfig {
        HostConfig {
            terminals: vec![TerminalSetup::new(tmk, terminal, merchant)],
            accounts: Account::training(),
            codes: PayCode::training(),
            rules: Rules::default(),
            downloads: Downloads::training(),
            late_after: Duration::from_secs(75),
            delay: Duration::ZERO,
            mac_key: MacKeyForm::default(),
            mac: MacMethod::default(),
            sm4_check_bytes: 4,
            capture: None,
            books: None,
            payout: PayoutRules::default(),
            seed: 1,
        }
    }
}

impl TerminalSetup {
    /// A terminal with batch 1.
    pub fn new(tmk: [u8; 16], terminal: TerminalId, merchant: MerchantId) -> TerminalSetup {
        TerminalSetup { tmk, terminal, merchant, batch: 1, merchant_name: String::from("KEYTILL") }
    }
}

impl fmt::Debug for TerminalSetup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let TerminalSetup { terminal, merchant, batch, .. } = self;
        write!(f, "TerminalSetup({} {} batch {batch})", terminal.as_str(), merchant.as_str())
    }
}

impl fmt::Debug for HostConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HostConfig")
            .field("terminals", &self.terminals)
            .field("rules", &self.rules)
            .finish_non_exhaustive()
    }
}
