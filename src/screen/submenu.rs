//! The menus below the menu of transactions: pre-authorisation, other, offline settlement, electronic cash.

use std::borrow::Cow;

use super::{
    Action, Screen, See, bill, cannot_start,
    entry::{Subject, Wizard},
    menu::{self, Entry},
    transactions::{group, trade},
};
use crate::{
    domain::{Kind, Permission},
    i18n::Texts,
    keypad::Key,
    ui::{Body, Hint, Picker, Tone},
};

/// Which menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Pre-authorisation and what follows it.
    PreAuth,
    /// What is seldom asked for.
    Other,
    /// Sales that were authorised by telephone.
    Offline,
    /// Electronic cash.
    Ecash,
    /// Notes and coins.
    Cash,
}

/// A menu below.
#[derive(Debug)]
pub struct SubMenu {
    group: Group,
    picker: Picker,
}

impl SubMenu {
    /// The first entry marked.
    pub fn new(group: Group) -> SubMenu {
        SubMenu { group, picker: Picker::default() }
    }
}

impl Group {
    /// Its name.
    pub fn title(self, t: &Texts) -> Cow<'static, str> {
        match self {
            Group::PreAuth => t.kind_pre_auth(),
            Group::Other => t.other_title(),
            Group::Offline => t.offline_title(),
            Group::Ecash => t.ecash_title(),
            Group::Cash => t.cash_title(),
        }
    }

    fn entries(self, see: &See<'_>) -> Vec<Entry> {
        let trades = |kinds: &[Kind]| kinds.iter().map(|kind| trade(*kind, see)).collect::<Vec<_>>();
        match self {
            Group::PreAuth => trades(&[
                Kind::PreAuth,
                Kind::PreAuthAdd,
                Kind::Completion,
                Kind::CompletionAdvice,
                Kind::PreAuthVoid,
                Kind::CompletionVoid,
            ]),
            Group::Other => {
                let no_gateway = (!see.terminal.shows_codes()).then(|| see.look.t.refuse_no_gateway());
                let mut entries = trades(&[Kind::Balance, Kind::Instalment]);
                entries.push(by_code(Subject::Code, see));
                entries.extend([
                    group(Group::Offline, see),
                    group(Group::Ecash, see),
                    by_code(Subject::CodeRefund, see),
                    group(Group::Cash, see),
                    bill::entry(see),
                    by_code(Subject::ShownCode, see).unless(no_gateway),
                ]);
                entries
            }
            Group::Offline => offline(see),
            Group::Cash => vec![
                by_code(Subject::Cash, see).needs(Permission::Sell, see),
                by_code(Subject::CashRefund, see).needs(Permission::Refund, see),
            ],
            Group::Ecash => trades(&[
                Kind::LoadOwn,
                Kind::LoadOther,
                Kind::LoadCash,
                Kind::LoadVoid,
                Kind::EcashRefund,
                Kind::EcashSale,
            ]),
        }
    }
}

/// A payment by code or in cash is offered where sales are, and its refund where refunds are.
fn by_code(subject: Subject, see: &See<'_>) -> Entry {
    let t = see.look.t;
    let operator = see.operator;
    let name = subject.name(t);
    let closed = (!see.terminal.offers(subject.kind())).then(|| (t.not_offered(), t.refuse_not_offered(name.as_ref())));
    Entry::new(name, move || Wizard::open(subject, operator)).closed(closed)
}

/// An offline sale has its card number typed.
fn offline(see: &See<'_>) -> Vec<Entry> {
    let t = see.look.t;
    let sale = trade(Kind::Offline, see);
    let sale = match see.terminal.takes_typed_cards() {
        true => sale,
        false => sale.closed(Some((t.not_offered(), t.refuse_no_typed_cards()))),
    };
    vec![sale, trade(Kind::Adjust, see), trade(Kind::Tip, see)]
}

impl Screen for SubMenu {
    fn is_menu(&self) -> bool {
        true
    }

    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        self.group.title(see.look.t)
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_submenu()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        menu::hints(see.look.t)
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        match menu::key(&mut self.picker, key, self.group.entries(see), see) {
            // What stands against every transaction is told before the first question.
            Action::Open(screen) if screen.asks_for_trade() => match see.terminal.can_start() {
                Ok(()) => Action::Open(screen),
                Err(reason) => Action::Refuse(cannot_start(see.look.t, &reason, see.terminal.setup.currency)),
            },
            action => action,
        }
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        if let Err(reason) = see.terminal.can_start() {
            body.text(&cannot_start(see.look.t, &reason, see.terminal.setup.currency), Tone::Warn);
        }
        menu::draw(&self.picker, self.group.entries(see), body);
    }
}
