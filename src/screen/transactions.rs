//! The menu of transactions: 1 sale, 2 void, 3 list, 4 reprint, 5 settlement, 6 refund, 7 pre-authorisation, 8 other,
//! 9 what waits for the host. The first five stay where they are: operators and programs know them by number.

use std::borrow::Cow;

use super::{
    Action, See, cannot_start,
    entry::{Subject, Wizard},
    list::BatchList,
    menu::{Entry, MenuScreen},
    queue::Queue,
    reprint::Reprint,
    settlement::SettlementScreen,
    submenu::{Group, SubMenu},
};
use crate::{
    domain::{Kind, Permission},
    flow::{needed_for, slip},
    i18n::Texts,
};

/// Opens the menu.
pub fn open() -> Action {
    MenuScreen::open(Texts::transactions_title, Texts::help_transactions, entries)
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
