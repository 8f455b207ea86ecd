//! Numbers and short texts that name things on the acquirer link, each a type of its own.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::as_text;

/// Why a text or number is not the identifier it should be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what} must be {expected}, not {found:?}")]
pub struct BadId {
    /// What was to be named: "terminal number", "STAN".
    pub what: &'static str,
    /// The form it must have.
    pub expected: &'static str,
    /// What came instead.
    pub found: String,
}

/// The system trace audit number (流水号), which is also the voucher number: 1 to 999,999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct Stan(u32);

impl Stan {
    /// The first number of a fresh terminal.
    pub const FIRST: Stan = Stan(1);

    /// The number after this one; 999,999 is followed by 1.
    #[must_use]
    pub fn next(self) -> Stan {
        if self.0 >= 999_999 { Stan(1) } else { Stan(self.0 + 1) }
    }

    /// How many numbers have been taken since this one, when that one is next: of those taken so far the newest has the fewest,
    /// whatever a clock says and wherever the numbers began anew.
    pub fn age(self, next: Stan) -> u32 {
        (next.0 + 999_999 - self.0) % 999_999
    }
}

/// The number of the open batch (批次号): 1 to 999,999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct BatchNo(u32);

impl BatchNo {
    /// The first batch of a fresh terminal.
    pub const FIRST: BatchNo = BatchNo(1);

    /// The batch after this one; 999,999 is followed by 1.
    #[must_use]
    pub fn next(self) -> BatchNo {
        if self.0 >= 999_999 { BatchNo(1) } else { BatchNo(self.0 + 1) }
    }
}

macro_rules! six_digits {
    ($name:ident, $what:literal) => {
        impl $name {
            /// The plain number.
            pub fn get(self) -> u32 {
                self.0
            }
        }
        impl TryFrom<u32> for $name {
            type Error = BadId;
            fn try_from(number: u32) -> Result<Self, BadId> {
                if (1..=999_999).contains(&number) {
                    Ok($name(number))
                } else {
                    Err(BadId { what: $what, expected: "a number from 1 to 999999", found: number.to_string() })
                }
            }
        }
        impl From<$name> for u32 {
            fn from(id: $name) -> u32 {
                id.0
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:06}", self.0)
            }
        }
        impl std::str::FromStr for $name {
            type Err = BadId;
            fn from_str(text: &str) -> Result<Self, BadId> {
                let bad = || BadId { what: $what, expected: "up to six digits, not all zero", found: text.into() };
                if text.is_empty() || text.len() > 6 || !text.bytes().all(|b| b.is_ascii_digit()) {
                    return Err(bad());
                }
                text.parse::<u32>().ok().and_then(|n| $name::try_from(n).ok()).ok_or_else(bad)
            }
        }
    };
}
six_digits!(Stan, "STAN");
six_digits!(BatchNo, "batch number");

/// Declares a fixed text of printable ASCII, checked when made.
macro_rules! fixed_text {
    ($(#[$doc:meta])* $name:ident, $len:literal, $what:literal, $expected:literal) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The text, as long as the field that carries it.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl std::str::FromStr for $name {
            type Err = BadId;
            fn from_str(text: &str) -> Result<Self, BadId> {
                if text.len() == $len && text.bytes().all(|b| (0x20..0x7f).contains(&b)) {
                    Ok($name(text.into()))
                } else {
                    Err(BadId { what: $what, expected: $expected, found: text.into() })
                }
            }
        }
        as_text!($name: BadId);
    };
}

fixed_text!(
    /// The retrieval reference number that the host gives a transaction (field 37).
    Rrn, 12, "reference number (RRN)", "twelve characters"
);
fixed_text!(
    /// The authorisation code (field 38); hosts may pad it with blanks.
    AuthCode, 6, "authorisation code", "six characters"
);
fixed_text!(
    /// The terminal number that the acquirer gave this box (field 41).
    TerminalId, 8, "terminal number", "eight characters"
);
fixed_text!(
    /// The merchant number that the acquirer gave the shop (field 42).
    MerchantId, 15, "merchant number", "fifteen characters"
);
fixed_text!(
    /// The host's verdict on a message (field 39).
    ResponseCode, 2, "response code", "two characters"
);

/// The payment voucher (付款凭证号) by which a host knows a payment by code: 20 digits (field 59, tag A4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PayVoucher(String);

impl PayVoucher {
    /// Its length.
    pub const DIGITS: usize = 20;

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for PayVoucher {
    type Err = BadId;
    fn from_str(text: &str) -> Result<Self, BadId> {
        match text.len() == Self::DIGITS && text.bytes().all(|b| b.is_ascii_digit()) {
            true => Ok(PayVoucher(text.into())),
            false => Err(BadId { what: "payment voucher", expected: "twenty digits", found: text.into() }),
        }
    }
}

/// A day of a year, MMDD, as the field tells dates (61.3, field 15).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MonthDay(String);

impl MonthDay {
    /// The four digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for MonthDay {
    type Err = BadId;
    fn from_str(text: &str) -> Result<Self, BadId> {
        const LONGEST: [u8; 12] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
        let part = |range| text.get(range).and_then(|digits: &str| digits.parse::<u8>().ok());
        let digits = text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit());
        let days = part(0..2).and_then(|month| LONGEST.get(usize::from(month).checked_sub(1)?));
        match (days, part(2..4)) {
            (Some(days), Some(day)) if digits && (1..=*days).contains(&day) => Ok(MonthDay(text.into())),
            _ => Err(BadId { what: "date", expected: "four digits, month then day", found: text.into() }),
        }
    }
}

as_text!(PayVoucher: BadId, MonthDay: BadId);

impl ResponseCode {
    /// The code of a plain approval.
    pub fn approved() -> ResponseCode {
        ResponseCode("00".into())
    }

    /// The two characters.
    pub fn bytes(&self) -> [u8; 2] {
        self.0.as_bytes().first_chunk().copied().unwrap_or(*b"96")
    }

    /// Whether the host approved. The 2006 terminal specification knows `00` alone; later lists add `11`, `16`, `A2`,
    /// `A4`, `A5` and `A6`. `10` (partly approved) is not taken as an approval.
    pub fn is_approval(&self) -> bool {
        matches!(self.as_str(), "00" | "11" | "16" | "A2" | "A4" | "A5" | "A6")
    }

    /// Whether the host has heard of this number before.
    pub fn is_duplicate(&self) -> bool {
        self.as_str() == "94"
    }

    /// Whether the host wants a new sign-on first: the batch, the form of the PIN or the MAC does not fit.
    pub fn wants_sign_on(&self) -> bool {
        matches!(self.as_str(), "77" | "99" | "A0")
    }

    /// Whether the host could not say, and may a moment later: date change-over, no way to the issuer, a failure of its own.
    /// Nothing has been decided then. (Annex of the terminal specification, class C: 68, 90, 91, 92, 96; 98 is class E.)
    pub fn is_passing(&self) -> bool {
        matches!(self.as_str(), "68" | "90" | "91" | "92" | "96" | "98")
    }

    /// Whether the host approved a part of the amount.
    pub fn is_partial_approval(&self) -> bool {
        self.as_str() == "10"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_wrap_to_one() {
        let stan = |number: u32| Stan::try_from(number).unwrap();
        assert_eq!([stan(999_999), stan(2), stan(5)].map(|taken| taken.age(stan(6))), [6, 4, 1]);
        assert_eq!(Stan::try_from(999_999).unwrap().next(), Stan::FIRST);
        assert_eq!(BatchNo::try_from(41).unwrap().next().to_string(), "000042");
        assert!(Stan::try_from(0).is_err());
    }

    #[test]
    fn a_date_is_a_day_that_exists() {
        assert_eq!("0229".parse::<MonthDay>().unwrap().as_str(), "0229");
        for bad in ["", "0230", "1301", "0000", "0100", "1132", "1 31", "+131", "01011"] {
            assert!(bad.parse::<MonthDay>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_terminal_number_has_eight_characters() {
        assert!("1234567".parse::<TerminalId>().is_err());
        assert_eq!("99999906".parse::<TerminalId>().unwrap().as_str(), "99999906");
    }
}
