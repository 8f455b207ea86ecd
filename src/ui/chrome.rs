//! The frame around every screen: title, state of the box, training banner, and what the keys do. The same thing stands
//! always in the same place, at 40x15 as at 80x24.

use std::borrow::Cow;

use ratatui::{buffer::Buffer, layout::Rect};

use super::{
    Look, Target, Tone, Touch,
    bar::{self, Button},
    pad,
    text::{fill_row, put, put_centred, put_right, width},
};
use crate::keypad::Key;

/// The smallest size that shows a screen.
pub const MIN_SIZE: (u16, u16) = (40, 12);

/// Everything around the body of a screen.
pub struct Chrome<'a> {
    /// What the screen is.
    pub title: Cow<'a, str>,
    /// Who is signed in.
    pub who: Option<Cow<'a, str>>,
    /// The time in hours and minutes.
    pub clock: String,
    /// The state of the box in words.
    pub status: Vec<StatusItem<'a>>,
    /// Says that no money is real.
    pub banner: Option<Cow<'a, str>>,
    /// The keys that do something here.
    pub hints: Vec<Hint<'a>>,
    /// The key that leads to help, at the right end where there is room.
    pub help: Option<Hint<'a>>,
    /// Why the last key was refused.
    pub notice: Option<Cow<'a, str>>,
    /// How the keys stand at the bottom.
    pub keys: Keys,
}

/// How the keys that do something here stand at the bottom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keys {
    /// A line that names them.
    Line,
    /// Targets for a finger.
    Bar(Touch),
    /// The same, and one that brings the keypad back.
    BarForPad(Touch),
    /// A whole keypad.
    Pad(Touch),
}

impl Keys {
    fn touch(self) -> Option<Touch> {
        match self {
            Keys::Line => None,
            Keys::Bar(touch) | Keys::BarForPad(touch) | Keys::Pad(touch) => Some(touch),
        }
    }

    /// Their rows, the rule above them included.
    fn rows(self) -> u16 {
        match self {
            Keys::Line => 2,
            Keys::Bar(touch) | Keys::BarForPad(touch) => touch.key_rows(),
            Keys::Pad(touch) => pad::rows(touch),
        }
    }
}

/// One thing of the status bar, as `主机 正常`.
pub struct StatusItem<'a> {
    /// What.
    pub label: Cow<'a, str>,
    /// How it is.
    pub word: Cow<'a, str>,
    /// Ordinary, or a reason to look.
    pub tone: Tone,
}

/// A key and what it does here.
pub struct Hint<'a> {
    /// Which.
    pub key: Key,
    /// What it does.
    pub text: Cow<'a, str>,
}

impl<'a> Hint<'a> {
    /// A hint for the bottom line.
    pub fn new(key: Key, text: impl Into<Cow<'a, str>>) -> Hint<'a> {
        Hint { key, text: text.into() }
    }
}

/// Draws the frame and returns the area that is left for the body, or `None` when the screen is too small for one. What a finger
/// can press goes to the targets.
pub fn draw(buf: &mut Buffer, look: &Look<'_>, chrome: &Chrome<'_>, targets: &mut Vec<Target>) -> Option<Rect> {
    let area = buf.area;
    let Some(body) = body(area, chrome) else {
        too_small(buf, look);
        return None;
    };
    title_row(buf, area, chrome);
    let mut y = area.y + 1;
    for row in status_rows(chrome, area.width) {
        status_row(buf, area, y, row);
        y += 1;
    }
    rule(buf, look, area, y);
    match &chrome.banner {
        Some(banner) => put_centred(buf, area, y, &format!(" {banner} "), Tone::Training.style()),
        None if chrome.is_low() => troubles(buf, area, y, &chrome.status),
        None => {}
    }
    keys(buf, look, chrome, Rect { y: body.bottom(), height: chrome.keys.rows(), ..area }, targets);
    if let Some(notice) = &chrome.notice {
        let text = format!(" {notice} ");
        let x = area.x + area.width.saturating_sub(width(&text)) / 2;
        put(buf, area, x, body.bottom(), &text, Tone::Warn.style());
    }
    Some(body)
}

impl Chrome<'_> {
    /// Whether the state of the box has no rows of its own.
    fn is_low(&self) -> bool {
        self.keys.touch().is_some_and(Touch::is_low)
    }
}

/// What the keys do, and the keys themselves where a finger shall press them.
fn keys(buf: &mut Buffer, look: &Look<'_>, chrome: &Chrome<'_>, area: Rect, targets: &mut Vec<Target>) {
    let all = || chrome.hints.iter().chain(&chrome.help);
    let touch = match chrome.keys {
        Keys::Line => {
            rule(buf, look, area, area.y);
            return hint_row(buf, look, area, area.bottom() - 1, chrome);
        }
        Keys::Pad(touch) => return pad::draw(buf, area, look, touch, &all().collect::<Vec<_>>(), targets),
        Keys::Bar(touch) | Keys::BarForPad(touch) => touch,
    };
    let mut buttons: Vec<Button> = all().map(|hint| Button::of(hint, look)).collect();
    let named = |key| all().any(|hint| hint.key == key);
    if let Keys::BarForPad(_) = chrome.keys {
        buttons.push(Button::keypad(&look.t.touch_keypad()));
    } else if named(Key::Down) && !named(Key::Up) {
        // Whoever scrolls down comes up again, where there is room: leaving and coming back does it too.
        buttons.push(Button::of(&Hint::new(Key::Up, ""), look));
    }
    bar::draw(buf, area, look, &buttons, touch.finger.columns, targets);
}

/// The area that a screen of this size leaves for the body, between the rows above and the keys.
pub fn body(area: Rect, chrome: &Chrome<'_>) -> Option<Rect> {
    if area.width < MIN_SIZE.0 || area.height < MIN_SIZE.1 {
        return None;
    }
    let above = u16::try_from(status_rows(chrome, area.width).len()).unwrap_or(2) + 2;
    let rows = area.height.checked_sub(above + chrome.keys.rows())?;
    Some(Rect::new(area.x + 1, area.y + above, area.width - 2, rows))
}

/// The state of the box as far as somebody must look, on the rule of a low screen.
fn troubles(buf: &mut Buffer, area: Rect, y: u16, items: &[StatusItem<'_>]) {
    let bad = items.iter().filter(|item| !matches!(item.tone, Tone::Plain | Tone::Good));
    let texts: Vec<String> = bad.map(|item| format!("{} {}", item.label, item.word)).collect();
    if !texts.is_empty() {
        put_centred(buf, area, y, &format!(" {} ", texts.join("  ")), Tone::Warn.style());
    }
}

fn too_small(buf: &mut Buffer, look: &Look<'_>) {
    let area = buf.area;
    put(buf, area, area.x, area.y, &look.t.screen_too_small(), Tone::Strong.style());
    let wanted = look.t.screen_size_needed(u32::from(MIN_SIZE.0), u32::from(MIN_SIZE.1));
    put(buf, area, area.x, area.y + 1, &wanted, Tone::Plain.style());
}

fn title_row(buf: &mut Buffer, area: Rect, chrome: &Chrome<'_>) {
    put(buf, area, area.x + 1, area.y, &chrome.title, Tone::Strong.style());
    let right = match &chrome.who {
        Some(who) => format!("{who}  {} ", chrome.clock),
        None => format!("{} ", chrome.clock),
    };
    put_right(buf, area, area.y, &right, Tone::Plain.style());
}

/// Distributes the items over as many rows as they need, two at most; none on a low screen.
fn status_rows<'s, 'a>(chrome: &'s Chrome<'a>, columns: u16) -> Vec<&'s [StatusItem<'a>]> {
    if chrome.is_low() {
        return Vec::new();
    }
    let items = &chrome.status;
    let wide = |item: &StatusItem<'_>| width(&item.label) + 1 + width(&item.word) + 2;
    let mut used = 1;
    for (index, item) in items.iter().enumerate() {
        used += wide(item);
        if used > columns + 1 {
            let (first, second) = items.split_at(index);
            return vec![first, second];
        }
    }
    vec![items]
}

fn status_row(buf: &mut Buffer, area: Rect, y: u16, items: &[StatusItem<'_>]) {
    let mut x = area.x + 1;
    for item in items {
        let (label, word) = (width(&item.label) + 1, width(&item.word));
        // Half a word says something else. One that has no room loses its label first.
        if x + word > area.right() {
            return;
        }
        if x + label + word <= area.right() {
            x = put(buf, area, x, y, &item.label, Tone::Label.style()) + 1;
        }
        x = put(buf, area, x, y, &item.word, item.tone.style()) + 2;
    }
}

fn rule(buf: &mut Buffer, look: &Look<'_>, area: Rect, y: u16) {
    fill_row(buf, area, y, look.glyphs.rule(), Tone::Dim.style());
}

fn hint_row(buf: &mut Buffer, look: &Look<'_>, area: Rect, y: u16, chrome: &Chrome<'_>) {
    let mut x = area.x;
    for hint in &chrome.hints {
        let label = format!(" {} ", look.key(hint.key));
        if x + width(&label) + 1 + width(&hint.text) > area.right() {
            return;
        }
        x = put(buf, area, x, y, &label, Tone::Key.style()) + 1;
        x = put(buf, area, x, y, &hint.text, Tone::Plain.style()) + 1;
    }
    let Some(help) = &chrome.help else { return };
    let label = format!(" {} ", look.key(help.key));
    let wide = width(&label) + 1 + width(&help.text) + 1;
    if x + wide <= area.right() {
        let x = put(buf, area, area.right() - wide, y, &label, Tone::Key.style()) + 1;
        put(buf, area, x, y, &help.text, Tone::Plain.style());
    }
}
