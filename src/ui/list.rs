//! Numbered lists: a digit acts at once, arrows and ENTER are the slow way, `0` turns the page.

use std::borrow::Cow;

use ratatui::{buffer::Buffer, layout::Rect};

use super::{
    Body, Look, Tone,
    text::{put, width},
    tiles,
    touch::PAGE,
};
use crate::keypad::Key;

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

    pub(super) fn tone(&self, marked: bool) -> Tone {
        match (&self.reason, marked) {
            (Some(_), _) => Tone::Dim,
            (None, true) => Tone::Strong,
            (None, false) => Tone::Plain,
        }
    }
}

/// Which entry is marked.
#[derive(Clone, Copy, Debug, Default)]
pub struct Picker {
    at: usize,
    /// Rows of other text above the list: a page for touch is smaller by them.
    above: u16,
}

impl Picker {
    /// A list below so many rows of other text.
    pub fn below(above: u16) -> Picker {
        Picker { at: 0, above }
    }

    /// The same list below another number of rows.
    #[must_use]
    pub fn under(self, above: u16) -> Picker {
        Picker { above, ..self }
    }

    /// Takes a key. Returns the entry that it chooses, counted from 0.
    pub fn key(&mut self, key: Key, count: usize, look: &Look<'_>) -> Option<usize> {
        self.at = self.at_of(count);
        let size = self.page_size(count, look);
        let page = self.at / size * size;
        match key {
            Key::Up => self.at = self.at.checked_sub(1).unwrap_or(count.saturating_sub(1)),
            Key::Down => self.at = if self.at + 1 < count { self.at + 1 } else { 0 },
            Key::Enter if self.at < count => return Some(self.at),
            Key::Digit(0) if count > size => self.at = if page + size < count { page + size } else { 0 },
            Key::Digit(d @ 1..=9) if usize::from(d) <= size && page + usize::from(d) <= count => {
                self.at = page + usize::from(d) - 1;
                return Some(self.at);
            }
            _ => {}
        }
        None
    }

    /// The marked entry of so many: a list may have become shorter since a key was pressed.
    fn at_of(&self, count: usize) -> usize {
        self.at.min(count.saturating_sub(1))
    }

    /// Whether a key only moves the mark or turns the page.
    pub fn moves(&self, key: Key, count: usize, look: &Look<'_>) -> bool {
        matches!(key, Key::Up | Key::Down) || (key == Key::Digit(0) && self.has_pages(count, look))
    }

    /// Whether there is another page to turn to.
    pub fn has_pages(&self, count: usize, look: &Look<'_>) -> bool {
        count > self.page_size(count, look)
    }

    /// Whether the page with the mark is the last one.
    pub fn is_on_last_page(&self, count: usize, look: &Look<'_>) -> bool {
        let size = self.page_size(count, look);
        (self.at_of(count) / size + 1) * size >= count
    }

    /// How many entries a page has: nine digits, or as many as a finger has room for, one place kept for turning the page.
    fn page_size(&self, count: usize, look: &Look<'_>) -> usize {
        let Some(touch) = look.touch else { return PAGE };
        let (columns, rows) = touch.tiles(self.above);
        let places = usize::from(columns * rows);
        let size = if count <= places.min(PAGE) { places } else { places - 1 };
        size.clamp(1, PAGE)
    }

    /// Draws the page with the marked entry over the rest of the body. Entries stand two columns apart from their numbers; a
    /// refused one is dim, with its reason behind it or on the next row.
    pub fn draw(&self, body: &mut Body<'_, '_>, choices: &[Choice<'_>]) {
        let look = body.look;
        let (size, at) = (self.page_size(choices.len(), &look), self.at_of(choices.len()));
        let page = at / size * size;
        let shown = &choices[page..choices.len().min(page + size)];
        let marked = at - page;
        if let Some(touch) = look.touch {
            let columns = touch.tiles(self.above).0;
            let grid = tiles::Grid { columns, rows: touch.finger.rows };
            return grid.draw(body, shown, marked, choices.len() > size);
        }
        let (buf, area) = body.rest();
        rows(buf, area, &look, shown, marked);
    }
}

/// Whether two entries fit side by side on a row of so many columns, their reasons left out.
pub fn fit_in_pairs(choices: &[Choice<'_>], columns: u16) -> bool {
    choices.len() <= PAGE && choices.iter().all(|choice| BEFORE + width(&choice.text) < columns / 2)
}

impl Picker {
    /// Draws a list of one page with two entries a row and no reasons, for a keypad alone: where other text needs the rows more.
    /// Whoever draws it says the reason elsewhere.
    pub fn draw_in_pairs(&self, body: &mut Body<'_, '_>, choices: &[Choice<'_>]) {
        let look = body.look;
        let (buf, area) = body.rest();
        let (half, at) = (area.width / 2, self.at_of(choices.len()));
        for ((index, choice), place) in choices.iter().enumerate().zip(0u16..) {
            let (x, y) = (area.x + place % 2 * half, area.y + place / 2);
            let plain = Choice { text: Cow::Borrowed(choice.text.as_ref()), reason: None };
            let tone = choice.tone(index == at);
            if y < area.bottom() {
                entry(buf, Rect { x, y, width: half, height: 1 }, &look, index, (index == at, tone), &plain);
            }
        }
    }
}

/// One entry a row, two rows where there is much space, or where its reason has no room behind it.
fn rows(buf: &mut Buffer, area: Rect, look: &Look<'_>, shown: &[Choice<'_>], marked: usize) {
    let rows = usize::from(area.height);
    // Where the body is lower than the page, the marked entry stays in sight.
    let skip = (marked + 1).saturating_sub(rows);
    let airy = shown.len() * 2 <= rows;
    let long = |choice: &Choice<'_>| !airy && reason_room(choice, area.width, look) == Some(ReasonRoom::NextRow);
    // A reason takes a row of its own only where every entry has one all the same.
    let spread = shown.len() + shown.iter().filter(|choice| long(choice)).count() <= rows;
    let mut y = area.y;
    for (index, choice) in shown.iter().enumerate().skip(skip) {
        if y >= area.bottom() {
            break;
        }
        let height = if airy || (spread && long(choice)) { 2 } else { 1 };
        let height = height.min(area.bottom() - y);
        entry(buf, Rect { y, height, ..area }, look, index, (index == marked, choice.tone(index == marked)), choice);
        y += height;
    }
}

/// Columns before the words of an entry: the mark, the number, a blank.
const BEFORE: u16 = 3;

/// Where the reason of an entry has room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ReasonRoom {
    Behind,
    NextRow,
}

/// Where the reason stands, of an entry that has one.
fn reason_room(choice: &Choice<'_>, columns: u16, look: &Look<'_>) -> Option<ReasonRoom> {
    let reason = look.reason(choice.reason.as_ref()?.as_ref());
    let fits = BEFORE + width(&choice.text) + 1 + width(&reason) <= columns;
    Some(if fits { ReasonRoom::Behind } else { ReasonRoom::NextRow })
}

fn entry(
    buf: &mut Buffer,
    area: Rect,
    look: &Look<'_>,
    index: usize,
    (marked, tone): (bool, Tone),
    choice: &Choice<'_>,
) {
    let mark = if marked { ">" } else { " " };
    let x = put(buf, area, area.x, area.y, mark, tone.style());
    let x = put(buf, area, x, area.y, &format!("{}", index + 1), if marked { Tone::Key } else { tone }.style());
    let x = put(buf, area, x + 1, area.y, &choice.text, tone.style());
    if let Some(reason) = &choice.reason {
        let text = look.reason(reason.as_ref());
        if reason_room(choice, area.width, look) == Some(ReasonRoom::Behind) || area.height < 2 {
            put(buf, area, x + 1, area.y, &text, Tone::Dim.style());
        } else {
            put(buf, area, area.x + BEFORE, area.y + 1, &text, Tone::Dim.style());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{Finger, Glyphs, touch::Touch},
        *,
    };
    use crate::{domain::Lang, keypad::Keymap};

    fn keymap() -> Keymap {
        Keymap::parse("pc", Keymap::shipped("pc").unwrap()).unwrap()
    }

    #[test]
    fn a_digit_acts_at_once_and_zero_turns_the_page() {
        let (mut picker, keymap) = (Picker::default(), keymap());
        let look = Look::new(Lang::En, Glyphs::Blocks, &keymap);
        assert_eq!(picker.key(Key::Digit(3), 11, &look), Some(2));
        assert_eq!(picker.key(Key::Digit(0), 11, &look), None);
        assert_eq!(picker.key(Key::Digit(2), 11, &look), Some(10));
        assert_eq!(picker.key(Key::Digit(3), 11, &look), None);
        assert_eq!(picker.key(Key::Down, 11, &look), None);
        assert_eq!(picker.key(Key::Enter, 11, &look), Some(0));
        assert!(!picker.moves(Key::Digit(0), 9, &look) && picker.moves(Key::Digit(0), 10, &look));
    }

    #[test]
    fn a_list_that_has_become_shorter_shows_what_is_left() {
        let (mut picker, keymap) = (Picker::default(), keymap());
        let look = Look::new(Lang::En, Glyphs::Blocks, &keymap);
        assert_eq!(picker.key(Key::Digit(0), 11, &look), None);
        assert_eq!(picker.key(Key::Digit(2), 11, &look), Some(10));
        let area = Rect::new(0, 0, 20, 9);
        let mut buf = Buffer::empty(area);
        picker.draw(&mut Body::new(&mut buf, area, look), &["one", "two"].map(Choice::new));
        let row = |y| (0..20).map(|x| buf[(x, y)].symbol()).collect::<String>();
        assert!(row(0).starts_with(" 1 one") && row(2).starts_with(">2 two"), "{} / {}", row(0), row(2));
        assert!(picker.is_on_last_page(2, &look));
        assert_eq!(picker.key(Key::Up, 2, &look), None);
        assert_eq!(picker.key(Key::Enter, 2, &look), Some(0));
    }

    #[test]
    fn an_empty_list_chooses_nothing() {
        let (mut picker, keymap) = (Picker::default(), keymap());
        let plain = Look::new(Lang::En, Glyphs::Blocks, &keymap);
        for look in [plain, Look { touch: Touch::on(Finger::USUAL, (40, 15)), ..plain }] {
            for key in [Key::Up, Key::Down, Key::Enter, Key::Digit(1), Key::Digit(0)] {
                assert_eq!(picker.key(key, 0, &look), None);
            }
        }
    }

    #[test]
    fn a_page_for_touch_has_a_place_for_turning_it() {
        let (mut picker, keymap) = (Picker::default(), keymap());
        let look = Look { touch: Touch::on(Finger::USUAL, (40, 15)), ..Look::new(Lang::En, Glyphs::Blocks, &keymap) };
        // Six places: six entries, or five and the next page.
        assert_eq!(picker.key(Key::Digit(6), 6, &look), Some(5));
        picker = Picker::default();
        assert_eq!(picker.key(Key::Digit(6), 7, &look), None);
        assert!(!picker.is_on_last_page(7, &look));
        assert_eq!(picker.key(Key::Digit(0), 7, &look), None);
        assert!(picker.is_on_last_page(7, &look));
        assert_eq!(picker.key(Key::Digit(2), 7, &look), Some(6));
        assert_eq!(picker.key(Key::Digit(3), 7, &look), None);
    }
}
