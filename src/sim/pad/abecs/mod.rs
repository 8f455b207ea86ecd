//! The pad's side of ABECS, written apart from the driver's so that one checks the other.

mod commands;
mod front;
pub(super) mod keys;
mod machine;
mod secure;
mod tables;
mod trade;
mod wire;

pub(super) use machine::Pad;
