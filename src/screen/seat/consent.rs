//! The operator is asked whether a technician may press the keys of this screen. It lies over whatever the operator does, and
//! says what happens if nothing is pressed. UP agrees: nobody presses it who only goes on typing.

use std::borrow::Cow;

use super::{
    super::{Action, Screen, See, Wish},
    ASK_WITHIN, CONTROL_FOR, SeatWish, Stage, Watcher,
};
use crate::{
    i18n::Texts,
    keypad::Key,
    ui::{Body, Hint, Tone},
};

/// The question.
#[derive(Debug)]
pub struct Consent {
    who: Watcher,
}

impl Consent {
    /// For this technician.
    pub fn of(who: Watcher) -> Consent {
        Consent { who }
    }
}

impl Screen for Consent {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.seat_consent_title()
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_seat_consent()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        vec![Hint::new(Key::Up, t.seat_consent_allow()), Hint::new(Key::Cancel, t.seat_consent_refuse())]
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        match key {
            Key::Up => Action::Do(Wish::Seat(SeatWish::Allow)),
            Key::Cancel => Action::Do(Wish::Seat(SeatWish::Refuse)),
            _ => {
                let (allow, refuse) = (see.look.key(Key::Up), see.look.key(Key::Cancel));
                Action::Refuse(see.look.t.seat_consent_keys(allow.as_ref(), refuse.as_ref()))
            }
        }
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let t = see.look.t;
        let (allow, refuse) = (see.look.key(Key::Up), see.look.key(Key::Cancel));
        body.text(&t.seat_consent_who(self.who.by.to_string(), self.who.guest.to_string()), Tone::Strong);
        body.gap(6);
        let (minutes, seconds) = (CONTROL_FOR.as_secs() / 60, ASK_WITHIN.as_secs());
        body.text(&t.seat_consent_how(allow.as_ref(), minutes, refuse.as_ref(), seconds), Tone::Plain);
        body.gap(3);
        body.text(&t.seat_consent_money(refuse.as_ref()), Tone::Plain);
    }

    fn lies_over(&self) -> bool {
        true
    }

    /// The question is no more: it was answered, or nobody waits for an answer.
    fn gives_way(&self, see: &See<'_>) -> bool {
        let asks = see.seats.all.control.as_ref();
        !asks.is_some_and(|control| control.stage == Stage::Asked && control.who == self.who)
    }
}
