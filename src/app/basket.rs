//! Baskets: what a person does to them, and what becomes of one whose person goes away.

use crate::{
    domain::{BasketChange, BasketLine, BasketNo, Fact, OperatorNo},
    screen::{BasketWish, News, basket_refusal},
};

use super::{
    Effect, Model, Session, SessionId,
    update::{flows, record, tell},
    wishes::refuse,
};

/// The stack's height with the basket on top: the choice of modes is below it.
const BASKET_ON_TOP: usize = 2;

/// Does what a person wants, if it can be.
pub(super) fn wish(model: &mut Model, id: SessionId, session: &mut Session, wish: BasketWish, out: &mut Vec<Effect>) {
    let (no, change) = match wish {
        BasketWish::Add(line) => add(model, line),
        BasketWish::Step(no, change) => (no, change),
    };
    take(model, id, session, (no, change), out);
}

/// The password of whoever approves a step was right.
pub(super) fn approved(
    model: &mut Model,
    id: SessionId,
    session: &mut Session,
    approver: OperatorNo,
    out: &mut Vec<Effect>,
) {
    model.guard.release(approver);
    let Some((no, change)) = session.approving_step.take().map(|step| *step) else { return };
    take(model, id, session, (no, change.approved_by(approver)), out);
}

/// A line with the number that it has in the open basket, which may still be on its way to the disk.
fn add(model: &Model, line: BasketLine) -> (BasketNo, BasketChange) {
    let ahead = model.terminal.baskets_ahead();
    let (no, first) = match ahead.open() {
        Some(basket) => (basket.no, basket.next_line()),
        None => (ahead.next, line.no),
    };
    (no, BasketChange::LineAdded { line: BasketLine { no: first, ..line } })
}

/// Records the step and shows the basket again, or says why not.
fn take(
    model: &mut Model,
    id: SessionId,
    session: &mut Session,
    (no, change): (BasketNo, BasketChange),
    out: &mut Vec<Effect>,
) {
    let Some(by) = session.operator else { return };
    match flows(model, out, |terminal, now, work| terminal.change_basket(no, by, change, now, work)) {
        Ok(_) => session.stack.truncate(BASKET_ON_TOP),
        Err(reason) => {
            let text = basket_refusal(model.see(session).look.t, &reason);
            tell(session, News::Denied(text.clone()));
            refuse(model, id, session, text, out);
        }
    }
}

/// Whether walking away would lose something, or leave an open basket behind.
pub(super) fn in_hand(model: &Model, session: &Session) -> bool {
    let open = model.terminal.book.baskets.open();
    let own = open.is_some_and(|basket| Some(basket.operator) == session.operator && !basket.is_empty());
    own || session.has_something_in_hand()
}

/// Whoever signs out leaves no open basket to the next one: it is parked, or dropped where nothing is in it.
pub(super) fn park(model: &mut Model, operator: OperatorNo, out: &mut Vec<Effect>) {
    let ahead = model.terminal.baskets_ahead();
    let Some(basket) = ahead.open().filter(|basket| basket.operator == operator) else { return };
    let change = if basket.is_empty() { BasketChange::Dropped { approver: None } } else { BasketChange::Parked };
    let fact = Fact::BasketChanged { basket: basket.no, by: operator, change: Box::new(change) };
    record(model, vec![fact], out);
}
