//! The keys at the bottom as targets for a finger: one for each key that does something, each as wide as its words.

use ratatui::{buffer::Buffer, layout::Rect};

use super::{
    Does, Glyphs, Hint, Look, Target, Tone,
    text::{fill_row, put, put_centred, width},
    touch,
};
use crate::keypad::Key;

/// A key as it is drawn.
pub(super) struct Button {
    /// What it does.
    pub does: Does,
    /// What is printed on it.
    pub label: String,
    /// What it does here, if anything.
    pub text: String,
}

impl Button {
    /// The key of a hint.
    pub(super) fn of(hint: &Hint<'_>, look: &Look<'_>) -> Button {
        let does = Does::Key(hint.key);
        Button { does, label: look.key(hint.key).into_owned(), text: hint.text.clone().into_owned() }
    }

    /// Brings the keypad back, or puts it away.
    pub(super) fn keypad(text: &str) -> Button {
        Button { does: Does::Keypad, label: String::new(), text: text.to_owned() }
    }

    fn columns(&self) -> u16 {
        width(&self.label).max(width(&self.text)) + 1
    }

    /// Draws it with the rule above and the line at the left that part it from its neighbours.
    pub(super) fn draw(&self, buf: &mut Buffer, area: Rect, look: &Look<'_>, targets: &mut Vec<Target>) {
        fill_row(buf, area, area.y, look.glyphs.rule(), Tone::Dim.style());
        let inner = match area.x {
            0 => Rect { y: area.y + 1, height: area.height - 1, ..area },
            x => Rect::new(x + 1, area.y + 1, area.width - 1, area.height - 1),
        };
        if area.x > 0 {
            for y in inner.top()..inner.bottom() {
                put(buf, area, area.x, y, look.glyphs.bar_between(), Tone::Dim.style());
            }
        }
        let lines = touch::lines(&self.text, inner.width, inner.height - u16::from(!self.label.is_empty()));
        let rows = u16::try_from(lines.len()).unwrap_or(0) + u16::from(!self.label.is_empty());
        let mut y = inner.y + inner.height.saturating_sub(rows) / 2;
        if !self.label.is_empty() {
            self.label(buf, inner, y);
            y += 1;
        }
        for (y, line) in (y..).zip(lines.iter().filter(|line| !line.is_empty())) {
            put_centred(buf, inner, y, line, Tone::Plain.style());
        }
        let words = format!("{} {}", self.label, self.text).trim().to_owned();
        targets.push(Target { area, does: self.does, words });
    }

    fn label(&self, buf: &mut Buffer, inner: Rect, y: u16) {
        let wide = format!(" {} ", self.label);
        let label = if width(&wide) <= inner.width { &wide } else { &self.label };
        let tone =
            if matches!(self.does, Does::Key(Key::Digit(_) | Key::DoubleZero)) { Tone::Strong } else { Tone::Key };
        put_centred(buf, inner, y, label, tone.style());
    }
}

/// Draws the keys side by side over the whole area. Each has at least the columns of a target; the last ones that find no
/// room are left out.
pub(super) fn draw(
    buf: &mut Buffer,
    area: Rect,
    look: &Look<'_>,
    buttons: &[Button],
    least: u16,
    targets: &mut Vec<Target>,
) {
    fill_row(buf, area, area.y, look.glyphs.rule(), Tone::Dim.style());
    let columns: Vec<u16> = buttons.iter().map(|button| button.columns().max(least)).collect();
    let fitting = (0..=columns.len()).rev().find(|count| columns.iter().take(*count).sum::<u16>() <= area.width);
    let count = fitting.unwrap_or(0);
    let spare = area.width - columns.iter().take(count).sum::<u16>();
    let mut x = area.x;
    for ((index, button), columns) in (0..).zip(buttons).zip(&columns).take(count) {
        let all = u16::try_from(count).unwrap_or(1).max(1);
        let more = spare * (index + 1) / all - spare * index / all;
        button.draw(buf, Rect { x, width: columns + more, ..area }, look, targets);
        x += columns + more;
    }
}

impl Glyphs {
    /// The sign between two keys.
    fn bar_between(self) -> &'static str {
        match self {
            Glyphs::Blocks => "│",
            Glyphs::Ascii => "|",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{domain::Lang, keypad::Keymap};

    fn widths(texts: &[&str], columns: u16, least: u16) -> Vec<u16> {
        let keymap = Keymap::parse("pc", Keymap::shipped("pc").unwrap()).unwrap();
        let look = Look::new(Lang::En, Glyphs::Blocks, &keymap);
        let buttons: Vec<Button> = texts.iter().map(|text| Button::keypad(text)).collect();
        let area = Rect::new(0, 0, columns, 3);
        let mut targets = Vec::new();
        draw(&mut Buffer::empty(area), area, &look, &buttons, least, &mut targets);
        targets.iter().map(|target| target.area.width).collect()
    }

    #[test]
    fn a_key_has_room_for_its_words_and_for_a_finger() {
        assert_eq!(widths(&["a", "b", "c", "d", "e", "a long word"], 40, 5), [5, 6, 5, 6, 5, 13]);
        assert_eq!(widths(&["a", "b"], 40, 5), [20, 20]);
        // What has no room is left out, and the others share it.
        assert_eq!(widths(&["a", "b", "c"], 10, 5), [5, 5]);
        assert_eq!(widths(&["a long word"], 10, 5), [0; 0]);
    }
}
