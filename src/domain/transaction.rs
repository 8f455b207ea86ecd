//! One transaction as the ledger keeps it, and the states it goes through.

use serde::{Deserialize, Serialize};

use super::{
    Amount, AuthCode, BasketNo, BatchNo, CardClass, Currency, Entry, HostTime, ItemNo, Kind, MaskedPan, MonthDay,
    OperatorNo, PayVoucher, ResponseCode, Rrn, Stan, WallTime,
};

pub use super::extra::{AuthorityMode, Extra, InstalmentTerms, OfflineAuthority};

/// What is known about a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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
    /// The reversal could not be brought to an end, or there is none for this kind; a person must close it.
    Unresolved,
    /// Recorded here and counted; the host is told until it has heard (offline settlement, completion advice and the like).
    Stored,
}

impl State {
    /// What closing an unresolved transaction meant before it could mean two things.
    pub(super) fn reversed() -> State {
        State::Reversed
    }
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

/// The transaction that this one goes back to, as far as the terminal knows it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Original {
    /// Its name on this terminal, where it is in the open batch.
    #[serde(default)]
    pub txn: Option<TxnRef>,
    /// Its reference number, field 37.
    #[serde(default)]
    pub rrn: Option<Rrn>,
    /// Its authorisation code, field 38, where it had one.
    #[serde(default)]
    pub auth_code: Option<AuthCode>,
    /// Its date, for one of an earlier batch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<MonthDay>,
    /// The payment voucher of a payment by code (field 59, tag A4).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub voucher: Option<PayVoucher>,
}

impl Original {
    /// The STAN of an original in the open batch.
    pub fn stan(&self) -> Option<Stan> {
        self.txn.map(|txn| txn.stan)
    }
}

/// Something of a transaction that goes up to the host in the background.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Parcel {
    /// The result of an issuer script (0620).
    Script,
    /// The transaction itself, where it was recorded before the host heard of it (0220 or 0200).
    Advice,
    /// The cardholder's signature (0820, 60.1 = 07).
    Signature,
}

impl Parcel {
    /// In the order in which they go up.
    pub const ALL: [Parcel; 3] = [Parcel::Script, Parcel::Advice, Parcel::Signature];
}

/// How far a parcel has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// Which.
    pub parcel: Parcel,
    /// When it became due.
    pub since: WallTime,
    /// How often it has been sent.
    #[serde(default)]
    pub tries: u16,
    /// How it ended, once it has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<DeliveryEnd>,
    /// The number that it goes up under, where that is not the transaction's: one for all its tries, so that the host can
    /// tell a repetition from a second one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stan: Option<Stan>,
    /// What it holds beside the transaction, as hexadecimal: script tags for field 55, or the picture of a signature.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub content: String,
}

/// How a delivery ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryEnd {
    /// The host has it (00, or 94: it had it already).
    Accepted(ResponseCode),
    /// The host does not want it; it is not sent again and stands on the slip.
    Refused(ResponseCode),
    /// It was tried as often as is allowed; it stands on the slip.
    GivenUp,
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
    /// Field 32: the acquiring institution.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acquirer: Option<String>,
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
    /// The code that ended it: the host's on acknowledgement, or the last refusal when it became unresolved. Before that, its
    /// last refusal.
    pub code: Option<ResponseCode>,
    /// How often the host has refused it.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub refusals: u16,
}

fn is_zero(count: &u16) -> bool {
    *count == 0
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
    /// Whether its detail has been uploaded for the settlement of its batch.
    #[serde(default)]
    pub uploaded: bool,
    /// The code with which the host refused its detail, if it did; it is not sent again and stands on the slip.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail_refused: Option<ResponseCode>,
    /// What some kinds have on top.
    #[serde(default, skip_serializing_if = "Extra::is_plain")]
    pub extra: Extra,
    /// What of it goes up in the background.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deliveries: Vec<Delivery>,
    /// The basket that it pays, or a part of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basket: Option<BasketNo>,
    /// The products of that basket, by which it is found.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<ItemNo>,
}

impl Transaction {
    /// The kind of transaction that may take it back within its batch. A tipped sale cannot be voided any more.
    pub fn voidable_by(&self) -> Option<Kind> {
        // The host knows its own by the reference number; of cash it knows nothing.
        let known = self.is_cash() || self.host.as_ref().is_some_and(|h| h.rrn.is_some());
        self.kind.voided_by().filter(|_| self.state == State::Approved && known && self.extra.adjusted.is_none())
    }

    /// Whether a later void (消费撤销) may take it back.
    pub fn can_be_voided(&self) -> bool {
        self.voidable_by() == Some(Kind::Void)
    }

    /// Whether it is an order's, which goes through the order gateway: the acquirer knows nothing of it.
    pub fn is_order(&self) -> bool {
        self.entry == Entry::ShownCode
    }

    /// Whether a customer paid by code, whoever showed it.
    pub fn is_by_code(&self) -> bool {
        matches!(self.entry, Entry::Code | Entry::ShownCode)
    }

    /// Whether an acquirer hears of it: neither of cash nor of what goes through the order gateway.
    pub fn is_acquired(&self) -> bool {
        !self.is_cash() && !self.is_order()
    }

    /// Whether it happened: approved, also when it was voided later, or recorded for the host to hear.
    pub fn counts(&self) -> bool {
        matches!(self.state, State::Approved | State::Voided | State::Stored)
    }

    /// Whether notes and coins moved, and no host hears of it.
    pub fn is_cash(&self) -> bool {
        self.entry == Entry::Cash
    }

    /// What the customer was given back of what he gave in cash.
    pub fn change(&self) -> Option<Amount> {
        self.extra.given?.checked_sub(self.amount)
    }

    /// The amount that counts: the adjusted total where there is one.
    pub fn counted_amount(&self) -> Amount {
        self.extra.adjusted.unwrap_or(self.amount)
    }

    /// The card scheme, as the host named it or else the operator.
    pub fn scheme(&self) -> Option<&str> {
        self.host.as_ref().and_then(|h| h.scheme.as_deref()).or(self.extra.scheme.as_deref())
    }

    /// Whether the card is a foreign one.
    pub fn card_class(&self) -> CardClass {
        CardClass::of_scheme(self.scheme())
    }

    /// A delivery of this transaction.
    pub fn delivery(&self, parcel: Parcel) -> Option<&Delivery> {
        self.deliveries.iter().find(|d| d.parcel == parcel)
    }

    /// Whether a parcel still has to go up.
    pub fn owes(&self, parcel: Parcel) -> bool {
        self.delivery(parcel).is_some_and(|d| d.end.is_none())
    }
}
