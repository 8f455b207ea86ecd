//! A bill: what a customer owes for one sale, paid in one or several parts. Each part is a transaction with a state of its own;
//! the bill is closed when every part is certain and they sum to its total, or when all that was taken has been taken back.

use serde::{Deserialize, Serialize};

use super::{Amount, BasketNo, Currency, OperatorNo, Stan, State, Transaction, Transactions, WallTime};

/// So many bills may wait for their end at a time.
pub const BILLS_MAX: usize = 9;
/// So many parts a bill has at most, tries that came to nothing and takings back included.
pub const PARTS_MAX: usize = 60;

/// The number of a bill on this terminal, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct BillNo(pub u32);

impl BillNo {
    /// The one after it.
    #[must_use]
    pub fn next(self) -> BillNo {
        BillNo(self.0.checked_add(1).unwrap_or(1))
    }
}

impl std::fmt::Display for BillNo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}", self.0)
    }
}

/// Where a bill is going.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Course {
    /// Parts are taken.
    Taking,
    /// It is being given up by somebody: what was taken goes back.
    GivingUp(OperatorNo),
}

/// How a bill ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BillEnd {
    /// Paid in full.
    Paid,
    /// Given up, and nothing of it kept.
    GivenUp,
    /// Somebody with the right to has left to himself what could not be taken back: the parts stand as they are.
    Left(OperatorNo),
}

/// What becomes of a bill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum BillFact {
    /// It was opened; its first part begins in the same record.
    Opened(Box<Bill>),
    /// It goes another way: it is being given up, or taken up again.
    Turned {
        /// Which.
        bill: BillNo,
        /// Where to.
        course: Course,
        /// Who did it.
        by: OperatorNo,
    },
    /// It has ended: every part of it is certain.
    Closed {
        /// Which.
        bill: BillNo,
        /// How.
        end: BillEnd,
    },
}

/// A bill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bill {
    /// Its number.
    pub no: BillNo,
    /// What is owed.
    pub total: Amount,
    /// Of which currency.
    pub currency: Currency,
    /// Who opened it.
    pub by: OperatorNo,
    /// When its first part began.
    pub began: WallTime,
    /// The total was far out of what is usual here; whoever opened it was asked, and meant it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unusual: bool,
    /// The basket that it pays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basket: Option<BasketNo>,
    /// Its transactions in the order in which they began, takings back included. All are in the open batch.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Stan>,
    /// Where it is going.
    pub course: Course,
}

/// What is known of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is paid.
    Taken,
    /// It is not paid, and never will be.
    NotTaken,
    /// It is not known whether it is paid, or whether it has been taken back.
    NotKnown,
    /// It was paid, and was taken back.
    TakenBack,
}

/// The money of a bill. The three always sum to its total.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BillMoney {
    /// What is certainly paid.
    pub taken: Amount,
    /// What may be paid.
    pub not_known: Amount,
    /// What is neither.
    pub left: Amount,
}

impl BillMoney {
    /// Whether nothing is paid, and nothing may be.
    pub fn is_nothing(&self) -> bool {
        self.taken.is_zero() && self.not_known.is_zero()
    }
}

impl Bill {
    /// The payments among its transactions, oldest first, with what is known of each.
    pub fn payments<'a>(
        &'a self,
        all: &'a Transactions,
    ) -> impl DoubleEndedIterator<Item = (&'a Transaction, Standing)> + 'a {
        let parts = self.parts.iter().filter_map(|stan| all.get(stan));
        parts.filter(|part| !part.kind.voids()).map(|part| (part, self.standing(part, all)))
    }

    fn standing(&self, part: &Transaction, all: &Transactions) -> Standing {
        let void_is_open = || {
            let voids = self.parts.iter().filter_map(|stan| all.get(stan)).filter(|void| void.kind.voids());
            let of_part = |void: &&Transaction| void.original.as_ref().and_then(|o| o.txn) == Some(part.txn);
            voids.filter(of_part).any(|void| !is_certain(void.state))
        };
        match part.state {
            State::Pending | State::Reversing | State::Unresolved => Standing::NotKnown,
            State::Declined | State::NotSent | State::Reversed => Standing::NotTaken,
            State::Voided => Standing::TakenBack,
            State::Approved | State::Stored if void_is_open() => Standing::NotKnown,
            State::Approved | State::Stored => Standing::Taken,
        }
    }

    /// What is paid, what may be, and what is left.
    pub fn money(&self, all: &Transactions) -> BillMoney {
        let sum = |wanted: Standing| {
            let amounts = self.payments(all).filter(|(_, standing)| *standing == wanted);
            amounts.fold(Amount::ZERO, |sum, (part, _)| sum.checked_add(part.amount).unwrap_or(Amount::MAX))
        };
        let (taken, not_known) = (sum(Standing::Taken), sum(Standing::NotKnown));
        let rest = self.total.checked_sub(taken).and_then(|rest| rest.checked_sub(not_known));
        BillMoney { taken, not_known, left: rest.unwrap_or(Amount::ZERO) }
    }

    /// How it ends by itself, if nothing is open any more: paid in full, or given up with nothing kept.
    pub fn end(&self, all: &Transactions) -> Option<BillEnd> {
        let money = self.money(all);
        let certain = money.not_known.is_zero();
        match self.course {
            Course::Taking if certain && money.taken == self.total => Some(BillEnd::Paid),
            Course::GivingUp(_) if certain && money.taken.is_zero() => Some(BillEnd::GivenUp),
            Course::Taking | Course::GivingUp(_) => None,
        }
    }

    /// The part that is taken back next: the newest that is paid.
    pub fn next_back<'a>(&'a self, all: &'a Transactions) -> Option<&'a Transaction> {
        self.payments(all).rev().find(|(_, standing)| *standing == Standing::Taken).map(|(part, _)| part)
    }

    /// Whether one payment has paid all of it, so that its own receipt is that of the sale.
    pub fn is_paid_at_once(&self, all: &Transactions) -> bool {
        let mut taken = self.payments(all).filter(|(_, standing)| *standing == Standing::Taken);
        taken.next().is_some_and(|(part, _)| part.amount == self.total)
    }

    /// What the customer was given back in change.
    pub fn change(&self, all: &Transactions) -> Amount {
        let taken = self.payments(all).filter(|(_, standing)| *standing == Standing::Taken);
        taken
            .filter_map(|(part, _)| part.change())
            .fold(Amount::ZERO, |sum, change| sum.checked_add(change).unwrap_or(Amount::MAX))
    }
}

fn is_certain(state: State) -> bool {
    !matches!(state, State::Pending | State::Reversing | State::Unresolved)
}

/// The bills of a terminal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bills {
    /// Those that are open, oldest first; at most [`BILLS_MAX`].
    pub open: Vec<Bill>,
    /// The number of the newest one.
    pub newest: u32,
}

impl Bills {
    /// Whether there has never been one.
    pub fn is_empty(&self) -> bool {
        self.newest == 0 && self.open.is_empty()
    }

    /// The number of the next one.
    pub fn next(&self) -> BillNo {
        BillNo(self.newest).next()
    }

    /// An open one.
    pub fn get(&self, no: BillNo) -> Option<&Bill> {
        self.open.iter().find(|bill| bill.no == no)
    }

    /// The open one that this transaction is a part of.
    pub fn of_part(&self, stan: Stan) -> Option<&Bill> {
        self.open.iter().find(|bill| bill.parts.contains(&stan))
    }
}
