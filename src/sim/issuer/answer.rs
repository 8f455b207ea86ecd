//! What an issuer says to a chip that has asked it.

use super::CardKeys;
use crate::emv::{self, Tag, Tlv};

/// How many bytes of the code of a command go with it.
const CODE: usize = 4;
/// The name of a script (9F18).
const SCRIPT_ID: [u8; 4] = [0, 0, 0, 1];

/// A chip that has asked its issuer, by its objects.
pub struct Asking {
    keys: CardKeys,
    counter: [u8; 2],
    cryptogram: [u8; 8],
}

impl Asking {
    /// The chip of this card. None without a counter and a cryptogram.
    pub fn of(pan: &str, sequence: u8, objects: &[u8]) -> Option<Asking> {
        let counter = emv::find(objects, Tag::ATC)?.try_into().ok()?;
        let cryptogram = emv::find(objects, Tag::CRYPTOGRAM)?.try_into().ok()?;
        Some(Asking { keys: CardKeys::training(pan, sequence)?, counter, cryptogram })
    }

    /// Its transaction counter.
    pub fn counter(&self) -> [u8; 2] {
        self.counter
    }

    /// Issuer authentication data: the response to the cryptogram, and the two characters that it is about.
    pub fn response(&self, code: [u8; 2]) -> Vec<u8> {
        [&self.keys.response(self.counter, self.cryptogram, code)[..], &code].concat()
    }

    /// A command with its code, from a header without length and data.
    pub fn command(&self, [class, instruction, p1, p2]: [u8; 4], data: &[u8]) -> Vec<u8> {
        let header = [class, instruction, p1, p2, (data.len() + CODE) as u8];
        let code = self.keys.script_mac(self.counter, self.cryptogram, header, data);
        [&header[..], data, &code[..CODE]].concat()
    }
}

/// A script of one command, before ([`Tag::SCRIPT_1`]) or after ([`Tag::SCRIPT_2`]) the last cryptogram.
pub fn script(kind: Tag, command: &[u8]) -> Vec<u8> {
    let (mut inside, mut out) = (Vec::new(), Vec::new());
    Tlv::new(Tag::SCRIPT_ID, &SCRIPT_ID).write(&mut inside);
    Tlv::new(Tag::COMMAND, command).write(&mut inside);
    Tlv::new(kind, &inside).write(&mut out);
    out
}
