//! Approval by a supervisor who is not there: the challenge to read to him, and the code that he answers.

use std::{borrow::Cow, time::Duration};

use super::{
    Action, News, Screen, See, Wish,
    digits::{Digits, Typed, in_groups},
};
use crate::{
    domain::Now,
    flow::{
        TradeOrder,
        afar::{Asked, CHALLENGE_LIFE, CODE_TRIES, Challenge},
        slip,
    },
    i18n::Texts,
    keypad::Key,
    ui::{Body, Hint, Tone},
};

/// The challenge, and the code that is typed.
#[derive(Debug)]
pub struct AfarApproval {
    order: TradeOrder,
    challenge: Challenge,
    /// When it was made, on the monotonic clock.
    made: Duration,
    code: Digits,
    tries: u8,
    message: Option<Cow<'static, str>>,
}

impl AfarApproval {
    /// A new challenge for this order; without a key of the shop, why there is none.
    pub fn open(order: &TradeOrder, see: &See<'_>) -> Action {
        let setup = &see.terminal.setup;
        let Some(key) = &setup.shop_key else { return Action::Refuse(see.look.t.afar_no_key()) };
        let challenge = Asked::challenge(key, &setup.terminal, see.now.wall, see.now.mono);
        let (order, made, code) = (order.clone(), see.now.mono, Digits::new(8));
        Action::Open(Box::new(AfarApproval { order, challenge, made, code, tries: 0, message: None }))
    }

    fn left(&self, see: &See<'_>) -> Duration {
        (self.made + CHALLENGE_LIFE).saturating_sub(see.now.mono)
    }

    fn is_over(&self, see: &See<'_>) -> bool {
        self.tries >= CODE_TRIES || self.left(see).is_zero()
    }

    fn enter(&mut self, see: &See<'_>) -> Action {
        let t = see.look.t;
        if self.is_over(see) {
            return Action::Refuse(t.afar_over());
        }
        let Ok(code) = self.code.as_str().parse() else { return Action::Refuse(t.refuse_length(8u32)) };
        self.code.clear();
        Action::Do(Wish::ApproveAfar { order: Box::new(self.order.clone()), challenge: self.challenge, code })
    }
}

impl Screen for AfarApproval {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.approval_title()
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_afar()
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
        self.message = None;
        match (key, self.code.key(key)) {
            (Key::Cancel, _) => Action::Back,
            (Key::Enter, _) => self.enter(see),
            (_, Typed::Changed | Typed::Empty) => Action::Stay,
            (_, Typed::Full) => Action::Refuse(see.look.t.refuse_full()),
            (_, Typed::Other) => Action::no_such_key(see),
        }
    }

    fn hear(&mut self, news: News) {
        if let News::Denied(message) = news {
            self.tries = self.tries.saturating_add(1);
            self.message = Some(message);
        }
    }

    fn holds_something(&self) -> bool {
        true
    }

    fn wakes_at(&self, now: Now) -> Option<Duration> {
        Some(self.made + CHALLENGE_LIFE).filter(|end| *end > now.mono)
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let t = see.look.t;
        let setup = &see.terminal.setup;
        let money = format!("{} {}", setup.currency.sign(), self.order.amount.display(setup.currency));
        let kind = slip::kind_name(self.order.kind)(t);
        body.text(&t.afar_call(), Tone::Plain);
        body.pairs(&[
            (t.about_terminal(), setup.terminal.to_string().into()),
            (t.label_operator(), format!("{}  {kind}", self.order.operator).into()),
            (t.label_amount(), money.into()),
            (t.afar_challenge(), in_groups(&self.challenge.to_string(), 3).into()),
            (t.afar_code(), format!("{}_", in_groups(self.code.as_str(), 4)).into()),
        ]);
        body.gap(2);
        match &self.message {
            _ if self.is_over(see) => body.text(&t.afar_over(), Tone::Warn),
            Some(message) => body.text(message, Tone::Warn),
            None => body.text(&t.afar_life(u32::from(CODE_TRIES - self.tries)), Tone::Dim),
        };
    }
}
