//! The newest payments of settled batches. Their records are gone from the book, but whoever asks whether a card has paid the same
//! already must still know them after a restart.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::Transactions;
use crate::domain::{Amount, Kind, MaskedPan, Stan, State, Transaction, TxnRef};

/// So many are kept: more than fit into the minutes for which they are asked about.
const KEPT: usize = 32;

/// A payment of a settled batch that moved money, or may have: by card or in cash, but not by code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettledPayment {
    /// Its name.
    #[serde(flatten)]
    pub txn: TxnRef,
    /// What it was.
    pub kind: Kind,
    /// How much, in minor units.
    pub amount: Amount,
    /// Whose card, and nothing where it was paid in cash; the number itself went with its batch.
    pub pan: MaskedPan,
}

/// The newest payments of settled batches, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SettledPayments(VecDeque<SettledPayment>);

impl SettledPayments {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All of them, oldest first.
    pub fn iter(&self) -> impl Iterator<Item = &SettledPayment> {
        self.0.iter()
    }

    /// A batch is settled: its payments, in the order of their numbers before `next`.
    pub(super) fn take(&mut self, batch: &Transactions, next: Stan) {
        let mut paid: Vec<&Transaction> =
            batch.values().filter(|txn| !txn.is_by_code() && txn.may_have_moved()).collect();
        paid.sort_by_key(|txn| std::cmp::Reverse(txn.txn.stan.age(next)));
        let told = |txn: &&Transaction| SettledPayment {
            txn: txn.txn,
            kind: txn.kind,
            amount: txn.amount,
            pan: txn.pan.clone(),
        };
        self.0.extend(paid.iter().map(told));
        self.0.drain(..self.0.len().saturating_sub(KEPT));
    }
}

impl Transaction {
    /// Whether money moved, as far as is known, or may have.
    pub fn may_have_moved(&self) -> bool {
        !matches!(self.state, State::Declined | State::NotSent | State::Reversed | State::Voided)
    }
}
