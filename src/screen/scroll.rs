//! How far a page has been scrolled. The core turns it: it alone knows how many rows the screen has room for.

use crate::{keypad::Key, ui::Reach};

/// The first row that is shown of a page with more rows than there is room for.
#[derive(Clone, Copy, Debug)]
pub struct Scroll {
    at: usize,
    /// Rows that a key goes on by at most.
    step: usize,
    /// The key that leads on.
    further: Key,
}

impl Default for Scroll {
    fn default() -> Self {
        Scroll::by(1)
    }
}

impl Scroll {
    /// From the top, so many rows at once, or what the screen shows less one: no row is passed over.
    pub fn by(step: usize) -> Scroll {
        Scroll { at: 0, step, further: Key::Down }
    }

    /// From the bottom upwards, row by row.
    pub fn upwards() -> Scroll {
        Scroll { further: Key::Up, ..Scroll::default() }
    }

    /// How many rows it is away from where it began.
    pub fn at(&self) -> usize {
        self.at
    }

    /// Takes UP or DOWN, on a screen with this reach. It never goes further: a key back would then seem to do nothing.
    pub fn turn(&mut self, key: Key, reach: Reach) {
        // The page may have become shorter since, or the screen larger.
        let at = self.at.min(reach.rows);
        let step = self.step.min(reach.room.saturating_sub(1)).max(1);
        self.at = if key == self.further { (at + step).min(reach.rows) } else { at.saturating_sub(step) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_leads_past_the_end_and_the_first_one_back_leads_back() {
        let reach = |rows| Reach { rows, room: 6 };
        let mut scroll = Scroll::by(3);
        for at in [3, 6, 7, 7, 7] {
            scroll.turn(Key::Down, reach(7));
            assert_eq!(scroll.at(), at);
        }
        scroll.turn(Key::Up, reach(7));
        assert_eq!(scroll.at(), 4);
        // The screen has become larger meanwhile.
        scroll.turn(Key::Up, reach(2));
        assert_eq!(scroll.at(), 0);
        // A low one shows fewer rows than a key would go on by.
        scroll.turn(Key::Down, Reach { rows: 7, room: 3 });
        assert_eq!(scroll.at(), 2);
        let mut tail = Scroll::upwards();
        for (key, at) in [(Key::Up, 1), (Key::Up, 1), (Key::Down, 0)] {
            tail.turn(key, reach(1));
            assert_eq!(tail.at(), at);
        }
    }
}
