//! Bills: opened with their first part, turned, closed when all their parts are certain.

use super::{Book, BookError};
use crate::domain::{
    Bill, BillEnd, BillFact, BillNo, Kind, Transaction,
    bill::{BILLS_MAX, PARTS_MAX},
};

impl Book {
    pub(super) fn apply_bill(&mut self, fact: &BillFact) -> Result<(), BookError> {
        match fact {
            BillFact::Opened(bill) => self.open_bill(bill),
            BillFact::Turned { bill, course, .. } => {
                self.bill_mut(*bill)?.course = *course;
                Ok(())
            }
            BillFact::Closed { bill, end } => self.close_bill(*bill, *end),
        }
    }

    fn open_bill(&mut self, bill: &Bill) -> Result<(), BookError> {
        if bill.no != self.bills.next() || self.bills.open.len() >= BILLS_MAX {
            return Err(BookError::UnknownBill(bill.no));
        }
        self.bills.newest = bill.no.0;
        self.bills.open.push(bill.clone());
        Ok(())
    }

    /// A transaction that names a bill becomes a part of it, where there is room for its money.
    pub(super) fn add_to_bill(&mut self, txn: &Transaction) -> Result<(), BookError> {
        let Some(no) = txn.extra.bill else { return Ok(()) };
        let stan = txn.txn.stan;
        let bill = self.bills.get(no).ok_or(BookError::UnknownBill(no))?;
        let left = bill.money(&self.transactions).left;
        // What takes a part back takes no room.
        let fits = txn.kind.voids() || txn.amount <= left;
        if !fits || bill.parts.len() >= PARTS_MAX {
            return Err(BookError::PartTooLarge { stan, bill: no });
        }
        self.bill_mut(no)?.parts.push(stan);
        Ok(())
    }

    fn close_bill(&mut self, no: BillNo, end: BillEnd) -> Result<(), BookError> {
        let bill = self.bills.get(no).ok_or(BookError::UnknownBill(no))?;
        let money = bill.money(&self.transactions);
        let fits = match end {
            BillEnd::Paid => bill.end(&self.transactions) == Some(end),
            BillEnd::GivenUp => money.is_nothing(),
            BillEnd::Left(_) => money.not_known.is_zero(),
        };
        if !fits {
            return Err(BookError::BillNotDone(no));
        }
        if end == BillEnd::Paid {
            let (total, currency) = (bill.total, bill.currency);
            self.usual.learn(Kind::Sale, total, currency);
        }
        self.bills.open.retain(|bill| bill.no != no);
        Ok(())
    }

    fn bill_mut(&mut self, no: BillNo) -> Result<&mut Bill, BookError> {
        self.bills.open.iter_mut().find(|bill| bill.no == no).ok_or(BookError::UnknownBill(no))
    }
}
