//! The amount of a sale: typed from right to left with implied decimals, in large digits.

use std::borrow::Cow;

use super::{
    Action, Screen, See, Wish,
    digits::{Digits, Typed},
};
use crate::{
    domain::Amount,
    keypad::Key,
    ui::{Body, Hint, Tone},
};

/// The longest amount, in digits: nine for a sale, as terminals of the trade have it.
const DIGITS_MAX: usize = 9;

/// The amount screen.
#[derive(Debug)]
pub struct AmountEntry {
    digits: Digits,
}

impl Default for AmountEntry {
    fn default() -> Self {
        AmountEntry { digits: Digits::new(DIGITS_MAX) }
    }
}

impl AmountEntry {
    fn amount(&self) -> Amount {
        self.digits.as_str().parse().ok().and_then(|minor| Amount::from_minor(minor).ok()).unwrap_or(Amount::ZERO)
    }
}

impl Screen for AmountEntry {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.kind_sale()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        vec![
            Hint::new(Key::Enter, t.hint_continue()),
            Hint::new(Key::Clear, t.hint_delete()),
            Hint::new(Key::Cancel, t.hint_back()),
        ]
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        let t = see.look.t;
        match key {
            Key::Cancel => return Action::Back,
            Key::Enter if self.amount().is_zero() => return Action::Refuse(t.amount_zero()),
            Key::Enter => return Action::Do(Wish::Sale(self.amount())),
            // Leading zeros are nothing.
            Key::Digit(0) | Key::DoubleZero if self.digits.as_str().is_empty() => return Action::Stay,
            _ => {}
        }
        match self.digits.key(key) {
            Typed::Changed | Typed::Empty => Action::Stay,
            Typed::Full => Action::Refuse(t.refuse_full()),
            Typed::Other => Action::no_such_key(see),
        }
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        body.middle(5);
        body.amount(self.amount(), see.terminal.setup.currency);
        body.gap(1);
        body.centred(&see.look.t.amount_ask(), Tone::Plain);
    }

    fn guards_enter(&self) -> bool {
        true
    }
}
