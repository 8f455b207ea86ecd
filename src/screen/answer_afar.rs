//! The answer to an approval that another terminal asks for: what it shows is typed here, read once more in words, and approved
//! by a code. Each answer is in the journal before its code is shown.

use std::borrow::Cow;

use super::{
    Action, News, Screen, See, Wish,
    digits::{Digits, Typed, in_groups},
};
use crate::{
    domain::{Amount, Kind},
    flow::{
        afar::{Asked, Code},
        slip,
    },
    i18n::Texts,
    keypad::Key,
    ui::{Body, Choice, Hint, Picker, Tone},
};

/// The questions, in the order in which the other screen has them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Terminal,
    Operator,
    Kind,
    Amount,
    Challenge,
    Confirm,
    /// The code is being recorded, or stands there.
    Answered,
}

impl Step {
    const ALL: [Step; 7] =
        [Step::Terminal, Step::Operator, Step::Kind, Step::Amount, Step::Challenge, Step::Confirm, Step::Answered];

    /// How many digits it takes.
    fn digits(self) -> usize {
        match self {
            Step::Terminal => 8,
            Step::Operator => 2,
            Step::Amount => 9,
            Step::Challenge => 6,
            Step::Kind | Step::Confirm | Step::Answered => 0,
        }
    }

    fn moved(self, by: isize) -> Option<Step> {
        let at = Step::ALL.iter().position(|step| *step == self)?;
        Step::ALL.get(at.checked_add_signed(by)?).copied()
    }
}

/// The questions with what has been typed.
#[derive(Debug)]
pub struct AnswerAfar {
    step: Step,
    typed: Digits,
    /// Terminal, operator, amount and challenge, as far as they have been typed.
    answers: [String; 4],
    kind: Option<Kind>,
    picker: Picker,
    code: Option<Code>,
    message: Option<Cow<'static, str>>,
}

impl Default for AnswerAfar {
    fn default() -> Self {
        AnswerAfar {
            step: Step::Terminal,
            typed: Digits::new(Step::Terminal.digits()),
            answers: Default::default(),
            kind: None,
            picker: Picker::default(),
            code: None,
            message: None,
        }
    }
}

/// The kinds that take a second person.
fn kinds() -> Vec<Kind> {
    Kind::ALL.into_iter().filter(|kind| kind.needs_supervisor()).collect()
}

impl AnswerAfar {
    fn go(&mut self, by: isize) -> Action {
        match self.step.moved(by) {
            Some(step) => {
                (self.step, self.typed) = (step, Digits::new(step.digits()));
                Action::Stay
            }
            None => Action::Back,
        }
    }

    fn slot(step: Step) -> usize {
        match step {
            Step::Terminal => 0,
            Step::Operator => 1,
            Step::Amount => 2,
            _ => 3,
        }
    }

    fn amount(&self) -> Amount {
        let minor = self.answers[2].parse().ok();
        minor.and_then(|minor| Amount::from_minor(minor).ok()).unwrap_or(Amount::ZERO)
    }

    /// What is asked, when all of it has been typed.
    fn asked(&self) -> Option<Asked> {
        Some(Asked {
            terminal: self.answers[0].parse().ok()?,
            operator: self.answers[1].parse().ok()?,
            kind: self.kind?,
            amount: self.amount(),
            challenge: self.answers[3].parse().ok()?,
        })
    }

    fn type_key(&mut self, key: Key, see: &See<'_>) -> Action {
        let t = see.look.t;
        match (key, self.typed.key(key)) {
            (Key::Enter, _) => self.enter(t),
            (_, Typed::Changed | Typed::Empty) => Action::Stay,
            (_, Typed::Full) => Action::Refuse(t.refuse_full()),
            (_, Typed::Other) => Action::no_such_key(see),
        }
    }

    fn enter(&mut self, t: &Texts) -> Action {
        let typed = self.typed.as_str();
        let whole = match self.step {
            Step::Amount => typed.bytes().any(|digit| digit != b'0'),
            step => typed.len() == step.digits(),
        };
        if !whole {
            return Action::Refuse(match self.step {
                Step::Amount => t.amount_zero(),
                step => t.refuse_length(u32::try_from(step.digits()).unwrap_or(0)),
            });
        }
        self.answers[Self::slot(self.step)] = typed.to_owned();
        self.go(1)
    }

    fn choose(&mut self, key: Key, see: &See<'_>) -> Action {
        let kinds = kinds();
        match self.picker.key(key, kinds.len()).and_then(|at| kinds.get(at)) {
            Some(kind) => {
                self.kind = Some(*kind);
                self.go(1)
            }
            None if matches!(key, Key::Up | Key::Down) => Action::Stay,
            None => Action::no_such_key(see),
        }
    }

    fn confirm(&mut self, key: Key, see: &See<'_>) -> Action {
        match (key, self.asked()) {
            (Key::Enter, Some(asked)) => {
                self.step = Step::Answered;
                Action::Do(Wish::AnswerAfar(Box::new(asked)))
            }
            _ => Action::no_such_key(see),
        }
    }

    fn rows(&self, see: &See<'_>) -> Vec<(Cow<'static, str>, Cow<'static, str>)> {
        let t = see.look.t;
        let currency = see.terminal.setup.currency;
        let open = |step: Step| match step == self.step {
            true => format!("{}_", self.typed.as_str()),
            false => self.answers[Self::slot(step)].clone(),
        };
        let amount = match self.step {
            Step::Amount => format!("{}_", self.typed.as_str()),
            _ if self.answers[2].is_empty() => String::new(),
            _ => format!("{} {}", currency.sign(), self.amount().display(currency)),
        };
        let kind = self.kind.map_or(Cow::Borrowed(""), |kind| slip::kind_name(kind)(t));
        vec![
            (t.about_terminal(), open(Step::Terminal).into()),
            (t.label_operator(), open(Step::Operator).into()),
            (t.afar_kind(), kind),
            (t.label_amount(), amount.into()),
            (t.afar_challenge(), open(Step::Challenge).into()),
        ]
    }
}

impl Screen for AnswerAfar {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.afar_answer_title()
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_answer_afar()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        let back = Hint::new(Key::Cancel, t.hint_back());
        match self.step {
            Step::Answered => vec![back],
            Step::Confirm => vec![Hint::new(Key::Enter, t.hint_approve()), back],
            Step::Kind => vec![Hint::new(Key::Enter, t.hint_choose()), back],
            _ => vec![Hint::new(Key::Enter, t.hint_continue()), Hint::new(Key::Clear, t.hint_delete()), back],
        }
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        match (self.step, key) {
            (Step::Answered, Key::Cancel | Key::Enter) => Action::Back,
            (_, Key::Cancel) => self.go(-1),
            (Step::Answered, _) => Action::no_such_key(see),
            (Step::Kind, _) => self.choose(key, see),
            (Step::Confirm, _) => self.confirm(key, see),
            _ => self.type_key(key, see),
        }
    }

    fn hear(&mut self, news: News) {
        match news {
            News::Code(code) => self.code = Some(code),
            News::Denied(message) => self.message = Some(message),
            _ => {}
        }
    }

    fn guards_enter(&self) -> bool {
        true
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let t = see.look.t;
        if self.step == Step::Kind {
            body.text(&t.afar_kind_ask(), Tone::Plain);
            let choices: Vec<_> = kinds().into_iter().map(|kind| Choice::new(slip::kind_name(kind)(t))).collect();
            let look = body.look;
            let (buf, area) = body.rest();
            return self.picker.draw(buf, area, &look, &choices);
        }
        body.pairs(&self.rows(see));
        body.gap(2);
        match (&self.code, &self.message, self.step) {
            (Some(code), ..) => {
                body.text(&t.afar_answer(in_groups(&code.to_string(), 4)), Tone::Good);
                body.text(&t.afar_answer_note(), Tone::Dim);
            }
            (None, Some(message), _) => drop(body.text(message, Tone::Warn)),
            (None, None, Step::Confirm) => drop(body.text(&t.afar_confirm(), Tone::Warn)),
            (None, None, _) => drop(body.text(&t.afar_type(), Tone::Plain)),
        }
    }
}
