//! Keys of the issuer and its cards, and the codes that are made with them (EMV Book 2, 8.1, 8.2, 9.2 and annex A1).

use crate::sim::host::{
    MacMethod,
    crypto::{Cipher, Key, xor},
};

/// The training issuer's master key for application cryptograms (IMK-AC).
pub const IMK_AC: [u8; 16] =
    [0x4B, 0x45, 0x59, 0x54, 0x49, 0x4C, 0x4C, 0x20, 0x54, 0x52, 0x41, 0x49, 0x4E, 0x20, 0x41, 0x43];
/// The training issuer's master key for the integrity of scripts (IMK-SMI).
pub const IMK_SMI: [u8; 16] =
    [0x4B, 0x45, 0x59, 0x54, 0x49, 0x4C, 0x4C, 0x20, 0x54, 0x52, 0x41, 0x49, 0x4E, 0x53, 0x4D, 0x49];

/// The keys of one card.
pub struct CardKeys {
    ac: Key,
    /// The issuer's key for scripts, and what the card's is derived from: few trades have a script.
    smi: [u8; 16],
    diversifier: [u8; 8],
}

impl CardKeys {
    /// The keys of a training card; none for a number that is not made of digits.
    pub fn training(pan: &str, sequence: u8) -> Option<CardKeys> {
        CardKeys::derive(&IMK_AC, &IMK_SMI, pan, sequence)
    }

    /// The keys of a card under these master keys.
    pub fn derive(ac: &[u8; 16], smi: &[u8; 16], pan: &str, sequence: u8) -> Option<CardKeys> {
        let diversifier = diversifier(pan, sequence)?;
        let ac = master_key(&Key::of(Cipher::Des, ac), diversifier);
        Some(CardKeys { ac, smi: *smi, diversifier })
    }

    /// An application cryptogram over these data, in the transaction with this counter.
    pub fn cryptogram(&self, counter: [u8; 2], data: &[u8]) -> [u8; 8] {
        self.transaction(counter).cryptogram(data)
    }

    /// The key of the transaction with this counter.
    pub fn transaction(&self, [a, b]: [u8; 2]) -> TransactionKey {
        TransactionKey(session_key(&self.ac, [a, b, 0, 0, 0, 0, 0, 0]))
    }

    /// The issuer's response to a cryptogram (ARPC, method 1): over the two characters of its answer code.
    pub fn response(&self, counter: [u8; 2], cryptogram: [u8; 8], code: [u8; 2]) -> [u8; 8] {
        self.transaction(counter).response(cryptogram, code)
    }

    /// The code of a script command: over its header, the counter and first cryptogram of the transaction, and its data.
    pub fn script_mac(&self, counter: [u8; 2], cryptogram: [u8; 8], header: [u8; 5], data: &[u8]) -> [u8; 8] {
        let command = [&header[..], &counter, &cryptogram, data].concat();
        let card = master_key(&Key::of(Cipher::Des, &self.smi), self.diversifier);
        mac(&session_key(&card, cryptogram), &command)
    }
}

/// The key of one transaction of a card.
pub struct TransactionKey(Key);

impl TransactionKey {
    /// A cryptogram over these data.
    pub fn cryptogram(&self, data: &[u8]) -> [u8; 8] {
        mac(&self.0, data)
    }

    /// The issuer's response to a cryptogram.
    pub fn response(&self, cryptogram: [u8; 8], [a, b]: [u8; 2]) -> [u8; 8] {
        self.0.encrypt(xor(cryptogram, [a, b, 0, 0, 0, 0, 0, 0]))
    }
}

/// What tells one card's key from another's (A1.4.1, option A): the last sixteen digits of number and sequence number.
fn diversifier(pan: &str, sequence: u8) -> Option<[u8; 8]> {
    let digits = format!("{:0>16}{:02}", pan, sequence % 100);
    let last = digits.get(digits.len().checked_sub(16)?..)?;
    crate::domain::hex::decode(last).filter(|_| last.bytes().all(|b| b.is_ascii_digit()))?.try_into().ok()
}

/// A card's own key: the diversifier under the issuer's key, and its complement.
fn master_key(issuer: &Key, data: [u8; 8]) -> Key {
    let issuer = issuer.scheduled();
    double(issuer.encrypt(data), issuer.encrypt(xor(data, [0xFF; 8])))
}

/// The common session key (A1.3): the third byte of the value is F0 for the left half and 0F for the right one.
fn session_key(card: &Key, value: [u8; 8]) -> Key {
    let card = card.scheduled();
    let half = |third| {
        let mut block = value;
        block[2] = third;
        card.encrypt(block)
    };
    double(half(0xF0), half(0x0F))
}

fn double(left: [u8; 8], right: [u8; 8]) -> Key {
    Key::of(Cipher::Des, &std::array::from_fn(|i| if i < 8 { left[i] } else { right[i - 8] }))
}

/// ISO 9797-1, algorithm 3 with padding method 2: one bit, then zeros.
fn mac(key: &Key, data: &[u8]) -> [u8; 8] {
    let mut padded = [data, &[0x80]].concat();
    padded.resize(padded.len().next_multiple_of(8), 0);
    key.mac_by(MacMethod::X919, &padded)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::hex;

    const PUBLISHED: [u8; 16] = *b"\x01\x23\x45\x67\x89\xAB\xCD\xEF\xFE\xDC\xBA\x98\x76\x54\x32\x10";

    fn published_card() -> Key {
        let data = diversifier("1234567890123456", 1).unwrap();
        master_key(&Key::of(Cipher::Des, &PUBLISHED), data)
    }

    #[test]
    fn the_published_keys_have_their_check_values() {
        assert_eq!(published_card().check_value(2), [0x02, 0x39]);
        let session = session_key(&published_card(), *b"\xAB\xCD\xEF\x12\x34\x56\x78\x90");
        assert_eq!(session.check_value(2), [0xF0, 0x88]);
        assert_eq!(hex::encode(&mac(&session, b"\x84\x24\x00\x00\x08")), "CF323F09A0F6AB9E");
    }

    #[test]
    fn a_short_number_is_filled_up_and_letters_are_none() {
        assert_eq!(diversifier("123", 4), Some([0, 0, 0, 0, 0, 0x01, 0x23, 0x04]));
        assert_eq!(diversifier("12A4567890123456", 1), None);
    }

    /// Computed by pyemv 1.5.0.
    #[test]
    fn the_training_keys_give_what_another_program_computes() {
        let keys = CardKeys::training("6210948000000000707", 1).unwrap();
        let counter = [0x00, 0x4C];
        let arqc = keys.cryptogram(counter, &(0..37).collect::<Vec<u8>>());
        assert_eq!(hex::encode(&arqc), "AF3C880B5BE2BA77");
        assert_eq!(hex::encode(&keys.response(counter, arqc, *b"00")), "7DB8C04074CFEE90");
        let header = [0x84, 0x24, 0x00, 0x00, 0x08];
        assert_eq!(hex::encode(&keys.script_mac(counter, arqc, header, &[])), "C52A6BB3B9E8FBC0");
    }
}
