//! How the customer pays for the basket.

use super::{
    super::{
        Action, PayScreen, See, cannot_start,
        entry::{Subject, Wizard},
    },
    step_refusal,
};
use crate::domain::Basket;

/// What ENTER on an empty entry leads to: this is the one place that says so.
pub fn open(basket: &Basket, see: &See<'_>) -> Action {
    let t = see.look.t;
    // What is shown may be older by a line than what is on its way to the disk.
    if see.terminal.baskets_ahead().get(basket.no).and_then(Basket::due) != basket.due() {
        return Action::Refuse(t.refuse_wait());
    }
    let Some(due) = basket.due() else { return Action::Refuse(t.refuse_full()) };
    if due.is_zero() {
        return Action::Refuse(t.amount_zero());
    }
    if let Err(reason) = basket.may_pay(due) {
        return Action::Refuse(step_refusal(t, &reason));
    }
    match see.terminal.can_start() {
        // In one part or in several: that is chosen there.
        Ok(()) => match see.terminal.bill_of(basket.no) {
            Some(bill) => Action::Open(Box::new(PayScreen::new(bill.no))),
            None => Wizard::paying(Subject::Bill, basket.no, due, see),
        },
        Err(reason) => Action::Refuse(cannot_start(t, &reason, see.terminal.setup.currency)),
    }
}
