//! A training card at the level of its commands (EMV Books 1 to 3, with the issuer's data in the form of PBOC): selection,
//! records, cryptograms, offline PIN, scripts. What happens to it in a pad stands in `slot.rs`; how a terminal talks to it in
//! `sim/kernel`, which is written apart.

mod apdu;
mod files;
mod generate;
mod inquire;
mod open;
mod profile;
mod script;
mod slot;
mod state;
mod tap;

use apdu::{Answer, Command, sw};
use files::Files;
use generate::First;

pub use profile::{Application, Profile, track2};
pub use slot::{Gone, Slot};
pub use state::{CardState, IssuerCheck, Lock, PIN_TRIES};

use super::issuer::CardKeys;

/// How a card is in contact with the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interface {
    /// In the slot.
    Contact,
    /// Over the air.
    Tap,
}

/// How far the dialogue has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    #[default]
    Idle,
    Selected,
    Initiated,
    First,
    Second,
}

/// What the card forgets without power.
#[derive(Default)]
struct Session {
    stage: Stage,
    /// The selected application's place in the profile.
    selected: usize,
    first: Option<First>,
    /// Whether the issuer's response was right, once it has come.
    issuer: Option<bool>,
    /// Whether the PIN was right, once it was given.
    pin: Option<bool>,
    signed: bool,
}

/// A card.
pub struct Card {
    profile: Profile,
    files: Files,
    keys: CardKeys,
    state: CardState,
    interface: Interface,
    session: Session,
}

impl Card {
    /// A card with this personality and memory, without power. None when the number or the expiry is not made of digits.
    pub fn new(profile: Profile, state: CardState) -> Option<Card> {
        let files = Files::of(&profile)?;
        let keys = CardKeys::training(&profile.pan, profile.sequence)?;
        Some(Card { profile, files, keys, state, interface: Interface::Contact, session: Session::default() })
    }

    /// What it remembers.
    #[cfg(test)]
    pub(in crate::sim) fn state(&self) -> &CardState {
        &self.state
    }

    /// Power, or a field: all that was going on is forgotten.
    pub fn reset(&mut self, interface: Interface) {
        self.interface = interface;
        self.session = Session::default();
    }

    /// The answer to a command: data and two bytes of status. Whatever comes is answered.
    pub fn answer(&mut self, command: &[u8]) -> Vec<u8> {
        let (mut data, status) = match Command::parse(command).and_then(|command| self.carry_out(&command)) {
            Ok(data) => (data, sw::DONE),
            Err(status) => (Vec::new(), status),
        };
        data.extend_from_slice(&status.to_be_bytes());
        data
    }

    fn carry_out(&mut self, command: &Command<'_>) -> Answer {
        match (command.class, command.instruction) {
            (0x00, 0xA4) => self.select(command),
            (0x80, 0xA8) => self.initiate(command),
            (0x00, 0xB2) => self.read_record(command),
            (0x80, 0xCA) => self.get_data(command),
            (0x00, 0x88) => self.internal_authenticate(command),
            (0x00, 0x20) => self.verify(command),
            (0x80, 0xAE) => self.generate(command),
            (0x00, 0x82) => self.external_authenticate(command),
            (0x04 | 0x84, _) => self.script(command),
            (0x00 | 0x80, _) => Err(sw::UNKNOWN_INSTRUCTION),
            _ => Err(sw::UNKNOWN_CLASS),
        }
    }

    /// The dialogue must have come so far.
    fn since(&self, stage: Stage) -> Result<(), u16> {
        if self.session.stage >= stage { Ok(()) } else { Err(sw::OUT_OF_ORDER) }
    }

    fn counter(&self) -> [u8; 2] {
        self.state.counter.to_be_bytes()
    }
}

#[cfg(test)]
mod tests;
