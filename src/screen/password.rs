//! Changing one's own password: the old one, the new one, the new one again.

use std::borrow::Cow;

use super::{
    Action, Mask, News, Screen, See, Wish,
    digits::{self, Secret},
};
use crate::{
    domain::{
        OperatorNo, Role,
        operator::{self, Weakness},
    },
    i18n::Texts,
    keypad::Key,
    ui::{Body, Hint, Tone},
};

/// The password screen.
#[derive(Debug)]
pub struct OwnPassword {
    whose: Whose,
    step: Step,
    typed: Secret,
    old: Secret,
    new: Secret,
    message: Option<Cow<'static, str>>,
    /// Why it has to be changed, if so.
    demand: Option<Demand>,
    done: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Whose {
    Own,
    Other(OperatorNo),
}

/// Why a password has to be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Demand {
    /// It came with the terminal.
    Shipped,
    /// It is for the first sign-in alone.
    First,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Old,
    New,
    Again,
    Checking,
}

impl Default for OwnPassword {
    fn default() -> Self {
        OwnPassword::start(Whose::Own, Step::Old)
    }
}

impl OwnPassword {
    /// The supervisor gives this operator a new password, or makes the operator.
    pub fn of(operator: OperatorNo) -> OwnPassword {
        OwnPassword::start(Whose::Other(operator), Step::New)
    }

    fn start(whose: Whose, step: Step) -> OwnPassword {
        let empty = Secret::default;
        OwnPassword {
            whose,
            step,
            typed: empty(),
            old: empty(),
            new: empty(),
            message: None,
            demand: None,
            done: false,
        }
    }

    /// The operator's own, because it is still the one that the terminal was shipped with.
    pub fn in_place_of_shipped() -> OwnPassword {
        OwnPassword { demand: Some(Demand::Shipped), ..OwnPassword::default() }
    }

    /// The operator's own, because a roster brought it for the first sign-in alone.
    pub fn in_place_of_first() -> OwnPassword {
        OwnPassword { demand: Some(Demand::First), ..OwnPassword::default() }
    }

    fn restart(&mut self) {
        let first = if self.whose == Whose::Own { Step::Old } else { Step::New };
        *self = OwnPassword { demand: self.demand, ..OwnPassword::start(self.whose, first) };
    }

    fn operator(&self, see: &See<'_>) -> Option<OperatorNo> {
        match self.whose {
            Whose::Own => see.operator,
            Whose::Other(operator) => Some(operator),
        }
    }

    fn enter(&mut self, see: &See<'_>) -> Action {
        let t = see.look.t;
        let Some(operator) = self.operator(see) else { return Action::Back };
        let typed = std::mem::take(&mut self.typed);
        match self.step {
            Step::Old if typed.is_empty() => return Action::Refuse(t.sign_in_ask_password()),
            Step::Old => {
                self.old = typed;
                self.step = Step::New;
            }
            Step::New => match weakness(t, operator.role(), &typed) {
                Some(reason) => return Action::Refuse(reason),
                None => {
                    self.new = typed;
                    self.step = Step::Again;
                }
            },
            Step::Again if typed == self.new => {
                self.step = Step::Checking;
                let old = (self.whose == Whose::Own).then(|| std::mem::take(&mut self.old));
                return Action::Do(Wish::SetPassword { operator, old, new: std::mem::take(&mut self.new) });
            }
            Step::Again => {
                self.step = Step::New;
                return Action::Refuse(t.password_differs());
            }
            Step::Checking => {}
        }
        Action::Stay
    }
}

impl Screen for OwnPassword {
    fn mask(&self) -> Mask {
        Mask::Digits
    }

    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.mode_password()
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_password()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        if self.done {
            return vec![Hint::new(Key::Enter, t.hint_continue())];
        }
        digits::hints(t.hint_continue(), t)
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        if self.done {
            return Action::Back;
        }
        if self.step == Step::Checking {
            return Action::Refuse(see.look.t.refuse_checking());
        }
        if key == Key::Cancel {
            return Action::Back;
        }
        self.message = None;
        match (key, self.typed.key(key)) {
            (Key::Enter, _) => self.enter(see),
            (_, typed) => typed.action(see),
        }
    }

    fn keypad(&self, _see: &See<'_>) -> bool {
        !self.done
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let t = see.look.t;
        body.middle(5);
        if self.done {
            body.text(&t.password_changed(), Tone::Good);
            return;
        }
        let who = self.operator(see).map(|o| o.to_string()).unwrap_or_default();
        let label = match self.step {
            Step::Old => t.password_old(),
            Step::New => t.password_new(),
            Step::Again | Step::Checking => t.password_again(),
        };
        body.pairs(&[(t.label_operator(), Cow::Owned(who)), (label, Cow::Owned(format!("{}_", self.typed.stars())))]);
        body.gap(1);
        match (&self.message, self.step) {
            (_, Step::Checking) => body.text(&t.sign_in_checking(), Tone::Plain),
            (Some(message), _) => body.text(message, Tone::Warn),
            (None, Step::Old) if self.demand == Some(Demand::Shipped) => body.text(&t.password_shipped(), Tone::Warn),
            (None, Step::Old) if self.demand == Some(Demand::First) => body.text(&t.password_first(), Tone::Warn),
            (None, _) => {
                let role = self.operator(see).map_or(Role::Operator, OperatorNo::role);
                body.text(&t.password_rule(role.password_max() as u32, role.password_min() as u32), Tone::Dim)
            }
        };
    }

    fn hear(&mut self, news: News) {
        // What was sent from a screen before this one is not its own.
        match (self.step, news) {
            (Step::Checking, News::Granted) => self.done = true,
            (Step::Checking, News::Denied(message) | News::Barred(message)) => {
                self.restart();
                self.message = Some(message);
            }
            _ => {}
        }
    }
}

/// Why a password will not do, if so.
pub(super) fn weakness(t: &Texts, role: Role, password: &Secret) -> Option<Cow<'static, str>> {
    Some(match operator::weakness(role, password.expose())? {
        Weakness::Length => t.password_rule(role.password_max() as u32, role.password_min() as u32),
        Weakness::Regular => t.password_weak(),
    })
}
