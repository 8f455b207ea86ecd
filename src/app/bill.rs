//! A sale that is paid in parts: what a person does with it, carried out.

use crate::{
    domain::{BillEnd, Now, OperatorNo},
    flow::{CannotStart, NewBill, Terminal, Work},
    screen::{BillStep, PayScreen},
};

use super::{
    Effect, Model, Session, SessionId,
    trades::{begin, refuse_start, show_trade},
    update::flows,
    wishes::back,
};

/// Carries out a step, or says why it cannot be.
pub(super) fn go(model: &mut Model, id: SessionId, session: &mut Session, step: BillStep, out: &mut Vec<Effect>) {
    let Some(by) = session.operator else { return };
    if let Err(reason) = flows(model, out, |terminal, now, work| take(terminal, session, (step, by), now, work)) {
        return refuse_start(model, id, session, &reason, out);
    }
    if let BillStep::TakeBack(no) = step {
        let started = model.terminal.next_back(no, by).and_then(|order| begin(model, session, order, out));
        show_trade(model, id, session, started, out);
    }
}

fn take(
    terminal: &mut Terminal,
    session: &mut Session,
    (step, by): (BillStep, OperatorNo),
    now: Now,
    work: &mut Vec<Work>,
) -> Result<(), CannotStart> {
    match step {
        BillStep::Begin { total, unusual, basket } => {
            let no = terminal.begin_bill(NewBill { total, unusual, basket, by }, now)?;
            // In place of the questions that led to it.
            session.stack.truncate(2);
            session.stack.push(Box::new(PayScreen::new(no)));
        }
        BillStep::GiveUp(no) => {
            let all = &terminal.book.transactions;
            let nothing = terminal.bill(no).is_none_or(|bill| bill.money(all).is_nothing());
            terminal.give_up_bill(no, by, now, work)?;
            // Where nothing was paid there is nothing to take back.
            if nothing {
                back(session);
            }
        }
        BillStep::TakeUp(no) => terminal.take_up_bill(no, by, now, work)?,
        BillStep::Leave(no) => terminal.leave_bill(no, by, now, work)?,
        BillStep::Read => {
            terminal.leave_ended_bill();
            back(session);
        }
        BillStep::TakeBack(_) => {}
    }
    Ok(())
}

/// A sale that one payment has paid as a whole has been read with that payment.
pub(super) fn leave_whole(model: &mut Model, session: &mut Session) {
    let (ended, all) = (model.terminal.desk.ended.as_deref(), &model.terminal.book.transactions);
    let whole = ended.filter(|ended| ended.end == BillEnd::Paid && ended.bill.is_paid_at_once(all));
    let Some(no) = whole.map(|ended| ended.bill.no) else { return };
    if session.top().holds_bill() == Some(no) {
        model.terminal.leave_ended_bill();
        back(session);
    }
}

/// The terminal knows which sales are in somebody's hand: the others end by themselves when nothing of them is paid.
pub(super) fn note_hands(model: &mut Model) {
    let stacks = model.sessions.values().flat_map(|session| session.stack.iter());
    model.terminal.desk.in_hand = stacks.filter_map(|screen| screen.holds_bill()).collect();
}
