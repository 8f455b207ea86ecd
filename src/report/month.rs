//! The last thirty days, counted piece by piece: they are too many transactions to hold.

use crate::domain::{Day, Sides, Transaction, UtcOffset, WallTime};

use super::SumTooLarge;

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
        Month { first: now.day(offset).back(DAYS as u32 - 1), offset, days: [Sides::default(); DAYS] }
    }

    /// The first moment, and the one after the last.
    pub fn span(&self) -> (WallTime, WallTime) {
        (self.first.start(self.offset), self.first.plus(DAYS as u32).start(self.offset))
    }

    /// Counts one transaction in its last state; what is of another time is passed over.
    ///
    /// # Errors
    /// [`SumTooLarge`].
    pub fn add(&mut self, txn: &Transaction) -> Result<(), SumTooLarge> {
        let began = txn.began.day(self.offset);
        let index = (self.first <= began).then(|| self.first.until(began) as usize);
        let day = index.and_then(|index| self.days.get_mut(index));
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
