//! The float of the cash drawer, what moves in it, and its counts.

use super::{Book, BookError};
use crate::domain::{Amount, CashMove, Fact, Kind, Side, WallTime, drawer};

impl Book {
    pub(super) fn apply_drawer(&mut self, at: WallTime, fact: &Fact) -> Result<(), BookError> {
        match fact {
            Fact::FloatSet { float, by } => {
                self.drawer = Some(Box::new(drawer::Drawer::new(*float, at, *by)));
            }
            Fact::CashCounted { count, expected, by } => {
                let counts = &mut self.drawer.as_mut().ok_or(BookError::NoFloat)?.counts;
                if counts.len() >= drawer::COUNTS_MAX {
                    counts.remove(0);
                }
                counts.push(drawer::Counted { at, by: *by, count: count.clone(), expected: *expected });
            }
            Fact::CashMoved(CashMove { way, amount, .. }) => {
                self.drawer.as_mut().ok_or(BookError::NoFloat)?.moves.add(*way, *amount);
                self.cash_moves.add(*way, *amount);
            }
            _ => {}
        }
        Ok(())
    }

    /// A customer has paid in cash, or has got some back.
    pub(super) fn move_cash(&mut self, kind: Kind, amount: Amount) {
        let Some(drawer) = &mut self.drawer else { return };
        match kind.side() {
            Side::Debit => drawer.taken.add(amount),
            Side::Credit => drawer.given_back.add(amount),
            Side::Neither => {}
        }
    }
}
