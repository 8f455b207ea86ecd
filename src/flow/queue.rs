//! Everything that still has to go up, as the queue screen shows it.

use std::{collections::BTreeMap, time::Duration};

use crate::domain::{Amount, DeliveryEnd, Now, Parcel, State, Transaction, TxnRef, WallTime};

use super::{Terminal, Why, background::pause};

/// What waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum QueueItem {
    /// A reversal.
    Reversal,
    /// A transaction that a person must close.
    Unresolved,
    /// An order whose end the gateway has still to say.
    Order,
    /// The result of an issuer script.
    Script,
    /// A transaction that was recorded before the host heard of it.
    Advice,
    /// A cardholder's signature.
    Signature,
    /// A detail of the batch.
    Detail,
}

impl QueueItem {
    pub(super) fn of(parcel: Parcel) -> QueueItem {
        match parcel {
            Parcel::Script => QueueItem::Script,
            Parcel::Advice => QueueItem::Advice,
            Parcel::Signature => QueueItem::Signature,
        }
    }
}

/// One thing that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueueRow {
    /// What.
    pub what: QueueItem,
    /// Of which transaction.
    pub txn: TxnRef,
    /// How much it is about.
    pub amount: Amount,
    /// Since when.
    pub since: WallTime,
    /// How often it was sent.
    pub tries: u16,
    /// Why it did not go through last time.
    pub last: Option<Why>,
    /// When it is tried next, on the monotonic clock; none: now, or not before something else happens.
    pub next: Option<Duration>,
    /// Whether it is not tried any more.
    pub set_aside: bool,
}

/// Failures of what goes up, until it has. In memory only: after a restart each begins with no pause.
#[derive(Debug, Default)]
pub(super) struct Attempts(BTreeMap<(TxnRef, QueueItem), Attempt>);

/// The failures of one thing.
#[derive(Clone, Debug)]
pub(super) struct Attempt {
    /// How many in a row.
    pub failures: u32,
    /// When it may go again.
    pub not_before: Duration,
    /// The last one.
    pub last: Why,
}

impl Attempts {
    pub(super) fn get(&self, txn: TxnRef, item: QueueItem) -> Option<&Attempt> {
        self.0.get(&(txn, item))
    }

    pub(super) fn not_before(&self, txn: TxnRef, item: QueueItem) -> Duration {
        self.get(txn, item).map_or(Duration::ZERO, |a| a.not_before)
    }

    /// It failed: the next pause is twice as long.
    pub(super) fn fail(&mut self, txn: TxnRef, item: QueueItem, why: Why, now: Now) {
        let failures = self.get(txn, item).map_or(0, |a| a.failures).saturating_add(1);
        let attempt = Attempt { failures, not_before: now.mono + pause(failures), last: why };
        self.0.insert((txn, item), attempt);
    }

    /// It did not leave: worth telling, but no failure of its own.
    pub(super) fn note(&mut self, txn: TxnRef, item: QueueItem, why: Why, now: Now) {
        let failures = self.get(txn, item).map_or(0, |a| a.failures);
        self.0.insert((txn, item), Attempt { failures, not_before: now.mono, last: why });
    }

    pub(super) fn forget(&mut self, txn: TxnRef, item: QueueItem) {
        self.0.remove(&(txn, item));
    }

    /// The batch is closed: nothing of it waits any more.
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }
}

impl Terminal {
    /// Everything that waits to go up, in the order in which it does; what is not tried any more stands among the rest.
    pub fn queue(&self) -> Vec<QueueRow> {
        let mut rows: Vec<QueueRow> = self.book.reversals_owed().map(|t| self.reversal_row(t)).collect();
        rows.extend(self.book.unresolved().map(unresolved_row));
        rows.extend(self.book.orders_open().map(|t| self.order_row(t)));
        for parcel in Parcel::ALL {
            rows.extend(self.book.transactions.restless().filter_map(|t| self.parcel_row(t, parcel)));
        }
        rows.extend(self.detail_rows());
        rows
    }

    /// How much waits, for the status bar: all of the queue but what a person must close, which has a place of its own.
    pub fn queued(&self) -> usize {
        let parcels = self.book.transactions.restless().flat_map(|t| &t.deliveries);
        let waiting = parcels.filter(|d| !matches!(d.end, Some(DeliveryEnd::Accepted(_)))).count();
        self.book.reversals_owed().count() + self.book.orders_open().count() + waiting + self.details_waiting()
    }

    fn reversal_row(&self, txn: &Transaction) -> QueueRow {
        let tries = txn.reversal.as_ref().map_or(0, |r| r.tries);
        let refused = || self.attempt(txn.txn, QueueItem::Reversal).map(|attempt| attempt.last.clone());
        let failed = (tries > 0).then(|| self.line.trouble().or_else(refused)).flatten();
        QueueRow {
            what: QueueItem::Reversal,
            last: failed,
            next: Some(self.line.not_before.max(self.line.reversals_not_before)),
            tries,
            set_aside: false,
            ..row(txn)
        }
    }

    fn order_row(&self, txn: &Transaction) -> QueueRow {
        let (tries, next) = self.gateway.attempt(txn.txn).map_or((0, None), |(tries, at)| (tries, Some(at)));
        let tries = u16::try_from(tries).unwrap_or(u16::MAX);
        let last = self.gateway.silent().map(|_| Why::GatewaySilent);
        QueueRow { what: QueueItem::Order, tries, next, last, ..row(txn) }
    }

    fn parcel_row(&self, txn: &Transaction, parcel: Parcel) -> Option<QueueRow> {
        let delivery = txn.delivery(parcel)?;
        let what = QueueItem::of(parcel);
        let attempt = self.attempt(txn.txn, what);
        let last = match &delivery.end {
            Some(DeliveryEnd::Accepted(_)) => return None,
            Some(DeliveryEnd::Refused(code)) => Some(Why::Declined(code.clone())),
            Some(DeliveryEnd::GivenUp) | None => attempt.map(|a| a.last.clone()),
        };
        let waits = delivery.end.is_none() && !self.is_held(txn, parcel);
        let next = attempt.filter(|_| waits).map(|a| a.not_before.max(self.line.not_before));
        let (since, tries, set_aside) = (delivery.since, delivery.tries, delivery.end.is_some());
        Some(QueueRow { what, since, tries, last, next, set_aside, ..row(txn) })
    }
}

fn unresolved_row(txn: &Transaction) -> QueueRow {
    let reversal = txn.reversal.as_ref();
    let last = reversal.and_then(|r| r.code.clone()).map(Why::Declined);
    let tries = reversal.map_or(0, |r| r.tries);
    QueueRow { what: QueueItem::Unresolved, tries, last, ..row(txn) }
}

/// A row with nothing but the transaction; a state that is not known waits for a person.
pub(super) fn row(txn: &Transaction) -> QueueRow {
    QueueRow {
        what: QueueItem::Detail,
        txn: txn.txn,
        amount: txn.counted_amount(),
        since: txn.began,
        tries: 0,
        last: None,
        next: None,
        set_aside: txn.state == State::Unresolved,
    }
}
