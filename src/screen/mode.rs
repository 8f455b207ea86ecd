//! The choice of a mode, right after sign-in. What a role may not enter is dimmed, with the reason.

use std::borrow::Cow;

use super::{
    Action, Screen, See, Wish,
    about::About,
    back_office,
    basket::BasketScreen,
    cash_count::CashCountScreen,
    customers::{self, CustomersMenu},
    faults::Faults,
    menu::{self, Entry},
    password::OwnPassword,
    products,
    search::SearchScreen,
    transactions,
};
use crate::{
    domain::{Permission, Role},
    flow::{BatchAge, World},
    i18n::Texts,
    keypad::Key,
    ui::{Body, Hint, PAGE, Picker, Tone},
};

/// The mode screen.
#[derive(Debug, Default)]
pub struct Mode {
    picker: Picker,
}

impl Screen for Mode {
    fn is_menu(&self) -> bool {
        true
    }

    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.mode_title()
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_mode()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        // The training world has one entry more than there are digits.
        let first = match entries(see).len() > PAGE {
            true => Hint::new(Key::Digit(0), t.hint_page()),
            false => Hint::new(Key::Enter, t.hint_choose()),
        };
        vec![first, Hint::new(Key::Cancel, t.hint_sign_out())]
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        match key {
            Key::Cancel => Action::Do(Wish::SignOut),
            _ => {
                let count = entries(see).len();
                let action = menu::key(&mut self.picker, key, entries(see), see);
                // Whoever comes back finds the digits that everybody knows.
                if matches!(action, Action::Open(_)) && self.picker.is_on_last_page(count, &see.look) {
                    self.picker = Picker::default();
                }
                action
            }
        }
    }

    fn note(&self, see: &See<'_>) -> Option<Cow<'static, str>> {
        notes(see).next()
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let entries = entries(see);
        // A second thing to know, where it hides no entry.
        if let Some(note) = notes(see).nth(1).filter(|_| usize::from(body.left()) > entries.len().min(PAGE)) {
            body.text(&note, Tone::Warn);
        }
        menu::draw(&self.picker, entries, body);
    }
}

/// What whoever chooses a mode is to know, what is most pressing first.
fn notes(see: &See<'_>) -> impl Iterator<Item = Cow<'static, str>> {
    let t = see.look.t;
    let open = u32::try_from(see.terminal.book.bills.open.len()).unwrap_or(u32::MAX);
    let batch = match see.terminal.batch_age() {
        BatchAge::Fresh => None,
        BatchAge::Old => Some(t.batch_old()),
        BatchAge::Overdue => Some(t.batch_overdue()),
    };
    [(open > 0).then(|| t.bill_mode_note(open)), batch].into_iter().flatten()
}

fn entries(see: &See<'_>) -> Vec<Entry> {
    let t = see.look.t;
    let role = see.operator.map_or(Role::Operator, |operator| operator.role());
    let training = if see.terminal.setup.leave_training { t.mode_leave_training() } else { t.mode_training() };
    let mut entries = vec![
        Entry::new(t.mode_transactions(), transactions::open)
            .unless((role != Role::Operator).then(|| t.mode_needs_operator())),
        Entry::new(t.mode_back_office(), back_office::open)
            .unless((!back_office::is_open(see)).then(|| t.mode_needs_supervisor())),
        Entry::new(training, || Action::Do(Wish::SwitchWorld)).unless(no_training(see)),
        Entry::new(t.mode_technician(), || Action::Open(Box::new(About)))
            .unless((!see.may(Permission::Technician)).then(|| t.mode_needs_administrator())),
        Entry::new(t.mode_password(), || Action::Open(Box::new(OwnPassword::default()))),
        Entry::new(t.search_title(), SearchScreen::open_for(see)),
        Entry::new(t.cash_count_title(), || Action::Open(Box::new(CashCountScreen::default())))
            .needs(Permission::CountCash, see)
            .unless(see.terminal.book.drawer.is_none().then(|| t.drawer_no_float())),
        Entry::new(t.customers_title(), || Action::Open(Box::new(CustomersMenu::default())))
            .needs(Permission::Customers, see)
            .unless(customers::closed(see)),
        Entry::new(t.basket_title(), BasketScreen::open)
            .unless((role != Role::Operator).then(|| t.mode_needs_operator()))
            .needs(Permission::Sell, see)
            .unless(products::closed(see)),
    ];
    if see.terminal.setup.world == World::Training {
        entries.push(Entry::new(t.faults_title(), || Action::Open(Box::new(Faults::default()))));
    }
    entries
}

/// Why the training world cannot be entered or left now, if so.
fn no_training(see: &See<'_>) -> Option<Cow<'static, str>> {
    let setup = &see.terminal.setup;
    if setup.world == World::Training && !setup.leave_training {
        return Some(see.look.t.mode_already_training());
    }
    see.terminal.trade.is_some().then(|| see.look.t.refuse_trade_in_progress())
}
