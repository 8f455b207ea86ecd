//! The last thirty days, counted piece by piece: they are too many transactions to hold.

use crate::domain::{Sides, Transaction, UtcOffset, WallTime};

use super::{Day, SumTooLarge};

/// So many days are looked back at, today included.
pub const DAYS: usize = 30;

/// What moved on each of the last [`DAYS`] days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Month {
    first: Day,
    offset: UtcOffset,
    days: [Sides; DAYS],
}

impl Month {
    /// Nothing counted yet. The last of its days is the one of this moment.
    pub fn until(now: WallTime, offset: UtcOffset) -> Month {
        Month { first: Day::of(now, offset).plus(1 - DAYS as i32), offset, days: [Sides::default(); DAYS] }
    }

    /// The first moment, and the one after the last.
    pub fn span(&self) -> (WallTime, WallTime) {
        (self.first.start(self.offset), self.first.plus(DAYS as i32).start(self.offset))
    }

    /// Counts one transaction in its last state; what is of another time is passed over.
    ///
    /// # Errors
    /// [`SumTooLarge`].
    pub fn add(&mut self, txn: &Transaction) -> Result<(), SumTooLarge> {
        let index = Day::of(txn.began, self.offset).since(self.first);
        let day = usize::try_from(index).ok().and_then(|index| self.days.get_mut(index));
        if let Some(day) = day.filter(|_| txn.counts()) {
            *day = day.with(txn.kind.side(), txn.counted_amount()).ok_or(SumTooLarge)?;
        }
        Ok(())
    }

    /// The days with what moved, the oldest first.
    pub fn days(&self) -> impl Iterator<Item = (Day, Sides)> + '_ {
        self.days.iter().zip(0..).map(|(sides, index)| (self.first.plus(index), *sides))
    }
}
