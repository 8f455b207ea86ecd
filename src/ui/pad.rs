//! The keypad on the screen: the digits as on a telephone, the keys that confirm and take back at the right, the others
//! between them. On a low screen it has three rows of keys and not four, so that what is typed can be read above it.

use ratatui::{buffer::Buffer, layout::Rect};

use super::{Hint, Look, Target, Touch, bar::Button};
use crate::keypad::Key;

/// A key's place: columns from and to, row, and how many rows.
struct Place(Option<Key>, u16, u16, u16, u16);

/// Where the keys are. `None` puts the keypad away.
struct Form {
    /// Columns that the places are counted in.
    columns: u16,
    rows: u16,
    places: [Place; 18],
}

const fn digit(digit: u8, from: u16, row: u16) -> Place {
    Place(Some(Key::Digit(digit)), from, from + 5, row, 1)
}

const fn key(key: Key, from: u16, to: u16, row: u16, rows: u16) -> Place {
    Place(Some(key), from, to, row, rows)
}

/// Three rows, with 0 and 00 beside the other digits.
static LOW: Form = Form {
    columns: 40,
    rows: 3,
    places: [
        digit(1, 0, 0),
        digit(2, 5, 0),
        digit(3, 10, 0),
        digit(0, 15, 0),
        key(Key::Up, 20, 28, 0, 1),
        key(Key::Cancel, 28, 40, 0, 1),
        digit(4, 0, 1),
        digit(5, 5, 1),
        digit(6, 10, 1),
        key(Key::DoubleZero, 15, 20, 1, 1),
        key(Key::Down, 20, 28, 1, 1),
        key(Key::Clear, 28, 40, 1, 1),
        digit(7, 0, 2),
        digit(8, 5, 2),
        digit(9, 10, 2),
        Place(None, 15, 20, 2, 1),
        key(Key::Menu, 20, 28, 2, 1),
        key(Key::Enter, 28, 40, 2, 1),
    ],
};

/// Four rows: a telephone's keypad, ENTER two rows high.
static HIGH: Form = Form {
    columns: 35,
    rows: 4,
    places: [
        digit(1, 0, 0),
        digit(2, 5, 0),
        digit(3, 10, 0),
        key(Key::Up, 15, 23, 0, 1),
        key(Key::Cancel, 23, 35, 0, 1),
        digit(4, 0, 1),
        digit(5, 5, 1),
        digit(6, 10, 1),
        key(Key::Down, 15, 23, 1, 1),
        key(Key::Clear, 23, 35, 1, 1),
        digit(7, 0, 2),
        digit(8, 5, 2),
        digit(9, 10, 2),
        key(Key::Menu, 15, 23, 2, 2),
        key(Key::Enter, 23, 35, 2, 2),
        key(Key::DoubleZero, 0, 5, 3, 1),
        digit(0, 5, 3),
        Place(None, 10, 15, 3, 1),
    ],
};

fn form(touch: Touch) -> &'static Form {
    if touch.is_low() { &LOW } else { &HIGH }
}

/// How many rows the keypad takes.
pub(super) fn rows(touch: Touch) -> u16 {
    form(touch).rows * touch.key_rows()
}

/// Draws it over the area. A key that does something special here says so.
pub(super) fn draw(
    buf: &mut Buffer,
    area: Rect,
    look: &Look<'_>,
    touch: Touch,
    hints: &[&Hint<'_>],
    targets: &mut Vec<Target>,
) {
    let form = form(touch);
    let edge = |column: u16| area.x + area.width * column / form.columns;
    for Place(key, from, to, row, rows) in &form.places {
        let height = touch.key_rows();
        let place = Rect::new(edge(*from), area.y + row * height, edge(*to) - edge(*from), rows * height);
        let button = match key {
            Some(key) => match hints.iter().find(|hint| hint.key == *key) {
                Some(hint) => Button::of(hint, look),
                None => Button::of(&Hint::new(*key, ""), look),
            },
            None => Button::keypad(&look.t.touch_keypad_away()),
        };
        button.draw(buf, place, look, targets);
    }
}
