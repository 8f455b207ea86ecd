//! How the customer pays for the basket.

use std::borrow::Cow;

use super::{
    super::{
        Action, Screen, See, cannot_start,
        entry::{Subject, Wizard},
        menu::{self, Entry},
    },
    step_refusal,
};
use crate::{
    domain::{Amount, Basket, BasketNo, Kind, Permission},
    i18n::Texts,
    keypad::Key,
    ui::{Body, Hint, Picker},
};

/// Rows of the total and the blank one below it.
const ABOVE: u16 = 4;

/// What ENTER on an empty entry leads to: this is the one place that says so.
pub fn open(basket: &Basket, see: &See<'_>) -> Action {
    let t = see.look.t;
    if due_ahead(basket.no, see) != basket.due() {
        return Action::Refuse(t.refuse_wait());
    }
    let Some(due) = basket.due() else { return Action::Refuse(t.refuse_full()) };
    if due.is_zero() {
        return Action::Refuse(t.amount_zero());
    }
    if let Err(reason) = basket.may_pay(due) {
        return Action::Refuse(step_refusal(t, &reason));
    }
    match see.terminal.can_start() {
        Ok(()) => Action::Open(Box::new(PayScreen { basket: basket.no, due, picker: Picker::below(ABOVE) })),
        Err(reason) => Action::Refuse(cannot_start(t, &reason, see.terminal.setup.currency)),
    }
}

/// What is due once everything that is on its way to the disk is there: what is shown may be older by a line.
fn due_ahead(no: BasketNo, see: &See<'_>) -> Option<Amount> {
    see.terminal.baskets_ahead().get(no).and_then(Basket::due)
}

/// The choice. What is due was read when it was opened: a basket that has changed since is not paid with it.
#[derive(Debug)]
pub struct PayScreen {
    basket: BasketNo,
    due: Amount,
    picker: Picker,
}

impl PayScreen {
    fn entries(&self, see: &See<'_>) -> Vec<Entry> {
        let subjects = [Subject::Trade(Kind::Sale), Subject::Code, Subject::Trade(Kind::Instalment)];
        subjects.into_iter().map(|subject| self.entry(subject, see)).collect()
    }

    fn entry(&self, subject: Subject, see: &See<'_>) -> Entry {
        let t = see.look.t;
        let name = match subject {
            Subject::Trade(Kind::Sale) => t.basket_by_card(),
            subject => subject.name(t),
        };
        let closed = (!see.terminal.offers(subject.kind()))
            .then(|| (t.not_offered(), t.refuse_not_offered(subject.name(t).as_ref())));
        let paying = Wizard::paying(subject, self.basket, self.due, see);
        Entry::new(name, || paying).closed(closed).needs(Permission::Sell, see)
    }
}

impl Screen for PayScreen {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.basket_pay_title(self.basket.to_string())
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_basket_pay()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        vec![Hint::new(Key::Enter, t.hint_choose()), Hint::new(Key::Cancel, t.hint_back())]
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        match key {
            Key::Cancel => Action::Back,
            _ if due_ahead(self.basket, see) != Some(self.due) => Action::Refuse(see.look.t.basket_has_changed()),
            _ => {
                let entries = self.entries(see);
                menu::key(&mut self.picker, key, entries, see)
            }
        }
    }

    fn asks_for_trade(&self) -> bool {
        true
    }

    fn guards_enter(&self) -> bool {
        true
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        body.amount(self.due, see.terminal.setup.currency);
        body.gap(4);
        menu::draw(&self.picker, self.entries(see), body);
    }
}
