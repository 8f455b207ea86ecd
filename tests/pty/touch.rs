//! The real program by touch alone, and when it asks a terminal for touches at all.

use std::time::{Duration, Instant};

use rustix::process::Signal;
use unicode_width::UnicodeWidthStr;

use crate::terminal::*;

/// The smallest usual screen.
const SMALL: (u16, u16) = (40, 15);
/// What the program asks with DECRQM, and what switches reports on.
const ASK: &[u8] = b"\x1b[?1006$p";
const ON: &[u8] = b"\x1b[?1002h\x1b[?1006h";
/// The answer of a terminal that has the mode, reset; and of one that does not know it.
const YES: &[u8] = b"\x1b[?1006;2$y";
const NO: &[u8] = b"\x1b[?1006;0$y";
/// A tap within 300 ms on another screen is the second of a double tap.
const BETWEEN_TAPS: Duration = Duration::from_millis(330);

fn wrote(till: &Till, bytes: &[u8]) -> bool {
    till.line().heard().windows(bytes.len()).any(|window| window == bytes)
}

/// The middle of what says this: a key between two lines, or else the words themselves, from the bottom up.
#[track_caller]
fn place(screen: &str, words: &str) -> (usize, usize) {
    let on_key = |row: &str| {
        let mut column = 0;
        row.split('│').find_map(|key| {
            let middle = column + key.width() / 2;
            column += key.width() + 1;
            (key.trim() == words).then_some(middle)
        })
    };
    let rows: Vec<&str> = screen.lines().collect();
    let find = |middle: &dyn Fn(&str) -> Option<usize>| {
        rows.iter().enumerate().rev().find_map(|(row, text)| Some((middle(text)?, row)))
    };
    let in_words = |row: &str| row.find(words).map(|at| row[..at].width() + words.width() / 2);
    find(&on_key).or_else(|| find(&in_words)).unwrap_or_else(|| panic!("no {words:?} to tap:\n{screen}"))
}

/// A finger that taps here, as a person would.
struct Finger {
    till: Till,
    last: Option<Instant>,
}

impl Finger {
    #[track_caller]
    fn tap(&mut self, words: &str) {
        self.till.see(words);
        // As a person would, and not twice at once.
        let since = self.last.map_or(BETWEEN_TAPS, |last| last.elapsed());
        std::thread::sleep(BETWEEN_TAPS.saturating_sub(since));
        let (column, row) = place(&self.till.screen(), words);
        let report = |end| format!("\x1b[<0;{};{}{end}", column + 1, row + 1);
        self.till.type_bytes((report('M') + &report('m')).as_bytes());
        self.last = Some(Instant::now());
    }

    /// Digits on the keypad, then this key.
    #[track_caller]
    fn type_in(&mut self, digits: &[&str], then: &str) {
        digits.iter().for_each(|digit| self.tap(digit));
        self.tap(then);
    }
}

fn demo(folder: &Folder, touch: &str) -> Vec<String> {
    ["demo", "--lang", "en", "--touch", touch, "--data", &text(folder.path())].map(str::to_owned).to_vec()
}

fn start(term: &str, args: &[String]) -> Till {
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    Till::start_on(term, &args, SMALL)
}

#[test]
fn a_day_is_signed_in_sold_and_settled_by_touch_alone() {
    let folder = Folder::new();
    let till = start("xterm-256color", &demo(&folder, "auto"));
    till.see("Type your two-digit number");
    assert!(wrote(&till, ASK) && !wrote(&till, ON));
    till.type_bytes(YES);
    till.see("hide");
    assert!(within_patience(|| wrote(&till, ON)));

    let mut finger = Finger { till, last: None };
    finger.type_in(&["0", "1"], "go on");
    finger.till.see("Type your password");
    finger.type_in(&["00", "00"], "go on");
    finger.tap("Transactions");
    finger.tap("1 Sale");
    finger.till.see("Type the amount");
    finger.type_in(&["1", "2", "3", "4"], "go on");
    finger.till.see("12.34");
    finger.tap("Chip approved");
    finger.till.see("APPROVED");
    finger.till.see("Receipt printed");
    finger.tap("done");
    finger.till.see("Reprint receipt");
    finger.tap("back");
    finger.tap("sign out");
    finger.till.see("Type your two-digit number");
    finger.type_in(&["00"], "go on");
    finger.till.see("Type your password");
    finger.type_in(&["1", "2", "3", "4", "5", "6"], "go on");
    finger.tap("Back office");
    finger.tap("Settlement");
    finger.tap("settle");
    finger.till.see("BALANCED - batch settled");
    assert_eq!(states(folder.path()), ["approved"]);
    assert_agree(folder.path());
}

#[test]
fn no_terminal_without_touches_is_told_to_report_them() {
    let cases: [(&str, &str, &[u8], bool); 5] = [
        // The console of a system, whatever it answers; and whoever wants none.
        ("linux", "auto", YES, false),
        ("foot", "off", YES, false),
        // One that says no, one that says nothing, and one that answers what nobody has asked.
        ("xterm-256color", "auto", NO, true),
        ("xterm-256color", "auto", b"", true),
        ("xterm-256color", "signature", YES, false),
    ];
    for (term, touch, answer, asked) in cases {
        let folder = Folder::new();
        let mut till = start(term, &demo(&folder, touch));
        till.see("Type your two-digit number");
        till.type_bytes(answer);
        // A key that comes after the answer has been read, and a tap that is none.
        till.type_bytes(b"\x1b[<0;3;9M\x1b[<0;3;9m");
        till.sign_in_to_sell();
        assert_eq!(wrote(&till, ASK), asked, "{term} {touch}");
        assert!(!wrote(&till, b"\x1b[?1002h") && !wrote(&till, b"\x1b[?1006h"), "{term} {touch}");
        till.signal(Signal::TERM);
        till.ended();
    }
}

#[test]
fn the_terminal_reports_no_touches_after_the_end() {
    for signal in [Signal::TERM, Signal::INT, Signal::HUP] {
        let folder = Folder::new();
        let mut till = start("foot", &demo(&folder, "auto"));
        till.see("hide");
        assert!(within_patience(|| till.line().reports_mouse()), "foot is known");
        assert!(!wrote(&till, ASK));
        till.signal(signal);
        till.ended();
        assert!(!till.line().reports_mouse() && till.line().is_restored(), "{signal:?}");
    }
}
