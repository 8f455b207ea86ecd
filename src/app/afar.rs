//! Approval from afar, on both sides: the challenge and its code at the terminal that asks, the answer at another.

use std::time::Duration;

use crate::{
    domain::{
        Asked, Extra, Fact, OperatorNo, Permission,
        afar::{ApprovalCode, LIFE},
    },
    flow::TradeOrder,
    screen::{News, forbidden},
};

use super::{
    Effect, Model, Session, SessionId, access, untold,
    update::{record, tell},
};

/// So many wrong codes end a challenge.
const WRONG_MAX: u8 = 3;
/// Then no new one is given for so long.
const REST: Duration = Duration::from_secs(60);

/// What waits at this terminal for a code from another.
#[derive(Debug)]
pub struct AskedFor {
    order: TradeOrder,
    asked: Asked,
    /// When the challenge dies, on the monotonic clock.
    until: Duration,
    wrong: u8,
}

/// Gives a challenge for an order. The one before it, if any, is worth nothing from now on.
pub(super) fn ask(model: &mut Model, session: &mut Session, order: Box<TradeOrder>) {
    session.asked = None;
    let t = model.see(session).look.t;
    if model.terminal.setup.approval_key.is_none() {
        return tell(session, News::Denied(t.afar_no_key()));
    }
    let left = model.afar_rest.saturating_sub(model.now.mono);
    if !left.is_zero() {
        return tell(session, News::Denied(t.password_wait(left.as_secs() + 1)));
    }
    model.challenges = model.challenges.wrapping_add(1);
    let asked = Asked {
        terminal: model.terminal.setup.terminal.clone(),
        operator: order.operator,
        kind: order.kind,
        amount: order.amount,
        challenge: model.terminal.challenge(model.challenges),
    };
    let until = model.now.mono + LIFE;
    tell(session, News::Challenge { challenge: asked.challenge, until });
    session.asked = Some(Box::new(AskedFor { order: *order, asked, until, wrong: 0 }));
}

/// A code has been typed, with the number of whoever gave it.
pub(super) fn enter(
    model: &mut Model,
    id: SessionId,
    session: &mut Session,
    approver: OperatorNo,
    code: ApprovalCode,
    out: &mut Vec<Effect>,
) {
    let t = model.see(session).look.t;
    let key = model.terminal.setup.approval_key.clone();
    let live = session.asked.take().filter(|asked| asked.until > model.now.mono).zip(key);
    let Some((mut waiting, key)) = live else { return tell(session, News::Ended(t.afar_expired())) };
    let AskedFor { order, asked, .. } = &*waiting;
    let TradeOrder { operator, kind, amount, .. } = *order;
    if approver == operator || !model.terminal.may(approver, Permission::Approve) {
        session.asked = Some(waiting);
        return tell(session, News::Denied(forbidden(t, Permission::Approve)));
    }
    if asked.is_answered_by(code, &key, approver, model.now.wall) {
        record(model, vec![Fact::Approved { operator, approver, kind, amount, from_afar: true }], out);
        let extra = Extra { approved_from_afar: true, ..order.extra.clone() };
        let order = waiting.order.approved_by(approver).with_extra(extra);
        return access::begin_approved(model, session, order, out);
    }
    waiting.wrong += 1;
    if waiting.wrong < WRONG_MAX {
        let text = t.afar_wrong(WRONG_MAX - waiting.wrong);
        session.asked = Some(waiting);
        return tell(session, News::Denied(text));
    }
    model.afar_rest = model.now.mono + REST;
    let ticket = record(model, vec![Fact::ApprovalRefused { operator, kind, amount }], out);
    untold::news(model, ticket, id, News::Ended(t.afar_refused()));
}

/// Approves what another terminal asks for. The code is told once it is durable who gave it.
pub(super) fn answer(model: &mut Model, id: SessionId, session: &mut Session, asked: Asked, out: &mut Vec<Effect>) {
    let Some(approver) = session.operator else { return };
    let t = model.see(session).look.t;
    let Some(key) = &model.terminal.setup.approval_key else { return tell(session, News::Denied(t.afar_no_key())) };
    if approver == asked.operator {
        return tell(session, News::Denied(forbidden(t, Permission::Approve)));
    }
    let code = asked.code(key, approver, model.now.wall);
    let ticket = record(model, vec![Fact::ApprovalAnswered { asked, approver }], out);
    untold::news(model, ticket, id, News::Code(code));
}
