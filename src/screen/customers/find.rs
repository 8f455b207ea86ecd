//! Finding a customer: digits are the mobile number, its last four, or the initials of the name.

use std::borrow::Cow;

use super::{
    super::{
        Action, Mask, Screen, See,
        digits::{Digits, Typed},
    },
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

/// What has been typed, and which of the customers found is marked.
#[derive(Debug)]
pub struct FindCustomer {
    typed: Digits,
    at: usize,
}

impl Default for FindCustomer {
    fn default() -> Self {
        FindCustomer { typed: Digits::new(Mobile::LENGTH), at: 0 }
    }
}

impl FindCustomer {
    fn hits<'a>(&self, see: &See<'a>) -> Vec<&'a Customer> {
        see.customers.get().map(|all| all.search(self.typed.as_str(), OFFERED)).unwrap_or_default()
    }

    fn asks_for_more(&self) -> bool {
        self.typed.as_str().len() < DIGITS_FEWEST
    }

    fn open(&self, see: &See<'_>) -> Action {
        let t = see.look.t;
        match self.hits(see).get(self.at) {
            Some(customer) => Action::Open(Box::new(CustomerPage::new(customer.mobile.clone()))),
            None if self.asks_for_more() => Action::Refuse(t.customer_find_how()),
            None => Action::Refuse(t.customer_unknown()),
        }
    }

    fn step(&mut self, key: Key, count: usize) -> Action {
        let last = count.saturating_sub(1);
        self.at = match key {
            Key::Up => self.at.checked_sub(1).unwrap_or(last),
            _ if self.at < last => self.at + 1,
            _ => 0,
        };
        Action::Stay
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
        vec![
            Hint::new(Key::Enter, t.hint_see()),
            Hint::new(Key::Clear, t.hint_delete()),
            Hint::new(Key::Cancel, t.hint_back()),
        ]
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        match (key, self.typed.key(key)) {
            (Key::Cancel, _) => Action::Back,
            (Key::Enter, _) => self.open(see),
            (Key::Up | Key::Down, _) => self.step(key, self.hits(see).len()),
            (_, Typed::Changed | Typed::Empty) => {
                self.at = 0;
                Action::Stay
            }
            (_, Typed::Full) => Action::Refuse(see.look.t.refuse_full()),
            (_, Typed::Other) => Action::no_such_key(see),
        }
    }

    fn keypad(&self, _see: &See<'_>) -> bool {
        true
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let t = see.look.t;
        body.pairs(&[(t.label_customer_search(), Cow::Owned(format!("{}_", self.typed.as_str())))]);
        let hits = self.hits(see);
        if hits.is_empty() {
            body.gap(2);
            match self.asks_for_more() {
                true => body.text(&t.customer_find_how(), Tone::Dim),
                false => body.text(&t.customer_unknown(), Tone::Plain),
            };
        }
        // The marked one stays in sight.
        let skip = (self.at + 1).saturating_sub(usize::from(body.left()));
        for (at, customer) in hits.into_iter().enumerate().skip(skip).take(usize::from(body.left())) {
            let (mark, tone) = if at == self.at { (">", Tone::Strong) } else { (" ", Tone::Plain) };
            body.line(&format!("{mark} {} {}", customer.mobile, customer.name), tone);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_fits_the_line_and_is_not_in_its_debug_text() {
        let mut find = FindCustomer::default();
        for digit in [1, 3, 8, 0, 0, 1, 3, 8, 0, 0, 0] {
            assert_eq!(find.typed.key(Key::Digit(digit)), Typed::Changed);
        }
        assert!(!format!("{find:?}").contains("138"));
    }
}
