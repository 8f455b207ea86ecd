//! EMV data objects: reading and writing BER-TLV, tag names, data object lists. Nothing here knows a reader or a host.

pub mod dol;
pub mod sets;
pub mod tag;
pub mod tlv;

pub use dol::{DolEntry, dol};
pub use sets::{REQUEST, REVERSAL, REVERSAL_CARD_DECLINED, SCRIPT_NOTICE, select};
pub use tag::Tag;
pub use tlv::{Fault, Items, Tlv, TlvError, check, find, items, without_secrets};

#[cfg(test)]
mod tests;
