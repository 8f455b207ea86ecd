//! The host's line, the keys, the reader and the printer as they are now. Of keys the check values alone.

use std::borrow::Cow;

use super::super::{
    Screen, See,
    refusals::{condition_trouble, print_trouble, reader_down, why_text},
};
use crate::{
    acquirer::Place,
    domain::receipt::Condition,
    flow::{LinkStatus, PrinterStatus, ReaderStatus},
    i18n::Texts,
    ui::{Body, Tone},
};

/// The page.
#[derive(Debug)]
pub struct Parts;

impl Screen for Parts {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.seat_parts()
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_seat_parts()
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let t = see.look.t;
        let (terminal, line) = (see.terminal, &see.terminal.line);
        let address = match &line.in_use {
            Some((Place::Backup, address)) => address.clone(),
            Some((Place::Primary, _)) | None => terminal.setup.host_address.clone(),
        };
        let job = if line.job().is_some() { t.seat_line_job() } else { t.seat_line_quiet() };
        let keys = match &line.keys {
            Some(keys) => format!("PIK {} MAK {}", keys.check_values.0, keys.check_values.1),
            None => t.status_signed_off().into(),
        };
        let count = u32::try_from(terminal.book.counted()).unwrap_or(u32::MAX);
        body.pairs(&[
            (t.about_host(), address.into()),
            (t.seat_line(), format!("{} {job}", line_word(line.status(), t)).into()),
            (t.about_keys(), keys.into()),
            (t.status_queue(), terminal.queued().to_string().into()),
            (t.seat_batch(), t.seat_batch_of(terminal.book.batch.to_string(), count)),
            (t.about_reader(), reader(&terminal.reader, t)),
            (t.seat_printer(), printer(see)),
        ]);
        if let Some(why) = line.trouble() {
            body.text(&why_text(t, &why), Tone::Warn);
        }
    }
}

fn line_word(status: LinkStatus, t: &Texts) -> Cow<'static, str> {
    match status {
        LinkStatus::Online => t.status_ok(),
        LinkStatus::SigningOn => t.status_signing_on(),
        LinkStatus::Offline => t.status_offline(),
        LinkStatus::KeyFault => t.status_key_fault(),
        LinkStatus::SignedOff => t.status_signed_off(),
    }
}

fn reader(status: &ReaderStatus, t: &Texts) -> Cow<'static, str> {
    match status {
        ReaderStatus::Up(info) => format!("{} {}", info.model, info.version).into(),
        ReaderStatus::Down(reason) => reader_down(t, reason).into(),
        ReaderStatus::Starting => t.status_starting(),
    }
}

fn printer(see: &See<'_>) -> Cow<'static, str> {
    let t = see.look.t;
    match &see.terminal.printer {
        PrinterStatus::Busy(count) => t.seat_printing(u32::try_from(*count).unwrap_or(u32::MAX)),
        PrinterStatus::Trouble(cause) => print_trouble(t, *cause),
        PrinterStatus::Ready => match see.terminal.condition {
            Condition::Unknown => t.status_unknown(),
            Condition::None => t.status_none(),
            condition => condition_trouble(t, condition).unwrap_or_else(|| t.status_ok()),
        },
    }
}
