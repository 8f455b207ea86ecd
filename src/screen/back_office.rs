//! The back office: what a supervisor looks after.

use std::borrow::Cow;

use super::{
    Action, Screen, See, Wish,
    downloads::Downloads,
    list::BatchList,
    menu::{self, Entry},
    operators::Operators,
    products::{self, Products},
    queue::Queue,
    reprint::Reprint,
    settlement::SettlementScreen,
    totals::BatchTotals,
};
use crate::{
    domain::Role,
    keypad::Key,
    ui::{Body, Hint, Picker},
};

/// The back office menu.
#[derive(Debug, Default)]
pub struct BackOffice {
    picker: Picker,
}

impl Screen for BackOffice {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.mode_back_office()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        vec![Hint::new(Key::Enter, t.hint_choose()), Hint::new(Key::Cancel, t.hint_back())]
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        match key {
            Key::Cancel => Action::Back,
            _ => menu::key(&mut self.picker, key, entries(see), see),
        }
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        menu::draw(&self.picker, entries(see), body);
    }
}

fn entries(see: &See<'_>) -> Vec<Entry> {
    let t = see.look.t;
    let supervisor = see.operator.is_some_and(|operator| operator.role() == Role::Supervisor);
    vec![
        Entry::new(t.totals_title(), || Action::Open(Box::new(BatchTotals::default()))),
        Entry::new(t.list_title(), BatchList::open),
        Entry::new(t.queue_title(), || Action::Open(Box::new(Queue::default()))),
        Entry::new(t.settlement_title(), || Action::Open(Box::new(SettlementScreen))),
        Entry::new(t.sign_on_again(), || Action::Do(Wish::SignOn)),
        Entry::new(t.operators_title(), || Action::Open(Box::new(Operators::default())))
            .unless((!supervisor).then(|| t.mode_needs_supervisor())),
        Entry::new(t.reprint_title(), || Action::Open(Box::new(Reprint::default()))),
        Entry::new(t.downloads_title(), || Action::Open(Box::new(Downloads::default()))),
        Entry::new(t.products_title(), Products::open)
            .unless((!supervisor).then(|| t.mode_needs_supervisor()))
            .unless(products::closed(see)),
    ]
}
