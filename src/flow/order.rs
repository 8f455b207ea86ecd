//! What an operator has asked for, before anything has been done about it.

use crate::domain::{
    Amount, BasketNo, CardSecret, Extra, Kind, OperatorNo, OrderNo, Original, PayCode, PayVoucher, TxnRef,
};

/// A transaction as the operator entered it.
#[derive(Clone, Debug)]
pub struct TradeOrder {
    /// What.
    pub kind: Kind,
    /// How much; nothing for a balance.
    pub amount: Amount,
    /// Who.
    pub operator: OperatorNo,
    /// Who approved, where that takes a second person.
    pub approver: Option<OperatorNo>,
    /// Whose money.
    pub card: CardSource,
    /// What it goes back to, as far as it is known.
    pub original: Option<Original>,
    /// What some kinds have on top.
    pub extra: Extra,
    /// The basket that it pays, or a part of it.
    pub basket: Option<BasketNo>,
}

/// Where the card comes from.
#[derive(Clone, Debug)]
pub enum CardSource {
    /// It is presented to the reader.
    Present,
    /// Its number lies sealed with this transaction of the open batch.
    Sealed(TxnRef),
    /// Its number was typed.
    Typed(CardSecret),
    /// The customer showed a code.
    Code(PayCode),
    /// No card takes part: the host knows the payment by code by its voucher.
    Voucher(PayVoucher),
    /// The terminal shows a code.
    ShownCode,
    /// This order was paid by a code that the terminal showed, and is given back.
    Order(OrderNo),
    /// Notes and coins: nobody is asked.
    Cash,
}

impl CardSource {
    /// The number, where it is there without a card and without the ledger.
    pub(super) fn number(&self) -> Option<CardSecret> {
        match self {
            CardSource::Typed(secret) => Some(secret.clone()),
            CardSource::Code(code) => Some(CardSecret::Code(code.clone())),
            CardSource::Voucher(voucher) => Some(CardSecret::Voucher(voucher.clone())),
            CardSource::Present
            | CardSource::Sealed(_)
            | CardSource::ShownCode
            | CardSource::Order(_)
            | CardSource::Cash => None,
        }
    }
}

impl TradeOrder {
    /// A transaction by card that goes back to nothing.
    pub fn new(kind: Kind, amount: Amount, operator: OperatorNo) -> TradeOrder {
        TradeOrder {
            kind,
            amount,
            operator,
            approver: None,
            card: CardSource::Present,
            original: None,
            extra: Extra::default(),
            basket: None,
        }
    }

    /// The same with a card from elsewhere.
    #[must_use]
    pub fn with_card(self, card: CardSource) -> TradeOrder {
        TradeOrder { card, ..self }
    }

    /// The same, going back to another transaction.
    #[must_use]
    pub fn going_back_to(self, original: Original) -> TradeOrder {
        TradeOrder { original: Some(original), ..self }
    }

    /// The same, approved by a second person.
    #[must_use]
    pub fn approved_by(self, approver: OperatorNo) -> TradeOrder {
        TradeOrder { approver: Some(approver), ..self }
    }

    /// The same with what its kind has on top.
    #[must_use]
    pub fn with_extra(self, extra: Extra) -> TradeOrder {
        TradeOrder { extra, ..self }
    }
}
