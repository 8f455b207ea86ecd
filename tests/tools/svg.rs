//! A terminal's screen as SVG: a grid of cells. Each word is placed by itself and stretched to its cells, so that no font of
//! whoever looks at it can move the columns. Each wide glyph stands by itself in the middle of its two cells. Blocks and
//! rules are drawn as shapes.

use std::fmt::Write;

use vt100::{Cell, Color, Screen};

/// A cell in pixels.
const CELL: (u16, u16) = (9, 20);
/// From the top of a cell to the line that letters stand on.
const BASE: u16 = 15;
/// The size of letters.
const LETTERS: u16 = 15;
/// Around the cells.
const EDGE: u16 = 12;
/// The screen itself.
const DARK: &str = "#14171c";
/// Ordinary text.
const LIGHT: &str = "#d6d9de";
/// The sixteen named colours.
const NAMED: [&str; 16] = [
    "#14171c", "#c4423d", "#3fa45b", "#d9a53a", "#4a7fd0", "#a765b8", "#4fb3bf", "#d6d9de", "#6b737e", "#e0645f",
    "#62c47d", "#ecc15c", "#76a3e6", "#c48ad3", "#7ad0da", "#f4f6f8",
];

/// What a cell looks like, but for its glyph.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Paint {
    ink: &'static str,
    ground: &'static str,
    bold: bool,
}

/// The picture of a screen, with this time wherever it shows one; as it is, where this is empty.
pub fn picture(screen: &Screen, clock: &str) -> String {
    let (rows, columns) = size(screen);
    let (width, height) = (columns * CELL.0 + 2 * EDGE, rows * CELL.1 + 2 * EDGE);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
         font-family=\"'DejaVu Sans Mono','Noto Sans Mono CJK SC','Noto Sans CJK SC','PingFang SC','Microsoft YaHei',\
         monospace\" font-size=\"{LETTERS}\">\n\
         <rect width=\"{width}\" height=\"{height}\" rx=\"8\" fill=\"{DARK}\"/>\n"
    );
    for row in 0..rows {
        grounds(&mut svg, screen, row);
        glyphs(&mut svg, screen, row, clock);
    }
    svg.push_str("</svg>\n");
    svg
}

/// Rows and columns.
fn size(screen: &Screen) -> (u16, u16) {
    let (rows, columns) = screen.size();
    (rows.get(), columns.get())
}

fn paint(cell: &Cell) -> Paint {
    let ink = colour(cell.fgcolor(), LIGHT);
    let ground = colour(cell.bgcolor(), DARK);
    let (ink, ground) = if cell.inverse() { (ground, ink) } else { (ink, ground) };
    Paint { ink, ground, bold: cell.bold() }
}

fn colour(colour: Color, usual: &'static str) -> &'static str {
    match colour {
        Color::Idx(index) => NAMED.get(usize::from(index)).copied().unwrap_or(usual),
        Color::Default | Color::Rgb(..) => usual,
    }
}

/// The coloured stretches behind a row.
fn grounds(svg: &mut String, screen: &Screen, row: u16) {
    let ground = |column| cell_of(screen, row, column).map_or(DARK, |cell| paint(cell).ground);
    let columns = size(screen).1;
    let mut from = 0;
    while from < columns {
        let colour = ground(from);
        let to = (from..columns).find(|column| ground(*column) != colour).unwrap_or(columns);
        if colour != DARK {
            rect(svg, (left(from), top(row)), ((to - from) * CELL.0, CELL.1), colour);
        }
        from = to;
    }
}

/// The cell at a place, or the wide one that reaches over it.
fn cell_of(screen: &Screen, row: u16, column: u16) -> Option<&Cell> {
    let cell = screen.cell(row, column)?;
    if cell.is_wide_continuation() { screen.cell(row, column.checked_sub(1)?) } else { Some(cell) }
}

/// The glyphs of a row: words of one look become one element with a place for each letter.
fn glyphs(svg: &mut String, screen: &Screen, row: u16, clock: &str) {
    let mut word = Word::default();
    for column in 0..size(screen).1 {
        let Some(cell) = screen.cell(row, column) else { continue };
        if cell.is_wide_continuation() {
            continue;
        }
        let paint = paint(cell);
        let glyph = clock_glyph(screen, row, column, clock).unwrap_or(cell.contents());
        if glyph.trim().is_empty() || block(svg, glyph, column, row, paint) {
            word.write(svg, row);
            continue;
        }
        if cell.is_wide() {
            word.write(svg, row);
            wide(svg, glyph, column, row, paint);
            continue;
        }
        if word.paint != Some(paint) {
            word.write(svg, row);
            word.paint = Some(paint);
            word.column = column;
        }
        word.text.push_str(glyph);
        word.cells += 1;
    }
    word.write(svg, row);
}

/// The glyph of a clock at this place, wherever one stands: two digits, a colon, two digits.
fn clock_glyph<'c>(screen: &Screen, row: u16, column: u16, clock: &'c str) -> Option<&'c str> {
    let begins = |start: u16| {
        clock.chars().zip(start..).all(|(shown, column)| {
            let found = screen.cell(row, column).map_or("", |cell| cell.contents());
            if shown == ':' { found == ":" } else { found.chars().all(|c| c.is_ascii_digit()) && !found.is_empty() }
        })
    };
    let at = (0..clock.len())
        .find(|at| u16::try_from(*at).ok().and_then(|at| column.checked_sub(at)).is_some_and(begins))?;
    clock.get(at..=at)
}

/// Narrow glyphs of one look that stand side by side.
#[derive(Default)]
struct Word {
    text: String,
    column: u16,
    cells: u16,
    paint: Option<Paint>,
}

impl Word {
    /// Writes the word, if there is one, and begins anew.
    fn write(&mut self, svg: &mut String, row: u16) {
        let Word { text, column, cells, paint: Some(paint) } = std::mem::take(self) else { return };
        let stretch = format!("textLength=\"{}\" lengthAdjust=\"spacingAndGlyphs\"", cells * CELL.0);
        write_text(svg, left(column), row, &stretch, &text, paint);
    }
}

fn wide(svg: &mut String, glyph: &str, column: u16, row: u16, paint: Paint) {
    write_text(svg, left(column) + CELL.0, row, "text-anchor=\"middle\"", glyph, paint);
}

fn write_text(svg: &mut String, x: u16, row: u16, how: &str, text: &str, paint: Paint) {
    let weight = if paint.bold { " font-weight=\"bold\"" } else { "" };
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    let (y, ink) = (top(row) + BASE, paint.ink);
    // Writing to a string cannot fail.
    let _ = writeln!(svg, "<text x=\"{x}\" y=\"{y}\" {how} fill=\"{ink}\"{weight}>{text}</text>");
}

/// Draws a block or a rule as a shape. Returns whether the glyph was one.
fn block(svg: &mut String, glyph: &str, column: u16, row: u16, paint: Paint) -> bool {
    let (x, y) = (left(column), top(row));
    let half = CELL.1 / 2;
    match glyph {
        "█" => rect(svg, (x, y), CELL, paint.ink),
        "▀" => rect(svg, (x, y), (CELL.0, half), paint.ink),
        "▄" => rect(svg, (x, y + half), (CELL.0, half), paint.ink),
        "━" => rect(svg, (x, y + half - 1), (CELL.0, 3), paint.ink),
        "▁" | "▂" | "▃" | "▅" | "▆" | "▇" => {
            let eighths = glyph.chars().map(|c| c as u16 - '▁' as u16 + 1).sum::<u16>();
            let height = CELL.1 * eighths / 8;
            rect(svg, (x, y + CELL.1 - height), (CELL.0, height), paint.ink);
        }
        "─" => rect(svg, (x, y + half), (CELL.0, 1), paint.ink),
        "░" => rect(svg, (x, y + half / 2), (CELL.0, half), NAMED[8]),
        _ => return false,
    }
    true
}

fn rect(svg: &mut String, (x, y): (u16, u16), (width, height): (u16, u16), colour: &str) {
    let _ = writeln!(svg, "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"{colour}\"/>");
}

fn left(column: u16) -> u16 {
    EDGE + column * CELL.0
}

fn top(row: u16) -> u16 {
    EDGE + row * CELL.1
}
