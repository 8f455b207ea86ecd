//! What the black box is told of an event and of an effect: names alone. No value of either goes into it, and of keys no digit
//! but those that choose from a menu.

use super::{Effect, Event, Model, PasswordAnswer, SeatEvent, Session, Signal};
use crate::{
    keypad::{Key, Plug, Presence},
    screen::Mask,
};

/// What there is to tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// A key or a touch.
    Input(&'static str),
    /// Something else that happened.
    Event(&'static str),
    /// Nothing: time passes, and the screen says so where it matters.
    Nothing,
}

/// What is told of an event that the model has not heard of yet.
pub fn told(model: &Model, event: &Event) -> Told {
    let event = match event {
        Event::Key(id, key) => return Told::Input(key_label(model, model.sessions.get(id), *key)),
        Event::ScanBegins(_) => return Told::Input("scanner: sign"),
        Event::UnknownKey(_) => return Told::Input("unknown key"),
        Event::Written(..) => return Told::Input("character"),
        Event::Pointer(..) => return Told::Input("touch"),
        Event::ClearHeld(_) => return Told::Input("clear held"),
        Event::Tick => return Told::Nothing,
        Event::Signal(Signal::Terminate) => "signal: end",
        Event::Signal(Signal::Hangup) => "signal: terminal gone",
        Event::Touchable(_) => "terminal reports touches",
        Event::Resize(..) => "new size",
        Event::Flow(input) => input.label(),
        Event::Found(..) => "ledger: transactions",
        Event::Searched(..) => "ledger: piece of a search",
        Event::Surveyed(..) => "ledger: sums",
        Event::Audited(..) => "ledger: arrivals",
        Event::Password(_, _, answer) => password_label(answer),
        Event::Catalogue(_) => "products read",
        Event::ProductKept(..) => "product kept or not",
        Event::StockKept(_) => "stock kept or not",
        Event::Customers(_) => "customers read",
        Event::CustomerChanged(..) => "customer kept or not",
        Event::RosterRead(..) => "roster read",
        Event::Office(..) => "enrolment service: answer",
        Event::ShortMessage(..) => "short message",
        Event::BlackBox(..) => "black box kept or not",
        Event::Scanned(..) => "scanner: code",
        Event::Plugged(Plug::Keypad, Presence::Here) => "keypad plugged in",
        Event::Plugged(Plug::Keypad, Presence::Gone) => "keypad gone",
        Event::Plugged(Plug::Scanner, Presence::Here) => "scanner plugged in",
        Event::Plugged(Plug::Scanner, Presence::Gone) => "scanner gone",
        Event::Seat(SeatEvent::Opened(..)) => "seat opened",
        Event::Seat(SeatEvent::Closed(_)) => "seat closed",
        Event::Seat(SeatEvent::Logged(_)) => "lines of the log",
    };
    Told::Event(event)
}

/// A digit is told where it chooses from a menu. Where digits are typed, what they are is on the screen, or private; one at a
/// mirror is for another screen.
fn key_label(model: &Model, session: Option<&Session>, key: Key) -> &'static str {
    let is_menu = |session: &Session| {
        let screen = session.top();
        screen.mask() == Mask::Nothing && !screen.is_mirror() && !screen.keypad(&model.see(session))
    };
    match key {
        Key::Digit(_) | Key::DoubleZero if !session.is_some_and(is_menu) => "digit",
        key => key.name(),
    }
}

fn password_label(answer: &PasswordAnswer) -> &'static str {
    match answer {
        PasswordAnswer::Right => "password: right",
        PasswordAnswer::Wrong => "password: wrong",
        PasswordAnswer::Hashed(_) => "password: hashed",
        PasswordAnswer::Used => "password: used before",
        PasswordAnswer::Failed => "password: not checked",
    }
}

/// What is told of an effect.
pub fn effect_label(effect: &Effect) -> &'static str {
    match effect {
        Effect::Do(work) => work.label(),
        Effect::Find(..) => "ledger: find",
        Effect::Audit(..) => "ledger: compare arrivals",
        Effect::CheckPassword { .. } => "password: check",
        Effect::HashPassword { .. } => "password: hash",
        Effect::KeepProduct(..) => "keep a product",
        Effect::KeepStock(_) => "keep stock counts",
        Effect::ChangeCustomer(..) => "change a customer",
        Effect::ReadRoster(..) => "read a roster",
        Effect::AskOffice(..) => "enrolment service: ask",
        Effect::FeedPaper => "printer: feed",
        Effect::PresentCard(_) => "training card",
        Effect::PayShown(..) => "training payment",
        Effect::TrainingFaults(_) => "training fault",
        Effect::KeepBlackBox(_) => "keep the black box",
        Effect::Bell(_) => "bell",
        Effect::Say(_) => "say",
        Effect::Restart => "restart",
        Effect::SwitchWorld => "other world",
        Effect::Quit => "end",
    }
}
