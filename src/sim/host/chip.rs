//! The issuer's side of a chip: is its cryptogram right, and what goes back to it.

use super::kinds::Trade;
use crate::{
    domain::hex,
    emv::{self, Tag, Tlv},
    sim::{HostConduct, issuer::CardKeys},
};

/// The name of the issuer's script (9F18).
const SCRIPT_ID: [u8; 4] = [0, 0, 0, 1];
/// How many bytes of the code of a command go with it.
const CODE: usize = 4;
/// Headers of commands without their lengths: electronic cash, how often it may be spent in a row, PIN unblock.
const PUT_BALANCE: [u8; 4] = [0x04, 0xDA, 0x9F, 0x79];
const PUT_LIMIT: [u8; 4] = [0x04, 0xDA, 0x9F, 0x58];
const UNBLOCK_PIN: [u8; 4] = [0x84, 0x24, 0x00, 0x00];
/// Where the issuer application data (9F10) have the balance of the electronic cash.
const BALANCE: std::ops::Range<usize> = 10..15;

/// A chip that has asked its issuer.
pub(super) struct Chip<'a> {
    keys: CardKeys,
    data: &'a [u8],
    counter: [u8; 2],
    cryptogram: [u8; 8],
}

impl<'a> Chip<'a> {
    /// The chip of this card, by field 55. None without a counter and a cryptogram.
    pub(super) fn of(pan: &str, sequence: u8, data: &'a [u8]) -> Option<Chip<'a>> {
        let counter = emv::find(data, Tag::ATC)?.try_into().ok()?;
        let cryptogram = emv::find(data, Tag::CRYPTOGRAM)?.try_into().ok()?;
        Some(Chip { keys: CardKeys::training(pan, sequence)?, data, counter, cryptogram })
    }

    /// 91 with the issuer's response to the cryptogram, the counter, and commands for the chip.
    pub(super) fn answer(&self, code: &str, trade: Trade, conduct: HostConduct) -> Vec<u8> {
        let code = code.as_bytes().first_chunk().copied().unwrap_or(*b"00");
        let mut response = self.keys.response(self.counter, self.cryptogram, code);
        if conduct == HostConduct::WrongResponse {
            response[0] ^= 0xFF;
        }
        let mut out = Vec::new();
        Tlv::new(Tag::ISSUER_AUTH, &[&response[..], &code].concat()).write(&mut out);
        Tlv::new(Tag::ATC, &self.counter).write(&mut out);
        if code == *b"00" {
            self.scripts(trade, conduct, &mut out);
        }
        out
    }

    fn scripts(&self, trade: Trade, conduct: HostConduct, out: &mut Vec<u8>) {
        if matches!(trade, Trade::LoadDesignated | Trade::LoadOther | Trade::LoadCash) {
            return script(Tag::SCRIPT_2, &self.command(PUT_BALANCE, &self.new_balance()), out);
        }
        match conduct {
            HostConduct::Scripts => {
                script(Tag::SCRIPT_1, &self.command(UNBLOCK_PIN, &[]), out);
                script(Tag::SCRIPT_2, &self.command(PUT_LIMIT, &[5]), out);
            }
            HostConduct::WrongScript => {
                let mut command = self.command(PUT_LIMIT, &[5]);
                command.iter_mut().last().into_iter().for_each(|byte| *byte ^= 0xFF);
                script(Tag::SCRIPT_2, &command, out);
            }
            _ => {}
        }
    }

    /// A command with its code.
    fn command(&self, [class, instruction, p1, p2]: [u8; 4], data: &[u8]) -> Vec<u8> {
        let header = [class, instruction, p1, p2, (data.len() + CODE) as u8];
        let code = self.keys.script_mac(self.counter, self.cryptogram, header, data);
        [&header[..], data, &code[..CODE]].concat()
    }

    /// What was on the card and what is loaded, in twelve digits.
    fn new_balance(&self) -> Vec<u8> {
        let number = |bytes: Option<&[u8]>| bytes.and_then(|bytes| hex::encode(bytes).parse::<u64>().ok()).unwrap_or(0);
        let old = number(emv::find(self.data, Tag::ISSUER_DATA).and_then(|data| data.get(BALANCE)));
        let loaded = number(emv::find(self.data, Tag::AMOUNT));
        hex::decode(&format!("{:012}", (old + loaded) % 1_000_000_000_000)).unwrap_or_default()
    }
}

fn script(kind: Tag, command: &[u8], out: &mut Vec<u8>) {
    let mut inside = Vec::new();
    Tlv::new(Tag::SCRIPT_ID, &SCRIPT_ID).write(&mut inside);
    Tlv::new(Tag::COMMAND, command).write(&mut inside);
    Tlv::new(kind, &inside).write(out);
}

/// 9F36 of a request, alone: what the answer to a reversal or a script notice has.
pub(super) fn counter(data: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    Tlv::new(Tag::ATC, emv::find(data, Tag::ATC)?).write(&mut out);
    Some(out)
}
