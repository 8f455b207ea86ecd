//! The paper drawn: as dots, for a reader of QR codes, and as SVG, for people.

use std::fmt::Write;

use qrcodegen::{QrCode, QrCodeEcc};

use super::{Centred, Code, Dots, Item, Printed, Row};

/// Dots of a column, and from one row to the next.
const COLUMN: usize = 12;
const PITCH: usize = 30;
const ROW: usize = 24;
/// Free around the paper.
const EDGE: usize = 24;

/// The paper as dots.
pub struct Sheet {
    pub width: usize,
    pub rows: Vec<Vec<bool>>,
}

impl Printed {
    fn dots(&self) -> usize {
        self.columns * COLUMN
    }

    /// Text stands as a bar a column: its shapes are the printer's own business.
    pub fn sheet(&self) -> Sheet {
        let width = self.dots() + 2 * EDGE;
        let mut rows = vec![vec![false; width]; EDGE];
        for item in &self.items {
            match item {
                Item::Row(row) => rows.extend(self.bars(row, width)),
                Item::Dots(dots) => rows.extend(placed(dots, 0, self.dots(), width)),
                Item::Code(code) => {
                    let dots = modules(code);
                    assert!(dots.width <= self.dots(), "the code is wider than the paper");
                    let left = if code.centred == Centred::Yes { (self.dots() - dots.width) / 2 } else { 0 };
                    // A printer leaves nothing free around its codes; the lines above and below do.
                    rows.extend(blank(width, 4 * usize::from(code.module)));
                    rows.extend(placed(&dots, left, self.dots(), width));
                    rows.extend(blank(width, 4 * usize::from(code.module)));
                }
                Item::Cut(_) => rows.extend(blank(width, PITCH)),
                Item::Drawer(_) => {}
            }
        }
        rows.extend(blank(width, EDGE));
        Sheet { width, rows }
    }

    fn bars(&self, row: &Row, width: usize) -> Vec<Vec<bool>> {
        let columns = columns(&row.text) * row.scale;
        let left = self.left(row, columns);
        let mut rows = blank(width, PITCH * row.scale);
        for line in &mut rows[ROW * row.scale / 2..ROW * row.scale] {
            for column in 0..columns {
                let from = EDGE + left + column * COLUMN;
                line[from..from + COLUMN - 2].fill(true);
            }
        }
        rows
    }

    fn left(&self, row: &Row, columns: usize) -> usize {
        assert!(columns <= self.columns, "wider than the paper: {row:?}");
        if row.centred == Centred::Yes { (self.columns - columns) * COLUMN / 2 } else { 0 }
    }

    /// The paper as SVG, black on white, with letters of whoever looks at it; what a cut has parted lies side by side.
    pub fn svg(&self) -> String {
        let pieces: Vec<&[Item]> = self.items.split_inclusive(|item| matches!(item, Item::Cut(_))).collect();
        let piece_width = self.dots() + 2 * EDGE;
        let (mut parts, mut height) = (String::new(), 0);
        for (index, piece) in pieces.iter().enumerate() {
            let mut drawn = String::new();
            let mut top = EDGE;
            for item in *piece {
                top += self.svg_item(&mut drawn, item, top);
            }
            height = height.max(top);
            let left = index * (piece_width + EDGE);
            let _ = writeln!(
                parts,
                "<g transform=\"translate({left} 0)\">\n<rect width=\"{piece_width}\" height=\"{top}\" fill=\"#fdfdfb\" \
                 stroke=\"#c8c8c4\"/>\n{drawn}</g>"
            );
        }
        let width = pieces.len() * (piece_width + EDGE) - EDGE;
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}\" height=\"{}\" viewBox=\"0 0 {width} {height}\" \
             font-family=\"'DejaVu Sans Mono','Noto Sans Mono CJK SC','Noto Sans CJK SC','PingFang SC','Microsoft YaHei',\
             monospace\" fill=\"#1a1a1a\">\n{parts}</svg>\n",
            width * 3 / 4,
            height * 3 / 4
        )
    }

    /// Draws one thing, and says how high it is.
    fn svg_item(&self, svg: &mut String, item: &Item, top: usize) -> usize {
        match item {
            Item::Row(row) => {
                letters(svg, row, EDGE + self.left(row, columns(&row.text) * row.scale), top);
                PITCH * row.scale
            }
            Item::Dots(dots) => {
                path(svg, dots, EDGE, top);
                dots.rows.len()
            }
            Item::Code(code) => {
                let dots = modules(code);
                path(svg, &dots, EDGE + (self.dots() - dots.width) / 2, top + PITCH / 2);
                dots.rows.len() + PITCH
            }
            // The end of the piece.
            Item::Cut(_) => 1,
            Item::Drawer(_) => 0,
        }
    }
}

/// Words of ASCII are stretched to their columns, each Chinese character stands in the middle of its two.
fn letters(svg: &mut String, row: &Row, left: usize, top: usize) {
    let scale = row.scale;
    let (y, size) = (top + 19 * scale, 20 * scale);
    let mut column = 0;
    let mut word = String::new();
    for c in row.text.chars().chain([' ']) {
        if c.is_ascii_graphic() {
            word.push(c);
            continue;
        }
        if !word.is_empty() {
            let (x, long) = (left + column * COLUMN * scale, word.len() * COLUMN * scale);
            let text = word.replace('&', "&amp;").replace('<', "&lt;");
            let _ = writeln!(
                svg,
                "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\" textLength=\"{long}\" lengthAdjust=\"spacingAndGlyphs\">{text}</text>"
            );
            column += word.len();
            word.clear();
        }
        if !c.is_ascii() {
            let x = left + (column + 1) * COLUMN * scale;
            let size = 23 * scale;
            let _ = writeln!(svg, "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\" text-anchor=\"middle\">{c}</text>");
        }
        column += if c.is_ascii() { 1 } else { 2 };
    }
}

/// Each stretch of ink in a row is a rectangle of one path.
fn path(svg: &mut String, dots: &Dots, left: usize, top: usize) {
    let mut shape = String::new();
    for (y, row) in (top..).zip(&dots.rows) {
        let mut x = 0;
        while x < row.len() {
            let long = row[x..].iter().take_while(|dot| **dot).count();
            if long > 0 {
                let _ = write!(shape, "M{} {y}h{long}v1h-{long}z", left + x);
            }
            x += long.max(1);
        }
    }
    let _ = writeln!(svg, "<path shape-rendering=\"crispEdges\" d=\"{shape}\"/>");
}

/// The code as a printer draws it: with the level that it was told, each module so many dots wide.
fn modules(code: &Code) -> Dots {
    let level = [QrCodeEcc::Low, QrCodeEcc::Medium, QrCodeEcc::Quartile, QrCodeEcc::High][usize::from(code.level)];
    let qr = QrCode::encode_binary(code.text.as_bytes(), level).unwrap();
    let module = usize::from(code.module);
    let side = usize::try_from(qr.size()).unwrap() * module;
    let dark = |x: usize, y: usize| qr.get_module((x / module) as i32, (y / module) as i32);
    Dots { width: side, rows: (0..side).map(|y| (0..side).map(|x| dark(x, y)).collect()).collect() }
}

fn placed(dots: &Dots, left: usize, paper: usize, width: usize) -> Vec<Vec<bool>> {
    assert!(left + dots.width <= paper.next_multiple_of(8), "a picture of {} dots on {paper}", dots.width);
    let place = |row: &Vec<bool>| {
        let mut line = vec![false; width];
        line[EDGE + left..EDGE + left + row.len()].copy_from_slice(row);
        line
    };
    dots.rows.iter().map(place).collect()
}

fn blank(width: usize, rows: usize) -> Vec<Vec<bool>> {
    vec![vec![false; width]; rows]
}

fn columns(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

/// What a reader of QR codes finds on a sheet, from the top.
pub fn read_codes(sheet: &Sheet) -> Vec<String> {
    let grey = |x: usize, y: usize| if sheet.rows[y][x] { 0 } else { 255 };
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(sheet.width, sheet.rows.len(), grey);
    image.detect_grids().iter().map(|grid| grid.decode().unwrap().1).collect()
}
