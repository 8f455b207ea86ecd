//! The transactions of the open batch, newest first.

use std::borrow::Cow;

use super::{
    Action, News, Screen, See, Wish,
    detail::{Detail, kind_text, state_text},
};
use crate::{
    domain::Transaction,
    keypad::Key,
    ui::{Body, Choice, Hint, Picker, Tone},
};

/// The list.
#[derive(Debug, Default)]
pub struct BatchList {
    picker: Picker,
    rows: Vec<Transaction>,
    asked: Asked,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Asked {
    #[default]
    Waiting,
    Answered,
}

impl BatchList {
    /// Opens the list; its rows follow as news.
    pub fn open() -> Action {
        Action::Open(Box::new(BatchList::default()))
    }
}

impl Screen for BatchList {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.list_title()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        vec![
            Hint::new(Key::Enter, t.hint_detail()),
            Hint::new(Key::Digit(0), t.hint_page()),
            Hint::new(Key::Cancel, t.hint_back()),
        ]
    }

    fn opened(&self) -> Option<Wish> {
        Some(Wish::FindBatch)
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        if key == Key::Cancel {
            return Action::Back;
        }
        match self.picker.key(key, self.rows.len()).and_then(|at| self.rows.get(at)) {
            Some(txn) => Action::Open(Box::new(Detail::new(txn.clone()))),
            None if matches!(key, Key::Up | Key::Down | Key::Digit(0)) => Action::Stay,
            None => Action::no_such_key(see),
        }
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let t = see.look.t;
        if self.rows.is_empty() {
            let text = if self.asked == Asked::Waiting { t.searching() } else { t.list_empty() };
            body.text(&text, Tone::Plain);
            return;
        }
        let look = body.look;
        let choices: Vec<Choice<'_>> = self.rows.iter().map(|txn| Choice::new(row(txn, see))).collect();
        let (buf, area) = body.rest();
        self.picker.draw(buf, area, &look, &choices);
    }

    fn hear(&mut self, news: News) {
        if let News::Found(rows) = news {
            self.rows = rows;
            self.asked = Asked::Answered;
        }
    }
}

/// `000012 消费 12.34 已付款 1234`.
fn row(txn: &Transaction, see: &See<'_>) -> String {
    let t = see.look.t;
    let kind = kind_text(t, txn);
    let amount = txn.counted_amount().display(txn.currency);
    format!("{} {kind} {amount} {}", txn.txn.stan, state_text(t, txn))
}
