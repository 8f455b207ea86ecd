//! Approval by a supervisor who is not there, on both sides.

use crate::{
    domain::{Fact, OperatorNo},
    flow::{
        TradeOrder,
        afar::{Asked, Challenge, Code},
    },
    screen::{News, cannot_start},
};

use super::{
    Effect, Model, Session, SessionId,
    update::{record, tell},
    wishes::{begin, show},
};

/// Begins the transaction where the code is right.
pub(super) fn approve(
    model: &mut Model,
    session: &mut Session,
    order: TradeOrder,
    (challenge, code): (Challenge, Code),
    out: &mut Vec<Effect>,
) {
    let setup = &model.terminal.setup;
    let Some(key) = &setup.shop_key else { return };
    let TradeOrder { operator, kind, amount, .. } = order;
    let asked = Asked { terminal: setup.terminal.clone(), operator, kind, amount, challenge };
    if !asked.takes(key, code, model.now.wall) {
        let text = model.see(session).look.t.afar_wrong();
        record(model, vec![Fact::AfarRefused { operator }], out);
        return tell(session, News::Denied(text));
    }
    // Before the transaction, so that the journal never has one without the other.
    record(model, vec![Fact::ApprovedAfar { operator, kind, amount, challenge: challenge.to_string() }], out);
    match begin(model, session, order.approved_by(OperatorNo::SUPERVISOR), out) {
        Ok(()) => show(session),
        Err(reason) => {
            let text = cannot_start(model.see(session).look.t, &reason, model.terminal.setup.currency);
            // The code has been used: nothing begins by it any more.
            session.stack.pop();
            session.refuse(text, model.now);
        }
    }
}

/// Answers what another terminal asks for, once that is durable.
pub(super) fn answer(model: &mut Model, id: SessionId, session: &Session, asked: &Asked, out: &mut Vec<Effect>) {
    let (Some(by), Some(key)) = (session.operator, &model.terminal.setup.shop_key) else { return };
    let code = asked.code(key, model.now.wall);
    let Asked { terminal, operator, kind, amount, challenge } = asked.clone();
    let fact = Fact::AnsweredAfar { terminal, operator, kind, amount, challenge: challenge.to_string(), by };
    let ticket = record(model, vec![fact], out);
    model.promised.push((ticket, id, News::Code(code)));
}
