//! A mobile number, and the code that is sent to it.

use std::{borrow::Cow, time::Duration};

use super::{
    super::{
        Action, Mask, News, Screen, See, Wish,
        digits::{self, Digits},
    },
    EnrolNews, EnrolStep, left, next_second,
};
use crate::{
    domain::{Mobile, Now},
    enrol::service::{CODE, Code},
    i18n::Texts,
    keypad::Key,
    ui::{Body, Hint, Tone},
};

/// The screen of number and code.
#[derive(Debug)]
pub struct EnrolCode {
    typed: Digits,
    step: Step,
    message: Option<Cow<'static, str>>,
    /// What the training world sent, in place of a telephone.
    sent: Option<(Mobile, String)>,
}

#[derive(Debug)]
enum Step {
    /// The mobile number is typed.
    Mobile,
    /// The service is asked to send a code there.
    Asking(Mobile),
    /// The code is typed.
    Code { mobile: Mobile, until: Duration },
    /// The code is checked.
    Checking { mobile: Mobile, until: Duration },
    /// Nothing came of it.
    Ended,
}

impl Default for EnrolCode {
    fn default() -> Self {
        EnrolCode { typed: Digits::new(Mobile::LENGTH), step: Step::Mobile, message: None, sent: None }
    }
}

impl EnrolCode {
    fn enter(&mut self, see: &See<'_>) -> Action {
        let t = see.look.t;
        match &self.step {
            Step::Mobile => match self.typed.as_str().parse::<Mobile>() {
                Ok(mobile) => {
                    self.typed = Digits::new(CODE);
                    self.step = Step::Asking(mobile.clone());
                    Action::Do(Wish::Enrol(EnrolStep::Begin(Some(mobile))))
                }
                Err(_) => Action::Refuse(t.refuse_mobile()),
            },
            Step::Code { mobile, until } => match Code::new(self.typed.as_str()) {
                Some(code) => {
                    self.typed.clear();
                    self.step = Step::Checking { mobile: mobile.clone(), until: *until };
                    Action::Do(Wish::Enrol(EnrolStep::Code(code)))
                }
                None => Action::Refuse(t.refuse_six_digits()),
            },
            _ => Action::no_such_key(see),
        }
    }
}

impl Screen for EnrolCode {
    fn mask(&self) -> Mask {
        Mask::Digits
    }

    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.enrol_title()
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_enrol()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        match self.step {
            Step::Mobile | Step::Code { .. } => digits::hints(t.hint_continue(), t),
            _ => vec![Hint::new(Key::Cancel, t.hint_back())],
        }
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        let t = see.look.t;
        if key == Key::Cancel {
            return Action::Do(Wish::Enrol(EnrolStep::Leave));
        }
        if !matches!(self.step, Step::Mobile | Step::Code { .. }) {
            return if matches!(self.step, Step::Ended) {
                Action::no_such_key(see)
            } else {
                Action::Refuse(t.refuse_checking())
            };
        }
        self.message = None;
        match (key, self.typed.key(key)) {
            (Key::Enter, _) => self.enter(see),
            (_, typed) => typed.action(see),
        }
    }

    fn hear(&mut self, news: News) {
        let step = std::mem::replace(&mut self.step, Step::Ended);
        self.step = match (step, news) {
            (Step::Asking(mobile), News::Enrol(EnrolNews::Sent { until })) => Step::Code { mobile, until },
            (Step::Checking { mobile, until }, News::Enrol(EnrolNews::Again(text))) => {
                self.message = Some(text);
                Step::Code { mobile, until }
            }
            (_, News::Enrol(EnrolNews::Ended(text))) => {
                self.message = Some(text);
                Step::Ended
            }
            (step, News::ShortMessage(to, code)) => {
                self.sent = Some((to, code));
                step
            }
            (step, _) => step,
        };
    }

    fn keypad(&self, _see: &See<'_>) -> bool {
        !matches!(self.step, Step::Ended)
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let t = see.look.t;
        let typed = Cow::Owned(format!("{}_", self.typed.as_str()));
        match &self.step {
            Step::Mobile => {
                body.pairs(&[(t.label_customer_mobile(), typed)]);
                body.gap(1);
                body.text(&t.enrol_ask_mobile(), Tone::Plain);
            }
            Step::Asking(_) => drop(body.text(&t.enrol_asking(), Tone::Plain)),
            Step::Code { mobile, until } | Step::Checking { mobile, until } => {
                body.pairs(&[
                    (t.label_customer_mobile(), Cow::Owned(mobile.to_string())),
                    (t.enrol_code(), typed),
                    (t.enrol_time(), Cow::Owned(left(*until, see.now))),
                ]);
                body.gap(1);
                match &self.message {
                    _ if matches!(self.step, Step::Checking { .. }) => body.text(&t.enrol_asking(), Tone::Plain),
                    Some(message) => body.text(message, Tone::Warn),
                    None => body.text(&t.enrol_ask_code(), Tone::Plain),
                };
                if let Some((to, code)) = self.sent.as_ref().filter(|(to, _)| to == mobile) {
                    body.text(&t.enrol_message(code.as_str(), to.to_string()), Tone::Strong);
                }
            }
            Step::Ended => drop(body.text(self.message.as_deref().unwrap_or_default(), Tone::Warn)),
        }
    }

    fn wakes_at(&self, now: Now) -> Option<Duration> {
        match &self.step {
            Step::Code { until, .. } | Step::Checking { until, .. } => next_second(*until, now),
            _ => None,
        }
    }
}
