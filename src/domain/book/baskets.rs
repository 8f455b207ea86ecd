//! Baskets: what people do to them, and what their payments do.

use super::{Book, BookError};
use crate::domain::{BasketError, BasketNo, Fact, PartRef, PartState, State, Transaction, TxnRef, WallTime};

impl Book {
    pub(super) fn apply_basket(&mut self, at: WallTime, fact: &Fact) -> Result<(), BookError> {
        match fact {
            Fact::BasketChanged { basket, by, change } => self.baskets.change(at, *basket, *by, change)?,
            Fact::BasketPaid(paid) => {
                self.baskets.close(paid)?;
                self.goods.take(paid);
            }
            Fact::GoodsBack { basket, .. } if !self.goods.take_back(*basket) => {
                return Err(BasketError::NoBasket(*basket).into());
            }
            _ => {}
        }
        Ok(())
    }

    /// A transaction begins: it may be a payment of a basket.
    pub(super) fn begin_part(&mut self, txn: &Transaction) -> Result<(), BookError> {
        let Some(basket) = txn.basket.filter(|_| !txn.kind.voids()) else { return Ok(()) };
        self.baskets.pay(basket, PartRef::Txn(txn.txn), txn.amount, PartState::of(txn.state))?;
        Ok(())
    }

    /// Something became known of a transaction, which may be a payment of a basket.
    pub(super) fn note_part(&mut self, txn: TxnRef) {
        let Some(record) = self.find(txn) else { return };
        let Some(basket) = record.basket else { return };
        let state = PartState::of(record.state);
        self.baskets.note(basket, PartRef::Txn(txn), state);
    }

    /// The basket whose goods come back when this void is approved: the one that its original paid, unless another payment of it
    /// stands.
    pub fn goods_back_with(&self, void: &Transaction) -> Option<BasketNo> {
        let original = void.original.as_ref()?.txn?;
        let basket = self.find(original)?.basket?;
        let stands = |part: &PartRef| match part {
            PartRef::Txn(txn) => *txn != original && self.find(*txn).is_some_and(|t| t.state != State::Voided),
        };
        self.goods.payments(basket).filter(|parts| !parts.iter().any(stands)).map(|_| basket)
    }
}
