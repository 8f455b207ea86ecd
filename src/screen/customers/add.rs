//! A new customer: the mobile number, the name, and the words that are read out for consent. Nothing is kept before that.

use std::{borrow::Cow, time::Duration};

use super::{
    super::{Action, Mask, News, Screen, See, Wish, digits, input::Input, step::Step},
    refusal,
};
use crate::{
    catalogue::Name,
    customers::{Mobile, Refused},
    domain::Now,
    i18n::Texts,
    keypad::Key,
    ui::{Body, Hint, Tone},
};

/// The question in hand, with the answers before it.
#[derive(Debug)]
enum Question {
    Mobile,
    Name(Mobile),
    Consent(Mobile, Name),
}

/// The questions for a new customer, one at a time.
#[derive(Debug)]
pub struct AddCustomer {
    question: Question,
    input: Input,
    step: Step,
}

impl Default for AddCustomer {
    fn default() -> Self {
        AddCustomer { question: Question::Mobile, input: Input::mobile(), step: Step::Typing }
    }
}

impl AddCustomer {
    fn ask(&mut self, question: Question) -> Action {
        self.input = match question {
            Question::Mobile => Input::mobile(),
            Question::Name(_) | Question::Consent(..) => Input::name(),
        };
        self.question = question;
        self.step = Step::Typing;
        Action::Stay
    }

    fn enter(&mut self, see: &See<'_>) -> Action {
        let t = see.look.t;
        match &self.question {
            Question::Mobile => match self.input.to_mobile() {
                Some(mobile) if see.customers.get().is_some_and(|all| all.get(&mobile).is_some()) => {
                    Action::Refuse(refusal(t, Refused::Taken))
                }
                Some(mobile) => self.ask(Question::Name(mobile)),
                None => Action::Refuse(t.refuse_mobile()),
            },
            Question::Name(mobile) => match (mobile.clone(), self.input.to_name()) {
                (mobile, Some(name)) => self.ask(Question::Consent(mobile, name)),
                (_, None) => Action::Refuse(t.refuse_customer_name()),
            },
            Question::Consent(mobile, name) => {
                self.step = Step::Sent;
                Action::Do(Wish::AddCustomer { mobile: mobile.clone(), name: name.clone() })
            }
        }
    }

    /// To the question before.
    fn back(&mut self) -> Action {
        match &self.question {
            Question::Mobile => Action::Back,
            Question::Name(_) => self.ask(Question::Mobile),
            Question::Consent(mobile, _) => self.ask(Question::Name(mobile.clone())),
        }
    }
}

impl Screen for AddCustomer {
    fn mask(&self) -> Mask {
        Mask::Body
    }

    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.customer_add_title()
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_customer_add()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        match (&self.step, &self.question) {
            (Step::Kept, _) => vec![Hint::new(Key::Enter, t.hint_back())],
            (_, Question::Consent(..)) => {
                vec![Hint::new(Key::Enter, t.hint_agrees()), Hint::new(Key::Cancel, t.hint_back())]
            }
            _ => digits::hints(t.hint_continue(), t),
        }
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        match (&self.step, key, &self.question) {
            (Step::Sent, ..) => return Action::Refuse(see.look.t.refuse_wait()),
            (Step::Kept, ..) => return Action::Back,
            (_, Key::Cancel, _) => return self.back(),
            (_, Key::Enter, _) => return self.enter(see),
            (_, _, Question::Consent(..)) => return Action::no_such_key(see),
            (Step::Typing | Step::Refused(_), ..) => {}
        }
        self.input.key(key, see)
    }

    fn write(&mut self, sign: char, see: &See<'_>) -> Action {
        match self.question {
            Question::Name(_) => self.input.write(sign, see),
            Question::Mobile | Question::Consent(..) => Action::no_such_key(see),
        }
    }

    fn keypad(&self, _see: &See<'_>) -> bool {
        !matches!((&self.step, &self.question), (Step::Kept, _) | (_, Question::Consent(..)))
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let t = see.look.t;
        match &self.question {
            Question::Mobile => {
                body.gap(5);
                self.input.draw(body, t.label_customer_mobile(), see);
            }
            Question::Name(mobile) => {
                body.text(&mobile.to_string(), Tone::Dim);
                body.gap(5);
                self.input.draw(body, t.label_customer_name(), see);
            }
            Question::Consent(mobile, name) => {
                body.text(&format!("{name} {mobile}"), Tone::Strong);
                body.text(&t.customer_consent_ask(), Tone::Dim);
                body.text(&t.customer_consent_words(), Tone::Plain);
            }
        }
        self.step.draw(body, t);
    }

    fn hear(&mut self, news: News) {
        self.step.hear(news);
    }

    /// The ENTER of the name must not be taken for the customer's consent.
    fn guards_enter(&self) -> bool {
        true
    }

    fn wakes_at(&self, now: Now) -> Option<Duration> {
        self.input.wakes_at(now.mono)
    }
}
