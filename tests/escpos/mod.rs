//! A receipt printer of a few hundred lines: it takes ESC/POS bytes, keeps the state that they leave, and says what stands on
//! the paper then. It knows the commands that the program sends and panics at any other, and it shares no code with what sends
//! them. `sheet.rs` draws the paper.

#![allow(clippy::unwrap_used, clippy::panic, reason = "clippy knows test functions, not the helpers beside them")]
#![allow(dead_code, unused_imports, reason = "each program uses only a part of it")]

pub mod font;
mod sheet;

pub use sheet::{Sheet, read_codes};

use unicode_width::UnicodeWidthStr;

/// What the printer has put on the paper, from top to bottom.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    Row(Row),
    /// Rows of dots, from the left edge.
    Dots(Dots),
    Code(Code),
    Cut(Cut),
    /// The drawer's pin got its pulse.
    Drawer(u8),
}

/// A row of text.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub text: String,
    pub centred: Centred,
    pub scale: usize,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Centred {
    Yes,
    No,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cut {
    Partly,
    Through,
}

/// A picture, a byte a dot.
#[derive(Clone, Debug, PartialEq)]
pub struct Dots {
    pub width: usize,
    pub rows: Vec<Vec<bool>>,
}

/// A QR code that the printer draws by itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Code {
    pub text: String,
    pub level: u8,
    pub module: u8,
    pub centred: Centred,
}

pub fn row(text: &str, scale: usize) -> Row {
    Row { text: text.into(), centred: Centred::No, scale }
}

/// The paper after all bytes.
#[derive(Debug)]
pub struct Printed {
    pub items: Vec<Item>,
    pub columns: usize,
}

/// The printer's state between two commands.
#[derive(Default)]
struct State {
    chinese: bool,
    ascii_size: u8,
    chinese_size: u8,
    centred: bool,
    line: Vec<u8>,
    code: Stored,
}

/// What the functions of GS ( k have set.
#[derive(Default)]
struct Stored {
    module: u8,
    level: u8,
    data: Vec<u8>,
}

impl Printed {
    /// What is on the paper of a printer with so many columns, after a power on.
    pub fn decode(mut bytes: &[u8], columns: usize) -> Printed {
        let mut printed = Printed { items: Vec::new(), columns };
        let mut state = State::default();
        while !bytes.is_empty() {
            let used = printed.command(&mut state, bytes);
            bytes = &bytes[used..];
        }
        assert!(state.line.is_empty(), "the last line is not ended");
        printed
    }

    /// Takes one command, and says how many bytes it has.
    fn command(&mut self, state: &mut State, bytes: &[u8]) -> usize {
        match bytes {
            [0x1B, b'@', ..] => {
                *state = State::default();
                2
            }
            [0x1C, b'&', ..] => set(&mut state.chinese, true, 2),
            [0x1C, b'.', ..] => set(&mut state.chinese, false, 2),
            [0x1D, b'!', n, ..] => set(&mut state.ascii_size, *n, 3),
            [0x1C, b'!', n, ..] => set(&mut state.chinese_size, *n, 3),
            [0x1B, b'a', n @ 0..=1, ..] => {
                assert!(state.line.is_empty(), "alignment within a line");
                set(&mut state.centred, *n == 1, 3)
            }
            // The feed to the tear bar is no blank line of the receipt.
            [0x1B, b'd', 4, 0x1D, b'V', ..] => 3,
            [0x1B, b'd', n, ..] => {
                (0..*n).for_each(|_| self.items.push(Item::Row(row("", 1))));
                3
            }
            [0x1D, b'V', b'B', 0, ..] => self.put(Item::Cut(Cut::Partly), 4),
            [0x1D, b'V', b'A', 0, ..] => self.put(Item::Cut(Cut::Through), 4),
            [0x1B, b'p', pin @ 0..=1, on, off, ..] => {
                assert!(on < off, "the drawer's coil would burn");
                self.put(Item::Drawer(*pin), 5)
            }
            [0x1D, b'v', b'0', 0, xl, xh, yl, yh, data @ ..] => 8 + self.raster([*xl, *xh, *yl, *yh], data),
            [0x1D, b'(', b'k', pl, ph, data @ ..] => {
                let length = usize::from(*pl) + 256 * usize::from(*ph);
                self.code(state, &data[..length]);
                5 + length
            }
            [b'\n', ..] => {
                self.items.push(Item::Row(state.end_line()));
                1
            }
            [0x20..=0x7E, ..] => {
                state.line.push(bytes[0]);
                1
            }
            [first @ 0x81..=0xFE, second @ 0x40..=0xFE, ..] => {
                assert!(state.chinese, "Chinese outside Chinese mode");
                state.line.extend([*first, *second]);
                2
            }
            other => panic!("unknown command {:02x?}", &other[..other.len().min(4)]),
        }
    }

    fn put(&mut self, item: Item, used: usize) -> usize {
        self.items.push(item);
        used
    }

    /// GS v 0: the strips of one picture follow each other without a gap.
    fn raster(&mut self, [xl, xh, yl, yh]: [u8; 4], data: &[u8]) -> usize {
        let (stride, height) = (usize::from(xl) + 256 * usize::from(xh), usize::from(yl) + 256 * usize::from(yh));
        assert!(stride > 0 && height > 0, "an empty picture");
        let bits = |row: &[u8]| row.iter().flat_map(|byte| (0..8).map(move |bit| byte << bit & 0x80 != 0)).collect();
        let rows: Vec<Vec<bool>> = data[..stride * height].chunks(stride).map(bits).collect();
        match self.items.last_mut() {
            Some(Item::Dots(above)) if above.width == stride * 8 => above.rows.extend(rows),
            _ => self.items.push(Item::Dots(Dots { width: stride * 8, rows })),
        }
        stride * height
    }

    /// GS ( k with cn 49: QR codes.
    fn code(&mut self, state: &mut State, data: &[u8]) {
        assert!(data.len() <= 3 + 1018, "some printers take no more");
        match data {
            [0x31, 0x41, 0x32, 0] => {}
            [0x31, 0x43, module @ 1..=16] => state.code.module = *module,
            [0x31, 0x45, level @ 0x30..=0x33] => state.code.level = level - 0x30,
            [0x31, 0x50, 0x30, data @ ..] => state.code.data = data.to_vec(),
            [0x31, 0x51, 0x30] => {
                assert!(state.line.is_empty(), "a code within a line");
                let text = String::from_utf8(state.code.data.clone()).unwrap();
                let (level, module, centred) = (state.code.level, state.code.module, centring(state.centred));
                self.items.push(Item::Code(Code { text, level, module, centred }));
            }
            other => panic!("unknown function of GS ( k: {:02x?}", &other[..other.len().min(4)]),
        }
    }

    /// The rows of text.
    pub fn rows(&self) -> Vec<&Row> {
        self.items.iter().filter_map(|item| if let Item::Row(row) = item { Some(row) } else { None }).collect()
    }

    /// The text form of the paper, as `printer::text` has it.
    pub fn as_text(&self) -> String {
        self.items.iter().map(|item| self.item_as_text(item)).collect()
    }

    fn item_as_text(&self, item: &Item) -> String {
        match item {
            Item::Row(Row { text, centred: Centred::Yes, .. }) => {
                " ".repeat((self.columns - text.width()) / 2) + text + "\n"
            }
            Item::Row(row) => format!("{}\n", row.text),
            Item::Cut(_) => "- ".repeat(self.columns / 2).trim_end().to_owned() + "\n",
            Item::Dots(dots) => format!("<{}x{}>\n", dots.width, dots.rows.len()),
            Item::Code(code) => format!("<{}>\n", code.text),
            Item::Drawer(_) => String::new(),
        }
    }
}

fn set<T>(what: &mut T, to: T, used: usize) -> usize {
    *what = to;
    used
}

fn centring(centred: bool) -> Centred {
    if centred { Centred::Yes } else { Centred::No }
}

impl State {
    fn end_line(&mut self) -> Row {
        let scale = match (self.ascii_size, self.chinese_size) {
            (0, 0) => 1,
            (0x11, 0x0C) => 2,
            other => panic!("ASCII and Chinese of different size: {other:?}"),
        };
        let line = std::mem::take(&mut self.line);
        let (text, _, bad) = encoding_rs::GBK.decode(&line);
        assert!(!bad, "not GBK: {line:02x?}");
        Row { text: text.into_owned(), centred: centring(self.centred), scale }
    }
}
