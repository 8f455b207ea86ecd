//! A receipt as ESC/POS, the command language of receipt printers, with the FS commands for Chinese.
//!
//! Commands as in the public sheets of Epson and of the makers of Chinese printers; printers that pair bytes in Chinese
//! mode must never be given a code page, so none is chosen.

mod code;
mod raster;

use super::{
    CutWay, DrawerPin, Font, Paper, QrWay, gbk,
    layout::{self, Align, Measure, Row},
    text::map_texts,
};
use crate::domain::{
    Picture, Qr,
    receipt::{Line, Receipt, Size},
};

/// ESC @: back to the settings after power on. Also ends whatever an earlier, broken receipt left behind.
const INITIALISE: &[u8] = &[0x1B, 0x40];
/// FS &: bytes above 7F pair up to a Chinese character.
const CHINESE_ON: &[u8] = &[0x1C, 0x26];
/// GS ! n: size of ASCII. Then FS ! n: size of Chinese, bit 2 wide, bit 3 high.
const NORMAL: &[u8] = &[0x1D, 0x21, 0x00, 0x1C, 0x21, 0x00];
const LARGE: &[u8] = &[0x1D, 0x21, 0x11, 0x1C, 0x21, 0x0C];
/// ESC a n.
const LEFT: &[u8] = &[0x1B, 0x61, 0x00];
const CENTRE: &[u8] = &[0x1B, 0x61, 0x01];
/// GS V B 0: feed to the cutter, leave a strip standing.
const CUT_PARTLY: &[u8] = &[0x1D, 0x56, 0x42, 0x00];
/// GS V A 0: feed to the cutter, cut all through.
const CUT: &[u8] = &[0x1D, 0x56, 0x41, 0x00];
/// ESC p m t1 t2: 50 ms on, 500 ms off, in units of 2 ms. The pin is m.
const DRAWER_TIMES: [u8; 2] = [25, 250];
const LINE_FEED: u8 = 0x0A;
/// From the print head to the tear bar.
const LINES_TO_THE_EDGE: u8 = 4;
/// The printer's own rows are 30 dots apart, so so many are left free below a row that is a picture.
const BELOW_A_ROW: u16 = 6;

/// What is to be known of a printer.
#[derive(Clone, Copy, Debug, Default)]
pub struct Device<'f> {
    /// How wide its paper is.
    pub paper: Paper,
    /// How it cuts.
    pub cut: CutWay,
    /// Who draws QR codes.
    pub qr: QrWay,
    /// The pin of the drawer's cable.
    pub drawer: DrawerPin,
    /// Glyphs for rows with a character that the printer does not have.
    pub font: Option<&'f Font>,
}

impl Device<'_> {
    /// The character itself where the printer or the font has it, else one that shows that something is missing.
    fn printable(&self, c: char) -> char {
        match self.font {
            Some(font) if gbk::is_only_unknown(c) && font.has(c) => c,
            _ => gbk::printable(c),
        }
    }
}

/// Whether a receipt has a character that the printer lacks and a font could have.
pub fn wants_font(receipt: &Receipt) -> bool {
    receipt.lines.iter().any(|line| match line {
        Line::Centred(text, _) | Line::Text(text) => text.contains(gbk::is_only_unknown),
        Line::Pair(label, value, _) => label.contains(gbk::is_only_unknown) || value.contains(gbk::is_only_unknown),
        _ => false,
    })
}

/// The bytes that print a receipt, complete in themselves.
///
/// A row with characters outside GBK goes out as a picture where there is a font with glyphs for them; without one they print
/// as `？`. Letters of twice the size have half the columns.
pub fn encode(receipt: &Receipt, device: &Device<'_>) -> Vec<u8> {
    let measure = Measure { columns: device.paper.columns().into(), of_char: gbk::columns, large: 2 };
    let bytes = [INITIALISE, CHINESE_ON].concat();
    let mut out = Output { device, bytes, align: Align::Left, size: Size::Normal };
    for row in layout::rows(&map_texts(receipt, |c| device.printable(c)), measure) {
        match row {
            Row::Text(text, align, size) => out.text(&text, align, size),
            Row::Feed(0) => {}
            Row::Feed(lines) => out.feed(lines),
            Row::Qr(qr) => out.qr(&qr, measure),
            Row::Picture(picture) => out.picture(&picture),
            Row::Drawer => out.drawer(),
            Row::Cut => out.cut(),
        }
    }
    out.set(Align::Left, Size::Normal);
    out.bytes
}

/// What has been sent, and the state that it leaves the printer in, so that commands are sent only for a change.
struct Output<'d> {
    device: &'d Device<'d>,
    bytes: Vec<u8>,
    align: Align,
    size: Size,
}

impl Output<'_> {
    fn text(&mut self, text: &str, align: Align, size: Size) {
        if let Some(font) = self.device.font.filter(|_| text.contains(gbk::is_only_unknown)) {
            return self.drawn(font, text, align, size);
        }
        self.set(align, size);
        self.bytes.extend(gbk::encode(text));
        self.bytes.push(LINE_FEED);
    }

    /// A row of text as a picture: a printer that is sent the four bytes of such a character prints rubbish.
    fn drawn(&mut self, font: &Font, text: &str, align: Align, size: Size) {
        let paper = self.device.paper;
        let row = font.row(text, size, paper, gbk::columns);
        let scale = if size == Size::Large { 2 } else { 1 };
        let used = text.chars().map(gbk::columns).sum::<usize>() * usize::from(Paper::COLUMN) * scale;
        let free = usize::from(paper.dots()).saturating_sub(used);
        let left = if align == Align::Centre { i32::try_from(free / 2).unwrap_or(0) } else { 0 };
        let mut picture = Picture::new(paper.dots(), row.height() + BELOW_A_ROW);
        picture.put(&row, left, 0);
        self.set(Align::Left, Size::Normal);
        self.bytes.extend(raster::encode(&picture));
    }

    /// ESC d n. Blank lines have the ordinary height.
    fn feed(&mut self, lines: u8) {
        self.set(self.align, Size::Normal);
        self.bytes.extend([0x1B, 0x64, lines]);
    }

    /// A code that is too large for the paper, or for any code at all, is printed as the text that it stands for.
    fn qr(&mut self, qr: &Qr, measure: Measure) {
        let modules = qr.modules();
        let scale = modules.as_ref().and_then(|modules| code::scale(qr, modules, self.device.paper));
        let (Some(modules), Some(scale)) = (modules, scale) else {
            let readable: String = qr.text.chars().map(|c| self.device.printable(c)).collect();
            for row in layout::wrapped(&readable, Align::Left, Size::Normal, measure) {
                if let Row::Text(text, align, size) = row {
                    self.text(&text, align, size);
                }
            }
            return;
        };
        match self.device.qr {
            QrWay::Native if code::fits_native(qr) => {
                self.set(Align::Centre, Size::Normal);
                self.bytes.extend(code::native(qr, scale));
            }
            _ => self.picture(&code::picture(&modules, scale)),
        }
    }

    /// In the middle of the paper. The blank dots at its left are part of what is sent: not every printer aligns pictures.
    fn picture(&mut self, picture: &Picture) {
        let dots = self.device.paper.dots();
        let left = dots.saturating_sub(picture.width()) / 2;
        let mut placed = Picture::new((left + picture.width()).min(dots), picture.height());
        placed.put(picture, left.into(), 0);
        self.set(Align::Left, Size::Normal);
        self.bytes.extend(raster::encode(&placed));
    }

    fn drawer(&mut self) {
        let pin = match self.device.drawer {
            DrawerPin::Two => 0,
            DrawerPin::Five => 1,
        };
        self.bytes.extend([0x1B, 0x70, pin]);
        self.bytes.extend(DRAWER_TIMES);
    }

    /// Small printers have no cutter: their paper is fed past the edge on which it is torn.
    fn cut(&mut self) {
        self.set(Align::Left, Size::Normal);
        if self.device.paper == Paper::Mm58 || self.device.cut == CutWay::None {
            self.feed(LINES_TO_THE_EDGE);
        }
        self.bytes.extend(match self.device.cut {
            CutWay::Partial => CUT_PARTLY,
            CutWay::Full => CUT,
            CutWay::None => &[],
        });
    }

    /// Alignment is only heeded at the beginning of a line, which is where this is called.
    fn set(&mut self, align: Align, size: Size) {
        if self.align != align {
            self.align = align;
            self.bytes.extend(match align {
                Align::Left => LEFT,
                Align::Centre => CENTRE,
            });
        }
        if self.size != size {
            self.size = size;
            self.bytes.extend(match size {
                Size::Normal => NORMAL,
                Size::Large => LARGE,
            });
        }
    }
}

/// A QR code with its quiet zone as it is printed on this paper; `None` where it has no room there.
pub(super) fn qr_picture(qr: &Qr, paper: Paper) -> Option<Picture> {
    let modules = qr.modules()?;
    Some(code::picture(&modules, code::scale(qr, &modules, paper)?))
}
