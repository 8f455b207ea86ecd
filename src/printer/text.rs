//! A receipt as plain text, for files, logs on paper and the preview on the screen.

use unicode_width::UnicodeWidthChar;

use super::layout::{self, Align, Measure, Row, wrapped};
use crate::domain::receipt::{Line, Receipt, Size};

/// The text form: lines of at most `width` columns, a Hanzi counting two, each ended by a line feed.
///
/// Large lines are as wide as others. A cut is a broken line. Control characters show as `?`.
pub fn render(receipt: &Receipt, width: u16) -> String {
    let measure = Measure { columns: width.into(), of_char: |c| c.width().unwrap_or(0), large: 1 };
    let mut text = String::new();
    for row in layout::rows(&map_texts(receipt, harmless), measure) {
        match row {
            Row::Text(row, align, size) => {
                if align == Align::Centre {
                    let free = measure.room(size).saturating_sub(measure.of(&row));
                    text.push_str(&" ".repeat(free / 2));
                }
                text.push_str(&row);
                text.push('\n');
            }
            Row::Feed(lines) => text.push_str(&"\n".repeat(lines.into())),
            // Whoever reads a text can type an address, and has no use for modules and dots.
            Row::Qr(qr) => {
                let readable: String = qr.text.chars().map(harmless).collect();
                for row in wrapped(&readable, Align::Left, Size::Normal, measure) {
                    if let Row::Text(row, ..) = row {
                        text.push_str(&row);
                        text.push('\n');
                    }
                }
            }
            Row::Picture(picture) => text.push_str(&format!("[{}x{}]\n", picture.width(), picture.height())),
            Row::Drawer => {}
            Row::Cut => {
                let columns = measure.room(Default::default());
                text.push_str("- ".repeat(columns / 2).trim_end());
                text.push('\n');
            }
        }
    }
    text
}

/// The same receipt with each character of its texts replaced; line feeds stay.
pub(super) fn map_texts(receipt: &Receipt, map: impl Fn(char) -> char) -> Receipt {
    let map = |text: &String| text.chars().map(|c| if c == '\n' { c } else { map(c) }).collect();
    let lines = receipt.lines.iter().map(|line| match line {
        Line::Centred(text, size) => Line::Centred(map(text), *size),
        Line::Text(text) => Line::Text(map(text)),
        Line::Pair(label, value, size) => Line::Pair(map(label), map(value), *size),
        other => other.clone(),
    });
    Receipt { lines: lines.collect() }
}

/// Texts from the host or a card may hold anything; what could steer a terminal or turn the reading order must not.
fn harmless(c: char) -> char {
    match c {
        '\t' => ' ',
        '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '?',
        c if c.is_control() => '?',
        c => c,
    }
}
