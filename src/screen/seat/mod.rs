//! The screens of a technician's seat, and the one by which the operator lets a seat press keys.

mod consent;
mod fact_line;
mod journal;
mod log;
mod log_line;
mod menu;
mod mirror;
mod parts;
mod restart;
mod state;
mod tail;

pub use consent::Consent;
pub use log_line::{OTHER as OTHER_LOG, in_chinese};
pub use menu::SeatMenu;
pub use restart::waits_for;
pub use state::{ASK_WITHIN, CONTROL_FOR, Control, Restart, Seats, SeatsView, Stage, Watcher};

/// What a person at a seat wants, or the operator of a seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SeatWish {
    /// To press the operator's keys.
    Ask,
    /// The operator lets the seat do so.
    Allow,
    /// The operator does not.
    Refuse,
    /// To start the program anew as soon as nothing is under way.
    Restart,
    /// Not to, after all.
    StayUp,
}
