//! The menu of what payments cost and when their money comes.

use std::borrow::Cow;

use super::{
    Action, Screen, See,
    arrivals::Arrivals,
    deposit::DepositScreen,
    menu::{self, Entry},
    rates::RatesScreen,
};
use crate::{
    i18n::Texts,
    keypad::Key,
    ui::{Body, Hint, Picker},
};

/// The menu.
#[derive(Debug, Default)]
pub struct Money {
    picker: Picker,
}

impl Screen for Money {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.money_title()
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_money()
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
    let no_rates = see.terminal.rates().is_none().then(|| t.money_no_rates());
    let no_deposit = see.terminal.setup.fees.deposit.is_none().then(|| t.deposit_none());
    vec![
        Entry::new(t.rates_title(), || Action::Open(Box::new(RatesScreen::default()))).unless(no_rates),
        Entry::new(t.arrivals_title(), || Action::Open(Box::new(Arrivals::default()))),
        Entry::new(t.deposit_title(), || Action::Open(Box::new(DepositScreen::default()))).unless(no_deposit),
    ]
}
