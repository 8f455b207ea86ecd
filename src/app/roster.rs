//! A roster of operators that is brought on a stick: read, checked, and taken by a person.

use crate::{
    domain::Fact,
    enrol::Roster,
    screen::{News, roster_refusal},
};

use super::{
    Effect, Model, Session, SessionId,
    update::{hear, record, tell},
};

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
pub(super) fn was_read(model: &mut Model, id: SessionId, bytes: Result<Vec<u8>, String>) {
    let Some(session) = model.sessions.get(&id) else { return };
    let t = model.see(session).look.t;
    let found = match (&model.terminal.setup.enrolment.key, bytes) {
        (None, _) => Err(t.roster_not_set_up()),
        (_, Err(reason)) => Err(t.roster_not_read(reason)),
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
    model.untold.push((ticket, id, News::Granted));
}
