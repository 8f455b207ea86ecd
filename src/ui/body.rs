//! The body of a screen, written from top to bottom.

use std::{borrow::Cow, ops::Range};

use ratatui::{buffer::Buffer, layout::Rect};

use super::{
    Hint, Look, Target, Tone,
    bar::Button,
    digits,
    text::{fill_row, put, put_centred, put_right, width, wrap},
    tiles::Grid,
};
use crate::{
    domain::{Amount, Currency},
    keypad::Key,
};

/// So many rows left are much space.
const ROOMY: u16 = 13;
/// No body whose rows do not all fit has so many more.
const MOST_ROWS: u16 = 30;

/// A pen that moves down the body. Whatever does not fit any more is left out.
pub struct Body<'b, 'l> {
    buf: &'b mut Buffer,
    /// The whole body.
    pub area: Rect,
    /// The look of the screen.
    pub look: Look<'l>,
    /// What a finger can press in it.
    pub targets: Vec<Target>,
    y: u16,
    room: Room,
    /// Whether something that belongs here has no room, or stands above what is shown.
    hides: bool,
    /// The last row that must be seen: what is being typed, or what to look at.
    wanted: Option<u16>,
    /// How far it can be scrolled; none where it does not scroll.
    reach: Option<Reach>,
}

/// How far a body can be scrolled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reach {
    /// So many rows, until the last one is in sight.
    pub rows: usize,
    /// So many rows are shown at once.
    pub room: usize,
}

/// How much room a body has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Room {
    /// That of a whole screen.
    Usual,
    /// A few rows above a keypad: no blank rows.
    Tight,
    /// Fewer than that needs: no large digits either.
    Tightest,
}

impl<'b, 'l> Body<'b, 'l> {
    /// A pen at the top of the area.
    pub fn new(buf: &'b mut Buffer, area: Rect, look: Look<'l>) -> Body<'b, 'l> {
        Body {
            buf,
            area,
            look,
            targets: Vec::new(),
            y: area.y,
            room: Room::Usual,
            hides: false,
            wanted: None,
            reach: None,
        }
    }

    /// Draws into the few rows that a keypad leaves: at first with the blank rows left out, then with plain digits, then so much
    /// of it that what is being typed can be seen, and what is wrong with it.
    pub fn draw_tight(
        buf: &'b mut Buffer,
        area: Rect,
        look: Look<'l>,
        draw: impl Fn(&mut Body<'_, 'l>),
    ) -> Vec<Target> {
        for room in [Room::Tight, Room::Tightest] {
            let mut shown = Buffer::empty(area);
            let mut body = Body { room, ..Body::new(&mut shown, area, look) };
            draw(&mut body);
            if body.y <= area.bottom() {
                let targets = body.targets;
                copy(&shown, buf, area, 0);
                return targets;
            }
        }
        let whole = Rect { height: area.height.saturating_add(MOST_ROWS), ..area };
        let mut shown = Buffer::empty(whole);
        let mut body = Body { room: Room::Tightest, ..Body::new(&mut shown, whole, look) };
        draw(&mut body);
        let skip = body.wanted.map_or(0, |row| (row + 1).saturating_sub(area.bottom()));
        copy(&shown, buf, area, skip);
        Vec::new()
    }

    /// A key as a target in a part of the body, with what it does there.
    pub fn button(&mut self, area: Rect, hint: &Hint<'_>) -> &mut Self {
        Button::of(hint, &self.look).draw(self.buf, area, &self.look, &mut self.targets);
        self
    }

    /// Which of so many rows are shown, from one on: as many as there is room for, and no empty room below the last one.
    pub fn scrolled(&mut self, from: usize, count: usize) -> Range<usize> {
        let fits = usize::from(self.left());
        let reach = Reach { rows: count.saturating_sub(fits), room: fits };
        let start = from.min(reach.rows);
        self.reaches(reach);
        self.hiding(count > fits);
        start..count.min(start + fits)
    }

    /// Says how far it can be scrolled.
    pub fn reaches(&mut self, reach: Reach) {
        self.reach = Some(reach);
    }

    /// How far it can be scrolled; none where it does not scroll.
    pub fn reach(&self) -> Option<Reach> {
        self.reach
    }

    /// Says that something is left out, where it is.
    pub fn hiding(&mut self, hides: bool) -> &mut Self {
        self.hides |= hides;
        self
    }

    /// Whether there is more than is shown.
    pub fn hides(&self) -> bool {
        self.hides || self.y > self.area.bottom()
    }

    /// How many rows are left.
    pub fn left(&self) -> u16 {
        self.area.bottom().saturating_sub(self.y)
    }

    /// Whether there is much space left.
    pub fn is_roomy(&self) -> bool {
        self.left() >= ROOMY
    }

    /// A blank row, where at least `keep` rows stay free below it.
    pub fn gap(&mut self, keep: u16) -> &mut Self {
        if self.left() > keep && self.room == Room::Usual {
            self.y += 1;
        }
        self
    }

    /// Moves down so that what follows, so many rows high, stands in the upper middle of what is left.
    pub fn middle(&mut self, rows: u16) -> &mut Self {
        if self.room == Room::Usual {
            self.y += self.left().saturating_sub(rows) / 3;
        }
        self
    }

    /// Text from the left edge, wrapped.
    pub fn text(&mut self, text: &str, tone: Tone) -> &mut Self {
        for line in wrap(text, self.area.width) {
            self.line(&line, tone);
        }
        self
    }

    /// One row from the left edge.
    pub fn line(&mut self, text: &str, tone: Tone) -> &mut Self {
        self.mark(text, tone);
        put(self.buf, self.area, self.area.x, self.y, text, tone.style());
        self.y += 1;
        self
    }

    /// Text in the middle, wrapped.
    pub fn centred(&mut self, text: &str, tone: Tone) -> &mut Self {
        for line in wrap(text, self.area.width) {
            self.mark(&line, tone);
            put_centred(self.buf, self.area, self.y, &line, tone.style());
            self.y += 1;
        }
        self
    }

    /// A band over the whole width with a word in the middle, three rows high where there is much space.
    pub fn band(&mut self, text: &str, tone: Tone) -> &mut Self {
        let rows = if self.is_roomy() { 3 } else { 1 };
        self.mark(text, tone);
        for row in 0..rows {
            fill_row(self.buf, self.area, self.y + row, " ", tone.style());
        }
        put_centred(self.buf, self.area, self.y + rows / 2, text, tone.style());
        self.y += rows;
        self
    }

    /// An amount in large digits.
    pub fn amount(&mut self, amount: Amount, currency: Currency) -> &mut Self {
        self.signed_amount("", amount, currency)
    }

    /// The same with a sign before it.
    pub fn signed_amount(&mut self, sign: &str, amount: Amount, currency: Currency) -> &mut Self {
        let sign = format!("{sign}{}", currency.sign());
        let text = amount.display(currency).to_string();
        if self.left() < digits::ROWS || self.room == Room::Tightest {
            return self.centred(&format!("{sign} {text}"), Tone::Strong);
        }
        let style = Tone::Strong.style();
        digits::draw(self.buf, self.area, self.y, &sign, &text, self.look.glyphs, style);
        self.y += digits::ROWS;
        self
    }

    /// A text at the left edge and one at the right edge of a row; of two rows, where both do not fit on one.
    pub fn ends(&mut self, left: &str, right: &str) -> &mut Self {
        put(self.buf, self.area, self.area.x, self.y, left, Tone::Label.style());
        if width(left) + 1 + width(right) > self.area.width {
            self.y += 1;
        }
        if self.left() > 0 {
            put_right(self.buf, self.area, self.y, right, Tone::Plain.style());
        }
        self.y += 1;
        self
    }

    /// One row from the left edge, and a short text at its right edge where there is room for it.
    pub fn line_with_end(&mut self, text: &str, tone: Tone, end: &str) -> &mut Self {
        if width(text) + 1 + width(end) <= self.area.width {
            put_right(self.buf, self.area, self.y, end, Tone::Plain.style());
        }
        self.line(text, tone)
    }

    /// Passes over a row that another drawing has filled.
    pub fn skip(&mut self) -> &mut Self {
        self.y += 1;
        self
    }

    /// A label and its value, the values of all pairs in one column.
    pub fn pairs(&mut self, pairs: &[(Cow<'_, str>, Cow<'_, str>)]) -> &mut Self {
        let column = pairs.iter().map(|(label, _)| width(label)).max().unwrap_or(0) + 2;
        for (label, value) in pairs {
            self.mark(value, Tone::Plain);
            put(self.buf, self.area, self.area.x, self.y, label, Tone::Label.style());
            put(self.buf, self.area, self.area.x + column, self.y, value, Tone::Plain.style());
            self.y += 1;
        }
        self
    }

    /// A progress bar with its count.
    pub fn progress(&mut self, done: usize, total: usize) -> &mut Self {
        self.bar(done as u64, total as u64, &format!(" {done}/{total}"))
    }

    /// A progress bar with a whole percentage, which says 100 only when all is done.
    pub fn share(&mut self, done: u64, total: u64) -> &mut Self {
        let percent = (u128::from(done.min(total)) * 100).checked_div(total.into()).unwrap_or(100);
        self.bar(done, total, &format!(" {percent:>3} %"))
    }

    fn bar(&mut self, done: u64, total: u64, label: &str) -> &mut Self {
        let columns = usize::from(self.area.width.saturating_sub(width(label)));
        let share = (columns as u128 * u128::from(done.min(total))).checked_div(total.into());
        let filled = share.and_then(|share| usize::try_from(share).ok()).unwrap_or(columns);
        let (full, empty) = self.look.glyphs.bar();
        let bar = format!("{}{}{label}", full.repeat(filled), empty.repeat(columns - filled));
        self.line(&bar, Tone::Plain)
    }

    /// Entries for a finger over the rest of the body, each with its key; so many rows of other text stand above. Nothing where the
    /// screen is not arranged for touch.
    pub fn keys<'t>(&mut self, above: u16, entries: impl Iterator<Item = (Key, Cow<'t, str>)>) {
        if let Some(touch) = self.look.touch {
            let grid = Grid { columns: touch.tiles(above).0, rows: touch.finger.rows };
            grid.draw_keys(self, entries);
        }
    }

    /// Notes a row that must be seen: it has the mark behind what is typed, or a tone to look at.
    fn mark(&mut self, text: &str, tone: Tone) {
        if text.trim_end().ends_with('_') || matches!(tone, Tone::Warn | Tone::Bad) {
            self.wanted = Some(self.y);
        }
    }

    /// Hands the rest of the body to another drawing.
    pub fn rest(&mut self) -> (&mut Buffer, Rect) {
        let area = Rect::new(self.area.x, self.y.min(self.area.bottom()), self.area.width, self.left());
        (self.buf, area)
    }
}

/// Copies what stands so many rows below the top of the area.
fn copy(from: &Buffer, to: &mut Buffer, area: Rect, skip: u16) {
    for y in area.top()..area.bottom() {
        for x in area.left()..area.right() {
            if let (Some(cell), Some(place)) = (from.cell((x, y + skip)), to.cell_mut((x, y))) {
                *place = cell.clone();
            }
        }
    }
}
