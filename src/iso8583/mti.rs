//! The message type indicator.

use std::{fmt, str::FromStr};

/// Four digits that open each message: `0200` a financial request, `0210` its answer.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Mti([u8; 4]);

/// A text that is no message type.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a message type is four digits, not {found:?}")]
pub struct BadMti {
    /// What came instead.
    pub found: String,
}

impl Mti {
    /// The message type of a literal such as `"0200"`.
    ///
    /// # Panics
    ///
    /// When the literal is not four digits, in a constant while compiling. Texts from outside go through [`FromStr`].
    pub const fn new(digits: &'static str) -> Mti {
        // A wrong literal is a mistake in the source, not an input.
        Mti::from_ascii(digits.as_bytes()).expect("a message type literal is four digits")
    }

    /// The four digits.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("0000")
    }

    /// The type that answers this one: ten more (`0200` → `0210`, `0820` → `0830`).
    #[must_use]
    pub fn answer(self) -> Mti {
        let [a, b, c, d] = self.0;
        Mti([a, b, if c < b'9' { c + 1 } else { b'0' }, d])
    }

    pub(super) fn digits(self) -> [u8; 4] {
        self.0
    }

    pub(super) const fn from_ascii(digits: &[u8]) -> Option<Mti> {
        let [a, b, c, d] = *digits else { return None };
        if a.is_ascii_digit() && b.is_ascii_digit() && c.is_ascii_digit() && d.is_ascii_digit() {
            Some(Mti([a, b, c, d]))
        } else {
            None
        }
    }
}

impl FromStr for Mti {
    type Err = BadMti;
    fn from_str(text: &str) -> Result<Self, BadMti> {
        Mti::from_ascii(text.as_bytes()).ok_or_else(|| BadMti { found: text.to_owned() })
    }
}

impl fmt::Display for Mti {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Mti {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mti({self})")
    }
}
