//! Amounts in large digits, three rows high, drawn with half blocks.

use ratatui::{buffer::Buffer, layout::Rect, style::Style};

use super::{
    Glyphs,
    text::{put, put_centred, width},
};

/// How many rows a large amount takes.
pub const ROWS: u16 = 3;

/// Five rows of three pixels for each digit, top row first, left pixel highest.
const DIGITS: [[u8; 5]; 10] = [
    [0b111, 0b101, 0b101, 0b101, 0b111],
    [0b010, 0b110, 0b010, 0b010, 0b111],
    [0b111, 0b001, 0b111, 0b100, 0b111],
    [0b111, 0b001, 0b111, 0b001, 0b111],
    [0b101, 0b101, 0b111, 0b001, 0b001],
    [0b111, 0b100, 0b111, 0b001, 0b111],
    [0b111, 0b100, 0b111, 0b101, 0b111],
    [0b111, 0b001, 0b010, 0b010, 0b010],
    [0b111, 0b101, 0b111, 0b101, 0b111],
    [0b111, 0b101, 0b111, 0b001, 0b111],
];

/// Draws the amount's text, as `1,234.50`, in the middle of the area from row `y` on, after the currency's sign.
/// Where it does not fit, or without blocks, the text is written once, spaced out.
pub fn draw(buf: &mut Buffer, area: Rect, y: u16, sign: &str, amount: &str, glyphs: Glyphs, style: Style) {
    let needed = width(sign) + 1 + amount.chars().map(advance).sum::<u16>();
    if glyphs == Glyphs::Ascii || needed > area.width {
        let spaced: String = amount.chars().flat_map(|c| [c, ' ']).collect();
        return put_centred(buf, area, y + 1, format!("{sign} {}", spaced.trim_end()).as_str(), style);
    }
    let mut x = area.x + (area.width - needed) / 2;
    put(buf, area, x, y + ROWS - 1, sign, style);
    x += width(sign) + 1;
    for c in amount.chars() {
        for row in 0..ROWS {
            put(buf, area, x, y + row, &glyph_row(c, row), style);
        }
        x += advance(c);
    }
}

/// Columns from the start of a sign to the next one.
fn advance(c: char) -> u16 {
    if c.is_ascii_digit() { 4 } else { 2 }
}

/// One text row of a sign: two pixel rows at once.
fn glyph_row(c: char, row: u16) -> String {
    let Some(digit) = c.to_digit(10) else {
        return if row == ROWS - 1 { c.to_string() } else { " ".into() };
    };
    let pixels = &DIGITS[digit as usize];
    let (upper, lower) = (pixels[usize::from(row) * 2], pixels.get(usize::from(row) * 2 + 1).copied().unwrap_or(0));
    (0..3)
        .rev()
        .map(|bit| match (upper >> bit & 1, lower >> bit & 1) {
            (0, 0) => ' ',
            (1, 0) => '▀',
            (0, _) => '▄',
            _ => '█',
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(columns: u16, amount: &str, glyphs: Glyphs) -> Vec<String> {
        let area = Rect::new(0, 0, columns, ROWS);
        let mut buf = Buffer::empty(area);
        draw(&mut buf, area, 0, "$", amount, glyphs, Style::new());
        let row = |y| (0..columns).map(|x| buf[(x, y)].symbol()).collect::<String>().trim_end().to_owned();
        (0..ROWS).map(row).collect()
    }

    #[test]
    fn an_amount_is_drawn_large() {
        assert_eq!(
            rows(20, "12.34", Glyphs::Blocks),
            ["  ▄█  ▀▀█   ▀▀█ █ █", "   █  █▀▀   ▀▀█ ▀▀█", "$ ▀▀▀ ▀▀▀ . ▀▀▀   ▀"]
        );
    }

    #[test]
    fn what_does_not_fit_is_written_plainly() {
        assert_eq!(rows(14, "12.34", Glyphs::Blocks)[1].trim(), "$ 1 2 . 3 4");
        assert_eq!(rows(40, "12.34", Glyphs::Ascii)[1].trim(), "$ 1 2 . 3 4");
    }
}
