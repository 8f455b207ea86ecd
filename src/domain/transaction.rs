//! One transaction as the ledger keeps it, and the states it goes through.

use serde::{Deserialize, Serialize};

use super::{
    Amount, AuthCode, BatchNo, Currency, Entry, HostTime, MaskedPan, OperatorNo, ResponseCode, Rrn, Stan, WallTime,
};

/// What a transaction is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Sale (消费).
    Sale,
    /// Void of a sale in the open batch (消费撤销).
    Void,
}

impl Kind {
    /// Every kind, in the order that reports list them.
    pub const ALL: [Kind; 2] = [Kind::Sale, Kind::Void];
}

/// What is known about a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Begun; the outcome is not known yet.
    Pending,
    /// The host approved and the card agreed. Money moved.
    Approved,
    /// Refused; no money moved.
    Declined,
    /// Never left the box; no money moved.
    NotSent,
    /// The outcome is not known; a reversal is on its way.
    Reversing,
    /// The host acknowledged the reversal. No money moved.
    Reversed,
    /// Approved, then voided by a later transaction.
    Voided,
    /// The reversal could not be brought to an end; a person must close it.
    Unresolved,
}

/// The name of a transaction on this terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TxnRef {
    /// Its batch.
    pub batch: BatchNo,
    /// Its STAN, which is the voucher number.
    pub stan: Stan,
}

/// Whether a PIN went with the card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PinUse {
    /// The pad made a PIN block.
    Entered,
    /// No PIN.
    None,
}

/// The transaction that a void goes back to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Original {
    /// Its name on this terminal.
    pub txn: TxnRef,
    /// Its reference number, field 37.
    pub rrn: Rrn,
    /// Its authorisation code, field 38, where it had one.
    pub auth_code: Option<AuthCode>,
}

/// What the host said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostResult {
    /// Field 39.
    pub code: ResponseCode,
    /// Field 37.
    pub rrn: Option<Rrn>,
    /// Field 38.
    pub auth_code: Option<AuthCode>,
    /// Fields 13 and 12.
    pub time: Option<HostTime>,
    /// Field 15, MMDD.
    pub settlement_date: Option<String>,
    /// Field 44, issuer then acquirer, each trimmed.
    pub institutions: Option<(String, String)>,
    /// Field 63.1: the card scheme, `CUP`, `VIS` and so on.
    pub scheme: Option<String>,
    /// Field 63.2: texts of issuer, UnionPay, acquirer and terminal for the remark area.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub texts: Vec<String>,
}

/// Why a reversal is sent (field 39 of the 0400).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ReversalReason {
    /// No answer in time.
    #[serde(rename = "98")]
    NoAnswer,
    /// Approved, but this terminal or the card could not complete.
    #[serde(rename = "96")]
    NotCompleted,
    /// The answer's MAC was wrong.
    #[serde(rename = "A0")]
    BadMac,
    /// Anything else.
    #[serde(rename = "06")]
    Other,
}

impl ReversalReason {
    /// The two characters of field 39.
    pub fn code(self) -> &'static str {
        match self {
            ReversalReason::NoAnswer => "98",
            ReversalReason::NotCompleted => "96",
            ReversalReason::BadMac => "A0",
            ReversalReason::Other => "06",
        }
    }
}

/// The reversal of a transaction, from the moment that it is owed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reversal {
    /// Why.
    pub reason: ReversalReason,
    /// How often it has been sent.
    pub tries: u16,
    /// The code that ended it: the host's on acknowledgement, or the last refusal when it became unresolved.
    pub code: Option<ResponseCode>,
}

/// What the chip gave, as hexadecimal BER-TLV without card number and tracks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChipTags {
    /// The tags of field 55 in the request; a batch upload repeats them.
    pub request: String,
    /// The tags that a reversal carries (95, 9F1E, 9F36, and 9F10 when the card declined).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reversal: String,
    /// The application's name for the receipt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The application identifier in hexadecimal, for the receipt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aid: Option<String>,
    /// The cryptogram of the second GENERATE AC, for the receipt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate: Option<String>,
}

/// A transaction as the journal and the index keep it.
///
/// Written whole when it begins, before its request leaves; it is its own reversal-to-be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transaction {
    /// Batch and STAN.
    #[serde(flatten)]
    pub txn: TxnRef,
    /// What it is.
    pub kind: Kind,
    /// What is known about it.
    pub state: State,
    /// How much, in minor units.
    pub amount: Amount,
    /// Of which currency.
    pub currency: Currency,
    /// How the card was read.
    pub entry: Entry,
    /// Whether a PIN was given.
    pub pin: PinUse,
    /// The card number, masked.
    pub pan: MaskedPan,
    /// Whether the request carried field 2, so that its reversal does too.
    pub pan_in_request: bool,
    /// The card sequence number, field 23.
    pub card_sequence: Option<u8>,
    /// Who sold.
    pub operator: OperatorNo,
    /// Who approved, where that takes a second person.
    pub approver: Option<OperatorNo>,
    /// When it began, by this terminal's clock.
    pub began: WallTime,
    /// What it goes back to.
    pub original: Option<Original>,
    /// Chip data.
    pub chip: Option<ChipTags>,
    /// What the host said, once it has.
    pub host: Option<HostResult>,
    /// The reversal, once one is owed.
    pub reversal: Option<Reversal>,
    /// Who closed it, where its reversal came to no end by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_by: Option<OperatorNo>,
    /// Whether a person has seen how it ended; one that nobody saw is told on the first screen after a restart.
    #[serde(default)]
    pub seen: bool,
    /// How many receipts were printed.
    #[serde(default)]
    pub printed: u16,
    /// Whether its detail has been uploaded in the settlement of its batch.
    #[serde(default)]
    pub uploaded: bool,
}

impl Transaction {
    /// Whether a later void may take it back.
    pub fn can_be_voided(&self) -> bool {
        self.kind == Kind::Sale && self.state == State::Approved && self.host.as_ref().is_some_and(|h| h.rrn.is_some())
    }

    /// Whether its amount counts in the batch totals. A voided sale and its void both count.
    pub fn counts(&self) -> bool {
        matches!(self.state, State::Approved | State::Voided)
    }
}
