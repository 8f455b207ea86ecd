//! What else is done to baskets, on the MENU key.

use std::borrow::Cow;

use super::{
    super::{
        Action, Screen, See,
        menu::{self, Entry},
    },
    amount::OpenAmount,
    confirm::{Confirm, What},
    discount::DiscountScreen,
    open,
    parked::{Parked, Purpose},
    quantity::{Goods, QuantityScreen},
    split::Split,
    take,
};
use crate::{
    domain::{BasketChange, LineNo},
    i18n::Texts,
    keypad::Key,
    ui::{Body, Hint, Picker},
};

/// The menu.
#[derive(Debug)]
pub struct BasketMenu {
    line: Option<LineNo>,
    picker: Picker,
}

impl BasketMenu {
    /// For the line that is marked.
    pub fn of(line: Option<LineNo>) -> BasketMenu {
        BasketMenu { line, picker: Picker::default() }
    }

    fn entries(&self, see: &See<'_>) -> Vec<Entry> {
        let t = see.look.t;
        let basket = open(see).filter(|basket| !basket.is_empty());
        let empty = || basket.is_none().then(|| (t.basket_empty_short(), t.basket_empty()));
        let none_parked = || see.terminal.book.baskets.live().iter().all(|one| Some(one.no) == open(see).map(|b| b.no));
        let (no, line) = (basket.map(|basket| basket.no), basket.and_then(|basket| basket.line(self.line?)).cloned());
        let line_no = line.as_ref().map(|line| line.no);
        let park = match no {
            Some(no) => take(no, BasketChange::Parked, see),
            None => Action::Stay,
        };
        let with = move |what: fn(crate::domain::BasketNo, Option<LineNo>) -> Action, line: Option<LineNo>| {
            move || no.map_or(Action::Stay, |no| what(no, line))
        };
        let discount = |no, line| Action::Open(Box::new(DiscountScreen::of(no, line)));
        vec![
            Entry::new(t.basket_line_discount(), with(discount, line_no)).closed(empty()),
            Entry::new(t.basket_discount(), with(discount, None)).closed(empty()),
            Entry::new(t.basket_quantity_title(), move || match (no, line) {
                (Some(no), Some(line)) => Action::Open(Box::new(QuantityScreen::of(Goods::Line(no, Box::new(line))))),
                _ => Action::Stay,
            })
            .closed(empty()),
            Entry::new(t.basket_open_amount(), || Action::Open(Box::new(OpenAmount::default()))),
            Entry::new(t.basket_park(), || park).closed(empty()),
            Entry::new(t.basket_recall(), || Action::Open(Box::new(Parked::new(Purpose::Recall))))
                .unless(none_parked().then(|| t.basket_none_parked())),
            Entry::new(t.basket_split(), with(|no, _| Action::Open(Box::new(Split::of(no))), None)).closed(empty()),
            Entry::new(t.basket_merge(), || Action::Open(Box::new(Parked::new(Purpose::Merge))))
                .closed(empty())
                .unless(none_parked().then(|| t.basket_none_parked())),
            Entry::new(t.basket_drop_title(), with(|no, _| Action::Open(Box::new(Confirm::of(no, What::Drop))), None))
                .closed(empty()),
        ]
    }
}

impl Screen for BasketMenu {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.basket_menu_title()
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_basket()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        menu::hints(see.look.t)
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        let entries = self.entries(see);
        menu::key(&mut self.picker, key, entries, see)
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        menu::draw(&self.picker, self.entries(see), body);
    }
}
