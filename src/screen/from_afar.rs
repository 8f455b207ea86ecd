//! Approval by somebody who is elsewhere: what is asked for, with a challenge to read out on the telephone, and the code that is
//! the answer to it.

use std::{borrow::Cow, time::Duration};

use super::{
    Action, Mask, News, Screen, See, Wish,
    digits::{Digits, Typed, in_groups},
};
use crate::{
    domain::{
        Challenge, OperatorNo, WallTime,
        afar::{ApprovalCode, LIFE},
    },
    flow::{TradeOrder, slip},
    i18n::Texts,
    keypad::Key,
    ui::{Body, Hint, Tone},
};

/// The request at this terminal.
#[derive(Debug)]
pub struct FromAfar {
    order: TradeOrder,
    stage: Stage,
    /// Who has given the code.
    approver: OperatorNo,
    /// Another number, while it is typed.
    number: Option<Digits>,
    code: Digits,
    message: Option<Cow<'static, str>>,
}

#[derive(Debug)]
enum Stage {
    /// The challenge is not there yet.
    Asking,
    /// It waits for its code until this time of the monotonic clock.
    Waiting(Challenge, Duration),
    /// It is worth nothing any more.
    Over,
}

impl FromAfar {
    /// Asks for approval of this order.
    pub fn of(order: TradeOrder) -> FromAfar {
        FromAfar {
            order,
            stage: Stage::Asking,
            approver: OperatorNo::SUPERVISOR,
            number: None,
            code: Digits::new(ApprovalCode::DIGITS),
            message: None,
        }
    }

    /// The challenge that waits for its code now.
    fn waiting(&self, see: &See<'_>) -> Option<(Challenge, Duration)> {
        match self.stage {
            Stage::Waiting(challenge, until) => Some((challenge, until)).filter(|_| until > see.now.mono),
            Stage::Asking | Stage::Over => None,
        }
    }

    fn number_key(&mut self, key: Key, see: &See<'_>) -> Action {
        let t = see.look.t;
        let Some(number) = &mut self.number else { return Action::Stay };
        match (key, number.key(key)) {
            (_, Typed::Changed | Typed::Empty) => Action::Stay,
            (Key::Enter, _) => match number.as_str().parse() {
                Ok(approver) => {
                    (self.approver, self.number) = (approver, None);
                    Action::Stay
                }
                Err(_) => Action::Refuse(t.refuse_two_digits()),
            },
            (_, Typed::Full) => Action::Refuse(t.refuse_two_digits()),
            _ => Action::no_such_key(see),
        }
    }

    fn code_key(&mut self, key: Key, see: &See<'_>) -> Action {
        let t = see.look.t;
        match (key, self.code.key(key)) {
            (_, Typed::Empty) => {
                self.number = Some(Digits::new(2));
                Action::Stay
            }
            (_, Typed::Changed) => Action::Stay,
            (_, Typed::Full) => Action::Refuse(t.refuse_full()),
            (Key::Enter, _) => match self.code.as_str().parse() {
                Ok(code) => {
                    self.code.clear();
                    Action::Do(Wish::EnterCode { approver: self.approver, code })
                }
                Err(_) => Action::Refuse(t.refuse_length(ApprovalCode::DIGITS as u32)),
            },
            _ => Action::no_such_key(see),
        }
    }

    fn rows(&self, see: &See<'_>, challenge: Challenge) -> Vec<(Cow<'static, str>, Cow<'static, str>)> {
        let (t, setup) = (see.look.t, &see.terminal.setup);
        let money = format!("{} {}", setup.currency.sign(), self.order.amount.display(setup.currency));
        let answer = match &self.number {
            Some(number) => (t.label_approver(), format!("{}_", number.as_str())),
            None => (t.afar_code_of(self.approver.to_string()), format!("{}_", in_groups(self.code.as_str(), 4))),
        };
        vec![
            (t.label_terminal(), setup.terminal.as_str().to_owned().into()),
            (t.label_operator(), self.order.operator.to_string().into()),
            (t.label_kind(), slip::kind_name(self.order.kind)(t)),
            (t.label_amount(), money.into()),
            (t.afar_challenge(), in_groups(&challenge.to_string(), 3).into()),
            (answer.0, answer.1.into()),
        ]
    }
}

impl Screen for FromAfar {
    fn mask(&self) -> Mask {
        Mask::Digits
    }

    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.afar_title()
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_afar()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        let mut hints = Vec::new();
        if self.waiting(see).is_some() {
            hints.extend([Hint::new(Key::Enter, t.hint_continue()), Hint::new(Key::Clear, t.hint_delete())]);
        }
        hints.push(Hint::new(Key::Cancel, t.hint_back()));
        hints
    }

    fn opened(&self) -> Option<Wish> {
        Some(Wish::AskFromAfar(Box::new(self.order.clone())))
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        self.message = None;
        match key {
            Key::Cancel => Action::Do(Wish::DropAsked),
            _ if self.waiting(see).is_none() => Action::Refuse(see.look.t.afar_expired()),
            _ if self.number.is_some() => self.number_key(key, see),
            _ => self.code_key(key, see),
        }
    }

    fn keypad(&self, see: &See<'_>) -> bool {
        self.waiting(see).is_some()
    }

    fn takes_back(&self) -> bool {
        self.number.is_some() || !self.code.as_str().is_empty()
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let t = see.look.t;
        let Some((challenge, until)) = self.waiting(see) else {
            let text = self.message.clone().unwrap_or_else(|| t.afar_expired());
            body.text(&text, Tone::Warn);
            return;
        };
        body.pairs(&self.rows(see, challenge));
        body.gap(2);
        let left = until.saturating_sub(see.now.mono).min(LIFE);
        let end = WallTime(see.now.wall.0.saturating_add(i64::try_from(left.as_millis()).unwrap_or(0)));
        let (clear, time) = (see.look.key(Key::Clear), end.civil(see.terminal.setup.offset).hh_mm());
        match &self.message {
            Some(message) => body.text(message, Tone::Warn),
            None => body.text(&t.afar_note(clear.as_ref(), time), Tone::Dim),
        };
    }

    fn hear(&mut self, news: News) {
        match news {
            News::Challenge { challenge, until } => self.stage = Stage::Waiting(challenge, until),
            News::Denied(message) => self.message = Some(message),
            News::Ended(message) => (self.stage, self.message) = (Stage::Over, Some(message)),
            _ => {}
        }
    }

    fn wakes_at(&self, now: crate::domain::Now) -> Option<Duration> {
        match self.stage {
            Stage::Waiting(_, until) => Some(until).filter(|until| *until > now.mono),
            Stage::Asking | Stage::Over => None,
        }
    }

    fn guards_enter(&self) -> bool {
        true
    }

    fn asks_for_trade(&self) -> bool {
        true
    }

    fn in_hand(&self) -> bool {
        true
    }
}
