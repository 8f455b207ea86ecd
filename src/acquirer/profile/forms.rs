//! The forms that values of a profile have in the configuration.

use std::{fmt, time::Duration};

use serde::{Deserialize, Serialize};

use crate::domain::ids::BadId;

/// The transport header.
pub type Tpdu = Hex<5>;

/// How many digits the lengths inside field 59 have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub enum TagLength {
    /// Two.
    Two,
    /// Three.
    Three,
}

impl TagLength {
    /// The count.
    pub fn get(self) -> usize {
        usize::from(u8::from(self))
    }
}

impl TryFrom<u8> for TagLength {
    type Error = BadId;
    fn try_from(digits: u8) -> Result<Self, BadId> {
        match digits {
            2 => Ok(TagLength::Two),
            3 => Ok(TagLength::Three),
            _ => Err(BadId { what: "tag_length_digits", expected: "2 or 3", found: digits.to_string() }),
        }
    }
}

impl From<TagLength> for u8 {
    fn from(length: TagLength) -> u8 {
        match length {
            TagLength::Two => 2,
            TagLength::Three => 3,
        }
    }
}

/// So many bytes, written as hexadecimal digits in the configuration.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Hex<const N: usize>(pub(super) [u8; N]);

impl<const N: usize> Hex<N> {
    /// The bytes.
    pub fn bytes(&self) -> &[u8; N] {
        &self.0
    }
}

impl<const N: usize> TryFrom<String> for Hex<N> {
    type Error = BadId;
    fn try_from(text: String) -> Result<Self, BadId> {
        let nibbles: Option<Vec<u8>> = text.chars().map(|c| c.to_digit(16).map(|d| d as u8)).collect();
        match nibbles {
            Some(nibbles) if nibbles.len() == 2 * N => {
                let mut bytes = [0; N];
                for (byte, pair) in bytes.iter_mut().zip(nibbles.chunks_exact(2)) {
                    *byte = pair[0] << 4 | pair[1];
                }
                Ok(Hex(bytes))
            }
            _ if N == 5 => Err(BadId { what: "tpdu", expected: "10 hexadecimal digits", found: text }),
            _ => Err(BadId { what: "header", expected: "12 hexadecimal digits", found: text }),
        }
    }
}

impl<const N: usize> From<Hex<N>> for String {
    fn from(hex: Hex<N>) -> String {
        hex.0.iter().map(|b| format!("{b:02X}")).collect()
    }
}

impl<const N: usize> fmt::Debug for Hex<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&String::from(*self))
    }
}

/// The message header. Its sixth digit belongs to the host, so it is 0 here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Header(pub(super) Hex<6>);

impl Header {
    /// The six bytes.
    pub fn bytes(&self) -> &[u8; 6] {
        self.0.bytes()
    }
}

impl TryFrom<String> for Header {
    type Error = BadId;
    fn try_from(text: String) -> Result<Self, BadId> {
        let hex = Hex::<6>::try_from(text)?;
        if hex.0[2] & 0x0F == 0 {
            return Ok(Header(hex));
        }
        Err(BadId { what: "header", expected: "0 in its sixth digit, which only the host sets", found: hex.into() })
    }
}

impl From<Header> for String {
    fn from(header: Header) -> String {
        header.0.into()
    }
}

/// A text of exactly so many digits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Digits<const N: usize>(pub(super) String);

impl<const N: usize> Digits<N> {
    /// The digits of a literal of this program.
    ///
    /// # Panics
    /// When it is not so many digits, which a test of the table finds.
    pub(in crate::acquirer) fn literal(text: &str) -> Digits<N> {
        debug_assert!(text.len() == N && text.bytes().all(|b| b.is_ascii_digit()), "{text:?} is not {N} digits");
        Digits(text.to_owned())
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<const N: usize> TryFrom<String> for Digits<N> {
    type Error = BadId;
    fn try_from(text: String) -> Result<Self, BadId> {
        if text.len() == N && text.bytes().all(|b| b.is_ascii_digit()) {
            return Ok(Digits(text));
        }
        let expected = match N {
            1 => "one digit",
            2 => "two digits",
            3 => "three digits",
            4 => "four digits",
            6 => "six digits",
            _ => "sixteen digits",
        };
        Err(BadId { what: "value", expected, found: text })
    }
}

impl<const N: usize> From<Digits<N>> for String {
    fn from(digits: Digits<N>) -> String {
        digits.0
    }
}

/// How many digits field 60 has in trades.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct F60Length(pub(super) u8);

impl F60Length {
    /// The length that has room for 60.3.
    pub const WITH_CODE: usize = 11;
    /// The length that has room for 60.4 and 60.5.
    pub const WITH_CHIP_CONDITION: usize = 13;

    /// The count of digits.
    pub fn get(self) -> usize {
        usize::from(self.0)
    }
}

impl TryFrom<u8> for F60Length {
    type Error = BadId;
    fn try_from(digits: u8) -> Result<Self, BadId> {
        if [8, 11, 13, 14, 15, 17].contains(&digits) {
            return Ok(F60Length(digits));
        }
        Err(BadId { what: "trade_f60", expected: "8, 11, 13, 14, 15 or 17 digits", found: digits.to_string() })
    }
}

impl From<F60Length> for u8 {
    fn from(length: F60Length) -> u8 {
        length.0
    }
}

/// A time limit of 1 to 300 seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
pub struct Seconds(pub(super) u16);

impl Seconds {
    /// As a duration.
    pub fn duration(self) -> Duration {
        Duration::from_secs(u64::from(self.0))
    }
}

impl TryFrom<u16> for Seconds {
    type Error = BadId;
    fn try_from(seconds: u16) -> Result<Self, BadId> {
        if (1..=300).contains(&seconds) {
            return Ok(Seconds(seconds));
        }
        Err(BadId { what: "time limit", expected: "1 to 300 seconds", found: seconds.to_string() })
    }
}

impl From<Seconds> for u16 {
    fn from(seconds: Seconds) -> u16 {
        seconds.0
    }
}
