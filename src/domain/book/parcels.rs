//! What goes up in the background, and what an adjustment does to its original.

use super::{Book, BookError};
use crate::domain::{
    Amount, Delivery, DeliveryEnd, Fact, HostResult, Kind, Parcel, State, Transaction, TxnRef, WallTime,
};

impl Book {
    /// Transactions with a parcel that still has to go up, oldest first.
    pub fn owing(&self, parcel: Parcel) -> impl Iterator<Item = &Transaction> {
        self.transactions.restless().filter(move |t| t.owes(parcel))
    }

    /// An adjustment or a tip gives its original a new total, or takes it back.
    pub(super) fn adjust(&mut self, by: &Transaction, total: Option<Amount>) -> Result<(), BookError> {
        let original = by.original.as_ref().and_then(|o| o.txn);
        let (Kind::Adjust | Kind::Tip, Some(original)) = (by.kind, original) else { return Ok(()) };
        self.transaction_mut(original)?.extra.adjusted = total;
        Ok(())
    }

    pub(super) fn apply_parcel(&mut self, at: WallTime, fact: &Fact) -> Result<(), BookError> {
        match fact {
            Fact::Stored { txn, host } => {
                let record = self.step(*txn, State::Stored)?;
                record.host = host.clone().or(record.host.take());
                record.deliveries.push(Delivery::new(Parcel::Advice, at, String::new()));
                let (kind, amount, currency) = (record.kind, record.amount, record.currency);
                self.usual.learn(kind, amount, currency);
            }
            Fact::ParcelDue { txn, parcel, content } => {
                let record = self.transaction_mut(*txn)?;
                record.deliveries.retain(|d| d.parcel != *parcel);
                record.deliveries.push(Delivery::new(*parcel, at, content.clone()));
            }
            Fact::ParcelTried { txn, parcel, stan } => {
                let delivery = self.delivery_mut(*txn, *parcel)?;
                delivery.tries = delivery.tries.saturating_add(1);
                delivery.stan = stan.or(delivery.stan);
            }
            Fact::ParcelNotSent { txn, parcel } => {
                let delivery = self.delivery_mut(*txn, *parcel)?;
                delivery.tries = delivery.tries.saturating_sub(1);
            }
            Fact::ParcelEnded { txn, parcel, end, host } => {
                self.delivery_mut(*txn, *parcel)?.end = Some(end.clone());
                if *parcel == Parcel::Advice {
                    self.end_advice(*txn, end, host.as_ref())?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// What the host says of an advice decides what it is from now on. One that was given up on stays as it was recorded:
    /// the upload of an unequal batch carries it.
    fn end_advice(&mut self, txn: TxnRef, end: &DeliveryEnd, host: Option<&HostResult>) -> Result<(), BookError> {
        let state = match end {
            DeliveryEnd::Accepted(_) => State::Approved,
            DeliveryEnd::Refused(_) => State::Declined,
            DeliveryEnd::GivenUp => return Ok(()),
        };
        let record = self.step(txn, state)?;
        record.host = host.cloned().or(record.host.take());
        if state == State::Declined {
            let refused = record.clone();
            self.adjust(&refused, None)?;
        }
        Ok(())
    }

    fn delivery_mut(&mut self, txn: TxnRef, parcel: Parcel) -> Result<&mut Delivery, BookError> {
        let record = self.transaction_mut(txn)?;
        let delivery = record.deliveries.iter_mut().find(|d| d.parcel == parcel && d.end.is_none());
        delivery.ok_or(BookError::NoParcel { stan: txn.stan, parcel })
    }
}

impl Delivery {
    fn new(parcel: Parcel, since: WallTime, content: String) -> Delivery {
        Delivery { parcel, since, tries: 0, end: None, stan: None, content }
    }
}
