//! What a pad does with a chip: the kernel behind its protocol (EMV Books 1, 3 and 4; for taps the rules of qPBOC). Written
//! apart from the card in `sim/chip`, so that one checks the other; it knows no protocol, no clock and no chance of its own.
//!
//! A trade goes through [`select`], then the protocol asks its holder what [`Session::pin`] wants, then [`Session::first`], and
//! for a chip in the slot [`Session::second`] once the host has been heard.

mod actions;
mod certificates;
mod choose;
mod cvm;
mod data;
mod first;
mod read;
mod restrict;
mod second;
mod session;
mod tables;
mod talk;
mod tap;
mod verification;

use super::chip::{Gone, Interface, Slot};

pub use cvm::{Pin, Proved, Tried, WantedPin};
pub use first::{Decision, Limits};
pub use second::{Second, Word};
pub use session::{Session, Terminal, Trade, select};
pub use tables::{Application, CaKey, Tables, TapLimits};

/// A chip to talk to.
pub trait Chip {
    /// How it is in contact.
    fn interface(&self) -> Interface;

    /// Sends a command: data and two bytes of status.
    ///
    /// # Errors
    /// When there is no answer, and why.
    fn exchange(&mut self, command: &[u8]) -> Result<Vec<u8>, Gone>;
}

impl Chip for Slot {
    fn interface(&self) -> Interface {
        Slot::interface(self)
    }

    fn exchange(&mut self, command: &[u8]) -> Result<Vec<u8>, Gone> {
        Slot::exchange(self, command)
    }
}

/// Why a card cannot pay, for a protocol to put into its own codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// The card does not answer.
    #[error("no answer: {0}")]
    Gone(#[from] Gone),
    /// No application of the card is in the tables.
    #[error("the card has no application of these tables")]
    NoApplication,
    /// The only applications that are in the tables are blocked.
    #[error("the card's application is blocked")]
    ApplicationBlocked,
    /// The whole card is blocked.
    #[error("the card is blocked")]
    CardBlocked,
    /// The card says that its application cannot be used so.
    #[error("the card's application does not allow this")]
    NotAllowed,
    /// The card's data are wrong.
    #[error("the card's data are wrong: {0}")]
    BadData(&'static str),
    /// A telephone wants its owner's consent.
    #[error("the telephone wants its owner's consent")]
    SeePhone,
    /// Not by tap.
    #[error("the card is to be inserted")]
    OtherInterface,
    /// The dialogue has not come so far, or is over.
    #[error("not at this point of a trade")]
    OutOfTurn,
}

#[cfg(test)]
mod tests;
