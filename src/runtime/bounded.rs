//! Files that somebody brings, as bytes: rosters, lists, rates, settlement files.

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

/// Reads a file, of a longer one than `most` bytes one byte more: whoever takes it apart sees that it is too long.
///
/// # Errors
/// What the system says.
pub fn read_bounded(path: &Path, most: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(most as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}
