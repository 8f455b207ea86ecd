//! What a finger finds on the screen: targets that stand for keys, each large enough to be hit.

use ratatui::layout::Rect;

use super::text::{width, wrap, wrap_at_blanks};
use crate::keypad::{Key, Pointer};

/// Millimetres that a target has at least, across and down.
pub const TARGET_MM: u16 = 9;
/// How many of the smallest targets a screen must hold side by side, or it has no room for touch.
const ACROSS: u16 = 8;
/// Rows of keys on the lowest keypad.
const PAD_ROWS: u16 = 3;
/// Rows that the keypad leaves at least for title, rule and what is typed.
const ABOVE_PAD: u16 = 6;
/// A target says what it does in so many rows, the rule above it included.
const WORDS_ROWS: u16 = 3;
/// An entry of a list has at least so many columns.
const TILE_COLUMNS: u16 = 18;
/// How many entries a page can hold: the digits 1 to 9.
pub const PAGE: usize = 9;

/// The visible part of a screen, in millimetres.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScreenSize {
    /// Across.
    pub width: u16,
    /// Down.
    pub height: u16,
}

impl ScreenSize {
    /// How many cells the smallest target has on a screen of so many columns and rows.
    pub fn finger(self, (columns, rows): (u16, u16)) -> Finger {
        let cells = |count: u16, mm: u16| {
            let cells = (u32::from(TARGET_MM) * u32::from(count)).div_ceil(u32::from(mm.max(1)));
            u16::try_from(cells).unwrap_or(u16::MAX).max(1)
        };
        Finger { columns: cells(columns, self.width), rows: cells(rows, self.height) }
    }
}

/// The smallest target on one screen, in cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finger {
    /// Across.
    pub columns: u16,
    /// Down.
    pub rows: u16,
}

impl Finger {
    /// For a screen whose size nobody has said: that of 3.5 inches with 40 columns and 15 rows.
    pub const USUAL: Finger = Finger { columns: 5, rows: 3 };
}

/// How one screen is arranged for touch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Touch {
    /// The smallest target.
    pub finger: Finger,
    size: (u16, u16),
}

impl Touch {
    /// The arrangement for a screen of so many columns and rows; none where it has no room for targets of this size.
    pub fn on(finger: Finger, size: (u16, u16)) -> Option<Touch> {
        let touch = Touch { finger, size };
        let columns = finger.columns.saturating_mul(ACROSS);
        let rows = touch.key_rows().saturating_mul(PAD_ROWS).saturating_add(ABOVE_PAD);
        (size.0 >= columns && size.1 >= rows).then_some(touch)
    }

    /// Rows of a key, the rule above it included.
    pub fn key_rows(self) -> u16 {
        self.finger.rows.max(WORDS_ROWS)
    }

    /// Whether the screen is too low for the state of the box in rows of its own.
    pub fn is_low(self) -> bool {
        self.size.1 < self.key_rows() * PAD_ROWS + 2 * ABOVE_PAD
    }

    /// Columns and rows of entries in a list, below so many rows of other text.
    pub fn tiles(self, above: u16) -> (u16, u16) {
        // Title, rule and keys; on a higher screen the state of the box has up to two more rows.
        let frame = 2 + self.key_rows() + if self.is_low() { 0 } else { 2 };
        let rows = (self.size.1.saturating_sub(frame + above) / self.finger.rows).max(1);
        let most = ((self.size.0 - 2) / TILE_COLUMNS.max(self.finger.columns)).max(1);
        let enough = (1..most).find(|columns| usize::from(columns * rows) >= PAGE);
        (enough.unwrap_or(most), rows)
    }
}

/// What a target does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Does {
    /// What this key does, and no more.
    Key(Key),
    /// Puts the keypad away, or brings it back.
    Keypad,
}

/// A part of the screen that a finger can press.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Where it is.
    pub area: Rect,
    /// What it does.
    pub does: Does,
    /// What stands on it. A target that says something else is another one.
    pub words: String,
}

impl Target {
    /// Whether a touch is on it.
    pub fn is_at(&self, pointer: Pointer) -> bool {
        self.area.contains((pointer.column, pointer.row).into())
    }
}

/// The lines of a text on a target, as many as there are rows for: broken at blanks where that is enough, so that no word of
/// Hanzi is torn.
pub(super) fn lines(text: &str, columns: u16, rows: u16) -> Vec<String> {
    let whole = wrap_at_blanks(text, columns);
    let fits = whole.len() <= usize::from(rows) && whole.iter().all(|line| width(line) <= columns);
    if fits { whole } else { wrap(text, columns).into_iter().take(rows.into()).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nine_millimetres_are_so_many_cells() {
        let small = ScreenSize { width: 73, height: 49 };
        assert_eq!(small.finger((40, 15)), Finger::USUAL);
        let large = ScreenSize { width: 217, height: 136 };
        assert_eq!(large.finger((80, 24)), Finger { columns: 4, rows: 2 });
        // No cell is smaller than a cell, and a size of nothing is no division by it.
        assert_eq!(ScreenSize { width: 2000, height: 2000 }.finger((40, 15)), Finger { columns: 1, rows: 1 });
        assert!(Touch::on(ScreenSize { width: 0, height: 0 }.finger((500, 500)), (500, 500)).is_none());
    }

    #[test]
    fn a_screen_without_room_for_the_targets_has_none() {
        assert!(Touch::on(Finger::USUAL, (40, 15)).is_some());
        assert!(Touch::on(Finger::USUAL, (39, 15)).is_none());
        assert!(Touch::on(Finger::USUAL, (40, 14)).is_none());
    }

    #[test]
    fn a_list_has_as_many_entries_as_there_is_room_for() {
        let low = Touch::on(Finger::USUAL, (40, 15)).unwrap();
        assert_eq!((low.tiles(0), low.tiles(1), low.tiles(2)), ((2, 3), (2, 3), (2, 2)));
        let high = Touch::on(Finger::USUAL, (80, 24)).unwrap();
        assert_eq!(high.tiles(0), (2, 5));
    }
}
