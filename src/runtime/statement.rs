//! The host's settlement file, as bytes.

use std::{fs::File, io::Read, path::Path};

use crate::fees::FILE_MAX;

/// Reads a settlement file, at most one byte more than it may have.
///
/// # Errors
/// Which file, and what the system says.
pub fn read(path: &Path) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(FILE_MAX as u64 + 1).read_to_end(&mut bytes));
    read.map(|_| bytes).map_err(|error| format!("{}: {error}", path.display()))
}
