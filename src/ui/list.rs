//! Numbered lists: a digit acts at once, arrows and ENTER are the slow way, `0` turns the page.

use std::borrow::Cow;

use ratatui::{buffer::Buffer, layout::Rect};

use super::{
    Look, Tone,
    text::{put, width},
};
use crate::keypad::Key;

/// How many entries a page can hold: the digits 1 to 9.
const PAGE: usize = 9;

/// One entry.
pub struct Choice<'a> {
    /// What it says.
    pub text: Cow<'a, str>,
    /// Why it cannot be chosen now, if so.
    pub reason: Option<Cow<'a, str>>,
}

impl<'a> Choice<'a> {
    /// An entry that can be chosen.
    pub fn new(text: impl Into<Cow<'a, str>>) -> Choice<'a> {
        Choice { text: text.into(), reason: None }
    }

    /// The same entry, refused for a reason where there is one.
    #[must_use]
    pub fn unless(self, reason: Option<Cow<'a, str>>) -> Choice<'a> {
        Choice { reason, ..self }
    }
}

/// Which entry is marked.
#[derive(Clone, Copy, Debug, Default)]
pub struct Picker {
    at: usize,
}

impl Picker {
    /// Takes a key. Returns the entry that it chooses, counted from 0.
    pub fn key(&mut self, key: Key, count: usize) -> Option<usize> {
        let page = self.at / PAGE * PAGE;
        match key {
            Key::Up => self.at = self.at.checked_sub(1).unwrap_or(count.saturating_sub(1)),
            Key::Down => self.at = if self.at + 1 < count { self.at + 1 } else { 0 },
            Key::Enter if self.at < count => return Some(self.at),
            Key::Digit(0) if count > PAGE => self.at = if page + PAGE < count { page + PAGE } else { 0 },
            Key::Digit(d @ 1..=9) if page + usize::from(d) <= count => {
                self.at = page + usize::from(d) - 1;
                return Some(self.at);
            }
            _ => {}
        }
        None
    }

    /// Draws the page with the marked entry. Entries stand two columns apart from their numbers; a refused one is dim,
    /// with its reason behind it or on the next row.
    pub fn draw(&self, buf: &mut Buffer, area: Rect, look: &Look<'_>, choices: &[Choice<'_>]) {
        let rows = usize::from(area.height);
        let page = self.at / PAGE * PAGE;
        let shown = &choices[page.min(choices.len())..choices.len().min(page + PAGE)];
        let marked = self.at - page;
        // Where the body is lower than the page, the marked entry stays in sight.
        let skip = (marked + 1).saturating_sub(rows);
        let airy = shown.len() * 2 <= rows;
        let mut y = area.y;
        for (index, choice) in shown.iter().enumerate().skip(skip) {
            if y >= area.bottom() {
                break;
            }
            entry(buf, Rect { y, height: area.bottom() - y, ..area }, look, index, index == marked, choice);
            y += if airy { 2 } else { 1 };
        }
    }
}

fn entry(buf: &mut Buffer, area: Rect, look: &Look<'_>, index: usize, marked: bool, choice: &Choice<'_>) {
    let tone = match (&choice.reason, marked) {
        (Some(_), _) => Tone::Dim,
        (None, true) => Tone::Strong,
        (None, false) => Tone::Plain,
    };
    let mark = if marked { ">" } else { " " };
    let x = put(buf, area, area.x, area.y, mark, tone.style());
    let x = put(buf, area, x, area.y, &format!("{}", index + 1), if marked { Tone::Key } else { tone }.style());
    let x = put(buf, area, x + 1, area.y, &choice.text, tone.style());
    if let Some(reason) = &choice.reason {
        let text = look.t.in_brackets(reason.as_ref());
        if x + 1 + width(&text) <= area.right() || area.height < 2 {
            put(buf, area, x + 1, area.y, &text, Tone::Dim.style());
        } else {
            put(buf, area, area.x + 3, area.y + 1, &text, Tone::Dim.style());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digit_acts_at_once_and_zero_turns_the_page() {
        let mut picker = Picker::default();
        assert_eq!(picker.key(Key::Digit(3), 11), Some(2));
        assert_eq!(picker.key(Key::Digit(0), 11), None);
        assert_eq!(picker.key(Key::Digit(2), 11), Some(10));
        assert_eq!(picker.key(Key::Digit(3), 11), None);
        assert_eq!(picker.key(Key::Down, 11), None);
        assert_eq!(picker.key(Key::Enter, 11), Some(0));
    }

    #[test]
    fn an_empty_list_chooses_nothing() {
        let mut picker = Picker::default();
        for key in [Key::Up, Key::Down, Key::Enter, Key::Digit(1), Key::Digit(0)] {
            assert_eq!(picker.key(key, 0), None);
        }
    }
}
