//! What all menus share: numbered entries, of which some are refused for a reason, and the way back.

use std::borrow::Cow;

use super::{Action, See};
use crate::{
    keypad::Key,
    ui::{Body, Choice, Picker},
};

/// An entry of a menu.
pub struct Entry {
    text: Cow<'static, str>,
    refusal: Option<Cow<'static, str>>,
    action: fn() -> Action,
}

impl Entry {
    /// An entry and what it leads to.
    pub fn new(text: Cow<'static, str>, action: fn() -> Action) -> Entry {
        Entry { text, refusal: None, action }
    }

    /// The same entry, refused for a reason where there is one.
    #[must_use]
    pub fn unless(self, refusal: Option<Cow<'static, str>>) -> Entry {
        Entry { refusal, ..self }
    }
}

/// Takes a key. CANCEL is left to the caller.
pub fn key(picker: &mut Picker, key: Key, entries: Vec<Entry>, see: &See<'_>) -> Action {
    match picker.key(key, entries.len()).and_then(|chosen| entries.into_iter().nth(chosen)) {
        Some(Entry { refusal: Some(reason), .. }) => Action::Refuse(reason),
        Some(entry) => (entry.action)(),
        None if matches!(key, Key::Up | Key::Down) => Action::Stay,
        None => Action::no_such_key(see),
    }
}

/// Draws the entries over the rest of the body.
pub fn draw(picker: &Picker, entries: Vec<Entry>, body: &mut Body<'_, '_>) {
    let look = body.look;
    let choices: Vec<Choice<'_>> =
        entries.into_iter().map(|entry| Choice::new(entry.text).unless(entry.refusal)).collect();
    let (buf, area) = body.rest();
    picker.draw(buf, area, &look, &choices);
}
