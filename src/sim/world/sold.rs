//! Baskets and bills, read a second time from the facts of the journal: what closed one as paid stands at that moment and adds up to
//! it, and of one that was given up nothing is kept.

use std::collections::BTreeMap;

use crate::domain::{Amount, BillEnd, BillFact, BillNo, Fact, PaidBasket, PartRef, State, TxnRef};

/// A transaction as far as baskets and bills are concerned.
struct Payment {
    amount: Amount,
    state: State,
    bill: Option<BillNo>,
    /// The one that it takes back.
    voids: Option<TxnRef>,
}

/// What was sold on a day.
#[derive(Default)]
pub struct Sold {
    payments: BTreeMap<TxnRef, Payment>,
    bills: BTreeMap<BillNo, Amount>,
    /// The first that is not so.
    pub wrong: Option<String>,
}

impl Sold {
    /// Takes in the facts of a record, which became durable together.
    pub fn take(&mut self, facts: &[Fact]) {
        facts.iter().for_each(|fact| self.note(fact));
        for fact in facts {
            let right = match fact {
                Fact::BasketPaid(paid) => self.basket(paid),
                Fact::Bill(BillFact::Closed { bill, end }) => self.bill(*bill, *end),
                _ => Ok(()),
            };
            if let (Err(wrong), None) = (right, &self.wrong) {
                self.wrong = Some(wrong);
            }
        }
    }

    fn note(&mut self, fact: &Fact) {
        match fact {
            Fact::Began(txn) => {
                let voids = txn.original.as_ref().and_then(|original| original.txn).filter(|_| txn.kind.voids());
                let payment = Payment { amount: txn.amount, state: txn.state, bill: txn.extra.bill, voids };
                self.payments.insert(txn.txn, payment);
                self.settle(txn.txn, txn.state);
            }
            Fact::Concluded { txn, state, .. } => self.settle(*txn, *state),
            Fact::UnresolvedClosed { txn, found, .. } => self.settle(*txn, *found),
            Fact::Stored { txn, .. } => self.settle(*txn, State::Stored),
            Fact::ReversalOwed { txn, .. } => self.settle(*txn, State::Reversing),
            Fact::ReversalAcknowledged { txn, .. } => self.settle(*txn, State::Reversed),
            Fact::ReversalUnresolved { txn, .. } => self.settle(*txn, State::Unresolved),
            Fact::Bill(BillFact::Opened(bill)) => drop(self.bills.insert(bill.no, bill.total)),
            _ => {}
        }
    }

    /// What is known of a transaction now. One that takes another back does so when it stands.
    fn settle(&mut self, txn: TxnRef, state: State) {
        let Some(payment) = self.payments.get_mut(&txn) else { return };
        payment.state = state;
        let original = payment.voids.filter(|_| state == State::Approved);
        if let Some(original) = original.and_then(|original| self.payments.get_mut(&original)) {
            original.state = State::Voided;
        }
    }

    fn basket(&self, paid: &PaidBasket) -> Result<(), String> {
        let goods = sum(paid.lines.iter().map(|line| line.amount));
        let mut money = Vec::new();
        for PartRef::Txn(txn) in &paid.by {
            match self.payments.get(txn) {
                Some(payment) if stands(payment) => money.push(payment.amount),
                Some(payment) => {
                    return Err(format!(
                        "basket {} is paid by {}, which is {:?}",
                        paid.basket, txn.stan, payment.state
                    ));
                }
                None => return Err(format!("basket {} is paid by {}, which never began", paid.basket, txn.stan)),
            }
        }
        let money = sum(money.into_iter());
        if goods == Some(paid.total) && money == Some(paid.total) {
            return Ok(());
        }
        Err(format!("basket {} of {:?} sold {goods:?} and was paid {money:?}", paid.basket, paid.total))
    }

    fn bill(&self, no: BillNo, end: BillEnd) -> Result<(), String> {
        let total = self.bills.get(&no).ok_or_else(|| format!("bill {no} ends, which was never opened"))?;
        let parts = || self.payments.values().filter(|part| part.bill == Some(no) && part.voids.is_none());
        let taken = sum(parts().filter(|part| stands(part)).map(|part| part.amount));
        if let Some(open) = parts().find(|part| is_open(part)) {
            return Err(format!("bill {no} ends {end:?}, and a part of {:?} is {:?}", open.amount, open.state));
        }
        let right = match end {
            BillEnd::Paid => taken == Some(*total),
            BillEnd::GivenUp => taken == Some(Amount::ZERO),
            BillEnd::Left(_) => true,
        };
        if right { Ok(()) } else { Err(format!("bill {no} of {total:?} ends {end:?} with {taken:?}")) }
    }
}

fn stands(payment: &Payment) -> bool {
    matches!(payment.state, State::Approved | State::Stored)
}

/// Whether nobody can know yet what becomes of it.
fn is_open(payment: &Payment) -> bool {
    matches!(payment.state, State::Pending | State::Reversing | State::Unresolved)
}

fn sum(mut amounts: impl Iterator<Item = Amount>) -> Option<Amount> {
    amounts.try_fold(Amount::ZERO, |sum, amount| sum.checked_add(amount))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Bill, Course, Currency, Entry, Kind, OperatorNo, Original, Transaction, WallTime};

    fn amount(minor: u64) -> Amount {
        Amount::from_minor(minor).unwrap()
    }

    fn txn(stan: u32) -> TxnRef {
        TxnRef { batch: 1.try_into().unwrap(), stan: stan.try_into().unwrap() }
    }

    fn began(stan: u32, kind: Kind, minor: u64, state: State, original: Option<TxnRef>) -> Fact {
        let money = (amount(minor), Currency::Cny);
        let mut record = Transaction::begun(txn(stan), kind, money, OperatorNo::SUPERVISOR, WallTime(0));
        record.extra.bill = Some(BillNo(1));
        record.original =
            original.map(|of| Original { txn: Some(of), rrn: None, auth_code: None, date: None, voucher: None });
        Fact::Began(Box::new(Transaction { state, entry: Entry::Cash, ..record }))
    }

    fn opened() -> Fact {
        let by = OperatorNo::SUPERVISOR;
        Fact::Bill(BillFact::Opened(Box::new(Bill {
            no: BillNo(1),
            total: amount(500),
            currency: Currency::Cny,
            by,
            began: WallTime(0),
            unusual: false,
            basket: None,
            parts: Vec::new(),
            course: Course::Taking,
        })))
    }

    fn wrong(facts: &[Fact]) -> Option<String> {
        let mut sold = Sold::default();
        facts.iter().for_each(|fact| sold.take(std::slice::from_ref(fact)));
        sold.wrong
    }

    #[test]
    fn a_bill_ends_paid_with_all_of_it_and_nothing_open() {
        let paid = || Fact::Bill(BillFact::Closed { bill: BillNo(1), end: BillEnd::Paid });
        let part = |stan, minor, state| began(stan, Kind::Sale, minor, state, None);
        assert_eq!(wrong(&[opened(), part(1, 300, State::Approved), part(2, 200, State::Approved), paid()]), None);
        assert!(wrong(&[opened(), part(1, 300, State::Approved), paid()]).is_some(), "not all of it");
        let open = [opened(), part(1, 500, State::Approved), part(2, 200, State::Pending), paid()];
        assert!(wrong(&open).unwrap().contains("Pending"));
        let voided =
            [opened(), part(1, 500, State::Approved), began(2, Kind::Void, 500, State::Approved, Some(txn(1))), paid()];
        assert!(wrong(&voided).is_some(), "it was taken back");
    }

    #[test]
    fn of_a_bill_that_is_given_up_nothing_is_kept() {
        let given_up = || Fact::Bill(BillFact::Closed { bill: BillNo(1), end: BillEnd::GivenUp });
        let part = || began(1, Kind::Sale, 300, State::Approved, None);
        assert!(wrong(&[opened(), part(), given_up()]).is_some());
        let back = began(2, Kind::Void, 300, State::Approved, Some(txn(1)));
        assert_eq!(wrong(&[opened(), part(), back, given_up()]), None);
    }

    #[test]
    fn a_basket_is_paid_by_what_stands() {
        let paid = |by: &[u32]| {
            Fact::BasketPaid(Box::new(PaidBasket {
                basket: 1.try_into().unwrap(),
                operator: OperatorNo::SUPERVISOR,
                total: amount(0),
                by: by.iter().map(|stan| PartRef::Txn(txn(*stan))).collect(),
                lines: Vec::new(),
            }))
        };
        assert!(wrong(&[paid(&[1])]).unwrap().contains("never began"));
        assert!(wrong(&[began(1, Kind::Sale, 0, State::Declined, None), paid(&[1])]).unwrap().contains("Declined"));
        assert_eq!(wrong(&[began(1, Kind::Sale, 0, State::Approved, None), paid(&[1])]), None);
    }
}
