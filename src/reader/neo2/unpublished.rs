//! What no public source has, in one place: the layouts of 60-11 and 60-12, which make the first cryptogram of a chip and give
//! it the last word.
//!
//! What stands here is what our own simulator understands, and most likely no reader. Whoever has the vendor's document (the
//! "Interface Developer's Guide" of the device) replaces this file. Until then a reader is only asked to take chips where the
//! configuration says `neo2_chip = "assumed"`: a chip that cannot be given the host's answer must not be offered to pay.

use crate::{
    domain::Currency,
    emv::{Tag, Tlv},
    reader::{Complete, HostWord, Outcome},
};

/// The objects that go with 60-12: the host's code, whether there was an answer at all, and what the issuer sent.
pub fn host_answer(order: &Complete) -> Vec<u8> {
    /// One byte: 0 approved, 1 declined, 2 no answer.
    const WORD: Tag = Tag::new(0xDF_EF58);
    let word = match order.word {
        HostWord::Approved => 0,
        HostWord::Declined => 1,
        HostWord::NoHost => 2,
    };
    let mut objects = Vec::new();
    Tlv::new(WORD, &[word]).write(&mut objects);
    if order.word != HostWord::NoHost {
        Tlv::new(Tag::RESPONSE_CODE, &order.code).write(&mut objects);
    }
    objects.extend(&order.issuer_data);
    objects
}

/// The first two bytes of the answers to 60-11 and 60-12.
pub fn outcome(result: [u8; 2]) -> Option<Outcome> {
    match result {
        [0, 4] => Some(Outcome::GoOnline),
        [0, 2] => Some(Outcome::ApprovedOffline),
        [0, 1] => Some(Outcome::DeclinedOffline),
        _ => None,
    }
}

/// The objects that go with 60-11: the amount once more, the floor limit, and whether the card may approve by itself.
pub fn authentication(amount: u64, currency: Currency, kind: u8, floor: u32, alone: bool) -> Vec<u8> {
    let mut objects = Vec::new();
    let digits = format!("{amount:012}");
    Tlv::new(Tag::AMOUNT, &packed(&digits)).write(&mut objects);
    Tlv::new(Tag::CURRENCY, &packed(&format!("0{}", currency.numeric()))).write(&mut objects);
    Tlv::new(Tag::TYPE, &[kind]).write(&mut objects);
    Tlv::new(Tag::new(0x9F1B), &floor.to_be_bytes()).write(&mut objects);
    Tlv::new(super::tags::STEPS, &[u8::from(!alone)]).write(&mut objects);
    objects
}

/// Digits, two in a byte.
pub fn packed(digits: &str) -> Vec<u8> {
    crate::domain::hex::decode(digits).unwrap_or_default()
}
