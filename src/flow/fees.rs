//! What payments cost by the rates in the journal, and what is asked of its records.

use crate::{
    domain::{Fact, Now, Rates, Transaction},
    fees::{Cost, Identity, Inquiry, cost},
};

use super::Terminal;

impl Terminal {
    /// The rates in force: those that are in the journal.
    pub fn rates(&self) -> Option<&Rates> {
        self.book.rates.as_deref()
    }

    /// Whether there are rates that nobody has confirmed.
    pub fn has_new_rates(&self) -> bool {
        self.rates().is_some_and(Rates::is_news)
    }

    /// The fact that the file's rates are in force from now on, where they are others than those in the journal.
    pub fn new_rates(&self) -> Option<Fact> {
        let table = self.setup.fees.table.as_ref()?;
        let known = self.rates().is_some_and(|rates| rates.table == *table);
        (!known).then(|| Fact::RatesSet { table: Box::new(table.clone()) })
    }

    /// What a transaction costs; none where there are no rates.
    pub fn cost(&self, txn: &Transaction) -> Option<Cost> {
        let calendar = &self.setup.fees.calendar;
        self.rates().map(|rates| cost(&rates.table, calendar, txn, self.setup.offset))
    }

    /// What the screens of money ask of the records.
    pub fn inquiry(&self, now: Now) -> Inquiry {
        let setup = &self.setup;
        Inquiry {
            identity: Identity {
                merchant: setup.merchant.clone(),
                terminal: setup.terminal.clone(),
                currency: setup.currency,
                offset: setup.offset,
            },
            terms: setup.fees.clone(),
            prices: self.rates().map(|rates| rates.table.clone()),
            today: now.wall.day(setup.offset),
        }
    }
}
