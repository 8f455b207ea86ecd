//! Digits as they are typed.

use std::{borrow::Cow, fmt};

use zeroize::Zeroize;

use super::{Action, See};
use crate::{i18n::Texts, keypad::Key, ui::Hint};

/// A long number in groups, so that people can compare it.
pub fn in_groups(digits: &str, size: usize) -> String {
    let groups: Vec<_> = digits.as_bytes().chunks(size).map(String::from_utf8_lossy).collect();
    groups.join(" ")
}

/// A line of digits with a longest length. It may be a card number, so it is not written out for debugging, and wiped when
/// dropped.
#[derive(Clone)]
pub struct Digits {
    typed: String,
    max: usize,
}

impl Digits {
    /// An empty line for at most so many digits.
    pub fn new(max: usize) -> Digits {
        // One buffer from the start, so that growing leaves no copies behind.
        Digits { typed: String::with_capacity(max), max }
    }

    /// What has been typed.
    pub fn as_str(&self) -> &str {
        &self.typed
    }

    /// Takes a digit key or CLEAR. Returns whether the key was one of these and did something.
    pub fn key(&mut self, key: Key) -> Typed {
        match key {
            Key::Digit(d) if self.typed.len() < self.max => {
                self.typed.push(char::from(b'0' + d));
                Typed::Changed
            }
            Key::DoubleZero if self.typed.len() + 2 <= self.max => {
                self.typed.push_str("00");
                Typed::Changed
            }
            Key::Digit(_) | Key::DoubleZero => Typed::Full,
            Key::Clear => match self.typed.pop() {
                Some(_) => Typed::Changed,
                None => Typed::Empty,
            },
            _ => Typed::Other,
        }
    }

    /// Puts a whole number in the place of what has been typed. Returns whether it is one that the line has room for.
    pub fn replace(&mut self, number: &str) -> bool {
        let fits = number.len() <= self.max && !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        if fits {
            self.typed.clear();
            self.typed.push_str(number);
        }
        fits
    }

    /// Empties the line.
    pub fn clear(&mut self) {
        self.typed.clear();
    }
}

impl Drop for Digits {
    fn drop(&mut self) {
        self.typed.zeroize();
    }
}

impl fmt::Debug for Digits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digits({} of {})", self.typed.len(), self.max)
    }
}

/// What a key did to a line of digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Typed {
    /// It changed the line.
    Changed,
    /// The line is full.
    Full,
    /// There was nothing to take back.
    Empty,
    /// The key is none of the line's.
    Other,
}

impl Typed {
    /// What a key that did this leads to, where the line is all that it is for.
    pub fn action(self, see: &See<'_>) -> Action {
        match self {
            Typed::Changed | Typed::Empty => Action::Stay,
            Typed::Full => Action::Refuse(see.look.t.refuse_full()),
            Typed::Other => Action::no_such_key(see),
        }
    }
}

/// The keys of a screen where digits are typed: what ENTER does with them, CLEAR and CANCEL.
pub fn hints(enter: Cow<'static, str>, t: &Texts) -> Vec<Hint<'static>> {
    vec![Hint::new(Key::Enter, enter), Hint::new(Key::Clear, t.hint_delete()), Hint::new(Key::Cancel, t.hint_back())]
}

/// A password as it is typed. Never shown, wiped when dropped.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(String);

/// The longest password that can be typed.
const SECRET_MAX: usize = 12;

impl Secret {
    /// The digits, for hashing only.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// How many digits have been typed.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing has been typed.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Takes a digit key or CLEAR.
    pub fn key(&mut self, key: Key) -> Typed {
        match key {
            Key::Digit(_) if self.0.len() >= SECRET_MAX => Typed::Full,
            // Both zeros or none: a key that is refused has typed nothing.
            Key::DoubleZero if self.0.len() + 2 > SECRET_MAX => Typed::Full,
            Key::Digit(d) => {
                // One buffer from the start, so that growing leaves no copies behind.
                self.0.reserve_exact(SECRET_MAX + 2 - self.0.len());
                self.0.push(char::from(b'0' + d));
                Typed::Changed
            }
            Key::DoubleZero => {
                self.key(Key::Digit(0));
                self.key(Key::Digit(0))
            }
            Key::Clear => match self.0.pop() {
                Some(_) => Typed::Changed,
                None => Typed::Empty,
            },
            _ => Typed::Other,
        }
    }

    /// One star for each digit.
    pub fn stars(&self) -> String {
        "*".repeat(self.0.len())
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_key_types_nothing() {
        let (mut secret, mut digits) = (Secret::default(), Digits::new(SECRET_MAX));
        for _ in 0..SECRET_MAX - 1 {
            assert_eq!((secret.key(Key::Digit(7)), digits.key(Key::Digit(7))), (Typed::Changed, Typed::Changed));
        }
        assert_eq!((secret.key(Key::DoubleZero), digits.key(Key::DoubleZero)), (Typed::Full, Typed::Full));
        assert_eq!((secret.len(), digits.as_str().len()), (SECRET_MAX - 1, SECRET_MAX - 1));
        assert_eq!((secret.key(Key::Digit(7)), secret.key(Key::Digit(7))), (Typed::Changed, Typed::Full));
    }
}
