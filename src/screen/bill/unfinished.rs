//! The sales that are not finished: some part is not known, or they wait for their customer. Nobody signs in without seeing them.

use std::borrow::Cow;

use super::{PayScreen, new_entry};
use crate::{
    domain::Bill,
    i18n::Texts,
    keypad::Key,
    screen::{
        Action, Screen, See,
        menu::{self, Entry},
    },
    ui::{Body, Hint, Picker},
};

/// The list.
#[derive(Debug, Default)]
pub struct Unfinished {
    picker: Picker,
}

/// What whoever signs in is led to: the one sale that is not finished, or the list of them.
pub fn after_sign_in(open: &[Bill]) -> Option<Box<dyn Screen>> {
    match open {
        [] => None,
        [one] => Some(Box::new(PayScreen::new(one.no))),
        _ => Some(Box::new(Unfinished::default())),
    }
}

fn entries(see: &See<'_>) -> Vec<Entry> {
    let t = see.look.t;
    let book = &see.terminal.book;
    let row = |bill: &Bill| {
        let money = bill.money(&book.transactions);
        let text = |amount: crate::domain::Amount| amount.display(bill.currency).to_string();
        let clock = bill.began.civil(see.terminal.setup.offset).hh_mm();
        let no = bill.no;
        let words = t.bill_row(clock, text(money.taken), text(bill.total));
        Entry::new(words, move || Action::Open(Box::new(PayScreen::new(no))))
    };
    book.bills.open.iter().map(row).chain([new_entry(see)]).collect()
}

impl Screen for Unfinished {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.bill_unfinished()
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_unfinished()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        menu::hints(see.look.t)
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        menu::key(&mut self.picker, key, entries(see), see)
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        menu::draw(&self.picker, entries(see), body);
    }
}
