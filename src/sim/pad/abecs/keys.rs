//! The pad's keys: working keys under master keys, PIN blocks under working keys.

use des::{
    TdesEde3,
    cipher::{Block, BlockCipherDecrypt, BlockCipherEncrypt, KeyInit},
};

/// Triple DES with two keys. A single-length key is used as both.
pub(in crate::sim::pad) struct Key(TdesEde3);

impl Key {
    /// Takes 8 or 16 bytes.
    pub(in crate::sim::pad) fn new(bytes: &[u8]) -> Option<Self> {
        let parts = match bytes.len() {
            8 => [bytes, bytes, bytes].concat(),
            16 => [bytes, &bytes[..8]].concat(),
            _ => return None,
        };
        TdesEde3::new_from_slice(&parts).ok().map(Key)
    }

    pub(in crate::sim::pad) fn encrypt(&self, block: [u8; 8]) -> [u8; 8] {
        let mut block: Block<TdesEde3> = block.into();
        self.0.encrypt_block(&mut block);
        block.into()
    }

    fn decrypt(&self, block: [u8; 8]) -> [u8; 8] {
        let mut block: Block<TdesEde3> = block.into();
        self.0.decrypt_block(&mut block);
        block.into()
    }

    /// The working key that came under this master key, ECB.
    pub(in crate::sim::pad) fn unwrap_key(&self, wrapped: &[u8]) -> Option<Key> {
        let clear: Vec<u8> = eights(wrapped)?.into_iter().flat_map(|block| self.decrypt(block)).collect();
        Key::new(&clear)
    }

    /// ECB over whole blocks.
    pub(in crate::sim::pad) fn encrypt_all(&self, data: &[u8]) -> Option<Vec<u8>> {
        Some(eights(data)?.into_iter().flat_map(|block| self.encrypt(block)).collect())
    }
}

fn eights(data: &[u8]) -> Option<Vec<[u8; 8]>> {
    if data.is_empty() || !data.len().is_multiple_of(8) {
        return None;
    }
    data.chunks(8).map(|chunk| chunk.try_into().ok()).collect()
}

/// The clear X9.8 block with card number (ISO format 0) of a PIN of 4 to 12 digits.
pub(in crate::sim::pad) fn pin_block(pin: &str, pan: &str) -> Option<[u8; 8]> {
    if !(4..=12).contains(&pin.len()) || pan.len() < 13 {
        return None;
    }
    let pin_part = pack(&format!("0{:X}{pin:F<14}", pin.len()))?;
    let last_twelve = &pan[pan.len() - 13..pan.len() - 1];
    let pan_part = pack(&format!("0000{last_twelve}"))?;
    let mut block = [0; 8];
    for (to, (a, b)) in block.iter_mut().zip(pin_part.iter().zip(&pan_part)) {
        *to = a ^ b;
    }
    Some(block)
}

/// Hexadecimal digits as bytes.
pub(in crate::sim::pad) fn pack(digits: &str) -> Option<Vec<u8>> {
    if !digits.len().is_multiple_of(2) || !digits.is_ascii() {
        return None;
    }
    (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_pin_blocks() {
        for (pin, pan, clear) in [
            ("123456", "123456789012345678", "061253DFFEDCBA98"),
            ("123456", "1234567890123456", "0612713176FEDCBA"),
            ("1234", "5432101234567890", "041215FEDCBA9876"),
        ] {
            assert_eq!(pin_block(pin, pan).unwrap().to_vec(), pack(clear).unwrap());
        }
        let key = Key::new(&pack("0123456789ABCDEFFEDCBA9876543210").unwrap()).unwrap();
        let block = key.encrypt(pin_block("1234", "5432101234567890").unwrap());
        assert_eq!(block.to_vec(), pack("BA2ADC4EBA48F711").unwrap());
    }

    #[test]
    fn published_working_keys_come_out_of_their_wrapping() {
        let master = Key::new(&pack("258FB0AB70D025CDB99DF2C4D302D646").unwrap()).unwrap();
        let pin_key = master.unwrap_key(&pack("46F161A743497B32EAC760DF5EA57DF5").unwrap()).unwrap();
        assert_eq!(pin_key.encrypt([0; 8])[..4], pack("900ECCE3").unwrap());
        let short = master.unwrap_key(&pack("977731A7EA402DDF").unwrap()).unwrap();
        assert_eq!(short.encrypt([0; 8])[..4], pack("CFF1592A").unwrap());
        let twice = master.unwrap_key(&pack("977731A7EA402DDF977731A7EA402DDF").unwrap()).unwrap();
        assert_eq!(twice.encrypt([0; 8])[..4], pack("CFF1592A").unwrap());
    }
}
