//! The ledger.
mod frame;
mod tail;
pub mod disk;
