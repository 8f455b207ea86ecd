//! What the terminal asks the host and what it hears back, as data; other files here turn it into bytes.

use std::fmt;

use crate::domain::{
    Amount, BatchNo, CardSecret, Currency, Entry, Extra, HostResult, HostTime, Kind, OperatorNo, Original, Pan,
    PayCode, PayVoucher, PinBlock, PinUse, ResponseCode, ReversalReason, Stan, Totals, Track2, TxnRef, Wallet,
    transaction::InstalmentTerms,
};

pub use super::{
    detail::{ChipDetail, ChipSort, StripeDetail},
    fault::LinkFault,
    finding::{Finding, Findings},
};

/// A question to the host. One is in flight at a time.
#[derive(Clone, Debug)]
pub enum Request {
    /// Sign-on (0800, 60.3 = 001, 003 or 004 by profile): keys, batch and clock.
    SignOn {
        /// Field 11.
        stan: Stan,
        /// Field 60.2: the batch that this terminal has open.
        batch: BatchNo,
        /// Field 63.1.
        operator: OperatorNo,
    },
    /// Sign-off (0820, 60.3 = 002).
    SignOff {
        /// Field 11.
        stan: Stan,
        /// Field 60.2.
        batch: BatchNo,
    },
    /// Echo test (0820, 60.3 = 301).
    Echo {
        /// Field 60.2.
        batch: BatchNo,
    },
    /// Whatever moves money or asks for a balance, and advices of it (0100, 0200, 0220).
    Financial(Box<Financial>),
    /// Reversal of one of these (0400).
    Reversal(Box<ReversalRequest>),
    /// What has become of a payment by code (0200, field 3 by profile).
    Enquiry(Box<CodeEnquiry>),
    /// The result of an issuer script (0620).
    Script(Box<ScriptNotice>),
    /// A cardholder's signature (0820, 60.1 = 07).
    Signature(Box<SignatureUpload>),
    /// Downloads, lists and status (0800 and 0820, 60.3 = 35x to 39x and 96x).
    Manage(Manage),
    /// A new master key under RSA (0800, 60.3 = 350 or 352), or its activation (351).
    MasterKey {
        /// Field 60.2.
        batch: BatchNo,
        /// Which of the two.
        step: MasterKeyStep,
    },
    /// Settlement (0500, 60.3 = 201) with the totals in field 48.
    Settle {
        /// Field 11.
        stan: Stan,
        /// Field 60.2.
        batch: BatchNo,
        /// What this terminal counted.
        totals: Totals,
        /// Of which currency.
        currency: Currency,
        /// Field 63.1.
        operator: OperatorNo,
    },
    /// Up to eight magnetic-stripe details (0320, 60.3 = 201) in field 48.
    UploadStripe {
        /// Field 11.
        stan: Stan,
        /// Field 60.2.
        batch: BatchNo,
        /// One to eight details.
        details: Vec<StripeDetail>,
    },
    /// One transaction as it was asked or told, with message type 0320 and without MAC: refunds and advices of a batch
    /// with unequal totals.
    UploadNotice(Box<Financial>),
    /// One chip detail (0320, 60.3 = 203 to 206, 208, 209).
    UploadChip {
        /// Field 60.2.
        batch: BatchNo,
        /// The detail.
        detail: Box<ChipDetail>,
        /// Whether the totals were equal.
        balance: Finding,
    },
    /// The end of the batch upload (0320, 60.3 = 207 when balanced, 202 when not).
    UploadEnd {
        /// Field 11.
        stan: Stan,
        /// Field 60.2.
        batch: BatchNo,
        /// How many details went up, field 48.
        uploaded: u16,
        /// Whether the totals were equal.
        balance: Finding,
    },
}

impl Request {
    /// Whether the request carries field 64. Management messages and batch uploads do not.
    pub fn has_mac(&self) -> bool {
        use Request::{Enquiry, Financial, Reversal, Script, Signature};
        matches!(self, Financial(_) | Reversal(_) | Enquiry(_) | Script(_) | Signature(_))
    }
}

/// A transaction for the host.
#[derive(Clone, Debug)]
pub struct Financial {
    /// Which.
    pub kind: Kind,
    /// Field 11.
    pub stan: Stan,
    /// Field 60.2.
    pub batch: BatchNo,
    /// Field 4; nothing for a balance.
    pub amount: Amount,
    /// Field 49.
    pub currency: Currency,
    /// The card, or the code that the customer showed.
    pub card: CardData,
    /// What it goes back to: fields 37, 38, 59 and 61.
    pub original: Option<Original>,
    /// What some kinds have on top: fields 48, 61, 62, 63.
    pub extra: Extra,
}

/// The question what has become of a payment by code whose end is not known. No specification has it; a profile with the
/// row `query_code` says that its host does.
#[derive(Clone, Copy, Debug)]
pub struct CodeEnquiry {
    /// Field 11, of its own.
    pub stan: Stan,
    /// The payment, for field 61; its batch is the open one, field 60.2.
    pub original: TxnRef,
    /// Its amount, field 4.
    pub amount: Amount,
    /// Field 49.
    pub currency: Currency,
    /// Whose code it was.
    pub wallet: Option<Wallet>,
}

/// The result of an issuer script (0620/951).
#[derive(Clone, Debug)]
pub struct ScriptNotice {
    /// Field 11, of its own.
    pub stan: Stan,
    /// What the script belonged to.
    pub original: TxnRef,
    /// The original's kind: field 3 and, by profile, 60.1.
    pub kind: Kind,
    /// Field 60.2: the open batch.
    pub batch: BatchNo,
    /// Field 4.
    pub amount: Amount,
    /// Field 49.
    pub currency: Currency,
    /// Field 22.
    pub entry: Entry,
    /// Field 22.
    pub pin: PinUse,
    /// Field 2.
    pub card: Option<CardSecret>,
    /// Field 23.
    pub sequence: Option<u8>,
    /// Fields 32, 37 and 38 of the original's answer, and its date for field 61.
    pub host: HostResult,
    /// Field 55: the tags of `emv::SCRIPT_NOTICE`.
    pub chip: Vec<u8>,
}

/// A cardholder's signature (0820/800).
#[derive(Clone)]
pub struct SignatureUpload {
    /// Field 11: the transaction's.
    pub txn: TxnRef,
    /// Field 2.
    pub card: Option<CardSecret>,
    /// Field 4.
    pub amount: Amount,
    /// Fields 15 and 37 of the transaction's answer.
    pub host: HostResult,
    /// Field 55: the elements of the slip, tags FF00 and on.
    pub slip: Vec<u8>,
    /// Field 62: the picture, JBIG.
    pub picture: Vec<u8>,
}

impl fmt::Debug for SignatureUpload {
    /// The picture stays out, and so does the slip, which may have a mobile number.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignatureUpload").field("txn", &self.txn).field("amount", &self.amount).finish_non_exhaustive()
    }
}

/// A message that manages the terminal: a download, its end, a list, a status (7.4 of the terminal specification).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manage {
    /// `0800` for downloads and their ends, `0820` for lists and status.
    pub mti: ManageType,
    /// Field 60.2.
    pub batch: BatchNo,
    /// 60.3.
    pub code: &'static str,
    /// Field 62, where there is one.
    pub body: Option<Vec<u8>>,
}

/// The two steps of fetching a master key. The link keeps what comes between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MasterKeyStep {
    /// Ask for it with a public key of this moment.
    Fetch,
    /// Take it into use. The terminal must sign on anew after that.
    Activate,
}

/// The message type of a management message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ManageType {
    /// 0800.
    Network,
    /// 0820.
    Notice,
}

/// Card data for a request. Lives only as long as the request.
#[derive(Clone, Debug)]
pub struct CardData {
    /// How the card was read; decides field 22 and whether field 2 is sent.
    pub entry: Entry,
    /// Field 2.
    pub pan: Option<Pan>,
    /// Field 14.
    pub expiry: Option<crate::domain::Expiry>,
    /// Field 23.
    pub sequence: Option<u8>,
    /// Field 35.
    pub track2: Option<Track2>,
    /// Field 52.
    pub pin_block: Option<PinBlock>,
    /// Field 55 as BER-TLV bytes; empty without a chip.
    pub chip: Vec<u8>,
    /// The code that the customer showed, instead of a card.
    pub code: Option<PayCode>,
}

/// A reversal (0400): the original's own STAN, batch and amount, with the reason in field 39.
#[derive(Clone, Debug)]
pub struct ReversalRequest {
    /// What is taken back.
    pub kind: Kind,
    /// The original's STAN.
    pub stan: Stan,
    /// The original's batch.
    pub batch: BatchNo,
    /// The original's amount.
    pub amount: Amount,
    /// The original's currency.
    pub currency: Currency,
    /// How the card was read.
    pub entry: Entry,
    /// Whether the original carried a PIN; decides field 22.
    pub pin: PinUse,
    /// Fields 2 and 14, where the original carried field 2.
    pub card: Option<CardSecret>,
    /// Field 23.
    pub sequence: Option<u8>,
    /// Field 39.
    pub reason: ReversalReason,
    /// Field 55: 95, 9F1E, 9F36, and 9F10 when the card declined; empty without a chip.
    pub chip: Vec<u8>,
    /// Fields 38 and 61, as the original had them.
    pub original: Option<Original>,
    /// What some kinds have on top.
    pub extra: Extra,
}

/// A working key as the host sent it: encrypted under the TMK, so that the PIN pad can take it as it is.
#[derive(Clone, PartialEq, Eq)]
pub struct WorkingKey {
    /// 8 or 16 bytes under the TMK.
    pub under_tmk: Vec<u8>,
}

impl fmt::Debug for WorkingKey {
    /// Keys are not shown, not even encrypted ones.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "WorkingKey({} bytes)", self.under_tmk.len())
    }
}

/// The working keys of one sign-on. The MAC key stays in the link; the PIN key is handed to the pad with each command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkingKeys {
    /// The PIN key (PIK).
    pub pin: WorkingKey,
    /// The check values of PIN and MAC key in hexadecimal, which may be shown.
    pub check_values: (String, String),
}

/// What the host answered, checked (MAC, MTI, STAN, terminal, merchant) and taken apart.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Field 39. A settlement answer (0510) has none by the standard and reads as `00`.
    pub code: ResponseCode,
    /// Everything that the ledger keeps.
    pub result: HostResult,
    /// Fields 13 and 12.
    pub host_time: Option<HostTime>,
    /// Field 60.2.
    pub batch: Option<BatchNo>,
    /// Field 55 of the answer: 91, 71, 72 for the card.
    pub chip: Vec<u8>,
    /// The keys of a sign-on answer.
    pub keys: Option<WorkingKeys>,
    /// The findings of a settlement answer.
    pub finding: Option<Findings>,
    /// Field 62 of a management answer.
    pub body: Vec<u8>,
    /// The balance that was asked for (field 54).
    pub balance: Option<Balance>,
    /// The payment voucher of a payment by code (field 59, tag A4).
    pub voucher: Option<PayVoucher>,
    /// The terms of a sale in instalments (field 62).
    pub terms: Option<InstalmentTerms>,
    /// Header digit 6: what the host wants done after the trade (0 nothing, 3 sign on again, ...).
    pub order: u8,
}

/// What is on the account (field 54).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Balance {
    /// How much.
    pub amount: Amount,
    /// Whether it is the holder's or owed by the holder.
    pub sign: BalanceSign,
}

/// The sign of a balance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BalanceSign {
    /// `C`: the holder's money.
    Credit,
    /// `D`: the holder owes it.
    Debit,
}
