//! One program a ledger: a lock that the operating system gives back when the program ends, however it ends.

use std::{
    fs::{File, OpenOptions},
    io::{Read, Write},
    os::unix::fs::OpenOptionsExt,
    path::Path,
};

use rustix::{
    fs::{FlockOperation, flock},
    io::Errno,
};

use super::error::OpenError;

/// Held while the ledger is open.
pub struct Lock {
    file: File,
}

impl Lock {
    /// Takes the lock of a data folder and writes this process's number into it.
    ///
    /// # Errors
    /// [`OpenError::InUse`] with the number of the program that has it, or what the system said.
    pub fn take(dir: &Path) -> Result<Lock, OpenError> {
        let path = dir.join("lock");
        let failed = |error| OpenError::Disk { what: "locking", path: path.clone(), error };
        let mut options = OpenOptions::new();
        let mut file =
            options.read(true).write(true).create(true).truncate(false).mode(0o600).open(&path).map_err(failed)?;
        match flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => {}
            Err(Errno::WOULDBLOCK) => return Err(OpenError::InUse { dir: dir.to_owned(), pid: read_pid(&file) }),
            Err(error) => return Err(failed(error.into())),
        }
        // The number only helps people; a full disk must not keep the ledger closed.
        let _ = file.set_len(0).and_then(|()| write!(file, "{}", std::process::id()));
        Ok(Lock { file })
    }
}

impl Drop for Lock {
    /// Closing the file alone is not enough: a program that another thread is just starting has a copy of it, and with it the lock,
    /// for a moment.
    fn drop(&mut self) {
        // Where the system refuses that, closing does it a moment later.
        let _ = flock(&self.file, FlockOperation::Unlock);
    }
}

pub(super) fn read_pid(file: &File) -> u32 {
    let mut text = String::new();
    // Twenty bytes hold any process number.
    let _ = file.take(20).read_to_string(&mut text);
    text.trim().parse().unwrap_or(0)
}
