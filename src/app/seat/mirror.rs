//! The operator's screen before other eyes, and the banner that tells the operator of them.

use std::borrow::Cow;

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    flow::World,
    keypad::Key,
    screen::{Mask, See, seat::Stage},
    ui::{
        Tone,
        chrome::MIN_SIZE,
        text::{fill_row, put, width},
    },
};

use super::super::{Model, Session, SessionId, view};

/// A star for each digit that only the operator may see.
const STAR: &str = "*";

/// Draws the operator's screen below one row that says what goes on. It is drawn in the operator's own size where that fits, and
/// else as it would look in the size that there is.
pub(in crate::app) fn draw_mirror(model: &Model, session: &Session, buf: &mut Buffer) {
    let whole = Rect::new(0, 0, buf.area.width, buf.area.height);
    head(model, session, buf, whole);
    let Some(operator) = model.sessions.get(&SessionId::KEYPAD).filter(|operator| operator.guest.is_none()) else {
        put(buf, whole, 1, 2, &model.see(session).look.t.seat_no_mirror(), Tone::Plain.style());
        return;
    };
    let room = (whole.width, whole.height.saturating_sub(1));
    let fits = operator.size.0 <= room.0 && operator.size.1 <= room.1;
    let (columns, rows) = if fits { operator.size } else { room };
    let area = Rect::new(0, 0, columns, rows);
    let mut picture = Buffer::empty(area);
    view::draw(model, operator, &mut picture);
    hide(model, session, operator, &mut picture);
    for cell in area.positions() {
        if let (Some(from), Some(to)) = (picture.cell(cell), buf.cell_mut((cell.x, cell.y + 1))) {
            *to = from.clone();
        }
    }
}

/// What goes on, and the keys; or why the last key did nothing.
fn head(model: &Model, session: &Session, buf: &mut Buffer, area: Rect) {
    let see = model.see(session);
    let screen = session.top();
    let style = Tone::Training.style();
    fill_row(buf, area, 0, " ", style);
    let title = session.notice.as_ref().map_or_else(|| screen.title(&see), |(text, _)| Cow::Borrowed(text.as_ref()));
    let mut x = put(buf, area, 1, 0, &title, style) + 2;
    for hint in screen.hints(&see).iter().filter(|_| session.notice.is_none()) {
        let text = format!("{} {}", see.look.key(hint.key), hint.text);
        if x + width(&text) > area.width {
            return;
        }
        x = put(buf, area, x, 0, &text, style) + 2;
    }
}

/// Takes away what only the operator may see. The frame stays: it has no secret.
fn hide(model: &Model, session: &Session, operator: &Session, picture: &mut Buffer) {
    let mask = operator.mask();
    let whole = picture.area;
    if mask == Mask::Nothing || whole.width < MIN_SIZE.0 || whole.height < MIN_SIZE.1 {
        return;
    }
    let body =
        if operator.top().fills_screen(&model.see(operator)) { None } else { view::body_at(model, operator, whole) };
    let area = body.unwrap_or(whole);
    for at in area.positions() {
        let Some(cell) = picture.cell_mut(at) else { continue };
        match mask {
            Mask::Body => cell.reset(),
            _ if cell.symbol().chars().any(|sign| sign.is_ascii_digit()) => drop(cell.set_symbol(STAR)),
            _ => {}
        }
    }
    if mask == Mask::Body {
        let t = model.see(session).look.t;
        put(picture, area, area.x, area.y + 1, &t.seat_hidden(), Tone::Dim.style());
    }
}

/// What the operator is told of those who look on; none where nobody does. The key is the one that ends control.
pub(in crate::app) fn banner(model: &Model, see: &See<'_>) -> Option<Cow<'static, str>> {
    let t = see.look.t;
    let control = model.seats.control.as_ref().filter(|control| control.stage == Stage::Held);
    if let Some(control) = control {
        return Some(t.banner_control(see.look.key(Key::Cancel).as_ref(), control.who.by.to_string()));
    }
    let mut numbers: Vec<String> = model.seats.watchers.iter().map(|watcher| watcher.by.to_string()).collect();
    numbers.dedup();
    if numbers.is_empty() {
        return None;
    }
    let looks_on = t.banner_looks_on(numbers.join(" "));
    match model.terminal.setup.world {
        World::Training => Some(format!("{} - {looks_on}", t.banner_training_short()).into()),
        World::Live => Some(looks_on),
    }
}
