//! The cardholder signs on the screen, by touch or mouse.

use std::borrow::Cow;

use ratatui::layout::Rect;

use super::{Action, Mask, Screen, See, Wish};
use crate::{
    flow,
    i18n::Texts,
    keypad::{Key, Phase, Pointer},
    signature::{self, Grid, Ink},
    ui::{Body, Glyphs, Hint, Tone},
};

/// Rows above the canvas: what is asked, and the amount with the code.
const ROWS_ABOVE: u16 = 2;

/// The canvas, and what is drawn on it so far.
#[derive(Debug, Default)]
pub struct SignaturePad {
    ink: Ink,
    /// Whether a stroke is being drawn. It begins on the canvas; the finger may slip off it afterwards.
    pen_down: bool,
}

impl Screen for SignaturePad {
    fn mask(&self) -> Mask {
        Mask::Body
    }

    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.signature_title()
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_signature()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        vec![
            Hint::new(Key::Enter, t.hint_done()),
            Hint::new(Key::Clear, t.hint_sign_again()),
            Hint::new(Key::Cancel, t.hint_back()),
        ]
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        match key {
            Key::Enter => self.confirm(see),
            Key::Clear => {
                *self = SignaturePad::default();
                Action::Stay
            }
            Key::Cancel => Action::Back,
            _ => Action::no_such_key(see),
        }
    }

    fn touch(&mut self, pointer: Pointer, area: Rect) {
        let canvas = canvas(area);
        if pointer.phase == Phase::Down {
            self.ink.lift();
            self.pen_down = canvas.contains((pointer.column, pointer.row).into());
        }
        if self.pen_down {
            let (column, row) = (pointer.column.saturating_sub(canvas.x), pointer.row.saturating_sub(canvas.y));
            let (x, y) = Grid::new(canvas.width, canvas.height).dot(column, row);
            self.ink.draw(x, y);
        }
        self.pen_down &= pointer.phase != Phase::Up;
    }

    fn takes_touches(&self) -> bool {
        true
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let t = see.look.t;
        let Some(record) = see.terminal.signature_awaited() else { return };
        let money = format!("{} {}", record.currency.sign(), record.amount.display(record.currency));
        let code = t.signature_code(flow::signature::code(record).to_string());
        body.line(&t.signature_ask(), Tone::Strong);
        body.line(&format!("{money}  {code}"), Tone::Label);
        let canvas = canvas(body.area);
        let grid = Grid::new(canvas.width, canvas.height);
        let rows = match see.look.glyphs {
            Glyphs::Blocks => grid.braille(&self.ink),
            Glyphs::Ascii => grid.plain(&self.ink),
        };
        for row in rows {
            body.line(&row, Tone::Plain);
        }
    }

    fn guards_enter(&self) -> bool {
        true
    }

    fn may_idle(&self) -> bool {
        false
    }
}

impl SignaturePad {
    fn confirm(&mut self, see: &See<'_>) -> Action {
        let t = see.look.t;
        let Some(record) = see.terminal.signature_awaited() else { return Action::Back };
        if !self.ink.is_enough() {
            return Action::Refuse(t.signature_too_short());
        }
        match signature::encode(&self.ink, &flow::signature::code(record)) {
            Ok(picture) => Action::Do(Wish::Sign(picture)),
            Err(_) => {
                *self = SignaturePad::default();
                Action::Refuse(t.signature_too_large())
            }
        }
    }
}

/// Where the body has its canvas.
fn canvas(body: Rect) -> Rect {
    let above = ROWS_ABOVE.min(body.height);
    Rect::new(body.x, body.y + above, body.width, body.height - above)
}
