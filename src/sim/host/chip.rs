//! The issuer's side of a chip: what goes back to it in field 55.

use super::kinds::Trade;
use crate::{
    domain::hex,
    emv::{self, Tag, Tlv},
    sim::{
        HostConduct,
        issuer::{Asking, script},
    },
};

/// Headers of commands without their lengths: electronic cash, how often it may be spent in a row, PIN unblock.
const PUT_BALANCE: [u8; 4] = [0x04, 0xDA, 0x9F, 0x79];
const PUT_LIMIT: [u8; 4] = [0x04, 0xDA, 0x9F, 0x58];
const UNBLOCK_PIN: [u8; 4] = [0x84, 0x24, 0x00, 0x00];
/// How often in a row, after the script.
const LIMIT: [u8; 1] = [5];
/// Where the issuer application data (9F10) have the balance of the electronic cash.
const BALANCE: std::ops::Range<usize> = 10..15;

/// 91 with the issuer's response to the cryptogram, the counter, and commands for the chip. None for a chip that has not
/// asked.
pub(super) fn answer(
    (pan, sequence, data): (&str, u8, &[u8]),
    code: &str,
    trade: Trade,
    conduct: HostConduct,
) -> Option<Vec<u8>> {
    let asking = Asking::of(pan, sequence, data)?;
    let code = *code.as_bytes().first_chunk()?;
    let mut response = asking.response(code);
    if conduct == HostConduct::WrongResponse {
        response[0] ^= 0xFF;
    }
    let mut out = Vec::new();
    Tlv::new(Tag::ISSUER_AUTH, &response).write(&mut out);
    Tlv::new(Tag::ATC, &asking.counter()).write(&mut out);
    if code == *b"00" {
        out.extend(scripts(&asking, data, trade, conduct));
    }
    Some(out)
}

fn scripts(asking: &Asking, data: &[u8], trade: Trade, conduct: HostConduct) -> Vec<u8> {
    let after = |command: &[u8]| script(Tag::SCRIPT_2, command);
    let limit = || asking.command(PUT_LIMIT, &LIMIT);
    if matches!(trade, Trade::LoadDesignated | Trade::LoadOther | Trade::LoadCash) {
        return after(&asking.command(PUT_BALANCE, &new_balance(data)));
    }
    match conduct {
        HostConduct::Scripts => {
            let before = script(Tag::SCRIPT_1, &asking.command(UNBLOCK_PIN, &[]));
            [before, after(&limit())].concat()
        }
        HostConduct::WrongScript => {
            let mut command = limit();
            command.iter_mut().last().into_iter().for_each(|byte| *byte ^= 0xFF);
            after(&command)
        }
        _ => Vec::new(),
    }
}

/// What was on the card and what is loaded, in twelve digits.
fn new_balance(data: &[u8]) -> Vec<u8> {
    let number = |bytes: Option<&[u8]>| bytes.and_then(|bytes| hex::encode(bytes).parse::<u64>().ok()).unwrap_or(0);
    let old = number(emv::find(data, Tag::ISSUER_DATA).and_then(|data| data.get(BALANCE)));
    let loaded = number(emv::find(data, Tag::AMOUNT));
    hex::decode(&format!("{:012}", (old + loaded) % 1_000_000_000_000)).unwrap_or_default()
}

/// 9F36 of a request, alone: what the answer to a reversal or a script notice has.
pub(super) fn counter(data: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    Tlv::new(Tag::ATC, emv::find(data, Tag::ATC)?).write(&mut out);
    Some(out)
}
