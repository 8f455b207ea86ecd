//! Learning a keypad: each key of the terminal is asked for in turn, and what was pressed becomes a keymap file.

use std::fmt::{self, Write as _};

use crossterm::event::KeyEvent;

use super::{Chord, Key, Layout, stroke::Stroke};

/// How often a key is asked for without which nobody could sell, when nobody presses anything.
pub const ASKED_MOST: u8 = 3;

/// What one push of a key is, as a keymap file writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sign(Kind);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Terminal(Stroke),
    Evdev(Chord),
}

impl Sign {
    /// What a terminal made of it; none for what a keymap file has no name for.
    pub fn of_terminal(event: &KeyEvent) -> Option<Sign> {
        let stroke = Stroke::of(event);
        (Stroke::parse(&stroke.to_string()) == Ok(stroke)).then_some(Sign(Kind::Terminal(stroke)))
    }

    /// What the kernel's input layer made of it.
    pub fn of_evdev(chord: Chord) -> Sign {
        Sign(Kind::Evdev(chord))
    }
}

impl fmt::Display for Sign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Kind::Terminal(stroke) => stroke.fmt(f),
            Kind::Evdev(chord) => chord.fmt(f),
        }
    }
}

/// What comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// This key is to be pressed.
    Press(Key),
    /// All have been asked for.
    Done,
    /// Nobody presses this key, and without it the file would be of no use.
    GivenUp(Key),
}

/// What became of a push.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It is this key from now on.
    Taken(Key),
    /// It is that key already.
    Double(Key),
    /// This key is not on the keypad.
    Skipped(Key),
    /// Nobody pressed anything, and the same key is asked for again.
    Again(Key),
    /// Nothing was asked.
    None,
}

/// Asking for each key in turn, in the order of [`Key::ALL`].
#[derive(Debug, Default)]
pub struct Lesson {
    at: usize,
    asked: u8,
    taken: Vec<(Key, Sign)>,
}

impl Lesson {
    /// What is to be done now.
    pub fn step(&self) -> Step {
        match Key::ALL.get(self.at) {
            Some(key) if self.asked >= ASKED_MOST => Step::GivenUp(*key),
            Some(key) => Step::Press(*key),
            None => Step::Done,
        }
    }

    /// A key has been pressed. CANCEL, once it is known, says that a key is not on the keypad.
    pub fn hear(&mut self, sign: Sign) -> Answer {
        let Step::Press(key) = self.step() else { return Answer::None };
        let known = self.taken.iter().find(|(_, taken)| *taken == sign).map(|(key, _)| *key);
        let answer = match known {
            Some(Key::Cancel) if !key.is_needed() => Answer::Skipped(key),
            Some(known) => return Answer::Double(known),
            None => Answer::Taken(key),
        };
        if let Answer::Taken(key) = answer {
            self.taken.push((key, sign));
        }
        self.go_on();
        answer
    }

    /// Nobody has pressed anything for a while. What a keypad need not have is skipped, the rest is asked for again.
    pub fn quiet(&mut self) -> Answer {
        match self.step() {
            Step::Press(key) if key.is_needed() => {
                self.asked += 1;
                Answer::Again(key)
            }
            Step::Press(key) => {
                self.go_on();
                Answer::Skipped(key)
            }
            Step::Done | Step::GivenUp(_) => Answer::None,
        }
    }

    fn go_on(&mut self) {
        self.at += 1;
        self.asked = 0;
    }

    /// The keymap file, once all keys have been asked for. The name is for people.
    pub fn file(&self, name: &str, layout: Layout) -> Option<String> {
        if self.step() != Step::Done {
            return None;
        }
        let layout = match layout {
            Layout::Telephone => "telephone",
            Layout::Calculator => "calculator",
        };
        let mut text = format!("{HEAD}\nname = {}\n{LAYOUT}\nlayout = \"{layout}\"\n\n{LABELS}\n", quoted(name));
        self.table(&mut text, "keys", |sign| matches!(sign.0, Kind::Terminal(_)));
        self.table(&mut text, "evdev", |sign| matches!(sign.0, Kind::Evdev(_)));
        let without: Vec<&str> = Key::ALL.into_iter().filter(|key| !self.has(*key)).map(Key::name).collect();
        if !without.is_empty() {
            // Writing to a text cannot fail.
            let _ = writeln!(text, "# Not on this keypad: {}.", without.join(", "));
        }
        Some(text)
    }

    fn has(&self, key: Key) -> bool {
        self.taken.iter().any(|(taken, _)| *taken == key)
    }

    fn table(&self, text: &mut String, name: &str, is_of_it: impl Fn(&Sign) -> bool) {
        let mut rows = self.taken.iter().filter(|(_, sign)| is_of_it(sign)).collect::<Vec<_>>();
        rows.sort_by_key(|(key, _)| *key);
        if rows.is_empty() {
            return;
        }
        let _ = writeln!(text, "\n[{name}]");
        for (key, sign) in rows {
            let _ = writeln!(text, "{key} = [{}]", quoted(&sign.to_string()));
        }
    }
}

const HEAD: &str = "\
# Learnt with `keytill keys learn`. `keytill keys test --keymap FILE` shows what each key is now.
# A key may have several entries: enter = [\"KEY_ENTER\", \"KEY_KPENTER\"].
";
const LAYOUT: &str = "# \"telephone\": 1-2-3 in the top row; \"calculator\": 7-8-9.";
const LABELS: &str = "\
# What is printed on the keys, for the line at the bottom of each screen, where it is not the usual word.
[labels]
#enter = { zh = \"确认\", en = \"ENTER\" }";

/// A text between quotation marks, as TOML has it.
fn quoted(text: &str) -> String {
    let escaped: String = text
        .chars()
        .filter(|sign| !sign.is_control())
        .flat_map(|sign| matches!(sign, '"' | '\\').then_some('\\').into_iter().chain([sign]))
        .collect();
    format!("\"{escaped}\"")
}

#[cfg(test)]
mod tests {
    use crossterm::event::{KeyCode, KeyModifiers};

    use super::*;
    use crate::keypad::{Keycode, Keymap, Shift};

    fn chord(number: u16) -> Sign {
        Sign::of_evdev(Chord { code: Keycode::of(number), shift: Shift::Up })
    }

    fn stroke(code: KeyCode) -> Sign {
        Sign::of_terminal(&KeyEvent::new(code, KeyModifiers::NONE)).unwrap()
    }

    #[test]
    fn a_keypad_that_no_console_knows_becomes_a_file() {
        let mut lesson = Lesson::default();
        for (at, key) in Key::ALL.into_iter().enumerate() {
            assert_eq!(lesson.step(), Step::Press(key));
            // Codes from 183 on are F13 and what no console knows.
            assert_eq!(lesson.hear(chord(183 + u16::try_from(at).unwrap())), Answer::Taken(key));
        }
        let file = lesson.file("Box \"7\"", Layout::Telephone).unwrap();
        let keymap = Keymap::parse("learnt", &file).unwrap();
        assert_eq!((keymap.name(), keymap.layout()), ("Box \"7\"", Layout::Telephone));
        assert!(keymap.is_for_evdev() && !keymap.is_for_terminals());
        for (at, key) in Key::ALL.into_iter().enumerate() {
            let code = Keycode::of(183 + u16::try_from(at).unwrap());
            assert_eq!(keymap.pushed(Chord { code, shift: Shift::Up }), Some(key), "{file}");
        }
    }

    #[test]
    fn a_key_that_is_taken_is_refused_and_cancel_skips() {
        let mut lesson = Lesson::default();
        for digit in "1234567890".chars() {
            lesson.hear(stroke(KeyCode::Char(digit)));
        }
        assert_eq!(lesson.hear(stroke(KeyCode::Char('7'))), Answer::Double(Key::Digit(7)));
        assert_eq!(lesson.hear(stroke(KeyCode::Enter)), Answer::Taken(Key::Enter));
        assert_eq!(lesson.hear(stroke(KeyCode::Char('"'))), Answer::Taken(Key::Clear));
        assert_eq!(lesson.hear(stroke(KeyCode::Char('\\'))), Answer::Taken(Key::Cancel));
        assert_eq!(lesson.hear(stroke(KeyCode::Char('\\'))), Answer::Skipped(Key::DoubleZero));
        assert_eq!(lesson.quiet(), Answer::Skipped(Key::Menu));
        assert_eq!(lesson.file("x", Layout::Calculator), None, "not before all have been asked for");
        while let Step::Press(key) = lesson.step() {
            assert_eq!(lesson.quiet(), Answer::Skipped(key));
        }
        let file = lesson.file("x", Layout::Calculator).unwrap();
        let keymap = Keymap::parse("learnt", &file).unwrap();
        assert_eq!(keymap.key(&KeyEvent::new(KeyCode::Char('"'), KeyModifiers::NONE)), Some(Key::Clear));
        assert!(file.contains("# Not on this keypad: 00, menu, up"), "{file}");
        assert!(keymap.is_for_terminals() && !keymap.is_for_evdev());
    }

    #[test]
    fn a_key_that_must_be_there_is_asked_for_three_times() {
        let mut lesson = Lesson::default();
        assert_eq!(lesson.quiet(), Answer::Again(Key::Digit(1)));
        assert_eq!(lesson.quiet(), Answer::Again(Key::Digit(1)));
        assert_eq!(lesson.step(), Step::Press(Key::Digit(1)));
        lesson.quiet();
        assert_eq!(lesson.step(), Step::GivenUp(Key::Digit(1)));
        assert_eq!(lesson.hear(chord(2)), Answer::None);
        assert_eq!(lesson.file("x", Layout::Telephone), None);
    }

    #[test]
    fn what_no_file_has_a_name_for_is_no_sign() {
        let event = KeyEvent::new(KeyCode::F(30), KeyModifiers::NONE);
        assert_eq!(Sign::of_terminal(&event), None);
    }
}
