//! The menu of what a shop is managed by: what it took, what that costs and when it comes.

use std::borrow::Cow;

use super::{
    Action, See,
    answer::AnswerAsked,
    drawer::DrawerScreen,
    menu::{Entry, MenuScreen},
    money,
    products::{self, Products},
    reports,
    roster::RosterScreen,
};
use crate::{domain::Permission, flow::Enrolment, i18n::Texts};

/// Opens the menu.
pub fn open() -> Action {
    MenuScreen::open(Texts::shop_title, Texts::help_shop, entries)
}

/// Why there are no rosters here, if so.
fn no_rosters(see: &See<'_>) -> Option<Cow<'static, str>> {
    let Enrolment { file, service, key } = &see.terminal.setup.enrolment;
    let none = key.is_none() || (file.is_none() && service.is_none());
    none.then(|| see.look.t.roster_not_set_up())
}

fn entries(see: &See<'_>) -> Vec<Entry> {
    let t = see.look.t;
    vec![
        Entry::new(t.reports_title(), reports::open).needs(Permission::View, see),
        Entry::new(t.money_title(), money::open).needs(Permission::View, see),
        Entry::new(t.drawer_title(), || Action::Open(Box::new(DrawerScreen))).needs(Permission::Drawer, see),
        Entry::new(t.products_title(), Products::open).needs(Permission::Products, see).unless(products::closed(see)),
        Entry::new(t.answer_title(), || Action::Open(Box::new(AnswerAsked::default())))
            .needs(Permission::Approve, see)
            .unless(see.terminal.setup.approval_key.is_none().then(|| t.afar_no_key())),
        Entry::new(t.roster_title(), || Action::Open(Box::new(RosterScreen::default())))
            .needs(Permission::Operators, see)
            .unless(no_rosters(see)),
    ]
}
