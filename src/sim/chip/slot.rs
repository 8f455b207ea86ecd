//! A card of the tray in a pad: what it does there besides answering. It may be mute, be pulled, or take the pad off the line.

use super::{Card, CardState, Interface, Profile};
use crate::{
    domain::Entry,
    sim::{CardConduct, TestCard},
};

/// GENERATE AC.
const GENERATE: u8 = 0xAE;

/// Why a command had no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Gone {
    /// The chip says nothing.
    #[error("the chip does not answer")]
    Mute,
    /// The card was taken away.
    #[error("the card was taken away")]
    Removed,
    /// The whole pad has gone off its line.
    #[error("the pad has gone off its line")]
    PadOffLine,
}

/// A card of the tray in a pad. It keeps its memory from one insertion to the next.
pub struct Slot {
    card: Option<Card>,
    conduct: CardConduct,
    interface: Interface,
    powered: bool,
    asked: bool,
}

impl Slot {
    /// The chip of a card of the tray, as it comes from its issuer.
    pub fn new(card: &TestCard) -> Slot {
        let profile = Profile::of(card);
        let state = CardState::fresh(&profile);
        let interface = if card.entry == Entry::Tap { Interface::Tap } else { Interface::Contact };
        Slot { card: Card::new(profile, state), conduct: card.card, interface, powered: false, asked: false }
    }

    /// It is inserted or tapped, and has power.
    pub fn insert(&mut self) {
        (self.powered, self.asked) = (true, false);
        if let Some(card) = &mut self.card {
            card.reset(self.interface);
        }
    }

    /// The same, with its answer to reset.
    pub fn power_up(&mut self) -> Vec<u8> {
        self.insert();
        vec![0x3B, 0x00]
    }

    /// It has no power any more, and says nothing.
    pub fn switch_off(&mut self) {
        self.powered = false;
    }

    /// How it is in contact with the terminal.
    pub fn interface(&self) -> Interface {
        self.interface
    }

    /// Sends the card a command.
    ///
    /// # Errors
    /// When there is no answer, and why.
    pub fn exchange(&mut self, command: &[u8]) -> Result<Vec<u8>, Gone> {
        let generates = command.get(1) == Some(&GENERATE);
        match self.conduct {
            CardConduct::MuteChip => return Err(Gone::Mute),
            _ if !self.powered => return Err(Gone::Mute),
            CardConduct::UnplugsPad if generates => return Err(Gone::PadOffLine),
            CardConduct::PulledEarly if self.asked => return Err(Gone::Removed),
            CardConduct::UnplugsPadLate if self.asked => return Err(Gone::PadOffLine),
            _ => {}
        }
        self.asked |= generates;
        Ok(self.card.as_mut().ok_or(Gone::Mute)?.answer(command))
    }
}
