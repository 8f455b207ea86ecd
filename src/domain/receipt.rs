//! A receipt as data: what stands on it, not how a printer is told.

use serde::{Deserialize, Serialize};

use super::{Picture, Qr};

/// A slip of paper, top to bottom.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Its lines.
    pub lines: Vec<Line>,
}

/// One element of a receipt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Line {
    /// Text in the middle.
    Centred(String, Size),
    /// Text from the left edge, wrapped where it is too long.
    Text(String),
    /// A label at the left and a value at the right edge; the value goes to a line of its own where both do not fit.
    Pair(String, String, Size),
    /// A line across.
    Rule,
    /// So many blank lines.
    Feed(u8),
    /// A QR code in the middle.
    Qr(Qr),
    /// A picture in the middle, dot for dot; what is wider than the paper is cut off.
    Picture(Picture),
    /// The cash drawer is opened, where one hangs on the printer.
    Drawer,
    /// The paper is cut here.
    Cut,
}

/// How large a line is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Size {
    /// As usual.
    #[default]
    Normal,
    /// Twice as wide and high.
    Large,
}

/// The kinds of trouble that an operator can be told in a few words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The printer reports that its paper is at an end.
    OutOfPaper,
    /// The printer reports that its cover is open.
    CoverOpen,
    /// The printer does not go on: paper, cover or power.
    Stalled,
    /// Off, unplugged, or not there.
    NotThere,
    /// No program takes the bytes.
    NobodyReads,
    /// The file system is full.
    DiskFull,
    /// No right to open it, or another program holds it.
    Refused,
    /// The configuration is wrong.
    Settings,
    /// Anything else.
    Other,
}

/// What a printer says of itself when it is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Condition {
    /// It has not been asked yet, or gives no answer: neither well nor unwell.
    #[default]
    Unknown,
    /// It is a file or a FIFO: there is nothing to ask, and the last job tells all that is known.
    Silent,
    /// There is none, by the configuration.
    None,
    /// Ready, with paper.
    Well,
    /// Ready, and the roll is nearly at its end.
    PaperLow,
    /// The paper is at an end.
    PaperOut,
    /// The cover is open.
    CoverOpen,
    /// It cannot be reached: off, unplugged, or not there.
    Gone,
    /// It is off line, and does not say why.
    Offline,
    /// It reports an error of the cutter or of itself.
    Fault,
}

impl Condition {
    /// Whether it is known that nothing prints now.
    pub fn cannot_print(self) -> bool {
        use Condition::{CoverOpen, Fault, Gone, None, Offline, PaperLow, PaperOut, Silent, Unknown, Well};
        match self {
            PaperOut | CoverOpen | Gone | Offline | Fault => true,
            Unknown | Silent | None | Well | PaperLow => false,
        }
    }
}
