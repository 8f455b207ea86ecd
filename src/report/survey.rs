//! What can be made of the transactions of the last days, counted piece by piece.

use crate::domain::{Transaction, WallTime};

use super::{Exceptions, Month, SumTooLarge};

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Survey {
    /// What moved on each day.
    Month(Box<Month>),
    /// What was out of the ordinary, by operator.
    Exceptions(Exceptions),
}

impl Survey {
    /// The first moment, and the one after the last.
    pub fn span(&self) -> (WallTime, WallTime) {
        match self {
            Survey::Month(month) => month.span(),
            Survey::Exceptions(exceptions) => exceptions.span(),
        }
    }

    /// Counts one transaction in its last state, no newer than the one before it.
    ///
    /// # Errors
    /// [`SumTooLarge`].
    pub fn add(&mut self, txn: &Transaction) -> Result<(), SumTooLarge> {
        match self {
            Survey::Month(month) => month.add(txn),
            Survey::Exceptions(exceptions) => {
                exceptions.add(txn);
                Ok(())
            }
        }
    }
}
