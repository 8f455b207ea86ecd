//! The picture of a seat: which cells its client has, and the bytes that bring them up to date.

use std::io::Write;

use ratatui::{
    backend::{Backend, CrosstermBackend},
    buffer::Buffer,
    layout::Rect,
};

use crate::app::{self, Model, SessionId};

use super::super::changes::Changes;

/// No seat is larger than this, so that a broken size report costs little memory.
const SIZE_MAX: (u16, u16) = (240, 80);

/// What a client shows.
pub struct SeatScreen {
    shown: Buffer,
    /// Its screen is of unknown content: everything is drawn.
    fresh: bool,
}

impl SeatScreen {
    /// A client that shows nothing yet.
    pub fn new(size: (u16, u16)) -> SeatScreen {
        SeatScreen { shown: Buffer::empty(area(size)), fresh: true }
    }

    /// It has another size.
    pub fn resize(&mut self, size: (u16, u16)) {
        *self = SeatScreen::new(size);
    }

    /// The bytes that make it show the session as it is now; none where it does.
    pub fn paint(&mut self, model: &Model, id: SessionId) -> Option<Vec<u8>> {
        let mut next = Buffer::empty(self.shown.area);
        app::view(model, id, &mut next);
        let changes = Changes::between(&self.shown, &next);
        if changes.is_empty() && !self.fresh {
            return None;
        }
        let mut bytes = Vec::new();
        let mut backend = CrosstermBackend::new(&mut bytes);
        // A vector takes whatever is written.
        if self.fresh {
            let _ = backend.clear();
        }
        let _ = backend.draw(changes.cells());
        let _ = Write::flush(&mut backend);
        self.fresh = false;
        self.shown = next;
        Some(bytes)
    }
}

/// The size of a seat, whatever its client says.
pub fn at_most((columns, rows): (u16, u16)) -> (u16, u16) {
    (columns.clamp(1, SIZE_MAX.0), rows.clamp(1, SIZE_MAX.1))
}

fn area(size: (u16, u16)) -> Rect {
    let (columns, rows) = at_most(size);
    Rect::new(0, 0, columns, rows)
}
