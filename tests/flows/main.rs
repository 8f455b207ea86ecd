//! The money rules, driven through the pure core: `(state, events) -> (effects, screen)`.
//!
//! The tables hold what the program does, in order, and what its screen says. Rules that hold always, such as "never two
//! messages in flight", are checked after every event of every test by `tests/support/rules.rs`.

#![allow(clippy::unwrap_used, clippy::panic, reason = "clippy knows test functions, not the helpers beside them")]

mod access;
mod afar;
mod auto;
mod background;
mod basket;
mod basket_days;
mod bill;
mod cash;
mod chores;
mod clock;
mod customers;
mod days;
mod doubt;
mod drawer;
mod durable;
mod ecash;
mod enrolment;
mod fees;
mod help;
mod in_hand;
mod keypads;
mod kinds;
mod leases;
mod line;
mod locks;
mod orders;
mod original;
mod outcome;
mod parameters;
mod products;
mod questions;
mod readers;
mod receipts;
mod reports;
mod restart;
mod rights;
mod roster;
mod sale;
mod scan;
mod seats;
mod sequence;
mod settlement;
mod signals;
mod signing;
mod slips;
mod speed;
#[path = "../support/mod.rs"]
mod support;
mod table;
mod unusual;
mod voice;
mod void;
