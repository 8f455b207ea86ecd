//! What all menus share: numbered entries, of which some are refused for a reason, and the way back.

use std::borrow::Cow;

use super::{Action, Screen, See, page_hint};
use crate::{
    i18n::Texts,
    keypad::Key,
    ui::{Body, Choice, Hint, Picker, Tone, fit_in_pairs},
};

/// A screen that is a menu and nothing more.
#[derive(Debug)]
pub struct MenuScreen {
    /// What it is called.
    title: fn(&Texts) -> Cow<'static, str>,
    /// What it is for.
    help: fn(&Texts) -> Cow<'static, str>,
    /// What can be chosen now.
    entries: fn(&See<'_>) -> Vec<Entry>,
    /// Which entry is marked.
    picker: Picker,
}

impl MenuScreen {
    /// Opens one, the first entry marked.
    pub fn open(
        title: fn(&Texts) -> Cow<'static, str>,
        help: fn(&Texts) -> Cow<'static, str>,
        entries: fn(&See<'_>) -> Vec<Entry>,
    ) -> Action {
        Action::Open(Box::new(MenuScreen { title, help, entries, picker: Picker::default() }))
    }
}

impl Screen for MenuScreen {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        (self.title)(see.look.t)
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        (self.help)(t)
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        hints(see.look.t)
    }

    fn key(&mut self, pressed: Key, see: &See<'_>) -> Action {
        key(&mut self.picker, pressed, (self.entries)(see), see)
    }

    fn is_menu(&self) -> bool {
        true
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        draw(&self.picker, (self.entries)(see), body);
    }
}

/// An entry of a menu.
pub struct Entry {
    text: Cow<'static, str>,
    refusal: Option<Refusal>,
    action: Box<dyn FnOnce() -> Action>,
}

/// Why an entry cannot be chosen.
struct Refusal {
    /// What stands behind it.
    shown: Cow<'static, str>,
    /// What is said when it is chosen all the same.
    said: Cow<'static, str>,
}

impl Entry {
    /// An entry and what it leads to.
    pub fn new(text: Cow<'static, str>, action: impl FnOnce() -> Action + 'static) -> Entry {
        Entry { text, refusal: None, action: Box::new(action) }
    }

    /// The same entry, refused for a reason where there is one.
    #[must_use]
    pub fn unless(self, reason: Option<Cow<'static, str>>) -> Entry {
        self.closed(reason.map(|reason| (reason.clone(), reason)))
    }

    /// The same entry, refused with a short reason behind it and a longer one when it is chosen. A refusal that it has
    /// already stays.
    #[must_use]
    pub fn closed(self, reason: Option<(Cow<'static, str>, Cow<'static, str>)>) -> Entry {
        let refusal = self.refusal.or(reason.map(|(shown, said)| Refusal { shown, said }));
        Entry { refusal, ..self }
    }
}

/// The keys of a menu.
pub fn hints(t: &Texts) -> Vec<Hint<'static>> {
    vec![Hint::new(Key::Enter, t.hint_choose()), Hint::new(Key::Cancel, t.hint_back())]
}

/// The keys of a list of so many entries: the one that turns the page is named where there is another page.
pub fn paged_hints(picker: &Picker, count: usize, see: &See<'_>) -> Vec<Hint<'static>> {
    let t = see.look.t;
    let (choose, back) = (Hint::new(Key::Enter, t.hint_choose()), Hint::new(Key::Cancel, t.hint_back()));
    [choose].into_iter().chain(page_hint(picker, count, see)).chain([back]).collect()
}

/// Takes a key on a menu. CANCEL leads back.
pub fn key(picker: &mut Picker, key: Key, entries: Vec<Entry>, see: &See<'_>) -> Action {
    let chosen = match choose(picker, key, entries.len(), see) {
        Ok(chosen) => chosen,
        Err(action) => return action,
    };
    match entries.into_iter().nth(chosen) {
        Some(Entry { refusal: Some(reason), .. }) => Action::Refuse(reason.said),
        Some(entry) => (entry.action)(),
        None => Action::Stay,
    }
}

/// Takes a key on a list of so many. CANCEL leads back.
///
/// # Errors
/// What the key leads to where it chooses none of them.
pub fn choose(picker: &mut Picker, key: Key, count: usize, see: &See<'_>) -> Result<usize, Action> {
    if key == Key::Cancel {
        return Err(Action::Back);
    }
    match picker.key(key, count, &see.look) {
        Some(at) => Ok(at),
        None if picker.moves(key, count, &see.look) => Err(Action::Stay),
        None => Err(Action::no_such_key(see)),
    }
}

/// Draws the entries over the rest of the body.
pub fn draw(picker: &Picker, entries: Vec<Entry>, body: &mut Body<'_, '_>) {
    picker.draw(body, &choices(entries));
}

fn choices(entries: Vec<Entry>) -> Vec<Choice<'static>> {
    entries.into_iter().map(|entry| Choice::new(entry.text).unless(entry.refusal.map(|r| r.shown))).collect()
}

/// Entries with two of them on a row, for a list that stands below more than it leaves room for.
pub struct Pairs {
    choices: Vec<Choice<'static>>,
    /// Why entries are closed: it stands once above them all.
    said: Option<Cow<'static, str>>,
}

impl Pairs {
    /// The entries in pairs, or as they were where they do not fit so many columns.
    pub fn of(entries: Vec<Entry>, columns: u16) -> Result<Pairs, Vec<Entry>> {
        let texts: Vec<Choice<'_>> = entries.iter().map(|entry| Choice::new(entry.text.as_ref())).collect();
        if !fit_in_pairs(&texts, columns) {
            return Err(entries);
        }
        let said = entries.iter().find_map(|entry| entry.refusal.as_ref().map(|refusal| refusal.said.clone()));
        Ok(Pairs { choices: choices(entries), said })
    }

    /// Rows that they take.
    pub fn rows(&self) -> usize {
        self.choices.len().div_ceil(2) + usize::from(self.said.is_some())
    }

    /// Draws them over the rest of the body.
    pub fn draw(&self, picker: &Picker, body: &mut Body<'_, '_>) {
        if let Some(said) = &self.said {
            body.line(said, Tone::Dim);
        }
        picker.draw_in_pairs(body, &self.choices);
    }
}
