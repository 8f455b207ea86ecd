//! A receipt as data: what stands on it, not how a printer is told.

use serde::{Deserialize, Serialize};

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
