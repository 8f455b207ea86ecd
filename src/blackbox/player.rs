//! Shows a black box again.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use super::{
    Hides, Private, What,
    cells::{Cells, wide},
};

/// The picture as it was at some moment.
#[derive(Debug, Default)]
pub struct Player {
    /// Its cells.
    pub picture: Buffer,
    /// What is private of it: blank here, or starred.
    pub private: Option<Private>,
}

impl Player {
    /// Takes a moment in. Whether the picture is another one now.
    pub fn take(&mut self, what: &What) -> bool {
        match what {
            What::Whole { size, private, cells } => {
                self.picture = Buffer::empty(Rect::new(0, 0, size.0, size.1));
                self.private = *private;
                self.draw(cells);
                true
            }
            What::Changes(cells) => {
                self.draw(cells);
                true
            }
            What::Input(_) | What::Event(_) | What::Act(_) | What::Skipped => false,
        }
    }

    fn draw(&mut self, cells: &Cells) {
        cells.each(|x, y, cell| {
            // What stood under the second half of a wide character is gone.
            for behind in 1..wide(cell.symbol()) {
                if let Some(place) = self.picture.cell_mut(Position::new(x.saturating_add(behind), y)) {
                    place.reset();
                }
            }
            if let Some(place) = self.picture.cell_mut(Position::new(x, y)) {
                *place = cell;
            }
        });
    }
}

/// The rows of a picture as text, without blanks at their ends. What was left out is dotted.
pub fn rows(player: &Player) -> Vec<String> {
    let area = player.picture.area;
    (area.top()..area.bottom()).map(|y| row(player, y)).collect()
}

fn row(player: &Player, y: u16) -> String {
    let mut text = String::new();
    let mut x = player.picture.area.left();
    while let Some(cell) = player.picture.cell(Position::new(x, y)) {
        let is_hidden = player.private.is_some_and(|private| private.hides == Hides::All && private.has(x, y));
        text.push_str(if is_hidden { "." } else { cell.symbol() });
        x = x.saturating_add(if is_hidden { 1 } else { wide(cell.symbol()) });
    }
    text.truncate(text.trim_end_matches(' ').len());
    text
}

#[cfg(test)]
mod tests;
