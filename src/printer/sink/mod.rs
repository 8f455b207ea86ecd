//! The place that receipts are written to.

mod ask;
mod port;
mod write;

use std::path::PathBuf;

use super::{
    Config, Font, PrintError, Status, archive,
    escpos::{self, Device},
    text,
};
use crate::domain::receipt::{Cause, Condition, Receipt};

use port::{Connection, Port, Way};
use write::{Interrupted, Limits, write_all};

/// A printer, or what stands in for one. It is opened anew for each receipt, so it may be unplugged in between.
#[derive(Debug)]
pub struct Sink {
    port: Option<Port>,
    text_path: Option<PathBuf>,
    device: Device<'static>,
    font: Option<PathBuf>,
    status: Status,
    limits: Limits,
    /// What the printer said last.
    condition: Condition,
}

impl Sink {
    /// Opens nothing yet; fails only where the configuration names no place for a kind that needs one.
    pub fn new(config: &Config) -> Result<Sink, PrintError> {
        let port = Port::of(config)?;
        let Config { paper, cut, qr, drawer, .. } = *config;
        let keeps_text = config.text_path.is_some();
        let condition = match &port {
            None if keeps_text => Condition::Silent,
            None => Condition::None,
            Some(port) if port.can_answer() => Condition::Unknown,
            Some(_) => Condition::Silent,
        };
        Ok(Sink {
            port,
            text_path: config.text_path.clone(),
            device: Device { paper, cut, qr, drawer, font: None },
            font: config.font.clone(),
            status: config.status,
            limits: Limits::of(config.patience),
            condition,
        })
    }

    /// Whether there is a printer that may be asked at all.
    pub fn can_be_asked(&self) -> bool {
        self.status == Status::Ask && self.port.as_ref().is_some_and(Port::can_answer)
    }

    /// What is known of it without asking again.
    pub fn condition(&self) -> Condition {
        self.condition
    }

    /// Asks the printer how it is. Blocks for two seconds at the longest, connecting aside.
    pub fn ask(&mut self) -> Condition {
        let Some(port) = self.port.as_ref().filter(|_| self.can_be_asked()) else { return self.condition };
        self.condition = match port.open(Way::Both, self.limits.stall) {
            Ok(connection) => self.ask_on(port, &connection),
            Err(error) => condition_of(error.cause()),
        };
        self.condition
    }

    fn ask_on(&self, port: &Port, connection: &Connection) -> Condition {
        ask::ask(connection.fd()).unwrap_or_else(|errno| {
            condition_of(PrintError::failed("write", port.name.clone(), port.kind, errno).cause())
        })
    }

    /// Prints a receipt. Blocks until the system has taken all of it, for six times the configured patience at the longest.
    /// Where there is a printer and the copy as text cannot be written, that is told in the log alone: the slip is on paper.
    ///
    /// A printer that answers is asked first, and gets nothing while it says that it cannot print: what lay in its memory
    /// would come out later, beside the reprint. `Ok` means that the bytes were taken. A printer that fails later, with the
    /// bytes in its own memory, is not seen here.
    ///
    /// # Errors
    /// [`PrintError`] says what is in the way, and what to do.
    pub fn print(&mut self, receipt: &Receipt) -> Result<(), PrintError> {
        // The copy is opened first: a slip on paper must not be followed by an error that makes somebody print it again.
        let copy = self.text_path.as_deref().map(Port::file);
        let copy = copy.map(|port| Ok((port.open(Way::Out, self.limits.stall)?, port))).transpose()?;
        if let Some(port) = self.port.clone() {
            let bytes = self.encode(receipt);
            let printed = self.send(&port, &bytes);
            if let Err(error) = &printed {
                self.condition = if self.can_be_asked() { condition_of(error.cause()) } else { self.condition };
            }
            printed?;
        }
        let Some((connection, port)) = copy else { return Ok(()) };
        let text = text::render(receipt, self.device.paper.columns());
        match self.write(&port, &connection, text.as_bytes()) {
            Err(error) if self.port.is_some() => {
                tracing::warn!(%error, "a receipt is on paper, and its copy as text is not kept");
                Ok(())
            }
            kept => kept,
        }
    }

    /// Reads the font where the receipt needs it, and no longer: a Chinese one has more bytes than the whole program.
    fn encode(&self, receipt: &Receipt) -> Vec<u8> {
        let path = self.font.as_deref().filter(|_| escpos::wants_font(receipt));
        let font = path.and_then(|path| Font::open(path).inspect_err(archive::warn_once).ok());
        escpos::encode(receipt, &Device { font: font.as_ref(), ..self.device })
    }

    fn send(&mut self, port: &Port, bytes: &[u8]) -> Result<(), PrintError> {
        // One that has not answered before is not waited for again; the question before the next sale finds out.
        let asks = self.can_be_asked() && !matches!(self.condition, Condition::Unknown);
        let way = if asks { Way::Both } else { Way::Out };
        let connection = port.open(way, self.limits.stall)?;
        if asks {
            self.condition = self.ask_on(port, &connection);
            if self.condition.cannot_print() {
                return Err(PrintError::NotReady { path: port.name.clone(), condition: self.condition });
            }
        }
        self.write(port, &connection, bytes)?;
        let ended = connection.finish();
        ended.map_err(|errno| PrintError::failed("write", port.name.clone(), port.kind, errno))
    }

    fn write(&self, port: &Port, connection: &Connection, bytes: &[u8]) -> Result<(), PrintError> {
        let path = || port.name.clone();
        write_all(connection.fd(), bytes, self.limits).map_err(|interrupted| match interrupted {
            Interrupted::Stalled { written } => PrintError::Stalled { path: path(), written, total: bytes.len() },
            Interrupted::Failed(errno) => PrintError::failed("write", path(), port.kind, errno),
        })
    }
}

/// What a failure says of the printer.
fn condition_of(cause: Cause) -> Condition {
    match cause {
        Cause::OutOfPaper => Condition::PaperOut,
        Cause::CoverOpen => Condition::CoverOpen,
        Cause::NotThere => Condition::Gone,
        Cause::Stalled => Condition::Offline,
        Cause::NobodyReads | Cause::DiskFull | Cause::Refused | Cause::Settings | Cause::Other => Condition::Unknown,
    }
}
