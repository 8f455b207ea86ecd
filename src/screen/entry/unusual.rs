//! An amount far out of what this terminal usually takes: read back in words, and confirmed with another key than ENTER, so that
//! no second ENTER of a hand in a hurry lets it pass.

use std::borrow::Cow;

use super::{super::See, Question, Reply, answers::Answers};
use crate::{
    domain::Unusual,
    i18n::Texts,
    keypad::Key,
    ui::{Body, Hint, Tone},
};

/// The key that says that the amount is meant.
const MEANT: Key = Key::Down;

/// The question.
#[derive(Debug)]
pub struct UnusualQuestion;

impl Question for UnusualQuestion {
    fn key(&mut self, key: Key, _answers: &mut Answers, see: &See<'_>) -> Reply {
        match key {
            MEANT => Reply::Answered,
            Key::Cancel | Key::Clear => Reply::Back,
            _ => Reply::Refuse(
                see.look.t.refuse_unusual(see.look.key(MEANT).as_ref(), see.look.key(Key::Cancel).as_ref()),
            ),
        }
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_unusual()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        vec![Hint::new(MEANT, see.look.t.hint_meant())]
    }

    fn draw(&self, body: &mut Body<'_, '_>, answers: &Answers, see: &See<'_>) {
        let t = see.look.t;
        let currency = see.terminal.setup.currency;
        let text = match answers.unusual {
            Some(Unusual::Above(most)) => t.unusual_above(most.display(currency).to_string()),
            Some(Unusual::Below(least)) => t.unusual_below(least.display(currency).to_string()),
            Some(Unusual::AboveLimit(most)) => t.unusual_above_limit(most.display(currency).to_string()),
            None => return,
        };
        body.band(&t.unusual(), Tone::Warn);
        body.gap(9);
        body.amount(answers.total(), currency);
        body.gap(6);
        body.centred(&answers.total().in_words(currency, see.look.lang), Tone::Strong);
        body.gap(2);
        body.centred(&text, Tone::Plain);
    }
}
