//! The training world: an acquirer's host on a loopback port and a PIN pad on a pseudo-terminal, spoken to by the very
//! code that a real box uses.

mod bcd;
pub mod cards;
pub mod chip;
pub mod gateway;
pub mod host;
pub mod issuer;
pub mod kernel;
pub mod office;
pub mod pad;
pub mod world;

pub use cards::{CARDS, CODES, CardConduct, CodeConduct, HostConduct, TestCard, TestCode, by_place};
