//! A session that nobody attended to, with something in hand: its own operator goes on with a password, or 00 signs the operator
//! out.

use std::borrow::Cow;

use super::{
    Action, Mask, News, Screen, See, Wish,
    digits::{Secret, Typed},
};
use crate::{
    domain::OperatorNo,
    i18n::Texts,
    keypad::Key,
    ui::{Body, Hint, Tone},
};

/// The lock over the screens of an operator.
#[derive(Debug)]
pub struct Locked {
    operator: OperatorNo,
    /// Whose password is typed.
    by: OperatorNo,
    password: Secret,
    checking: bool,
    message: Option<Cow<'static, str>>,
}

impl Locked {
    /// Over the screens of this operator.
    pub fn of(operator: OperatorNo) -> Locked {
        Locked { operator, by: operator, password: Secret::default(), checking: false, message: None }
    }

    /// The other one of the two who can do something here.
    fn other(&self) -> OperatorNo {
        if self.by == self.operator { OperatorNo::SUPERVISOR } else { self.operator }
    }
}

impl Screen for Locked {
    fn mask(&self) -> Mask {
        Mask::Digits
    }

    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.locked_title()
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_locked()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        let enter = if self.by == self.operator { t.hint_continue() } else { t.hint_sign_out() };
        vec![Hint::new(Key::Enter, enter), Hint::new(Key::Clear, t.hint_delete())]
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        let t = see.look.t;
        if self.checking {
            return Action::Refuse(t.refuse_checking());
        }
        self.message = None;
        match (key, self.password.key(key)) {
            (_, Typed::Empty) => {
                self.by = self.other();
                Action::Stay
            }
            (_, Typed::Changed) => Action::Stay,
            (_, Typed::Full) => Action::Refuse(t.refuse_full()),
            (Key::Enter, _) if !self.password.is_empty() => {
                self.checking = true;
                Action::Do(Wish::Resume { by: self.by, password: std::mem::take(&mut self.password) })
            }
            (Key::Enter | Key::Cancel, _) => Action::Refuse(t.sign_in_ask_password()),
            _ => Action::no_such_key(see),
        }
    }

    fn keypad(&self, _see: &See<'_>) -> bool {
        true
    }

    fn takes_back(&self) -> bool {
        !self.password.is_empty()
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let t = see.look.t;
        body.text(&t.locked_why(self.operator.to_string()), Tone::Strong);
        body.gap(5);
        let typed = format!("{}_", self.password.stars());
        body.pairs(&[(t.locked_password(self.by.to_string()), Cow::Owned(typed))]);
        body.gap(1);
        let clear = see.look.key(Key::Clear);
        match (&self.message, self.checking) {
            (_, true) => body.text(&t.sign_in_checking(), Tone::Plain),
            (Some(message), _) => body.text(message, Tone::Warn),
            (None, _) if self.by == self.operator => body.text(&t.locked_note(clear.as_ref()), Tone::Dim),
            (None, _) => body.text(&t.locked_note_other(clear.as_ref()), Tone::Dim),
        };
    }

    fn hear(&mut self, news: News) {
        if let News::Denied(message) = news {
            self.checking = false;
            self.message = Some(message);
        }
    }

    fn may_idle(&self) -> bool {
        false
    }

    fn locks(&self) -> bool {
        true
    }
}
