//! The menu of transactions: 1 sale, 2 void, 3 list, 4 reprint, 5 settlement.

use std::borrow::Cow;

use super::{
    Action, Screen, See,
    amount::AmountEntry,
    cannot_start,
    list::BatchList,
    menu::{self, Entry},
    reprint::Reprint,
    settlement::SettlementScreen,
    void::VoidPick,
};
use crate::{
    keypad::Key,
    ui::{Body, Hint, Picker},
};

/// The menu of transactions.
#[derive(Debug, Default)]
pub struct Transactions {
    picker: Picker,
}

impl Screen for Transactions {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.transactions_title()
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
    let no_trade = see.terminal.can_start().err().map(|reason| cannot_start(t, &reason, see.terminal.setup.currency));
    vec![
        Entry::new(t.kind_sale(), || Action::Open(Box::new(AmountEntry::default()))).unless(no_trade.clone()),
        Entry::new(t.kind_void(), || Action::Open(Box::new(VoidPick::default()))).unless(no_trade),
        Entry::new(t.list_title(), BatchList::open),
        Entry::new(t.reprint_title(), || Action::Open(Box::new(Reprint::default()))),
        Entry::new(t.settlement_title(), || Action::Open(Box::new(SettlementScreen))),
    ]
}
