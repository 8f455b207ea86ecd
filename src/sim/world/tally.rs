//! How often the customers of a run did what: counted from the facts of the journal.

use std::collections::BTreeMap;

use crate::domain::{BillEnd, BillFact, Entry, Fact, Kind, Parcel};

/// Something that customers do and that is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Act {
    /// A transaction of this kind was begun.
    Trade(Kind),
    /// One whose card was read so, or that needed none.
    Entry(Entry),
    /// A cardholder signed on the screen.
    Signature,
    /// A basket was paid.
    Basket,
    /// A sale that was paid in parts was paid.
    Parts,
}

/// How often each was done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally(BTreeMap<Act, u64>);

impl Tally {
    /// How often.
    pub fn of(&self, act: Act) -> u64 {
        self.0.get(&act).copied().unwrap_or(0)
    }

    /// Takes in a fact.
    pub(super) fn take(&mut self, fact: &Fact) {
        match fact {
            Fact::Began(txn) => {
                self.count(Act::Trade(txn.kind));
                self.count(Act::Entry(txn.entry));
            }
            Fact::ParcelDue { parcel: Parcel::Signature, .. } => self.count(Act::Signature),
            Fact::BasketPaid(_) => self.count(Act::Basket),
            Fact::Bill(BillFact::Closed { end: BillEnd::Paid, .. }) => self.count(Act::Parts),
            _ => {}
        }
    }

    fn count(&mut self, act: Act) {
        *self.0.entry(act).or_default() += 1;
    }

    /// Takes in what was done on another day.
    pub(super) fn add(&mut self, day: Tally) {
        for (act, count) in day.0 {
            *self.0.entry(act).or_default() += count;
        }
    }
}
