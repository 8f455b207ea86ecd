//! Second screens of the terminal, as a technician has one over SSH: sessions of their own, which never touch the operator's.
//!
//! Who looks at the operator's screen follows from the sessions, so a seat that is gone leaves no banner behind; neither does it
//! leave control, which ends with whatever it rests on.

mod control;
mod entrance;
mod mirror;
mod status;

use std::{fmt, sync::Arc};

use crate::{
    domain::{Fact, Guest, Lang, OperatorNo, SeatAct, SeatFact},
    keypad::Keymap,
    screen::seat::{Watcher, waits_for},
    ui::Glyphs,
};

use super::{Effect, Model, Session, SessionId, basket, update::record};

pub(super) use control::{key, next_wake};
pub(super) use entrance::{forbids, grant, note, sign_out, signed_in};
pub(super) use mirror::{banner, draw_mirror};
pub use status::{Part, Status, status};

/// How many lines of the log are kept while there is a seat.
const LOG_KEPT: usize = 100;

/// Something of a seat.
#[derive(Debug)]
pub enum SeatEvent {
    /// Somebody has opened one.
    Opened(SessionId, Box<Arrival>),
    /// It is gone, for whatever reason.
    Closed(SessionId),
    /// Lines of the log, oldest first.
    Logged(Vec<String>),
}

/// Who opens a seat, and before which screen.
pub struct Arrival {
    /// Who, as the system says.
    pub guest: Guest,
    /// Columns and rows.
    pub size: (u16, u16),
    /// The language; none: the operator's.
    pub lang: Option<Lang>,
    /// What the screen can show.
    pub glyphs: Glyphs,
    /// Its keyboard.
    pub keymap: Arc<Keymap>,
}

impl fmt::Debug for Arrival {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Arrival({} {:?})", self.guest, self.size)
    }
}

/// Takes in what happened.
pub(super) fn happened(model: &mut Model, event: SeatEvent, out: &mut Vec<Effect>) {
    match event {
        SeatEvent::Opened(id, arrival) => {
            let usual = model.sessions.get(&SessionId::KEYPAD).map_or(Lang::default(), |operator| operator.lang);
            model.sessions.insert(id, Session::at_seat(id, *arrival, usual, model.now));
        }
        SeatEvent::Closed(id) => {
            let Some(mut session) = model.sessions.remove(&id) else { return };
            sign_out(model, &mut session, out);
            if !model.has_seats() {
                model.seats.log = std::collections::VecDeque::new();
            }
        }
        SeatEvent::Logged(lines) => {
            let log = &mut model.seats.log;
            log.extend(lines);
            log.drain(..log.len().saturating_sub(LOG_KEPT));
        }
    }
}

/// After each event: what follows from the sessions, and a restart that has waited long enough.
pub(super) fn settle(model: &mut Model, out: &mut Vec<Effect>) {
    control::expire(model, out);
    if model.has_seats() || !model.seats.watchers.is_empty() {
        note_watchers(model, out);
    }
    model.seats.in_hand =
        model.sessions.get(&SessionId::KEYPAD).is_some_and(|operator| basket::in_hand(model, operator));
    if model.seats.restart.is_some() && waits_for(&model.terminal, &model.seats).is_empty() {
        model.seats.restart = None;
        out.push(Effect::Restart);
    }
}

/// Who looks on now, and a fact for whoever has come or gone.
fn note_watchers(model: &mut Model, out: &mut Vec<Effect>) {
    let looks = |session: &Session| session.stack.iter().any(|screen| screen.is_mirror());
    let now: Vec<Watcher> = model
        .sessions
        .iter()
        .filter(|(_, session)| looks(session))
        .filter_map(|(_, session)| session.watcher())
        .collect();
    if now == model.seats.watchers {
        return;
    }
    let before = std::mem::replace(&mut model.seats.watchers, now.clone());
    let came = now.iter().filter(|one| !before.contains(one)).map(|one| seat_fact(SeatAct::LooksOn, one));
    let gone = before.iter().filter(|one| !now.contains(one)).map(|one| seat_fact(SeatAct::LooksAway, one));
    let facts = came.chain(gone).collect();
    record(model, facts, out);
}

/// A fact of somebody at a seat.
fn seat_fact(act: SeatAct, who: &Watcher) -> Fact {
    fact(act, Some(who.by), who.guest.clone())
}

fn fact(act: SeatAct, by: Option<OperatorNo>, guest: Guest) -> Fact {
    Fact::Seat(Box::new(SeatFact { act, by, guest }))
}

impl Model {
    /// Whether anybody sits at a second screen.
    pub fn has_seats(&self) -> bool {
        self.sessions.len() > 1
    }
}

impl Session {
    /// Who is signed in at this seat, if it is one and somebody is.
    pub(super) fn watcher(&self) -> Option<Watcher> {
        Some(Watcher { seat: self.seat?, by: self.operator?, guest: self.guest.as_deref()?.clone() })
    }
}
