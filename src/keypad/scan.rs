//! What a scanner that looks like a keyboard has read, from how its keys move.
//!
//! The layout is that of the United States, which scanners come with. A code ends with ENTER or TAB, or where nothing follows.

use std::{fmt, time::Duration};

use zeroize::Zeroizing;

use super::{Keycode, Motion, Signal};

/// Longest code, in characters: longer ones are none of a shop's.
pub const SCAN_MAX: usize = 512;
/// A code is over when nothing has followed for so long: scanners send a character every few milliseconds.
pub const SCAN_QUIET: Duration = Duration::from_millis(150);

/// A code that was read. It may pay, so it is not written out for debugging, and wiped when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Scanned(Zeroizing<String>);

impl Scanned {
    /// A code of printable ASCII, at most [`SCAN_MAX`] characters, without the identifier of its kind (`]E0`) that some scanners put
    /// before it. `None` for anything else.
    pub fn new(text: &str) -> Option<Scanned> {
        let text = if text.starts_with(']') { text.get(3..)? } else { text };
        let plain = text.bytes().all(|b| (0x21..0x7f).contains(&b));
        (plain && (1..=SCAN_MAX).contains(&text.len())).then(|| Scanned(Zeroizing::new(text.to_owned())))
    }

    /// What the code says: printable ASCII, at least one character.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Scanned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Scanned({} characters)", self.0.len())
    }
}

/// The keys of one scanner.
#[derive(Debug, Default)]
pub struct Scan {
    typed: Typed,
    shifts: Vec<Keycode>,
    /// When the last character came, on the monotonic clock.
    last: Duration,
}

/// What has come of a code so far.
enum Typed {
    Text(Zeroizing<String>),
    /// It cannot be used: too long, or with a key that no code has.
    Spoilt,
}

impl Default for Typed {
    fn default() -> Self {
        // One buffer from the start, so that growing leaves no copies behind.
        Typed::Text(Zeroizing::new(String::with_capacity(SCAN_MAX)))
    }
}

impl fmt::Debug for Typed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Typed::Text(text) => write!(f, "Text({} characters)", text.len()),
            Typed::Spoilt => f.write_str("Spoilt"),
        }
    }
}

/// Why what came is no code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unreadable;

impl Scan {
    /// Takes in a movement; `now` is the monotonic time at which it is seen.
    pub fn take(&mut self, signal: Signal, now: Duration) -> Option<Result<Scanned, Unreadable>> {
        let Signal::Key { code, motion, .. } = signal else {
            // A part of the code is gone.
            self.typed = Typed::Spoilt;
            self.shifts.clear();
            return None;
        };
        if code.is_shift() {
            self.shifts.retain(|held| *held != code);
            if motion != Motion::Up {
                self.shifts.push(code);
            }
        }
        if motion != Motion::Down || code.is_modifier() {
            return None;
        }
        self.last = now;
        if ENDS.contains(&code.number()) {
            return self.end();
        }
        self.add(code);
        None
    }

    /// When [`Scan::quiet`] has something to say, on the monotonic clock.
    pub fn due(&self) -> Option<Duration> {
        let begun = !matches!(&self.typed, Typed::Text(text) if text.is_empty());
        begun.then(|| self.last.saturating_add(SCAN_QUIET))
    }

    /// The code that is over because nothing has followed.
    pub fn quiet(&mut self, now: Duration) -> Option<Result<Scanned, Unreadable>> {
        if self.due()? > now { None } else { self.end() }
    }

    fn end(&mut self) -> Option<Result<Scanned, Unreadable>> {
        match std::mem::take(&mut self.typed) {
            Typed::Text(text) if text.is_empty() => None,
            Typed::Text(text) => Some(Scanned::new(text.trim()).ok_or(Unreadable)),
            Typed::Spoilt => Some(Err(Unreadable)),
        }
    }

    fn add(&mut self, code: Keycode) {
        let Typed::Text(text) = &mut self.typed else { return };
        let found = SIGNS.iter().find(|(number, ..)| *number == code.number());
        match found {
            Some((_, plain, shifted)) if text.len() < SCAN_MAX => {
                text.push(if self.shifts.is_empty() { *plain } else { *shifted });
            }
            _ => self.typed = Typed::Spoilt,
        }
    }
}

/// KEY_ENTER, KEY_KPENTER and KEY_TAB.
const ENDS: [u16; 3] = [28, 96, 15];

/// Codes of linux/input-event-codes.h, with the sign that each means without and with Shift.
#[rustfmt::skip]
const SIGNS: [(u16, char, char); 63] = [
    (2, '1', '!'), (3, '2', '@'), (4, '3', '#'), (5, '4', '$'), (6, '5', '%'), (7, '6', '^'), (8, '7', '&'), (9, '8', '*'),
    (10, '9', '('), (11, '0', ')'), (12, '-', '_'), (13, '=', '+'),
    (16, 'q', 'Q'), (17, 'w', 'W'), (18, 'e', 'E'), (19, 'r', 'R'), (20, 't', 'T'), (21, 'y', 'Y'), (22, 'u', 'U'),
    (23, 'i', 'I'), (24, 'o', 'O'), (25, 'p', 'P'), (26, '[', '{'), (27, ']', '}'),
    (30, 'a', 'A'), (31, 's', 'S'), (32, 'd', 'D'), (33, 'f', 'F'), (34, 'g', 'G'), (35, 'h', 'H'), (36, 'j', 'J'),
    (37, 'k', 'K'), (38, 'l', 'L'), (39, ';', ':'), (40, '\'', '"'), (41, '`', '~'), (43, '\\', '|'),
    (44, 'z', 'Z'), (45, 'x', 'X'), (46, 'c', 'C'), (47, 'v', 'V'), (48, 'b', 'B'), (49, 'n', 'N'), (50, 'm', 'M'),
    (51, ',', '<'), (52, '.', '>'), (53, '/', '?'), (57, ' ', ' '),
    (55, '*', '*'), (74, '-', '-'), (78, '+', '+'), (83, '.', '.'), (98, '/', '/'),
    (82, '0', '0'), (79, '1', '1'), (80, '2', '2'), (81, '3', '3'), (75, '4', '4'), (76, '5', '5'), (77, '6', '6'),
    (71, '7', '7'), (72, '8', '8'), (73, '9', '9'),
];

#[cfg(test)]
mod tests {
    use super::*;

    /// Types a text as a scanner does, a character every two milliseconds.
    fn scan(scan: &mut Scan, from: u64, text: &str) -> Vec<Result<Scanned, Unreadable>> {
        let mut read = Vec::new();
        for (at, sign) in text.chars().enumerate() {
            let now = Duration::from_millis(from + 2 * at as u64);
            let (code, shift) = match sign {
                '\n' => (28, false),
                '\u{1b}' => (1, false),
                _ => {
                    let (code, plain, _) =
                        SIGNS.into_iter().find(|(_, plain, shifted)| *plain == sign || *shifted == sign).unwrap();
                    (code, plain != sign)
                }
            };
            let shifted = |motion| shift.then_some((42, motion));
            let moves =
                [shifted(Motion::Down), Some((code, Motion::Down)), Some((code, Motion::Up)), shifted(Motion::Up)];
            for (code, motion) in moves.into_iter().flatten() {
                read.extend(scan.take(Signal::Key { at: now, code: Keycode::of(code), motion }, now));
            }
        }
        read
    }

    fn text(read: &[Result<Scanned, Unreadable>]) -> Vec<Result<&str, Unreadable>> {
        read.iter().map(|code| code.as_ref().map(Scanned::as_str).map_err(|error| *error)).collect()
    }

    #[test]
    fn a_code_ends_with_enter_or_where_nothing_follows() {
        let mut scanner = Scan::default();
        let read = scan(&mut scanner, 0, "6901234567892\nHTTPS://Q.cn/?a=1&b_2\n\n");
        assert_eq!(text(&read), [Ok("6901234567892"), Ok("HTTPS://Q.cn/?a=1&b_2")]);
        assert_eq!(scanner.due(), None);
        assert_eq!(scan(&mut scanner, 1000, "134"), []);
        assert_eq!(scanner.due(), Some(Duration::from_millis(1004) + SCAN_QUIET));
        assert_eq!(scanner.quiet(Duration::from_millis(1100)), None);
        assert_eq!(text(&[scanner.quiet(Duration::from_millis(1154)).unwrap()]), [Ok("134")]);
        assert_eq!(scanner.quiet(Duration::from_millis(9000)), None);
    }

    #[test]
    fn half_a_code_is_none() {
        let mut scanner = Scan::default();
        scan(&mut scanner, 0, "6901");
        scanner.take(Signal::Lost, Duration::ZERO);
        assert_eq!(scan(&mut scanner, 10, "234\n77\n"), [Err(Unreadable), Ok(Scanned(Zeroizing::new("77".into())))]);
        let long = format!("{}\n12\n", "9".repeat(SCAN_MAX + 1));
        assert_eq!(text(&scan(&mut scanner, 100, &long)), [Err(Unreadable), Ok("12")]);
        assert_eq!(text(&scan(&mut scanner, 9000, "12\u{1b}3\n")), [Err(Unreadable)], "no code has an Esc");
    }

    /// As those that come over a line of a scanner's own.
    #[test]
    fn an_identifier_and_blanks_are_no_part_of_a_code() {
        let mut scanner = Scan::default();
        let read = scan(&mut scanner, 0, "]E06921168509256\n 77 \n]E0\nA B\n");
        assert_eq!(text(&read), [Ok("6921168509256"), Ok("77"), Err(Unreadable), Err(Unreadable)]);
    }

    #[test]
    fn a_code_is_not_written_out() {
        let mut scanner = Scan::default();
        scan(&mut scanner, 0, "134567");
        assert!(!format!("{scanner:?}").contains("134567"));
        let read = scan(&mut scanner, 20, "\n");
        assert!(!format!("{read:?}").contains("134567"));
    }

    #[test]
    fn a_code_is_short_plain_and_not_written_out() {
        assert_eq!(Scanned::new("]E06921168509256").unwrap().as_str(), "6921168509256");
        assert_eq!(format!("{:?}", Scanned::new("134567890123456789").unwrap()), "Scanned(18 characters)");
        for bad in ["", "]E0", "纯", "a b", &"1".repeat(SCAN_MAX + 1)] {
            assert_eq!(Scanned::new(bad), None, "{bad}");
        }
    }
}
