//! Who is at a screen: passwords, sign-in and sign-out, the lock, approvals in place.

use crate::{
    domain::{Fact, OperatorNo},
    flow::{Work, World},
    screen::{Locked, News, OwnPassword, RatesScreen, Secret, cannot_start},
};

use super::{
    Effect, Ground, Model, NewPassword, PasswordAnswer, Session, SessionId,
    session::LangChoice,
    update::{push_work, record, tell},
    wishes::{back, begin, show},
};

/// A new password for this number, which may not be one that it has had.
pub(super) fn new_password(model: &Model, operator: OperatorNo, digits: Secret) -> NewPassword {
    let used = model.terminal.book.operators.get(&operator).map(|record| record.used()).unwrap_or_default();
    NewPassword { digits, used }
}

/// A password has been checked or hashed.
pub(super) fn password(
    model: &mut Model,
    id: SessionId,
    ground: Ground,
    answer: PasswordAnswer,
    out: &mut Vec<Effect>,
) {
    let Some(mut session) = model.sessions.remove(&id) else { return };
    match (ground, answer) {
        (Ground::SignIn(operator), PasswordAnswer::Right) => signed_in(model, &mut session, operator, out),
        (Ground::Approve(_, approver), PasswordAnswer::Right) => {
            approved(model, &mut session, approver, out);
        }
        (Ground::Resume(operator), PasswordAnswer::Right) => {
            resumed(model, &mut session, operator, out);
        }
        (Ground::EndLocked, PasswordAnswer::Right) => {
            model.guard.signed_in(OperatorNo::SUPERVISOR);
            sign_out(model, &mut session, Some(OperatorNo::SUPERVISOR), out);
        }
        (Ground::NewPassword(operator), PasswordAnswer::Hashed(password)) => {
            model.guard.release(operator);
            let fact = Fact::OperatorSet { operator, password, by: session.operator, tracked: true };
            record(model, vec![fact], out);
            tell(&mut session, News::Granted);
        }
        (ground, PasswordAnswer::Wrong) => {
            let who = ground.whose();
            let known = model.terminal.book.operators.get(&who).map(|r| r.failures);
            session.approving = None;
            model.guard.failed(who, known, model.now);
            let fact = match known {
                Some(_) => Fact::SignInFailed { operator: who, counted: true },
                None => Fact::UnknownOperator { number: who },
            };
            // The book has this one as soon as it is durable.
            let in_a_row = model.terminal.book.wrong_in_a_row.saturating_add(1);
            let ticket = record(model, vec![fact], out);
            let text = match model.guard.failed_here(in_a_row, model.now) {
                Some(wait) => model.see(&session).look.t.terminal_locked(wait.as_secs()),
                None => {
                    let wait = model.guard.wait(who, model.now).unwrap_or_default();
                    model.see(&session).look.t.password_wrong(wait.as_secs())
                }
            };
            model.promised.push((ticket, id, News::Denied(text)));
        }
        (_, PasswordAnswer::Used) => {
            let text = model.see(&session).look.t.password_used();
            tell(&mut session, News::Denied(text));
        }
        (_, PasswordAnswer::Failed(reason)) => tell(&mut session, News::Denied(reason.into())),
        (_, PasswordAnswer::Right | PasswordAnswer::Hashed(_)) => {}
    }
    model.sessions.insert(id, session);
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
    let t = model.see(session).look.t;
    let locked = model.guard.lock(operator, model.now).map(|wait| t.terminal_locked(wait.as_secs() + 1));
    let waits = || model.guard.wait(operator, model.now).map(|wait| t.password_wait(wait.as_secs() + 1));
    if let Some(text) = locked.or_else(waits) {
        session.approving = None;
        return tell(session, News::Denied(text));
    }
    let hash = model.terminal.book.operators.get(&operator).map(|record| record.password.clone());
    out.push(Effect::CheckPassword { session: id, ground, password, hash, new });
}

/// The password was right: in.
fn signed_in(model: &mut Model, session: &mut Session, operator: OperatorNo, out: &mut Vec<Effect>) {
    model.guard.signed_in(operator);
    let usual = model.terminal.book.operators.get(&operator).and_then(|record| record.lang);
    let mut facts = vec![Fact::SignedIn { operator }];
    match (session.lang_chosen, usual) {
        (LangChoice::Person, usual) if usual != Some(session.lang) => {
            facts.push(Fact::LanguageChosen { operator, lang: session.lang });
        }
        (LangChoice::Usual, Some(usual)) => session.lang = usual,
        _ => {}
    }
    session.sign_in(operator);
    if model.terminal.has_new_rates() {
        session.stack.push(Box::new(RatesScreen::default()));
    }
    let record_of = model.terminal.book.operators.get(&operator);
    if model.terminal.setup.world == World::Live && record_of.is_some_and(|record| record.shipped) {
        session.stack.push(Box::new(OwnPassword::in_place_of_shipped()));
    }
    record(model, facts, out);
    // Whoever signs in has read what the sign-in screen said of the interrupted trade.
    let mut work: Vec<Work> = Vec::new();
    model.terminal.leave_unseen(model.now, &mut work);
    push_work(work, out);
}

/// On behind the lock.
fn resumed(model: &mut Model, session: &mut Session, operator: OperatorNo, out: &mut Vec<Effect>) {
    model.guard.signed_in(operator);
    record(model, vec![Fact::SignedIn { operator }], out);
    back(session);
}

/// Nobody pressed a key for a while: locked, where something is in hand, and signed out otherwise.
pub(super) fn idle(model: &mut Model, session: &mut Session, out: &mut Vec<Effect>) {
    if session.stack.iter().any(|screen| screen.holds_something()) {
        session.notice = None;
        // An approval that is being checked is over; whoever comes back asks for it again.
        if session.approving.take().is_some() {
            let text = model.see(session).look.t.approval_ended();
            tell(session, News::Denied(text));
        }
        session.stack.push(Box::new(Locked::default()));
        return;
    }
    let reason = model.see(session).look.t.signed_out_idle();
    sign_out(model, session, None, out);
    session.refuse(reason, model.now);
}

/// Out, back to the sign-in screen; `by` is who did it, where it was somebody else.
pub(super) fn sign_out(model: &mut Model, session: &mut Session, by: Option<OperatorNo>, out: &mut Vec<Effect>) {
    if let Some(operator) = session.operator {
        record(model, vec![Fact::SignedOut { operator, by }], out);
    }
    session.sign_out();
    if session.lang_chosen == LangChoice::Person {
        session.lang_chosen = LangChoice::Usual;
    }
}

/// The supervisor approved what the session waits to begin.
fn approved(model: &mut Model, session: &mut Session, approver: OperatorNo, out: &mut Vec<Effect>) {
    model.guard.release(approver);
    let Some(order) = session.approving.take() else { return };
    match begin(model, session, order.approved_by(approver), out) {
        Ok(()) => show(session),
        Err(reason) => {
            let text = cannot_start(model.see(session).look.t, &reason, model.terminal.setup.currency);
            tell(session, News::Denied(text));
        }
    }
}
