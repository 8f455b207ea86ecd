//! An amount: typed from right to left with implied decimals, in large digits.

use std::borrow::Cow;

use super::{
    super::{See, cannot_start, digits::Digits},
    Question, Reply,
    answers::Answers,
    typing_hints,
};
use crate::{
    domain::{Amount, Kind},
    flow::CannotStart,
    i18n::Texts,
    keypad::Key,
    ui::{Body, Hint, Tone},
};

/// The longest amount, in digits: nine for a sale, as terminals of the trade have it.
const DIGITS_MAX: usize = 9;

/// What the amount is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sum {
    /// That of the transaction.
    Amount,
    /// The new total of an offline sale.
    Total,
    /// The tip alone.
    Tip,
}

/// The question for an amount.
#[derive(Debug)]
pub struct AmountQuestion {
    sum: Sum,
    kind: Kind,
    digits: Digits,
}

impl AmountQuestion {
    /// Nothing typed yet.
    pub fn new(sum: Sum, kind: Kind) -> AmountQuestion {
        AmountQuestion { sum, kind, digits: Digits::new(DIGITS_MAX) }
    }

    fn amount(&self) -> Amount {
        self.digits.as_str().parse().ok().and_then(|minor| Amount::from_minor(minor).ok()).unwrap_or(Amount::ZERO)
    }

    fn enter(&self, answers: &mut Answers, see: &See<'_>) -> Reply {
        let t = see.look.t;
        let amount = self.amount();
        let rules = &see.terminal.setup.rules;
        if amount.is_zero() {
            return Reply::Refuse(t.amount_zero());
        }
        if self.kind == Kind::Refund && amount > rules.refund_limit {
            let reason = CannotStart::AboveRefundLimit(rules.refund_limit);
            return Reply::Refuse(cannot_start(t, &reason, see.terminal.setup.currency));
        }
        let refund = matches!(self.kind, Kind::Refund | Kind::EcashRefund);
        if let Some(original) = answers.original.as_ref().filter(|_| refund) {
            let (whole, left) = (original.counted_amount(), see.terminal.refundable(original));
            let money = |amount: Amount| amount.display(original.currency).to_string();
            if amount > whole {
                return Reply::Refuse(t.refuse_above_original(money(whole)));
            }
            if amount > left {
                return Reply::Refuse(t.refuse_refunded_before(money(left)));
            }
        }
        match self.sum {
            Sum::Amount | Sum::Total => answers.amount = amount,
            Sum::Tip => answers.tip = amount,
        }
        answers.unusual = see.terminal.unusual(answers.total());
        Reply::Answered
    }

    fn ask(&self, t: &Texts) -> Cow<'static, str> {
        match self.sum {
            Sum::Amount => t.amount_ask(),
            Sum::Total => t.total_ask(),
            Sum::Tip => t.tip_ask(),
        }
    }

    /// What the new total or the tip goes on top of.
    fn draw_original(&self, body: &mut Body<'_, '_>, answers: &Answers, see: &See<'_>) {
        let t = see.look.t;
        let found = match &answers.original {
            Some(original) => Some(original),
            None => answers.found.as_ref().filter(|_| self.sum != Sum::Amount),
        };
        let Some(found) = found else { return };
        let money = |amount: Amount| amount.display(found.currency).to_string();
        let text = match self.sum {
            Sum::Tip => t.tip_on(money(found.amount), u32::from(see.terminal.tip_percent())),
            // With its tip: as much can go back.
            Sum::Amount => t.original_was(money(found.counted_amount())),
            Sum::Total => t.total_before(money(found.amount)),
        };
        body.centred(&text, Tone::Dim);
    }
}

impl Question for AmountQuestion {
    fn key(&mut self, key: Key, answers: &mut Answers, see: &See<'_>) -> Reply {
        match key {
            Key::Cancel => return Reply::Back,
            Key::Enter => return self.enter(answers, see),
            // Leading zeros are nothing.
            Key::Digit(0) | Key::DoubleZero if self.digits.as_str().is_empty() => return Reply::Stay,
            _ => {}
        }
        Reply::of(self.digits.key(key), see.look.t)
    }

    fn has_input(&self) -> bool {
        !self.digits.as_str().is_empty()
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_amount()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        typing_hints(see.look.t)
    }

    fn keypad(&self) -> bool {
        true
    }

    fn draw(&self, body: &mut Body<'_, '_>, answers: &Answers, see: &See<'_>) {
        body.middle(5);
        body.amount(self.amount(), see.terminal.setup.currency);
        body.gap(1);
        body.centred(&self.ask(see.look.t), Tone::Plain);
        self.draw_original(body, answers, see);
    }
}
