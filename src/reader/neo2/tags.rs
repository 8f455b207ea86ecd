//! Objects of the reader's own, by their two names: readers of the first generation use tags of two bytes that are no good
//! BER-TLV, those of the second such of three bytes, and some can be switched between them.

use crate::emv::{self, Tag, Tlv, TlvError};

/// An object by its newer and its older tag.
#[derive(Clone, Copy)]
pub struct Named {
    newer: Tag,
    older: Tag,
}

const fn named(newer: u32, older: u32) -> Named {
    Named { newer: Tag::new(newer), older: Tag::new(older) }
}

/// The error of a tap: code, two status bytes of the card, state of the antenna.
pub const ERROR: Named = named(0xFF_EE1F, 0xFF_EE1F);
/// Serial number of the key under which card data are encrypted.
pub const KEY_SERIAL: Named = named(0xDF_EE12, 0xFF_EE12);
/// Track 2 of a tap that stands in for a stripe, text.
pub const TAP_TRACK2: Named = named(0xDF_EF18, 0xFF_EE14);
/// The tracks of a stripe.
pub const STRIPE: Named = named(0xDF_EE23, 0xDF_EE23);
/// How the card was read, as field 22 has it.
pub const ENTRY_MODE: Named = named(0x9F39, 0x9F39);
/// How far a chip or a stripe has come, two bytes.
pub const RESULT: Named = named(0xDF_EE25, 0xDF_EE25);

/// Which interfaces are on: bit 0 stripe, bit 1 tap, bit 2 chip.
pub const INTERFACES: Tag = Tag::new(0xDF_EF37);
/// Whether a stripe may stand in for a chip (one byte), and how long the next command may take to come (two, in seconds).
pub const FALLBACK: Tag = Tag::new(0xDF_EF3C);
/// Two bytes: whether the first cryptogram is made without being asked for, and whether the host must be asked.
pub const STEPS: Tag = Tag::new(0xDF_EF1F);
/// Which objects are wanted with an answer: their tags in a row.
pub const WANTED: Tag = Tag::new(0xDF_EE1A);

/// Number of a group of contactless settings.
pub const GROUP: Named = named(0xDF_EE2D, 0xFFE4);
/// From this amount on a tap is not taken, twelve digits.
pub const TAP_LIMIT: Tag = Tag::new(0xDF_EE34);
/// From this amount on its owner's proof is needed, twelve digits; kernels differ in where they look for it.
pub const CVM_LIMITS: [Tag; 2] = [Tag::new(0xDF_EE36), Tag::new(0xDF_8126)];
/// Terminal action codes of a group: default, denial, online, five bytes each.
pub const TAP_ACTIONS: [Tag; 3] = [Tag::new(0xDF_8120), Tag::new(0xDF_8121), Tag::new(0xDF_8122)];
/// What a reader can do with a tap (terminal transaction qualifiers).
pub const QUALIFIERS: Tag = Tag::new(0x9F66);
/// Whether a longer identifier of a card counts too, and how long it may be.
pub const TAP_PARTIAL: Tag = Tag::new(0xDF_EE4B);
/// Likewise.
pub const TAP_LONGEST: Tag = Tag::new(0xDF_EE2E);
/// How the application is selected.
pub const TAP_SELECTION: Tag = Tag::new(0xDF_EE4D);
/// From which lists of a card it is selected.
pub const TAP_LISTS: Tag = Tag::new(0xDF_EE53);
/// Kernel, kind of trade and group, three bytes each.
pub const TAP_TRADES: Tag = Tag::new(0xDF_EE54);
/// The kernel of the application.
pub const TAP_KERNEL: Tag = Tag::new(0xDF_EE59);

/// Terminal action codes of an application for the slot: default, denial, online.
pub const SLOT_ACTIONS: [Tag; 3] = [Tag::new(0xDF13), Tag::new(0xDF14), Tag::new(0xDF15)];
/// Random selection for the host: threshold (four bytes), target and highest percentage.
pub const SLOT_RANDOM: [Tag; 3] = [Tag::new(0xDF17), Tag::new(0xDF18), Tag::new(0xDF19)];
/// Default DDOL.
pub const SLOT_DDOL: Tag = Tag::new(0xDF25);
/// Whether a longer identifier of a card counts too.
pub const SLOT_PARTIAL: Tag = Tag::new(0xDF_EE15);

impl Named {
    /// The name under which objects are written: readers of the second generation take both.
    pub const fn newer(self) -> Tag {
        self.newer
    }
}

/// The value of an object under either of its names.
pub fn find(objects: &[u8], what: Named) -> Option<&[u8]> {
    emv::find(objects, what.newer).or_else(|| emv::find(objects, what.older))
}

/// The objects that the host may see: none of the reader's own, among which are tracks, and no secret ones. No secret is copied on
/// the way.
///
/// # Errors
/// The first fault and where it is.
pub fn for_host(objects: &[u8]) -> Result<Vec<u8>, TlvError> {
    /// Templates in templates that are looked into; what is deeper goes.
    const DEEPEST: usize = 4;
    without(objects, DEEPEST)
}

fn without(objects: &[u8], depth: usize) -> Result<Vec<u8>, TlvError> {
    /// What the tags of the reader's own begin with.
    const OWN: [u32; 5] = [0xDFEC, 0xDFED, 0xDFEE, 0xDFEF, 0xFFEE];
    let mut kept = Vec::with_capacity(objects.len());
    for item in emv::items(objects) {
        let item = item?;
        if item.tag.is_secret() || OWN.contains(&(item.tag.number() >> 8)) {
            continue;
        }
        if !item.tag.is_constructed() {
            item.write(&mut kept);
        } else if depth > 0 {
            Tlv::new(item.tag, &without(item.value, depth - 1)?).write(&mut kept);
        }
    }
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_track_under_any_name_is_for_the_host() {
        let mut objects = Vec::new();
        for tag in [0x57, 0x5A, 0x5F20, 0xDF_EE23, 0xDF_EF17, 0xDF_EF18, 0xFF_EE13, 0xFF_EE14, 0x9F36] {
            Tlv::new(Tag::new(tag), b"62109480").write(&mut objects);
        }
        Tlv::new(Tag::new(0xFF_8105), &objects.clone()).write(&mut objects);
        let kept = for_host(&objects).unwrap();
        assert_eq!(emv::find(&kept, Tag::ATC), Some(&b"62109480"[..]));
        // Once on its own and once in the template.
        assert_eq!(kept.windows(8).filter(|part| part == b"62109480").count(), 2, "{kept:02X?}");
    }

    #[test]
    fn both_names_are_found() {
        assert_eq!(find(&[0xDF, 0xEE, 0x12, 1, 7], KEY_SERIAL), Some(&[7][..]));
        assert_eq!(find(&[0xFF, 0xEE, 0x12, 1, 7], KEY_SERIAL), Some(&[7][..]));
        assert_eq!(find(&[], KEY_SERIAL), None);
    }
}
