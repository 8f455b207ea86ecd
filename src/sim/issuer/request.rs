//! The chip's part of a request, as the issuer reads and answers it.

use super::{CardKeys, TransactionKey, input};
use crate::emv::{self, Tag, Tlv};

/// Bytes of a script command's code that are sent.
const CODE: usize = 4;

/// A first cryptogram with what belongs to it.
pub struct Request {
    keys: CardKeys,
    transaction: TransactionKey,
    counter: [u8; 2],
    cryptogram: [u8; 8],
    genuine: bool,
}

impl Request {
    /// Reads the objects of field 55. None when they are not those of a training card's cryptogram.
    pub fn read(pan: &str, sequence: u8, objects: &[u8]) -> Option<Request> {
        let object = |tag| emv::find(objects, tag);
        let keys = CardKeys::training(pan, sequence)?;
        let counter = object(Tag::ATC)?.try_into().ok()?;
        let cryptogram = object(Tag::CRYPTOGRAM)?.try_into().ok()?;
        let transaction = keys.transaction(counter);
        let genuine = transaction.cryptogram(&input(object)?) == cryptogram;
        Some(Request { keys, transaction, counter, cryptogram, genuine })
    }

    /// Whether the cryptogram is the card's, and about these objects.
    pub fn is_genuine(&self) -> bool {
        self.genuine
    }

    /// The issuer's authentication (tag 91, method 1): its response and its answer code.
    pub fn response(&self, code: [u8; 2]) -> Vec<u8> {
        [&self.transaction.response(self.cryptogram, code)[..], &code].concat()
    }

    /// A script command (tag 86) with its code: class, instruction, parameters; data.
    pub fn command(&self, [class, instruction, p1, p2]: [u8; 4], data: &[u8]) -> Vec<u8> {
        let header = [class, instruction, p1, p2, (data.len() + CODE) as u8];
        let code = self.keys.script_mac(self.counter, self.cryptogram, header, data);
        [&header[..], data, &code[..CODE]].concat()
    }
}

/// Objects whose cryptogram (9F26) was made up, with the one that this training card makes about them in its place. They are
/// as they were when they are not those of a cryptogram.
pub fn with_cryptogram(pan: &str, sequence: u8, objects: Vec<u8>) -> Vec<u8> {
    let counter = emv::find(&objects, Tag::ATC).and_then(|counter| counter.try_into().ok());
    match counter.zip(CardKeys::training(pan, sequence)) {
        Some((counter, keys)) => with_cryptogram_under(&keys.transaction(counter), objects),
        None => objects,
    }
}

/// The same under the key of a transaction, for whoever has it already.
pub fn with_cryptogram_under(key: &TransactionKey, objects: Vec<u8>) -> Vec<u8> {
    let data = input(|tag| emv::find(&objects, tag));
    let Some(cryptogram) = data.map(|data| key.cryptogram(&data)) else { return objects };
    let mut out = Vec::with_capacity(objects.len());
    for item in emv::items(&objects).map_while(Result::ok) {
        let value = if item.tag == Tag::CRYPTOGRAM { &cryptogram[..] } else { item.value };
        Tlv::new(item.tag, value).write(&mut out);
    }
    out
}

/// What is left of the electronic cash in minor units, as a training card tells it in its issuer application data (9F10).
pub fn balance(issuer_data: &[u8]) -> Option<u64> {
    match issuer_data.get(8..)? {
        [0x0A, 0x01, balance @ ..] => crate::sim::bcd::number(balance.get(..5)?),
        _ => None,
    }
}
