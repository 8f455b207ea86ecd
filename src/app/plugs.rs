//! Keypads and scanners that come and go, and CLEAR that is held.

use std::borrow::Cow;

use crate::{
    keypad::{Key, Plug, Presence},
    screen::Action,
};

use super::{Effect, Model, Session, SessionId, wishes};

/// No line that can be typed is longer, in presses of CLEAR.
const CLEARS_MOST: usize = 256;

/// Something has been plugged in or pulled out.
pub(super) fn plugged(model: &mut Model, plug: Plug, presence: Presence) {
    match presence {
        Presence::Here => model.unplugged.remove(&plug),
        Presence::Gone => model.unplugged.insert(plug),
    };
}

/// Where digits are being typed now: the title of the screen.
pub(super) fn typing(model: &Model, session: &Session) -> Option<Cow<'static, str>> {
    let see = model.see(session);
    let screen = session.top();
    screen.keypad(&see).then(|| screen.title(&see))
}

/// Everything that was typed goes: CLEAR again and again, on the screen where the push that is held has taken back something, and
/// nowhere else. There it never leaves.
pub(super) fn clear_held(model: &mut Model, id: SessionId, out: &mut Vec<Effect>) {
    let Some(mut session) = model.sessions.remove(&id) else { return };
    session.last_key = model.now.mono;
    let begun = session.cleared.take();
    for _ in 0..CLEARS_MOST {
        if begun.is_none() || typing(model, &session) != begun || !session.top().takes_back() {
            break;
        }
        let mut top = session.stack.pop();
        let action = match &mut top {
            Some(screen) => screen.key(Key::Clear, &model.see(&session)),
            None => Action::Stay,
        };
        session.stack.extend(top);
        match action {
            Action::Stay => {}
            // There is nothing left to take back.
            Action::Refuse(_) | Action::Back => break,
            action => wishes::act(model, id, &mut session, action, out),
        }
    }
    model.sessions.insert(id, session);
}
