//! The name of the person behind an operator number.

use serde::{Deserialize, Serialize};

use super::ids::BadId;

/// A person's name as it is shown: 1 to 20 characters, none of them a control character, no space at either end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PersonName(String);

impl PersonName {
    /// The longest, in characters.
    pub const LONGEST: usize = 20;

    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for PersonName {
    type Err = BadId;
    fn from_str(text: &str) -> Result<Self, BadId> {
        let fits = (1..=Self::LONGEST).contains(&text.chars().count());
        if fits && text.trim() == text && !text.chars().any(is_unseen) {
            return Ok(PersonName(text.into()));
        }
        let found = text.chars().take(2 * Self::LONGEST).filter(|c| !is_unseen(*c)).collect();
        Err(BadId { what: "name", expected: "1 to 20 characters", found })
    }
}

/// Whether a character is not seen itself, but may change what is seen of others.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

impl TryFrom<String> for PersonName {
    type Error = BadId;
    fn try_from(text: String) -> Result<Self, BadId> {
        text.parse()
    }
}

impl From<PersonName> for String {
    fn from(name: PersonName) -> String {
        name.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_plain_text_that_fits() {
        for good in ["张三", "Anna Lee", "阿卜杜拉·买买提"] {
            assert_eq!(good.parse::<PersonName>().unwrap().as_str(), good);
        }
        for bad in ["", " 张三", "a\u{1b}[2J", "a\u{202e}b", "一二三四五六七八九十一二三四五六七八九十一"]
        {
            assert!(bad.parse::<PersonName>().is_err(), "{bad:?}");
        }
    }
}
