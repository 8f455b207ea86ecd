//! The menu of what a shop is managed by: what it took, what that costs and when it comes.

use std::borrow::Cow;

use super::{
    Action, Screen, See,
    answer::AnswerAsked,
    drawer::DrawerScreen,
    menu::{self, Entry},
    money::Money,
    products::{self, Products},
    reports::Reports,
};
use crate::{
    domain::Permission,
    i18n::Texts,
    keypad::Key,
    ui::{Body, Hint, Picker},
};

/// The menu.
#[derive(Debug, Default)]
pub struct Shop {
    picker: Picker,
}

impl Screen for Shop {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.shop_title()
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_shop()
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
    vec![
        Entry::new(t.reports_title(), || Action::Open(Box::new(Reports::default()))).needs(Permission::View, see),
        Entry::new(t.money_title(), || Action::Open(Box::new(Money::default()))).needs(Permission::View, see),
        Entry::new(t.drawer_title(), || Action::Open(Box::new(DrawerScreen))).needs(Permission::Drawer, see),
        Entry::new(t.products_title(), Products::open).needs(Permission::Products, see).unless(products::closed(see)),
        Entry::new(t.answer_title(), || Action::Open(Box::new(AnswerAsked::default())))
            .needs(Permission::Approve, see)
            .unless(see.terminal.setup.approval_key.is_none().then(|| t.afar_no_key())),
    ]
}
