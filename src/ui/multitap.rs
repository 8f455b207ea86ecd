//! Text from digit keys: a key that is pressed again turns its letter into the next one on that key, as on a telephone.
//!
//! A letter stands when another key is pressed, when a second has passed, or at once with DOWN. The clock is an argument.

use std::time::Duration;

use crate::keypad::Key;

/// After so long without its key a letter stands.
pub const STANDS_AFTER: Duration = Duration::from_secs(1);

/// What the keys write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signs {
    /// Letters, digits, blanks and the usual marks of names.
    Text,
    /// Letters and digits alone.
    Letters,
}

impl Signs {
    /// The signs of a digit key, in the order in which it turns through them.
    pub fn on(self, digit: u8) -> &'static str {
        const KEYS: [&str; 10] = ["0", "1", "ABC2", "DEF3", "GHI4", "JKL5", "MNO6", "PQRS7", "TUV8", "WXYZ9"];
        match (self, digit) {
            (Signs::Text, 0) => " 0",
            (Signs::Text, 1) => "1-./()&+%*",
            (_, digit) => KEYS.get(usize::from(digit)).copied().unwrap_or_default(),
        }
    }
}

/// A line of text as it is written.
#[derive(Clone, Debug)]
pub struct MultiTap {
    signs: Signs,
    text: String,
    max: usize,
    turning: Option<Turning>,
}

/// The last letter while its key may still turn it.
#[derive(Clone, Copy, Debug)]
struct Turning {
    digit: u8,
    at: usize,
    until: Duration,
}

/// What a key did to a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tap {
    /// It changed the line.
    Changed,
    /// The line is full.
    Full,
    /// The key is none of the line's.
    Other,
}

impl MultiTap {
    /// An empty line for at most so many signs.
    pub fn new(signs: Signs, max: usize) -> MultiTap {
        MultiTap { signs, text: String::new(), max, turning: None }
    }

    /// What stands there, with the letter that may still turn.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Takes a key at a time of the monotonic clock: digits write, CLEAR takes back one sign, DOWN lets a letter stand.
    pub fn key(&mut self, key: Key, now: Duration) -> Tap {
        let turning = self.turning.take().filter(|turning| now < turning.until);
        match key {
            Key::Digit(digit) => self.digit(digit, turning, now),
            Key::DoubleZero => match self.text.chars().count() + 2 <= self.max {
                true => {
                    self.text.push_str("00");
                    Tap::Changed
                }
                false => Tap::Full,
            },
            Key::Clear => {
                self.text.pop();
                Tap::Changed
            }
            Key::Down => Tap::Changed,
            _ => {
                self.turning = turning;
                Tap::Other
            }
        }
    }

    fn digit(&mut self, digit: u8, turning: Option<Turning>, now: Duration) -> Tap {
        let signs = self.signs.on(digit);
        let count = signs.chars().count().max(1);
        let at = match turning.filter(|turning| turning.digit == digit) {
            Some(turning) => {
                self.text.pop();
                (turning.at + 1) % count
            }
            None if self.text.chars().count() >= self.max => return Tap::Full,
            None => 0,
        };
        self.text.extend(signs.chars().nth(at));
        // A key with one sign has nothing to turn to: pressed again it writes again.
        self.turning = (count > 1).then_some(Turning { digit, at, until: now + STANDS_AFTER });
        Tap::Changed
    }

    /// The signs of the key whose letter may still turn, the one that stands there in brackets; none where no letter turns.
    pub fn candidates(&self, now: Duration) -> Option<String> {
        let turning = self.turning.filter(|turning| now < turning.until)?;
        let shown = self.signs.on(turning.digit).chars().enumerate().map(|(at, sign)| {
            let sign = if sign == ' ' { '_' } else { sign };
            if at == turning.at { format!("[{sign}]") } else { format!(" {sign} ") }
        });
        Some(shown.collect())
    }

    /// When a letter stands by itself, if one may still turn.
    pub fn wakes_at(&self, now: Duration) -> Option<Duration> {
        self.turning.map(|turning| turning.until).filter(|until| now < *until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    /// Presses digits, so many milliseconds apart.
    fn press(line: &mut MultiTap, keys: &str, gap: u64, start: u64) -> u64 {
        keys.bytes().fold(start, |at, key| {
            line.key(Key::Digit(key - b'0'), Duration::from_millis(at));
            at + gap
        })
    }

    #[test]
    fn a_key_turns_through_its_letters_and_comes_round() {
        let mut seen = Vec::new();
        for presses in 1..=6 {
            let mut line = MultiTap::new(Signs::Text, 10);
            press(&mut line, &"7".repeat(presses), 300, 0);
            seen.push(line.as_str().to_owned());
        }
        assert_eq!(seen, ["P", "Q", "R", "S", "7", "P"]);
    }

    #[test]
    fn another_key_a_second_or_down_lets_a_letter_stand() {
        let mut line = MultiTap::new(Signs::Text, 10);
        press(&mut line, "223", 300, 0);
        assert_eq!(line.as_str(), "BD");
        let mut line = MultiTap::new(Signs::Text, 10);
        press(&mut line, "22", 999, 0);
        press(&mut line, "2", 0, 1999);
        assert_eq!(line.as_str(), "BA", "a letter stands after a second");
        let mut line = MultiTap::new(Signs::Text, 10);
        line.key(Key::Digit(2), Duration::ZERO);
        line.key(Key::Down, Duration::ZERO);
        line.key(Key::Digit(2), Duration::ZERO);
        assert_eq!(line.as_str(), "AA");
    }

    #[test]
    fn candidates_are_shown_while_a_letter_may_turn() {
        let mut line = MultiTap::new(Signs::Text, 10);
        assert_eq!((line.candidates(SECOND), line.wakes_at(SECOND)), (None, None));
        press(&mut line, "22", 100, 0);
        assert_eq!(line.candidates(SECOND).as_deref(), Some(" A [B] C  2 "));
        assert_eq!(line.wakes_at(SECOND), Some(Duration::from_millis(1100)));
        assert_eq!(line.candidates(Duration::from_millis(1100)), None);
        assert_eq!(line.wakes_at(Duration::from_millis(1100)), None);
    }

    #[test]
    fn a_full_line_still_turns_its_last_letter() {
        let mut line = MultiTap::new(Signs::Letters, 2);
        press(&mut line, "223", 300, 0);
        assert_eq!(line.key(Key::Digit(3), Duration::from_millis(900)), Tap::Changed);
        assert_eq!(line.as_str(), "BE");
        assert_eq!(line.key(Key::Digit(4), Duration::from_millis(950)), Tap::Full);
        assert_eq!(line.key(Key::DoubleZero, SECOND), Tap::Full);
        line.key(Key::Clear, SECOND);
        assert_eq!(line.as_str(), "B");
        assert_eq!(line.key(Key::Enter, SECOND), Tap::Other);
    }

    #[test]
    fn a_key_with_one_sign_writes_each_time() {
        let mut line = MultiTap::new(Signs::Letters, 5);
        press(&mut line, "1100", 10, 0);
        assert_eq!(line.as_str(), "1100");
    }

    proptest::proptest! {
        #[test]
        fn no_keys_make_a_line_too_long(keys in proptest::collection::vec((0usize..22, 0u64..1500), 0..60)) {
            let mut line = MultiTap::new(Signs::Text, 8);
            let mut now = 0;
            for (key, after) in keys {
                now += after;
                line.key(Key::ALL[key], Duration::from_millis(now));
                proptest::prop_assert!(line.as_str().chars().count() <= 8);
            }
        }
    }
}
