//! The number that was given, and the password that its owner chooses.

use std::borrow::Cow;

use super::{
    super::{Action, Mask, News, Screen, Secret, See, Wish, digits, password::weakness},
    EnrolStep,
};
use crate::{
    domain::{Mobile, OperatorNo, PersonName, Role},
    i18n::Texts,
    keypad::Key,
    ui::{Body, Hint, Tone},
};

/// The screen of a number that was given.
#[derive(Debug)]
pub struct EnrolPassword {
    operator: OperatorNo,
    name: Option<PersonName>,
    mobile: Mobile,
    typed: Secret,
    first: Secret,
    step: Step,
    message: Option<Cow<'static, str>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    New,
    Again,
    Keeping,
    Done,
    Ended,
}

impl EnrolPassword {
    /// For this number, which was given to this person.
    pub fn of(operator: OperatorNo, name: Option<PersonName>, mobile: Mobile) -> EnrolPassword {
        let (typed, first) = (Secret::default(), Secret::default());
        EnrolPassword { operator, name, mobile, typed, first, step: Step::New, message: None }
    }

    fn enter(&mut self, see: &See<'_>) -> Action {
        let typed = std::mem::take(&mut self.typed);
        match self.step {
            Step::New => {
                if let Some(reason) = weakness(see.look.t, Role::Operator, &typed) {
                    return Action::Refuse(reason);
                }
                (self.first, self.step) = (typed, Step::Again);
                Action::Stay
            }
            Step::Again if typed == self.first => {
                self.step = Step::Keeping;
                Action::Do(Wish::Enrol(EnrolStep::Password(std::mem::take(&mut self.first))))
            }
            Step::Again => {
                self.step = Step::New;
                Action::Refuse(see.look.t.password_differs())
            }
            Step::Keeping | Step::Done | Step::Ended => Action::Stay,
        }
    }
}

impl Screen for EnrolPassword {
    fn mask(&self) -> Mask {
        Mask::Digits
    }

    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.enrol_title()
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_enrol_password()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        match self.step {
            Step::New | Step::Again => digits::hints(t.hint_continue(), t),
            Step::Keeping => Vec::new(),
            Step::Done | Step::Ended => vec![Hint::new(Key::Enter, t.hint_continue())],
        }
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        match (self.step, key) {
            (Step::Keeping, _) => return Action::Refuse(see.look.t.refuse_checking()),
            (_, Key::Cancel) | (Step::Done | Step::Ended, Key::Enter) => {
                return Action::Do(Wish::Enrol(EnrolStep::Leave));
            }
            (Step::Done | Step::Ended, _) => return Action::no_such_key(see),
            (Step::New | Step::Again, _) => self.message = None,
        }
        match (key, self.typed.key(key)) {
            (Key::Enter, _) => self.enter(see),
            (_, typed) => typed.action(see),
        }
    }

    fn hear(&mut self, news: News) {
        match news {
            News::Granted => self.step = Step::Done,
            News::Denied(text) | News::Enrol(super::EnrolNews::Ended(text)) => {
                (self.step, self.message) = (Step::Ended, Some(text));
            }
            _ => {}
        }
    }

    fn keypad(&self, _see: &See<'_>) -> bool {
        matches!(self.step, Step::New | Step::Again)
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let t = see.look.t;
        if self.step == Step::Ended {
            body.text(self.message.as_deref().unwrap_or_default(), Tone::Warn);
            return;
        }
        let name = self.name.as_ref().map(|name| format!("{}  ", name.as_str())).unwrap_or_default();
        let number = (t.enrol_number(), Cow::Owned(self.operator.to_string()));
        let whose = (t.enrol_whose(), Cow::Owned(format!("{name}{}", self.mobile)));
        if self.step == Step::Done {
            body.pairs(&[number, whose]).gap(1);
            body.text(&t.enrol_done(self.operator.to_string()), Tone::Good);
            return;
        }
        let label = if self.step == Step::New { t.password_new() } else { t.password_again() };
        body.pairs(&[number, whose, (label, Cow::Owned(format!("{}_", self.typed.stars())))]).gap(1);
        match self.step {
            Step::Keeping => body.text(&t.roster_reading(), Tone::Plain),
            _ => body.text(
                &t.password_rule(Role::Operator.password_max() as u32, Role::Operator.password_min() as u32),
                Tone::Dim,
            ),
        };
    }
}
