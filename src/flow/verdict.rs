//! How a trade ended, in the three words that an operator is ever told.

use crate::{
    acquirer::LinkFault,
    domain::{ResponseCode, Stan},
    orders::Refusal,
    reader::{CardTrouble, PadTrouble},
};

/// Exactly one of three.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Money moved: give the goods.
    Paid,
    /// No money moved: charge again if wanted.
    NotPaid,
    /// Not known, and being reversed: do not charge again.
    Unknown,
}

/// An ending and its reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Which.
    pub ending: Ending,
    /// Why, where it is not plainly paid.
    pub why: Option<Why>,
}

impl Verdict {
    /// Paid.
    pub fn paid() -> Verdict {
        Verdict { ending: Ending::Paid, why: None }
    }
    /// True as it is recorded; the host will be told.
    pub fn stored() -> Verdict {
        Verdict { ending: Ending::Paid, why: Some(Why::Stored) }
    }
    /// Not paid, and why.
    pub fn not_paid(why: Why) -> Verdict {
        Verdict { ending: Ending::NotPaid, why: Some(why) }
    }
    /// Not known, and why.
    pub fn unknown(why: Why) -> Verdict {
        Verdict { ending: Ending::Unknown, why: Some(why) }
    }
}

impl Why {
    /// What a fault of the link means to people.
    pub fn of_fault(fault: &LinkFault) -> Why {
        match fault {
            LinkFault::Unreachable { .. } => Why::HostUnreachable(fault.to_string()),
            LinkFault::NotSignedOn => Why::NotSignedOn(fault.to_string()),
            LinkFault::BadRequest { reason } => Why::BadRequest(reason.clone()),
            LinkFault::NoAnswer { seconds } => Why::NoAnswer(*seconds),
            LinkFault::Broken { .. } => Why::LineBroke,
            LinkFault::BadMac => Why::BadMac,
            LinkFault::Garbled { .. } => Why::Garbled,
            LinkFault::BadKeys { .. } => Why::BadKeys,
            LinkFault::KeysUnchecked { reason } | LinkFault::PadSilent { reason } => Why::ReaderLost(reason.clone()),
        }
    }
}

/// Why a trade was not plainly paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// The host declined with this code.
    Declined(ResponseCode),
    /// Nothing against it: it is recorded, and the host is told in the background.
    Stored,
    /// The host's list names this card: it is not taken.
    Blacklisted,
    /// The wallet's owner had not confirmed when the host answered.
    InProgress,
    /// The card, or its pad, approved by itself although the order forbade it. EMV lets no card give more than it was asked
    /// for, so nothing that it says is believed.
    CardApprovedAlone,
    /// The card declined by itself.
    CardDeclined,
    /// The card has paid the same a moment ago, with this voucher, and nobody said that it is meant twice.
    SameSale(Stan),
    /// The operator cancelled.
    Cancelled,
    /// The order gateway does not answer; it is asked until it does.
    GatewaySilent,
    /// The customer is paying at this moment, and nobody can say how that ends.
    OrderPaying,
    /// The order gateway has refused.
    OrderRefused(Refusal),
    /// Nobody paid the code in its time.
    OrderExpired,
    /// The order was closed at the gateway.
    OrderClosed,
    /// It was paid after it had been given up, or after its time.
    PaidAfterAll,
    /// The cardholder cancelled on the pad.
    CancelledByHolder,
    /// No card came in time.
    NoCard,
    /// The PIN was not typed in time.
    PinTimeout,
    /// The card was pulled before the host was asked.
    CardRemoved,
    /// The card cannot pay here.
    CardNotAccepted(CardTrouble),
    /// The card was tried too often without being read.
    CardUnreadable,
    /// The last card was still in the reader.
    CardLeftIn,
    /// The pad takes no PIN for a while.
    PinBusy,
    /// The pad itself is the trouble.
    PadTrouble(PadTrouble),
    /// The pad has no master key in this slot.
    KeyMissing(u8),
    /// The reader went away before the host was asked.
    ReaderLost(String),
    /// The host could not be reached; nothing was sent.
    HostUnreachable(String),
    /// The terminal is not signed on to the host.
    NotSignedOn(String),
    /// The host refused the sign-on with this code.
    SignOnRefused(ResponseCode),
    /// The keys of the sign-on failed their check: the master key is wrong.
    BadKeys,
    /// The host has given new keys since the PIN was typed; nothing was sent.
    KeysChanged,
    /// An earlier reversal must be acknowledged first.
    ReversalFirst,
    /// The ledger cannot store it; nothing was sent.
    Storage(String),
    /// The request could not be built; nothing was sent.
    BadRequest(String),
    /// Asked, and no answer within so many seconds.
    NoAnswer(u64),
    /// Asked, and the line broke.
    LineBroke,
    /// Asked, and the answer's MAC was wrong.
    BadMac,
    /// Asked, and the answer could not be read.
    Garbled,
    /// The host approved a part only, which this terminal does not take.
    PartlyApproved,
    /// The host says that it has this number already: it may have booked the trade.
    Duplicate,
    /// The host approved, the card did not.
    CardRefusedApproval,
    /// The host approved, but the card was gone.
    CardGoneAfterApproval,
    /// The host approved, but the reader was gone.
    ReaderGoneAfterApproval,
    /// The host answered, but the ledger could not store it.
    StorageAfterAnswer(String),
}
