//! What of a picture is private.

use ratatui::{
    buffer::Cell,
    layout::{Position, Rect},
};

/// What stands in the place of a digit.
const STAR: &str = "*";

/// A part of a picture that is private.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Private {
    /// Where it lies.
    pub area: Rect,
    /// What is left out there.
    pub hides: Hides,
}

/// What is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hides {
    /// Whatever stands there.
    All,
    /// Digits: each is a star.
    Digits,
}

impl Private {
    /// Whether a cell lies there.
    pub fn has(&self, x: u16, y: u16) -> bool {
        self.area.contains(Position::new(x, y))
    }
}

/// The symbol of a cell as it is kept; none where it is left out.
pub(super) fn kept(cell: &Cell, x: u16, y: u16, private: Option<Private>) -> Option<&str> {
    let symbol = cell.symbol();
    match private.filter(|private| private.has(x, y)).map(|private| private.hides) {
        None => Some(symbol),
        Some(Hides::All) => None,
        Some(Hides::Digits) if symbol.chars().any(char::is_numeric) => Some(STAR),
        Some(Hides::Digits) => Some(symbol),
    }
}
