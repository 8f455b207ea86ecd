//! What the training pads of all protocols have in common for the thread that runs them: bytes and the holder's doings go
//! in, bytes come out. Time is an argument.

use std::time::Duration;

use super::PadFault;
use crate::sim::TestCard;

/// What the pad does to its line.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Out {
    /// Sends.
    Bytes(Vec<u8>),
    /// The till has greeted it: a session begins.
    Greeted,
    /// Goes off the line, and comes back after a while.
    Unplug,
}

/// A pad as a pure machine.
pub(super) trait Machine: Send {
    /// Takes bytes from the till.
    fn input(&mut self, now: Duration, bytes: &[u8]);

    /// A card is inserted, tapped or swiped: now, if one is waited for, else when one is.
    fn present(&mut self, now: Duration, card: &'static TestCard);

    /// The holder presses cancel.
    fn press_cancel(&mut self);

    /// Sets a fault for what comes next.
    fn fault(&mut self, fault: PadFault);

    /// When [`Machine::tick`] is due.
    fn deadline(&self) -> Option<Duration>;

    /// Time has gone by.
    fn tick(&mut self, now: Duration);

    /// What is to be done to the line, oldest first.
    fn next_out(&mut self) -> Option<Out>;

    /// The line went away: all that was going on is forgotten.
    fn power_cut(&mut self);
}
