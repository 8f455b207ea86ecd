//! How much of something: pieces, or thousandths of a unit that is divided, as a scale shows them.

use std::borrow::Cow;

use super::{
    super::{
        Action, Screen, See,
        digits::{self, Digits},
    },
    find, take,
};
use crate::{
    catalogue::Unit,
    domain::{BasketChange, BasketLine, BasketNo, Quantity},
    i18n::Texts,
    keypad::Key,
    ui::{Body, Hint, Tone},
};

/// The most digits: 9999.999.
const DIGITS: usize = 7;

/// Of what.
#[derive(Debug)]
pub enum Goods {
    /// Of a line that is not in the basket yet.
    New(Box<BasketLine>),
    /// Of one that is.
    Line(BasketNo, Box<BasketLine>),
}

/// The question.
#[derive(Debug)]
pub struct QuantityScreen {
    goods: Goods,
    typed: Digits,
}

impl QuantityScreen {
    /// Nothing typed yet.
    pub fn of(goods: Goods) -> QuantityScreen {
        QuantityScreen { goods, typed: Digits::new(DIGITS) }
    }

    fn line(&self) -> &BasketLine {
        match &self.goods {
            Goods::New(line) | Goods::Line(_, line) => line,
        }
    }

    /// Whether what is typed are thousandths.
    fn is_divided(&self) -> bool {
        self.line().unit.parse::<Unit>().is_ok_and(|unit| unit.is_divided())
    }

    fn quantity(&self) -> Option<Quantity> {
        let typed: u32 = self.typed.as_str().parse().ok()?;
        if self.is_divided() { Quantity::try_from(typed).ok() } else { Quantity::pieces(typed).ok() }
    }

    fn enter(&self, see: &See<'_>) -> Action {
        let Some(quantity) = self.quantity() else { return Action::Refuse(see.look.t.basket_bad_quantity()) };
        match &self.goods {
            Goods::New(line) => find::add(BasketLine { quantity, ..(**line).clone() }),
            Goods::Line(no, line) => {
                take(*no, BasketChange::QuantitySet { line: line.no, quantity, approver: None }, see)
            }
        }
    }
}

impl Screen for QuantityScreen {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.basket_quantity_title()
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_basket_quantity()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        digits::hints(t.hint_done(), t)
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        match (key, self.typed.key(key)) {
            (Key::Cancel, _) => Action::Back,
            (Key::Enter, _) => self.enter(see),
            (_, typed) => typed.action(see),
        }
    }

    fn keypad(&self, _see: &See<'_>) -> bool {
        true
    }

    fn in_hand(&self) -> bool {
        true
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let (t, line) = (see.look.t, self.line());
        let currency = see.terminal.setup.currency;
        let name = if line.name.is_empty() { t.basket_open_amount() } else { Cow::Owned(line.name.clone()) };
        let shown = match (self.is_divided(), self.quantity()) {
            (true, Some(quantity)) => format!("{quantity} {}_", line.unit),
            (true, None) => format!("0 {}_", line.unit),
            (false, _) => format!("{}_", self.typed.as_str()),
        };
        let price = line.price.display(currency).to_string();
        body.middle(6);
        body.pairs(&[
            (t.label_product_name(), name),
            (t.label_product_price(), price.into()),
            (t.label_basket_quantity(), shown.into()),
        ]);
        body.gap(2);
        let how = if self.is_divided() { t.basket_thousandths(line.unit.as_str()) } else { t.basket_pieces() };
        body.text(&how, Tone::Dim);
    }
}
