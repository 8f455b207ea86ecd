//! The picture of a session: reads the model, changes nothing.

use std::borrow::Cow;

use ratatui::buffer::Buffer;

use crate::{
    flow::{LinkStatus, PrinterStatus, ReaderStatus, Storage, World},
    i18n::Texts,
    ui::{Body, Chrome, StatusItem, Tone, chrome},
};

use super::{Model, SessionId};

/// Draws a session's screen into the buffer, whatever its size.
pub fn view(model: &Model, id: SessionId, buf: &mut Buffer) {
    buf.reset();
    let Some(session) = model.sessions.get(&id) else { return };
    let see = model.see(session);
    let screen = session.top();
    let t = see.look.t;
    let civil = model.now.wall.civil(model.terminal.setup.offset);
    let frame = Chrome {
        title: screen.title(&see),
        who: session.operator.map(|operator| t.operator_is(operator.to_string())),
        clock: civil.hh_mm(),
        status: status(model, t),
        banner: banner(model, t),
        hints: screen.hints(&see),
        notice: session.notice.as_ref().map(|(text, _)| Cow::Borrowed(text.as_ref())),
    };
    if let Some(area) = chrome::draw(buf, &see.look, &frame) {
        screen.draw(&mut Body::new(buf, area, see.look), &see);
    }
}

fn banner(model: &Model, t: &Texts) -> Option<Cow<'static, str>> {
    match &model.terminal.storage {
        Storage::Stopped(_) => Some(t.banner_storage_stopped()),
        Storage::Low => Some(t.banner_storage_low()),
        Storage::Ready => (model.terminal.setup.world == World::Training).then(|| t.banner_training()),
    }
}

/// Host, reader, printer, batch and queue in words.
fn status(model: &Model, t: &Texts) -> Vec<StatusItem<'static>> {
    let terminal = &model.terminal;
    let item = |label, (word, tone)| StatusItem { label, word, tone };
    let host = match terminal.line.status() {
        LinkStatus::Online => (t.status_ok(), Tone::Plain),
        LinkStatus::SigningOn => (t.status_signing_on(), Tone::Plain),
        LinkStatus::Offline => (t.status_offline(), Tone::Warn),
        LinkStatus::KeyFault => (t.status_key_fault(), Tone::Bad),
        LinkStatus::SignedOff => (t.status_signed_off(), Tone::Warn),
    };
    let reader = match &terminal.reader {
        ReaderStatus::Up(_) => (t.status_ok(), Tone::Plain),
        ReaderStatus::Starting => (t.status_starting(), Tone::Plain),
        ReaderStatus::Down(_) => (t.status_gone(), Tone::Warn),
    };
    let printer = match &terminal.printer {
        PrinterStatus::Ready | PrinterStatus::Busy(_) => (t.status_ok(), Tone::Plain),
        PrinterStatus::Trouble(_) => (t.status_trouble(), Tone::Warn),
    };
    let queued = terminal.queued();
    let queue_tone = if queued == 0 { Tone::Plain } else { Tone::Warn };
    let mut items = vec![
        item(t.status_host(), host),
        item(t.status_reader(), reader),
        item(t.status_printer(), printer),
        item(t.status_batch(), (Cow::Owned(terminal.book.counted().to_string()), Tone::Plain)),
        item(t.status_queue(), (Cow::Owned(queued.to_string()), queue_tone)),
    ];
    let unresolved = terminal.book.unresolved().count();
    if unresolved > 0 {
        items.push(item(t.status_unresolved(), (Cow::Owned(unresolved.to_string()), Tone::Bad)));
    }
    items
}
