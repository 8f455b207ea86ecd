//! The menu of transactions: 1 sale, 2 void, 3 list, 4 reprint, 5 settlement, 6 refund, 7 pre-authorisation, 8 other,
//! 9 what waits for the host. The first five stay where they are: operators and programs know them by number.

use std::borrow::Cow;

use super::{
    Action, Screen, See, cannot_start,
    entry::{Subject, Wizard},
    list::BatchList,
    menu::{self, Entry},
    queue::Queue,
    reprint::Reprint,
    settlement::SettlementScreen,
    submenu::{Group, SubMenu},
};
use crate::{
    domain::{Kind, Permission},
    flow::{needed_for, slip},
    i18n::Texts,
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

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_transactions()
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
        trade(Kind::Sale, see).unless(no_trade.clone()),
        trade(Kind::Void, see).unless(no_trade.clone()),
        Entry::new(t.list_title(), BatchList::open).needs(Permission::View, see),
        Entry::new(t.reprint_title(), || Action::Open(Box::new(Reprint::default()))).needs(Permission::Reprint, see),
        Entry::new(t.settlement_title(), || Action::Open(Box::new(SettlementScreen))).needs(Permission::Settle, see),
        trade(Kind::Refund, see).unless(no_trade),
        group(Group::PreAuth, see),
        group(Group::Other, see),
        Entry::new(t.queue_title(), || Action::Open(Box::new(Queue::default()))),
    ]
}

/// A kind of transaction; dimmed where this terminal does not offer it.
pub(super) fn trade(kind: Kind, see: &See<'_>) -> Entry {
    let t = see.look.t;
    let name = slip::kind_name(kind)(t);
    let operator = see.operator;
    let closed = (!see.terminal.offers(kind)).then(|| (t.not_offered(), t.refuse_not_offered(name.as_ref())));
    let entry = Entry::new(name, move || Wizard::open(Subject::Trade(kind), operator));
    entry.closed(closed).needs(needed_for(kind), see)
}

/// A menu below.
pub(super) fn group(group: Group, see: &See<'_>) -> Entry {
    let name = format!("{} >", group.title(see.look.t));
    Entry::new(Cow::Owned(name), move || Action::Open(Box::new(SubMenu::new(group))))
}
