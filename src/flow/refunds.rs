//! What has gone back of a payment before, and what still can.

use crate::domain::{Amount, Kind, Original, Rrn, State, Transaction};

use super::{CannotStart, Terminal};

impl Terminal {
    /// How much of the payment with this reference number has gone back, with what is on its way or not known.
    pub fn refunded(&self, rrn: &Rrn) -> Amount {
        let goes_back = |t: &&Transaction| {
            let open = matches!(t.state, State::Pending | State::Unresolved);
            open && t.kind == Kind::Refund && t.original.as_ref().and_then(|o| o.rrn.as_ref()) == Some(rrn)
        };
        let open = self.book.transactions.restless().filter(goes_back);
        open.fold(self.book.refunded.of(rrn), |sum, t| sum.checked_add(t.amount).unwrap_or(Amount::MAX))
    }

    /// How much of a payment can still go back.
    pub fn refundable(&self, txn: &Transaction) -> Amount {
        let rrn = txn.host.as_ref().and_then(|host| host.rrn.as_ref());
        let gone = rrn.map_or(Amount::ZERO, |rrn| self.refunded(rrn));
        txn.counted_amount().checked_sub(gone).unwrap_or(Amount::ZERO)
    }

    /// Whether a part of a payment by code has gone back: it is not voided any more, as its void gives the whole back.
    pub(super) fn is_partly_refunded(&self, txn: &Transaction) -> bool {
        txn.is_by_code() && self.refundable(txn) < txn.counted_amount()
    }

    /// Whether so much can still go back of the original, as far as it is in the open batch. A part of a sale that is not finished
    /// goes back with that sale: no host voids what has been refunded in part.
    pub(super) fn check_refund(&self, amount: Amount, original: &Original) -> Result<(), CannotStart> {
        let rrn = |t: &Transaction| t.host.as_ref().and_then(|host| host.rrn.clone());
        let mut sales = self.book.transactions.values().filter(|t| matches!(t.kind, Kind::Sale | Kind::Instalment));
        let sale = sales.find(|t| original.rrn.is_some() && rrn(t) == original.rrn);
        let Some(sale) = sale else { return Ok(()) };
        if self.book.bills.of_part(sale.txn.stan).is_some() {
            return Err(CannotStart::BillOpen);
        }
        let left = self.refundable(sale);
        if amount > left { Err(CannotStart::RefundedBefore(left)) } else { Ok(()) }
    }
}
