//! A card in a pad's slot or field, where its holder or its maker may spoil things.

use super::{Card, CardState, Interface};
use crate::{
    domain::Entry,
    sim::{CardConduct, TestCard},
};

/// GENERATE AC.
const GENERATE: u8 = 0xAE;

/// The card answers no more: pulled out, taken away, or mute from the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gone;

/// A card of the tray in contact with a pad.
pub struct Slot {
    card: Card,
    conduct: CardConduct,
    cryptograms: u8,
    gone: bool,
}

impl Slot {
    /// Puts a card in. None for a stripe, or where its data are no digits.
    pub fn insert(card: &TestCard, state: Option<CardState>) -> Option<Slot> {
        let interface = match card.entry {
            Entry::Chip => Interface::Contact,
            Entry::Tap => Interface::Tap,
            _ => return None,
        };
        let profile = super::Profile::of(card);
        let state = state.unwrap_or_else(|| CardState::fresh(&profile));
        let mut inside = Card::new(profile, state)?;
        inside.reset(interface);
        let gone = card.card == CardConduct::Mute;
        Some(Slot { card: inside, conduct: card.card, cryptograms: 0, gone })
    }

    /// A command of the card and its answer.
    ///
    /// # Errors
    /// [`Gone`] when the card is out, and from then on.
    pub fn exchange(&mut self, command: &[u8]) -> Result<Vec<u8>, Gone> {
        let generates = command.get(1) == Some(&GENERATE);
        let pulled = match self.conduct {
            CardConduct::PulledAtOnce => generates,
            CardConduct::PulledEarly => self.cryptograms == 1,
            _ => false,
        };
        self.gone |= pulled;
        if self.gone {
            return Err(Gone);
        }
        self.cryptograms += u8::from(generates);
        Ok(self.card.answer(command))
    }

    /// How it is in contact with the pad.
    pub fn interface(&self) -> Interface {
        self.card.interface
    }

    /// What the card remembers.
    pub fn state(&self) -> &CardState {
        self.card.state()
    }
}
