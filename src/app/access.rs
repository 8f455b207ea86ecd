//! Who is let in, goes on and approves: what a right and a wrong password lead to.

use std::{borrow::Cow, time::Duration};

use crate::{
    domain::{BasketChange, BasketNo, Claim, Fact, OperatorNo, Permission},
    flow::{TradeOrder, World},
    i18n::Texts,
    screen::{ClockScreen, Locked, News, OwnPassword, RatesScreen, Secret, Who, after_sign_in, cannot_start},
};

use super::{
    Effect, Ground, Model, NewPassword, Session, SessionId, basket,
    guard::Wait,
    lease,
    people::{kept_out, number_of},
    seat,
    session::LangChoice,
    trades::{begin, show},
    untold,
    update::{flows, record, tell},
};

/// Whoever this is wants to sign in.
pub(super) fn sign_in(
    model: &mut Model,
    id: SessionId,
    session: &mut Session,
    (who, password): (Who, Secret),
    out: &mut Vec<Effect>,
) {
    let operator = number_of(model, who);
    check_password(model, id, session, (Ground::SignIn(operator), operator), password, None, out);
}

/// A new password: after the old one, or without it by somebody who looks after operators.
pub(super) fn set_password(
    model: &mut Model,
    id: SessionId,
    session: &mut Session,
    (operator, old, new): (OperatorNo, Option<Secret>, Secret),
    out: &mut Vec<Effect>,
) {
    let (ground, new) = (Ground::NewPassword(operator), new_password(model, operator, new));
    match old {
        Some(old) => check_password(model, id, session, (ground, operator), old, Some(new), out),
        None => out.push(Effect::HashPassword { session: id, ground, new }),
    }
}

/// Somebody approves a transaction.
pub(super) fn approve(
    model: &mut Model,
    id: SessionId,
    session: &mut Session,
    order: Box<TradeOrder>,
    (approver, password): (OperatorNo, Secret),
    out: &mut Vec<Effect>,
) {
    let ground = Ground::Approve(order.kind, approver);
    session.approving = Some(order);
    check_password(model, id, session, (ground, approver), password, None, out);
}

/// Somebody approves a step of a basket.
pub(super) fn approve_step(
    model: &mut Model,
    id: SessionId,
    session: &mut Session,
    step: Box<(BasketNo, BasketChange)>,
    (approver, password): (OperatorNo, Secret),
    out: &mut Vec<Effect>,
) {
    session.approving_step = Some(step);
    check_password(model, id, session, (Ground::ApproveStep(approver), approver), password, None, out);
}

/// A number that guessing has locked may be tried again at once.
pub(super) fn unlock(model: &mut Model, id: SessionId, session: &Session, operator: OperatorNo, out: &mut Vec<Effect>) {
    let Some(by) = session.operator else { return };
    model.guard.release(operator);
    let ticket = record(model, vec![Fact::Unlocked { operator, by }], out);
    untold::notice(model, ticket, id, model.see(session).look.t.operator_unlocked());
}

/// A new password for this number, which may not be one that it has had.
pub(super) fn new_password(model: &Model, operator: OperatorNo, digits: Secret) -> NewPassword {
    let used = model.terminal.book.operators.get(&operator).map(|record| record.used()).unwrap_or_default();
    NewPassword { digits, used }
}

/// Checks a password, unless its number must wait.
pub(super) fn check_password(
    model: &mut Model,
    id: SessionId,
    session: &mut Session,
    (ground, operator): (Ground, OperatorNo),
    password: Secret,
    new: Option<NewPassword>,
    out: &mut Vec<Effect>,
) {
    if let Some(wait) = model.guard.wait(operator, model.now) {
        (session.approving, session.approving_step) = (None, None);
        let text = wait_text(model.see(session).look.t, wait);
        return tell(session, News::Denied(text));
    }
    let hash = model.terminal.book.operators.get(&operator).map(|record| record.password.clone());
    out.push(Effect::CheckPassword { session: id, ground, password, hash, new });
}

/// The password was right: in, where no other terminal may have the operator; else the enrolment service is asked first.
pub(super) fn signed_in(
    model: &mut Model,
    id: SessionId,
    session: &mut Session,
    operator: OperatorNo,
    out: &mut Vec<Effect>,
) {
    model.guard.release(operator);
    if let Some(reason) = kept_out(model, session, operator) {
        return tell(session, News::Denied(reason));
    }
    if session.guest.is_some() {
        return seat::signed_in(model, session, operator, out);
    }
    if !lease::claim(model, id, session, operator, out) {
        let_in(model, session, operator, Claim::Own, out);
    }
}

/// In.
pub(super) fn let_in(
    model: &mut Model,
    session: &mut Session,
    operator: OperatorNo,
    claim: Claim,
    out: &mut Vec<Effect>,
) {
    let usual = model.terminal.book.operators.get(&operator).and_then(|record| record.lang);
    let mut facts = vec![Fact::SignedIn { operator, claim }];
    let against = model.terminal.book.watch.against_terminal();
    if operator == OperatorNo::SUPERVISOR && against > 0 {
        facts.push(Fact::TerminalReleased { by: operator });
        if model.guard.release_terminal(model.now) {
            session.refuse(model.see(session).look.t.terminal_released(against), model.now);
        }
    }
    match (session.lang_chosen, usual) {
        (LangChoice::Person, usual) if usual != Some(session.lang) => {
            facts.push(Fact::LanguageChosen { operator, lang: session.lang });
        }
        (LangChoice::Usual, Some(usual)) => session.lang = usual,
        _ => {}
    }
    session.sign_in(operator);
    // A sale that is not finished is nobody's secret: whoever comes sees it first.
    session.stack.extend(after_sign_in(&model.terminal.book.bills.open));
    if model.terminal.has_new_rates() {
        session.stack.push(Box::new(RatesScreen::default()));
    }
    if model.terminal.doubt.is_some() && model.terminal.may(operator, Permission::Approve) {
        session.stack.push(Box::new(ClockScreen));
    }
    let record_of = model.terminal.book.operators.get(&operator);
    if record_of.is_some_and(|record| record.first_password) {
        session.stack.push(Box::new(OwnPassword::in_place_of_first()));
    } else if model.terminal.setup.world == World::Live && record_of.is_some_and(|record| record.shipped) {
        session.stack.push(Box::new(OwnPassword::in_place_of_shipped()));
    }
    record(model, facts, out);
    // Whoever signs in has read what the sign-in screen said of the interrupted trade.
    flows(model, out, |terminal, now, work| terminal.leave_unseen(now, work));
}

/// Out, back to the sign-in screen. `by` is somebody else who has done it.
pub(super) fn sign_out(model: &mut Model, session: &mut Session, by: Option<OperatorNo>, out: &mut Vec<Effect>) {
    if session.guest.is_some() {
        return seat::sign_out(model, session, out);
    }
    if let Some(operator) = session.operator {
        basket::park(model, operator, out);
        lease::give_back(session, operator, out);
        record(model, vec![Fact::SignedOut { operator, by }], out);
    }
    session.sign_out();
    if session.lang_chosen == LangChoice::Person {
        session.lang_chosen = LangChoice::Usual;
    }
}

/// Nobody has pressed a key for a while: what is in hand is locked, and without anything the operator is signed out.
pub(super) fn left_alone(model: &mut Model, session: &mut Session, out: &mut Vec<Effect>) {
    let Some(operator) = session.operator else { return session.sign_out() };
    if !basket::in_hand(model, session) {
        let reason = model.see(session).look.t.signed_out_idle();
        sign_out(model, session, None, out);
        return session.refuse(reason, model.now);
    }
    (session.approving, session.approving_step) = (None, None);
    session.stack.push(Box::new(Locked::of(operator)));
    record(model, vec![Fact::Locked { operator }], out);
}

/// The password at a locked session was right: its own operator goes on, 00 signs the operator out.
pub(super) fn resumed(model: &mut Model, session: &mut Session, by: OperatorNo, out: &mut Vec<Effect>) {
    model.guard.release(by);
    match session.operator {
        Some(operator) if operator == by => {
            record(model, vec![Fact::SignedIn { operator, claim: Claim::Own }, Fact::Resumed { operator }], out);
            // The lock, and whatever was opened over it meanwhile, such as its help.
            session.stack.truncate(session.lock().unwrap_or(session.stack.len()));
        }
        _ => {
            let reason = model.see(session).look.t.locked_signed_out(by.to_string());
            sign_out(model, session, Some(by), out);
            session.refuse(reason, model.now);
        }
    }
}

/// A password was wrong. It is told once that is durable, so that a cut of the power cannot undo the count.
pub(super) fn refused(model: &mut Model, id: SessionId, session: &mut Session, who: OperatorNo, out: &mut Vec<Effect>) {
    (session.approving, session.approving_step) = (None, None);
    model.guard.failed(who, &model.terminal.book, model.now);
    let t = model.see(session).look.t;
    let text = match model.guard.wait(who, model.now).unwrap_or(Wait::Number(Duration::ZERO)) {
        Wait::Number(wait) => t.password_wrong(wait.as_secs()),
        wait @ Wait::Terminal(_) => wait_text(t, wait),
    };
    let known = model.terminal.book.operators.contains_key(&who);
    let mut facts = vec![Fact::GuessCounted { operator: who }];
    facts.extend(known.then_some(Fact::SignInFailed { operator: who }));
    let ticket = record(model, facts, out);
    untold::news(model, ticket, id, News::Denied(text));
}

/// What stands between a person and the password, and what to do.
fn wait_text(t: &Texts, wait: Wait) -> Cow<'static, str> {
    match wait {
        Wait::Number(left) => t.password_wait(left.as_secs() + 1),
        Wait::Terminal(left) => t.terminal_locked(left.as_secs().div_ceil(60)),
    }
}

/// The supervisor approved what the session waits to begin.
pub(super) fn approved(model: &mut Model, session: &mut Session, approver: OperatorNo, out: &mut Vec<Effect>) {
    model.guard.release(approver);
    let Some(order) = session.approving.take() else { return };
    let TradeOrder { operator, kind, amount, .. } = *order;
    record(model, vec![Fact::Approved { operator, approver, kind, amount, from_afar: false }], out);
    begin_approved(model, session, order.approved_by(approver), out);
}

/// Begins what has been approved, or says why it cannot begin.
pub(super) fn begin_approved(model: &mut Model, session: &mut Session, order: TradeOrder, out: &mut Vec<Effect>) {
    match begin(model, session, order, out) {
        Ok(()) => show(session),
        Err(reason) => {
            let text = cannot_start(model.see(session).look.t, &reason, model.terminal.setup.currency);
            tell(session, News::Denied(text));
        }
    }
}
