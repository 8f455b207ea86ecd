//! The files of rates, calendar and settlement, as bytes.

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

use crate::fees::FILE_MAX;

/// Reads such a file, at most one byte more than it may have.
///
/// # Errors
/// What the system says.
pub fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(FILE_MAX as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}
