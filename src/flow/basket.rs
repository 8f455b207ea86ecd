//! Baskets at the terminal: steps that people want are planned on what the journal will say once all that is on its way to the
//! disk is there, and what a payment's end means for its basket goes into the commit of that end.

use crate::domain::{
    BasketChange, BasketError, BasketNo, Baskets, DeliveryEnd, Fact, ItemNo, Kind, Now, OperatorNo, Parcel, PartRef,
    PartState, Permission, State, Transaction, TxnRef, WallTime,
};

use super::{CannotStart, Storage, Terminal, Ticket, TradeOrder, Work};

/// Why a basket cannot be changed now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CannotChange {
    /// The step does not follow from those before it.
    Step(BasketError),
    /// A payment for it is in progress.
    Paying,
    /// Whoever wants it, or approves it, may not.
    Forbidden(Permission),
    /// The ledger has stopped.
    Storage,
}

impl Terminal {
    /// The baskets as they will be once every commit on its way to the disk is there.
    pub fn baskets_ahead(&self) -> Baskets {
        let mut ahead = self.book.baskets.clone();
        for facts in self.facts_on_their_way() {
            self.look_ahead(&mut ahead, facts);
        }
        ahead
    }

    /// Records a step of a person, if it can be.
    ///
    /// # Errors
    /// Why it cannot; nothing is recorded then.
    pub fn change_basket(
        &mut self,
        no: BasketNo,
        by: OperatorNo,
        change: BasketChange,
        now: Now,
        out: &mut Vec<Work>,
    ) -> Result<Ticket, CannotChange> {
        if matches!(self.storage, Storage::Stopped(_)) {
            return Err(CannotChange::Storage);
        }
        let in_hand = [Some(no), other_basket(&change)].into_iter().flatten();
        if in_hand.into_iter().any(|no| self.is_paying_now(no)) {
            return Err(CannotChange::Paying);
        }
        self.check_step(no, by, &change)?;
        self.baskets_ahead().change(now.wall, no, by, &change).map_err(CannotChange::Step)?;
        Ok(self.record(now, vec![Fact::BasketChanged { basket: no, by, change: Box::new(change) }], out))
    }

    /// What a step takes beside the right to sell, if it does: what has been keyed in is not taken back by everybody.
    pub fn needed_for_step(&self, no: BasketNo, change: &BasketChange) -> Option<Permission> {
        let basket = self.book.baskets.get(no);
        match change {
            BasketChange::LineStruck { .. } => Some(Permission::VoidLine),
            BasketChange::Dropped { .. } => basket.filter(|basket| !basket.is_empty()).map(|_| Permission::VoidLine),
            BasketChange::DiscountGiven { discount, .. } => discount.map(|_| Permission::Discount),
            BasketChange::QuantitySet { line, quantity, .. } => {
                let before = basket.and_then(|basket| basket.line(*line));
                before.filter(|before| *quantity < before.quantity).map(|_| Permission::VoidLine)
            }
            _ => None,
        }
    }

    /// Whether somebody may take this step, alone or with the one who approves it.
    fn check_step(&self, no: BasketNo, by: OperatorNo, change: &BasketChange) -> Result<(), CannotChange> {
        if !self.may(by, Permission::Sell) {
            return Err(CannotChange::Forbidden(Permission::Sell));
        }
        let Some(needed) = self.needed_for_step(no, change).filter(|needed| !self.may(by, *needed)) else {
            return Ok(());
        };
        let approver = change.approver().ok_or(CannotChange::Forbidden(needed))?;
        if approver == by || !self.may(approver, Permission::Approve) {
            return Err(CannotChange::Forbidden(Permission::Approve));
        }
        if self.may(approver, needed) { Ok(()) } else { Err(CannotChange::Forbidden(needed)) }
    }

    /// Whether the trade in progress pays this basket and its end is not known.
    fn is_paying_now(&self, no: BasketNo) -> bool {
        self.trade.as_ref().is_some_and(|trade| trade.basket == Some(no) && trade.verdict().is_none())
    }

    /// Whether an order for a basket fits it.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn check_basket(&self, order: &TradeOrder) -> Result<(), CannotStart> {
        let Some(no) = order.basket else { return Ok(()) };
        if !matches!(order.kind, Kind::Sale | Kind::Instalment | Kind::EcashSale) {
            return Err(CannotStart::NotOffered(order.kind));
        }
        let ahead = self.baskets_ahead();
        let basket = ahead.get(no).ok_or(BasketError::NoBasket(no)).map_err(CannotStart::Basket)?;
        basket.may_pay(order.amount).map_err(CannotStart::Basket)
    }

    /// The facts of a commit, with what they mean for baskets: one that is paid by them is closed, and the goods of one whose
    /// payments are all voided come back.
    pub(super) fn with_basket_ends(&self, mut facts: Vec<Fact>) -> Vec<Fact> {
        let touched: Vec<BasketNo> = facts.iter().filter_map(|fact| self.basket_of(fact, &facts)).collect();
        if !touched.is_empty() {
            let mut ahead = self.baskets_ahead();
            self.look_ahead(&mut ahead, &facts);
            let paid = touched.into_iter().filter_map(|no| ahead.get(no).and_then(|basket| basket.as_paid()));
            facts.extend(paid.map(|paid| Fact::BasketPaid(Box::new(paid))));
        }
        let voids = facts.iter().filter_map(|fact| match outcome(fact)? {
            (txn, State::Approved) => self.record_of(txn, &facts).filter(|record| record.kind.voids()),
            _ => None,
        });
        let back: Vec<Fact> = voids
            .filter_map(|void| self.book.goods_back_with(void).map(|basket| Fact::GoodsBack { basket, by: void.txn }))
            .collect();
        facts.extend(back);
        facts
    }

    /// Notes what a durable fact takes out of the stock, or brings back; what is the same product comes together.
    pub(super) fn move_goods(&mut self, fact: &Fact) {
        let moved: Vec<(ItemNo, i64)> = match fact {
            Fact::BasketPaid(paid) => {
                paid.lines.iter().filter_map(|line| Some((line.item?, -i64::from(line.quantity.get())))).collect()
            }
            Fact::GoodsBack { basket, .. } => {
                self.book.goods.lines(*basket).map(|(item, quantity)| (item, i64::from(quantity.get()))).collect()
            }
            _ => return,
        };
        for (item, thousandths) in moved {
            match self.goods_moved.iter_mut().find(|(known, _)| *known == item) {
                Some((_, sum)) => *sum = sum.saturating_add(thousandths),
                // Longer than the catalogue it never is: each product stands there once.
                None => self.goods_moved.push((item, thousandths)),
            }
        }
    }

    /// The basket that a fact about a payment may close.
    fn basket_of(&self, fact: &Fact, all: &[Fact]) -> Option<BasketNo> {
        if let Fact::Began(txn) = fact {
            return txn.basket.filter(|_| PartState::of(txn.state) == PartState::Taken);
        }
        let (txn, state) = outcome(fact)?;
        self.record_of(txn, all)?.basket.filter(|_| PartState::of(state) == PartState::Taken)
    }

    /// A transaction of the book, or one that begins with these facts, as one in cash that also ends with them.
    fn record_of<'a>(&'a self, txn: TxnRef, facts: &'a [Fact]) -> Option<&'a Transaction> {
        let begun = facts.iter().find_map(|fact| match fact {
            Fact::Began(record) if record.txn == txn => Some(&**record),
            _ => None,
        });
        self.book.find(txn).or(begun)
    }

    /// Takes facts into a copy of the baskets. What does not fit changes nothing there: the book will say so.
    fn look_ahead(&self, ahead: &mut Baskets, facts: &[Fact]) {
        for fact in facts {
            match fact {
                Fact::BasketChanged { basket, by, change } => {
                    let _ = ahead.change(WallTime(0), *basket, *by, change);
                }
                Fact::Began(txn) => {
                    let pay = PartRef::Txn(txn.txn);
                    let _ = txn.basket.map(|no| ahead.pay(no, pay, txn.amount, PartState::of(txn.state)));
                }
                Fact::BasketPaid(paid) => {
                    let _ = ahead.close(paid);
                }
                Fact::Settled { .. } => ahead.forget_unknown(),
                fact => self.note_ahead(ahead, fact, facts),
            }
        }
    }

    fn note_ahead(&self, ahead: &mut Baskets, fact: &Fact, all: &[Fact]) {
        let Some((txn, state)) = outcome(fact) else { return };
        let Some(record) = self.record_of(txn, all) else { return };
        if let Some(no) = record.basket {
            ahead.note(no, PartRef::Txn(txn), PartState::of(state));
        }
        let voided = record.original.as_ref().filter(|_| record.kind.voids() && state == State::Approved);
        let original = voided.and_then(|original| self.book.find(original.txn?));
        if let Some((original, no)) = original.and_then(|original| Some((original.txn, original.basket?))) {
            ahead.note(no, PartRef::Txn(original), PartState::Back);
        }
    }
}

/// The other basket that a step changes.
fn other_basket(change: &BasketChange) -> Option<BasketNo> {
    match change {
        BasketChange::Merged { from } => Some(*from),
        _ => None,
    }
}

/// The state that a fact brings a transaction to, if it does.
fn outcome(fact: &Fact) -> Option<(TxnRef, State)> {
    Some(match fact {
        Fact::Concluded { txn, state, .. } => (*txn, *state),
        Fact::ReversalOwed { txn, .. } => (*txn, State::Reversing),
        Fact::ReversalAcknowledged { txn, .. } => (*txn, State::Reversed),
        Fact::ReversalUnresolved { txn, .. } => (*txn, State::Unresolved),
        Fact::UnresolvedClosed { txn, found, .. } => (*txn, *found),
        Fact::Stored { txn, .. } => (*txn, State::Stored),
        Fact::ParcelEnded { txn, parcel: Parcel::Advice, end: DeliveryEnd::Accepted(_), .. } => (*txn, State::Approved),
        Fact::ParcelEnded { txn, parcel: Parcel::Advice, end: DeliveryEnd::Refused(_), .. } => (*txn, State::Declined),
        _ => return None,
    })
}
