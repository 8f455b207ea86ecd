//! Receipts on paper: as text, as ESC/POS, and to a file, a FIFO or a printer device.
//!
//! Nothing here has been run against a printer yet; the bytes follow the makers' public command sheets.

mod config;
mod error;
pub mod escpos;
mod gbk;
mod layout;
mod sink;
pub mod text;
mod write;

pub use crate::domain::receipt::Cause;
pub use config::{Config, Paper, SinkKind};
pub use error::PrintError;
pub use sink::Sink;
