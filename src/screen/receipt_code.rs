//! The address of a receipt as a QR code over the whole screen, for the customer to scan.

use std::borrow::Cow;

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::{Color, Style},
};

use super::{Action, Screen, See};
use crate::{
    domain::{Modules, Qr, QrLevel, Transaction},
    keypad::Key,
    ui::{Body, Glyphs, Hint, Tone},
};

/// Less light around a code than this, in modules, and many telephones do not find it.
const LEAST_QUIET: u16 = 2;
/// The words beside the code have at least so many columns.
const LEAST_WORDS: u16 = 10;

/// The screen of a receipt's address.
#[derive(Debug)]
pub struct ReceiptCode {
    url: String,
}

impl ReceiptCode {
    /// Opens it for a transaction whose receipt is to be found somewhere.
    pub fn open(txn: &Transaction, see: &See<'_>) -> Action {
        match see.terminal.receipt_url(txn) {
            Some(url) => Action::Open(Box::new(ReceiptCode { url })),
            None => Action::Refuse(see.look.t.refuse_no_code()),
        }
    }
}

impl Screen for ReceiptCode {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.qr_title()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        vec![Hint::new(Key::Cancel, see.look.t.hint_back())]
    }

    /// Any key leads back: there is no row that could say why one is refused.
    fn key(&mut self, _key: Key, _see: &See<'_>) -> Action {
        Action::Back
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let t = see.look.t;
        let back = t.qr_back(see.look.key(Key::Cancel).as_ref());
        // A smaller code is worth more on a screen than one that survives scratches.
        let modules = Qr { text: self.url.clone(), level: QrLevel::Low, module: 1 }.modules();
        let placed = modules.as_ref().and_then(|modules| Some((modules, Place::find(modules, body.area)?)));
        match placed {
            Some((modules, place)) if see.look.glyphs == Glyphs::Blocks => {
                let (buf, _) = body.rest();
                place.draw(modules, buf);
                let Some(words) = place.words(body.area) else { return };
                let (buf, _) = body.rest();
                let mut beside = Body::new(buf, words, see.look);
                beside.text(&t.qr_title(), Tone::Strong).gap(0).text(&back, Tone::Plain);
            }
            none => {
                let why = if none.is_some() { t.qr_no_blocks() } else { t.qr_no_room() };
                body.text(&t.qr_title(), Tone::Strong).gap(0).text(&why, Tone::Plain);
                body.gap(0).text(&self.url, Tone::Plain).gap(0).text(&back, Tone::Plain);
            }
        }
    }

    fn fills_screen(&self) -> bool {
        true
    }
}

/// Where a code lies on the screen: two modules a cell, one above the other.
struct Place {
    area: Rect,
    quiet: u16,
}

impl Place {
    /// At the left, with as much light around it as there is room for; none where there is too little.
    fn find(modules: &Modules, area: Rect) -> Option<Place> {
        let side = |quiet: u16| modules.size() + 2 * quiet;
        let fits = |quiet: &u16| side(*quiet) <= area.width && side(*quiet).div_ceil(2) <= area.height;
        let quiet = (LEAST_QUIET..=Qr::QUIET).rev().find(fits)?;
        let (columns, rows) = (side(quiet), side(quiet).div_ceil(2));
        let left = area.width.saturating_sub(columns + LEAST_WORDS + 2) / 2;
        let top = (area.height - rows) / 2;
        Some(Place { area: Rect::new(area.x + left, area.y + top, columns, rows), quiet })
    }

    /// The room at the right of the code, if it is wide enough for words.
    fn words(&self, screen: Rect) -> Option<Rect> {
        let left = self.area.right() + 1;
        let columns = screen.right().saturating_sub(left);
        (columns >= LEAST_WORDS).then(|| Rect::new(left, self.area.y, columns, self.area.height))
    }

    fn draw(&self, modules: &Modules, buf: &mut Buffer) {
        let style = Style::new().fg(Color::Black).bg(Color::White);
        let module = |dot: u16| i32::from(dot) - i32::from(self.quiet);
        for row in 0..self.area.height {
            for column in 0..self.area.width {
                let dark = |below: u16| modules.is_dark(module(column), module(2 * row + below));
                let glyph = match (dark(0), dark(1)) {
                    (false, false) => " ",
                    (true, false) => "▀",
                    (false, true) => "▄",
                    (true, true) => "█",
                };
                buf.set_string(self.area.x + column, self.area.y + row, glyph, style);
            }
        }
    }
}
