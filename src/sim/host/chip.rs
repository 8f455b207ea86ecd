//! Field 55: cryptograms that are verified, and the issuer's part of answers.

use super::{
    case::Case,
    check,
    crypto::{Key, xor},
    desk::{Code, Desk},
    kinds::Trade,
};
use crate::{
    emv::{self, Tag, Tlv},
    sim::{
        HostConduct, bcd,
        issuer::{self, Request},
    },
};

/// The key behind the answers to cards whose keys this host does not have. They believe anything of eight bytes.
const MADE_UP_KEY: [u8; 16] = *b"KeytillTrainIssu";
/// The name of the issuer's script (9F18).
const SCRIPT_ID: [u8; 4] = [0, 0, 0, 1];
/// PUT DATA of 9F79, the balance of the electronic cash, in six bytes; and its whole header where the code is made up.
const PUT_BALANCE: [u8; 4] = [0x04, 0xDA, 0x9F, 0x79];
const BALANCE: usize = 6;
const PUT_BALANCE_HEADER: [u8; 5] = [0x04, 0xDA, 0x9F, 0x79, 0x0A];
/// PUT DATA of 9F58, how often the card may pay in a row without its issuer.
const PUT_LIMIT: [u8; 4] = [0x04, 0xDA, 0x9F, 0x58];
const LIMIT: u8 = 5;
/// PIN CHANGE/UNBLOCK, which gives back the tries.
const UNBLOCK_PIN: [u8; 4] = [0x84, 0x24, 0x00, 0x00];

impl Desk<'_> {
    /// Whether the cryptogram is the card's, where the host has its keys.
    pub(super) fn judge_chip(&self, case: &Case) -> Result<(), Code> {
        if !self.verifies(case) {
            return Ok(());
        }
        match &case.chip {
            Some(request) if request.is_genuine() => Ok(()),
            Some(_) => Err(self.refuse("05", "the cryptogram (9F26) is not this card's, or not about these objects")),
            None => Err(self.refuse("05", "field 55 has no cryptogram of a form that this issuer knows")),
        }
    }

    /// Field 55 of the answer to a trade, where the request has one.
    pub(super) fn chip_answer(&self, case: &Case, code: Code) -> Option<Vec<u8>> {
        let data = self.request.bytes(55).filter(|_| check::is_fresh(case.trade))?;
        let loads = code == "00" && matches!(case.trade, Trade::LoadDesignated | Trade::LoadOther | Trade::LoadCash);
        let Some(request) = &case.chip else { return Some(made_up(data, code, loads)) };
        let conduct = case.account.map_or(HostConduct::Approve, |account| account.conduct);
        let mut response = request.response(two(code));
        if conduct == HostConduct::BadArpc {
            response[0] ^= 0x01;
        }
        let mut out = Vec::new();
        Tlv::new(Tag::ISSUER_AUTH, &response).write(&mut out);
        out.extend(counter(data).unwrap_or_default());
        if code == "00" && matches!(conduct, HostConduct::Scripts | HostConduct::BadScript) {
            put_script(&mut out, Tag::SCRIPT_1, &request.command(UNBLOCK_PIN, &[]));
            let mut command = request.command(PUT_LIMIT, &[LIMIT]);
            if let Some(last) = command.last_mut().filter(|_| conduct == HostConduct::BadScript) {
                *last ^= 0x01;
            }
            put_script(&mut out, Tag::SCRIPT_2, &command);
        }
        if loads {
            put_script(&mut out, Tag::SCRIPT_2, &request.command(PUT_BALANCE, &new_balance(data)));
        }
        Some(out)
    }

    fn verifies(&self, case: &Case) -> bool {
        self.request.has(55) && case.account.is_some_and(|account| account.verified)
    }

    /// What the chip of this card asks.
    pub(super) fn chip_request(&self, pan: &str) -> Option<Request> {
        let sequence = self.request.text(23).and_then(|text| text.parse().ok()).unwrap_or(0);
        Request::read(pan, sequence, self.request.bytes(55)?)
    }
}

/// What the card has, and the amount on top.
fn new_balance(data: &[u8]) -> Vec<u8> {
    let before = emv::find(data, Tag::ISSUER_DATA).and_then(issuer::balance).unwrap_or(0);
    let amount = emv::find(data, Tag::AMOUNT).and_then(bcd::number).unwrap_or(0);
    bcd::digits(before.saturating_add(amount), BALANCE)
}

/// 91 with eight bytes that depend on the cryptogram and the two characters of field 39, the counter, and for an approved load
/// a script that writes the amount.
fn made_up(data: &[u8], code: &str, loads: bool) -> Vec<u8> {
    let cryptogram = emv::find(data, Tag::CRYPTOGRAM).and_then(|value| value.try_into().ok()).unwrap_or([0; 8]);
    let [a, b] = two(code);
    let proof = Key::new(&MADE_UP_KEY).map(|key| key.encrypt(xor(cryptogram, [a, b, 0, 0, 0, 0, 0, 0])));
    let proof = proof.unwrap_or_default();
    let mut out = Vec::new();
    Tlv::new(Tag::ISSUER_AUTH, &[&proof[..], &[a, b]].concat()).write(&mut out);
    out.extend(counter(data).unwrap_or_default());
    if loads {
        let amount = emv::find(data, Tag::AMOUNT).unwrap_or(&[0; BALANCE]);
        put_script(&mut out, Tag::SCRIPT_2, &[&PUT_BALANCE_HEADER[..], amount, &proof[..4]].concat());
    }
    out
}

fn put_script(out: &mut Vec<u8>, template: Tag, command: &[u8]) {
    let mut script = Vec::new();
    Tlv::new(Tag::SCRIPT_ID, &SCRIPT_ID).write(&mut script);
    Tlv::new(Tag::COMMAND, command).write(&mut script);
    Tlv::new(template, &script).write(out);
}

/// The two characters of field 39.
fn two(code: &str) -> [u8; 2] {
    code.as_bytes().try_into().unwrap_or(*b"00")
}

/// 9F36 of a request, alone: what the answer to a reversal or a script notice has.
pub(super) fn counter(data: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    Tlv::new(Tag::ATC, emv::find(data, Tag::ATC)?).write(&mut out);
    Some(out)
}
