//! The keys that a payment terminal has.

use std::fmt;

use crate::domain::Lang;

/// A key of the terminal, whatever keyboard it is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// A digit, 0 to 9.
    Digit(u8),
    /// Two zeros at once (00).
    DoubleZero,
    /// Confirms (确认, green).
    Enter,
    /// Takes back one digit (更正, yellow).
    Clear,
    /// Leaves (取消, red).
    Cancel,
    /// Opens the menu (功能).
    Menu,
    /// One line or page up.
    Up,
    /// One line or page down.
    Down,
    /// First free key.
    F1,
    /// Second free key.
    F2,
    /// Third free key.
    F3,
    /// Fourth free key.
    F4,
    /// Moves the paper on (走纸).
    Feed,
}

impl Key {
    /// All keys: first those that a keypad must have.
    pub const ALL: [Key; 22] = [
        Key::Digit(1),
        Key::Digit(2),
        Key::Digit(3),
        Key::Digit(4),
        Key::Digit(5),
        Key::Digit(6),
        Key::Digit(7),
        Key::Digit(8),
        Key::Digit(9),
        Key::Digit(0),
        Key::Enter,
        Key::Clear,
        Key::Cancel,
        Key::DoubleZero,
        Key::Menu,
        Key::Up,
        Key::Down,
        Key::F1,
        Key::F2,
        Key::F3,
        Key::F4,
        Key::Feed,
    ];

    /// Its name in a keymap file.
    pub fn name(self) -> &'static str {
        const DIGITS: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
        match self {
            Key::Digit(digit) => DIGITS.get(usize::from(digit)).copied().unwrap_or("?"),
            Key::DoubleZero => "00",
            Key::Enter => "enter",
            Key::Clear => "clear",
            Key::Cancel => "cancel",
            Key::Menu => "menu",
            Key::Up => "up",
            Key::Down => "down",
            Key::F1 => "f1",
            Key::F2 => "f2",
            Key::F3 => "f3",
            Key::F4 => "f4",
            Key::Feed => "feed",
        }
    }

    /// The key of that name.
    pub fn named(name: &str) -> Option<Key> {
        Key::ALL.into_iter().find(|key| key.name() == name)
    }

    /// Whether nobody could sell without it. A keymap must give it an event.
    pub fn is_needed(self) -> bool {
        matches!(self, Key::Digit(_) | Key::Enter | Key::Clear | Key::Cancel)
    }

    /// What is printed on it where the keymap does not say.
    pub fn usual_label(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Key::Enter, Lang::ZhCn) => "确认",
            (Key::Enter, Lang::En) => "ENTER",
            (Key::Clear, Lang::ZhCn) => "更正",
            (Key::Clear, Lang::En) => "CLEAR",
            (Key::Cancel, Lang::ZhCn) => "取消",
            (Key::Cancel, Lang::En) => "CANCEL",
            (Key::Menu, Lang::ZhCn) => "功能",
            (Key::Menu, Lang::En) => "MENU",
            (Key::Up, Lang::ZhCn) => "上翻",
            (Key::Up, Lang::En) => "UP",
            (Key::Down, Lang::ZhCn) => "下翻",
            (Key::Down, Lang::En) => "DOWN",
            (Key::Feed, Lang::ZhCn) => "走纸",
            (Key::Feed, Lang::En) => "FEED",
            (Key::F1, _) => "F1",
            (Key::F2, _) => "F2",
            (Key::F3, _) => "F3",
            (Key::F4, _) => "F4",
            (Key::Digit(_) | Key::DoubleZero, _) => self.name(),
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
