//! One operator at one terminal at a time, where several terminals share their operators: a sign-in is claimed from the service,
//! renewed while it lasts, and given back at its end. A service that is silent keeps nobody from selling.

use std::{borrow::Cow, time::Duration};

use crate::{
    domain::{Claim, OperatorNo, TerminalId, WallTime},
    enrol::service::{Answer, Ask, TakeOver, Trouble},
    screen::{News, Secret},
};

use super::{Effect, Ground, Model, OfficeGround, Session, SessionId, access, office::pause, update::tell};

/// How long whoever signs in waits for the service at most. The line to it gives up before.
const CLAIM_WITHIN: Duration = Duration::from_secs(5);
/// How long after the right password a supervisor may let the operator in all the same.
const TAKE_OVER_WITHIN: Duration = Duration::from_secs(60);
/// The longest pause after a renewal that went wrong.
const RENEW_PAUSE: Duration = Duration::from_secs(60);

/// A right password that waits for the service's word.
#[derive(Debug)]
pub struct Claiming {
    operator: OperatorNo,
    until: Duration,
    /// Who lets the operator in, and where he was, where he is taken over.
    taking: Option<(OperatorNo, TerminalId)>,
}

impl Claiming {
    /// When the operator is let in without the service's word.
    pub(super) fn until(&self) -> Duration {
        self.until
    }
}

/// An operator who has typed the right password and is signed in at another terminal.
#[derive(Debug)]
pub struct Elsewhere {
    operator: OperatorNo,
    terminal: TerminalId,
    until: Duration,
}

/// The sign-in of a session, as the service has it.
#[derive(Debug, Default)]
pub struct Lease {
    /// When it is claimed again; none while the answer is awaited.
    next: Option<Duration>,
    failures: u32,
    /// Another terminal has taken the operator over.
    lost: Option<TerminalId>,
}

impl Lease {
    /// When it is claimed again.
    pub(super) fn wakes_at(&self) -> Option<Duration> {
        self.next
    }
}

/// Asks the service, where the operator may be known at other terminals; whether it was asked.
pub(super) fn claim(
    model: &Model,
    id: SessionId,
    session: &mut Session,
    operator: OperatorNo,
    out: &mut Vec<Effect>,
) -> bool {
    let shared = model.terminal.book.operators.get(&operator).is_some_and(|record| record.is_shared());
    if !shared || model.terminal.setup.enrolment.service.is_none() {
        return false;
    }
    session.office.claiming = Some(Claiming { operator, until: model.now.mono + CLAIM_WITHIN, taking: None });
    out.push(Effect::AskOffice(OfficeGround::Lease(id, operator), Ask::Claim(operator, TakeOver::No)));
    true
}

/// The supervisor's password is checked for letting in an operator who is elsewhere; too late, nobody is let in.
pub(super) fn ask_take_over(
    model: &mut Model,
    id: SessionId,
    session: &mut Session,
    password: Secret,
    out: &mut Vec<Effect>,
) {
    if session.office.elsewhere.as_ref().is_none_or(|elsewhere| elsewhere.until <= model.now.mono) {
        return access::sign_out(model, session, None, out);
    }
    let by = OperatorNo::SUPERVISOR;
    access::check_password(model, id, session, (Ground::TakeOver(by), by), password, None, out);
}

/// The supervisor lets the operator in.
pub(super) fn take_over(
    model: &mut Model,
    id: SessionId,
    session: &mut Session,
    by: OperatorNo,
    out: &mut Vec<Effect>,
) {
    model.guard.release(by);
    let Some(Elsewhere { operator, terminal, .. }) = session.office.elsewhere.take() else { return };
    session.stack.truncate(1);
    let until = model.now.mono + CLAIM_WITHIN;
    session.office.claiming = Some(Claiming { operator, until, taking: Some((by, terminal)) });
    out.push(Effect::AskOffice(OfficeGround::Lease(id, operator), Ask::Claim(operator, TakeOver::Yes)));
}

/// The service has answered a claim.
pub(super) fn answered(
    model: &mut Model,
    id: SessionId,
    operator: OperatorNo,
    answer: Result<Answer, Trouble>,
    out: &mut Vec<Effect>,
) {
    let Some(mut session) = model.sessions.remove(&id) else { return };
    if session.office.claiming.as_ref().is_some_and(|claiming| claiming.operator == operator) {
        claimed(model, &mut session, answer, out);
    } else if session.operator == Some(operator)
        && let Some(lease) = &mut session.office.lease
    {
        lease.renewed(model.now.mono, answer);
    }
    model.sessions.insert(id, session);
}

fn claimed(model: &mut Model, session: &mut Session, answer: Result<Answer, Trouble>, out: &mut Vec<Effect>) {
    let Some(claiming) = session.office.claiming.take() else { return };
    let (operator, now) = (claiming.operator, model.now.mono);
    if let Ok(Answer::Elsewhere(found)) = &answer {
        let at = WallTime(found.since.saturating_mul(1000)).civil(model.terminal.setup.offset).hh_mm();
        let text = model.see(session).look.t.sign_in_elsewhere(at, operator.to_string(), found.terminal.to_string());
        session.office.elsewhere =
            Some(Elsewhere { operator, terminal: found.terminal.clone(), until: now + TAKE_OVER_WITHIN });
        return tell(session, News::Elsewhere(text));
    }
    let held = matches!(answer, Ok(Answer::Held(_)));
    let claim = match claiming.taking {
        Some((by, from)) if held => Claim::TakenOver { by, from },
        _ if held => Claim::Held,
        _ => Claim::Unclaimed,
    };
    let mut lease = Lease::default();
    lease.renewed(now, answer);
    access::let_in(model, session, operator, claim, out);
    session.office.lease = Some(lease);
}

impl Lease {
    fn renewed(&mut self, now: Duration, answer: Result<Answer, Trouble>) {
        match answer {
            // A third of its time, so that two renewals may fail.
            Ok(Answer::Held(good_for)) => (self.next, self.failures) = (Some(now + good_for / 3), 0),
            Ok(Answer::Elsewhere(found)) => (self.next, self.lost) = (None, Some(found.terminal)),
            Ok(_) | Err(_) => {
                self.failures = self.failures.saturating_add(1);
                self.next = Some(now + pause(self.failures + 3, RENEW_PAUSE));
            }
        }
    }
}

/// A claim has waited long enough, or a lease is to be renewed.
pub(super) fn tick(model: &mut Model, id: SessionId, session: &mut Session, out: &mut Vec<Effect>) {
    let now = model.now.mono;
    if session.office.claiming.as_ref().is_some_and(|claiming| claiming.until <= now) {
        claimed(model, session, Err(Trouble::Silent(String::new())), out);
    }
    let (Some(operator), Some(lease)) = (session.operator, &mut session.office.lease) else { return };
    if lease.next.is_some_and(|next| next <= now) {
        lease.next = None;
        out.push(Effect::AskOffice(OfficeGround::Lease(id, operator), Ask::Claim(operator, TakeOver::No)));
    }
}

/// The operator has signed out: another terminal may have him at once. One that was taken over is the other's.
pub(super) fn give_back(session: &mut Session, operator: OperatorNo, out: &mut Vec<Effect>) {
    if session.office.lease.take().is_some_and(|lease| lease.lost.is_none()) {
        out.push(Effect::AskOffice(OfficeGround::Notice, Ask::Release(operator)));
    }
}

/// Signs out whoever has been taken over by another terminal, or withdrawn by a roster, unless a transaction is between card and
/// verdict.
pub(super) fn put_out(model: &mut Model, out: &mut Vec<Effect>) {
    let quiet = |session: &Session| session.stack.iter().all(|screen| screen.may_idle());
    let who: Vec<_> = model
        .sessions
        .iter()
        .filter(|(_, session)| quiet(session))
        .filter_map(|(id, session)| Some((*id, why_out(model, session)?)))
        .collect();
    for (id, reason) in who {
        let Some(mut session) = model.sessions.remove(&id) else { continue };
        access::sign_out(model, &mut session, None, out);
        session.refuse(reason, model.now);
        model.sessions.insert(id, session);
    }
}

/// Why whoever is signed in must go, if so.
fn why_out(model: &Model, session: &Session) -> Option<Cow<'static, str>> {
    let operator = session.operator?;
    let t = model.see(session).look.t;
    if let Some(terminal) = session.office.lease.as_ref().and_then(|lease| lease.lost.as_ref()) {
        return Some(t.signed_out_elsewhere(operator.to_string(), terminal.to_string()));
    }
    let withdrawn = model.terminal.book.operators.get(&operator).is_some_and(|record| record.withdrawn);
    withdrawn.then(|| t.refuse_withdrawn(operator.to_string()))
}
