//! Why a receipt did not print, and what to do about it.

use crate::domain::receipt::{Cause, Condition};
use std::{io, path::PathBuf};

use rustix::io::Errno;

use super::SinkKind;

/// A receipt that did not print, or not to its end. It can be printed again: each begins with a reset of the printer.
#[derive(Debug, thiserror::Error)]
pub enum PrintError {
    /// The configuration names no path.
    #[error("printer: kind = \"{0}\" needs a path; set [printer] path in the configuration")]
    NoPath(&'static str),
    /// The configuration names no address.
    #[error(
        "printer: kind = \"network\" needs an address; set [printer] address in the configuration, as \"192.168.1.50:9100\""
    )]
    NoAddress,
    /// The printer was asked before it was sent anything, and says that it cannot print: nothing went out.
    #[error("printer {path}: it reports {condition:?}; put that right and print again", path = path.display())]
    NotReady {
        /// The printer.
        path: PathBuf,
        /// What it says of itself.
        condition: Condition,
    },
    /// What is at the path is not what the configuration says.
    #[error("printer {path}: this is not a {expected}; correct [printer] kind or path in the configuration", path = path.display())]
    WrongKind {
        /// The path from the configuration.
        path: PathBuf,
        /// What the configuration calls it.
        expected: &'static str,
    },
    /// No program has the FIFO open for reading, or it closed it half-way.
    #[error("printer {path}: no program reads this FIFO; start the print service and print again", path = path.display())]
    NobodyReads {
        /// The FIFO.
        path: PathBuf,
    },
    /// The printer stopped taking bytes.
    #[error(
        "printer {path}: took {written} of {total} bytes and then no more; check paper, cover and power and print again",
        path = path.display()
    )]
    Stalled {
        /// The printer or FIFO.
        path: PathBuf,
        /// Bytes that went out.
        written: usize,
        /// Bytes of the receipt.
        total: usize,
    },
    /// The system refused to open or write.
    #[error("printer {path}: cannot {doing}: {source}; {advice}", path = path.display())]
    Failed {
        /// The printer or file.
        path: PathBuf,
        /// `open` or `write`.
        doing: &'static str,
        /// What to do about it.
        advice: &'static str,
        /// The kind of trouble.
        cause: Cause,
        /// The system's own error.
        source: io::Error,
    },
}

impl PrintError {
    /// The kind of trouble, for the screen to choose its words.
    pub fn cause(&self) -> Cause {
        match self {
            PrintError::NoPath(_) | PrintError::NoAddress | PrintError::WrongKind { .. } => Cause::Settings,
            PrintError::NotReady { condition: Condition::PaperOut, .. } => Cause::OutOfPaper,
            PrintError::NotReady { condition: Condition::CoverOpen, .. } => Cause::CoverOpen,
            PrintError::NotReady { condition: Condition::Gone, .. } => Cause::NotThere,
            PrintError::NotReady { condition: Condition::Offline, .. } => Cause::Stalled,
            PrintError::NotReady { .. } => Cause::Other,
            PrintError::NobodyReads { .. } => Cause::NobodyReads,
            PrintError::Stalled { .. } => Cause::Stalled,
            PrintError::Failed { cause, .. } => *cause,
        }
    }

    pub(super) fn failed(doing: &'static str, path: PathBuf, kind: SinkKind, errno: Errno) -> PrintError {
        if kind == SinkKind::Fifo && matches!(errno, Errno::NXIO | Errno::PIPE) {
            return PrintError::NobodyReads { path };
        }
        let (cause, advice) = explain(kind, errno);
        PrintError::Failed { path, doing, advice, cause, source: errno.into() }
    }
}

/// The printer drivers of Linux (`lp`, `usblp`) say "no space" for "no paper" and "I/O error" for "off line".
fn explain(kind: SinkKind, errno: Errno) -> (Cause, &'static str) {
    match (kind, errno) {
        (SinkKind::Device | SinkKind::Serial, Errno::NOSPC) => (Cause::OutOfPaper, "put in paper and print again"),
        (_, Errno::NOSPC | Errno::DQUOT) => (Cause::DiskFull, "free some space and print again"),
        (SinkKind::File, Errno::NOENT) => (Cause::NotThere, "make its folder, or correct [printer] path"),
        (SinkKind::Fifo, Errno::NOENT) => (Cause::NotThere, "make it with mkfifo, or correct [printer] path"),
        (_, Errno::NOENT | Errno::NODEV | Errno::NXIO) => {
            (Cause::NotThere, "switch the printer on and plug it in, or correct [printer] path")
        }
        (SinkKind::Network, Errno::PIPE | Errno::CONNRESET | Errno::CONNABORTED) => {
            (Cause::Stalled, "it closed the connection; check that no other computer prints on it, and print again")
        }
        (SinkKind::Network, Errno::CONNREFUSED) => {
            (Cause::NotThere, "it takes no connection; check its port, usually 9100, in [printer] address")
        }
        (
            SinkKind::Network,
            Errno::TIMEDOUT | Errno::HOSTUNREACH | Errno::NETUNREACH | Errno::HOSTDOWN | Errno::NETDOWN,
        ) => (Cause::NotThere, "check that it is on and in the network, or correct [printer] address"),
        (SinkKind::Device | SinkKind::Serial, Errno::IO) => {
            (Cause::NotThere, "check that the printer is on, on line and plugged in")
        }
        (_, Errno::IO) => (Cause::Other, "the disk reports an error: check it"),
        (_, Errno::ACCESS | Errno::PERM) => (Cause::Refused, "give the program's user the right to write there"),
        (_, Errno::BUSY) => (Cause::Refused, "another program holds it: stop that one"),
        (_, Errno::ISDIR | Errno::NOTDIR) => (Cause::Settings, "correct [printer] path"),
        (_, Errno::ROFS) => (Cause::Refused, "choose a path on a file system that can be written"),
        _ => (Cause::Other, "check the printer and [printer] in the configuration"),
    }
}
