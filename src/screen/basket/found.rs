//! Several products fit: the list to choose from.

use std::borrow::Cow;

use super::{
    super::{Action, Screen, See, page_hint},
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
        let t = see.look.t;
        let (choose, back) = (Hint::new(Key::Enter, t.hint_choose()), Hint::new(Key::Cancel, t.hint_back()));
        [choose].into_iter().chain(page_hint(&self.picker, self.hits.len(), see)).chain([back]).collect()
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        if key == Key::Cancel {
            return Action::Back;
        }
        match self.picker.key(key, self.hits.len(), &see.look).and_then(|at| self.hits.get(at)) {
            Some(hit) => find::with_hit(hit, self.count, see),
            None if self.picker.moves(key, self.hits.len(), &see.look) => Action::Stay,
            None => Action::no_such_key(see),
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
