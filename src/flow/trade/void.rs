//! The order that takes back a transaction of the open batch.

use crate::domain::{Entry, Extra, OperatorNo, Original, TxnRef};
use crate::flow::{CannotStart, CardSource, Terminal, TradeOrder};

impl Terminal {
    /// The order that takes a transaction of the open batch back, with its card from the sealed number or, where the rules
    /// want it, presented again.
    ///
    /// # Errors
    /// That this transaction cannot be voided.
    pub fn void_of(&self, txn: TxnRef, operator: OperatorNo, approver: OperatorNo) -> Result<TradeOrder, CannotStart> {
        let record = self.book.find(txn).ok_or(CannotStart::NotVoidable)?;
        let kind = record.voidable_by().ok_or(CannotStart::NotVoidable)?;
        let host = record.host.as_ref();
        let original = Original {
            txn: Some(txn),
            rrn: host.and_then(|h| h.rrn.clone()),
            auth_code: host.and_then(|h| h.auth_code.clone()),
            date: host.and_then(|h| h.time.as_ref()).and_then(|t| t.date.parse().ok()),
            voucher: record.extra.voucher.clone(),
        };
        let card = match (&record.extra.order, record.entry) {
            (Some(order), _) => CardSource::Order(order.number.clone()),
            (None, Entry::Cash) => CardSource::Cash,
            (None, entry) if entry.is_card() && self.void_needs_card(kind) => CardSource::Present,
            (None, _) => CardSource::Sealed(txn),
        };
        // What takes back a part of an open bill belongs to it.
        let bill = self.book.bills.of_part(txn.stan).map(|bill| bill.no);
        let extra = Extra { periods: record.extra.periods, wallet: record.extra.wallet, bill, ..Extra::default() };
        Ok(TradeOrder::new(kind, record.amount, operator)
            .approved_by(approver)
            .with_card(card)
            .going_back_to(original)
            .with_extra(extra))
    }
}
