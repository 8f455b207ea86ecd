//! A scanner on the keyboard line types what it reads, and then ENTER. Here it is told from fingers: by a sign that it sends first,
//! or by speed.
//!
//! Told by speed, every digit waits for [`GAP`] whether another one follows as quickly as no finger is. What looks like a scan but
//! is no code, such as the keys of a person that the system had kept back, goes on as keys; whether it is one the caller says.

use std::{fmt, time::Duration};

use super::{Key, Scanned};

/// No finger presses two keys within this time; a scanner does.
pub const GAP: Duration = Duration::from_millis(25);
/// What follows a sign of the scanner comes within this time, digit after digit.
const AFTER_PREFIX: Duration = Duration::from_millis(250);
/// So many digits at least are a scan.
const SHORTEST: usize = 6;
/// Longer codes than this are typed by nobody's scanner.
const LONGEST: usize = 64;

/// How a scanner on the keyboard line is told from fingers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WedgeRules {
    /// The sign that it sends before each code, if it does.
    pub prefix: Option<char>,
    /// Whether it is told by its speed.
    pub by_speed: bool,
}

/// What becomes of a key.
#[derive(Debug, PartialEq, Eq)]
pub enum Fed {
    /// It waits.
    Held,
    /// These are keys.
    Keys(Vec<Key>),
    /// This may be a code; where it is none, these are keys.
    Perhaps(Scanned, Vec<Key>),
    /// This is a code, and no key.
    Scan(Scanned),
    /// A scanner has sent something else than a code of digits: none of it is a key.
    Unreadable,
}

/// The keys of one screen that may be a scanner's.
#[derive(Default)]
pub struct Wedge {
    /// How it is told.
    pub rules: WedgeRules,
    held: Vec<Key>,
    last: Duration,
    prefixed: bool,
    /// Whether what has followed the scanner's sign is no code: too long, or with something else than digits in it.
    spoilt: bool,
}

impl fmt::Debug for Wedge {
    /// What is held may be a code that pays, or a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Wedge({} keys held)", self.held.len())
    }
}

impl Wedge {
    /// Takes a key at this time of the monotonic clock.
    pub fn key(&mut self, key: Key, now: Duration) -> Fed {
        if self.prefixed {
            return self.after_prefix(key, now);
        }
        if !self.rules.by_speed {
            return Fed::Keys(vec![key]);
        }
        let quick = !self.held.is_empty() && now.saturating_sub(self.last) <= GAP;
        let before = if quick { Vec::new() } else { std::mem::take(&mut self.held) };
        match key {
            Key::Digit(_) if self.held.len() < LONGEST => {
                (self.last, _) = (now, self.held.push(key));
                if before.is_empty() { Fed::Held } else { Fed::Keys(before) }
            }
            Key::Enter if quick && self.held.len() >= SHORTEST => {
                let digits = std::mem::take(&mut self.held);
                let code = Scanned::new(&text(&digits));
                let keys: Vec<Key> = digits.into_iter().chain([key]).collect();
                code.map_or(Fed::Keys(keys.clone()), |code| Fed::Perhaps(code, keys))
            }
            _ => Fed::Keys(before.into_iter().chain(self.held.drain(..)).chain([key]).collect()),
        }
    }

    /// The scanner's sign has come. Returns the keys that were waiting.
    pub fn begin(&mut self, now: Duration) -> Vec<Key> {
        let waiting = if self.prefixed { Vec::new() } else { std::mem::take(&mut self.held) };
        self.held.clear();
        (self.prefixed, self.spoilt, self.last) = (true, false, now);
        waiting
    }

    /// A sign that is no key. Whether it is the scanner's: the letters of what it reads come so.
    pub fn sign(&mut self, now: Duration) -> bool {
        let is_its_own = self.prefixed && now.saturating_sub(self.last) <= AFTER_PREFIX;
        if is_its_own {
            (self.spoilt, self.last) = (true, now);
        }
        is_its_own
    }

    /// Nothing has followed: what waited are keys, but for what followed a scanner's sign, which is nothing.
    pub fn give_up(&mut self, now: Duration) -> Vec<Key> {
        if self.wakes_at().is_none_or(|at| at > now) {
            return Vec::new();
        }
        let held = std::mem::take(&mut self.held);
        if std::mem::take(&mut self.prefixed) { Vec::new() } else { held }
    }

    /// When it gives up.
    pub fn wakes_at(&self) -> Option<Duration> {
        match (self.prefixed, self.held.is_empty()) {
            (true, _) => Some(self.last + AFTER_PREFIX),
            // One more, so that a key at the last moment still counts.
            (false, false) => Some(self.last + GAP + Duration::from_millis(1)),
            (false, true) => None,
        }
    }

    /// Whatever follows quickly is the scanner's, its ENTER too: an address that it reads has letters and dots, which keymaps have
    /// keys for.
    fn after_prefix(&mut self, key: Key, now: Duration) -> Fed {
        if now.saturating_sub(self.last) > AFTER_PREFIX {
            self.prefixed = false;
            self.held.clear();
            return Fed::Keys(vec![key]);
        }
        self.last = now;
        match key {
            Key::Enter => return self.end(),
            Key::Digit(_) if self.held.len() < LONGEST => self.held.push(key),
            _ => self.spoilt = true,
        }
        Fed::Held
    }

    fn end(&mut self) -> Fed {
        self.prefixed = false;
        let digits = std::mem::take(&mut self.held);
        if self.spoilt { Fed::Unreadable } else { Scanned::new(&text(&digits)).map_or(Fed::Held, Fed::Scan) }
    }
}

/// The digits that keys stand for.
fn text(keys: &[Key]) -> String {
    let digit = |key: &Key| if let Key::Digit(digit) = key { char::from_digit(u32::from(*digit), 10) } else { None };
    keys.iter().filter_map(digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digits(text: &str) -> Vec<Key> {
        text.bytes().map(|b| Key::Digit(b - b'0')).collect()
    }

    /// What becomes of these digits and ENTER, so many milliseconds apart.
    fn feed(wedge: &mut Wedge, text: &str, apart: u64) -> (Vec<Key>, Option<String>) {
        let (mut keys, mut code, mut now) = (Vec::new(), None, Duration::from_secs(1));
        for key in digits(text).into_iter().chain([Key::Enter]) {
            now += Duration::from_millis(apart);
            keys.extend(wedge.give_up(now));
            match wedge.key(key, now) {
                Fed::Held | Fed::Unreadable => {}
                Fed::Keys(more) => keys.extend(more),
                Fed::Perhaps(found, _) | Fed::Scan(found) => code = Some(found.as_str().to_owned()),
            }
        }
        keys.extend(wedge.give_up(now + Duration::from_secs(1)));
        (keys, code)
    }

    fn by_speed() -> Wedge {
        Wedge { rules: WedgeRules { prefix: None, by_speed: true }, ..Wedge::default() }
    }

    #[test]
    fn speed_tells_a_scanner_from_fingers_and_no_key_is_lost() {
        for (apart, is_scan) in [(0, true), (2, true), (25, true), (26, false), (80, false), (400, false)] {
            let (keys, code) = feed(&mut by_speed(), "6921168509256", apart);
            assert_eq!(code.is_some(), is_scan, "{apart} ms");
            let all: Vec<Key> = digits("6921168509256").into_iter().chain([Key::Enter]).collect();
            assert_eq!(keys, if is_scan { Vec::new() } else { all }, "{apart} ms");
        }
    }

    #[test]
    fn a_few_quick_digits_are_keys() {
        let (keys, code) = feed(&mut by_speed(), "12345", 1);
        assert_eq!((keys.len(), code), (6, None));
    }

    #[test]
    fn after_its_sign_a_scanner_may_be_slow_and_what_breaks_off_is_nothing() {
        let mut wedge = Wedge::default();
        wedge.begin(Duration::from_secs(1));
        assert_eq!(feed(&mut wedge, "42", 100), (Vec::new(), Some("42".into())));
        wedge.begin(Duration::from_secs(1));
        assert_eq!(wedge.key(Key::Digit(4), Duration::from_millis(1100)), Fed::Held);
        assert_eq!(wedge.give_up(Duration::from_secs(2)), Vec::new());
        assert_eq!(wedge.key(Key::Enter, Duration::from_secs(2)), Fed::Keys(vec![Key::Enter]), "a person's");
    }
    #[test]
    fn after_its_sign_nothing_of_a_scanner_is_a_key_whatever_it_reads() {
        let at = |ms: u64| Duration::from_millis(1000 + ms);
        // Two keys and a digit of an address, with letters between them that are none.
        let mut wedge = Wedge::default();
        wedge.begin(at(0));
        assert!(wedge.sign(at(200)));
        for (ms, key) in [(400, Key::Menu), (600, Key::DoubleZero), (800, Key::Digit(7))] {
            assert_eq!(wedge.key(key, at(ms)), Fed::Held);
        }
        assert_eq!(wedge.key(Key::Enter, at(1000)), Fed::Unreadable);
        assert!(!wedge.sign(at(1001)));
        assert_eq!(wedge.key(Key::Enter, at(1002)), Fed::Keys(vec![Key::Enter]));
        // A number that is longer than any code, and one that comes after it.
        wedge.begin(at(2000));
        assert_eq!(feed(&mut wedge, &"7".repeat(LONGEST + 3), 1), (Vec::new(), None));
        wedge.begin(at(3000));
        assert_eq!(wedge.key(Key::Digit(4), at(3001)), Fed::Held);
        assert!(matches!(wedge.key(Key::Enter, at(3002)), Fed::Scan(code) if code.as_str() == "4"));
        assert!(!format!("{wedge:?}").contains("Digit"));
    }
}
