//! The transactions of the open batch, with those at hand that are not at rest.
//!
//! A batch holds hundreds of transactions, and nearly all of them are over. What is asked after every event, such as whether a
//! reversal is owed or how many moved money, is answered from the few that are not.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Deref,
};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::domain::{DeliveryEnd, Stan, State, Transaction};

/// Transactions by STAN. Written as a list, because a number cannot be read back as the key of a map inside a tagged fact.
#[derive(Clone, Debug, Default)]
pub struct Transactions {
    all: BTreeMap<Stan, Transaction>,
    /// Every one that is not at rest, and until [`Transactions::settle_down`] those that have just come to rest.
    restless: BTreeSet<Stan>,
    /// How many of the others moved money.
    counted_at_rest: usize,
}

impl Transactions {
    /// Those that are not at rest, in the order of their numbers.
    pub fn restless(&self) -> impl Iterator<Item = &Transaction> {
        self.restless.iter().filter_map(|stan| self.all.get(stan))
    }

    /// How many moved money.
    pub fn counted(&self) -> usize {
        self.counted_at_rest + self.restless().filter(|txn| txn.counts()).count()
    }

    /// Adds one, or replaces the one with its number.
    pub fn insert(&mut self, txn: Transaction) {
        self.stir(txn.txn.stan);
        self.all.insert(txn.txn.stan, txn);
        self.settle_down();
    }

    /// Puts back what was there under a number before a change: a transaction, or none.
    pub fn put_back(&mut self, stan: Stan, before: Option<Transaction>) {
        self.stir(stan);
        match before {
            Some(txn) => drop(self.all.insert(stan, txn)),
            None => drop(self.all.remove(&stan)),
        }
        self.settle_down();
    }

    /// One that is about to change; [`Transactions::settle_down`] comes after that.
    pub(super) fn get_mut(&mut self, stan: Stan) -> Option<&mut Transaction> {
        self.stir(stan);
        self.all.get_mut(&stan)
    }

    /// The one with this number, if any, is about to change.
    fn stir(&mut self, stan: Stan) {
        if self.restless.insert(stan) && self.all.get(&stan).is_some_and(Transaction::counts) {
            self.counted_at_rest -= 1;
        }
    }

    /// Lets those go that have come to rest.
    pub(super) fn settle_down(&mut self) {
        let (all, counted) = (&self.all, &mut self.counted_at_rest);
        self.restless.retain(|stan| {
            let txn = all.get(stan);
            let stays = txn.is_some_and(is_restless);
            *counted += usize::from(!stays && txn.is_some_and(Transaction::counts));
            stays
        });
    }

    /// The batch is closed.
    pub(super) fn clear(&mut self) {
        *self = Transactions::default();
    }
}

/// Whether something is still to be done about it, other than its detail at the settlement.
fn is_restless(txn: &Transaction) -> bool {
    let unfinished = matches!(txn.state, State::Pending | State::Reversing | State::Unresolved | State::Stored);
    let untold = txn.is_order() && !txn.seen;
    unfinished
        || untold
        || txn.deliveries.iter().any(|delivery| !matches!(delivery.end, Some(DeliveryEnd::Accepted(_))))
}

impl Deref for Transactions {
    type Target = BTreeMap<Stan, Transaction>;
    fn deref(&self) -> &BTreeMap<Stan, Transaction> {
        &self.all
    }
}

impl FromIterator<Transaction> for Transactions {
    fn from_iter<I: IntoIterator<Item = Transaction>>(list: I) -> Transactions {
        let all: BTreeMap<Stan, Transaction> = list.into_iter().map(|txn| (txn.txn.stan, txn)).collect();
        // All are looked at once.
        let mut transactions = Transactions { restless: all.keys().copied().collect(), all, counted_at_rest: 0 };
        transactions.settle_down();
        transactions
    }
}

/// What is at rest follows from the transactions.
impl PartialEq for Transactions {
    fn eq(&self, other: &Transactions) -> bool {
        self.all == other.all
    }
}

impl Eq for Transactions {}

impl Serialize for Transactions {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.all.values())
    }
}

impl<'de> Deserialize<'de> for Transactions {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Transactions, D::Error> {
        Ok(Vec::<Transaction>::deserialize(from)?.into_iter().collect())
    }
}
