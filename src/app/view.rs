//! The picture of a session: reads the model, changes nothing.

use std::borrow::Cow;

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    domain::{
        DataUse, MobileLine, ModemState,
        receipt::{Cause, Condition},
    },
    flow::{LinkStatus, PrinterStatus, ReaderStatus, Storage, Terminal, World},
    i18n::Texts,
    keypad::{Key, Plug},
    screen::{Mask, See, language_name},
    ui::{Body, Chrome, Does, Glyphs, Hint, Keys, Look, Reach, StatusItem, Target, Tone, chrome, text},
};

use super::{
    Model, Session, SessionId, seat,
    session::{Keypad, LangChoice},
};

/// Below so many percent a signal is weak.
const WEAK: u8 = 25;

/// Draws a session's screen into the buffer, whatever its size.
pub fn view(model: &Model, id: SessionId, buf: &mut Buffer) {
    buf.reset();
    let Some(session) = model.sessions.get(&id) else { return };
    match session.top().is_mirror() {
        true => seat::draw_mirror(model, session, buf),
        false => drop(draw(model, session, buf)),
    }
    if session.glyphs == Glyphs::Ascii {
        stand_in(buf);
    }
}

/// The fonts of a plain console have the narrow sign of the yuan, and not the wide one.
fn stand_in(buf: &mut Buffer) {
    let wide: Vec<usize> = (0..buf.content.len()).filter(|at| buf.content[*at].symbol() == "￥").collect();
    for at in wide {
        buf.content[at].set_symbol("¥");
        if let Some(rest) = buf.content.get_mut(at + 1) {
            rest.set_symbol(" ");
        }
    }
}

/// What a finger can press on a session's screen as it is now: nothing where it is not arranged for touch.
pub fn targets(model: &Model, id: SessionId) -> Vec<Target> {
    model.sessions.get(&id).map(|session| session_targets(model, session)).unwrap_or_default()
}

/// They are what the picture has, so they are found by drawing it.
pub(super) fn session_targets(model: &Model, session: &Session) -> Vec<Target> {
    let (columns, rows) = session.size;
    match model.see(session).look.touch {
        Some(_) => draw(model, session, &mut Buffer::empty(Rect::new(0, 0, columns, rows))),
        None => Vec::new(),
    }
}

/// Draws into an empty buffer.
pub(super) fn draw(model: &Model, session: &Session, buf: &mut Buffer) -> Vec<Target> {
    let see = model.see(session);
    let mut frame = frame(model, session);
    let whole = Rect::new(0, 0, buf.area.width, buf.area.height);
    let screen = session.top();
    if screen.fills_screen(&see) && chrome::body(whole, &frame).is_some() {
        let mut body = Body::new(buf, whole, see.look);
        screen.draw(&mut body, &see);
        // One that has targets of its own has no other: not every tap may lead on.
        return if body.targets.is_empty() { whole_screen(&frame, whole) } else { body.targets };
    }
    if let (Keys::Line, Some(area)) = (frame.keys, chrome::body(whole, &frame)) {
        let mut body = Body::new(buf, area, see.look);
        screen.draw(&mut body, &see);
        if !body.hides() {
            all_is_shown(&mut frame, see.look.t);
        }
    }
    let mut targets = Vec::new();
    let Some(area) = chrome::draw(buf, &see.look, &frame, &mut targets) else { return targets };
    match frame.keys {
        Keys::Line => {}
        Keys::Pad(_) => targets.extend(Body::draw_tight(buf, area, see.look, |body| screen.draw(body, &see))),
        Keys::Bar(_) | Keys::BarForPad(_) => {
            let mut body = Body::new(buf, area, see.look);
            screen.draw(&mut body, &see);
            targets.append(&mut body.targets);
        }
    }
    targets
}

/// Nothing is called the way to more where there is no more. Where the way back had to stand aside for it, it is back.
fn all_is_shown(frame: &mut Chrome<'_>, t: &Texts) {
    let Some(at) = frame.hints.iter().position(|hint| hint.key == Key::Down && hint.text == t.hint_more()) else {
        return;
    };
    frame.hints.remove(at);
    if frame.hints.iter().all(|hint| hint.key != Key::Cancel) {
        frame.hints.push(Hint::new(Key::Cancel, t.hint_back()));
    }
}

/// A screen without a frame is one target: the key that it names.
fn whole_screen(frame: &Chrome<'_>, area: Rect) -> Vec<Target> {
    let hint = frame.hints.first().filter(|_| frame.keys != Keys::Line);
    let target = |hint: &Hint<'_>| Target { area, does: Does::Key(hint.key), words: hint.text.clone().into_owned() };
    hint.map(target).into_iter().collect()
}

/// How far a session's screen can be scrolled in its size; none where it does not scroll.
pub(super) fn reach(model: &Model, session: &Session) -> Option<Reach> {
    let (columns, rows) = session.size;
    let mut buf = Buffer::empty(Rect::new(0, 0, columns, rows));
    let see = model.see(session);
    let mut body = Body::new(&mut buf, body_area(model, session)?, see.look);
    session.top().draw(&mut body, &see);
    body.reach()
}

/// Where the body of a session's screen lies, if its size has room for one.
pub(super) fn body_area(model: &Model, session: &Session) -> Option<Rect> {
    let (columns, rows) = session.size;
    body_at(model, session, Rect::new(0, 0, columns, rows))
}

/// The same at another size.
pub(super) fn body_at(model: &Model, session: &Session, area: Rect) -> Option<Rect> {
    chrome::body(area, &frame(model, session))
}

/// What of a session's picture nobody may see who only looks on, and where it stands; none where its screen hides nothing.
pub fn masked_area(model: &Model, id: SessionId) -> Option<(Rect, Mask)> {
    let session = model.sessions.get(&id)?;
    let mask = session.top().mask();
    let (columns, rows) = session.size;
    let whole = Rect::new(0, 0, columns, rows);
    let body = if session.top().fills_screen(&model.see(session)) { None } else { body_area(model, session) };
    // A screen too small for a body shows none.
    (mask != Mask::Nothing).then(|| (body.unwrap_or(whole), mask))
}

/// Whether the session's screen wants to hear of touches.
pub fn takes_touches(model: &Model, id: SessionId) -> bool {
    model.sessions.get(&id).is_some_and(|session| session.touchable || session.top().takes_touches())
}

/// Whether the keypad on the session's screen is away.
pub(super) fn is_pad_away(session: &Session, see: &See<'_>) -> bool {
    match session.keypad {
        Keypad::Usual => session.top().reads_first(see),
        Keypad::Away => true,
        Keypad::Back => false,
    }
}

fn frame<'a>(model: &Model, session: &'a Session) -> Chrome<'a> {
    let see = model.see(session);
    let screen = session.top();
    let t = see.look.t;
    Chrome {
        title: screen.title(&see),
        who: session.operator.map(|operator| t.operator_is(operator.to_string())),
        clock: model.now.wall.civil(model.terminal.setup.offset).hh_mm(),
        status: lights(session, status(model, t), t),
        banner: banner(model, session, &see),
        hints: possible(session, screen.hints(&see), &see.look),
        help: screen.help_key(&see).filter(|key| see.look.has(*key)).map(|key| Hint::new(key, t.hint_help())),
        keys: match see.look.touch {
            None => Keys::Line,
            Some(touch) if !screen.keypad(&see) => Keys::Bar(touch),
            Some(touch) if is_pad_away(session, &see) => Keys::BarForPad(touch),
            Some(touch) => Keys::Pad(touch),
        },
        notice: match &session.notice {
            Some((text, _)) => Some(Cow::Borrowed(text.as_ref())),
            None => screen.note(&see),
        },
    }
}

/// What stands over everything. That somebody looks on is told beside whatever else there is, and never left out.
fn banner(model: &Model, session: &Session, see: &See<'_>) -> Option<Cow<'static, str>> {
    let others = session.guest.is_none().then(|| seat::banner(model, see)).flatten();
    let state = state_banner(model, see.look.t);
    match (others, state) {
        (Some(others), Some(_)) => Some(others),
        (others, state) => others.or(state),
    }
}

fn state_banner(model: &Model, t: &Texts) -> Option<Cow<'static, str>> {
    match &model.terminal.storage {
        Storage::Stopped(_) => Some(t.banner_storage_stopped()),
        Storage::Low if model.terminal.settles_nothing() => Some(t.banner_storage_full()),
        Storage::Low => Some(t.banner_storage_low()),
        Storage::Ready if model.terminal.doubt.is_some() => {
            let at = model.now.wall.civil(model.terminal.setup.offset).to_string();
            // Minutes are enough, and the row is short.
            Some(t.banner_clock(at.rsplit_once(':').map_or(at.as_str(), |(minutes, _)| minutes)))
        }
        Storage::Ready => (model.terminal.setup.world == World::Training).then(|| t.banner_training()),
    }
}

/// Without the key that leads to a language which the console cannot show, and without those that are not on the keypad.
fn possible<'a>(session: &Session, mut hints: Vec<Hint<'a>>, look: &Look<'_>) -> Vec<Hint<'a>> {
    let other = language_name(session.lang.other());
    hints.retain(|hint| session.lang_chosen != LangChoice::Console || hint.text != other);
    hints.retain(|hint| look.has(hint.key));
    hints
}

/// On the sign-in screen, what works is green: whoever comes to the box sees from afar what does.
fn lights<'a>(session: &Session, mut items: Vec<StatusItem<'a>>, t: &Texts) -> Vec<StatusItem<'a>> {
    let well = t.status_ok();
    for item in items.iter_mut().filter(|item| session.operator.is_none() && item.word == well) {
        item.tone = Tone::Good;
    }
    items
}

/// Host, reader, printer, batch and queue in words.
fn status(model: &Model, t: &Texts) -> Vec<StatusItem<'static>> {
    let terminal = &model.terminal;
    let item = |label, (word, tone)| StatusItem { label, word, tone };
    let host = match terminal.line.status() {
        LinkStatus::Online if terminal.line.is_on_backup() => (t.status_backup(), Tone::Warn),
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
    let printer = printer_word(terminal, t);
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
    let gone = [Plug::Keypad, Plug::Scanner].map(|plug| model.unplugged.contains(&plug));
    let unplugged = match gone {
        [false, false] => None,
        [true, false] => Some(t.status_keypad()),
        [false, true] => Some(t.status_scanner()),
        [true, true] => Some(t.status_keypad_scanner()),
    };
    items.extend(unplugged.map(|label| item(label, (t.status_gone(), Tone::Warn))));
    items.extend(terminal.line.mobile.as_ref().map(|(line, used)| mobile_item(line, used, t)));
    items
}

/// The mobile line: whose network, how strong, and what has gone over the host's line today.
fn mobile_item(line: &MobileLine, used: &DataUse, t: &Texts) -> StatusItem<'static> {
    let name = line.operator.as_ref().filter(|_| line.state == ModemState::Connected);
    let label = name.map_or_else(|| t.status_mobile(), |name| Cow::Owned(name.as_str().to_owned()));
    let used = text::bytes(used.day);
    let (word, tone) = match (line.state, line.signal) {
        (ModemState::Gone, _) => (t.status_no_modem(), Tone::Warn),
        (ModemState::NotConnected, _) => (t.status_not_connected(), Tone::Warn),
        (ModemState::Connected, Some(signal)) if signal < WEAK => (t.status_weak(u32::from(signal), used), Tone::Warn),
        (ModemState::Connected, Some(signal)) => (t.status_signal(u32::from(signal), used), Tone::Plain),
        (ModemState::Connected, None) => (Cow::Owned(used), Tone::Plain),
    };
    StatusItem { label, word, tone }
}

/// The printer: what it says of itself, or where it says nothing, how the last job went.
fn printer_word(terminal: &Terminal, t: &Texts) -> (Cow<'static, str>, Tone) {
    let failed = match terminal.printer {
        PrinterStatus::Trouble(cause) => Some(cause),
        PrinterStatus::Ready | PrinterStatus::Busy(_) => None,
    };
    match (terminal.condition, failed) {
        (Condition::PaperOut, _) => (t.status_paper_out(), Tone::Warn),
        (Condition::CoverOpen, _) => (t.status_cover_open(), Tone::Warn),
        (Condition::Gone, _) => (t.status_gone(), Tone::Warn),
        (Condition::Offline, _) => (t.status_offline(), Tone::Warn),
        (Condition::Fault, _) => (t.status_trouble(), Tone::Warn),
        // A printer that says by now that it is well is: paper was put in, or the cover closed.
        (
            Condition::Well | Condition::PaperLow,
            Some(Cause::DiskFull | Cause::Refused | Cause::Settings | Cause::Other),
        )
        | (Condition::Unknown | Condition::Silent | Condition::None, Some(_)) => (t.status_trouble(), Tone::Warn),
        (Condition::PaperLow, _) => (t.status_paper_low(), Tone::Warn),
        (Condition::Well, _) | (Condition::Silent, None) => (t.status_ok(), Tone::Plain),
        (Condition::Unknown, None) => (t.status_unknown(), Tone::Plain),
        (Condition::None, None) => (t.status_none(), Tone::Plain),
    }
}
