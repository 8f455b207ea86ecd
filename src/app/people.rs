//! Operators whose number was not made in the back office: who of them may sign in, and their approval.

use std::borrow::Cow;

use crate::{
    domain::{Fact, Mobile, OperatorNo},
    screen::Who,
};

use super::{Effect, Model, Session, SessionId, untold, update::record};

/// The operator who signs in. A mobile number that nobody has is treated like a number that does not exist, and stands for one:
/// the same for the same mobile number.
pub(super) fn number_of(model: &Model, who: Who) -> OperatorNo {
    match who {
        Who::Number(operator) => operator,
        Who::Mobile(mobile) => model.terminal.book.by_mobile(&mobile).unwrap_or_else(|| stranger(model, &mobile)),
    }
}

/// A number that no operator has, picked by the mobile number. On a terminal where all are given it is the last, whose password
/// then has to be right: no worse than typing that number.
fn stranger(model: &Model, mobile: &Mobile) -> OperatorNo {
    let known = &model.terminal.book.operators;
    let free: Vec<OperatorNo> = OperatorNo::sellers().filter(|number| !known.contains_key(number)).collect();
    let sum: usize = mobile.digits().bytes().map(usize::from).sum();
    free.get(sum % free.len().max(1)).copied().unwrap_or(OperatorNo::ADMINISTRATOR)
}

/// Why this operator may not sign in, whatever the password, if so.
pub(super) fn kept_out(model: &Model, session: &Session, operator: OperatorNo) -> Option<Cow<'static, str>> {
    let t = model.see(session).look.t;
    let known = model.terminal.book.operators.get(&operator)?;
    if known.withdrawn {
        return Some(t.refuse_withdrawn(operator.to_string()));
    }
    let lapsed = known.quarantine.is_some_and(|quarantine| quarantine.has_lapsed(model.now.wall));
    lapsed.then(|| t.sign_in_lapsed(operator.to_string()))
}

/// A supervisor approves a number, if it has not lapsed.
pub(super) fn approve_operator(
    model: &mut Model,
    id: SessionId,
    session: &mut Session,
    operator: OperatorNo,
    out: &mut Vec<Effect>,
) {
    let Some(by) = session.operator.filter(|by| *by != operator) else { return };
    let known = model.terminal.book.operators.get(&operator).and_then(|known| known.quarantine);
    let Some(quarantine) = known else { return };
    let t = model.see(session).look.t;
    if quarantine.has_lapsed(model.now.wall) {
        session.refuse(t.refuse_approve_lapsed(), model.now);
        out.push(Effect::Bell(id));
        return;
    }
    let approved = t.operator_approved();
    let ticket = record(model, vec![Fact::OperatorApproved { operator, by }], out);
    untold::notice(model, ticket, id, approved);
}
