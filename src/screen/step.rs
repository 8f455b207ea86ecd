//! How far a change of what the shop keeps has come.

use std::borrow::Cow;

use super::News;
use crate::{
    i18n::Texts,
    ui::{Body, Tone},
};

/// How far a change has come.
#[derive(Debug)]
pub enum Step {
    /// It is typed.
    Typing,
    /// It is on its way to the disk.
    Sent,
    /// It is durable.
    Kept,
    /// It cannot be, and this is why.
    Refused(Cow<'static, str>),
}

impl Step {
    /// Hears what became of the change. What was sent from a screen before this one is not its own.
    pub fn hear(&mut self, news: News) {
        match (&self, news) {
            (Step::Sent, News::Kept(Ok(()))) => *self = Step::Kept,
            (Step::Sent, News::Kept(Err(reason)) | News::Barred(reason)) => *self = Step::Refused(reason),
            _ => {}
        }
    }

    /// Says it.
    pub fn draw(&self, body: &mut Body<'_, '_>, t: &Texts) {
        match self {
            Step::Typing => {}
            Step::Sent => drop(body.text(&t.change_keeping(), Tone::Plain)),
            Step::Kept => drop(body.text(&t.change_kept(), Tone::Good)),
            Step::Refused(reason) => drop(body.text(reason, Tone::Warn)),
        }
    }
}
