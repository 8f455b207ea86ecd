//! Another price, name, stock or initials of a product.

use std::{borrow::Cow, time::Duration};

use super::super::{Action, News, Screen, See, Wish, digits, input::Input, step::Step};
use crate::{
    catalogue::{Edit, Product, ProductNo},
    domain::Now,
    i18n::Texts,
    keypad::Key,
    ui::{Body, Hint, Tone},
};

/// What is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The name.
    Name,
    /// The price.
    Price,
    /// The stock, counted anew.
    Stock,
    /// The initials.
    Initials,
}

/// The question for one new value.
#[derive(Debug)]
pub struct EditProduct {
    no: ProductNo,
    field: Field,
    input: Input,
    step: Step,
}

impl EditProduct {
    /// Asks for a value of this product.
    pub fn open(no: ProductNo, field: Field) -> Action {
        let input = match field {
            Field::Name => Input::name(),
            Field::Price => Input::price(),
            Field::Stock => Input::Stock(String::new()),
            Field::Initials => Input::initials(),
        };
        Action::Open(Box::new(EditProduct { no, field, input, step: Step::Typing }))
    }

    fn edit(&self) -> Option<Edit> {
        let (no, input) = (self.no, &self.input);
        match self.field {
            Field::Name => input.to_name().map(|name| Edit::Name(no, name)),
            Field::Price => input.to_price().map(|price| Edit::Price(no, price)),
            Field::Stock => input.to_stock().map(|stock| Edit::Stock(no, stock)),
            Field::Initials => input.to_initials().map(|initials| Edit::Initials(no, initials)),
        }
    }

    fn enter(&mut self, t: &Texts) -> Action {
        match self.edit() {
            Some(edit) => {
                self.step = Step::Sent;
                Action::Do(Wish::EditProduct(Box::new(edit)))
            }
            None => Action::Refuse(self.field.expected(t)),
        }
    }
}

impl Field {
    fn label(self, t: &Texts) -> Cow<'static, str> {
        match self {
            Field::Name => t.label_product_name(),
            Field::Price => t.label_product_price(),
            Field::Stock => t.label_product_stock(),
            Field::Initials => t.label_product_initials(),
        }
    }

    /// Why what was typed will not do.
    fn expected(self, t: &Texts) -> Cow<'static, str> {
        match self {
            Field::Name | Field::Initials => t.refuse_product_name(),
            Field::Price => t.amount_zero(),
            Field::Stock => t.refuse_stock(),
        }
    }

    fn before(self, product: &Product, see: &See<'_>) -> String {
        match self {
            Field::Name => product.name.to_string(),
            Field::Price => product.price.amount().display(see.terminal.setup.currency).to_string(),
            Field::Stock => product.stock.to_string(),
            Field::Initials => product.initials.to_string(),
        }
    }
}

impl Screen for EditProduct {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.product_title(self.no.to_string())
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_product_edit()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        match self.step {
            Step::Kept => vec![Hint::new(Key::Enter, t.hint_back())],
            _ => digits::hints(t.hint_save(), t),
        }
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        let t = see.look.t;
        match (&self.step, key) {
            (Step::Sent, _) => return Action::Refuse(t.refuse_wait()),
            (Step::Kept, _) | (_, Key::Cancel) => return Action::Back,
            (_, Key::Enter) => return self.enter(t),
            (Step::Typing | Step::Refused(_), _) => {}
        }
        self.step = Step::Typing;
        self.input.key(key, see)
    }

    fn write(&mut self, sign: char, see: &See<'_>) -> Action {
        match self.step {
            Step::Sent | Step::Kept => Action::no_such_key(see),
            Step::Typing | Step::Refused(_) => {
                self.step = Step::Typing;
                self.input.write(sign, see)
            }
        }
    }

    fn keypad(&self, _see: &See<'_>) -> bool {
        !matches!(self.step, Step::Kept)
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let t = see.look.t;
        if let Some(record) = see.catalogue.get().and_then(|all| all.get(self.no)) {
            body.text(&t.product_now(self.field.before(&record.product, see)), Tone::Dim);
        }
        body.gap(5);
        self.input.draw(body, self.field.label(t), see);
        self.step.draw(body, t);
    }

    fn hear(&mut self, news: News) {
        self.step.hear(news);
    }

    fn wakes_at(&self, now: Now) -> Option<Duration> {
        self.input.wakes_at(now.mono)
    }
}
