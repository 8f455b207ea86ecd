//! Totals of a batch and how far its settlement has come.

use serde::{Deserialize, Serialize};

use super::{Amount, BatchNo, Kind, Stan, Transaction, WallTime};

/// Count and sum of one side or one kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KindTotals {
    /// How many.
    pub count: u32,
    /// How much.
    pub amount: Amount,
}

impl KindTotals {
    /// Adds one transaction. The sum stops at [`Amount::MAX`], which a batch of 999 trades cannot reach honestly.
    pub fn add(&mut self, amount: Amount) {
        self.count = self.count.saturating_add(1);
        self.amount = self.amount.checked_add(amount).unwrap_or(Amount::MAX);
    }
}

/// What a batch adds up to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Sales, voided ones included.
    pub sale: KindTotals,
    /// Voids.
    pub void: KindTotals,
}

impl Totals {
    /// The totals of these transactions: approved ones, and voided ones with their voids.
    pub fn of<'a>(transactions: impl IntoIterator<Item = &'a Transaction>) -> Totals {
        let mut totals = Totals::default();
        for txn in transactions.into_iter().filter(|t| t.counts()) {
            match txn.kind {
                Kind::Sale => totals.sale.add(txn.amount),
                Kind::Void => totals.void.add(txn.amount),
            }
        }
        totals
    }

    /// The totals of one kind.
    pub fn kind(&self, kind: Kind) -> KindTotals {
        match kind {
            Kind::Sale => self.sale,
            Kind::Void => self.void,
        }
    }

    /// The debit side of field 48.
    pub fn debit(&self) -> KindTotals {
        self.sale
    }

    /// The credit side of field 48.
    pub fn credit(&self) -> KindTotals {
        self.void
    }
}

/// How far a settlement has come. Durable, so that one cut off by a power failure goes on where it stopped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settlement {
    /// The batch that is being settled.
    pub batch: BatchNo,
    /// The STAN of its 0500.
    pub stan: Stan,
    /// What this terminal counted.
    pub totals: Totals,
    /// When it was begun.
    pub began: WallTime,
    /// Where it stands.
    pub stage: SettlementStage,
}

/// The stages of a settlement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SettlementStage {
    /// Totals not yet answered by the host.
    Asked,
    /// The host's totals are the same; chip details are going up.
    Balanced,
    /// The host's totals differ; all details are going up.
    Unbalanced,
}
