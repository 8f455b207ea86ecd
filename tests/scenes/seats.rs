//! A technician's seat, and what the operator sees of it. The screens of the seat are shown in the operator's place.

use keytill::{
    app::{Arrival, Event, SeatEvent, Session, SessionId},
    domain::{Guest, Lang},
    flow::{Setup, World},
    keypad::Key,
    ui::Glyphs,
};

use super::{Scene, on, on_with, ready};
use crate::support::*;

const ROWS: &str = "the rows scroll";

pub const SCENES: &[Scene] = &[
    Scene::new("seat_sign_in", |lang| seat(lang, "")),
    Scene::new("seat_denied", |lang| seat(lang, "01E0000E")),
    Scene::new("seat_menu", |lang| seat(lang, "99E12345678E")),
    Scene::new("seat_menu_training", |lang| {
        let mut till = on_with(Setup { world: World::Training, ..setup() }, lang);
        sit(&mut till, lang);
        till.keys("99E12345678E");
        till
    }),
    Scene::new("seat_journal", |lang| seat(lang, "99E12345678E 3")).scrolls(ROWS),
    Scene::new("seat_parts", |lang| seat(lang, "99E12345678E 5")),
    Scene::new("seat_log_empty", |lang| seat(lang, "99E12345678E 7")),
    Scene::new("seat_log", |lang| {
        let mut till = seat(lang, "99E12345678E 7");
        let lines = ["14:05:09  WARN reader is not there", "14:05:10  INFO connected to 192.0.2.1:8000"];
        till.send(Event::Seat(SeatEvent::Logged(lines.map(Into::into).to_vec())));
        till
    })
    .scrolls(ROWS),
    Scene::new("seat_restart", |lang| seat(lang, "99E12345678E 9")),
    Scene::new("seat_restart_waits", |lang| {
        let mut till = seat(lang, "99E12345678E");
        till.hold_host().sign_on_wanted();
        till.keys("9 E");
        till
    }),
    Scene::new("seat_about", |lang| seat(lang, "99E12345678E 6")),
    Scene::new("seat_looks_on", |lang| looked_at(lang, "")),
    Scene::new("seat_looks_on_training", |lang| {
        let mut till = on_with(Setup { world: World::Training, ..setup() }, lang);
        till.sign_in("01");
        look(&mut till, lang, "");
        till
    }),
    Scene::new("seat_consent", |lang| looked_at(lang, "E")),
    Scene::new("seat_consent_other_key", |lang| {
        let mut till = looked_at(lang, "E");
        till.keys("1");
        till
    }),
    Scene::new("seat_in_control", |lang| {
        let mut till = looked_at(lang, "E");
        till.keys("^").keys("1 1 12");
        till
    }),
];

fn arrival(till: &Till, lang: Lang) -> Arrival {
    Arrival {
        guest: Guest::new(1000, "tech", Some("SHA256:abc"), None),
        size: (53, 20),
        lang: Some(lang),
        glyphs: Glyphs::Blocks,
        keymap: till.keymap.clone(),
    }
}

/// The seat's session in the place of the operator's.
fn sit(till: &mut Till, lang: Lang) {
    let session = Session::at_seat(SessionId::KEYPAD, arrival(till, lang), lang, till.now());
    till.model.sessions.insert(SessionId::KEYPAD, session);
}

fn seat(lang: Lang, keys: &str) -> Till {
    let mut till = on(lang);
    sit(&mut till, lang);
    till.keys(keys);
    till
}

/// A second session with the mirror open, and more keys of it.
fn look(till: &mut Till, lang: Lang, more: &str) {
    let id = SessionId(1);
    let arrival = arrival(till, lang);
    till.send(Event::Seat(SeatEvent::Opened(id, Box::new(arrival))));
    for sign in "99E12345678E1".chars().chain(more.chars()) {
        let key = if sign == 'E' { Key::Enter } else { Key::Digit(sign as u8 - b'0') };
        till.send(Event::Key(id, key));
    }
}

fn looked_at(lang: Lang, more: &str) -> Till {
    let mut till = ready(lang);
    look(&mut till, lang, more);
    till
}
