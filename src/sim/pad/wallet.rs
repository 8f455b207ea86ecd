//! The cards that have been in a pad: each keeps its memory from one insertion to the next, as long as the pad runs.

use std::collections::BTreeMap;

use crate::{
    domain::Entry,
    sim::{TestCard, chip::Slot, kernel::Trade},
};

/// The capabilities of a training pad (tag 9F33): every way of reading, every PIN and signature, SDA, DDA and CDA.
pub(super) const CAPABILITIES: [u8; 3] = [0xE0, 0xE1, 0xC8];
/// The same without a PIN.
pub(super) const NO_PIN: [u8; 3] = [0xE0, 0x28, 0xC8];

/// The cards that have been in a pad.
#[derive(Default)]
pub(super) struct Wallet {
    slots: BTreeMap<u8, Slot>,
    trades: u32,
    /// The card whose chip did not answer last. Its holder swipes it next.
    mute: Option<u8>,
}

impl Wallet {
    /// The chip of this card.
    pub(super) fn slot(&mut self, card: &TestCard) -> &mut Slot {
        self.slots.entry(card.place).or_insert_with(|| Slot::new(card))
    }

    /// A number that nobody can foresee and the count of trades, for a new one.
    pub(super) fn begin(&mut self, trade: &mut Trade) {
        self.trades = self.trades.wrapping_add(1);
        trade.counter = self.trades;
        // Training data: a failing random source costs nothing here.
        let _ = getrandom::fill(&mut trade.unpredictable);
    }

    /// A chip did not answer.
    pub(super) fn is_mute(&mut self, card: &TestCard) {
        self.mute = Some(card.place);
    }

    /// How this card is presented now: a chip that did not answer the last time is swiped.
    pub(super) fn entry(&self, card: &TestCard) -> Entry {
        if self.mute == Some(card.place) { Entry::Fallback } else { card.entry }
    }

    /// A card has been read.
    pub(super) fn has_read(&mut self) {
        self.mute = None;
    }
}

/// A trade before anything is known of it but what all have in common.
pub(super) fn blank() -> Trade {
    Trade {
        amount: 0,
        other: 0,
        kind: 0,
        currency: 156,
        date: [0; 3],
        time: [0; 3],
        capabilities: CAPABILITIES,
        unpredictable: [0; 4],
        counter: 0,
    }
}
