//! Products, for the supervisor: find one, see it, change it, add one.

mod add;
mod edit;
mod find;
mod history;
mod page;

use std::borrow::Cow;

use super::{
    Action, Screen, See,
    menu::{self, Entry},
};
use crate::{
    catalogue::{Refused, Shelf},
    i18n::Texts,
    keypad::Key,
    ui::{Body, Hint, Picker, Tone},
};

use add::AddProduct;
use find::FindProduct;

/// The menu of products.
#[derive(Debug, Default)]
pub struct Products {
    picker: Picker,
}

impl Products {
    /// Opens the menu.
    pub fn open() -> Action {
        Action::Open(Box::new(Products::default()))
    }
}

/// Why nothing can be done with products now, if so.
pub fn closed(see: &See<'_>) -> Option<Cow<'static, str>> {
    match see.catalogue {
        Shelf::Open(_) => None,
        Shelf::Loading => Some(see.look.t.products_loading()),
        Shelf::Closed => Some(see.look.t.products_closed()),
    }
}

/// Why a product cannot be changed so, for people.
pub fn refusal(t: &Texts, refused: &Refused) -> Cow<'static, str> {
    match refused {
        Refused::NumberTaken(no) => t.product_number_taken(no.to_string()),
        Refused::BarcodeTaken { owner, .. } => t.product_barcode_taken(owner.to_string()),
        Refused::BarcodeTwice(_) | Refused::TooManyBarcodes => t.product_bad_barcode(),
        Refused::Unknown(_) => t.product_unknown(),
        Refused::Full => t.products_full(),
    }
}

impl Screen for Products {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.products_title()
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_products()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        menu::hints(see.look.t)
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        menu::key(&mut self.picker, key, entries(see), see)
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let count = see.catalogue.get().map_or(0, |catalogue| catalogue.len());
        body.text(&see.look.t.products_count(count), Tone::Dim);
        body.gap(4);
        menu::draw(&self.picker, entries(see), body);
    }
}

fn entries(see: &See<'_>) -> Vec<Entry> {
    let t = see.look.t;
    vec![
        Entry::new(t.product_find_title(), || Action::Open(Box::new(FindProduct::default()))),
        Entry::new(t.product_add_title(), || Action::Open(Box::new(AddProduct::default()))),
    ]
}
