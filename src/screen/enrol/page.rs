//! The page for a telephone, as a QR code with its address, and how long it can still be opened.

use std::{borrow::Cow, time::Duration};

use super::{
    super::{Action, Mask, News, Screen, See, Wish, code_screen},
    EnrolNews, EnrolStep, left, next_second,
};
use crate::{
    domain::Now,
    i18n::Texts,
    keypad::Key,
    ui::{Body, Tone},
};

/// The screen of the page.
#[derive(Debug, Default)]
pub struct EnrolPage {
    state: State,
}

#[derive(Debug, Default)]
enum State {
    /// The service is being asked.
    #[default]
    Asking,
    /// The page can be opened.
    Open { texts: Vec<String>, until: Duration },
    /// Nothing came of it.
    Ended(Cow<'static, str>),
}

impl Screen for EnrolPage {
    fn mask(&self) -> Mask {
        Mask::Body
    }

    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.enrol_title()
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_enrol()
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        match key {
            Key::Cancel => Action::Do(Wish::Enrol(EnrolStep::Leave)),
            _ => Action::no_such_key(see),
        }
    }

    fn opened(&self) -> Option<Wish> {
        Some(Wish::Enrol(EnrolStep::Begin(None)))
    }

    fn hear(&mut self, news: News) {
        match news {
            News::Enrol(EnrolNews::Page { texts, until }) => self.state = State::Open { texts, until },
            News::Enrol(EnrolNews::Ended(text)) => self.state = State::Ended(text),
            _ => {}
        }
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let t = see.look.t;
        match &self.state {
            State::Asking => drop(body.text(&t.enrol_asking(), Tone::Plain)),
            State::Ended(text) => drop(body.text(text, Tone::Warn)),
            State::Open { texts, until } => {
                let words = [
                    (t.enrol_scan(), Tone::Strong),
                    (t.enrol_left(left(*until, see.now)), Tone::Plain),
                    (t.qr_back(see.look.key(Key::Cancel).as_ref()), Tone::Plain),
                ];
                code_screen::draw(body, texts, &words, see);
            }
        }
    }

    /// As soon as there is a code, which needs all the room.
    fn fills_screen(&self, _see: &See<'_>) -> bool {
        matches!(self.state, State::Open { .. })
    }

    fn wakes_at(&self, now: Now) -> Option<Duration> {
        match &self.state {
            State::Open { until, .. } => next_second(*until, now),
            _ => None,
        }
    }
}
