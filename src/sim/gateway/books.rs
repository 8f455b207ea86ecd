//! The gateway's own books: what terminals' journals are compared with.

use std::{collections::BTreeMap, fs, io};

use serde::{Deserialize, Serialize};

use super::{
    Gateway, Name,
    orders::{Order, Stage},
};

/// What became of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It can be paid, or is being paid.
    Open,
    /// Paid.
    Paid,
    /// Closed or over, and not paid.
    Ended,
}

/// An order in the books.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Whose it is.
    pub terminal: String,
    /// Its number.
    pub order: String,
    /// In minor units.
    pub amount: u64,
    /// What became of it.
    pub state: State,
    /// Refunds by their numbers, in minor units.
    pub refunds: BTreeMap<String, u64>,
}

#[derive(Serialize, Deserialize)]
struct File {
    serial: u64,
    orders: Vec<(Name, Order)>,
}

impl Gateway {
    /// Every order, in the order of their numbers.
    pub fn entries(&mut self, now: i64) -> Vec<Entry> {
        let names: Vec<Name> = self.orders.keys().cloned().collect();
        names.iter().for_each(|name| self.settle(name, now));
        let entry = |(name, order): (&Name, &Order)| Entry {
            terminal: name.1.clone(),
            order: name.2.clone(),
            amount: order.amount,
            state: match order.stage {
                Stage::Open | Stage::Paying(..) => State::Open,
                Stage::Paid(..) => State::Paid,
                Stage::Closed | Stage::Expired => State::Ended,
            },
            refunds: order.refunds.iter().map(|(number, refund)| (number.clone(), refund.amount)).collect(),
        };
        self.orders.iter().map(entry).collect()
    }

    pub(super) fn load(&mut self) -> io::Result<()> {
        let Some(path) = &self.config.books else { return Ok(()) };
        let bytes = match fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(error),
        };
        let file: File = serde_json::from_slice(&bytes).map_err(io::Error::other)?;
        (self.serial, self.orders) = (file.serial, file.orders.into_iter().collect());
        Ok(())
    }

    /// Keeps the books, where they are kept. A training gateway that cannot goes on and says so.
    pub(super) fn store(&self) {
        let Some(path) = &self.config.books else { return };
        let orders = self.orders.iter().map(|(name, order)| (name.clone(), order.clone())).collect();
        let fresh = path.with_extension("new");
        let text = serde_json::to_vec(&File { serial: self.serial, orders }).map_err(io::Error::other);
        let kept = text.and_then(|text| fs::write(&fresh, text)).and_then(|()| fs::rename(&fresh, path));
        if let Err(error) = kept {
            tracing::warn!(%error, path = %path.display(), "the training order gateway cannot keep its books");
        }
    }
}
