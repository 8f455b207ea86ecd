//! A master key that came over the line, in a file of this program: for test set-ups and training, by the same rule as one in
//! the configuration. It goes before that one as soon as it is there.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use zeroize::Zeroizing;

use super::Tmk;

/// Bytes of a master key.
const KEY: usize = 16;
/// For its owner alone.
const MODE: u32 = 0o600;

/// Why the file is of no use.
#[derive(Debug, thiserror::Error)]
pub enum StoreFault {
    /// It cannot be read or written.
    #[error("the master key in {} cannot be kept: {error}", path.display())]
    Disk {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// It does not hold a key.
    #[error(
        "{} does not hold a master key of {KEY} bytes; remove it and download the key again (technician, keys)",
        path.display()
    )]
    NoKey {
        /// Which file.
        path: PathBuf,
    },
}

/// The file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyStore {
    path: PathBuf,
}

impl KeyStore {
    /// The file in the folder of the ledger's keys.
    pub fn in_data(data: &Path) -> KeyStore {
        KeyStore { path: data.join("keys").join("master") }
    }

    /// The key that came over the line, or else the given one.
    ///
    /// # Errors
    /// [`StoreFault`] when there is a file that is no key: the given one is then not what the host has.
    pub fn newest(&self, given: Tmk) -> Result<Tmk, StoreFault> {
        let bytes = match fs::read(&self.path).map(Zeroizing::new) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(given),
            Err(error) => return Err(self.disk(error)),
        };
        let key = <[u8; KEY]>::try_from(bytes.as_slice()).map(Zeroizing::new);
        key.map(Tmk::Software).map_err(|_| StoreFault::NoKey { path: self.path.clone() })
    }

    /// Keeps a key: beside the old one first, then in its place, each step durable.
    pub(in crate::acquirer) fn keep(&self, key: &[u8; KEY]) -> Result<(), StoreFault> {
        self.write(key).map_err(|error| self.disk(error))
    }

    fn write(&self, key: &[u8; KEY]) -> io::Result<()> {
        let folder = self.path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder)?;
        let beside = self.path.with_extension("new");
        let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(MODE).open(&beside)?;
        file.write_all(key)?;
        file.sync_all()?;
        fs::rename(&beside, &self.path)?;
        File::open(folder)?.sync_all()
    }

    fn disk(&self, error: io::Error) -> StoreFault {
        StoreFault::Disk { path: self.path.clone(), error }
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn is(tmk: &Tmk, expected: u8) -> bool {
        matches!(tmk, Tmk::Software(key) if **key == [expected; KEY])
    }

    #[test]
    fn what_was_kept_goes_before_what_is_given() {
        let folder = tempfile::tempdir().unwrap();
        let store = KeyStore::in_data(&folder.path().join("data"));
        assert!(is(&store.newest(Tmk::software([1; KEY])).unwrap(), 1));
        store.keep(&[2; KEY]).unwrap();
        store.keep(&[3; KEY]).unwrap();
        assert!(is(&store.newest(Tmk::software([1; KEY])).unwrap(), 3));
        let mode = fs::metadata(&store.path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, MODE);
    }

    #[test]
    fn a_file_that_is_no_key_is_not_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        let store = KeyStore::in_data(&folder.path().join("data"));
        store.keep(&[2; KEY]).unwrap();
        fs::write(&store.path, [2; KEY - 1]).unwrap();
        assert!(matches!(store.newest(Tmk::software([1; KEY])), Err(StoreFault::NoKey { .. })));
    }
}
