//! What a cryptogram of version 01 is about: ten objects of the transaction and the card's own verification results.

use super::CardKeys;
use crate::emv::{self, Tag};

/// The cryptogram version of the training cards, the second byte of the issuer application data after its length (9F10).
pub const CVN: u8 = 0x01;

/// The objects under the cryptogram with their lengths, in order. The card's verification results come behind them.
pub const INPUT: [(Tag, usize); 10] = [
    (Tag::AMOUNT, 6),
    (Tag::AMOUNT_OTHER, 6),
    (Tag::COUNTRY, 2),
    (Tag::TVR, 5),
    (Tag::CURRENCY, 2),
    (Tag::DATE, 3),
    (Tag::TYPE, 1),
    (Tag::UNPREDICTABLE, 4),
    (Tag::AIP, 2),
    (Tag::ATC, 2),
];

/// The data under a cryptogram, from the objects that belong to it; none when one is missing or has another length.
pub fn input<'a>(object: impl Fn(Tag) -> Option<&'a [u8]>) -> Option<Vec<u8>> {
    let mut data = Vec::with_capacity(40);
    for (tag, length) in INPUT {
        data.extend_from_slice(object(tag).filter(|value| value.len() == length)?);
    }
    data.extend_from_slice(card_results(object(Tag::ISSUER_DATA)?)?);
    Some(data)
}

/// The card's verification results in the issuer application data: behind its length, the key index and the version, with a
/// length of their own. None when the data are of another form or version.
pub fn card_results(issuer_data: &[u8]) -> Option<&[u8]> {
    match issuer_data {
        [_, _, CVN, rest @ ..] => rest.get(..4).filter(|results| results[0] == 3),
        _ => None,
    }
}

/// Whether the cryptogram among these objects is one of the card with this number and sequence number.
pub fn is_genuine(pan: &str, sequence: u8, objects: &[u8]) -> bool {
    expected(pan, sequence, objects).is_some_and(|right| emv::find(objects, Tag::CRYPTOGRAM) == Some(&right[..]))
}

/// The cryptogram that belongs to these objects of a card; none when they do not suffice for one.
pub fn expected(pan: &str, sequence: u8, objects: &[u8]) -> Option<[u8; 8]> {
    let data = input(|tag| emv::find(objects, tag))?;
    let counter = emv::find(objects, Tag::ATC)?.try_into().ok()?;
    Some(CardKeys::training(pan, sequence)?.cryptogram(counter, &data))
}
