//! What a training card says with its question to the issuer, without a chip or a terminal: for those who play both at once.

use super::expected;
use crate::{
    domain::hex,
    emv::{Tag, Tlv},
};

/// Every object that a host wants of a chip, for a sale of this amount, with the right cryptogram. Empty where the number is
/// not made of digits.
pub fn chip_objects(pan: &str, sequence: u8, fen: u64) -> Vec<u8> {
    let text = format!(
        "9F2701809F100D07010103A00000010A01000000009F3704AABBCCDD9F3602004C95050000000000\
         9A032601229C01009F0206{fen:012}5F2A02015682027C009F1A0201569F03060000000000009F3303E0E9C8"
    );
    let more = hex::decode(&text).unwrap_or_default();
    let mut objects = Vec::new();
    if let Some(cryptogram) = expected(pan, sequence, &more) {
        Tlv::new(Tag::CRYPTOGRAM, &cryptogram).write(&mut objects);
        objects.extend(more);
    }
    objects
}
