//! A discount on a line or on all of the basket: so many percent, or so much. Nothing typed takes it back.

use std::borrow::Cow;

use super::{
    super::{Action, Screen, See, digits::Digits},
    draw, open, take,
};
use crate::{
    domain::{Amount, BasketChange, BasketNo, Discount, LineNo, Percent},
    i18n::Texts,
    keypad::Key,
    ui::{Body, Hint, Tone},
};

/// The most digits of an amount.
const AMOUNT_DIGITS: usize = 9;
/// The most digits of a percentage.
const PERCENT_DIGITS: usize = 3;

/// How it is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Percent,
    Amount,
}

/// The discount as it is typed.
#[derive(Debug)]
pub struct DiscountScreen {
    basket: BasketNo,
    line: Option<LineNo>,
    form: Form,
    typed: Digits,
}

impl DiscountScreen {
    /// On this line; without one, on all of the basket.
    pub fn of(basket: BasketNo, line: Option<LineNo>) -> DiscountScreen {
        DiscountScreen { basket, line, form: Form::Percent, typed: Digits::new(PERCENT_DIGITS) }
    }

    fn turn(&mut self) -> Action {
        (self.form, self.typed) = match self.form {
            Form::Percent => (Form::Amount, Digits::new(AMOUNT_DIGITS)),
            Form::Amount => (Form::Percent, Digits::new(PERCENT_DIGITS)),
        };
        Action::Stay
    }

    /// What was typed; `Ok(None)` for nothing, `Err(())` for what is none.
    fn discount(&self) -> Result<Option<Discount>, ()> {
        let number: u64 = match self.typed.as_str() {
            "" => return Ok(None),
            typed => typed.parse().map_err(|_| ())?,
        };
        match (self.form, number) {
            (_, 0) => Ok(None),
            (Form::Percent, number) => {
                let percent = u8::try_from(number).ok().and_then(|number| Percent::try_from(number).ok());
                percent.map(|percent| Some(Discount::Percent(percent))).ok_or(())
            }
            (Form::Amount, number) => {
                Amount::from_minor(number).map(|less| Some(Discount::Amount(less))).map_err(|_| ())
            }
        }
    }

    fn enter(&self, see: &See<'_>) -> Action {
        match self.discount() {
            Ok(discount) => {
                take(self.basket, BasketChange::DiscountGiven { line: self.line, discount, approver: None }, see)
            }
            Err(()) => Action::Refuse(see.look.t.basket_bad_discount()),
        }
    }

    /// What it is on, and what that costs without it.
    fn subject(&self, see: &See<'_>) -> Option<(Cow<'static, str>, Amount)> {
        let (t, basket) = (see.look.t, open(see)?);
        match self.line {
            Some(no) => basket.line(no).and_then(|line| Some((Cow::Owned(draw::name(line, t)), line.gross()?))),
            None => Some((t.basket_all(), basket.sum()?)),
        }
    }
}

impl Screen for DiscountScreen {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        match self.line {
            Some(_) => see.look.t.basket_line_discount(),
            None => see.look.t.basket_discount(),
        }
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_basket_discount()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        let other = if self.form == Form::Percent { t.hint_by_amount() } else { t.hint_by_percent() };
        vec![Hint::new(Key::Enter, t.hint_done()), Hint::new(Key::Down, other), Hint::new(Key::Cancel, t.hint_back())]
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        match (key, self.typed.key(key)) {
            (Key::Cancel, _) => Action::Back,
            (Key::Enter, _) => self.enter(see),
            (Key::Down | Key::Up, _) => self.turn(),
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
        let (t, currency) = (see.look.t, see.terminal.setup.currency);
        let Some((name, before)) = self.subject(see) else { return };
        let discount = self.discount().ok().flatten();
        let less = discount.map_or(Some(Amount::ZERO), |discount| discount.of(before));
        let after = less.and_then(|less| before.checked_sub(less));
        let typed = match self.form {
            Form::Percent => format!("{}%_", self.typed.as_str()),
            Form::Amount => {
                let minor = self.typed.as_str().parse().unwrap_or(0);
                format!("-{}_", Amount::from_minor(minor).unwrap_or_default().display(currency))
            }
        };
        let now = after.map_or_else(|| t.basket_bad_discount(), |after| after.display(currency).to_string().into());
        body.middle(6);
        body.pairs(&[
            (t.label_basket_on(), name),
            (t.label_basket_before(), before.display(currency).to_string().into()),
            (t.label_basket_discount(), typed.into()),
            (t.label_basket_after(), now),
        ]);
        body.gap(2);
        body.text(&t.basket_discount_none(), Tone::Dim);
    }
}
