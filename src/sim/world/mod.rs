//! A shop in one process under a simulated clock: the terminal's pure core with its real ledger over a medium in memory, real
//! frames to the training host, a pad, a printer, and a person who presses keys and reads the screen. Faults come from a seed,
//! and the same seed gives the same days to the last byte.
//!
//! The host of [`super::host`] stays a second reading of the specification and uses nothing from here.

mod advices;
pub mod card;
pub mod chance;
mod closing;
pub mod day;
pub mod faults;
pub mod gateway;
mod goods;
pub mod medium;
mod node;
pub mod orders;
pub mod outside;
pub mod pad;
pub mod paint;
mod parts;
pub mod person;
pub mod power;
pub mod proof;
pub mod receipts;
pub mod rules;
pub mod run;
pub mod setting;
pub mod shop;
mod sold;
pub mod store;
pub mod story;
mod sums;
pub mod tally;
pub mod told;
pub mod trace;
pub mod twice;
pub mod wire;

pub use advices::Advice;
pub use card::Card;
pub use chance::Chance;
pub use day::Ways;
pub use faults::{BadFaults, Faults};
pub use medium::{Medium, Trouble};
pub use pad::Pad;
pub use run::{Failure, Outcome, Plan, simulate};
pub use shop::Shop;
pub use store::Store;
pub use story::Story;
pub use tally::{Act, Tally};
pub use told::Told;
pub use wire::{Mishap, Wire};
