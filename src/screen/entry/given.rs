//! What the customer gives in cash: notes by number keys, each press one more, or the sum as it is typed. The change stands below
//! before anything is recorded; one that is too large for a slip of the finger is asked about.

use std::borrow::Cow;

use super::{
    super::{See, digits::Digits},
    Question, Reply,
    answers::Answers,
};
use crate::{
    domain::{Amount, Currency},
    i18n::Texts,
    keypad::Key,
    ui::{Body, Hint, Tone},
};

/// So many notes have a key, the largest first.
const NOTES: usize = 6;
/// The key that says that the customer has given just what is due.
const EXACT: u8 = 7;
/// The longest sum that can be typed, in digits.
const DIGITS_MAX: usize = 9;
/// So many notes can be taken back one by one.
const PIECES_MAX: usize = 99;
/// The key that goes to typing and back, and the one that says that a large change is meant.
const OTHER_WAY: Key = Key::Down;

/// How the sum is entered.
#[derive(Debug)]
enum Entering {
    /// Note by note: those given so far, in minor units.
    Notes(Vec<u64>),
    /// As digits.
    Typing(Digits),
}

/// Whether less than what is due may be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Less {
    /// It is a part of a sale; the rest is paid otherwise.
    Part,
    /// It is not enough.
    Refused,
}

/// The question.
#[derive(Debug)]
pub struct GivenQuestion {
    entering: Entering,
    less: Less,
    /// The change is large, and the person is asked whether it is right.
    doubt: bool,
}

/// The notes with a key, in minor units.
fn notes(currency: Currency) -> &'static [u32] {
    let all = currency.denominations();
    &all[..all.len().min(NOTES)]
}

/// A change from here on is asked about: nobody gives a note more than is needed of the largest there are.
fn large_change(currency: Currency) -> Amount {
    let largest = currency.denominations().first().copied().unwrap_or(u32::MAX);
    Amount::from_minor(u64::from(largest)).unwrap_or(Amount::MAX)
}

impl GivenQuestion {
    /// Nothing given yet.
    pub fn new(less: Less) -> GivenQuestion {
        GivenQuestion { entering: Entering::Notes(Vec::new()), less, doubt: false }
    }

    /// What has been given so far.
    fn given(&self) -> Amount {
        match &self.entering {
            Entering::Notes(notes) => notes.iter().fold(Amount::ZERO, |sum, note| {
                let note = Amount::from_minor(*note).unwrap_or(Amount::MAX);
                sum.checked_add(note).unwrap_or(Amount::MAX)
            }),
            Entering::Typing(digits) => {
                digits.as_str().parse().ok().and_then(|minor| Amount::from_minor(minor).ok()).unwrap_or(Amount::ZERO)
            }
        }
    }

    fn note_key(&mut self, key: Key, due: Amount, see: &See<'_>) -> Reply {
        let t = see.look.t;
        let currency = see.terminal.setup.currency;
        let rest = due.checked_sub(self.given()).unwrap_or(Amount::ZERO);
        let Entering::Notes(given) = &mut self.entering else { return Reply::Stay };
        let note = match key {
            Key::Clear => {
                given.pop();
                return Reply::Stay;
            }
            Key::Digit(EXACT) if rest.is_zero() => return Reply::Stay,
            Key::Digit(EXACT) => rest.minor(),
            Key::Digit(digit @ 1..=9) => match notes(currency).get(usize::from(digit) - 1) {
                Some(note) => u64::from(*note),
                None => return Reply::Refuse(t.refuse_key()),
            },
            _ => return Reply::Refuse(t.refuse_key()),
        };
        if given.len() >= PIECES_MAX {
            return Reply::Refuse(t.refuse_full());
        }
        given.push(note);
        Reply::Stay
    }

    fn type_key(&mut self, key: Key, see: &See<'_>) -> Reply {
        let Entering::Typing(digits) = &mut self.entering else { return Reply::Stay };
        if matches!(key, Key::Digit(0) | Key::DoubleZero) && digits.as_str().is_empty() {
            return Reply::Stay;
        }
        Reply::of(digits.key(key), see.look.t)
    }

    fn enter(&mut self, answers: &mut Answers, see: &See<'_>) -> Reply {
        let t = see.look.t;
        let (due, given) = (answers.due(), self.given());
        if given.is_zero() {
            return Reply::Refuse(t.cash_nothing_given(u32::from(EXACT)));
        }
        match (given.checked_sub(due), self.less) {
            (None, Less::Refused) => {
                let missing = due.checked_sub(given).unwrap_or(due).display(see.terminal.setup.currency);
                Reply::Refuse(t.cash_too_little(missing.to_string()))
            }
            (None, Less::Part) => self.take(answers, given),
            (Some(change), _) if change >= large_change(see.terminal.setup.currency) && !self.doubt => {
                self.doubt = true;
                Reply::Stay
            }
            (Some(_), _) => self.take(answers, due),
        }
    }

    fn take(&self, answers: &mut Answers, amount: Amount) -> Reply {
        answers.amount = amount;
        answers.given = Some(self.given());
        Reply::Answered
    }

    fn draw_doubt(&self, body: &mut Body<'_, '_>, due: Amount, see: &See<'_>) {
        let t = see.look.t;
        let currency = see.terminal.setup.currency;
        let change = self.given().checked_sub(due).unwrap_or(Amount::ZERO);
        body.band(&t.cash_large_change(), Tone::Warn);
        body.gap(5);
        body.amount(change, currency);
        body.gap(2);
        body.centred(&t.cash_given_of(self.given().display(currency).to_string()), Tone::Strong);
        body.centred(&t.cash_due_of(due.display(currency).to_string()), Tone::Plain);
    }

    /// Which key stands for which note.
    fn legend(&self, see: &See<'_>) -> String {
        let currency = see.terminal.setup.currency;
        let worth = |note: &u32| {
            let text = Amount::from_minor(u64::from(*note)).unwrap_or(Amount::ZERO).display(currency).to_string();
            text.strip_suffix(".00").map(str::to_owned).unwrap_or(text)
        };
        let keys = (1..).zip(notes(currency)).map(|(key, note)| format!("{key}:{}", worth(note)));
        keys.chain([format!("{EXACT}:{}", see.look.t.cash_exact())]).collect::<Vec<_>>().join(" ")
    }
}

impl Question for GivenQuestion {
    fn key(&mut self, key: Key, answers: &mut Answers, see: &See<'_>) -> Reply {
        if self.doubt {
            return match key {
                OTHER_WAY => self.take(answers, answers.due()),
                Key::Cancel | Key::Clear => {
                    self.doubt = false;
                    Reply::Stay
                }
                _ => Reply::Refuse(
                    see.look.t.refuse_unusual(see.look.key(OTHER_WAY).as_ref(), see.look.key(Key::Cancel).as_ref()),
                ),
            };
        }
        match (key, &self.entering) {
            (Key::Cancel, _) => Reply::Back,
            (Key::Enter, _) => self.enter(answers, see),
            (OTHER_WAY, Entering::Notes(_)) => {
                self.entering = Entering::Typing(Digits::new(DIGITS_MAX));
                Reply::Stay
            }
            (OTHER_WAY | Key::Up, Entering::Typing(_)) => {
                self.entering = Entering::Notes(Vec::new());
                Reply::Stay
            }
            (_, Entering::Notes(_)) => self.note_key(key, answers.due(), see),
            (_, Entering::Typing(_)) => self.type_key(key, see),
        }
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_given()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        if self.doubt {
            return vec![Hint::new(OTHER_WAY, t.hint_meant())];
        }
        let other = match self.entering {
            Entering::Notes(_) => t.hint_type(),
            Entering::Typing(_) => t.hint_notes(),
        };
        vec![Hint::new(Key::Enter, t.hint_take_cash()), Hint::new(OTHER_WAY, other)]
    }

    fn keypad(&self) -> bool {
        !self.doubt
    }

    fn draw(&self, body: &mut Body<'_, '_>, answers: &Answers, see: &See<'_>) {
        let t = see.look.t;
        let currency = see.terminal.setup.currency;
        let (due, given) = (answers.due(), self.given());
        if self.doubt {
            return self.draw_doubt(body, due, see);
        }
        body.ends(&t.cash_due(), &format!("{} {}", currency.sign(), due.display(currency)));
        body.ends(&t.cash_given(), &format!("{}_", given.display(currency)));
        body.gap(5);
        let (words, amount) = match (given.checked_sub(due), due.checked_sub(given)) {
            (Some(change), _) => (t.cash_change(), change),
            (None, missing) => (t.cash_missing(), missing.unwrap_or(due)),
        };
        body.amount(amount, currency);
        body.centred(&words, Tone::Strong);
        body.gap(2);
        match self.entering {
            Entering::Notes(_) => body.text(&self.legend(see), Tone::Plain),
            Entering::Typing(_) => body.centred(&t.cash_type(), Tone::Plain),
        };
    }

    fn has_input(&self) -> bool {
        !self.given().is_zero()
    }
}
