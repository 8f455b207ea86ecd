//! Field 55 of answers.

use super::{
    crypto::{Key, xor},
    kinds::Trade,
};
use crate::emv::{self, Tag, Tlv};

/// The key behind the training issuer's answers to cryptograms. Training cards believe anything of eight bytes.
const ISSUER_KEY: [u8; 16] = *b"KeytillTrainIssu";
/// The name of the issuer's script (9F18).
const SCRIPT_ID: [u8; 4] = [0, 0, 0, 1];
/// PUT DATA of 9F79, the balance of the electronic cash: six bytes of amount and four of MAC follow.
const PUT_BALANCE: [u8; 5] = [0x04, 0xDA, 0x9F, 0x79, 0x0A];

/// 91 with eight bytes that depend on the cryptogram and the two characters of field 39, the counter, and for an approved load
/// a script that writes the new balance.
pub(super) fn answer(data: &[u8], code: &str, trade: Trade) -> Vec<u8> {
    let cryptogram = emv::find(data, Tag::CRYPTOGRAM).and_then(|value| value.try_into().ok()).unwrap_or([0; 8]);
    let mut response = [0; 8];
    response[..2].copy_from_slice(code.as_bytes().get(..2).unwrap_or(b"00"));
    let proof = Key::new(&ISSUER_KEY).map(|key| key.encrypt(xor(cryptogram, response))).unwrap_or_default();
    let mut out = Vec::new();
    Tlv::new(Tag::ISSUER_AUTH, &[&proof[..], &response[..2]].concat()).write(&mut out);
    if let Some(counter) = emv::find(data, Tag::ATC) {
        Tlv::new(Tag::ATC, counter).write(&mut out);
    }
    if code == "00" && matches!(trade, Trade::LoadDesignated | Trade::LoadOther | Trade::LoadCash) {
        Tlv::new(Tag::SCRIPT_2, &script(emv::find(data, Tag::AMOUNT).unwrap_or(&[0; 6]), &proof)).write(&mut out);
    }
    out
}

fn script(amount: &[u8], proof: &[u8; 8]) -> Vec<u8> {
    let mut out = Vec::new();
    Tlv::new(Tag::SCRIPT_ID, &SCRIPT_ID).write(&mut out);
    Tlv::new(Tag::COMMAND, &[&PUT_BALANCE[..], amount, &proof[..4]].concat()).write(&mut out);
    out
}

/// 9F36 of a request, alone: what the answer to a reversal or a script notice has.
pub(super) fn counter(data: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    Tlv::new(Tag::ATC, emv::find(data, Tag::ATC)?).write(&mut out);
    Some(out)
}
