//! Mobile numbers of the mainland.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A mobile number: eleven digits, of which the first is 1 and the second 3 to 9. Shown masked: `138****8000`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Mobile(String);

/// Why a text is no mobile number. It says nothing of the text, which may be one with a slip.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a mobile number has 11 digits and begins with 13 to 19")]
pub struct BadMobile;

impl Mobile {
    /// How many digits it has.
    pub const LENGTH: usize = 11;

    /// All digits, for the file and for whom they belong to. Screens and logs show it as [`fmt::Display`] does.
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// Its last four digits.
    pub fn last_four(&self) -> &str {
        &self.0[Self::LENGTH - 4..]
    }
}

impl FromStr for Mobile {
    type Err = BadMobile;
    fn from_str(text: &str) -> Result<Mobile, BadMobile> {
        let good = text.len() == Mobile::LENGTH
            && text.bytes().all(|b| b.is_ascii_digit())
            && matches!(text.as_bytes(), [b'1', b'3'..=b'9', ..]);
        if good { Ok(Mobile(text.into())) } else { Err(BadMobile) }
    }
}

impl TryFrom<String> for Mobile {
    type Error = BadMobile;
    fn try_from(text: String) -> Result<Mobile, BadMobile> {
        text.parse()
    }
}

impl From<Mobile> for String {
    fn from(mobile: Mobile) -> String {
        mobile.0
    }
}

impl fmt::Display for Mobile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}****{}", &self.0[..3], self.last_four())
    }
}

impl fmt::Debug for Mobile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mobile({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_of_the_mainland_and_shown_masked() {
        let mobile: Mobile = "13800138000".parse().unwrap();
        assert_eq!((mobile.digits(), mobile.last_four()), ("13800138000", "8000"));
        assert_eq!(format!("{mobile} {mobile:?}"), "138****8000 Mobile(138****8000)");
        assert!("19912345678".parse::<Mobile>().is_ok());
        for bad in ["", "1380013800", "138001380000", "12800138000", "23800138000", "1380013800a", "１3800138000"] {
            let refused = bad.parse::<Mobile>();
            assert_eq!(refused, Err(BadMobile), "{bad}");
        }
    }
}
