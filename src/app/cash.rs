//! The cash drawer: opened, and counted.

use crate::{
    domain::{CashCount, CashMove, Fact},
    flow::Demand,
};

use super::{
    Effect, Model, Session, SessionId,
    trades::refuse_start,
    untold,
    update::{flows, record},
    wishes::{back, refuse},
};

/// Opens the cash drawer, where receipts open one too, and records who did it.
pub(super) fn open_drawer(model: &mut Model, session: &Session, out: &mut Vec<Effect>) {
    let has_one = model.terminal.setup.receipts.drawer == Demand::Yes;
    let Some(by) = session.operator.filter(|_| has_one) else { return };
    record(model, vec![Fact::DrawerOpened { by }], out);
    flows(model, out, |terminal, _, work| terminal.open_drawer(work));
}

/// Records what was found in the cash drawer, with what should have been there, which only whoever answers for it is shown.
pub(super) fn count_cash(
    model: &mut Model,
    id: SessionId,
    session: &mut Session,
    count: CashCount,
    out: &mut Vec<Effect>,
) {
    let t = model.see(session).look.t;
    let (Some(by), Some(drawer)) = (session.operator, &model.terminal.book.drawer) else {
        return refuse(model, id, session, t.drawer_no_float(), out);
    };
    if count.sum().is_none() {
        return refuse(model, id, session, t.refuse_full(), out);
    }
    let expected = drawer.expected();
    let ticket = record(model, vec![Fact::CashCounted { count, expected, by }], out);
    untold::notice(model, ticket, id, t.cash_counted());
    back(session);
}

/// Records cash that goes in or out without a customer, or says why that cannot be.
pub(super) fn move_cash(
    model: &mut Model,
    id: SessionId,
    session: &mut Session,
    moved: CashMove,
    out: &mut Vec<Effect>,
) {
    let Some(by) = session.operator else { return };
    match flows(model, out, |terminal, now, work| terminal.move_cash(CashMove { by, ..moved }, now, work)) {
        // Past the choice of the way, to the drawer.
        Ok(()) => {
            back(session);
            back(session);
        }
        Err(reason) => refuse_start(model, id, session, &reason, out),
    }
}
