//! Processing restrictions and the floor limit (EMV Book 3, 10.4 and 10.6.1).

use super::{
    data::Data,
    verification::{EXPIRED, FLOOR_LIMIT, NOT_ALLOWED, NOT_YET_VALID, OTHER_VERSION},
};
use crate::{emv::Tag, sim::bcd};

const CARD_VERSION: Tag = Tag::new(0x9F08);
const USAGE: Tag = Tag::new(0x9F07);
const ISSUER_COUNTRY: Tag = Tag::new(0x5F28);
const EFFECTIVE: Tag = Tag::new(0x5F25);
/// In the usage control: at terminals that are no cash machines.
const AT_SHOPS: u8 = 0x01;

/// Version, use, dates.
pub(super) fn restrictions(data: &mut Data) {
    if data.get(CARD_VERSION).is_some_and(|version| data.get(Tag::APP_VERSION) != Some(version)) {
        data.mark(OTHER_VERSION);
    }
    if data.fixed::<2>(USAGE).is_some_and(|usage| !allows(data, usage)) {
        data.mark(NOT_ALLOWED);
    }
    if is_expired(data) {
        data.mark(EXPIRED);
    }
    if day(data, EFFECTIVE) > day(data, Tag::DATE) {
        data.mark(NOT_YET_VALID);
    }
}

/// Whether the card's last day is over. One without a last day has none left.
pub(super) fn is_expired(data: &Data) -> bool {
    day(data, Tag::EXPIRY) < day(data, Tag::DATE)
}

/// Marks an amount that is not below the floor limit.
pub(super) fn floor(data: &mut Data, limit: u64) {
    if data.get(Tag::AMOUNT).and_then(bcd::number).is_none_or(|amount| amount >= limit) {
        data.mark(FLOOR_LIMIT);
    }
}

/// Whether the usage control allows this trade: at a shop, at home or abroad, for goods and services or for cash.
fn allows(data: &Data, [first, second]: [u8; 2]) -> bool {
    let home = data.get(ISSUER_COUNTRY) == data.get(Tag::COUNTRY);
    let bits = match (data.fixed::<1>(Tag::TYPE).map_or(0, |[kind]| kind), home) {
        (0x01, true) => 0x80,
        (0x01, false) => 0x40,
        (0x09, true) => return first & AT_SHOPS != 0 && second & 0x80 != 0,
        (0x09, false) => return first & AT_SHOPS != 0 && second & 0x40 != 0,
        // Goods or services.
        (_, true) => 0x20 | 0x08,
        (_, false) => 0x10 | 0x04,
    };
    first & AT_SHOPS != 0 && first & bits != 0
}

/// A date of six packed digits as a number to compare. Years from 50 on are of the last century.
fn day(data: &Data, tag: Tag) -> Option<u64> {
    let number = bcd::number(&data.fixed::<3>(tag)?)?;
    Some(if number < 500_000 { number + 1_000_000 } else { number })
}
