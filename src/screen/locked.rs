//! The lock over a screen with something in hand, after nobody pressed a key for a while: its operator goes on with the
//! password, or the supervisor signs the operator out.

use std::borrow::Cow;

use super::{
    Action, News, Screen, See, Wish,
    digits::{Secret, Typed},
};
use crate::{
    domain::OperatorNo,
    i18n::Texts,
    keypad::Key,
    ui::{Body, Hint, Tone},
};

/// The lock.
#[derive(Debug, Default)]
pub struct Locked {
    /// Whether the supervisor's password is typed, and not the operator's.
    supervisor: bool,
    password: Secret,
    checking: bool,
    message: Option<Cow<'static, str>>,
}

impl Locked {
    fn whose(&self, see: &See<'_>) -> OperatorNo {
        see.operator.filter(|_| !self.supervisor).unwrap_or(OperatorNo::SUPERVISOR)
    }

    fn enter(&mut self, see: &See<'_>) -> Action {
        if self.password.is_empty() {
            return Action::Refuse(see.look.t.sign_in_ask_password());
        }
        self.checking = true;
        let password = std::mem::take(&mut self.password);
        Action::Do(if self.supervisor { Wish::EndLocked { password } } else { Wish::Resume { password } })
    }
}

impl Screen for Locked {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.locked_title()
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_locked()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        let enter = if self.supervisor { t.hint_end_lock() } else { t.hint_continue() };
        let other = if self.supervisor { t.hint_back() } else { t.hint_supervisor() };
        vec![Hint::new(Key::Enter, enter), Hint::new(Key::Clear, t.hint_delete()), Hint::new(Key::Down, other)]
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        let t = see.look.t;
        if self.checking {
            return Action::Refuse(t.refuse_checking());
        }
        self.message = None;
        match (key, self.password.key(key)) {
            (Key::Down | Key::Up, _) => {
                *self = Locked { supervisor: !self.supervisor, ..Locked::default() };
                Action::Stay
            }
            (Key::Enter, _) => self.enter(see),
            (_, Typed::Changed | Typed::Empty) => Action::Stay,
            (_, Typed::Full) => Action::Refuse(t.refuse_full()),
            (_, Typed::Other) => Action::no_such_key(see),
        }
    }

    fn hear(&mut self, news: News) {
        self.checking = false;
        if let News::Denied(message) = news {
            self.message = Some(message);
        }
    }

    fn may_idle(&self) -> bool {
        false
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let t = see.look.t;
        let whose = self.whose(see).to_string();
        body.text(&t.locked_why(), Tone::Warn);
        body.gap(4);
        body.pairs(&[(t.approval_password(whose), format!("{}_", self.password.stars()).into())]);
        body.gap(1);
        match (&self.message, self.checking) {
            (_, true) => body.text(&t.sign_in_checking(), Tone::Plain),
            (Some(message), _) => body.text(message, Tone::Warn),
            (None, _) if self.supervisor => body.text(&t.locked_end(), Tone::Dim),
            (None, _) => body.text(&t.locked_resume(), Tone::Dim),
        };
    }
}
