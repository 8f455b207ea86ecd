//! `[journal]`: how long the journal is kept.

use serde::Deserialize;

use crate::ledger::{KEEP_DAYS, Old, Retention};

/// Fewer days than this are taken for a mistake: cardholders dispute payments for months.
const FEWEST_DAYS: u32 = 30;
/// A hundred years; more is a mistake too, as 0 is for ever.
const MOST_DAYS: u32 = 36_500;

/// How long the segments of the journal are kept.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Journal {
    /// For so many days after their last record; 0: for ever.
    pub keep_days: u32,
    /// Whether older ones are moved to `journal/archive` and not removed.
    pub archive: bool,
}

impl Default for Journal {
    fn default() -> Self {
        Journal { keep_days: KEEP_DAYS, archive: false }
    }
}

impl Journal {
    /// Says what is wrong with it.
    pub fn check(&self) -> Result<(), String> {
        match self.keep_days {
            0 | FEWEST_DAYS..=MOST_DAYS => Ok(()),
            days => {
                Err(format!("journal.keep_days is {days}, but must be 0 (for ever) or {FEWEST_DAYS} to {MOST_DAYS}"))
            }
        }
    }

    /// As the ledger takes it.
    pub fn retention(&self) -> Retention {
        let old = if self.archive { Old::Archive } else { Old::Remove };
        Retention { keep_days: self.keep_days, old }
    }
}
