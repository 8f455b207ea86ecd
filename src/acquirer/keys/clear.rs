//! Keys in clear, in this program: DES, two-key 3DES and SM4. Wiped when dropped, never shown; the key schedules that are
//! made from them are wiped as well.

use std::fmt;

use des::{
    Des, TdesEde2,
    cipher::{BlockCipherDecrypt, BlockCipherEncrypt, KeyInit},
};
use sm4::Sm4;
use zeroize::{Zeroize, Zeroizing};

/// A clear DES or two-key 3DES key. Wiped when dropped.
#[derive(Clone, Zeroize)]
#[zeroize(drop)]
pub enum ClearKey {
    /// DES.
    Single([u8; 8]),
    /// 3DES with two keys.
    Double([u8; 16]),
}

impl ClearKey {
    /// Encrypts one block. Whoever has several takes [`ClearKey::schedule`] once.
    pub fn encrypt(&self, block: [u8; 8]) -> [u8; 8] {
        self.schedule().encrypt(block)
    }

    /// The key made ready for any number of blocks: making it costs about as much as encrypting some of them.
    pub fn schedule(&self) -> Schedule {
        match self {
            ClearKey::Single(key) => Schedule(Cipher::Single(Des::new(key.into()))),
            ClearKey::Double(key) => Schedule(Cipher::Double(TdesEde2::new(key.into()))),
        }
    }

    /// The key of 8 or 16 bytes that was encrypted under this one in ECB; `None` for any other length.
    pub fn unwrap_key(&self, under_this: &[u8]) -> Option<ClearKey> {
        let schedule = self.schedule();
        match under_this.as_chunks::<8>() {
            ([one], []) => Some(ClearKey::Single(schedule.decrypt(*one))),
            ([left, right], []) => {
                let mut key = Zeroizing::new([0; 16]);
                key[..8].copy_from_slice(&schedule.decrypt(*left));
                key[8..].copy_from_slice(&schedule.decrypt(*right));
                Some(ClearKey::Double(*key))
            }
            _ => None,
        }
    }

    /// The left half of a double-length key as a key of its own; a single-length key is its own left half.
    pub fn left_half(&self) -> ClearKey {
        match self {
            ClearKey::Single(key) => ClearKey::Single(*key),
            ClearKey::Double([a, b, c, d, e, f, g, h, ..]) => ClearKey::Single([*a, *b, *c, *d, *e, *f, *g, *h]),
        }
    }
}

impl fmt::Debug for ClearKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClearKey(..)")
    }
}

/// A [`ClearKey`] made ready. Wiped when dropped.
pub struct Schedule(Cipher);

enum Cipher {
    Single(Des),
    Double(TdesEde2),
}

impl Schedule {
    /// Encrypts one block.
    pub fn encrypt(&self, block: [u8; 8]) -> [u8; 8] {
        let mut block = block.into();
        match &self.0 {
            Cipher::Single(des) => des.encrypt_block(&mut block),
            Cipher::Double(des) => des.encrypt_block(&mut block),
        }
        block.into()
    }

    /// Decrypts one block.
    pub fn decrypt(&self, block: [u8; 8]) -> [u8; 8] {
        let mut block = block.into();
        match &self.0 {
            Cipher::Single(des) => des.decrypt_block(&mut block),
            Cipher::Double(des) => des.decrypt_block(&mut block),
        }
        block.into()
    }
}

impl fmt::Debug for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Schedule(..)")
    }
}

/// A clear SM4 key (GB/T 32907). Wiped when dropped.
#[derive(Clone, Zeroize)]
#[zeroize(drop)]
pub struct Sm4Key([u8; 16]);

impl Sm4Key {
    /// Takes the sixteen bytes.
    pub fn new(key: [u8; 16]) -> Sm4Key {
        Sm4Key(key)
    }

    /// Encrypts one block. Whoever has several takes [`Sm4Key::schedule`] once.
    pub fn encrypt(&self, block: [u8; 16]) -> [u8; 16] {
        self.schedule().encrypt(block)
    }

    /// Decrypts one block.
    pub fn decrypt(&self, block: [u8; 16]) -> [u8; 16] {
        let mut block = block.into();
        self.schedule().0.decrypt_block(&mut block);
        block.into()
    }

    /// The key made ready for any number of blocks.
    pub fn schedule(&self) -> Sm4Schedule {
        Sm4Schedule(Sm4::new((&self.0).into()))
    }

    /// Sixteen encrypted zero bytes, whose first bytes are the check value.
    pub fn check_value(&self) -> [u8; 16] {
        self.encrypt([0; 16])
    }

    /// The SM4 key that was encrypted under this one in ECB; `None` unless it has sixteen bytes.
    pub fn unwrap_key(&self, under_this: &[u8]) -> Option<Sm4Key> {
        Some(Sm4Key(self.decrypt(under_this.try_into().ok()?)))
    }
}

impl fmt::Debug for Sm4Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sm4Key(..)")
    }
}

/// An [`Sm4Key`] made ready. Wiped when dropped.
pub struct Sm4Schedule(Sm4);

impl Sm4Schedule {
    /// Encrypts one block.
    pub fn encrypt(&self, block: [u8; 16]) -> [u8; 16] {
        let mut block = block.into();
        self.0.encrypt_block(&mut block);
        block.into()
    }
}

impl fmt::Debug for Sm4Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sm4Schedule(..)")
    }
}
