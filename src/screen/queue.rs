//! What still has to go up to the host, and what a person must close.

use std::borrow::Cow;

use super::{
    Action, Screen, See, menu, page_hint,
    queue_item::{QueuePage, what_text},
    refusals::why_text,
};
use crate::{
    flow::{QueueItem, QueueRow},
    i18n::Texts,
    keypad::Key,
    ui::{Body, Choice, Hint, Picker, Tone},
};

/// The queue screen.
#[derive(Debug, Default)]
pub struct Queue {
    picker: Picker,
}

impl Screen for Queue {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.queue_title()
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_queue()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        let count = see.terminal.queue().len();
        let detail = (count > 0).then(|| Hint::new(Key::Enter, t.hint_detail()));
        let back = Hint::new(Key::Cancel, t.hint_back());
        detail.into_iter().chain(page_hint(&self.picker, count, see)).chain([back]).collect()
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        let rows = see.terminal.queue();
        match menu::choose(&mut self.picker, key, rows.len(), see) {
            Ok(at) => rows.get(at).map_or(Action::Stay, |row| Action::Open(Box::new(QueuePage::of(row, see.now.mono)))),
            Err(action) => action,
        }
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let t = see.look.t;
        let rows = see.terminal.queue();
        let details = see.terminal.settle.as_ref().map_or(0, |s| s.left(&see.terminal.book));
        if rows.is_empty() && details == 0 {
            body.text(&t.queue_empty(), Tone::Plain);
        }
        let listed = rows.iter().any(|row| row.what == QueueItem::Detail);
        if details > 0 && !listed {
            body.text(&t.queue_details_left(details), Tone::Plain);
        }
        if let Some(why) = see.terminal.line.trouble() {
            body.text(&why_text(t, &why), Tone::Dim);
        }
        let choices: Vec<Choice<'_>> = rows.iter().map(|row| Choice::new(line(row, see))).collect();
        self.picker.draw(body, &choices);
    }
}

/// `000012 冲正 12.34 已发 2 次`.
fn line(row: &QueueRow, see: &See<'_>) -> String {
    let t = see.look.t;
    let amount = row.amount.display(see.terminal.setup.currency);
    // What a person must close is no more sent either, but that is not the point of it.
    let aside = row.set_aside && row.what != QueueItem::Unresolved;
    let state = if aside { t.queue_set_aside() } else { t.queue_tries(u32::from(row.tries)) };
    format!("{} {} {amount} {state}", row.txn.stan, what_text(t, row.what))
}
