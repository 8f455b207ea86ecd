//! What can be wrong with a keymap file.

use super::Key;

/// A keymap file that cannot be used: which file, which line, and what was expected there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("keymap {file}, line {line}: {problem}")]
pub struct KeymapError {
    pub(super) file: String,
    pub(super) line: usize,
    pub(super) problem: Problem,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Problem {
    #[error("not a TOML file: {0}; correct it there")]
    NotToml(String),
    #[error("the file has {found} bytes; expected at most {limit}")]
    TooLong { found: usize, limit: usize },
    #[error("unknown entry `{found}`; expected name, layout, bounce_ms, beside, [labels], [keys] or [evdev]")]
    UnknownEntry { found: String },
    #[error("`{entry}` is missing; expected {expected}")]
    Missing { entry: &'static str, expected: &'static str },
    #[error("`{entry}` cannot be used; expected {expected}")]
    Unfit { entry: String, expected: &'static str },
    #[error("unknown key `{found}`; expected one of 0..9 00 enter clear cancel menu up down f1 f2 f3 f4 feed")]
    UnknownKey { found: String },
    #[error("unknown event `{found}`; expected {expected}")]
    UnknownEvent { found: String, expected: &'static str },
    #[error("event `{event}` stands at `{second}` and at `{first}`; expected at one key only")]
    EventTwice { event: String, first: Key, second: Key },
    #[error("key `{key}` has no event; expected at least one, because nobody can sell without this key")]
    KeyWithoutEvent { key: Key },
}
