//! Finding a customer: digits are the mobile number, its last four, or the initials of the name.

use std::borrow::Cow;

use super::{
    super::{Action, Mask, Screen, See, digits, finder::Finder},
    page::CustomerPage,
};
use crate::{
    customers::{Customer, DIGITS_FEWEST, Mobile},
    i18n::Texts,
    keypad::Key,
    ui::{Body, Hint, Tone},
};

/// So many customers are offered; more digits find the others.
const OFFERED: usize = 20;

/// The question.
#[derive(Debug)]
pub struct FindCustomer {
    finder: Finder,
}

impl Default for FindCustomer {
    fn default() -> Self {
        FindCustomer { finder: Finder::new(Mobile::LENGTH) }
    }
}

impl FindCustomer {
    fn hits<'a>(&self, see: &See<'a>) -> Vec<&'a Customer> {
        see.customers.get().map(|all| all.search(self.finder.typed(), OFFERED)).unwrap_or_default()
    }

    fn asks_for_more(&self) -> bool {
        self.finder.typed().len() < DIGITS_FEWEST
    }

    fn open(&self, see: &See<'_>) -> Action {
        let t = see.look.t;
        match self.hits(see).get(self.finder.at()) {
            Some(customer) => Action::Open(Box::new(CustomerPage::new(customer.mobile.clone()))),
            None if self.asks_for_more() => Action::Refuse(t.customer_find_how()),
            None => Action::Refuse(t.customer_unknown()),
        }
    }
}

impl Screen for FindCustomer {
    fn mask(&self) -> Mask {
        Mask::Body
    }

    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.customer_find_title()
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_customer_find()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        digits::hints(t.hint_see(), t)
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        match key {
            Key::Enter => self.open(see),
            _ => self.finder.key(key, self.hits(see).len(), see),
        }
    }

    fn keypad(&self, _see: &See<'_>) -> bool {
        true
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let t = see.look.t;
        body.pairs(&[(t.label_customer_search(), Cow::Owned(format!("{}_", self.finder.typed())))]);
        let hits = self.hits(see);
        if hits.is_empty() {
            body.gap(2);
            match self.asks_for_more() {
                true => body.text(&t.customer_find_how(), Tone::Dim),
                false => body.text(&t.customer_unknown(), Tone::Plain),
            };
        }
        for (at, customer) in self.finder.shown(hits, body) {
            let (mark, tone) = if at == self.finder.at() { (">", Tone::Strong) } else { (" ", Tone::Plain) };
            body.line(&format!("{mark} {} {}", customer.mobile, customer.name), tone);
        }
    }
}
