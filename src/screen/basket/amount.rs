//! An amount without a product, as a line of the basket.

use std::borrow::Cow;

use super::{
    super::{Action, Screen, See, digits, input::Input},
    find,
};
use crate::{
    domain::{BasketLine, LineNo},
    i18n::Texts,
    keypad::Key,
    ui::{Body, Hint},
};

/// The amount as it is typed.
#[derive(Debug)]
pub struct OpenAmount(Input);

impl Default for OpenAmount {
    fn default() -> Self {
        OpenAmount(Input::price())
    }
}

impl Screen for OpenAmount {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.basket_open_amount()
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_basket_amount()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        digits::hints(t.hint_add(), t)
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        match (key, self.0.to_price()) {
            (Key::Cancel, _) => Action::Back,
            (Key::Enter, Some(price)) => find::add(BasketLine::open_amount(LineNo::FIRST, price.amount())),
            (Key::Enter, None) => Action::Refuse(see.look.t.amount_zero()),
            _ => self.0.key(key, see),
        }
    }

    fn keypad(&self, _see: &See<'_>) -> bool {
        true
    }

    fn in_hand(&self) -> bool {
        !self.0.as_str().is_empty()
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        body.middle(5);
        self.0.draw(body, see.look.t.amount_ask(), see);
    }
}
