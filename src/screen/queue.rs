//! What still has to go up, and what a person must close.

use std::borrow::Cow;

use super::{Action, Screen, See, Wish, detail::state_text, refusals::why_text};
use crate::{
    domain::{Role, State, Transaction},
    keypad::Key,
    ui::{Body, Choice, Hint, Picker, Tone},
};

/// The queue screen.
#[derive(Debug, Default)]
pub struct Queue {
    picker: Picker,
    confirm: Option<Transaction>,
}

impl Screen for Queue {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.queue_title()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        match self.confirm {
            Some(_) => vec![Hint::new(Key::Enter, t.hint_close()), Hint::new(Key::Cancel, t.hint_back())],
            None => vec![Hint::new(Key::Cancel, t.hint_back())],
        }
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        if let Some(txn) = &self.confirm {
            let wish = Wish::CloseUnresolved(txn.txn);
            let close = key == Key::Enter;
            if close || key == Key::Cancel {
                self.confirm = None;
            }
            return if close { Action::Do(wish) } else { Action::Stay };
        }
        if key == Key::Cancel {
            return Action::Back;
        }
        let open = open(see);
        match self.picker.key(key, open.len()).and_then(|at| open.get(at)) {
            Some(txn) if txn.state != State::Unresolved => Action::Refuse(see.look.t.queue_goes_by_itself()),
            Some(_) if see.operator.is_none_or(|o| o.role() == Role::Operator) => {
                Action::Refuse(see.look.t.mode_needs_supervisor())
            }
            Some(txn) => {
                self.confirm = Some((*txn).clone());
                Action::Stay
            }
            None if matches!(key, Key::Up | Key::Down) => Action::Stay,
            None => Action::no_such_key(see),
        }
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let t = see.look.t;
        if let Some(txn) = &self.confirm {
            body.text(&t.queue_close_ask(txn.txn.stan.to_string()), Tone::Warn);
            return;
        }
        let open = open(see);
        if open.is_empty() {
            body.text(&t.queue_empty(), Tone::Plain);
        }
        if let Some(why) = see.terminal.line.trouble() {
            body.text(&why_text(t, &why), Tone::Dim);
        }
        let look = body.look;
        let choices: Vec<Choice<'_>> = open.iter().map(|txn| Choice::new(row(txn, see))).collect();
        let (buf, area) = body.rest();
        self.picker.draw(buf, area, &look, &choices);
    }
}

fn open<'a>(see: &See<'a>) -> Vec<&'a Transaction> {
    let book = &see.terminal.book;
    book.unresolved().chain(book.reversals_owed()).collect()
}

fn row(txn: &Transaction, see: &See<'_>) -> String {
    let t = see.look.t;
    let tries = txn.reversal.as_ref().map_or(0, |r| u32::from(r.tries));
    let amount = txn.amount.display(txn.currency);
    format!("{} {amount} {} {}", txn.txn.stan, state_text(t, txn), t.queue_tries(tries))
}
