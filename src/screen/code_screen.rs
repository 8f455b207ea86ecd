//! A text as a QR code over the whole screen, for a telephone to scan: the address of a receipt, or what support is told.

use std::borrow::Cow;

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::{Color, Style},
};

use super::{Action, Mask, Screen, See};
use crate::{
    domain::{Modules, Qr, QrLevel, Transaction},
    i18n::Texts,
    keypad::Key,
    ui::{Body, Glyphs, Tone},
};

/// Less light around a code than this, in modules, and many telephones do not find it.
const LEAST_QUIET: u16 = 2;
/// The words beside the code have at least so many columns.
const LEAST_WORDS: u16 = 10;

/// The screen of a code.
#[derive(Debug)]
pub struct CodeScreen {
    title: fn(&Texts) -> Cow<'static, str>,
    /// What it may say, the fullest first: the first that fits the screen is drawn.
    texts: Vec<String>,
}

impl CodeScreen {
    /// A code with a title.
    pub fn new(title: fn(&Texts) -> Cow<'static, str>, texts: Vec<String>) -> CodeScreen {
        CodeScreen { title, texts }
    }

    /// Opens it for a transaction whose receipt is to be found somewhere.
    pub fn receipt(txn: &Transaction, see: &See<'_>) -> Action {
        match see.terminal.receipt_url(txn) {
            Some(url) => Action::Open(Box::new(CodeScreen::new(Texts::qr_title, vec![url]))),
            None => Action::Refuse(see.look.t.refuse_no_code()),
        }
    }
}

impl Screen for CodeScreen {
    fn mask(&self) -> Mask {
        Mask::Body
    }

    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        (self.title)(see.look.t)
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_code()
    }

    /// Any key leads back, as there is no row that could say why one is refused; MENU to the help.
    fn key(&mut self, _key: Key, _see: &See<'_>) -> Action {
        Action::Back
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let t = see.look.t;
        let back = t.qr_back(see.look.key(Key::Cancel).as_ref());
        draw(body, &self.texts, &[((self.title)(t), Tone::Strong), (back, Tone::Plain)], see);
    }

    fn lies_over(&self) -> bool {
        true
    }

    fn fills_screen(&self, _see: &See<'_>) -> bool {
        true
    }
}

/// Draws the first text that fits as a code, with the words beside it; the last text as it is where the screen shows no code.
pub fn draw(body: &mut Body<'_, '_>, texts: &[String], words: &[(Cow<'static, str>, Tone)], see: &See<'_>) {
    // A smaller code is worth more on a screen than one that survives scratches.
    let code = |text: &String| {
        let modules = Qr { text: text.clone(), level: QrLevel::Low, module: 1 }.modules()?;
        Place::find(&modules, body.area).map(|place| (modules, place))
    };
    match texts.iter().find_map(code) {
        Some((modules, place)) if see.look.glyphs == Glyphs::Blocks => {
            let (buf, _) = body.rest();
            place.draw(&modules, buf);
            let Some(room) = place.words(body.area) else { return };
            let (buf, _) = body.rest();
            let mut beside = Body::new(buf, room, see.look);
            for (text, tone) in words {
                beside.text(text, *tone).gap(0);
            }
        }
        none => {
            let t = see.look.t;
            let why = if none.is_some() { t.qr_no_blocks() } else { t.qr_no_room() };
            let (first, rest) = words.split_first().map_or((None, words), |(first, rest)| (Some(first), rest));
            if let Some((text, tone)) = first {
                body.text(text, *tone).gap(0);
            }
            body.text(&why, Tone::Plain).gap(0).text(texts.last().map_or("", String::as_str), Tone::Plain);
            for (text, tone) in rest {
                body.gap(0).text(text, *tone);
            }
        }
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
