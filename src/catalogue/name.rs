//! Names of products, and the initials by which they are found on digits.

use std::str::FromStr;

use pinyin::ToPinyin;
use serde::{Deserialize, Serialize};

use super::product::BadValue;
use crate::domain::as_text;

/// A name: 1 to 40 characters, Chinese or Latin, without control characters and without blanks at its ends.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Name(String);

/// The capital letters and digits by which a product is found, at most 40. Of a Chinese name the first letter of how each
/// Hanzi is read: 纯牛奶 has CNN. May be empty, for a name without a letter.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Initials(String);

/// The letters of each digit key, as on a telephone.
const KEYS: [&str; 10] = ["", "", "ABC", "DEF", "GHI", "JKL", "MNO", "PQRS", "TUV", "WXYZ"];

impl Name {
    /// The longest name, in characters.
    pub const LONGEST: usize = 40;

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its initials. A Hanzi with several readings counts with the most usual one; the operator may say otherwise.
    pub fn initials(&self) -> Initials {
        Initials(self.0.chars().filter_map(initial).collect())
    }
}

/// Whether a screen can show it: no control character, and not the sign for bytes that were none.
pub(super) fn is_shown(c: char) -> bool {
    !c.is_control() && c != char::REPLACEMENT_CHARACTER
}

fn initial(c: char) -> Option<char> {
    let first = match c.to_pinyin() {
        Some(reading) => reading.plain().chars().next()?,
        None => c,
    };
    // The full-width letters and digits of Chinese keyboards lie this far from the ASCII ones.
    let narrow = match first {
        '！'..='～' => char::from_u32(u32::from(first) - 0xFEE0)?,
        other => other,
    };
    narrow.is_ascii_alphanumeric().then(|| narrow.to_ascii_uppercase())
}

impl Initials {
    /// The letters and digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The digit keys that they lie on: NFSQ on 6377.
    pub fn keys(&self) -> String {
        keys(&self.0)
    }
}

/// The digit keys that letters lie on; digits stand for themselves, what lies on no key is left out.
pub(super) fn keys(letters: &str) -> String {
    let key = |c: char| match c {
        '0'..='9' => Some(c),
        c => (2u8..).zip(&KEYS[2..]).find(|(_, on)| on.contains(c)).map(|(digit, _)| char::from(b'0' + digit)),
    };
    letters.chars().filter_map(key).collect()
}

impl FromStr for Name {
    type Err = BadValue;
    fn from_str(text: &str) -> Result<Name, BadValue> {
        let name = text.trim();
        let length = name.chars().count();
        if !(1..=Name::LONGEST).contains(&length) || !name.chars().all(is_shown) {
            return Err(BadValue::new("name", "1 to 40 characters that can be shown", text));
        }
        Ok(Name(name.into()))
    }
}

impl FromStr for Initials {
    type Err = BadValue;
    fn from_str(text: &str) -> Result<Initials, BadValue> {
        let letters = text.trim().to_ascii_uppercase();
        if letters.len() > Name::LONGEST || !letters.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return Err(BadValue::new("initials", "at most 40 letters and digits", text));
        }
        Ok(Initials(letters))
    }
}

as_text!(Name: BadValue, Initials: BadValue);

#[cfg(test)]
mod tests {
    use super::*;

    fn initials(name: &str) -> String {
        name.parse::<Name>().unwrap().initials().to_string()
    }

    #[test]
    fn initials_of_chinese_and_latin_names() {
        for (name, expected) in [
            ("农夫山泉", "NFSQ"),
            ("纯牛奶250ml", "CNN250ML"),
            ("可口可乐 (罐)", "KKKLG"),
            ("Coca Cola", "COCACOLA"),
            ("ＡＢ钙奶", "ABGN"),
            ("——", ""),
        ] {
            assert_eq!(initials(name), expected, "{name}");
        }
    }

    #[test]
    fn initials_lie_on_the_keys_of_a_telephone() {
        for (letters, expected) in [("NFSQ", "6377"), ("AZ09", "2909"), ("", "")] {
            assert_eq!(letters.parse::<Initials>().unwrap().keys(), expected);
        }
        let all: String = ('A'..='Z').collect();
        assert_eq!(keys(&all).len(), 26, "every letter has a key");
    }

    #[test]
    fn a_name_has_a_length_and_no_controls() {
        assert_eq!(" 牛奶 ".parse::<Name>().unwrap().as_str(), "牛奶");
        assert!("奶".repeat(40).parse::<Name>().is_ok());
        for bad in [String::new(), "  ".into(), "奶".repeat(41), "a\tb".into(), "a\u{1b}[2J".into()] {
            assert!(bad.parse::<Name>().is_err(), "{bad:?}");
        }
    }
}
