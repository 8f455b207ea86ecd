//! A roster of operators: brought on a stick, where a person looks at it and takes it; or from the enrolment service, which is asked
//! after each sign-on.

use std::time::Duration;

use crate::{
    domain::{Fact, FileFault},
    enrol::{
        Newest, Roster,
        service::{Answer, Ask, Trouble},
    },
    screen::{News, file_fault, roster_refusal},
};

use super::{
    Effect, Model, OfficeGround, Session, SessionId,
    office::pause,
    untold,
    update::{hear, record, tell},
};

/// The first and the longest pause after a service that did not answer.
const FIRST_PAUSE: u32 = 5;
const LONGEST_PAUSE: Duration = Duration::from_secs(3600);

/// The roster of the service.
#[derive(Debug, Default)]
pub struct Rosters {
    /// What became of it.
    pub(super) newest: Newest,
    /// When the service is asked; none where there is nothing to ask, or the answer is awaited.
    next: Option<Duration>,
    failures: u32,
    /// One that may be taken, as soon as no transaction is under way.
    found: Option<Box<Roster>>,
}

impl Rosters {
    /// When the service is asked.
    pub(super) fn wakes_at(&self) -> Option<Duration> {
        self.next
    }
}

/// The terminal has signed on: the service is asked now, where there is one and a key to believe it.
pub(super) fn signed_on(model: &mut Model) {
    let enrolment = &model.terminal.setup.enrolment;
    if enrolment.service.is_some() && enrolment.key.is_some() {
        model.rosters = Rosters { newest: Newest::Asked, next: Some(model.now.mono), ..Rosters::default() };
    }
}

/// Asks, where it is time.
pub(super) fn ask(model: &mut Model, out: &mut Vec<Effect>) {
    if model.rosters.next.is_some_and(|next| next <= model.now.mono) {
        model.rosters.next = None;
        out.push(Effect::AskOffice(OfficeGround::Roster, Ask::Roster(model.terminal.book.roster)));
    }
}

/// The service has answered.
pub(super) fn downloaded(model: &mut Model, answer: Result<Answer, Trouble>) {
    let (Some(key), Ok(Answer::Roster(file))) = (&model.terminal.setup.enrolment.key, answer) else {
        let failures = model.rosters.failures.saturating_add(1);
        let next = Some(model.now.mono + pause(failures + FIRST_PAUSE, LONGEST_PAUSE));
        model.rosters = Rosters { newest: Newest::Silent, next, failures, found: None };
        return;
    };
    let Some(file) = file else {
        model.rosters = Rosters { newest: Newest::Nothing, ..Rosters::default() };
        return;
    };
    let opened = Roster::open(&file, key).and_then(|roster| fits(model, &roster).map(|()| roster));
    model.rosters = match opened {
        Ok(roster) => {
            Rosters { newest: Newest::Waits(roster.serial), found: Some(Box::new(roster)), ..Rosters::default() }
        }
        Err(error) => Rosters { newest: Newest::Refused(error), ..Rosters::default() },
    };
}

/// Takes the roster that was downloaded, unless a transaction is under way. Head office has signed it, so no person is asked.
pub(super) fn take_downloaded(model: &mut Model, out: &mut Vec<Effect>) {
    if model.terminal.trade.is_some() {
        return;
    }
    let Some(roster) = model.rosters.found.take() else { return };
    model.rosters.newest = match fits(model, &roster) {
        Err(error) => Newest::Refused(error),
        Ok(()) => {
            let taken = Newest::Taken(roster.serial);
            record(model, vec![Fact::RosterTaken { serial: roster.serial, entries: roster.operators, by: None }], out);
            taken
        }
    };
}

/// Has the file read, where the box has a key and a folder for it.
pub(super) fn read(model: &Model, id: SessionId, session: &mut Session, out: &mut Vec<Effect>) {
    match &model.terminal.setup.enrolment.file {
        Some(path) => out.push(Effect::ReadRoster(id, path.clone())),
        None => {
            let text = model.see(session).look.t.roster_not_set_up();
            tell(session, News::Roster(Err(text)));
        }
    }
}

/// The file has been read, or not.
pub(super) fn was_read(model: &mut Model, id: SessionId, bytes: Result<Vec<u8>, FileFault>) {
    let Some(session) = model.sessions.get(&id) else { return };
    let t = model.see(session).look.t;
    let found = match (&model.terminal.setup.enrolment.key, bytes) {
        (None, _) => Err(t.roster_not_set_up()),
        (_, Err(fault)) => Err(t.roster_not_read(file_fault(t, fault).as_ref())),
        (Some(key), Ok(bytes)) => Roster::open(&bytes, key)
            .and_then(|roster| fits(model, &roster).map(|()| Box::new(roster)))
            .map_err(|error| roster_refusal(t, &error)),
    };
    hear(model, id, News::Roster(found));
}

fn fits(model: &Model, roster: &Roster) -> Result<(), crate::enrol::RosterError> {
    let setup = &model.terminal.setup;
    roster.fits((&setup.merchant, &setup.terminal), &model.terminal.book, model.now.wall)
}

/// Takes a roster, which may have become old while it was looked at.
pub(super) fn take(model: &mut Model, id: SessionId, session: &mut Session, roster: Roster, out: &mut Vec<Effect>) {
    let by = session.operator;
    if let Err(error) = fits(model, &roster) {
        let text = roster_refusal(model.see(session).look.t, &error);
        return tell(session, News::Roster(Err(text)));
    }
    let fact = Fact::RosterTaken { serial: roster.serial, entries: roster.operators, by };
    let ticket = record(model, vec![fact], out);
    untold::news(model, ticket, id, News::Granted);
}
