//! Where receipts go and what the printer can do, as the configuration file says it.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use serde::Deserialize;

/// The printer's part of the configuration file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// What the printer is.
    pub kind: SinkKind,
    /// Where the ESC/POS bytes go; needed for every kind but `network` and `none`.
    pub path: Option<PathBuf>,
    /// The address of a printer in the network, with its port; needed for `network`. No name: looking one up may take longer
    /// than a receipt may.
    pub address: Option<SocketAddr>,
    /// Bits per second of a serial line.
    pub baud: Baud,
    /// Who stops a serial line that is too fast.
    pub flow: FlowControl,
    /// Whether the printer is asked how it is.
    pub status: Status,
    /// How long it may take no bytes.
    pub patience: Patience,
    /// A file to which the text form of each receipt is appended as well.
    pub text_path: Option<PathBuf>,
    /// How wide the paper is.
    pub paper: Paper,
    /// How the paper is cut.
    pub cut: CutWay,
    /// Who draws QR codes.
    pub qr: QrWay,
    /// The pin of the drawer's cable.
    pub drawer: DrawerPin,
    /// A font file, for characters that the printer has no glyph for and for saved pictures.
    pub font: Option<PathBuf>,
}

/// What receipts are written to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SinkKind {
    /// A file that grows; made if it is not there.
    File,
    /// A FIFO that another program reads.
    Fifo,
    /// A character device such as `/dev/usb/lp0`, or a serial line that the system has set up.
    Device,
    /// A serial line, set up by this program.
    Serial,
    /// A printer in the network, which takes its bytes over TCP.
    Network,
    /// There is no printer.
    #[default]
    None,
}

/// Bits per second.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "u32")]
pub struct Baud(u32);

impl Baud {
    /// The number.
    pub fn get(self) -> u32 {
        self.0
    }
}

impl Default for Baud {
    fn default() -> Baud {
        Baud(115_200)
    }
}

impl TryFrom<u32> for Baud {
    type Error = String;

    fn try_from(baud: u32) -> Result<Baud, String> {
        const KNOWN: [u32; 8] = [1_200, 2_400, 4_800, 9_600, 19_200, 38_400, 57_600, 115_200];
        if KNOWN.contains(&baud) { Ok(Baud(baud)) } else { Err(format!("baud {baud} is none of {KNOWN:?}")) }
    }
}

/// Who stops a serial line that is too fast for the printer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FlowControl {
    /// Nobody.
    #[default]
    None,
    /// The printer, by the wires RTS and CTS.
    RtsCts,
    /// The printer, by the bytes XON and XOFF.
    XonXoff,
}

/// Whether the printer is asked how it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Before a sale and before a receipt, and now and then.
    #[default]
    Ask,
    /// Never, because it takes the question for something to print.
    Off,
}

/// For how many seconds a printer may take no bytes before its receipt is given up, 1 to 60.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "u8")]
pub struct Patience(u8);

impl Patience {
    /// The time.
    pub fn duration(self) -> Duration {
        Duration::from_secs(self.0.into())
    }
}

impl Default for Patience {
    fn default() -> Patience {
        Patience(5)
    }
}

impl TryFrom<u8> for Patience {
    type Error = String;

    fn try_from(seconds: u8) -> Result<Patience, String> {
        if (1..=60).contains(&seconds) { Ok(Patience(seconds)) } else { Err("patience must be 1 to 60 seconds".into()) }
    }
}

/// The width of the paper.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub enum Paper {
    /// 32 columns in font A, 384 dots.
    #[default]
    #[serde(rename = "58mm")]
    Mm58,
    /// 48 columns in font A, 576 dots.
    #[serde(rename = "80mm")]
    Mm80,
}

impl Paper {
    /// Dots that a column of ordinary size is wide; a Hanzi takes two columns.
    pub const COLUMN: u16 = 12;

    /// Columns of ordinary size.
    pub fn columns(self) -> u16 {
        match self {
            Paper::Mm58 => 32,
            Paper::Mm80 => 48,
        }
    }

    /// Dots from edge to edge of what is printed.
    pub fn dots(self) -> u16 {
        self.columns() * Self::COLUMN
    }
}

/// How the paper is cut after a copy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CutWay {
    /// But for a strip.
    #[default]
    Partial,
    /// All through.
    Full,
    /// By hand, at the tear bar.
    None,
}

/// Who draws QR codes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum QrWay {
    /// The printer, by `GS ( k`.
    #[default]
    Native,
    /// This program, as a picture: for printers that do not know the command.
    Raster,
}

/// The pin of the drawer's cable that opens it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub enum DrawerPin {
    /// The first drawer.
    #[default]
    #[serde(rename = "2")]
    Two,
    /// The second drawer.
    #[serde(rename = "5")]
    Five,
}
