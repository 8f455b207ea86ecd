//! A till without its runtime: the pure core under a virtual clock, with a disk, a host, a reader and a printer that do
//! what the test says.
//!
//! ```text
//! let mut till = Till::ready();            // signed on to the host, operator 01 at the choice of modes
//! till.sell(1234);                         // keys up to "insert, tap or swipe the card"
//! till.card(chip()).authorised(with_pin()); // what the pad says
//! till.host(approved());                   // what the host says
//! till.reader(completed(true));
//! till.must_show(&["APPROVED", "12.34"]);
//! ```
//!
//! By itself the disk stores at once, the printer prints at once, passwords are checked at once, and the host answers
//! everything but sales and voids. [`Till::hold_disk`], [`Till::break_disk`], [`Till::hold_host`], [`Till::unplug_printer`]
//! and [`Till::hold_passwords`] change that. Every effect is written down in [`Till::trace`], and after every event the
//! money rules of `rules.rs` are checked.

#![allow(clippy::unwrap_used, clippy::panic, reason = "clippy knows test functions, not the helpers beside them")]
#![allow(dead_code, unused_imports, missing_docs, reason = "each test program uses only a part of this")]

mod bank;
mod batch;
mod disk;
mod drive;
mod rules;
mod till;
mod words;

pub use bank::Bank;
pub use batch::{foreign, owing, record, scripted, signed, untold};
pub use disk::Cut;
pub use keytill::sim::world::paint::{self, dump, picture};
pub use keytill::sim::world::trace::{self, fact_text, request_text};
pub use till::Till;
pub use words::*;
