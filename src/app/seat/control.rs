//! Control of the operator's screen from a seat: asked for, allowed by a key of the operator's, and over by a key of either, with
//! the sign-out of either, or by itself. While a payment is under way, and where the operator types what nobody else may see,
//! the seat's keys do nothing.

use std::{borrow::Cow, time::Duration};

use crate::{
    domain::{OperatorNo, SeatAct},
    keypad::Key,
    screen::{
        Mask,
        seat::{ASK_WITHIN, CONTROL_FOR, Consent, Control, SeatWish, Stage},
    },
};

use super::{
    super::{
        Effect, Model, Session, SessionId,
        update::{key_pressed, record},
        wishes::refuse,
    },
    seat_fact,
};

/// A key of any session: it may be for another session's screen, or end control.
pub(in crate::app) fn key(model: &mut Model, id: SessionId, key: Key, out: &mut Vec<Effect>) {
    let Some(control) = model.seats.control.as_ref().filter(|control| control.stage == Stage::Held) else {
        return key_pressed(model, id, key, out);
    };
    let looks = model.sessions.get(&id).is_some_and(|session| session.top().is_mirror());
    if control.who.seat == id.0 && looks {
        return drive(model, id, key, out);
    }
    if id == SessionId::KEYPAD && key == Key::Cancel {
        return end(model, SeatAct::ControlEnded, out);
    }
    key_pressed(model, id, key, out);
}

/// A key of the seat that has control.
fn drive(model: &mut Model, id: SessionId, key: Key, out: &mut Vec<Effect>) {
    if let Some(session) = model.sessions.get_mut(&id) {
        session.last_key = model.now.mono;
        session.notice = None;
    }
    if key == Key::F1 {
        return end(model, SeatAct::ControlEnded, out);
    }
    // Where the technician's window has no room for the operator's screen, the keys would be pressed blindly.
    if model.sessions.get(&id).is_some_and(Session::is_too_small) {
        return out.push(Effect::Bell(id));
    }
    let hidden = model.sessions.get(&SessionId::KEYPAD).is_some_and(|operator| operator.mask() != Mask::Nothing);
    let t = |model: &Model| model.sessions.get(&id).map(|session| model.see(session).look.t);
    let Some(t) = t(model) else { return };
    if model.terminal.trade.is_some() {
        return tell(model, id, t.seat_paying(), out);
    }
    if hidden {
        return tell(model, id, t.seat_private_here(), out);
    }
    model.driven = true;
    key_pressed(model, SessionId::KEYPAD, key, out);
    model.driven = false;
}

/// Tells a session why nothing happens.
fn tell(model: &mut Model, id: SessionId, reason: Cow<'static, str>, out: &mut Vec<Effect>) {
    let Some(mut session) = model.sessions.remove(&id) else { return };
    refuse(model, id, &mut session, reason, out);
    model.sessions.insert(id, session);
}

/// What a seat, or the operator, wants of control.
pub(super) fn grant(model: &mut Model, id: SessionId, session: &mut Session, wish: SeatWish, out: &mut Vec<Effect>) {
    match wish {
        SeatWish::Ask => ask(model, id, session, out),
        SeatWish::Allow => allow(model, session, out),
        SeatWish::Refuse => end(model, SeatAct::ControlRefused, out),
        SeatWish::Restart | SeatWish::StayUp => {}
    }
}

fn ask(model: &mut Model, id: SessionId, session: &mut Session, out: &mut Vec<Effect>) {
    let t = model.see(session).look.t;
    let Some(who) = session.watcher() else { return };
    let reason = match &model.seats.control {
        Some(control) if control.who == who => Some(t.seat_still_asked()),
        Some(_) => Some(t.seat_other_has_it()),
        None if model.terminal.trade.is_some() => Some(t.seat_paying()),
        // Whoever stands before a locked screen is not the operator.
        None if model.sessions.get(&SessionId::KEYPAD).is_some_and(|operator| operator.lock().is_some()) => {
            Some(t.seat_private_here())
        }
        None => None,
    };
    if let Some(reason) = reason {
        return refuse(model, id, session, reason, out);
    }
    let operator = model.sessions.get_mut(&SessionId::KEYPAD).filter(|operator| operator.operator.is_some());
    let Some(operator) = operator else { return refuse(model, id, session, t.seat_nobody(), out) };
    operator.stack.push(Box::new(Consent::of(who.clone())));
    record(model, vec![seat_fact(SeatAct::ControlAsked, &who)], out);
    let until = model.now.mono + ASK_WITHIN;
    model.seats.control = Some(Control { who, stage: Stage::Asked, until });
    out.push(Effect::Bell(SessionId::KEYPAD));
}

fn allow(model: &mut Model, operator: &Session, out: &mut Vec<Effect>) {
    let until = model.now.mono + CONTROL_FOR;
    let (Some(control), Some(operator)) = (&mut model.seats.control, operator.operator) else { return };
    (control.stage, control.until) = (Stage::Held, until);
    let fact = seat_fact(SeatAct::ControlBegan { operator }, &control.who);
    record(model, vec![fact], out);
}

/// Control is over, or was not given.
fn end(model: &mut Model, act: SeatAct, out: &mut Vec<Effect>) {
    let Some(control) = model.seats.control.take() else { return };
    let fact = seat_fact(act, &control.who);
    record(model, vec![fact], out);
    let id = SessionId(control.who.seat);
    let now = model.now;
    let Some(mut session) = model.sessions.remove(&id) else { return };
    let t = model.see(&session).look.t;
    let text = if control.stage == Stage::Asked { t.seat_refused() } else { t.seat_control_over() };
    session.refuse(text, now);
    model.sessions.insert(id, session);
}

/// Ends what has lost what it rests on: the seat's mirror, the operator's sign-in, its time; and what is only asked for, when a
/// payment begins.
pub(super) fn expire(model: &mut Model, out: &mut Vec<Effect>) {
    let Some(control) = &model.seats.control else { return };
    let seat = model.sessions.get(&SessionId(control.who.seat));
    let mirrors = seat.is_some_and(|session| {
        session.operator == Some(control.who.by) && session.stack.iter().any(|screen| screen.is_mirror())
    });
    let operator: Option<OperatorNo> = model.sessions.get(&SessionId::KEYPAD).and_then(|session| session.operator);
    let asked = control.stage == Stage::Asked;
    let overtaken = asked && model.terminal.trade.is_some();
    if !mirrors || operator.is_none() || overtaken || model.now.mono >= control.until {
        let act = if asked { SeatAct::ControlRefused } else { SeatAct::ControlEnded };
        end(model, act, out);
    }
}

/// When control ends by itself.
pub(in crate::app) fn next_wake(model: &Model) -> Option<Duration> {
    model.seats.control.as_ref().map(|control| control.until)
}
