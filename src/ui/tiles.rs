//! A list for a finger: entries side by side, each as large as a target must be, with the number of the key that it stands
//! for.

use std::borrow::Cow;

use ratatui::{buffer::Buffer, layout::Rect};

use super::{Body, Choice, Does, Look, Target, Tone, text::put, touch};
use crate::keypad::Key;

/// Columns before the words of an entry: the mark, the number, a blank.
const BEFORE: u16 = 3;

/// How a list is divided.
pub(super) struct Grid {
    /// Entries side by side.
    pub columns: u16,
    /// Rows of each.
    pub rows: u16,
}

impl Grid {
    /// Draws the entries of a page over the rest of the body, and the way to the next page where there are more.
    pub(super) fn draw(&self, body: &mut Body<'_, '_>, shown: &[Choice<'_>], marked: usize, more: bool) {
        let look = body.look;
        let (_, area) = body.rest();
        let places = usize::from(area.height / self.rows * self.columns);
        let room = places.saturating_sub(usize::from(more));
        // Where other text has taken more rows than usual, the marked entry stays in sight.
        let skip = (marked + 1).saturating_sub(room);
        let entries = shown.iter().enumerate().skip(skip).take(room);
        let numbered = (1..).zip(shown).map(|(number, _)| Key::Digit(number)).skip(skip);
        for ((place, (index, choice)), key) in (0..).zip(entries).zip(numbered) {
            let reason = choice.reason.as_ref().map(|reason| look.reason(reason.as_ref()));
            let words = match reason {
                Some(reason) => format!("{} {reason}", choice.text),
                None => choice.text.clone().into_owned(),
            };
            self.tile(body, area, place, (key, words), index == marked, choice.tone(index == marked));
        }
        if more {
            let last = u16::try_from(shown.len().saturating_sub(skip).min(room)).unwrap_or(0);
            self.tile(body, area, last, (Key::Digit(0), look.t.hint_page().into_owned()), false, Tone::Plain);
        }
    }

    /// Draws entries that are no page of a list, each with its key.
    pub(super) fn draw_keys<'t>(&self, body: &mut Body<'_, '_>, entries: impl Iterator<Item = (Key, Cow<'t, str>)>) {
        let (_, area) = body.rest();
        for (place, (key, words)) in (0..).zip(entries) {
            self.tile(body, area, place, (key, words.into_owned()), false, Tone::Plain);
        }
    }

    fn tile(
        &self,
        body: &mut Body<'_, '_>,
        list: Rect,
        place: u16,
        (key, words): (Key, String),
        marked: bool,
        tone: Tone,
    ) {
        let (column, row) = (place % self.columns, place / self.columns);
        let edge = |column: u16| list.x + column * list.width / self.columns;
        let y = list.y + row * self.rows;
        let area = Rect::new(edge(column), y, edge(column + 1) - edge(column), self.rows);
        if area.bottom() > list.bottom() {
            return;
        }
        let look = body.look;
        let (buf, _) = body.rest();
        write(buf, area, &look, key, &words, marked, tone);
        body.targets.push(Target { area, does: Does::Key(key), words });
    }
}

fn write(buf: &mut Buffer, area: Rect, look: &Look<'_>, key: Key, words: &str, marked: bool, tone: Tone) {
    let mark = if marked { ">" } else { " " };
    let x = put(buf, area, area.x, area.y, mark, tone.style());
    put(buf, area, x, area.y, &look.key(key), Tone::Key.style());
    let room = area.width.saturating_sub(BEFORE + 1);
    for (y, line) in (area.y..).zip(touch::lines(words, room, area.height)) {
        put(buf, area, area.x + BEFORE, y, &line, tone.style());
    }
}
