//! How much of a sale is paid by one way. What is left stands there already, so that ENTER alone takes all of it.

use std::borrow::Cow;

use super::{
    super::{See, digits::Digits},
    Question, Reply,
    answers::Answers,
    typing_hints,
};
use crate::{
    domain::Amount,
    i18n::Texts,
    keypad::Key,
    ui::{Body, Hint, Tone},
};

/// The longest amount, in digits.
const DIGITS_MAX: usize = 9;

/// The question.
#[derive(Debug)]
pub struct PartQuestion {
    digits: Digits,
}

impl Default for PartQuestion {
    fn default() -> Self {
        PartQuestion { digits: Digits::new(DIGITS_MAX) }
    }
}

impl PartQuestion {
    /// What was typed; without anything, all that is left.
    fn amount(&self, left: Amount) -> Amount {
        match self.digits.as_str() {
            "" => left,
            typed => typed.parse().ok().and_then(|minor| Amount::from_minor(minor).ok()).unwrap_or(Amount::ZERO),
        }
    }
}

impl Question for PartQuestion {
    fn key(&mut self, key: Key, answers: &mut Answers, see: &See<'_>) -> Reply {
        let t = see.look.t;
        let (left, currency) = (answers.due(), see.terminal.setup.currency);
        match key {
            Key::Cancel => return Reply::Back,
            Key::Enter if self.amount(left).is_zero() => return Reply::Refuse(t.amount_zero()),
            Key::Enter if self.amount(left) > left => {
                return Reply::Refuse(t.refuse_more_than_left(left.display(currency).to_string()));
            }
            Key::Enter => {
                answers.amount = self.amount(left);
                return Reply::Answered;
            }
            Key::Digit(0) | Key::DoubleZero if self.digits.as_str().is_empty() => return Reply::Stay,
            _ => {}
        }
        Reply::of(self.digits.key(key), t)
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_part()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        typing_hints(see.look.t)
    }

    fn keypad(&self) -> bool {
        true
    }

    fn draw(&self, body: &mut Body<'_, '_>, answers: &Answers, see: &See<'_>) {
        let t = see.look.t;
        let (left, currency) = (answers.due(), see.terminal.setup.currency);
        body.middle(6);
        body.amount(self.amount(left), currency);
        body.gap(1);
        body.centred(&t.part_ask(), Tone::Plain);
        body.centred(&t.bill_left_is(left.display(currency).to_string()), Tone::Strong);
    }

    fn has_input(&self) -> bool {
        !self.digits.as_str().is_empty()
    }
}
