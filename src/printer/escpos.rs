//! A receipt as ESC/POS, the command language of receipt printers, with the FS commands for Chinese.
//!
//! Commands as in the public sheets of Epson and of the makers of Chinese printers; printers that pair bytes in Chinese
//! mode must never be given a code page, so none is chosen.

use super::{
    Paper, gbk,
    layout::{self, Align, Measure, Row},
    text::map_texts,
};
use crate::domain::receipt::{Receipt, Size};

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
const CUT: &[u8] = &[0x1D, 0x56, 0x42, 0x00];
const LINE_FEED: u8 = 0x0A;

/// The bytes that print a receipt, complete in themselves.
///
/// Characters outside GBK print as `？`. Letters of twice the size have half the columns.
pub fn encode(receipt: &Receipt, paper: Paper) -> Vec<u8> {
    let measure = Measure { columns: paper.columns().into(), of_char: gbk::columns, large: 2 };
    let mut out = Output { bytes: [INITIALISE, CHINESE_ON].concat(), align: Align::Left, size: Size::Normal };
    for row in layout::rows(&map_texts(receipt, gbk::printable), measure) {
        match row {
            Row::Text(text, align, size) => out.text(&text, align, size),
            Row::Feed(0) => {}
            Row::Feed(lines) => out.feed(lines),
            Row::Cut => out.cut(paper),
        }
    }
    out.set(Align::Left, Size::Normal);
    out.bytes
}

/// What has been sent, and the state that it leaves the printer in, so that commands are sent only for a change.
struct Output {
    bytes: Vec<u8>,
    align: Align,
    size: Size,
}

impl Output {
    fn text(&mut self, text: &str, align: Align, size: Size) {
        self.set(align, size);
        self.bytes.extend(gbk::encode(text));
        self.bytes.push(LINE_FEED);
    }

    /// ESC d n. Blank lines have the ordinary height.
    fn feed(&mut self, lines: u8) {
        self.set(self.align, Size::Normal);
        self.bytes.extend([0x1B, 0x64, lines]);
    }

    /// Small printers have no cutter: their paper is fed past the edge on which it is torn.
    fn cut(&mut self, paper: Paper) {
        self.set(Align::Left, Size::Normal);
        if paper == Paper::Mm58 {
            self.feed(LINES_TO_THE_EDGE);
        }
        self.bytes.extend(CUT);
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

/// From the print head to the tear bar.
const LINES_TO_THE_EDGE: u8 = 4;
