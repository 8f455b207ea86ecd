//! Before something is taken out of the basket: what exactly.

use std::borrow::Cow;

use super::{
    super::{Action, Screen, See},
    draw, take,
};
use crate::{
    domain::{BasketChange, BasketNo, LineNo},
    i18n::Texts,
    keypad::Key,
    ui::{Body, Hint, Tone},
};

/// What is taken out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// A line.
    Strike(LineNo),
    /// All of it.
    Drop,
}

/// The question.
#[derive(Debug)]
pub struct Confirm {
    basket: BasketNo,
    what: What,
}

impl Confirm {
    /// Of this basket.
    pub fn of(basket: BasketNo, what: What) -> Confirm {
        Confirm { basket, what }
    }
}

impl Screen for Confirm {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        match self.what {
            What::Strike(_) => see.look.t.basket_strike_title(),
            What::Drop => see.look.t.basket_drop_title(),
        }
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_basket_strike()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        let does = match self.what {
            What::Strike(_) => t.hint_strike(),
            What::Drop => t.hint_drop(),
        };
        vec![Hint::new(Key::Enter, does), Hint::new(Key::Cancel, t.hint_back())]
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        let approver = None;
        match (key, self.what) {
            (Key::Cancel | Key::Clear, _) => Action::Back,
            (Key::Enter, What::Strike(line)) => take(self.basket, BasketChange::LineStruck { line, approver }, see),
            (Key::Enter, What::Drop) => take(self.basket, BasketChange::Dropped { approver }, see),
            _ => Action::Refuse(see.look.t.refuse_press_enter(see.look.key(Key::Enter).as_ref())),
        }
    }

    fn guards_enter(&self) -> bool {
        true
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let t = see.look.t;
        let currency = see.terminal.setup.currency;
        let Some(basket) = see.terminal.book.baskets.get(self.basket) else { return };
        let (ask, amount, name) = match self.what {
            What::Strike(no) => {
                let Some(line) = basket.line(no) else { return };
                let name = format!("{} {}", draw::name(line, t), draw::quantity(line));
                (t.basket_strike_ask(), line.net().unwrap_or_default(), Cow::Owned(name))
            }
            What::Drop => {
                let lines = u32::try_from(basket.standing().count()).unwrap_or(u32::MAX);
                (t.basket_drop_ask(), basket.total().unwrap_or_default(), t.basket_lines(lines))
            }
        };
        body.middle(7);
        body.amount(amount, currency);
        body.gap(3);
        body.centred(&name, Tone::Strong);
        body.centred(&ask, Tone::Warn);
    }
}
