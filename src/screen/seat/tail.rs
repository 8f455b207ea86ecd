//! Lines of which the newest stands at the bottom and goes on, until a person scrolls up.

use super::super::{Action, See};
use crate::{
    keypad::Key,
    ui::{Body, Hint, Tone, text::wrap},
};

/// How many rows above the newest one.
#[derive(Debug, Default)]
pub struct Tail {
    up: usize,
}

impl Tail {
    pub fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        vec![Hint::new(Key::Up, t.hint_older()), Hint::new(Key::Cancel, t.hint_back())]
    }

    /// Takes a key; there are so many lines.
    pub fn key(&mut self, key: Key, lines: usize, see: &See<'_>) -> Action {
        match key {
            Key::Cancel | Key::Enter => return Action::Back,
            // A line may take more than a row.
            Key::Up => self.up = (self.up + 1).min(lines.saturating_mul(2)),
            Key::Down => self.up = self.up.saturating_sub(1),
            _ => return Action::no_such_key(see),
        }
        Action::Stay
    }

    /// Draws as many of the last rows as there is room for. The lines come newest first.
    pub fn draw(&self, body: &mut Body<'_, '_>, newest_first: impl Iterator<Item = String>) {
        let (room, columns) = (usize::from(body.left()), body.area.width);
        let mut rows: Vec<String> = Vec::with_capacity(room);
        for line in newest_first {
            rows.extend(wrap(&line, columns).into_iter().rev());
            if rows.len() >= room + self.up {
                break;
            }
        }
        let skip = self.up.min(rows.len().saturating_sub(room));
        for row in rows.iter().skip(skip).take(room).rev() {
            body.line(row, Tone::Plain);
        }
    }
}
