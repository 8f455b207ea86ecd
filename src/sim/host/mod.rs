//! The training acquirer's host: an independent second reading of the UnionPay terminal messages. It shares with the terminal the
//! codec and the TLV reader, and nothing else. It checks fields, MACs and PINs, knows its cards, and keeps its own books, so that
//! a terminal that works against it works for a reason.
//!
//! [`Host`] is the pure core: a frame and the time in, a [`Reaction`] out. [`serve`] puts it behind a socket.

mod accounts;
mod answer;
mod book;
mod books;
mod capture;
mod case;
mod check;
mod chip;
mod codes;
mod config;
pub mod crypto;
mod desk;
mod downloads;
mod effects;
mod entry;
mod faults;
mod fields;
mod file;
mod frame;
mod judge;
mod keys;
mod kinds;
mod manage;
mod master;
mod offline;
mod order;
mod payout;
mod pre_auth;
mod qr;
mod reply;
mod reversal;
mod script;
mod seal;
mod server;
mod settle;
mod store;
mod subject;
mod tell;
mod till;
mod totals;
mod uploads;

pub use accounts::{Account, PayCode};
pub use answer::{Host, HostClock, Listener, Reaction};
pub use books::{Books, ScriptNotice};
pub use config::{HostConfig, MacMethod, Rules, TerminalSetup};
pub use downloads::Downloads;
pub use entry::{BookEntry, BookState, Signature};
pub use faults::{Fault, Filter, HostFaults};
pub use file::{FileError, HostFile};
pub use keys::{KeySet, MacKeyForm, SessionKeys};
pub use kinds::{Side, Trade};
pub use order::{BadOrder, FaultOrder, HowOften};
pub use payout::PayoutRules;
pub use server::{HostHandle, serve};
pub use subject::Subject;
pub use tell::Told;
pub use totals::{CardClass, HostTotals, Scheme, Sum};
pub use uploads::{Detail, DetailForm, Uploads, audit};

#[cfg(test)]
mod tests;
