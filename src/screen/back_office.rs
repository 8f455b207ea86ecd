//! The back office: what a supervisor looks after.

use std::borrow::Cow;

use super::{
    Action, Screen, See, Wish,
    downloads::Downloads,
    list::BatchList,
    menu::{self, Entry},
    operators::Operators,
    queue::Queue,
    reprint::Reprint,
    settlement::SettlementScreen,
    shop::Shop,
    totals::BatchTotals,
};
use crate::{
    domain::Permission,
    i18n::Texts,
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

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_back_office()
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

/// Whether somebody has anything to look after here.
pub(super) fn is_open(see: &See<'_>) -> bool {
    use Permission::{Approve, Drawer, Exceptions, Host, Operators, Products, Unresolved};
    let doors = [Operators, Unresolved, Host, Approve, Drawer, Products, Exceptions];
    doors.into_iter().any(|door| see.may(door))
}

fn entries(see: &See<'_>) -> Vec<Entry> {
    let t = see.look.t;
    vec![
        Entry::new(t.totals_title(), || Action::Open(Box::new(BatchTotals::default()))).needs(Permission::View, see),
        Entry::new(t.list_title(), BatchList::open).needs(Permission::View, see),
        Entry::new(t.queue_title(), || Action::Open(Box::new(Queue::default()))),
        Entry::new(t.settlement_title(), || Action::Open(Box::new(SettlementScreen))).needs(Permission::Settle, see),
        Entry::new(t.sign_on_again(), || Action::Do(Wish::SignOn)).needs(Permission::Host, see),
        Entry::new(t.operators_title(), || Action::Open(Box::new(Operators::default())))
            .needs(Permission::Operators, see),
        Entry::new(t.reprint_title(), || Action::Open(Box::new(Reprint::default()))).needs(Permission::Reprint, see),
        Entry::new(t.downloads_title(), || Action::Open(Box::new(Downloads::default()))).needs(Permission::Host, see),
        Entry::new(t.shop_title(), || Action::Open(Box::new(Shop::default()))),
    ]
}
