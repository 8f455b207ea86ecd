//! The rates of the acquirer's contract, and whether somebody has read them.

use super::{Book, BookError};
use crate::domain::{Fact, Rates, WallTime};

impl Book {
    pub(super) fn apply_rates(&mut self, at: WallTime, fact: &Fact) -> Result<(), BookError> {
        match fact {
            Fact::RatesSet { table } => {
                let (confirmed, by) = self.rates.take().map_or((None, None), |old| (old.confirmed, old.by));
                self.rates = Some(Box::new(Rates { table: (**table).clone(), since: at, confirmed, by }));
            }
            Fact::RatesConfirmed { by } => {
                let rates = self.rates.as_mut().ok_or(BookError::NoRates)?;
                (rates.confirmed, rates.by) = (Some(rates.table.clone()), Some(*by));
            }
            _ => {}
        }
        Ok(())
    }
}
