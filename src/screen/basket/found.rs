//! Several products fit: the list to choose from.

use std::borrow::Cow;

use super::{
    super::{Action, Screen, See, menu},
    find,
};
use crate::{
    catalogue::Hit,
    i18n::Texts,
    keypad::Key,
    ui::{Body, Choice, Hint, Picker},
};

/// The list.
#[derive(Debug)]
pub struct Found {
    hits: Vec<Hit>,
    count: Option<u32>,
    picker: Picker,
}

impl Found {
    /// Of these, so many of which are wanted.
    pub fn new(hits: Vec<Hit>, count: Option<u32>) -> Found {
        Found { hits, count, picker: Picker::default() }
    }
}

impl Screen for Found {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.basket_found_title()
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_basket_found()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        menu::paged_hints(&self.picker, self.hits.len(), see)
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        match menu::choose(&mut self.picker, key, self.hits.len(), see) {
            Ok(at) => self.hits.get(at).map_or(Action::Stay, |hit| find::with_hit(hit, self.count, see)),
            Err(action) => action,
        }
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let currency = see.terminal.setup.currency;
        let product = |hit: &Hit| see.catalogue.get()?.get(hit.no).map(|record| &record.product);
        let choice = |hit| match product(hit) {
            Some(product) => {
                let price = product.price.amount().display(currency);
                Choice::new(format!("{} {} {price}", product.no, product.name))
            }
            None => Choice::new(see.look.t.product_unknown()),
        };
        let choices: Vec<Choice<'_>> = self.hits.iter().map(choice).collect();
        self.picker.draw(body, &choices);
    }
}
