//! The latest time that the journal knows, against which a clock is judged at the next start.

use super::Book;
use crate::domain::{ClockNote, Fact, WallTime};

impl Book {
    /// Takes note of when something happened. Journals from before there was such a watch say nothing of it, and what they
    /// sum up to stays as it was.
    pub(super) fn note_time(&mut self, at: WallTime, fact: &Fact) {
        self.latest = match fact {
            // Somebody, or the host, says that it is this late and not later.
            Fact::Clock(ClockNote::Confirmed { .. }) => Some(at),
            Fact::Clock(ClockNote::Watched) => Some(self.latest.map_or(at, |latest| latest.max(at))),
            _ => self.latest.map(|latest| latest.max(at)),
        };
    }
}
