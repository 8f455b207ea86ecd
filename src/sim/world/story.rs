//! The latest events, for whoever must find out what went wrong. Written down only when a seed is played again because it
//! has failed: the same seed tells the same story.

use std::{collections::VecDeque, time::Duration};

/// The latest lines, and how many are kept at most; or none at all, which costs nothing.
#[derive(Debug)]
pub struct Story(Option<(VecDeque<String>, usize)>);

impl Story {
    /// Keeps nothing.
    pub fn silent() -> Story {
        Story(None)
    }

    /// Keeps so many of the latest lines.
    pub fn told(kept: usize) -> Story {
        Story(Some((VecDeque::new(), kept)))
    }

    /// Writes a line down.
    pub fn tell(&mut self, time: Duration, line: impl FnOnce() -> String) {
        let Some((lines, kept)) = &mut self.0 else { return };
        if lines.len() >= *kept {
            lines.pop_front();
        }
        lines.push_back(format!("{:>12.3} {}", time.as_secs_f64(), line()));
    }

    /// The lines, oldest first.
    pub fn lines(self) -> Vec<String> {
        self.0.map(|(lines, _)| Vec::from(lines)).unwrap_or_default()
    }
}
