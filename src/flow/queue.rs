//! Everything that waits to go up to the host, and what a person must close, as one list for the screen.

use std::time::Duration;

use crate::domain::{Amount, Delivery, DeliveryEnd, Parcel, Transaction, TxnRef, WallTime};

use super::{Terminal, Why};

/// What waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QueueItem {
    /// A reversal that the host has not acknowledged.
    Reversal,
    /// A transaction whose outcome a person must find out.
    Unresolved,
    /// The result of an issuer script.
    Script,
    /// A transaction that was recorded before the host heard of it.
    Advice,
    /// A signature.
    Signature,
    /// A detail of the settlement under way.
    Detail,
}

/// One thing that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueueRow {
    /// What.
    pub what: QueueItem,
    /// Of which transaction.
    pub txn: TxnRef,
    /// Its amount.
    pub amount: Amount,
    /// Since when it waits.
    pub since: WallTime,
    /// How often it has been sent.
    pub tries: u16,
    /// What went wrong last.
    pub last: Option<Why>,
    /// When it is tried next, on the monotonic clock; none where that is not known or it is not tried any more.
    pub next: Option<Duration>,
    /// Whether it is not sent any more: the host refused it, or it was tried as often as is allowed.
    pub set_aside: bool,
}

impl Terminal {
    /// Everything that waits: what a person must close first, then reversals, then what goes up in the background.
    pub fn queue(&self) -> Vec<QueueRow> {
        let open = self.book.unresolved().map(|t| reversal(QueueItem::Unresolved, t, None));
        let owed = self.book.reversals_owed().map(|t| reversal(QueueItem::Reversal, t, self.line.trouble()));
        let parcels = self.book.transactions.values().flat_map(|t| t.deliveries.iter().filter_map(|d| parcel(t, d)));
        open.chain(owed).chain(parcels).collect()
    }
}

fn reversal(what: QueueItem, txn: &Transaction, last: Option<Why>) -> QueueRow {
    let tries = txn.reversal.as_ref().map_or(0, |r| r.tries);
    let last = txn.reversal.as_ref().and_then(|r| r.code.clone()).map(Why::Declined).or(last);
    QueueRow { what, txn: txn.txn, amount: txn.amount, since: txn.began, tries, last, next: None, set_aside: false }
}

/// A delivery that has not ended well.
fn parcel(txn: &Transaction, delivery: &Delivery) -> Option<QueueRow> {
    let (last, set_aside) = match &delivery.end {
        None => (None, false),
        Some(DeliveryEnd::Accepted(_)) => return None,
        Some(DeliveryEnd::Refused(code)) => (Some(Why::Declined(code.clone())), true),
        Some(DeliveryEnd::GivenUp) => (None, true),
    };
    let what = match delivery.parcel {
        Parcel::Script => QueueItem::Script,
        Parcel::Advice => QueueItem::Advice,
        Parcel::Signature => QueueItem::Signature,
    };
    let (amount, since, tries) = (txn.counted_amount(), delivery.since, delivery.tries);
    Some(QueueRow { what, txn: txn.txn, amount, since, tries, last, next: None, set_aside })
}
