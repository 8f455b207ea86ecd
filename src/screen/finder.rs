//! Finding one of many by digits: a line that is typed, and the mark on one of what it finds.

use super::{
    Action, See,
    digits::{Digits, Typed},
};
use crate::{keypad::Key, ui::Body};

/// What has been typed, and which of those found is marked.
#[derive(Debug)]
pub struct Finder {
    typed: Digits,
    at: usize,
}

impl Finder {
    /// Nothing typed yet, of at most so many digits.
    pub fn new(digits: usize) -> Finder {
        Finder { typed: Digits::new(digits), at: 0 }
    }

    /// What has been typed.
    pub fn typed(&self) -> &str {
        self.typed.as_str()
    }

    /// Which of those found is marked, counted from 0.
    pub fn at(&self) -> usize {
        self.at
    }

    /// Puts a whole number in the place of what has been typed. Returns whether it is one that there is room for.
    pub fn replace(&mut self, number: &str) -> bool {
        let fits = self.typed.replace(number);
        if fits {
            self.at = 0;
        }
        fits
    }

    /// Takes a key but ENTER, while so many are found. CANCEL leads back.
    pub fn key(&mut self, key: Key, found: usize, see: &See<'_>) -> Action {
        match (key, self.typed.key(key)) {
            (Key::Cancel, _) => return Action::Back,
            (Key::Up | Key::Down, _) => self.step(key, found.saturating_sub(1)),
            (_, Typed::Changed | Typed::Empty) => self.at = 0,
            (_, typed) => return typed.action(see),
        }
        Action::Stay
    }

    fn step(&mut self, key: Key, last: usize) {
        self.at = match key {
            Key::Up => self.at.checked_sub(1).unwrap_or(last),
            _ if self.at < last => self.at + 1,
            _ => 0,
        };
    }

    /// Those that there is room for, one a row, each with its place. The marked one stays in sight.
    pub fn shown<T>(&self, found: impl IntoIterator<Item = T>, body: &Body<'_, '_>) -> Vec<(usize, T)> {
        let rows = usize::from(body.left());
        found.into_iter().enumerate().skip((self.at + 1).saturating_sub(rows)).take(rows).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_not_in_its_debug_text() {
        let mut find = Finder::new(11);
        for digit in [1, 3, 8, 0, 0, 1, 3, 8, 0, 0, 0] {
            assert_eq!(find.typed.key(Key::Digit(digit)), Typed::Changed);
        }
        assert!(!format!("{find:?}").contains("138"));
    }
}
