//! The supervisor closes what nobody knows about: asks the acquirer or the gateway what became of it, and says so.

use std::time::Duration;

use super::{
    Shop,
    person::{Person, Task},
    told,
};
use crate::domain::{Stan, TxnRef};

impl Person {
    /// Opens the next one that nobody knows about.
    pub(super) fn close_next(&mut self, text: &str, shop: &Shop) -> Duration {
        if shop.store.book().unresolved().next().is_none() {
            self.task = None;
            return self.type_in("C");
        }
        let row = (1..=9).find(|row| {
            let behind = text.split_once(&format!("{row} 0")).map(|(_, rest)| rest);
            behind.is_some_and(|rest| rest.split_whitespace().nth(1) == Some("Unresolved"))
        });
        self.type_in(&row.map_or("C".into(), |row| row.to_string()))
    }

    /// Asks the acquirer what became of a refund, and says so.
    pub(super) fn close(&mut self, text: &str, shop: &mut Shop) -> Duration {
        let voucher = text.split_once("Voucher ").and_then(|(_, rest)| rest.split_whitespace().next());
        let stan: Option<Stan> = voucher.and_then(|digits| digits.parse().ok());
        let txn = stan.map(|stan| TxnRef { batch: shop.store.book().batch, stan });
        let order = txn.and_then(|txn| shop.store.book().find(txn)).filter(|t| t.is_order()).cloned();
        let happened = match &order {
            Some(order) => shop.orders.happened(order, shop.true_time()),
            None => txn.and_then(|txn| told::entry(shop.wire.host.books(), txn)).is_some_and(told::stands),
        };
        match (&order, txn) {
            (Some(order), _) => shop.orders.found_out(order, happened),
            (None, Some(txn)) => shop.told.found_out(txn, happened),
            (None, None) => {}
        }
        let answer = match (text.contains("press 1"), happened) {
            (true, true) => "1C",
            (true, false) => "2C",
            (false, _) => "C",
        };
        self.type_in(answer)
    }

    /// Before the settlement.
    pub(super) fn settle(&mut self, text: &str) -> Duration {
        if !matches!(self.task, Some(Task::Settle(_))) {
            return self.type_in("C");
        }
        // The result is left, be it of today or of yesterday.
        if text.contains("Next batch") || text.contains("Check the totals") {
            self.type_in("E")
        } else {
            Duration::from_secs(3)
        }
    }
}
