//! Bytes of a terminal to key events and touches.
//!
//! crossterm's own reader is not used for this. It waits for edges and so forgets keys that come together with a change
//! of the window's size, or more than a kilobyte at once, until the next key; it blocks on half a sequence; and it spins
//! for ever on a dead line. This one is given the bytes and keeps nothing but an unfinished sequence.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::pointer::{self, Pointer};

/// No sequence of a key is longer; what is longer is dropped to its end.
const SEQUENCE_MAX: usize = 32;
const ESC: u8 = 0x1b;

/// What a person did with the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pressed {
    /// A key of its keyboard.
    Key(KeyEvent),
    /// Its mouse or touch screen.
    Pointer(Pointer),
    /// Nothing: the terminal itself says that it reports touches.
    Touchable,
}

/// Turns bytes into key events and touches, in whatever pieces they come.
#[derive(Debug, Default)]
pub struct Decoder {
    /// The beginning of a sequence or of a character whose end has not come.
    open: Vec<u8>,
}

/// What the bytes so far amount to.
enum Found {
    /// This many bytes are a key.
    Key(usize, KeyEvent),
    /// This many bytes are a touch.
    Pointer(usize, Pointer),
    /// This many bytes say that the terminal reports touches.
    Touchable(usize),
    /// This many bytes are nothing that a keypad sends.
    Nothing(usize),
    /// More must come.
    Unfinished,
}

impl Decoder {
    /// Takes bytes as they come.
    pub fn feed(&mut self, bytes: &[u8]) -> Vec<Pressed> {
        self.open.extend_from_slice(bytes);
        self.take()
    }

    /// Takes bytes that come when the rest of a sequence was not waited for any more, but nobody had said so yet, because the machine
    /// was busy: an ESC by itself was the Esc key, unless they go on as a sequence does.
    pub fn feed_late(&mut self, bytes: &[u8]) -> Vec<Pressed> {
        let goes_on = matches!(bytes, [b'[' | b'O', ..]);
        let esc = if self.open == [ESC] && !goes_on { self.give_up() } else { None };
        esc.into_iter().chain(self.feed(bytes)).collect()
    }

    /// Whether the rest of a sequence is waited for. It comes at once or not at all.
    pub fn is_waiting(&self) -> bool {
        !self.open.is_empty()
    }

    /// The rest has not come: an ESC by itself is the Esc key, and half of anything else was no key.
    pub fn give_up(&mut self) -> Option<Pressed> {
        let alone = self.open == [ESC];
        self.open.clear();
        alone.then(|| Pressed::Key(KeyCode::Esc.into()))
    }

    fn take(&mut self) -> Vec<Pressed> {
        let mut pressed = Vec::new();
        let mut at = 0;
        loop {
            let rest = &self.open[at..];
            match decode(rest) {
                Found::Key(length, key) => {
                    pressed.push(Pressed::Key(key));
                    at += length;
                }
                Found::Pointer(length, pointer) => {
                    pressed.push(Pressed::Pointer(pointer));
                    at += length;
                }
                Found::Touchable(length) => {
                    pressed.push(Pressed::Touchable);
                    at += length;
                }
                Found::Nothing(length) => at += length,
                Found::Unfinished if rest.len() > SEQUENCE_MAX => at += rest.len(),
                Found::Unfinished => break,
            }
        }
        self.open.drain(..at);
        pressed
    }
}

fn decode(bytes: &[u8]) -> Found {
    match bytes {
        [] | [ESC] => Found::Unfinished,
        [ESC, b'[', rest @ ..] => sequence(rest, 2),
        [ESC, b'O'] => Found::Unfinished,
        [ESC, b'O', last, ..] => key_or_nothing(3, letter(*last).or(pad(*last)), KeyModifiers::NONE),
        // Two in a row: the first is a key, the second may begin a sequence.
        [ESC, ESC, ..] => Found::Key(1, KeyCode::Esc.into()),
        [ESC, rest @ ..] => match decode(rest) {
            Found::Key(length, key) => {
                Found::Key(length + 1, KeyEvent::new(key.code, key.modifiers | KeyModifiers::ALT))
            }
            Found::Pointer(length, pointer) => Found::Pointer(length + 1, pointer),
            Found::Touchable(length) => Found::Touchable(length + 1),
            Found::Nothing(length) => Found::Nothing(length + 1),
            Found::Unfinished => Found::Unfinished,
        },
        [byte, ..] if *byte < 0x20 || *byte == 0x7f => Found::Key(1, control(*byte)),
        _ => character(bytes),
    }
}

/// What follows `ESC [`; so many bytes came before.
fn sequence(bytes: &[u8], before: usize) -> Found {
    // F1 to F5 of the Linux console.
    if let [b'[', rest @ ..] = bytes {
        return match rest {
            [] => Found::Unfinished,
            [last @ b'A'..=b'E', ..] => {
                key_or_nothing(before + 2, Some(KeyCode::F(last - b'A' + 1)), KeyModifiers::NONE)
            }
            [_, ..] => Found::Nothing(before + 2),
        };
    }
    // A terminal that does not know the touches asked for sends older ones, with three bytes that look like keys.
    if let [b'M', rest @ ..] = bytes {
        return if rest.len() < 3 { Found::Unfinished } else { Found::Nothing(before + 4) };
    }
    let Some(end) = bytes.iter().position(|byte| !matches!(byte, 0x20..=0x3f)) else { return Found::Unfinished };
    let length = before + end + 1;
    if !matches!(bytes[end], 0x40..=0x7e) {
        // Another key interrupts the sequence; it is a key of its own.
        return Found::Nothing(before + end);
    }
    if let [b'<', touch @ ..] = &bytes[..end] {
        let pointer = pointer::parse(touch, bytes[end]);
        return pointer.map_or(Found::Nothing(length), |pointer| Found::Pointer(length, pointer));
    }
    if bytes[end] == b'y' && pointer::is_yes(&bytes[..end]) {
        return Found::Touchable(length);
    }
    let mut numbers = bytes[..end].split(|byte| *byte == b';').map(number);
    let (first, second) = (numbers.next().flatten(), numbers.next().flatten());
    let modifiers = modifiers(second.unwrap_or(1));
    match bytes[end] {
        b'~' => key_or_nothing(length, first.and_then(numbered), modifiers),
        b'Z' => key_or_nothing(length, Some(KeyCode::BackTab), modifiers | KeyModifiers::SHIFT),
        last => key_or_nothing(length, letter(last), modifiers),
    }
}

fn key_or_nothing(length: usize, code: Option<KeyCode>, modifiers: KeyModifiers) -> Found {
    match code {
        Some(code) => Found::Key(length, KeyEvent::new(code, modifiers)),
        None => Found::Nothing(length),
    }
}

fn number(digits: &[u8]) -> Option<u8> {
    std::str::from_utf8(digits).ok()?.parse().ok()
}

/// The last letter of `ESC [ A` or `ESC O A`.
fn letter(last: u8) -> Option<KeyCode> {
    Some(match last {
        b'A' => KeyCode::Up,
        b'B' => KeyCode::Down,
        b'C' => KeyCode::Right,
        b'D' => KeyCode::Left,
        b'E' | b'G' => KeyCode::KeypadBegin,
        b'F' => KeyCode::End,
        b'H' => KeyCode::Home,
        b'P'..=b'S' => KeyCode::F(last - b'P' + 1),
        _ => return None,
    })
}

/// The last letter of `ESC O p`: the number block in its application mode.
fn pad(last: u8) -> Option<KeyCode> {
    match last {
        b'M' => Some(KeyCode::Enter),
        b'j'..=b'y' => Some(KeyCode::Char(char::from(last - b'j' + b'*'))),
        _ => None,
    }
}

/// The number of `ESC [ 15 ~`.
fn numbered(number: u8) -> Option<KeyCode> {
    Some(match number {
        1 | 7 => KeyCode::Home,
        2 => KeyCode::Insert,
        3 => KeyCode::Delete,
        4 | 8 => KeyCode::End,
        5 => KeyCode::PageUp,
        6 => KeyCode::PageDown,
        11..=15 => KeyCode::F(number - 10),
        17..=21 => KeyCode::F(number - 11),
        23..=26 => KeyCode::F(number - 12),
        28 | 29 => KeyCode::F(number - 13),
        31..=34 => KeyCode::F(number - 14),
        _ => return None,
    })
}

/// The second number of `ESC [ 1 ; 5 A`: one more than the sum of Shift 1, Alt 2 and Ctrl 4.
fn modifiers(number: u8) -> KeyModifiers {
    let bits = number.saturating_sub(1);
    let held = [(1, KeyModifiers::SHIFT), (2, KeyModifiers::ALT), (4, KeyModifiers::CONTROL)];
    held.into_iter().filter(|(bit, _)| bits & bit != 0).fold(KeyModifiers::NONE, |all, (_, one)| all | one)
}

fn control(byte: u8) -> KeyEvent {
    let with_control = |c: u8| KeyEvent::new(KeyCode::Char(char::from(c)), KeyModifiers::CONTROL);
    match byte {
        b'\r' => KeyCode::Enter.into(),
        b'\t' => KeyCode::Tab.into(),
        0x7f => KeyCode::Backspace.into(),
        0 => with_control(b' '),
        1..=0x1a => with_control(byte - 1 + b'a'),
        _ => with_control(byte - 0x1c + b'4'),
    }
}

/// The first character of some UTF-8.
fn character(bytes: &[u8]) -> Found {
    let length = match bytes[0] {
        0x20..=0x7e => 1,
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return Found::Nothing(1),
    };
    let ends_early = bytes.iter().take(length).skip(1).any(|byte| !matches!(byte, 0x80..=0xbf));
    match bytes.get(..length).map(std::str::from_utf8) {
        Some(Ok(text)) => key_or_nothing(length, text.chars().next().map(KeyCode::Char), KeyModifiers::NONE),
        None if !ends_early => Found::Unfinished,
        _ => Found::Nothing(1),
    }
}

#[cfg(test)]
#[path = "decode_tests.rs"]
mod tests;
