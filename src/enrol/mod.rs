//! How operator numbers reach a terminal from outside.

mod newest;
pub mod roster;
pub mod service;

pub use newest::Newest;
pub use roster::{Roster, RosterError, RosterKey};
