//! Where receipts go, as the configuration file says it.

use std::path::PathBuf;

use serde::Deserialize;

/// The printer's part of the configuration file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// What `path` is.
    #[serde(default)]
    pub kind: SinkKind,
    /// Where the ESC/POS bytes go; needed unless `kind` is `none`.
    #[serde(default)]
    pub path: Option<PathBuf>,
    /// A file to which the text form of each receipt is appended as well.
    #[serde(default)]
    pub text_path: Option<PathBuf>,
    /// How wide the paper is.
    #[serde(default)]
    pub paper: Paper,
}

/// What receipts are written to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SinkKind {
    /// A file that grows; made if it is not there.
    File,
    /// A FIFO that another program reads.
    Fifo,
    /// A character device, such as `/dev/usb/lp0` or a serial port.
    Device,
    /// There is no printer.
    #[default]
    None,
}

/// The width of the paper.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub enum Paper {
    /// 32 columns in font A.
    #[default]
    #[serde(rename = "58mm")]
    Mm58,
    /// 48 columns in font A.
    #[serde(rename = "80mm")]
    Mm80,
}

impl Paper {
    /// Columns of ordinary size; a Hanzi takes two.
    pub fn columns(self) -> u16 {
        match self {
            Paper::Mm58 => 32,
            Paper::Mm80 => 48,
        }
    }
}
