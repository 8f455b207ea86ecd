//! The menu of what payments cost and when their money comes.

use super::{
    Action, See,
    arrivals::Arrivals,
    deposit::DepositScreen,
    menu::{Entry, MenuScreen},
    rates::RatesScreen,
};
use crate::i18n::Texts;

/// Opens the menu.
pub fn open() -> Action {
    MenuScreen::open(Texts::money_title, Texts::help_money, entries)
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
