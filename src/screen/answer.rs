//! The answer to an approval that another terminal asks for: what is asked is typed as it was read out, shown in words, and the
//! code to read back is given.

use std::borrow::Cow;

use super::{
    Action, Mask, News, Screen, See, Wish,
    digits::{Digits, Typed, in_groups},
    entry::letters::{Turn, turn},
};
use crate::{
    domain::{
        Amount, Asked, Challenge, Kind, OperatorNo, TerminalId,
        afar::{ACTIONS, ApprovalCode},
    },
    flow::slip,
    i18n::Texts,
    keypad::Key,
    ui::{Body, Hint, Tone},
};

/// Characters of a terminal number.
const TERMINAL: usize = 8;
/// Digits of the longest amount that can be typed.
const AMOUNT: usize = 10;

/// The answer.
#[derive(Debug)]
pub struct AnswerAsked {
    step: Step,
    terminal: String,
    operator: Digits,
    kind: Option<Kind>,
    amount: Digits,
    challenge: Digits,
    message: Option<Cow<'static, str>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Terminal,
    Operator,
    Action,
    Amount,
    Challenge,
    Confirm,
    Waiting,
    Answered(ApprovalCode),
}

impl Default for AnswerAsked {
    fn default() -> Self {
        AnswerAsked {
            step: Step::Terminal,
            // One buffer from the start.
            terminal: String::with_capacity(TERMINAL),
            operator: Digits::new(2),
            kind: None,
            amount: Digits::new(AMOUNT),
            challenge: Digits::new(Challenge::DIGITS),
            message: None,
        }
    }
}

impl AnswerAsked {
    fn amount(&self) -> Amount {
        self.amount.as_str().parse().ok().and_then(|minor| Amount::from_minor(minor).ok()).unwrap_or(Amount::ZERO)
    }

    fn operator(&self) -> Option<OperatorNo> {
        self.operator.as_str().parse().ok()
    }

    /// What has been typed, where all of it is there.
    fn asked(&self) -> Option<Asked> {
        Some(Asked {
            terminal: self.terminal.parse::<TerminalId>().ok()?,
            operator: self.operator()?,
            kind: self.kind?,
            amount: Some(self.amount()).filter(|amount| !amount.is_zero())?,
            challenge: self.challenge.as_str().parse().ok()?,
        })
    }

    /// The step before; none before the first.
    fn before(&self) -> Option<Step> {
        match self.step {
            Step::Terminal | Step::Waiting | Step::Answered(_) => None,
            Step::Operator => Some(Step::Terminal),
            Step::Action => Some(Step::Operator),
            Step::Amount => Some(Step::Action),
            Step::Challenge => Some(Step::Amount),
            Step::Confirm => Some(Step::Challenge),
        }
    }

    fn enter(&mut self, see: &See<'_>) -> Action {
        let t = see.look.t;
        let length = |count: usize| Action::Refuse(t.refuse_length(u32::try_from(count).unwrap_or(0)));
        self.step = match self.step {
            Step::Terminal if self.terminal.len() < TERMINAL => return length(TERMINAL),
            Step::Terminal => Step::Operator,
            Step::Operator if self.operator().is_none() => return Action::Refuse(t.refuse_two_digits()),
            Step::Operator => Step::Action,
            Step::Action if self.kind.is_none() => return Action::no_such_key(see),
            Step::Action => Step::Amount,
            Step::Amount if self.amount().is_zero() => return Action::Refuse(t.refuse_no_amount()),
            Step::Amount => Step::Challenge,
            Step::Challenge => match self.asked() {
                Some(_) => Step::Confirm,
                None => return length(Challenge::DIGITS),
            },
            Step::Confirm => match self.asked() {
                Some(asked) => {
                    self.step = Step::Waiting;
                    return Action::Do(Wish::AnswerAsked(Box::new(asked)));
                }
                None => Step::Terminal,
            },
            Step::Waiting => return Action::Refuse(t.refuse_checking()),
            Step::Answered(_) => return Action::Back,
        };
        Action::Stay
    }

    fn terminal_key(&mut self, key: Key, see: &See<'_>) -> Action {
        let digits = match key {
            Key::Digit(digit) => char::from(b'0' + digit).to_string(),
            Key::DoubleZero => "00".to_owned(),
            Key::Up => return self.turn(Turn::Next),
            Key::Down => return self.turn(Turn::Previous),
            Key::Clear => {
                self.terminal.pop();
                return Action::Stay;
            }
            _ => return Action::no_such_key(see),
        };
        if self.terminal.len() + digits.len() > TERMINAL {
            return Action::Refuse(see.look.t.refuse_full());
        }
        self.terminal.push_str(&digits);
        Action::Stay
    }

    fn turn(&mut self, by: Turn) -> Action {
        turn(&mut self.terminal, by);
        Action::Stay
    }

    fn action_key(&mut self, key: Key, see: &See<'_>) -> Action {
        let chosen = match key {
            Key::Digit(digit) => usize::from(digit).checked_sub(1).and_then(|index| ACTIONS.get(index)),
            _ => None,
        };
        let Some((kind, _)) = chosen else { return Action::no_such_key(see) };
        (self.kind, self.step) = (Some(*kind), Step::Amount);
        Action::Stay
    }

    /// A key of the line that is typed.
    fn type_key(&mut self, key: Key, see: &See<'_>) -> Action {
        let typed = match self.step {
            Step::Operator => self.operator.key(key),
            Step::Amount => self.amount.key(key),
            Step::Challenge => self.challenge.key(key),
            _ => Typed::Other,
        };
        typed.action(see)
    }

    fn money(&self, see: &See<'_>) -> String {
        let currency = see.terminal.setup.currency;
        format!("{} {}", currency.sign(), self.amount().display(currency))
    }

    /// What has been typed so far, the open line with a mark where the next digit goes.
    fn rows(&self, see: &See<'_>) -> Vec<(Cow<'static, str>, Cow<'static, str>)> {
        let t = see.look.t;
        let kind = self.kind.map(|kind| slip::kind_name(kind)(t).into_owned()).unwrap_or_default();
        let all = [
            (Step::Terminal, t.label_terminal(), self.terminal.clone()),
            (Step::Operator, t.label_operator(), self.operator.as_str().to_owned()),
            (Step::Action, t.label_kind(), kind),
            (Step::Amount, t.label_amount(), self.money(see)),
            (Step::Challenge, t.afar_challenge(), in_groups(self.challenge.as_str(), 3)),
        ];
        let until = all.iter().position(|(step, ..)| *step == self.step).unwrap_or(all.len() - 1);
        let shown =
            all.into_iter().take(until + 1).filter(|(step, ..)| (*step, self.step) != (Step::Action, Step::Action));
        let mark = |step| if step == self.step { "_" } else { "" };
        shown.map(|(step, label, value)| (label, format!("{value}{}", mark(step)).into())).collect()
    }

    /// The request in words.
    fn sentence(&self, see: &See<'_>) -> Cow<'static, str> {
        let t = see.look.t;
        let kind = self.kind.map_or(Cow::Borrowed(""), |kind| slip::kind_name(kind)(t));
        t.answer_sentence(self.money(see), kind.as_ref(), self.operator.as_str(), self.terminal.as_str())
    }
}

impl Screen for AnswerAsked {
    fn mask(&self) -> Mask {
        Mask::Digits
    }

    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.answer_title()
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_answer_afar()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        let mut hints = match self.step {
            Step::Confirm => vec![Hint::new(Key::Enter, t.hint_approve())],
            Step::Answered(_) => return vec![Hint::new(Key::Enter, t.hint_done())],
            Step::Action | Step::Waiting => Vec::new(),
            Step::Terminal => vec![Hint::new(Key::Enter, t.hint_continue()), Hint::new(Key::Up, t.hint_letter())],
            _ => vec![Hint::new(Key::Enter, t.hint_continue()), Hint::new(Key::Clear, t.hint_delete())],
        };
        hints.push(Hint::new(Key::Cancel, t.hint_back()));
        hints
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        self.message = None;
        match (key, self.step) {
            (Key::Cancel, _) => match self.before() {
                Some(before) => {
                    self.step = before;
                    Action::Stay
                }
                None => Action::Back,
            },
            (Key::Enter, _) => self.enter(see),
            (_, Step::Terminal) => self.terminal_key(key, see),
            (_, Step::Action) => self.action_key(key, see),
            _ => self.type_key(key, see),
        }
    }

    fn keypad(&self, _see: &See<'_>) -> bool {
        matches!(self.step, Step::Terminal | Step::Operator | Step::Amount | Step::Challenge)
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let t = see.look.t;
        match self.step {
            Step::Confirm | Step::Waiting => {
                body.text(&self.sentence(see), Tone::Strong);
                body.gap(4);
                body.pairs(&[(t.afar_challenge(), in_groups(self.challenge.as_str(), 3).into())]);
                body.gap(2);
                body.text(&t.answer_ask(), Tone::Warn);
            }
            Step::Answered(code) => {
                body.text(&self.sentence(see), Tone::Plain);
                body.gap(5);
                body.centred(&in_groups(&code.to_string(), 4), Tone::Strong);
                body.gap(3);
                let by = see.operator.map(|operator| operator.to_string()).unwrap_or_default();
                body.text(&t.answer_note(by), Tone::Dim);
            }
            Step::Action if body.look.touch.is_some() => {
                let rows = self.rows(see).into_iter().map(|(label, value)| format!("{label} {value}"));
                body.line(&rows.collect::<Vec<_>>().join("  "), Tone::Plain);
                body.keys(1, (1..).map(Key::Digit).zip(ACTIONS.iter().map(|(kind, _)| slip::kind_name(*kind)(t))));
            }
            _ => {
                body.pairs(&self.rows(see));
                if self.step == Step::Action {
                    for (number, (kind, _)) in (1..).zip(ACTIONS) {
                        body.line(&format!("{number}  {}", slip::kind_name(kind)(t)), Tone::Plain);
                    }
                }
            }
        }
        if let Some(message) = &self.message {
            body.text(message, Tone::Warn);
        }
    }

    fn hear(&mut self, news: News) {
        match news {
            News::Code(code) => self.step = Step::Answered(code),
            News::Denied(message) | News::Barred(message) => (self.step, self.message) = (Step::Confirm, Some(message)),
            _ => {}
        }
    }

    fn guards_enter(&self) -> bool {
        true
    }

    fn in_hand(&self) -> bool {
        !self.terminal.is_empty() && !matches!(self.step, Step::Answered(_))
    }
}
