//! Somebody without a number gets one on the terminal: with a telephone that opens a page, or with a code that is sent to it.

use std::{borrow::Cow, time::Duration};

use crate::{
    domain::{Enrolled, Fact, Mobile, Now, OperatorNo, WallTime, operator::PasswordHash},
    enrol::service::{Answer, Ask, Challenge, Code, Given, Taken, Trouble, pages},
    flow::Ticket,
    i18n::Texts,
    screen::{EnrolNews, EnrolPassword, EnrolStep, News, Secret},
};

use super::{
    Effect, Ground, Model, NewPassword, OfficeGround, Session, SessionId,
    office::pause,
    untold,
    update::{record, tell},
};

/// How often the service is asked whether somebody has applied.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// The longest pause after a look that went wrong.
const LOOK_PAUSE: Duration = Duration::from_secs(15);
/// How long after its time a challenge is still looked at: whoever applied in the last moment is not turned away.
const GRACE: Duration = Duration::from_secs(4);

/// Somebody on the way to a number.
#[derive(Debug)]
pub struct Enrolling {
    round: u32,
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    /// A challenge has been asked for; with the number that a code is sent to.
    Beginning(Option<Mobile>),
    /// The page of the challenge can be opened.
    Applying { challenge: Challenge, until: Duration, next: Option<Duration>, failures: u32 },
    /// A code was sent to this number.
    Typing { challenge: Challenge, until: Duration, mobile: Mobile, checking: bool },
    /// The number has been given, and a password is being chosen.
    Given { challenge: Challenge, given: Given },
}

impl Enrolling {
    /// When something is due.
    pub(super) fn wakes_at(&self) -> Option<Duration> {
        match &self.stage {
            Stage::Applying { until, next, .. } => Some((*until + GRACE).min(next.unwrap_or(Duration::MAX))),
            Stage::Typing { until, checking: false, .. } => Some(*until + GRACE),
            // The answer is awaited, and nothing is due before it.
            Stage::Typing { .. } | Stage::Beginning(_) | Stage::Given { .. } => None,
        }
    }
}

/// Carries out what the screen wants.
pub(super) fn go(model: &mut Model, id: SessionId, session: &mut Session, step: EnrolStep, out: &mut Vec<Effect>) {
    match step {
        EnrolStep::Begin(mobile) => begin(model, id, session, mobile, out),
        EnrolStep::Code(code) => prove(id, session, code, out),
        EnrolStep::Password(digits) => choose(id, session, digits, out),
        EnrolStep::Leave => leave(session, out),
    }
}

fn begin(model: &mut Model, id: SessionId, session: &mut Session, mobile: Option<Mobile>, out: &mut Vec<Effect>) {
    let (book, at) = (&model.terminal.book, model.now.wall);
    let free: Vec<OperatorNo> = OperatorNo::sellers().filter(|number| book.is_free(*number, at)).collect();
    let known = mobile.as_ref().is_some_and(|mobile| belongs(model, mobile));
    let trouble = if known { Some(Trouble::Known) } else { free.is_empty().then_some(Trouble::NoNumber) };
    if let Some(trouble) = trouble {
        return end(model, session, &trouble);
    }
    model.rounds = model.rounds.wrapping_add(1);
    session.office.enrolling = Some(Enrolling { round: model.rounds, stage: Stage::Beginning(mobile.clone()) });
    out.push(Effect::AskOffice(OfficeGround::Enrol(id, model.rounds), Ask::Begin { free, mobile }));
}

/// Whether the mobile number is an operator's of this terminal.
fn belongs(model: &Model, mobile: &Mobile) -> bool {
    let book = &model.terminal.book;
    book.by_mobile(mobile).is_some_and(|operator| !book.is_free(operator, model.now.wall))
}

fn prove(id: SessionId, session: &mut Session, code: Code, out: &mut Vec<Effect>) {
    let Some(Enrolling { round, stage: Stage::Typing { challenge, checking, .. } }) = &mut session.office.enrolling
    else {
        return;
    };
    *checking = true;
    out.push(Effect::AskOffice(OfficeGround::Enrol(id, *round), Ask::Prove(challenge.clone(), code)));
}

fn choose(id: SessionId, session: &Session, digits: Secret, out: &mut Vec<Effect>) {
    if let Some(Enrolling { stage: Stage::Given { given, .. }, .. }) = &session.office.enrolling {
        let new = NewPassword { digits, used: Vec::new() };
        out.push(Effect::HashPassword { session: id, ground: Ground::Enrol(given.operator), new });
    }
}

/// Back to the sign-in screen. What was given and not taken may be given to somebody else.
fn leave(session: &mut Session, out: &mut Vec<Effect>) {
    let challenge = session.office.enrolling.take().and_then(|enrolling| match enrolling.stage {
        Stage::Beginning(_) => None,
        Stage::Applying { challenge, .. } | Stage::Typing { challenge, .. } | Stage::Given { challenge, .. } => {
            Some(challenge)
        }
    });
    if let Some(challenge) = challenge {
        out.push(Effect::AskOffice(OfficeGround::Notice, Ask::End(challenge, Taken::No)));
    }
    session.stack.truncate(1);
}

/// The service has answered a step.
pub(super) fn answered(model: &mut Model, id: SessionId, round: u32, answer: Result<Answer, Trouble>) {
    let Some(mut session) = model.sessions.remove(&id) else { return };
    match session.office.enrolling.take() {
        Some(enrolling) if enrolling.round == round => {
            session.office.enrolling =
                go_on(model, &mut session, enrolling.stage, answer).map(|stage| Enrolling { round, stage });
        }
        other => session.office.enrolling = other,
    }
    model.sessions.insert(id, session);
}

/// What comes next; none where it has ended.
fn go_on(model: &Model, session: &mut Session, stage: Stage, answer: Result<Answer, Trouble>) -> Option<Stage> {
    let now = model.now.mono;
    match (stage, answer) {
        (Stage::Beginning(mobile), Ok(Answer::Begun(challenge, good_for))) => {
            Some(begun(model, session, mobile, challenge, now + good_for))
        }
        (Stage::Applying { challenge, .. }, Ok(Answer::Given(given))) => take_given(model, session, challenge, given),
        (Stage::Typing { challenge, mobile, .. }, Ok(Answer::Given(given))) if given.mobile == mobile => {
            take_given(model, session, challenge, given)
        }
        (Stage::Applying { challenge, until, .. }, Ok(Answer::Waiting)) => {
            Some(Stage::Applying { challenge, until, next: Some(now + LOOK_EVERY), failures: 0 })
        }
        (Stage::Applying { challenge, until, failures, .. }, Err(Trouble::Silent(_))) => {
            let next = Some(now + LOOK_EVERY + pause(failures, LOOK_PAUSE));
            Some(Stage::Applying { challenge, until, next, failures: failures + 1 })
        }
        (
            Stage::Typing { challenge, until, mobile, .. },
            Err(trouble @ (Trouble::WrongCode { left: 1.. } | Trouble::Silent(_))),
        ) => {
            let t = model.see(session).look.t;
            tell(session, News::Enrol(EnrolNews::Again(trouble_text(t, &trouble))));
            Some(Stage::Typing { challenge, until, mobile, checking: false })
        }
        // A late answer to an earlier look.
        (given @ Stage::Given { .. }, _) => Some(given),
        (_, Err(trouble)) => {
            end(model, session, &trouble);
            None
        }
        (_, Ok(_)) => {
            end(model, session, &Trouble::Unknown);
            None
        }
    }
}

fn begun(model: &Model, session: &mut Session, mobile: Option<Mobile>, challenge: Challenge, until: Duration) -> Stage {
    let Some(mobile) = mobile else {
        let setup = &model.terminal.setup;
        let base = setup.enrolment.service.as_ref().map_or("", |service| &service.page);
        let texts = pages(base, &setup.terminal, &challenge);
        tell(session, News::Enrol(EnrolNews::Page { texts, until }));
        return Stage::Applying { challenge, until, next: Some(model.now.mono + LOOK_EVERY), failures: 0 };
    };
    tell(session, News::Enrol(EnrolNews::Sent { until }));
    Stage::Typing { challenge, until, mobile, checking: false }
}

/// A number was given: a password is chosen here, so that nobody else has known it. What does not fit this terminal is refused.
fn take_given(model: &Model, session: &mut Session, challenge: Challenge, given: Given) -> Option<Stage> {
    if !fits(model, &given) {
        end(model, session, &Trouble::Known);
        return None;
    }
    session.stack.truncate(1);
    session.stack.push(Box::new(EnrolPassword::of(given.operator, given.name.clone(), given.mobile.clone())));
    Some(Stage::Given { challenge, given })
}

/// Whether the number is a seller's that nobody has here, and the mobile number nobody's.
fn fits(model: &Model, given: &Given) -> bool {
    let seller = OperatorNo::sellers().any(|number| number == given.operator);
    seller && model.terminal.book.is_free(given.operator, model.now.wall) && !belongs(model, &given.mobile)
}

/// The password is hashed: the number is the applicant's, once that is durable.
pub(super) fn hashed(
    model: &mut Model,
    id: SessionId,
    session: &mut Session,
    operator: OperatorNo,
    password: PasswordHash,
    out: &mut Vec<Effect>,
) {
    let Some(Enrolling { stage: Stage::Given { challenge, given }, .. }) = session.office.enrolling.take() else {
        return;
    };
    if given.operator != operator || !fits(model, &given) {
        return end(model, session, &Trouble::Known);
    }
    let service = model.terminal.setup.enrolment.service.as_ref();
    let lapses = after(model.now, service.map_or(Duration::ZERO, |service| service.approve));
    let Given { name, mobile, .. } = given;
    let fact = Fact::OperatorEnrolled(Box::new(Enrolled { operator, name, mobile, password, lapses }));
    let ticket = record(model, vec![fact], out);
    untold::news(model, ticket, id, News::Granted);
    model.enrolled.push((ticket, challenge));
}

/// The service hears that a number is taken once that is durable, and else that it is not.
pub(super) fn end_recorded(model: &mut Model, answered: Ticket, failed: bool, out: &mut Vec<Effect>) {
    let taken = if failed { Taken::No } else { Taken::Yes };
    for (_, challenge) in model.enrolled.extract_if(.., |(ticket, _)| *ticket == answered) {
        out.push(Effect::AskOffice(OfficeGround::Notice, Ask::End(challenge, taken)));
    }
}

fn after(now: Now, time: Duration) -> WallTime {
    WallTime(now.wall.0.saturating_add(i64::try_from(time.as_millis()).unwrap_or(i64::MAX)))
}

/// A look is due, or the time of the challenge is over.
pub(super) fn tick(model: &Model, id: SessionId, session: &mut Session, out: &mut Vec<Effect>) {
    let now = model.now.mono;
    let Some(Enrolling { round, stage }) = &mut session.office.enrolling else { return };
    let over = |until: Duration| now >= until + GRACE;
    match stage {
        Stage::Applying { until, .. } | Stage::Typing { until, checking: false, .. } if over(*until) => {
            session.office.enrolling = None;
            end(model, session, &Trouble::Expired);
        }
        Stage::Applying { challenge, next, .. } if next.is_some_and(|next| next <= now) => {
            *next = None;
            out.push(Effect::AskOffice(OfficeGround::Enrol(id, *round), Ask::Look(challenge.clone())));
        }
        _ => {}
    }
}

fn end(model: &Model, session: &mut Session, trouble: &Trouble) {
    let text = trouble_text(model.see(session).look.t, trouble);
    tell(session, News::Enrol(EnrolNews::Ended(text)));
}

/// What went wrong, for whoever stands before the screen.
fn trouble_text(t: &Texts, trouble: &Trouble) -> Cow<'static, str> {
    match trouble {
        Trouble::NotAllowed => t.enrol_not_allowed(),
        Trouble::Unknown => t.enrol_unknown(),
        Trouble::Expired | Trouble::WrongCode { left: 0 } => t.enrol_expired(),
        Trouble::Used => t.enrol_used(),
        Trouble::Known => t.enrol_known(),
        Trouble::NoNumber => t.enrol_no_number(),
        Trouble::TooOften => t.enrol_too_often(),
        Trouble::WrongCode { left } => t.enrol_wrong_code(u32::from(*left)),
        Trouble::Silent(_) => t.enrol_silent(),
    }
}
