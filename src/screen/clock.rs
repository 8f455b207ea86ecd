//! The clock of the box may be wrong: whoever may approve says whether it is right.

use std::borrow::Cow;

use super::{Action, Screen, See, Wish};
use crate::{
    flow::ClockDoubt,
    i18n::Texts,
    keypad::Key,
    ui::{Body, Hint, Tone},
};

/// The key that says that the clock is right; not ENTER, which a hand in a hurry presses twice.
const RIGHT: Key = Key::Digit(1);

/// The question.
#[derive(Debug)]
pub struct ClockScreen;

impl Screen for ClockScreen {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.clock_title()
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_clock()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        let mut hints = vec![Hint::new(Key::Cancel, t.hint_later())];
        if see.terminal.doubt.is_some() {
            hints.insert(0, Hint::new(RIGHT, t.hint_clock_right()));
        }
        hints
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        match key {
            Key::Cancel => Action::Back,
            _ if see.terminal.doubt.is_none() => Action::Back,
            RIGHT => Action::Do(Wish::ConfirmClock),
            Key::Enter => Action::Refuse(see.look.t.refuse_clock(see.look.key(RIGHT).as_ref())),
            _ => Action::no_such_key(see),
        }
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let t = see.look.t;
        let offset = see.terminal.setup.offset;
        body.middle(6);
        let Some(doubt) = see.terminal.doubt else {
            body.text(&t.clock_is_right(), Tone::Good);
            return;
        };
        let mut rows = vec![(t.clock_here(), Cow::Owned(see.now.wall.civil(offset).to_string()))];
        if let ClockDoubt::BeforeRecords(latest) = doubt {
            rows.push((t.clock_records(), Cow::Owned(latest.civil(offset).to_string())));
        }
        body.pairs(&rows);
        body.gap(3);
        let why = match doubt {
            ClockDoubt::BeforeProgram => t.clock_before_program(),
            ClockDoubt::BeforeRecords(_) => t.clock_before_records(),
        };
        body.text(&why, Tone::Warn);
        body.text(&t.clock_ask(), Tone::Plain);
    }
}
