//! Sign-in of an operator: number, then password. The first screen, which also says what became of a trade that a
//! power cut interrupted.

use std::borrow::Cow;

use super::{
    Action, Mask, News, Screen, See, Who, Wish,
    digits::{Digits, Secret, Typed},
    enrol, language_name,
    take_over::TakeOver,
    verdict,
};
use crate::{
    domain::Mobile,
    i18n::Texts,
    keypad::Key,
    ui::{Body, Hint, Tone, text::width},
};

/// How many digits an operator number has.
const NUMBER: usize = 2;
/// A message of more columns takes more than two rows of the smallest screen.
const LONG: u16 = 76;

/// The sign-in screen.
#[derive(Debug)]
pub struct SignIn {
    number: Digits,
    password: Secret,
    step: Step,
    message: Option<Cow<'static, str>>,
    /// Where whoever has typed the right password is signed in, so that 00 may let him in.
    elsewhere: Option<Cow<'static, str>>,
    door: Door,
}

/// Which screen it is the first of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Door {
    /// The operator's.
    #[default]
    Counter,
    /// A technician's, beside it.
    Seat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Number,
    Password,
    Checking,
}

impl Default for SignIn {
    fn default() -> Self {
        let number = Digits::new(Mobile::LENGTH);
        SignIn {
            number,
            password: Secret::default(),
            step: Step::Number,
            message: None,
            elsewhere: None,
            door: Door::Counter,
        }
    }
}

impl Screen for SignIn {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        match self.door {
            Door::Counter => see.look.t.sign_in_title(),
            Door::Seat => see.look.t.seat_sign_in(),
        }
    }

    fn takes_back(&self) -> bool {
        self.step == Step::Number || !self.password.is_empty()
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_sign_in()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        vec![
            Hint::new(Key::Enter, t.hint_continue()),
            Hint::new(Key::Clear, t.hint_delete()),
            Hint::new(Key::Menu, language_name(see.look.lang.other())),
        ]
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        match (self.step, key) {
            (Step::Checking, _) => Action::Refuse(see.look.t.refuse_checking()),
            (_, Key::Menu) => Action::Do(Wish::SwitchLanguage),
            (_, Key::Cancel) => {
                *self = SignIn { door: self.door, ..SignIn::default() };
                Action::Stay
            }
            (Step::Number, Key::Up) if self.may_enrol(see) => self.up(),
            (Step::Number, key) => self.number_key(key, see),
            (Step::Password, key) => self.password_key(key, see),
        }
    }

    fn keypad(&self, _see: &See<'_>) -> bool {
        true
    }

    /// What became of a transaction that was cut off, and a message of more than two rows.
    fn reads_first(&self, see: &See<'_>) -> bool {
        let is_long = self.message.as_ref().is_some_and(|message| width(message) > LONG);
        (self.shows_unseen(see) || is_long) && self.step == Step::Number && self.number.as_str().is_empty()
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let t = see.look.t;
        if self.shows_unseen(see) {
            verdict::draw_unseen(body, see);
        }
        body.middle(5);
        body.pairs(&[
            (t.sign_in_number(), Cow::Owned(field(self.number.as_str(), self.step == Step::Number))),
            (t.sign_in_password(), Cow::Owned(field(&self.password.stars(), self.step == Step::Password))),
        ]);
        body.gap(1);
        match (&self.message, self.step) {
            (_, Step::Checking) => body.text(&t.sign_in_checking(), Tone::Plain),
            (Some(message), _) => body.text(message, Tone::Warn),
            (None, Step::Number) => match &self.elsewhere {
                Some(where_to) => body.text(where_to, Tone::Warn),
                None => body.text(&t.sign_in_ask_number(), Tone::Plain),
            },
            (None, Step::Password) => body.text(&t.sign_in_ask_password(), Tone::Plain),
        };
        if self.step == Step::Number && self.door == Door::Seat {
            body.text(&t.seat_leave(), Tone::Dim);
        }
        if self.step == Step::Number && self.may_enrol(see) {
            let up = see.look.key(Key::Up);
            let text = match self.elsewhere {
                Some(_) => t.sign_in_take_over(up.as_ref()),
                None => t.sign_in_new(up.as_ref()),
            };
            body.text(&text, Tone::Dim);
        }
    }

    fn hear(&mut self, news: News) {
        // An answer to whoever was here before is none to the person who types now.
        let (message, elsewhere) = match news {
            News::Denied(message) => (Some(message), None),
            News::Elsewhere(text) => (None, Some(text)),
            _ => return,
        };
        *self = SignIn { door: self.door, message, elsewhere, ..SignIn::default() };
    }

    fn help_key(&self, _see: &See<'_>) -> Option<Key> {
        Some(Key::Down)
    }

    fn may_idle(&self) -> bool {
        false
    }

    fn mask(&self) -> Mask {
        Mask::Digits
    }
}

impl SignIn {
    /// The first screen of a technician's seat.
    pub fn at_seat() -> SignIn {
        SignIn { door: Door::Seat, ..SignIn::default() }
    }

    /// Whether it says what became of a transaction that was cut off.
    fn shows_unseen(&self, see: &See<'_>) -> bool {
        see.terminal.unseen.is_some() && self.door == Door::Counter
    }

    /// Whether UP leads somewhere.
    fn may_enrol(&self, see: &See<'_>) -> bool {
        see.terminal.setup.enrolment.service.is_some() && self.door == Door::Counter
    }

    /// To the supervisor's password for whoever is elsewhere, or to a number for whoever has none.
    fn up(&mut self) -> Action {
        match self.elsewhere.take() {
            Some(why) => Action::Open(Box::new(TakeOver::of(why))),
            None => enrol::open(),
        }
    }

    fn number_key(&mut self, key: Key, see: &See<'_>) -> Action {
        (self.message, self.elsewhere) = (None, None);
        // All mobile numbers begin with a 1; anything else ends after two digits.
        let digit = matches!(key, Key::Digit(_) | Key::DoubleZero);
        let typed = self.number.as_str();
        if digit && typed.len() >= NUMBER && !typed.starts_with('1') {
            return Action::Refuse(see.look.t.refuse_two_digits());
        }
        match (key, self.number.key(key)) {
            (_, Typed::Changed) => Action::Stay,
            (_, Typed::Full) => Action::Refuse(see.look.t.refuse_two_digits()),
            (_, Typed::Empty) => Action::Stay,
            (Key::Enter, _) if self.who().is_some() => {
                self.step = Step::Password;
                Action::Stay
            }
            (Key::Enter, _) => Action::Refuse(see.look.t.refuse_two_digits()),
            _ => Action::no_such_key(see),
        }
    }

    fn password_key(&mut self, key: Key, see: &See<'_>) -> Action {
        self.message = None;
        match (key, self.password.key(key)) {
            (_, Typed::Changed) => Action::Stay,
            (_, Typed::Full) => Action::Refuse(see.look.t.refuse_full()),
            (_, Typed::Empty) => {
                self.step = Step::Number;
                Action::Stay
            }
            (Key::Enter, _) if !self.password.is_empty() => self.submit(see),
            (Key::Enter, _) => Action::Refuse(see.look.t.sign_in_ask_password()),
            _ => Action::no_such_key(see),
        }
    }

    /// Whoever has typed this number; none while it is no whole one.
    fn who(&self) -> Option<Who> {
        let typed = self.number.as_str();
        let number = typed.parse().ok().map(Who::Number);
        number.or_else(|| typed.parse().ok().map(Who::Mobile))
    }

    fn submit(&mut self, see: &See<'_>) -> Action {
        let Some(who) = self.who() else {
            return Action::Refuse(see.look.t.refuse_two_digits());
        };
        self.step = Step::Checking;
        Action::Do(Wish::SignIn { who, password: std::mem::take(&mut self.password) })
    }
}

/// What has been typed, with a mark where the next digit goes.
fn field(text: &str, active: bool) -> String {
    if active { format!("{text}_") } else { text.to_owned() }
}
