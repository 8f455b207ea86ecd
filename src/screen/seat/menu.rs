//! What a technician can look at from a seat.

use std::borrow::Cow;

use super::{
    super::{
        Action, Screen, See, Wish,
        about::About,
        faults::Faults,
        menu::{self, Entry},
        parameters::ParametersScreen,
        queue::Queue,
    },
    journal::JournalTail,
    log::LogTail,
    mirror::Mirror,
    parts::Parts,
    restart::RestartScreen,
};
use crate::{
    domain::Permission,
    flow::World,
    i18n::Texts,
    keypad::Key,
    ui::{Body, Hint, Picker},
};

/// The menu after sign-in at a seat.
#[derive(Debug, Default)]
pub struct SeatMenu {
    picker: Picker,
}

impl Screen for SeatMenu {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.mode_technician()
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_seat_menu()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        vec![Hint::new(Key::Enter, t.hint_choose()), Hint::new(Key::Cancel, t.hint_sign_out())]
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        match key {
            Key::Cancel => Action::Do(Wish::SignOut),
            _ => menu::key(&mut self.picker, key, entries(see), see),
        }
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        menu::draw(&self.picker, entries(see), body);
    }
}

fn entries(see: &See<'_>) -> Vec<Entry> {
    let t = see.look.t;
    let is_live = see.terminal.setup.world == World::Live;
    vec![
        Entry::new(t.seat_mirror(), || Action::Open(Box::new(Mirror))),
        Entry::new(t.queue_title(), || Action::Open(Box::new(Queue::default()))),
        Entry::new(t.seat_journal(), || Action::Open(Box::new(JournalTail::default()))),
        Entry::new(t.parameters_title(), || Action::Open(Box::new(ParametersScreen::default())))
            .needs(Permission::Parameters, see),
        Entry::new(t.seat_parts(), || Action::Open(Box::new(Parts))),
        Entry::new(t.seat_about(), || Action::Open(Box::new(About))),
        Entry::new(t.seat_log(), || Action::Open(Box::new(LogTail::default()))),
        Entry::new(t.faults_title(), || Action::Open(Box::new(Faults::default())))
            .unless(is_live.then(|| t.seat_training_only())),
        Entry::new(t.seat_restart(), || Action::Open(Box::new(RestartScreen))),
    ]
}
