//! How operator numbers reach a terminal from outside.

pub mod roster;

pub use roster::{Roster, RosterError, RosterKey};
