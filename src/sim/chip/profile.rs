//! What is written into a card when it is made.

use super::state::Lock;
use crate::{
    domain::Entry,
    sim::{CardConduct, TestCard, bcd::packed},
};

/// UnionPay credit.
const CREDIT: [u8; 8] = [0xA0, 0x00, 0x00, 0x03, 0x33, 0x01, 0x01, 0x02];
const CREDIT_LABEL: &str = "UnionPay Credit";
/// Online PIN where the terminal can, the next method if that fails; else none. No amounts.
const CVM_LIST: [u8; 12] = [0, 0, 0, 0, 0, 0, 0, 0, 0x42, 0x03, 0x1F, 0x03];
/// SDA, DDA, proof of the holder, terminal risk management, EXTERNAL AUTHENTICATE.
const AIP: [u8; 2] = [0x7C, 0x00];
/// What is on a card with electronic cash at the start, in minor units.
const CASH: u64 = 100_000;

/// An application.
#[derive(Clone)]
pub struct Application {
    /// Its identifier.
    pub aid: Vec<u8>,
    /// Its label.
    pub label: String,
    /// Its priority (tag 87): 1 is the first; 80h more wants the holder's consent.
    pub priority: u8,
}

/// What is written into a card when it is made.
#[derive(Clone)]
pub struct Profile {
    /// The card number, a test number.
    pub pan: String,
    /// Expiry, YYMM.
    pub expiry: String,
    /// Card sequence number.
    pub sequence: u8,
    /// The PIN that the card itself checks.
    pub pin: String,
    /// Its applications, which share one set of data.
    pub applications: Vec<Application>,
    /// The cardholder verification methods (tag 8E).
    pub cvm_list: Vec<u8>,
    /// What it can do (tag 82).
    pub aip: [u8; 2],
    /// Application usage control (tag 9F07).
    pub usage: [u8; 2],
    /// Whether it pays with electronic cash where the terminal lets it.
    pub pays_offline: bool,
    /// What is on it at the start, in minor units.
    pub cash: u64,
    /// Whether it declines in the second cryptogram what the issuer has approved.
    pub declines_last: bool,
    /// Whether it declines where its issuer has not proved to be one. Most cards go along, and tell their issuer the next time.
    pub wants_proof: bool,
    /// Whether it is in a telephone that wants its owner's consent first.
    pub phone: bool,
    /// Whether it was blocked before it came here.
    pub lock: Lock,
}

impl Profile {
    /// The chip of a card of the tray.
    pub fn of(card: &TestCard) -> Profile {
        let pays_offline = card.card == CardConduct::ApprovesOffline;
        Profile {
            pan: card.pan.to_owned(),
            expiry: card.expiry.to_owned(),
            sequence: card.sequence,
            pin: card.pin.to_owned(),
            applications: vec![Application { aid: CREDIT.to_vec(), label: CREDIT_LABEL.to_owned(), priority: 1 }],
            cvm_list: CVM_LIST.to_vec(),
            aip: AIP,
            usage: [0xFF, 0x00],
            pays_offline,
            cash: if pays_offline { CASH } else { 0 },
            declines_last: card.card == CardConduct::DeclinesAfterApproval,
            wants_proof: card.card == CardConduct::WantsProof,
            phone: card.card == CardConduct::AsksPhone,
            lock: if card.card == CardConduct::Blocked { Lock::Application } else { Lock::Open },
        }
    }

    /// Track 2 equivalent data (tag 57).
    pub(super) fn track2(&self) -> Option<Vec<u8>> {
        packed(&format!("{}D{}2201234567", self.pan, self.expiry))
    }

    pub(super) fn packed_pan(&self) -> Option<Vec<u8>> {
        packed(&self.pan)
    }
}

/// Track 2 of a card of the tray as its stripe has it, `D` for the separator. A card with a chip says so in its service code.
pub fn track2(card: &TestCard) -> String {
    let service = if card.entry == Entry::Swipe { "120" } else { "220" };
    format!("{}D{}{service}1234567", card.pan, card.expiry)
}
