//! Approval from afar: a challenge of six digits, bound to terminal, operator, action and amount, and the code that answers it.
//!
//! The code is HMAC-SHA-256 under a key that the shop's terminals share, cut to eight digits as in RFC 4226. The minute of the
//! answer is in the MAC, so that a code dies by itself; so is the number of whoever approves, so that nobody can name another.

use std::{fmt, str::FromStr, sync::Arc, time::Duration};

use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::{Amount, Kind, OperatorNo, TerminalId, WallTime, ids::BadId};

/// Milliseconds of a time step.
const STEP: i64 = 60_000;
/// A challenge, and a code to it, lives for so long.
pub const LIFE: Duration = Duration::from_secs(5 * 60);
/// The same in steps.
pub const LIFE_STEPS: i64 = 5;
/// So many steps the clocks of the two terminals may differ, either way: two minutes.
pub const SKEW_STEPS: i64 = 2;
/// No other use of the key makes the same code.
const LABEL: &[u8] = b"keytill approval from afar 1";
/// Bytes of a key.
const KEY: usize = 32;
/// Bytes of a block of the hash, to which HMAC fills a key up with zeros.
const BLOCK: usize = 64;

/// The key that the terminals of a shop share for approvals. Wiped when the last use of it ends, never shown.
#[derive(Clone)]
pub struct ShopKey(Arc<Zeroizing<[u8; BLOCK]>>);

/// Why some bytes are no shop key. Never carries them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must hold 64 hexadecimal digits, with or without a line end")]
pub struct BadShopKey;

impl ShopKey {
    /// Takes 64 hexadecimal digits, with or without a line end.
    ///
    /// # Errors
    /// [`BadShopKey`] for anything else, and for a key of one digit alone, which nobody has drawn by lot.
    pub fn read(bytes: &[u8]) -> Result<ShopKey, BadShopKey> {
        let (pairs, rest) = bytes.strip_suffix(b"\n").unwrap_or(bytes).as_chunks::<2>();
        if pairs.len() != KEY || !rest.is_empty() {
            return Err(BadShopKey);
        }
        let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        let mut key = Zeroizing::new([0; BLOCK]);
        for (slot, [high, low]) in key.iter_mut().zip(pairs) {
            *slot = digit(*high).zip(digit(*low)).map(|(high, low)| high << 4 | low).ok_or(BadShopKey)?;
        }
        if pairs.iter().all(|pair| pair == &pairs[0]) {
            return Err(BadShopKey);
        }
        Ok(ShopKey(Arc::new(key)))
    }
}

impl fmt::Debug for ShopKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ShopKey(..)")
    }
}

/// Digits of a fixed length, read and written with their zeros.
macro_rules! digits {
    ($(#[$doc:meta])* $name:ident, $length:literal, $what:literal, $expected:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(u32);

        impl $name {
            /// How many digits it has.
            pub const DIGITS: usize = $length;

            /// The last digits of a number.
            pub fn from_number(number: u32) -> $name {
                $name(number % 10_u32.pow($length))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:0width$}", self.0, width = $length)
            }
        }

        impl FromStr for $name {
            type Err = BadId;
            fn from_str(text: &str) -> Result<Self, BadId> {
                let fits = text.len() == $length && text.bytes().all(|byte| byte.is_ascii_digit());
                let bad = || BadId { what: $what, expected: $expected, found: text.into() };
                text.parse().ok().filter(|_| fits).map($name).ok_or_else(bad)
            }
        }

        impl TryFrom<String> for $name {
            type Error = BadId;
            fn try_from(text: String) -> Result<Self, BadId> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(digits: $name) -> String {
                digits.to_string()
            }
        }
    };
}

digits!(
    /// What the asking terminal shows: six digits, used for one request and never again.
    Challenge, 6, "challenge", "six digits"
);
digits!(
    /// What the answering side gives: eight digits.
    ApprovalCode, 8, "approval code", "eight digits"
);

/// What can be approved, with the name of each in a MAC and on the command line.
pub const ACTIONS: [(Kind, &str); 6] = [
    (Kind::Void, "void"),
    (Kind::Refund, "refund"),
    (Kind::PreAuthVoid, "pre-auth-void"),
    (Kind::CompletionVoid, "completion-void"),
    (Kind::EcashRefund, "ecash-refund"),
    (Kind::LoadVoid, "load-void"),
];

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// At which terminal.
    pub terminal: TerminalId,
    /// By whom.
    pub operator: OperatorNo,
    /// What.
    pub kind: Kind,
    /// How much, in minor units.
    pub amount: Amount,
    /// The challenge of that terminal.
    pub challenge: Challenge,
}

impl Asked {
    /// The code with which somebody approves this at a moment of the answering side's clock.
    pub fn code(&self, key: &ShopKey, approver: OperatorNo, at: WallTime) -> ApprovalCode {
        self.code_of_step(key, approver, step(at))
    }

    /// Whether this code is that person's approval and still alive by the asking terminal's clock.
    pub fn is_answered_by(&self, code: ApprovalCode, key: &ShopKey, approver: OperatorNo, now: WallTime) -> bool {
        let now = step(now);
        let steps = now.saturating_sub(LIFE_STEPS + SKEW_STEPS)..=now.saturating_add(SKEW_STEPS);
        steps.into_iter().any(|step| self.code_of_step(key, approver, step) == code)
    }

    fn code_of_step(&self, key: &ShopKey, approver: OperatorNo, step: i64) -> ApprovalCode {
        let action = ACTIONS.iter().find(|(kind, _)| *kind == self.kind).map_or("", |(_, name)| name);
        let mut mac = Hmac::<Sha256>::new((&**key.0).into());
        let texts = [self.terminal.as_str(), &self.operator.to_string(), action, &approver.to_string()];
        mac.update(LABEL);
        for text in texts {
            // With its length, so that nothing can move from one field to the next.
            mac.update(&[u8::try_from(text.len()).unwrap_or(u8::MAX)]);
            mac.update(text.as_bytes());
        }
        mac.update(&self.amount.minor().to_be_bytes());
        mac.update(&self.challenge.0.to_be_bytes());
        mac.update(&step.to_be_bytes());
        ApprovalCode::from_number(truncate(&mac.finalize().into_bytes()))
    }
}

/// The dynamic truncation of RFC 4226, 5.3: 31 bits from a place that the last half byte names.
fn truncate(mac: &[u8]) -> u32 {
    let at = usize::from(mac.last().copied().unwrap_or(0) & 0x0F);
    let bytes = mac.get(at..at + 4).and_then(|bytes| <[u8; 4]>::try_from(bytes).ok()).unwrap_or_default();
    u32::from_be_bytes(bytes) & 0x7FFF_FFFF
}

fn step(at: WallTime) -> i64 {
    at.0.div_euclid(STEP)
}

#[cfg(test)]
mod tests;
