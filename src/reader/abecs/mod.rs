//! The ABECS PIN pad protocol, versions 2.12 and 2.20: an open standard for serial PIN pads that carry the EMV kernel,
//! the keypad and the keys. The owner publishes the specification at abecs.org.br.
//!
//! `frame` is the link layer as pure bytes, `blocks` the commands inside a frame, `link` the acknowledgements and time
//! limits over a line, `driver` the orders of [`crate::reader::Order`] in terms of commands.

pub mod blocks;
pub mod driver;
pub mod frame;
pub mod ids;
pub mod link;
pub mod secure;
pub mod status;

#[cfg(test)]
mod link_tests;

pub use driver::{Awaited, ChipChange, Connector, Driver, PadEvent, PictureName, Settings};
