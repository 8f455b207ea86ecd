//! The enrolment service as the core sees it: why it is asked, and who hears the answer.

use std::time::Duration;

use crate::{
    domain::OperatorNo,
    enrol::service::{Answer, Trouble},
};

use super::{
    Effect, Model, Session, SessionId,
    enrolment::{self, Enrolling},
    lease::{self, Claiming, Elsewhere, Lease},
    roster,
};

/// Why the service is asked; comes back with its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfficeGround {
    /// Somebody at this screen wants a number; with the count of such wishes, so that an old answer is told from a new one.
    Enrol(SessionId, u32),
    /// An operator signs in at this screen, or is there.
    Lease(SessionId, OperatorNo),
    /// The newest roster.
    Roster,
    /// Only so that the service knows; nothing hangs on the answer.
    Notice,
}

/// What a session has to do with the service.
#[derive(Debug, Default)]
pub struct AtOffice {
    /// Somebody is getting a number.
    pub(super) enrolling: Option<Enrolling>,
    /// Somebody has typed the right password, and the service is asked whether he is signed in elsewhere.
    pub(super) claiming: Option<Claiming>,
    /// He is, and a supervisor may let him in all the same.
    pub(super) elsewhere: Option<Elsewhere>,
    /// Whoever is signed in is kept for this terminal.
    pub(super) lease: Option<Lease>,
}

impl AtOffice {
    fn wakes(&self) -> impl Iterator<Item = Duration> {
        let enrolling = self.enrolling.as_ref().and_then(Enrolling::wakes_at);
        let claiming = self.claiming.as_ref().map(Claiming::until);
        let lease = self.lease.as_ref().and_then(Lease::wakes_at);
        [enrolling, claiming, lease].into_iter().flatten()
    }
}

/// When something is due next.
pub(super) fn next_wake(model: &Model) -> Option<Duration> {
    let sessions = model.sessions.values().flat_map(|session| session.office.wakes());
    sessions.chain(model.rosters.wakes_at()).min()
}

/// The service has answered, or not.
pub(super) fn answered(
    model: &mut Model,
    ground: OfficeGround,
    answer: Result<Answer, Trouble>,
    out: &mut Vec<Effect>,
) {
    match ground {
        OfficeGround::Enrol(id, round) => enrolment::answered(model, id, round, answer),
        OfficeGround::Lease(id, operator) => lease::answered(model, id, operator, answer, out),
        OfficeGround::Roster => roster::downloaded(model, answer),
        OfficeGround::Notice => {}
    }
}

/// What is due is done.
pub(super) fn tick(model: &mut Model, out: &mut Vec<Effect>) {
    let now = model.now.mono;
    let is_due = |session: &Session| session.office.wakes().any(|at| at <= now);
    let due: Vec<SessionId> = model.sessions.iter().filter(|(_, session)| is_due(session)).map(|(id, _)| *id).collect();
    for id in due {
        let Some(mut session) = model.sessions.remove(&id) else { continue };
        enrolment::tick(model, id, &mut session, out);
        lease::tick(model, id, &mut session, out);
        model.sessions.insert(id, session);
    }
    roster::ask(model, out);
}

/// The pause after so many failures: doubling from one second to the longest.
pub(super) fn pause(failures: u32, longest: Duration) -> Duration {
    Duration::from_secs(1 << failures.min(16)).min(longest)
}
