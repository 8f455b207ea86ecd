//! Receipts on paper: as text, as ESC/POS, and to a file, a FIFO, a printer device, a serial line or the network; and saved for
//! the back office.
//!
//! Nothing here has been run against a printer yet; the bytes follow the makers' public command sheets.

mod archive;
mod config;
mod error;
pub mod escpos;
mod font;
mod gbk;
mod layout;
mod sink;
pub mod status;
pub mod text;

pub use crate::domain::receipt::{Cause, Condition};
pub use archive::{Archive, DrawError, Format, SaveError, TooLong, pdf};
pub use config::{Baud, Config, CutWay, DrawerPin, FlowControl, Paper, Patience, QrWay, SinkKind, Status};
pub use error::PrintError;
pub use font::{Font, FontError};
pub use sink::Sink;
