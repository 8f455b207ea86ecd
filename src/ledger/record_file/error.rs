//! What can go wrong with the file of another room, each with what to do about it.

use std::{io, path::PathBuf};

use crate::ledger::error::remedy;

/// Why a file of records cannot be opened, read or written. No sale hangs on it.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// Another program has it open.
    #[error("{} is in use by process {pid}: end that terminal first", dir.display())]
    InUse {
        /// Its folder.
        dir: PathBuf,
        /// The other program's process number, 0 where it could not be read.
        pid: u32,
    },
    /// Something that was complete once is missing or altered.
    #[error(
        "{} at byte {offset} has {found}. Nothing was changed. Restore the file from a copy, or move it away and begin a new one",
        path.display()
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Where in it, in bytes.
        offset: u64,
        /// What was found.
        found: String,
    },
    /// Another version of this program wrote it.
    #[error(
        "{} has form {version}, which Keytill {} cannot read; nothing was changed. Start the version that wrote it, or a newer one",
        path.display(),
        env!("CARGO_PKG_VERSION")
    )]
    Version {
        /// The file.
        path: PathBuf,
        /// Its form.
        version: u32,
    },
    /// The medium refused.
    #[error("{what} {}: {error}. {}", path.display(), remedy(error))]
    Disk {
        /// What was tried.
        what: &'static str,
        /// With which file.
        path: PathBuf,
        /// What the operating system said.
        error: io::Error,
    },
    /// There is too little room. The file is as before.
    #[error("the disk has too little room left; free some space. Nothing was changed")]
    NoRoom,
    /// A write or sync has failed. It is not known whether the last change is kept, so nothing more is written.
    #[error("the file takes no changes any more: {0}. Start the program again once the disk is sound")]
    Stopped(String),
}
