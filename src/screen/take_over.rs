//! An operator who is signed in at another terminal: 00 lets him in here all the same.

use std::borrow::Cow;

use super::{
    Action, Mask, News, Screen, See, Wish,
    digits::{self, Secret, Typed},
};
use crate::{
    domain::OperatorNo,
    i18n::Texts,
    keypad::Key,
    ui::{Body, Hint, Tone},
};

/// The supervisor's password.
#[derive(Debug)]
pub struct TakeOver {
    /// Where the operator is.
    why: Cow<'static, str>,
    password: Secret,
    checking: bool,
    message: Option<Cow<'static, str>>,
}

impl TakeOver {
    /// With the sentence that says where the operator is.
    pub fn of(why: Cow<'static, str>) -> TakeOver {
        TakeOver { why, password: Secret::default(), checking: false, message: None }
    }
}

impl Screen for TakeOver {
    fn mask(&self) -> Mask {
        Mask::Digits
    }

    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.take_over_title()
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_take_over()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        digits::hints(t.hint_approve(), t)
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        let t = see.look.t;
        if self.checking {
            return Action::Refuse(t.refuse_checking());
        }
        self.message = None;
        match (key, self.password.key(key)) {
            (Key::Cancel, _) => Action::Back,
            (_, Typed::Changed | Typed::Empty) => Action::Stay,
            (_, Typed::Full) => Action::Refuse(t.refuse_full()),
            (Key::Enter, _) if !self.password.is_empty() => {
                self.checking = true;
                Action::Do(Wish::TakeOver(std::mem::take(&mut self.password)))
            }
            (Key::Enter, _) => Action::Refuse(t.sign_in_ask_password()),
            _ => Action::no_such_key(see),
        }
    }

    fn keypad(&self, _see: &See<'_>) -> bool {
        true
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let t = see.look.t;
        body.text(&self.why, Tone::Strong);
        body.gap(1);
        let label = t.approval_password(OperatorNo::SUPERVISOR.to_string());
        body.pairs(&[(label, Cow::Owned(format!("{}_", self.password.stars())))]);
        body.gap(1);
        match (&self.message, self.checking) {
            (_, true) => body.text(&t.sign_in_checking(), Tone::Plain),
            (Some(message), _) => body.text(message, Tone::Warn),
            (None, _) => body.text(&t.take_over_note(), Tone::Dim),
        };
    }

    fn hear(&mut self, news: News) {
        if let News::Denied(message) = news {
            (self.checking, self.message) = (false, Some(message));
        }
    }
}
