//! The last facts of the journal as they become durable, with nothing secret in them.

use std::borrow::Cow;

use super::{
    super::{Screen, Scroll, See},
    fact_line,
    tail::Tail,
};
use crate::{
    domain::{Fact, WallTime},
    i18n::Texts,
    ui::{Body, Hint, Tone},
};

/// The list.
#[derive(Debug, Default)]
pub struct JournalTail {
    tail: Tail,
}

impl Screen for JournalTail {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.seat_journal()
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_seat_tail()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        self.tail.hints(see)
    }

    fn scroll(&mut self) -> Option<&mut Scroll> {
        Some(&mut self.tail.0)
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        if see.terminal.told.facts().len() == 0 {
            body.text(&see.look.t.seat_no_facts(), Tone::Plain);
        }
        self.tail.draw(body, see.terminal.told.facts().rev().map(|(at, fact)| line(at, fact, see)));
    }
}

/// `14:05:09 signed in 01`.
fn line(at: WallTime, fact: &Fact, see: &See<'_>) -> String {
    let time = at.civil(see.terminal.setup.offset).to_string();
    let (_, clock) = time.split_once(' ').unwrap_or_default();
    format!("{clock} {}", fact_line::text(fact, see))
}
