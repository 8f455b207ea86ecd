//! Approval from afar: a supervisor who is not there answers a challenge by a code that another terminal, or `keytill approve`,
//! makes of the shop's key.
//!
//! The code is HMAC-SHA-256 over everything that is approved, cut to eight digits as RFC 4226 (5.3) cuts it: the terminal, the
//! kind, the amount, the operator, the challenge and the time. So it is of no use for anything else, or later.

use std::{fmt, str::FromStr, time::Duration};

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::domain::{Amount, Kind, OperatorNo, TerminalId, WallTime};

/// How long a challenge can be answered.
pub const CHALLENGE_LIFE: Duration = Duration::from_secs(300);
/// Wrong codes that end a challenge.
pub const CODE_TRIES: u8 = 3;
/// The time in a code counts in steps of this, in milliseconds. A code of the step before or after counts too: clocks of two
/// boxes differ.
const STEP: i64 = 300_000;
/// The bytes of the shop's key.
const KEY: usize = 32;
/// The block of SHA-256.
const BLOCK: usize = 64;

/// The key that the terminals of a shop share. Wiped when dropped, never shown.
#[derive(Clone)]
pub struct ShopKey(Zeroizing<[u8; KEY]>);

/// Why some bytes are no shop key. Never carries them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "must hold 64 hexadecimal digits with or without a line end, not {found} bytes of another form; `openssl rand -hex 32` makes one"
)]
pub struct BadShopKey {
    /// How many bytes there were.
    pub found: usize,
}

impl ShopKey {
    /// Takes 64 hexadecimal digits, with or without a line end.
    ///
    /// # Errors
    /// [`BadShopKey`] for anything else.
    pub fn read(bytes: &[u8]) -> Result<ShopKey, BadShopKey> {
        let bad = BadShopKey { found: bytes.len() };
        let (pairs, rest) = bytes.strip_suffix(b"\n").unwrap_or(bytes).as_chunks::<2>();
        if pairs.len() != KEY || !rest.is_empty() {
            return Err(bad);
        }
        let digit = |byte: u8| char::from(byte).to_digit(16).ok_or(bad);
        let mut key = Zeroizing::new([0; KEY]);
        for (slot, [high, low]) in key.iter_mut().zip(pairs) {
            *slot = (digit(*high)? << 4 | digit(*low)?) as u8;
        }
        Ok(ShopKey(key))
    }

    /// The MAC over a text, cut as RFC 4226 does it, below `modulus`.
    fn digits(&self, text: &str, modulus: u32) -> u32 {
        // A short key is filled up with zeros: RFC 2104.
        let mut block = Zeroizing::new([0; BLOCK]);
        block[..KEY].copy_from_slice(&*self.0);
        let mut mac = Hmac::<Sha256>::new((&*block).into());
        mac.update(text.as_bytes());
        let tag = mac.finalize().into_bytes();
        let at = usize::from(tag[31] & 0x0F);
        let word = u32::from_be_bytes([tag[at], tag[at + 1], tag[at + 2], tag[at + 3]]) & 0x7FFF_FFFF;
        word % modulus
    }
}

impl fmt::Debug for ShopKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ShopKey(..)")
    }
}

/// A number of so many decimal digits, all of which are shown and typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digits<const N: usize>(u32);

/// What the terminal asks with.
pub type Challenge = Digits<6>;
/// What is answered.
pub type Code = Digits<8>;

/// A text has another number of digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("type {0} digits")]
pub struct WrongLength(pub usize);

impl<const N: usize> Digits<N> {
    const MODULUS: u32 = 10u32.pow(N as u32);
}

impl<const N: usize> fmt::Display for Digits<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:0N$}", self.0)
    }
}

impl<const N: usize> FromStr for Digits<N> {
    type Err = WrongLength;
    fn from_str(text: &str) -> Result<Self, WrongLength> {
        let good = text.len() == N && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse().ok().filter(|_| good).map(Digits).ok_or(WrongLength(N))
    }
}

/// What is to be approved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The terminal that asks.
    pub terminal: TerminalId,
    /// Who asks on it.
    pub operator: OperatorNo,
    /// For what.
    pub kind: Kind,
    /// Of how much.
    pub amount: Amount,
    /// Its challenge.
    pub challenge: Challenge,
}

impl Asked {
    /// A challenge that nobody without the key could foretell, for a terminal at a moment.
    pub fn challenge(key: &ShopKey, terminal: &TerminalId, at: WallTime, since_start: Duration) -> Challenge {
        let text = format!("keytill challenge 1|{terminal}|{}|{}", at.0, since_start.as_nanos());
        Digits(key.digits(&text, Challenge::MODULUS))
    }

    /// The code that approves it at a time.
    pub fn code(&self, key: &ShopKey, at: WallTime) -> Code {
        self.code_of(key, at.0.div_euclid(STEP))
    }

    /// Whether a code approves it now.
    pub fn takes(&self, key: &ShopKey, code: Code, now: WallTime) -> bool {
        let step = now.0.div_euclid(STEP);
        (step - 1..=step + 1).fold(false, |found, step| found | (self.code_of(key, step) == code))
    }

    fn code_of(&self, key: &ShopKey, step: i64) -> Code {
        let Asked { terminal, operator, kind, amount, challenge } = self;
        // The kind by its name in this program: a new name would make boxes of two versions disagree.
        let text = format!("keytill approval 1|{terminal}|{operator}|{kind:?}|{}|{challenge}|{step}", amount.minor());
        Digits(key.digits(&text, Code::MODULUS))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOON: WallTime = WallTime(1_769_061_909_000);

    fn key(byte: &str) -> ShopKey {
        ShopKey::read(byte.repeat(32).as_bytes()).unwrap()
    }

    fn asked() -> Asked {
        Asked {
            terminal: "99999906".parse().unwrap(),
            operator: "01".parse().unwrap(),
            kind: Kind::Void,
            amount: Amount::from_minor(1234).unwrap(),
            challenge: "123456".parse().unwrap(),
        }
    }

    /// RFC 4226 has vectors for SHA-1 alone; this one was computed by Python's hmac module, with the same cut.
    #[test]
    fn a_code_as_another_program_computes_it() {
        assert_eq!(asked().code(&key("a5"), NOON).to_string(), "30873677");
    }

    #[test]
    fn a_code_lives_ten_minutes_around_its_step() {
        let (key, asked) = (key("a5"), asked());
        let code = asked.code(&key, NOON);
        let later = |minutes: i64| WallTime(NOON.0 + minutes * 60_000);
        for near in [-4, 0, 4] {
            assert!(asked.takes(&key, code, later(near)), "{near}");
        }
        for far in [-11, 11, 600, -600, 525_600] {
            assert!(!asked.takes(&key, code, later(far)), "{far}");
        }
        assert!(asked.takes(&key, asked.code(&key, WallTime(i64::MIN / 2)), WallTime(i64::MIN / 2)));
    }

    #[test]
    fn keys_and_digits_are_read_as_they_must_be() {
        for bad in ["", "a5", &"a5".repeat(33), &"g5".repeat(32), &format!("{}\n\n", "a5".repeat(32))] {
            assert!(ShopKey::read(bad.as_bytes()).is_err());
        }
        assert_eq!(format!("{:?}", key("a5")), "ShopKey(..)");
        for bad in ["", "12345", "1234567", "12345a", "+12345", "１２３４５６"] {
            assert!(bad.parse::<Challenge>().is_err(), "{bad}");
        }
        assert_eq!("000007".parse::<Challenge>().unwrap().to_string(), "000007");
    }

    proptest! {
        /// Whatever of it is another, the code is another: to one in a hundred million.
        #[test]
        fn a_code_is_for_one_thing(minor in 1u64..1_000_000, other in 1u64..1_000_000, operator in 1u8..99, digits in 0u32..1_000_000) {
            let mut changed = asked();
            let code = changed.code(&key("a5"), NOON);
            prop_assert_ne!(changed.code(&key("a6"), NOON), code);
            changed.amount = Amount::from_minor(minor).unwrap();
            changed.operator = format!("{operator:02}").parse().unwrap();
            changed.challenge = Digits(digits);
            prop_assert_eq!(changed.code(&key("a5"), NOON) == code, changed == asked());
            let before = changed.code(&key("a5"), NOON);
            for kind in Kind::ALL.into_iter().filter(|kind| *kind != Kind::Void) {
                prop_assert_ne!(Asked { kind, ..changed.clone() }.code(&key("a5"), NOON), before);
            }
            prop_assume!(other != minor);
            changed.amount = Amount::from_minor(other).unwrap();
            prop_assert_ne!(changed.code(&key("a5"), NOON), before);
        }
    }
}
