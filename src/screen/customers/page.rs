//! One customer: the consent, and what can be done.

use std::borrow::Cow;

use super::{
    super::{
        Action, Mask, Screen, See,
        menu::{self, Entry},
    },
    day,
    erase::EraseCustomer,
    headline, known,
    link::{LinkSale, sales},
    purchases::Purchases,
};
use crate::{
    customers::{Customer, Mobile},
    i18n::Texts,
    keypad::Key,
    ui::{Body, Hint, Picker, Tone},
};

/// The page of a customer.
#[derive(Debug)]
pub struct CustomerPage {
    mobile: Mobile,
    picker: Picker,
}

impl CustomerPage {
    /// The page of the customer with this number.
    pub fn new(mobile: Mobile) -> CustomerPage {
        CustomerPage { mobile, picker: Picker::default() }
    }
}

fn entries(customer: &Customer, see: &See<'_>) -> Vec<Entry> {
    let t = see.look.t;
    let of = || customer.mobile.clone();
    let (linked, asked, erased) = (of(), of(), of());
    vec![
        Entry::new(t.customer_link_title(), move || Action::Open(Box::new(LinkSale::new(linked))))
            .unless(sales(see).is_empty().then(|| t.customer_no_sale())),
        Entry::new(t.customer_purchases(customer.purchases.len()), move || {
            Action::Open(Box::new(Purchases::new(asked)))
        }),
        Entry::new(t.customer_erase_title(), move || Action::Open(Box::new(EraseCustomer::new(erased)))),
    ]
}

impl Screen for CustomerPage {
    fn mask(&self) -> Mask {
        Mask::Body
    }

    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.customer_title()
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_customer_page()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        match known(&self.mobile, see) {
            None => vec![Hint::new(Key::Cancel, see.look.t.hint_back())],
            Some(_) => menu::hints(see.look.t),
        }
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        match known(&self.mobile, see) {
            None => Action::Back,
            Some(customer) => menu::key(&mut self.picker, key, entries(customer, see), see),
        }
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let t = see.look.t;
        let Some(customer) = known(&self.mobile, see) else {
            body.text(&t.customer_unknown(), Tone::Plain);
            return;
        };
        let consent = &customer.consent;
        body.text(&headline(customer), Tone::Strong);
        body.text(&t.customer_agreed(day(consent.at, see), consent.by.to_string()), Tone::Dim);
        body.gap(6);
        menu::draw(&self.picker, entries(customer, see), body);
    }

    /// One push of ENTER must not open a question and answer it.
    fn guards_enter(&self) -> bool {
        true
    }
}
