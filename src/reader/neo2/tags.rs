//! Objects of the reader's own, by their two names: readers of the first generation use tags of two bytes that are no good
//! BER-TLV, those of the second such of three bytes, and some can be switched between them.

use crate::emv::{self, Tag};

/// An object by its newer and its older tag.
#[derive(Clone, Copy)]
pub struct Named {
    newer: Tag,
    older: Tag,
}

const fn named(newer: u32, older: u32) -> Named {
    Named { newer: Tag::new(newer), older: Tag::new(older) }
}

/// The error of a card: code, two status bytes of the card, state of the antenna.
pub const ERROR: Named = named(0xFF_EE1F, 0xFF_EE1F);
/// Serial number of the key under which card data are encrypted.
pub const KEY_SERIAL: Named = named(0xDF_EE12, 0xFF_EE12);
/// Track 2 of a stripe, text.
pub const STRIPE_TRACK2: Named = named(0xDF_EF18, 0xFF_EE14);
/// How the card was read, as field 22 has it.
pub const ENTRY_MODE: Named = named(0x9F39, 0x9F39);

/// Which interfaces are on: bit 0 stripe, bit 1 tap, bit 2 chip.
pub const INTERFACES: Tag = Tag::new(0xDF_EF37);
/// Whether a stripe may stand in for a chip (one byte), and how long the next command may take to come (two, in seconds).
pub const FALLBACK: Tag = Tag::new(0xDF_EF3C);
/// Number of a group of contactless settings.
pub const GROUP: Tag = Tag::new(0xDF_EE2D);
/// From this amount on a tap is not taken, twelve digits.
pub const TAP_LIMIT: Tag = Tag::new(0xDF_EE34);
/// From this amount on its owner's proof is needed, twelve digits.
pub const CVM_LIMIT: Tag = Tag::new(0xDF_EE36);
/// Terminal action codes, five bytes.
pub const TAC_DEFAULT: Tag = Tag::new(0xDF_8120);
/// Likewise.
pub const TAC_DENIAL: Tag = Tag::new(0xDF_8121);
/// Likewise.
pub const TAC_ONLINE: Tag = Tag::new(0xDF_8122);
/// Which objects are wanted with an answer.
pub const WANTED: Tag = Tag::new(0xDF_EE1A);
/// One byte: the first cryptogram is not made before it is asked for, and no card approves by itself.
pub const STEPS: Tag = Tag::new(0xDF_EF1F);

/// The value of an object under either of its names.
pub fn find(objects: &[u8], what: Named) -> Option<&[u8]> {
    emv::find(objects, what.newer).or_else(|| emv::find(objects, what.older))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_names_are_found() {
        assert_eq!(find(&[0xDF, 0xEE, 0x12, 1, 7], KEY_SERIAL), Some(&[7][..]));
        assert_eq!(find(&[0xFF, 0xEE, 0x12, 1, 7], KEY_SERIAL), Some(&[7][..]));
        assert_eq!(find(&[], KEY_SERIAL), None);
    }
}
