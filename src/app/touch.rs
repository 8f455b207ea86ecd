//! Touches become keys here, before anything else hears of them: a touch can do no more than the key that it stands for, and
//! whatever holds for that key holds for it.
//!
//! A press counts when the finger leaves the target on which it came down, as long as that target is still there and says the
//! same on a screen of the same title. A finger that slips onto another target presses nothing, and neither does one under which
//! the screen has changed.

use std::borrow::Cow;

use crate::{
    keypad::{Key, Phase, Pointer},
    ui::{Does, Target},
};

use super::{
    Model, Session, SessionId,
    view::{body_area, session_targets},
};

/// What a finger has begun.
#[derive(Debug, Default, PartialEq, Eq)]
pub enum Press {
    /// Nothing: no finger is on the screen, or it came down beside everything.
    #[default]
    None,
    /// It came down on a target, on the screen with this title.
    On(Target, Cow<'static, str>),
    /// It came down where the screen itself takes touches.
    Drawing,
}

/// Takes in a touch. Returns the key that has been pressed with it.
pub(super) fn touched(model: &mut Model, id: SessionId, pointer: Pointer) -> Option<Key> {
    let mut session = model.sessions.remove(&id)?;
    session.last_key = model.now.mono;
    let does = press(model, &mut session, pointer);
    let key = match does {
        Some(Does::Key(key)) => Some(key),
        Some(Does::Keypad) => {
            session.pad_away = !session.pad_away;
            None
        }
        None => None,
    };
    model.sessions.insert(id, session);
    key
}

/// What has been pressed, once the finger leaves it.
fn press(model: &Model, session: &mut Session, pointer: Pointer) -> Option<Does> {
    match (pointer.phase, std::mem::take(&mut session.press)) {
        (Phase::Down, _) => begin(model, session, pointer),
        (_, Press::Drawing) => draw(model, session, pointer),
        (Phase::Up, Press::On(begun, title)) => {
            let same = title == session.top().title(&model.see(session)) && begun.is_at(pointer);
            return (same && session_targets(model, session).contains(&begun)).then_some(begun.does);
        }
        (_, other) => session.press = other,
    }
    None
}

fn begin(model: &Model, session: &mut Session, pointer: Pointer) {
    match session_targets(model, session).into_iter().find(|target| target.is_at(pointer)) {
        Some(target) => {
            let title = session.top().title(&model.see(session));
            session.press = Press::On(target, title);
        }
        None if session.top().takes_touches() => draw(model, session, pointer),
        None => {}
    }
}

/// The touch is for the screen itself, which has its body here. A line that has been begun goes over everything.
fn draw(model: &Model, session: &mut Session, pointer: Pointer) {
    if let (Some(area), Some(screen)) = (body_area(model, session), session.stack.last_mut()) {
        screen.touch(pointer, area);
    }
    if pointer.phase != Phase::Up {
        session.press = Press::Drawing;
    }
}
