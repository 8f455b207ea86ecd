//! The place that receipts are written to.

use std::{
    os::fd::{AsFd, OwnedFd},
    path::{Path, PathBuf},
};

use rustix::{
    fs::{FileType, Mode, OFlags},
    io::Errno,
    termios,
};

use super::{
    Config, Paper, PrintError, SinkKind, escpos, text,
    write::{Interrupted, Patience, write_all},
};
use crate::domain::receipt::Receipt;

/// A printer, or what stands in for one. It is opened anew for each receipt, so it may be unplugged in between.
#[derive(Debug)]
pub struct Sink {
    kind: SinkKind,
    path: Option<PathBuf>,
    text_path: Option<PathBuf>,
    paper: Paper,
    patience: Patience,
}

impl Sink {
    /// Opens nothing yet; fails only where the configuration names no path for a kind that needs one.
    pub fn new(config: &Config) -> Result<Sink, PrintError> {
        if config.kind != SinkKind::None && config.path.is_none() {
            return Err(PrintError::NoPath(name(config.kind)));
        }
        Ok(Sink {
            kind: config.kind,
            path: config.path.clone().filter(|_| config.kind != SinkKind::None),
            text_path: config.text_path.clone(),
            paper: config.paper,
            patience: Patience::USUAL,
        })
    }

    /// Prints a receipt. Blocks until the system has taken all of it, for half a minute at the longest.
    ///
    /// `Ok` means that the bytes were taken. A printer that fails later, with the bytes in its own memory, is not seen.
    pub fn print(&mut self, receipt: &Receipt) -> Result<(), PrintError> {
        // The copy is opened first: a slip on paper must not be followed by an error that makes somebody print it again.
        let copy = self.text_path.as_deref().map(|path| open(path, SinkKind::File)).transpose()?;
        if let Some(path) = &self.path {
            let printer = open(path, self.kind)?;
            self.write(&printer, path, self.kind, &escpos::encode(receipt, self.paper))?;
        }
        if let (Some(copy), Some(path)) = (copy, &self.text_path) {
            let text = text::render(receipt, self.paper.columns());
            self.write(&copy, path, SinkKind::File, text.as_bytes())?;
        }
        Ok(())
    }

    fn write(&self, fd: &OwnedFd, path: &Path, kind: SinkKind, bytes: &[u8]) -> Result<(), PrintError> {
        write_all(fd.as_fd(), bytes, self.patience).map_err(|interrupted| match interrupted {
            Interrupted::Stalled { written } => PrintError::Stalled { path: path.into(), written, total: bytes.len() },
            Interrupted::Failed(errno) => PrintError::failed("write", path.into(), kind, errno),
        })
    }
}

/// Opens without waiting: a FIFO without a reader or a printer without paper must not hold the thread.
fn open(path: &Path, kind: SinkKind) -> Result<OwnedFd, PrintError> {
    let common = OFlags::WRONLY | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    let flags = match kind {
        SinkKind::File => common | OFlags::CREATE | OFlags::APPEND,
        SinkKind::Fifo | SinkKind::Device | SinkKind::None => common,
    };
    let failed = |errno: Errno| PrintError::failed("open", path.into(), kind, errno);
    let fd = rustix::fs::open(path, flags, Mode::RUSR | Mode::WUSR).map_err(failed)?;
    let found = FileType::from_raw_mode(rustix::fs::fstat(&fd).map_err(failed)?.st_mode);
    let fits = match kind {
        SinkKind::Fifo => found == FileType::Fifo,
        SinkKind::Device => found == FileType::CharacterDevice,
        SinkKind::File | SinkKind::None => true,
    };
    if !fits {
        return Err(PrintError::WrongKind { path: path.into(), expected: name(kind) });
    }
    if kind == SinkKind::Device {
        send_bytes_as_they_are(&fd);
    }
    Ok(fd)
}

/// A serial line would otherwise put a carriage return before each line feed, even where that byte is the number of a
/// command.
/// Its speed is left as the system set it. Other devices have no such settings, and say so with an error.
fn send_bytes_as_they_are(fd: &OwnedFd) {
    if let Ok(mut settings) = termios::tcgetattr(fd) {
        settings.make_raw();
        let _ = termios::tcsetattr(fd, termios::OptionalActions::Now, &settings);
    }
}

fn name(kind: SinkKind) -> &'static str {
    match kind {
        SinkKind::File => "file",
        SinkKind::Fifo => "fifo",
        SinkKind::Device => "device",
        SinkKind::None => "none",
    }
}
