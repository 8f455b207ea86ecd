//! ISO 8583 messages: a value, a table that says how each field looks on the wire, and the two directions between them.
//!
//! Nothing here knows what a terminal is or what a field means; [`UNIONPAY`] only says how a field is written. The forms
//! come from the public 2006 UnionPay terminal specification and later open code.

mod bcd;
mod error;
mod message;
mod mti;
mod pack;
mod parse;
pub mod spec;
mod unionpay;
mod view;

pub use error::{PackError, ParseError, Place};
pub use message::Message;
pub use mti::{BadMti, Mti};
pub use pack::{Content, mac_input, pack_into};
pub use spec::{Align, Coding, FieldSpec, Fill, Kind, Length, Prefix, Spec};
pub use unionpay::{ISO_1987, UNIONPAY};
pub use view::View;

/// The longest message that is written or read, in bytes: what the two-byte length of a frame can say.
pub const MAX_MESSAGE: usize = 65_535;

/// Whether a field may hold a card number, track, PIN block, key or chip data, so that its value is never shown.
pub fn is_secret(field: u8) -> bool {
    matches!(field, 2 | 14 | 34 | 35 | 36 | 45 | 46 | 47 | 48 | 52 | 55 | 56 | 57 | 58 | 59 | 62)
}

#[cfg(test)]
mod tests;
