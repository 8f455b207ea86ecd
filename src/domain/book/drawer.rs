//! The float of the cash drawer, and its counts.

use super::{Book, BookError};
use crate::domain::{Fact, WallTime, drawer};

impl Book {
    pub(super) fn apply_drawer(&mut self, at: WallTime, fact: &Fact) -> Result<(), BookError> {
        match fact {
            Fact::FloatSet { float, by } => {
                let counts = Vec::new();
                self.drawer = Some(Box::new(drawer::Drawer { float: *float, since: at, by: *by, counts }));
            }
            Fact::CashCounted { count, expected, by } => {
                let counts = &mut self.drawer.as_mut().ok_or(BookError::NoFloat)?.counts;
                if counts.len() >= drawer::COUNTS_MAX {
                    counts.remove(0);
                }
                counts.push(drawer::Counted { at, by: *by, count: count.clone(), expected: *expected });
            }
            _ => {}
        }
        Ok(())
    }
}
