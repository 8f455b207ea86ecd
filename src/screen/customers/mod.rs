//! Customers who have agreed to be remembered: find one, add one, link a sale, erase.

mod add;
mod erase;
mod find;
mod link;
mod page;
mod purchases;

use std::borrow::Cow;

use super::{
    Action, Screen, See,
    menu::{self, Entry},
};
use crate::{
    catalogue::Shelf,
    customers::{Customer, Mobile, Refused},
    domain::WallTime,
    i18n::Texts,
    keypad::Key,
    ui::{Body, Hint, Picker, Tone},
};

use add::AddCustomer;
use find::FindCustomer;

/// The menu of customers.
#[derive(Debug, Default)]
pub struct CustomersMenu {
    picker: Picker,
}

/// Why nothing can be done with customers now, if so.
pub fn closed(see: &See<'_>) -> Option<Cow<'static, str>> {
    match see.customers {
        Shelf::Open(_) => None,
        Shelf::Loading => Some(see.look.t.customers_loading()),
        Shelf::Closed => Some(see.look.t.customers_closed()),
    }
}

/// Why a customer cannot be changed so, for people.
pub fn refusal(t: &Texts, refused: Refused) -> Cow<'static, str> {
    match refused {
        Refused::Taken => t.customer_taken(),
        Refused::Unknown => t.customer_unknown(),
        Refused::Linked => t.customer_sale_linked(),
        Refused::Full => t.customers_full(),
    }
}

/// The customer with this number, where there still is one.
fn known<'a>(mobile: &Mobile, see: &See<'a>) -> Option<&'a Customer> {
    see.customers.get()?.get(mobile)
}

/// `2026-01-22`.
fn day(at: WallTime, see: &See<'_>) -> String {
    let civil = at.civil(see.terminal.setup.offset);
    format!("{:04}-{:02}-{:02}", civil.year, civil.month, civil.day)
}

/// `张三 138****8000`, by which people recognise a customer.
fn headline(customer: &Customer) -> String {
    format!("{} {}", customer.name, customer.mobile)
}

impl Screen for CustomersMenu {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.customers_title()
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_customers()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        menu::hints(see.look.t)
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        menu::key(&mut self.picker, key, entries(see), see)
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let count = see.customers.get().map_or(0, |customers| customers.len());
        body.text(&see.look.t.customers_count(count), Tone::Dim);
        body.gap(4);
        menu::draw(&self.picker, entries(see), body);
    }
}

fn entries(see: &See<'_>) -> Vec<Entry> {
    let t = see.look.t;
    vec![
        Entry::new(t.customer_find_title(), || Action::Open(Box::new(FindCustomer::default()))),
        Entry::new(t.customer_add_title(), || Action::Open(Box::new(AddCustomer::default()))),
    ]
}
