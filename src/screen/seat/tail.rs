//! Lines of which the newest stands at the bottom and goes on, until a person scrolls up.

use super::super::{Scroll, See};
use crate::{
    keypad::Key,
    ui::{Body, Hint, Reach, Tone, text::wrap},
};

/// How many rows above the newest one.
#[derive(Debug)]
pub struct Tail(pub Scroll);

impl Default for Tail {
    fn default() -> Self {
        Tail(Scroll::upwards())
    }
}

impl Tail {
    /// The keys that do something.
    pub fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        vec![Hint::new(Key::Up, t.hint_older()), Hint::new(Key::Cancel, t.hint_back())]
    }

    /// Draws as many of the last rows as there is room for. The lines come newest first.
    pub fn draw(&self, body: &mut Body<'_, '_>, newest_first: impl Iterator<Item = String>) {
        let (room, columns) = (usize::from(body.left()), body.area.width);
        let mut rows: Vec<String> = Vec::with_capacity(room);
        for line in newest_first {
            rows.extend(wrap(&line, columns).into_iter().rev());
            // One row more than is shown: so far a key may go.
            if rows.len() > room + self.0.at() {
                break;
            }
        }
        let reach = Reach { rows: rows.len().saturating_sub(room), room };
        body.reaches(reach);
        let skip = self.0.at().min(reach.rows);
        for row in rows.iter().skip(skip).take(room).rev() {
            body.line(row, Tone::Plain);
        }
    }
}
