//! Cells of a screen as bytes, and back.

use ratatui::{
    buffer::Cell,
    style::{Color, Modifier, Style},
};

use super::{
    Private,
    private::kept,
    scan::{Bad, Scan, put_varint},
};

const MOVE: u8 = 1;
const STYLE: u8 = 2;
const TEXT: u8 = 3;
const BLANKS: u8 = 4;
/// A symbol has no more bytes.
const SYMBOL_MAX: usize = 64;
/// Before a symbol of several characters.
const SEVERAL: u8 = 0;

/// Writes cells that come row by row, each row from left to right, without what is private.
pub(super) fn write<'c>(
    out: &mut Vec<u8>,
    cells: impl Iterator<Item = (u16, u16, &'c Cell)>,
    private: Option<Private>,
) {
    let mut pen = Pen { out, at: None, style: None, run: None };
    for (x, y, cell) in cells {
        if let Some(symbol) = kept(cell, x, y, private) {
            pen.cell((x, y), cell, symbol);
        }
    }
    pen.end_run();
}

struct Pen<'o> {
    out: &'o mut Vec<u8>,
    /// Where the next cell lies if nothing moves.
    at: Option<(u16, u16)>,
    style: Option<(Color, Color, Modifier)>,
    run: Option<Run>,
}

/// Cells side by side that are still being written.
struct Run {
    step: u8,
    /// Where their count stands; one byte, so a run has 127 cells at most.
    count_at: usize,
    count: u8,
}

impl Pen<'_> {
    fn cell(&mut self, (x, y): (u16, u16), cell: &Cell, symbol: &str) {
        if self.at != Some((x, y)) {
            self.end_run();
            self.out.push(MOVE);
            put_varint(self.out, x.into());
            put_varint(self.out, y.into());
        }
        let style = (cell.fg, cell.bg, cell.modifier);
        if self.style != Some(style) {
            self.end_run();
            self.out.push(STYLE);
            put_color(self.out, cell.fg);
            put_color(self.out, cell.bg);
            put_varint(self.out, cell.modifier.bits().into());
            self.style = Some(style);
        }
        if symbol == " " {
            self.begin(BLANKS);
        } else {
            self.begin(TEXT);
            put_symbol(self.out, symbol);
        }
        self.at = Some((x.saturating_add(wide(symbol)), y));
    }

    /// Counts a cell to the run that it belongs to.
    fn begin(&mut self, step: u8) {
        match &mut self.run {
            Some(run) if run.step == step && run.count < 127 => run.count += 1,
            _ => {
                self.end_run();
                self.out.push(step);
                self.run = Some(Run { step, count_at: self.out.len(), count: 1 });
                self.out.push(0);
            }
        }
    }

    fn end_run(&mut self) {
        if let Some(Run { count_at, count, .. }) = self.run.take()
            && let Some(place) = self.out.get_mut(count_at)
        {
            *place = count;
        }
    }
}

/// How many columns a symbol takes; the next cell lies behind them.
pub(super) fn wide(symbol: &str) -> u16 {
    u16::try_from(unicode_width::UnicodeWidthStr::width(symbol)).unwrap_or(1).clamp(1, 2)
}

fn put_symbol(out: &mut Vec<u8>, symbol: &str) {
    let mut characters = symbol.chars();
    let one = characters.next().filter(|first| *first != '\0' && characters.next().is_none());
    if one.is_none() {
        let symbol = if symbol.is_empty() || symbol.len() > SYMBOL_MAX { "?" } else { symbol };
        out.extend([SEVERAL, symbol.len() as u8]);
        out.extend_from_slice(symbol.as_bytes());
        return;
    }
    out.extend_from_slice(symbol.as_bytes());
}

fn put_color(out: &mut Vec<u8>, color: Color) {
    match color {
        Color::Indexed(number) => out.extend([INDEXED, number]),
        Color::Rgb(red, green, blue) => out.extend([MIXED, red, green, blue]),
        named => out.push(NAMED.iter().position(|one| *one == named).unwrap_or(0) as u8),
    }
}

/// Colours with a name, at the place of their number.
const NAMED: [Color; 17] = [
    Color::Reset,
    Color::Black,
    Color::Red,
    Color::Green,
    Color::Yellow,
    Color::Blue,
    Color::Magenta,
    Color::Cyan,
    Color::Gray,
    Color::DarkGray,
    Color::LightRed,
    Color::LightGreen,
    Color::LightYellow,
    Color::LightBlue,
    Color::LightMagenta,
    Color::LightCyan,
    Color::White,
];
const INDEXED: u8 = 17;
const MIXED: u8 = 18;

/// Cells as they stand in a file, without a mistake. A few bytes there can be thousands of cells, so they become cells only one after
/// the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cells(Vec<u8>);

impl Cells {
    /// Takes what is left.
    pub(super) fn read(scan: &mut Scan<'_>) -> Result<Cells, Bad> {
        let bytes = scan.rest().to_vec();
        each(scan, |_, _, _| ())?;
        Ok(Cells(bytes))
    }

    /// Gives each cell with its place.
    pub(super) fn each(&self, with: impl FnMut(u16, u16, Cell)) {
        let read = each(&mut Scan::new(&self.0), with);
        debug_assert_eq!(read, Ok(()), "they were read without a mistake before");
    }
}

/// Reads cells to the end, and gives each with its place.
fn each(scan: &mut Scan<'_>, mut with: impl FnMut(u16, u16, Cell)) -> Result<(), Bad> {
    let (mut x, mut y, mut style) = (0_u16, 0_u16, Style::reset());
    while !scan.is_at_end() {
        match scan.byte()? {
            MOVE => (x, y) = (scan.small("a column beyond any screen")?, scan.small("a row beyond any screen")?),
            STYLE => {
                let (fg, bg) = (color(scan)?, color(scan)?);
                let bits = u16::try_from(scan.varint()?).ok().and_then(Modifier::from_bits);
                style = Style::reset().fg(fg).bg(bg).add_modifier(bits.ok_or(scan.bad("an unknown modifier"))?);
            }
            step @ (TEXT | BLANKS) => {
                for _ in 0..scan.byte()? {
                    let symbol = if step == TEXT { symbol(scan)? } else { " " };
                    let mut cell = Cell::default();
                    cell.set_symbol(symbol).set_style(style);
                    with(x, y, cell);
                    x = x.checked_add(wide(symbol)).ok_or(scan.bad("a column beyond any screen"))?;
                }
            }
            _ => return Err(scan.bad("an unknown step of a frame")),
        }
    }
    Ok(())
}

fn symbol<'b>(scan: &mut Scan<'b>) -> Result<&'b str, Bad> {
    let bad = scan.bad("a symbol that is no text");
    let length = match scan.peek()? {
        SEVERAL => {
            scan.byte()?;
            usize::from(scan.byte()?)
        }
        0x01..=0x7f => 1,
        0xc0..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf7 => 4,
        _ => return Err(bad),
    };
    let text = std::str::from_utf8(scan.take(length)?).map_err(|_| bad)?;
    let fits = !text.is_empty() && text.len() <= SYMBOL_MAX && !text.chars().any(char::is_control);
    if fits { Ok(text) } else { Err(bad) }
}

fn color(scan: &mut Scan<'_>) -> Result<Color, Bad> {
    match scan.byte()? {
        INDEXED => Ok(Color::Indexed(scan.byte()?)),
        MIXED => Ok(Color::Rgb(scan.byte()?, scan.byte()?, scan.byte()?)),
        named => NAMED.get(usize::from(named)).copied().ok_or(scan.bad("an unknown colour")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_bytes_that_are_many_cells_stay_a_few_bytes() {
        let bytes = [MOVE, 0, 0, BLANKS, 255].repeat(1000);
        let cells = Cells::read(&mut Scan::new(&bytes)).unwrap();
        assert_eq!(cells.0.len(), bytes.len());
        let mut count = 0;
        cells.each(|_, _, _| count += 1);
        assert_eq!(count, 255_000);
    }
}
