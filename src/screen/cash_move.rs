//! Cash that goes into the drawer or out of it without a customer: why, how much, and once more.

use std::{borrow::Cow, time::Duration};

use super::{
    Action, Screen, See, Wish, digits,
    input::Input,
    menu::{self, Entry},
};
use crate::{
    domain::{Amount, CashReason, CashWay, Now, OperatorNo, ReasonText},
    flow::slip,
    i18n::Texts,
    keypad::Key,
    ui::{Body, Hint, Picker, Tone},
};

/// The question in hand, with the answers before it.
#[derive(Debug)]
enum Question {
    /// Which of the usual reasons.
    Reason,
    /// Another reason, in words.
    Words,
    /// How much.
    Amount(CashReason),
    /// All of it once more.
    Confirm(CashReason, Amount),
}

/// The questions of a movement.
#[derive(Debug)]
pub struct CashMoveScreen {
    way: CashWay,
    question: Question,
    picker: Picker,
    input: Input,
}

impl CashMoveScreen {
    /// Of this way.
    pub fn new(way: CashWay) -> CashMoveScreen {
        CashMoveScreen { way, question: Question::Reason, picker: Picker::default(), input: Input::price() }
    }

    fn ask(&mut self, question: Question) -> Action {
        self.input = match question {
            Question::Words => Input::reason(),
            Question::Reason | Question::Amount(_) | Question::Confirm(..) => Input::price(),
        };
        self.question = question;
        Action::Stay
    }

    fn back(&mut self) -> Action {
        match &self.question {
            Question::Reason => Action::Back,
            Question::Words | Question::Amount(_) => self.ask(Question::Reason),
            Question::Confirm(reason, _) => self.ask(Question::Amount(reason.clone())),
        }
    }

    fn reason_key(&mut self, key: Key, see: &See<'_>) -> Action {
        let reasons = CashReason::of(self.way);
        let count = reasons.len() + 1;
        match menu::choose(&mut self.picker, key, count, see) {
            Ok(at) => match reasons.get(at) {
                Some(reason) => self.ask(Question::Amount(reason.clone())),
                None => self.ask(Question::Words),
            },
            Err(action) => action,
        }
    }

    fn enter(&mut self, operator: OperatorNo, see: &See<'_>) -> Action {
        let t = see.look.t;
        match &self.question {
            Question::Reason => Action::Stay,
            Question::Words => match ReasonText::try_from(self.input.as_str().to_owned()) {
                Ok(words) => self.ask(Question::Amount(CashReason::Other(words))),
                Err(_) => Action::Refuse(t.refuse_reason()),
            },
            Question::Amount(reason) => match self.input.to_price() {
                Some(price) => self.ask(Question::Confirm(reason.clone(), price.amount())),
                None => Action::Refuse(t.amount_zero()),
            },
            Question::Confirm(reason, amount) => Action::Do(Wish::MoveCash(crate::domain::CashMove {
                way: self.way,
                amount: *amount,
                reason: reason.clone(),
                by: operator,
            })),
        }
    }

    fn draw_confirm(&self, body: &mut Body<'_, '_>, (reason, amount): (&CashReason, Amount), see: &See<'_>) {
        let t = see.look.t;
        body.middle(7);
        body.amount(amount, see.terminal.setup.currency);
        body.gap(3);
        body.centred(&slip::reason_text(t, reason), Tone::Strong);
        body.gap(1);
        let ask = match self.way {
            CashWay::In => t.cash_in_confirm(),
            CashWay::Out => t.cash_out_confirm(),
        };
        body.centred(&ask, Tone::Plain);
    }
}

impl Screen for CashMoveScreen {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        match self.way {
            CashWay::In => see.look.t.cash_in(),
            CashWay::Out => see.look.t.cash_out(),
        }
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_cash_move()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        let back = Hint::new(Key::Cancel, t.hint_back());
        match &self.question {
            Question::Reason => vec![Hint::new(Key::Enter, t.hint_choose()), back],
            Question::Confirm(..) => vec![Hint::new(Key::Enter, t.hint_record()), back],
            Question::Words | Question::Amount(_) => digits::hints(t.hint_continue(), t),
        }
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        let Some(operator) = see.operator else { return Action::Back };
        match (key, &self.question) {
            (Key::Cancel, _) => self.back(),
            (_, Question::Reason) => self.reason_key(key, see),
            (Key::Enter, _) => self.enter(operator, see),
            (_, Question::Confirm(..)) => Action::no_such_key(see),
            (_, Question::Words | Question::Amount(_)) => self.input.key(key, see),
        }
    }

    fn write(&mut self, sign: char, see: &See<'_>) -> Action {
        match self.question {
            Question::Words => self.input.write(sign, see),
            _ => Action::no_such_key(see),
        }
    }

    fn keypad(&self, _see: &See<'_>) -> bool {
        matches!(self.question, Question::Words | Question::Amount(_))
    }

    fn wakes_at(&self, now: Now) -> Option<Duration> {
        self.input.wakes_at(now.mono)
    }

    fn in_hand(&self) -> bool {
        !matches!(self.question, Question::Reason)
    }

    fn guards_enter(&self) -> bool {
        true
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let t = see.look.t;
        match &self.question {
            Question::Reason => {
                let reasons = CashReason::of(self.way).iter().map(|reason| slip::reason_text(t, reason));
                let rows = reasons.chain([t.reason_other()]).map(|text| Entry::new(text, || Action::Stay)).collect();
                menu::draw(&self.picker, rows, body);
            }
            Question::Words => self.input.draw(body, t.cash_reason(), see),
            Question::Amount(reason) => {
                body.middle(6);
                let label = t.cash_amount_ask(slip::reason_text(t, reason).as_ref());
                self.input.draw(body, label, see);
            }
            Question::Confirm(reason, amount) => self.draw_confirm(body, (reason, *amount), see),
        }
    }
}
