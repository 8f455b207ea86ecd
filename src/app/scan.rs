//! Scanned codes: from the keyboard line, where they are told from keys here before any screen hears of them, and from scanners on
//! lines of their own. A screen that has no use for a code says so; nothing else happens, and no ENTER of a scanner confirms.

use crate::{
    catalogue::Barcode,
    domain::PayCode,
    keypad::{Fed, Key, Scanned},
    screen::Action,
};

use super::{Effect, Model, SessionId, seat, session::Keypad, wishes::act};

/// The lengths of the numbers of GS1 that barcodes carry.
const GTIN: [usize; 4] = [8, 12, 13, 14];

/// Takes a key from the keyboard line.
pub(super) fn key(model: &mut Model, id: SessionId, key: Key, out: &mut Vec<Effect>) {
    let now = model.now.mono;
    let Some(session) = model.sessions.get_mut(&id) else { return };
    match session.wedge.key(key, now) {
        Fed::Held => {}
        Fed::Keys(keys) => press(model, id, keys, out),
        Fed::Perhaps(code, keys) => match is_code(model, code.as_str()) {
            true => scanned(model, id, &code, out),
            false => press(model, id, keys, out),
        },
        Fed::Scan(code) => scanned(model, id, &code, out),
        Fed::Unreadable => unknown(model, id, out),
    }
}

/// A sign that no keypad has, or what is no code: it does nothing, and that is said. The letters that a scanner sends behind its
/// sign are told from those of a person here, too.
pub(super) fn sign(model: &mut Model, id: SessionId, out: &mut Vec<Effect>) {
    let now = model.now.mono;
    if !model.sessions.get_mut(&id).is_some_and(|session| session.wedge.sign(now)) {
        unknown(model, id, out);
    }
}

fn unknown(model: &mut Model, id: SessionId, out: &mut Vec<Effect>) {
    let now = model.now;
    let Some(mut session) = model.sessions.remove(&id) else { return };
    let reason = model.see(&session).look.t.refuse_key();
    session.refuse(reason, now);
    out.push(Effect::Bell(id));
    model.sessions.insert(id, session);
}

/// The sign that a scanner sends first.
pub(super) fn begins(model: &mut Model, id: SessionId, out: &mut Vec<Effect>) {
    let now = model.now.mono;
    let waiting = model.sessions.get_mut(&id).map(|session| session.wedge.begin(now)).unwrap_or_default();
    press(model, id, waiting, out);
}

/// Time has passed: what waited are keys after all.
pub(super) fn tick(model: &mut Model, out: &mut Vec<Effect>) {
    let now = model.now.mono;
    let waiting: Vec<(SessionId, Vec<Key>)> =
        model.sessions.iter_mut().map(|(id, session)| (*id, session.wedge.give_up(now))).collect();
    for (id, keys) in waiting {
        press(model, id, keys, out);
    }
}

/// A code goes to the screen that is shown.
pub(super) fn scanned(model: &mut Model, id: SessionId, code: &Scanned, out: &mut Vec<Effect>) {
    let Some(mut session) = model.sessions.remove(&id) else { return };
    session.last_key = model.now.mono;
    session.notice = None;
    session.cleared = None;
    session.keypad = Keypad::Usual;
    let mut top = session.stack.pop();
    let action = match &mut top {
        Some(screen) => screen.scanned(code.as_str(), &model.see(&session)),
        None => Action::Stay,
    };
    session.stack.extend(top);
    act(model, id, &mut session, action, out);
    model.sessions.insert(id, session);
}

fn press(model: &mut Model, id: SessionId, keys: Vec<Key>, out: &mut Vec<Effect>) {
    for key in keys {
        seat::key(model, id, key, out);
    }
}

/// Whether quick digits are what a scanner reads: a number of GS1 with its check digit, the barcode of a product, or a payment code.
/// Anything else a person may have typed while the box was busy.
fn is_code(model: &Model, digits: &str) -> bool {
    let gtin = GTIN.contains(&digits.len()) && has_check_digit(digits);
    let known = || digits.parse::<Barcode>().ok().and_then(|code| model.catalogue.get()?.by_barcode(&code)).is_some();
    gtin || known() || PayCode::new(digits).is_ok()
}

/// Whether the last digit follows from those before it: weights 3 and 1 in turn from the right (GS1 General Specifications, 7.9).
fn has_check_digit(digits: &str) -> bool {
    let weighed = digits.bytes().rev().zip([1u32, 3].into_iter().cycle());
    weighed.map(|(digit, weight)| u32::from(digit.wrapping_sub(b'0')) * weight).sum::<u32>().is_multiple_of(10)
}
