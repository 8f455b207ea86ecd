//! Bills: sales that are paid in parts, each a transaction of its own. A bill is opened in the record of its first part, and
//! closed by itself as soon as every part is certain and they sum to its total, or all that was taken has been taken back.

use crate::domain::{
    Amount, BasketNo, Bill, BillEnd, BillFact, BillNo, Course, Fact, Kind, Now, OperatorNo, Permission, Transaction,
    bill::{BILLS_MAX, PARTS_MAX},
};

use super::{CannotStart, PrintJob, Storage, Terminal, Then, TradeOrder, Work, receipts, slip};

/// So many payments a bill may have; the room beyond is for taking them back.
const PAYMENTS_MAX: usize = PARTS_MAX / 2;

/// A bill that has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndedBill {
    /// Which.
    pub bill: Bill,
    /// How.
    pub end: BillEnd,
}

/// The bills that people are at.
#[derive(Debug, Default)]
pub struct BillDesk {
    /// The one that somebody has begun, until its first part is durable.
    draft: Option<Box<Bill>>,
    /// Those that are in somebody's hand.
    pub in_hand: Vec<BillNo>,
    /// The one that has just ended, until somebody has read it.
    pub ended: Option<Box<EndedBill>>,
}

/// A bill as somebody wants to open it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewBill {
    /// What is owed.
    pub total: Amount,
    /// It is far out of what is usual here; whoever asks was asked, and meant it.
    pub unusual: bool,
    /// The basket that it pays.
    pub basket: Option<BasketNo>,
    /// Who asks.
    pub by: OperatorNo,
}

impl Terminal {
    /// Begins a bill. Nothing of it is durable before its first part.
    ///
    /// # Errors
    /// Why it cannot begin now.
    pub fn begin_bill(&mut self, new: NewBill, now: Now) -> Result<BillNo, CannotStart> {
        self.can_start()?;
        if let Some(reason) = self.barred(new.by) {
            return Err(reason);
        }
        if !self.may(new.by, Permission::Sell) {
            return Err(CannotStart::Forbidden(Permission::Sell));
        }
        if new.total.is_zero() {
            return Err(CannotStart::NoAmount);
        }
        let fits = new.basket.is_none_or(|no| self.basket_costs(no) == Some(new.total));
        let again = new.basket.is_some_and(|no| self.bill_of(no).is_some());
        if !fits || again {
            return Err(CannotStart::NotOfBill);
        }
        if self.book.bills.open.len() >= BILLS_MAX {
            return Err(CannotStart::TooManyBills);
        }
        let no = self.book.bills.next();
        self.desk.ended = None;
        self.desk.draft = Some(Box::new(Bill {
            no,
            total: new.total,
            currency: self.setup.currency,
            by: new.by,
            began: now.wall,
            unusual: new.unusual,
            basket: new.basket,
            parts: Vec::new(),
            course: Course::Taking,
        }));
        Ok(no)
    }

    /// A bill that has not ended, whether its first part is durable or not.
    pub fn bill(&self, no: BillNo) -> Option<&Bill> {
        self.book.bills.get(no).or(self.desk.draft.as_deref().filter(|draft| draft.no == no))
    }

    /// The open bill of a basket.
    pub fn bill_of(&self, basket: BasketNo) -> Option<&Bill> {
        self.book.bills.open.iter().find(|bill| bill.basket == Some(basket))
    }

    fn basket_costs(&self, no: BasketNo) -> Option<Amount> {
        self.baskets_ahead().get(no).and_then(|basket| basket.total())
    }

    /// Gives a bill up: what was taken of it is to be taken back. One of which nothing is durable is forgotten.
    ///
    /// # Errors
    /// Why it cannot be given up now.
    pub fn give_up_bill(
        &mut self,
        no: BillNo,
        by: OperatorNo,
        now: Now,
        out: &mut Vec<Work>,
    ) -> Result<(), CannotStart> {
        if self.desk.draft.take_if(|draft| draft.no == no).is_some() {
            return Ok(());
        }
        self.turn_bill(no, by, Course::GivingUp(by), now, out)
    }

    /// Goes on with a bill that was being given up: what was taken back is owed again.
    ///
    /// # Errors
    /// Why that cannot be now.
    pub fn take_up_bill(
        &mut self,
        no: BillNo,
        by: OperatorNo,
        now: Now,
        out: &mut Vec<Work>,
    ) -> Result<(), CannotStart> {
        if !self.may(by, Permission::Sell) {
            return Err(CannotStart::Forbidden(Permission::Sell));
        }
        self.turn_bill(no, by, Course::Taking, now, out)
    }

    fn turn_bill(
        &mut self,
        no: BillNo,
        by: OperatorNo,
        course: Course,
        now: Now,
        out: &mut Vec<Work>,
    ) -> Result<(), CannotStart> {
        self.may_touch_bill(no)?;
        self.may_take_back(by)?;
        self.commit(now, vec![Fact::Bill(BillFact::Turned { bill: no, course, by })], Then::Nothing, out);
        Ok(())
    }

    /// Ends a bill as it is: whoever has the right to has what could not be taken back left to himself.
    ///
    /// # Errors
    /// Why that cannot be now.
    pub fn leave_bill(&mut self, no: BillNo, by: OperatorNo, now: Now, out: &mut Vec<Work>) -> Result<(), CannotStart> {
        if !self.may(by, Permission::Unresolved) {
            return Err(CannotStart::Forbidden(Permission::Unresolved));
        }
        self.may_touch_bill(no)?;
        let bill = self.book.bills.get(no).ok_or(CannotStart::NotOfBill)?;
        if !bill.money(&self.book.transactions).not_known.is_zero() {
            return Err(CannotStart::BillOpen);
        }
        let ended = EndedBill { bill: bill.clone(), end: BillEnd::Left(by) };
        self.save_bill_end(ended, now, out);
        Ok(())
    }

    /// Whether the end of this bill is on its way to the disk.
    fn is_closing(&self, no: BillNo) -> bool {
        let closes = |fact: &Fact| matches!(fact, Fact::Bill(BillFact::Closed { bill, .. }) if *bill == no);
        self.facts_on_their_way().any(|facts| facts.iter().any(closes))
    }

    /// Whether a person may change something about an open bill now.
    fn may_touch_bill(&self, no: BillNo) -> Result<(), CannotStart> {
        if let Storage::Stopped(reason) = &self.storage {
            return Err(CannotStart::StorageStopped(reason.clone()));
        }
        if self.trade.is_some() {
            return Err(CannotStart::TradeInProgress);
        }
        let known = self.book.bills.get(no).is_some() && !self.is_closing(no);
        if known { Ok(()) } else { Err(CannotStart::NotOfBill) }
    }

    /// The order that takes the newest paid part of a bill back.
    ///
    /// # Errors
    /// That there is none, or that it cannot be taken back by this terminal.
    pub fn next_back(&self, no: BillNo, operator: OperatorNo) -> Result<TradeOrder, CannotStart> {
        let bill = self.book.bills.get(no).ok_or(CannotStart::NotOfBill)?;
        let part = bill.next_back(&self.book.transactions).ok_or(CannotStart::NotOfBill)?;
        let order = self.void_of(part.txn, operator, OperatorNo::SUPERVISOR)?;
        Ok(TradeOrder { approver: None, ..order })
    }

    /// Whether an order takes back a part of a bill that is being given up. Such a sale was never closed, so nobody has to
    /// approve that.
    pub(super) fn takes_back(&self, order: &TradeOrder) -> bool {
        let original = order.original.as_ref().and_then(|original| original.txn);
        let bill = original.filter(|_| order.kind.voids()).and_then(|txn| self.book.bills.of_part(txn.stan));
        bill.is_some_and(|bill| order.extra.bill == Some(bill.no) && matches!(bill.course, Course::GivingUp(_)))
    }

    /// Whether a person may take back what was taken of a bill.
    pub(super) fn may_take_back(&self, by: OperatorNo) -> Result<(), CannotStart> {
        if let Some(reason) = self.barred(by) {
            return Err(reason);
        }
        let any = [Permission::Sell, Permission::Void, Permission::Unresolved];
        match any.into_iter().any(|permission| self.may(by, permission)) {
            true => Ok(()),
            false => Err(CannotStart::Forbidden(Permission::Sell)),
        }
    }

    /// What stands against every new transaction stands against this one, but for what ends a sale that has begun: a part that
    /// goes back needs no room that was not kept for it, and an old batch can be settled only when its sales are over.
    pub(super) fn can_start_order(&self, order: &TradeOrder) -> Result<(), CannotStart> {
        match self.can_start() {
            Err(
                CannotStart::BatchFull | CannotStart::BatchOld | CannotStart::StorageLow | CannotStart::StorageFull,
            ) if self.takes_back(order) => Ok(()),
            Err(CannotStart::BatchOld) if order.extra.bill.is_some() => Ok(()),
            other => other,
        }
    }

    /// Whether an order that names a bill fits into it.
    pub(super) fn check_bill(&self, order: &TradeOrder) -> Result<(), CannotStart> {
        let Some(no) = order.extra.bill else { return Ok(()) };
        let bill = self.bill(no).filter(|_| !self.is_closing(no)).ok_or(CannotStart::NotOfBill)?;
        let fits = match order.kind {
            Kind::Sale | Kind::Instalment => {
                let left = bill.money(&self.book.transactions).left;
                // A basket that has changed since is not paid with what it cost before.
                let same = order.basket == bill.basket
                    && bill.basket.is_none_or(|no| self.basket_costs(no) == Some(bill.total));
                same && bill.course == Course::Taking && order.amount <= left
            }
            kind => kind.voids(),
        };
        let most = if order.kind.voids() { PARTS_MAX } else { PAYMENTS_MAX };
        match fits {
            false => Err(CannotStart::NotOfBill),
            true if bill.parts.len() >= most => Err(CannotStart::BillTriedOften),
            true => Ok(()),
        }
    }

    /// What goes to the disk before the first part of a bill: the bill itself.
    pub(super) fn first_of_bill(&self, part: &Transaction, now: Now) -> Vec<Fact> {
        let draft = self.desk.draft.as_deref().filter(|draft| part.extra.bill == Some(draft.no));
        let opened = draft.map(|draft| Bill { began: now.wall, ..draft.clone() });
        opened.into_iter().map(|bill| Fact::Bill(BillFact::Opened(Box::new(bill)))).collect()
    }

    /// A fact is durable: a draft that has become a bill is none any more.
    pub(super) fn note_bill(&mut self, fact: &Fact) {
        if let Fact::Bill(BillFact::Opened(bill)) = fact {
            self.desk.draft.take_if(|draft| draft.no == bill.no);
        }
    }

    /// Closes every bill whose parts are all certain and say how it ends.
    pub(super) fn close_bills(&mut self, now: Now, out: &mut Vec<Work>) {
        let open = self.book.bills.open.iter().filter(|bill| !self.is_closing(bill.no));
        let ended = open.filter_map(|bill| {
            let all = &self.book.transactions;
            // One that nobody has in hand any more, and of which nothing is paid, is over.
            let dropped = !self.desk.in_hand.contains(&bill.no) && bill.money(all).is_nothing();
            let end = bill.end(all).or(dropped.then_some(BillEnd::GivenUp))?;
            Some(EndedBill { bill: bill.clone(), end })
        });
        let ended: Vec<EndedBill> = ended.collect();
        ended.into_iter().for_each(|bill| self.save_bill_end(bill, now, out));
    }

    fn save_bill_end(&mut self, ended: EndedBill, now: Now, out: &mut Vec<Work>) {
        let fact = Fact::Bill(BillFact::Closed { bill: ended.bill.no, end: ended.end });
        self.commit(now, vec![fact], Then::TellBill(Box::new(ended)), out);
    }

    /// The end of a bill is durable: it may be told, and what is paid has a receipt of the whole.
    pub(super) fn tell_bill(&mut self, ended: Box<EndedBill>, out: &mut Vec<Work>) {
        // One payment that paid all of it has the receipt of the sale already.
        if ended.end == BillEnd::Paid && !ended.bill.is_paid_at_once(&self.book.transactions) {
            let receipt = slip::bill_receipt(self, &ended.bill);
            let what = format!("sale-{}", ended.bill.no);
            let save_as = Some(receipts::file_name(&self.setup, ended.bill.began, self.book.batch, what));
            self.print(Box::new(PrintJob { txn: None, receipt, save_as }), out);
        }
        self.desk.ended = Some(ended);
    }

    /// Whether a transaction is a part in cash of a sale, and not all of it: it stands on the receipt of the sale alone.
    pub fn is_cash_part(&self, record: &Transaction) -> bool {
        let bill = record.extra.bill.filter(|_| record.is_cash());
        let ended = self.desk.ended.as_deref().map(|ended| &ended.bill);
        let known = bill.and_then(|no| self.bill(no).or(ended.filter(|bill| bill.no == no)));
        known.is_some_and(|bill| bill.total != record.amount) && !record.kind.voids()
    }

    /// The end of a bill has been read.
    pub fn leave_ended_bill(&mut self) {
        self.desk.ended = None;
    }
}
