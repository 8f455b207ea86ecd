//! The training acquirer's host. It checks MACs, decrypts PIN blocks and keeps its own books, so that a terminal that works
//! against it works for a reason.
//!
//! [`Host`] is the pure core: a frame and the time in, a [`Reaction`] out. [`serve`] puts it behind a socket.

mod answer;
mod books;
mod capture;
mod config;
pub mod crypto;
mod faults;
mod fields;
mod frame;
mod keys;
mod manage;
mod reply;
mod server;
mod settle;
mod trade;

pub use answer::{Host, HostClock, Reaction};
pub use books::{BookEntry, BookState, Books, Uploads};
pub use config::HostConfig;
pub use faults::{Fault, HostFaults};
pub use keys::{KeySet, MacKeyForm, SessionKeys};
pub use server::{HostHandle, serve};

#[cfg(test)]
mod tests;
