//! ISO 8583 messages: a value, a table that says how each field looks on the wire, and the two directions between them.
//!
//! Nothing here knows what a terminal is or what a field means; [`UNIONPAY`] only says how a field is written. The forms
//! come from the public 2006 UnionPay terminal specification and later open code.

mod bcd;
mod describe;
mod envelope;
mod error;
mod message;
mod mti;
mod pack;
mod parse;
mod path;
mod ready;
pub mod spec;
pub mod sub;
mod unionpay;
mod view;

pub use describe::Line;
pub use envelope::{Envelope, OpenError, Opened};
pub use error::{PackError, ParseError, Place};
pub use message::Message;
pub use mti::{BadMti, Mti};
pub use pack::{Content, mac_input, pack_into};
pub use path::{Path, SubStep};
pub use spec::{Align, Coding, FieldSpec, Fill, Kind, Length, Prefix, Spec};
pub use unionpay::{ISO_1987, UNIONPAY};
pub use view::View;

/// The longest message that is written or read, in bytes: what the two-byte length of a frame can say.
pub const MAX_MESSAGE: usize = 65_535;

/// Whether a field may hold a card number, track, PIN block, key, chip data or what nobody knows, so that its value is never
/// shown.
pub fn is_secret(field: u8) -> bool {
    matches!(field, 2 | 14 | 34..=36 | 45..=48 | 52 | 55..=59 | 62 | 96 | 102 | 103 | 105..=127)
}

#[cfg(test)]
mod round_trip_tests;
#[cfg(test)]
mod tests;
