//! Orders to the reader and its reports, the same for every protocol. One order is in hand at a time.

use std::fmt;

use super::{Capabilities, Loaded};
use crate::domain::{Amount, Civil, Currency, Entry, Expiry, Pan, PinBlock, Track2};

/// What the flows ask of the reader. The reader's task answers each with exactly one [`Report`], besides notices.
#[derive(Clone, Debug)]
pub enum Order {
    /// Wait for a card by chip, tap or swipe. Answered by `Presented` or `Refused`. No time limit: the flow cancels.
    Begin(Begin),
    /// First cryptogram and PIN (for a stripe: the PIN alone). Answered by `Authorised` or `Refused`.
    Authorise(Authorise),
    /// Tell the card what the host said. Answered by `Completed` or `Refused`.
    Complete(Complete),
    /// Let a card go that was read and is not wanted. Answered by `Released` or `Refused`.
    Release,
    /// Stop what is being waited for. Answered by `Refused(Cancelled)`, unless the card was faster: then its report
    /// counts and the cancel is forgotten.
    Cancel,
}

/// A card is wanted.
#[derive(Clone, Debug)]
pub struct Begin {
    /// How much, for the pad's display and the card.
    pub amount: Amount,
    /// Of which currency.
    pub currency: Currency,
    /// The date and time that go into the cryptogram.
    pub at: Civil,
    /// Transaction type, tag 9C: `0x00` for a sale.
    pub kind: u8,
    /// Whether the card may be tapped.
    pub tap: TapOffer,
    /// Whether a tap of this amount needs a PIN, or the owner's consent on the telephone. A tap decides that while it is
    /// read, long before [`Authorise`].
    pub tap_pin: PinPolicy,
}

/// Whether a card may be tapped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TapOffer {
    /// It may.
    Open,
    /// It may not: a tap has failed, and the card is to be inserted.
    Closed,
}

/// A card has been read.
#[derive(Clone, Debug)]
pub struct Presented {
    /// How.
    pub entry: Entry,
    /// The number, where the pad gives it at this step.
    pub pan: Option<Pan>,
    /// The application's label, as "UnionPay Credit".
    pub label: Option<String>,
    /// Whether a swiped card has a chip by its service code, so that it should be inserted instead.
    pub has_chip: bool,
}

/// Whether the pad asks for a PIN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PinPolicy {
    /// Ask, and make the block with the key given.
    Ask,
    /// Do not ask.
    Skip,
}

/// Whether the card may approve by itself, without the host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offline {
    /// It may not: the host is asked, or the card declines.
    Never,
    /// It may, while the amount is below this limit. EMV counts so: an amount that is equal to the floor limit is above
    /// it (Book 3, 10.6.1).
    Below(Amount),
}

impl Offline {
    /// Whether an approval of this amount by the card alone is within the order.
    pub fn allows(self, amount: Amount) -> bool {
        match self {
            Offline::Never => false,
            Offline::Below(limit) => amount < limit,
        }
    }
}

/// Authorise the card.
#[derive(Clone)]
pub struct Authorise {
    /// The amount again, for the prompt.
    pub amount: Amount,
    /// Whether the card may approve by itself. A driver passes it on; whoever gave the order checks the outcome against
    /// it, because a pad may have been set up otherwise.
    pub offline: Offline,
    /// Whether to ask for a PIN.
    pub pin: PinPolicy,
    /// The slot of the master key in the pad.
    pub key_index: u8,
    /// The PIN key under that master key, 8 or 16 bytes.
    pub pin_key: Vec<u8>,
}

impl fmt::Debug for Authorise {
    /// Keys are not shown, not even encrypted ones.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Authorise { amount, offline, pin, key_index, .. } = self;
        f.debug_struct("Authorise")
            .field("amount", amount)
            .field("offline", offline)
            .field("pin", pin)
            .field("key_index", key_index)
            .finish_non_exhaustive()
    }
}

/// Take a PIN for a card number that the program knows, as that of a stripe.
#[derive(Clone)]
pub struct PinRequest {
    /// The number, which goes into the block.
    pub pan: Pan,
    /// For the prompt.
    pub amount: Amount,
    /// Of the amount.
    pub currency: Currency,
    /// The slot of the master key in the pad.
    pub key_index: u8,
    /// The PIN key under that master key, 8 or 16 bytes.
    pub pin_key: Vec<u8>,
}

impl fmt::Debug for PinRequest {
    /// Keys are not shown, not even encrypted ones.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PinRequest")
            .field("amount", &self.amount)
            .field("key_index", &self.key_index)
            .finish_non_exhaustive()
    }
}

/// What the card wants after the first cryptogram.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Ask the host.
    GoOnline,
    /// The card declined by itself: no money moves.
    DeclinedOffline,
    /// The card approved by itself: a sale has been paid with electronic cash.
    ApprovedOffline,
}

/// The card has been authorised.
#[derive(Clone, Debug)]
pub struct Authorised {
    /// What the card wants.
    pub outcome: Outcome,
    /// The number.
    pub pan: Pan,
    /// Track 2 or its equivalent.
    pub track2: Option<Track2>,
    /// The expiry date.
    pub expiry: Option<Expiry>,
    /// The card sequence number.
    pub sequence: Option<u8>,
    /// The PIN block, where a PIN was typed.
    pub pin_block: Option<PinBlock>,
    /// Chip tags as BER-TLV without card number and tracks; empty for a stripe.
    pub tags: Vec<u8>,
}

/// What the host said, for the card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HostWord {
    /// Approved.
    Approved,
    /// Declined.
    Declined,
    /// No answer.
    NoHost,
}

/// Tell the card.
#[derive(Clone, Debug)]
pub struct Complete {
    /// What the host said.
    pub word: HostWord,
    /// Field 39, for tag 8A.
    pub code: [u8; 2],
    /// Field 55 of the answer: 91, 71, 72.
    pub issuer_data: Vec<u8>,
}

/// The card has had the last word. The default is a card without one.
#[derive(Clone, Debug, Default)]
pub struct Completed {
    /// Whether the card agrees with an approval. A card that declines after the host approved is reversed.
    pub approved: bool,
    /// Tags after the second cryptogram, as BER-TLV.
    pub tags: Vec<u8>,
    /// Issuer script results, five bytes each.
    pub script_results: Vec<u8>,
}

/// What a device says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeviceInfo {
    /// Maker and model.
    pub model: String,
    /// Serial number.
    pub serial: String,
    /// Protocol version, as `2.20`, or that of its firmware where the protocol has none.
    pub version: String,
    /// What it can do.
    pub capabilities: Capabilities,
}

/// Why a card cannot pay here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CardTrouble {
    /// Its application has been made invalid.
    #[error("its application is invalid")]
    Invalidated,
    /// It does not behave as a card must.
    #[error("it does not behave as a card must")]
    Faulty,
    /// Its data are wrong or do not fit together.
    #[error("its data are wrong")]
    BadData,
    /// It has no application that the reader's tables know.
    #[error("it has no application for this terminal")]
    NoApplication,
    /// Its application does not allow this trade.
    #[error("its application does not allow this")]
    NotAllowed,
    /// It has more applications than the reader can sort out.
    #[error("it has too many applications")]
    TooManyApplications,
    /// It has expired.
    #[error("it has expired")]
    Expired,
    /// It is blocked.
    #[error("it is blocked")]
    Blocked,
}

/// What is the matter with a pad that answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PadTrouble {
    /// A fault inside it.
    #[error("a fault inside the pad")]
    Internal,
    /// A key or what was encrypted under it does not fit.
    #[error("the pad's keys do not fit what was encrypted under them")]
    Keys,
    /// It has locked itself.
    #[error("the pad has stopped for its security: it must be looked at")]
    Locked,
    /// Its tables of applications and keys are missing, old or full.
    #[error("the pad's tables of applications are missing, old or full: load them anew")]
    Tables,
    /// It does not take the amount.
    #[error("the pad does not take this amount")]
    Amount,
    /// It cannot show a picture: not there, of a wrong kind or size.
    #[error("the pad cannot show this picture")]
    Picture,
    /// It does not know the command, or not at this moment, or a parameter is wrong.
    #[error("the pad does not carry this out (status {0:03})")]
    Command(u16),
}

/// Why an order was not carried out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The reader cannot be reached: unplugged, or it does not answer.
    #[error("the reader does not answer: {0}")]
    Unplugged(String),
    /// The order was cancelled by the program.
    #[error("cancelled")]
    Cancelled,
    /// The cardholder pressed cancel on the pad.
    #[error("cancelled by the cardholder")]
    CancelledByHolder,
    /// The pad's own time limit ran out.
    #[error("the pad waited too long")]
    Timeout,
    /// The card was pulled before it was done.
    #[error("the card was removed too early")]
    CardRemoved,
    /// The chip could not be read; a swipe is allowed.
    #[error("the chip cannot be read")]
    ChipFailed,
    /// The stripe could not be read: swipe again.
    #[error("the stripe cannot be read")]
    StripeUnreadable,
    /// The card was read, and cannot pay here.
    #[error("the card cannot be used: {0}")]
    CardNotAccepted(CardTrouble),
    /// More than one card was held to the pad.
    #[error("several cards at once")]
    SeveralCards,
    /// The tap was lost on the way: tap again.
    #[error("the card was lost while it was tapped")]
    TapLost,
    /// The tap did not work: insert the card.
    #[error("the tap did not work")]
    TapFailed,
    /// The telephone wants its owner's consent: look at the telephone and tap again.
    #[error("look at the telephone")]
    SeePhone,
    /// The pad has no master key in the slot.
    #[error("the pad has no master key in slot {0}")]
    KeyMissing(u8),
    /// The pad takes no PIN for a while, so that nobody can try one after the other.
    #[error("the pad takes no PIN for a while")]
    PinBusy,
    /// The pad itself is the trouble.
    #[error("{0}")]
    Pad(PadTrouble),
    /// What the pad sent could not be understood.
    #[error("the pad's answer cannot be read: {0}")]
    Garbled(String),
}

/// What the reader's task says.
#[derive(Clone, Debug)]
pub enum Report {
    /// The reader is there and ready.
    Up(DeviceInfo),
    /// The reader is not there; the task goes on trying.
    Down(String),
    /// A line for the operator's screen while the pad waits (`NTM`), as the pad words it.
    Notice(String),
    /// A card has been read.
    Presented(Presented),
    /// The first cryptogram and the PIN are there.
    Authorised(Authorised),
    /// The card has had the last word.
    Completed(Completed),
    /// The card that was not wanted is gone.
    Released,
    /// What became of bringing the reader's tables up to date; comes by itself.
    Tables(Result<Loaded, String>),
    /// The order in hand was not carried out.
    Refused(Refusal),
}
