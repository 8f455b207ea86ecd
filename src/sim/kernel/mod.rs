//! How a terminal talks to a chip (EMV Books 1 to 4; for a tap, the fast form of PBOC): selection, records, proof of the card,
//! restrictions, proof of the holder, risk, first and last cryptogram, scripts of the issuer. The training pads of every
//! protocol have this inside. It knows the card by its answers alone, and not the issuer's keys.

mod action;
mod begin;
mod exchange;
mod finish;
mod flags;
mod genuine;
mod holder;
mod setup;
mod tap;

use std::collections::BTreeMap;

pub use finish::{End, Word};
pub use flags::Flags;
pub use holder::{Holder, Proof};
pub use setup::{Application, CaKey, Setup};

use super::chip::{Gone, Interface, Slot};
use crate::emv::{self, Tag};

/// What the till says about the trade before there is a card.
#[derive(Clone, Debug, Default)]
pub struct Order {
    /// In minor units.
    pub amount: u64,
    /// Tag 9C.
    pub kind: u8,
    /// Numeric code of the currency.
    pub currency: u16,
    /// Year, month, day in packed digits.
    pub date: [u8; 3],
    /// How many trades the terminal has had.
    pub sequence: u32,
    /// From which amount on the owner of a tapped card must be proved.
    pub tap_limit: u64,
}

/// What holds for the first cryptogram of a chip in the slot.
#[derive(Clone, Debug)]
pub struct Terms {
    /// Tag 9F33.
    pub capabilities: [u8; 3],
    /// An amount at or above it is for the issuer to approve.
    pub floor: u64,
    /// Whether the issuer must be asked whatever the amount is.
    pub must_ask: bool,
}

/// Why a dialogue with a card ends before its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// It says nothing at all.
    Mute,
    /// It was there, and is so no more.
    Gone,
    /// It has nothing that this terminal takes.
    NoApplication,
    /// It is blocked, or its application is.
    Blocked,
    /// It does not want this trade.
    NotAllowed,
    /// It is in a telephone that wants its owner first.
    SeePhone,
    /// What it says is not what a card says.
    BadData,
}

impl From<Gone> for Trouble {
    fn from(_: Gone) -> Trouble {
        Trouble::Gone
    }
}

/// What a card decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// TC.
    Approved,
    /// ARQC.
    AskIssuer,
    /// AAC.
    Declined,
}

impl Decision {
    /// By the two upper bits of tag 9F27.
    fn of(information: u8) -> Result<Decision, Trouble> {
        match information & 0xC0 {
            0x00 => Ok(Decision::Declined),
            0x40 => Ok(Decision::Approved),
            0x80 => Ok(Decision::AskIssuer),
            _ => Err(Trouble::BadData),
        }
    }

    fn wish(self) -> u8 {
        match self {
            Decision::Declined => 0x00,
            Decision::Approved => 0x40,
            Decision::AskIssuer => 0x80,
        }
    }
}

/// Objects of card and terminal by their tags.
pub type Objects = BTreeMap<Tag, Vec<u8>>;

/// A dialogue with a card, from its selection on.
pub struct Dialogue {
    application: Application,
    objects: Objects,
    /// The records and the profile that the certificate is about.
    certified: Vec<u8>,
    flags: Flags,
    decision: Option<Decision>,
    proof: Proof,
}

impl Dialogue {
    /// Selects an application, begins a transaction and reads. A tap has its cryptogram after this.
    ///
    /// # Errors
    /// [`Trouble`] that ends it.
    pub fn open(slot: &mut Slot, setup: &Setup, order: &Order) -> Result<Dialogue, Trouble> {
        match slot.interface() {
            Interface::Contact => begin::open(slot, setup, order),
            Interface::Tap => tap::open(slot, setup, order),
        }
    }

    /// Everything that is known, card number and tracks among it.
    pub fn objects(&self) -> Objects {
        let mut all = self.objects.clone();
        all.insert(Tag::TVR, self.flags.results.to_vec());
        all.insert(Tag::TSI, self.flags.status.to_vec());
        all
    }

    /// What the card has decided last.
    pub fn decision(&self) -> Option<Decision> {
        self.decision
    }

    /// How the holder has been proved.
    pub fn proof(&self) -> Proof {
        self.proof
    }

    fn object(&self, tag: Tag) -> Result<&[u8], Trouble> {
        self.objects.get(&tag).map(Vec::as_slice).ok_or(Trouble::BadData)
    }

    /// What a data object list asks for: numbers from the right, anything else from the left, zeros for what is not there.
    fn listed(&self, list: &[u8]) -> Result<Vec<u8>, Trouble> {
        let all = self.objects();
        let mut data = Vec::new();
        for entry in emv::dol(list).map_err(|_| Trouble::BadData)? {
            let length = usize::from(entry.length);
            let value = all.get(&entry.tag).map(Vec::as_slice).unwrap_or_default();
            let mut filled = vec![0; length.saturating_sub(value.len())];
            match value.len() <= length {
                true if is_number(entry.tag) => filled.extend(value),
                true => filled.splice(0..0, value.iter().copied()).for_each(drop),
                false if is_number(entry.tag) => filled.extend(&value[value.len() - length..]),
                false => filled.extend(&value[..length]),
            }
            data.extend(filled);
        }
        Ok(data)
    }
}

/// The amounts, which are filled with zeros on their left.
fn is_number(tag: Tag) -> bool {
    matches!(tag, Tag::AMOUNT | Tag::AMOUNT_OTHER | Tag::COUNTRY | Tag::CURRENCY)
}

/// The objects that the terminal has before there is a card.
fn terminal_objects(order: &Order) -> Objects {
    let mut unpredictable = [0; 4];
    // Training data: a failing random source costs nothing here.
    let _ = getrandom::fill(&mut unpredictable);
    BTreeMap::from([
        (Tag::AMOUNT, packed(order.amount, 6)),
        (Tag::AMOUNT_OTHER, vec![0; 6]),
        (Tag::COUNTRY, vec![0x01, 0x56]),
        (Tag::CURRENCY, packed(order.currency.into(), 2)),
        (Tag::DATE, order.date.to_vec()),
        (Tag::TYPE, vec![order.kind]),
        (Tag::UNPREDICTABLE, unpredictable.to_vec()),
        (Tag::TERMINAL_TYPE, vec![0x22]),
        (Tag::IFD_SERIAL, b"KT000001".to_vec()),
        (Tag::COUNTER, packed(order.sequence.into(), 4)),
    ])
}

/// The last digits of a number, two in a byte.
fn packed(mut number: u64, bytes: usize) -> Vec<u8> {
    let mut out = vec![0; bytes];
    for byte in out.iter_mut().rev() {
        *byte = ((number / 10 % 10) << 4 | number % 10) as u8;
        number /= 100;
    }
    out
}

#[cfg(test)]
mod tests;
