//! What the open batch adds up to.

use std::borrow::Cow;

use super::{Action, Screen, See};
use crate::{
    domain::Totals,
    flow::{Terminal, slip},
    keypad::Key,
    ui::{Body, Hint},
};

/// The totals screen.
#[derive(Debug)]
pub struct BatchTotals;

impl Screen for BatchTotals {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.totals_title()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        vec![Hint::new(Key::Cancel, see.look.t.hint_back())]
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        match key {
            Key::Cancel | Key::Enter => Action::Back,
            _ => Action::no_such_key(see),
        }
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        body.middle(4);
        body.pairs(&rows(&see.terminal.book.totals(), see));
    }
}

/// Batch, then count and amount by kind.
pub fn rows(totals: &Totals, see: &See<'_>) -> Vec<(Cow<'static, str>, Cow<'static, str>)> {
    let t = see.look.t;
    let terminal: &Terminal = see.terminal;
    let currency = terminal.setup.currency;
    let batch = terminal.settle.as_ref().map_or(terminal.book.batch, |s| s.settlement.batch);
    let mut rows = vec![(t.label_batch(), Cow::Owned(batch.to_string()))];
    rows.extend(totals.kinds().map(|(kind, sum)| {
        let text = t.count_and_amount(sum.amount.display(currency).to_string(), sum.count);
        (slip::kind_name(kind)(t), text)
    }));
    rows
}
