//! What an operator does with a transaction or a settlement: begins it, stops it, leaves it; and why it cannot be begun.

use crate::{
    flow::{CannotStart, Input, TradeOrder, Work},
    screen::{SettlementScreen, TradeScreen, cannot_start, condition_trouble},
};

use super::{
    Effect, Model, Session, SessionId, bill,
    update::flows,
    wishes::{back, refuse},
};

/// Before a trade that will want paper: whoever is about to sell is told what is known, and the printer is asked anew.
pub(super) fn look_at_printer(model: &Model, session: &mut Session, out: &mut Vec<Effect>) {
    out.push(Effect::Do(Work::AskPrinter));
    let t = model.see(session).look.t;
    if let Some(trouble) = condition_trouble(t, model.terminal.condition) {
        session.refuse(t.print_later(trouble.as_ref()), model.now);
    }
}

/// Begins what the operator who is signed in has asked for.
pub(super) fn begin(
    model: &mut Model,
    session: &Session,
    order: TradeOrder,
    out: &mut Vec<Effect>,
) -> Result<(), CannotStart> {
    // Nobody else can have signed in meanwhile; if so, it is nobody's order.
    if session.operator != Some(order.operator) {
        return Err(CannotStart::NotApproved);
    }
    flows(model, out, |terminal, now, work| terminal.start(order, now, work))
}

/// The trade in place of the questions that led to it, and of the card data that they hold.
pub(super) fn show(session: &mut Session) {
    session.stack.truncate(below_trade(session));
    session.stack.push(Box::new(TradeScreen::default()));
}

/// How many screens stay below a trade: the modes and the menu of transactions, or a sale that is paid in parts.
fn below_trade(session: &Session) -> usize {
    session.stack.iter().rposition(|screen| screen.holds_bill().is_some()).map_or(2, |at| at + 1)
}

/// Shows the trade that has begun, the settlement that has to come before it, or why there is none.
pub(super) fn show_trade(
    model: &Model,
    id: SessionId,
    session: &mut Session,
    started: Result<(), CannotStart>,
    out: &mut Vec<Effect>,
) {
    match started {
        Ok(()) => show(session),
        Err(CannotStart::BatchFull | CannotStart::BatchOld) if below_trade(session) == 2 => {
            session.stack.push(Box::new(SettlementScreen))
        }
        Err(reason) => refuse_start(model, id, session, &reason, out),
    }
}

/// Says why something cannot begin.
pub(super) fn refuse_start(
    model: &Model,
    id: SessionId,
    session: &mut Session,
    reason: &CannotStart,
    out: &mut Vec<Effect>,
) {
    let text = cannot_start(model.see(session).look.t, reason, model.terminal.setup.currency);
    refuse(model, id, session, text, out);
}

/// Stops the trade, where it is not too late.
pub(super) fn cancel(model: &mut Model, id: SessionId, session: &mut Session, out: &mut Vec<Effect>) {
    if flows(model, out, |terminal, now, work| terminal.cancel_trade(now, work)).is_err() {
        let reason = model.see(session).look.t.refuse_too_late();
        refuse(model, id, session, reason, out);
    }
}

/// The verdict has been read.
pub(super) fn leave(model: &mut Model, session: &mut Session, out: &mut Vec<Effect>) {
    flows(model, out, |terminal, now, work| terminal.leave_trade(now, work));
    session.stack.truncate(below_trade(session));
    bill::leave_whole(model, session);
}

/// Begins the settlement of the batch.
pub(super) fn settle(model: &mut Model, id: SessionId, session: &mut Session, out: &mut Vec<Effect>) {
    if let Err(reason) = flows(model, out, |terminal, now, work| terminal.start_settlement(now, work)) {
        refuse_start(model, id, session, &reason, out);
    }
}

/// The settlement's result has been read.
pub(super) fn leave_settlement(model: &mut Model, session: &mut Session) {
    model.terminal.leave_settlement();
    back(session);
}

/// Signs on to the host again, as soon as its line is free.
pub(super) fn sign_on(model: &mut Model, session: &mut Session, out: &mut Vec<Effect>) {
    model.terminal.line.want_sign_on(model.now);
    flows(model, out, |terminal, now, work| terminal.input(Input::Tick, now, work));
    session.refuse(model.see(session).look.t.sign_on_started(), model.now);
}
