//! The last lines of the log, which goes on.

use std::borrow::Cow;

use super::{
    super::{Screen, Scroll, See},
    log_line::in_chinese,
    tail::Tail,
};
use crate::{
    domain::Lang,
    i18n::Texts,
    ui::{Body, Hint, Tone},
};

/// The list.
#[derive(Debug, Default)]
pub struct LogTail {
    tail: Tail,
}

impl Screen for LogTail {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.seat_log()
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
        if see.seats.all.log.is_empty() {
            body.text(&see.look.t.seat_no_log(), Tone::Plain);
        }
        let chinese = see.look.lang == Lang::ZhCn;
        let line = |line: &String| if chinese { in_chinese(line) } else { line.clone() };
        self.tail.draw(body, see.seats.all.log.iter().rev().map(line));
    }
}
