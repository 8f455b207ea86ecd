//! The back office: what a supervisor looks after.

use super::{
    Action, See, Wish,
    downloads::Downloads,
    list::BatchList,
    menu::{Entry, MenuScreen},
    operators::Operators,
    queue::Queue,
    reprint::Reprint,
    settlement::SettlementScreen,
    shop,
    totals::BatchTotals,
};
use crate::{domain::Permission, i18n::Texts};

/// Opens the menu.
pub fn open() -> Action {
    MenuScreen::open(Texts::mode_back_office, Texts::help_back_office, entries)
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
        Entry::new(t.shop_title(), shop::open),
    ]
}
