//! Which tags go into field 55 of which message (UnionPay terminal specification 2006, tables 21 and 22).

use super::{Tag, Tlv, find};

/// Balance, sale and pre-authorisation requests.
pub const REQUEST: [Tag; 21] = [
    Tag::CRYPTOGRAM,
    Tag::CID,
    Tag::ISSUER_DATA,
    Tag::UNPREDICTABLE,
    Tag::ATC,
    Tag::TVR,
    Tag::DATE,
    Tag::TYPE,
    Tag::AMOUNT,
    Tag::CURRENCY,
    Tag::AIP,
    Tag::COUNTRY,
    Tag::AMOUNT_OTHER,
    Tag::CAPABILITIES,
    Tag::CVM_RESULTS,
    Tag::TERMINAL_TYPE,
    Tag::IFD_SERIAL,
    Tag::DF_NAME,
    Tag::APP_VERSION,
    Tag::COUNTER,
    Tag::CARD_PRODUCT,
];

/// A reversal.
pub const REVERSAL: [Tag; 4] = [Tag::TVR, Tag::IFD_SERIAL, Tag::ATC, Tag::SCRIPT_RESULTS];

/// A reversal because the card declined what the host had approved.
pub const REVERSAL_CARD_DECLINED: [Tag; 5] =
    [Tag::TVR, Tag::ISSUER_DATA, Tag::IFD_SERIAL, Tag::ATC, Tag::SCRIPT_RESULTS];

/// A notice of issuer script results.
pub const SCRIPT_NOTICE: [Tag; 11] = [
    Tag::CAPABILITIES,
    Tag::TVR,
    Tag::UNPREDICTABLE,
    Tag::IFD_SERIAL,
    Tag::ISSUER_DATA,
    Tag::CRYPTOGRAM,
    Tag::ATC,
    Tag::AIP,
    Tag::SCRIPT_RESULTS,
    Tag::COUNTRY,
    Tag::DATE,
];

/// The objects of `from` whose tags are listed, in the order of the list; absent ones are left out, of duplicates the first
/// is taken, empty values are kept.
pub fn select(tags: &[Tag], from: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(from.len());
    for &tag in tags {
        if let Some(value) = find(from, tag) {
            Tlv::new(tag, value).write(&mut out);
        }
    }
    out
}
