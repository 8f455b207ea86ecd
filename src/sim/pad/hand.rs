//! A card of the tray in a pad's hand: its chip, and the dialogue with it. The pads of both protocols have this.

use std::collections::BTreeMap;

use crate::sim::{
    TestCard,
    chip::{CardState, Slot},
    kernel::{Decision, Dialogue, End, Holder, Order, Setup, Terms, Trouble, Word},
};

/// The memories of the tray's chips, by their places.
#[derive(Default)]
pub(super) struct Chips {
    states: BTreeMap<u8, CardState>,
    trades: u32,
}

/// A chip in the slot or the field.
pub(super) struct InHand {
    slot: Slot,
    place: u8,
    pub(super) dialogue: Dialogue,
}

impl Chips {
    /// A chip with its power on, as it left the last pad. None for a stripe.
    pub(super) fn insert(&self, card: &TestCard) -> Option<Slot> {
        Slot::insert(card, self.states.get(&card.place).cloned())
    }

    /// What a chip remembers from now on.
    pub(super) fn keep(&mut self, place: u8, slot: &Slot) {
        self.states.insert(place, slot.state().clone());
    }

    /// Begins a trade with a chip.
    pub(super) fn open(&mut self, card: &TestCard, setup: &Setup, mut order: Order) -> Result<InHand, Trouble> {
        let mut slot = self.insert(card).ok_or(Trouble::Mute)?;
        self.trades += 1;
        order.sequence = self.trades;
        let opened = Dialogue::open(&mut slot, setup, &order);
        self.keep(card.place, &slot);
        Ok(InHand { slot, place: card.place, dialogue: opened? })
    }

    /// The first cryptogram of a chip in the slot.
    pub(super) fn first(
        &mut self,
        hand: &mut InHand,
        setup: &Setup,
        terms: &Terms,
        card: &TestCard,
    ) -> Result<Decision, Trouble> {
        let holder = Holder { types: &[card.typed_pin, card.pin] };
        let decision = hand.dialogue.first(&mut hand.slot, setup, terms, holder);
        self.keep(hand.place, &hand.slot);
        decision
    }

    /// The host's word.
    pub(super) fn second(&mut self, hand: &mut InHand, word: Word, issuer: &[u8]) -> Result<End, Trouble> {
        let end = hand.dialogue.second(&mut hand.slot, word, issuer);
        self.keep(hand.place, &hand.slot);
        end
    }
}
