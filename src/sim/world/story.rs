//! The latest events, for whoever must find out what went wrong. Written down only when a seed is played again because it
//! has failed: the same seed tells the same story.

use std::{collections::VecDeque, time::Duration};

/// How many lines are kept.
const KEPT: usize = 200;

/// The latest lines; or none at all, which costs nothing.
#[derive(Debug)]
pub struct Story(Option<VecDeque<String>>);

impl Story {
    /// Keeps nothing.
    pub fn silent() -> Story {
        Story(None)
    }

    /// Keeps the latest lines.
    pub fn told() -> Story {
        Story(Some(VecDeque::with_capacity(KEPT)))
    }

    /// Writes a line down.
    pub fn tell(&mut self, time: Duration, line: impl FnOnce() -> String) {
        let Some(lines) = &mut self.0 else { return };
        if lines.len() >= KEPT {
            lines.pop_front();
        }
        lines.push_back(format!("{:>12.3} {}", time.as_secs_f64(), line()));
    }

    /// The lines, oldest first.
    pub fn lines(self) -> Vec<String> {
        self.0.map(Vec::from).unwrap_or_default()
    }
}
