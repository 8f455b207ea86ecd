//! Touches become keys here, before anything else hears of them: a touch can do no more than the key that it stands for, and
//! whatever holds for that key holds for it.
//!
//! A press counts when the finger leaves the target on which it came down, as long as that target is still there and says the
//! same on a screen of the same title. A finger that slips onto another target presses nothing, and neither does one under which
//! the screen has changed, nor the second of a double tap where the first has brought up another screen. What presses nothing is
//! no sign of a person: rain on a screen keeps nobody signed in.

use std::{borrow::Cow, time::Duration};

use crate::{
    keypad::{Key, Phase, Pointer},
    ui::{Does, Target},
};

use super::{
    Model, Session, SessionId,
    session::Keypad,
    view::{body_area, is_pad_away, session_targets},
};

/// A tap so soon after another one was meant for the screen that the first one has changed.
const DOUBLE_TAP: Duration = Duration::from_millis(300);

/// The touches of one screen.
#[derive(Debug, Default)]
pub struct Touches {
    press: Press,
    last: Option<Tap>,
}

/// The last press that counted.
#[derive(Debug)]
struct Tap {
    /// When, on the monotonic clock.
    at: Duration,
    /// What could be pressed then, on the screen with this title.
    targets: Vec<Target>,
    title: Cow<'static, str>,
}

impl Tap {
    /// Whether a target stood there as well, or long enough ago.
    fn allows(&self, target: &Target, title: &str, now: Duration) -> bool {
        let stood = self.title == title && self.targets.contains(target);
        stood || now.saturating_sub(self.at) >= DOUBLE_TAP
    }
}

/// What a finger has begun.
#[derive(Debug, Default, PartialEq, Eq)]
enum Press {
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
    let does = press(model, &mut session, pointer);
    let key = match does {
        Some(Does::Key(key)) => Some(key),
        Some(Does::Keypad) => {
            let is_away = is_pad_away(&session, &model.see(&session));
            session.keypad = if is_away { Keypad::Back } else { Keypad::Away };
            session.last_key = model.now.mono;
            None
        }
        None => None,
    };
    model.sessions.insert(id, session);
    key
}

/// What has been pressed, once the finger leaves it.
fn press(model: &Model, session: &mut Session, pointer: Pointer) -> Option<Does> {
    match (pointer.phase, std::mem::take(&mut session.touches.press)) {
        (Phase::Down, _) => begin(model, session, pointer),
        (_, Press::Drawing) => draw(model, session, pointer),
        (Phase::Up, Press::On(begun, title)) => {
            let targets = session_targets(model, session);
            let same = title == session.top().title(&model.see(session)) && targets.contains(&begun);
            if same && begun.is_at(pointer) {
                session.touches.last = Some(Tap { at: model.now.mono, targets, title });
                return Some(begun.does);
            }
        }
        (_, other) => session.touches.press = other,
    }
    None
}

fn begin(model: &Model, session: &mut Session, pointer: Pointer) {
    match session_targets(model, session).into_iter().find(|target| target.is_at(pointer)) {
        Some(target) => {
            let title = session.top().title(&model.see(session));
            let now = model.now.mono;
            if session.touches.last.as_ref().is_none_or(|tap| tap.allows(&target, &title, now)) {
                session.touches.press = Press::On(target, title);
            }
        }
        None if session.top().takes_touches() => draw(model, session, pointer),
        None => {}
    }
}

/// The touch is for the screen itself, which has its body here. A line that has been begun goes over everything.
fn draw(model: &Model, session: &mut Session, pointer: Pointer) {
    session.last_key = model.now.mono;
    if let (Some(area), Some(screen)) = (body_area(model, session), session.stack.last_mut()) {
        screen.touch(pointer, area);
    }
    if pointer.phase != Phase::Up {
        session.touches.press = Press::Drawing;
    }
}
