//! The folder of updates: what comes in, what is kept to go back to, what was set aside and why, and the record of it all.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

use rustix::fs::{FlockOperation, flock};

use super::plan::{Package, Record};

/// Where packages are dropped, with their signatures beside them.
const INCOMING: &str = "incoming";
/// The installed one and the one before.
const KEPT: &str = "kept";
/// What was not taken, with the reason beside it.
const ASIDE: &str = "aside";
/// Where a package is unpacked to ask its program.
const WORK: &str = "work";
const RECORD: &str = "record.json";
/// What follows the package's name in that of its signature.
pub const SIGNATURE: &str = "sig";
/// So many packages are looked at in a folder, and so many are listed as set aside.
const MANY: usize = 100;

/// Why the folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The disk.
    #[error("{}: {error}", path.display())]
    Disk {
        /// With what.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// Another one is at work.
    #[error("another update is at work")]
    InUse,
    /// The record was not written by this program.
    #[error("{}: {reason}. Remove it: then nothing is on trial, and there is no version to go back to", path.display())]
    Record {
        /// Which.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
}

/// A package that somebody dropped.
#[derive(Clone, Debug)]
pub struct Found {
    /// Its file.
    pub package: PathBuf,
    /// Its signature's.
    pub signature: PathBuf,
}

impl Found {
    /// The file's name, for people.
    pub fn name(&self) -> String {
        self.package.file_name().unwrap_or_default().to_string_lossy().escape_default().to_string()
    }
}

/// The folder.
pub struct Folder {
    root: PathBuf,
    _lock: Option<File>,
}

impl Folder {
    /// Opens it for one update at a time.
    ///
    /// # Errors
    /// When another one is at work, or the disk refuses.
    pub fn open(root: &Path) -> Result<Folder, Fault> {
        for part in [INCOMING, KEPT, ASIDE] {
            let path = root.join(part);
            fs::create_dir_all(&path).map_err(|error| Fault::Disk { path, error })?;
        }
        let path = root.join("lock");
        let lock = OpenOptions::new().write(true).create(true).truncate(false).open(&path);
        let lock = lock.map_err(|error| Fault::Disk { path, error })?;
        flock(&lock, FlockOperation::NonBlockingLockExclusive).map_err(|_| Fault::InUse)?;
        Ok(Folder { root: root.into(), _lock: Some(lock) })
    }

    /// Opens it to look at it.
    pub fn open_to_read(root: &Path) -> Folder {
        Folder { root: root.into(), _lock: None }
    }

    /// What is on the disk about updates.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn record(&self) -> Result<Record, Fault> {
        let path = self.root.join(RECORD);
        match fs::read(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Record::default()),
            Err(error) => Err(Fault::Disk { path, error }),
            Ok(bytes) => {
                serde_json::from_slice(&bytes).map_err(|error| Fault::Record { path, reason: error.to_string() })
            }
        }
    }

    /// Writes it durably: the old one or the new one is there, whenever the power goes.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn save(&self, record: &Record) -> Result<(), Fault> {
        let (path, new) = (self.root.join(RECORD), self.root.join("record.json.new"));
        let failed = |error| Fault::Disk { path: path.clone(), error };
        let bytes = serde_json::to_vec_pretty(record).map_err(|error| failed(io::Error::other(error)))?;
        let mut file = File::create(&new).map_err(failed)?;
        file.write_all(&bytes).and_then(|()| file.sync_all()).map_err(failed)?;
        fs::rename(&new, &path).and_then(|()| sync_folder(&self.root)).map_err(failed)
    }

    /// The first package by name whose signature is there too: whoever copies both copies the signature last.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn incoming(&self) -> Result<Option<Found>, Fault> {
        let mut found: Vec<Found> = list(&self.root.join(INCOMING))?
            .into_iter()
            .filter(|path| path.extension().is_some_and(|ext| ext == "deb"))
            .map(|package| Found { signature: signature_of(&package), package })
            .filter(|found| found.signature.is_file() && found.package.is_file())
            .collect();
        found.sort_by(|a, b| a.package.cmp(&b.package));
        Ok(found.into_iter().next())
    }

    /// Copies a package to the kept ones, durably.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn keep(&self, found: &Found, package: &Package) -> Result<(), Fault> {
        let path = self.kept_path(package);
        let failed = |error| Fault::Disk { path: path.clone(), error };
        let new = path.with_extension("new");
        fs::copy(&found.package, &new).and_then(|_| File::open(&new)?.sync_all()).map_err(failed)?;
        fs::rename(&new, &path).and_then(|()| sync_folder(&self.root.join(KEPT))).map_err(failed)
    }

    /// The file of a kept package.
    ///
    /// # Errors
    /// When it is not there.
    pub fn kept(&self, package: &Package) -> Result<PathBuf, Fault> {
        let path = self.kept_path(package);
        if path.is_file() { Ok(path) } else { Err(Fault::Disk { path, error: io::ErrorKind::NotFound.into() }) }
    }

    fn kept_path(&self, package: &Package) -> PathBuf {
        self.root.join(KEPT).join(format!("{}.deb", package.sha256))
    }

    /// Where a package may be unpacked.
    pub fn work(&self) -> PathBuf {
        self.root.join(WORK)
    }

    /// Removes what was dropped and has been taken.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn remove(&self, found: &Found) -> Result<(), Fault> {
        [&found.signature, &found.package].into_iter().try_for_each(|path| remove_file(path))
    }

    /// Removes kept packages that nobody goes back to.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn forget_old(&self, record: &Record) -> Result<(), Fault> {
        let wanted: Vec<PathBuf> =
            [&record.kept, &record.before].into_iter().flatten().map(|package| self.kept_path(package)).collect();
        for path in list(&self.root.join(KEPT))?.into_iter().filter(|path| !wanted.contains(path)) {
            remove_file(&path)?;
        }
        Ok(())
    }

    /// Moves a package out of the way, with the reason beside it.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn set_aside(&self, found: &Found, why: &str) -> Result<(), Fault> {
        let aside = self.root.join(ASIDE);
        let name = found.package.file_name().unwrap_or_default();
        let (package, reason) = (aside.join(name), aside.join(name).with_extension("deb.why"));
        fs::write(&reason, why).map_err(|error| Fault::Disk { path: reason.clone(), error })?;
        for (from, to) in [(&found.signature, signature_of(&package)), (&found.package, package)] {
            fs::rename(from, to).map_err(|error| Fault::Disk { path: from.clone(), error })?;
        }
        Ok(())
    }

    /// What was set aside, and why.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn aside(&self) -> Result<Vec<(String, String)>, Fault> {
        let reasons = list(&self.root.join(ASIDE))?.into_iter();
        let mut all: Vec<(String, String)> = reasons
            .filter(|path| path.extension().is_some_and(|ext| ext == "why"))
            .map(|path| {
                let name = path.file_stem().unwrap_or_default().to_string_lossy().escape_default().to_string();
                let why = fs::read_to_string(&path).unwrap_or_else(|error| error.to_string());
                (name, why)
            })
            .collect();
        all.sort();
        Ok(all)
    }
}

/// Removes a file.
///
/// # Errors
/// When the disk refuses.
pub fn remove_file(path: &Path) -> Result<(), Fault> {
    fs::remove_file(path).map_err(|error| Fault::Disk { path: path.into(), error })
}

/// The file of a package's signature.
pub fn signature_of(package: &Path) -> PathBuf {
    let mut name = package.as_os_str().to_owned();
    name.push(".");
    name.push(SIGNATURE);
    name.into()
}

/// What is in a folder, none where there is no folder.
fn list(folder: &Path) -> Result<Vec<PathBuf>, Fault> {
    let failed = |error| Fault::Disk { path: folder.into(), error };
    match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(failed(error)),
        Ok(entries) => entries.take(MANY).map(|entry| entry.map(|entry| entry.path()).map_err(failed)).collect(),
    }
}

fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;
    use crate::cli::update::plan::{Begun, Trial, Way};

    fn folder() -> (TempDir, Folder) {
        let root = tempfile::tempdir().unwrap();
        let folder = Folder::open(root.path()).unwrap();
        (root, folder)
    }

    fn drop_in(root: &Path, name: &str) {
        fs::write(root.join(INCOMING).join(name), name).unwrap();
        fs::write(root.join(INCOMING).join(format!("{name}.sig")), "signature").unwrap();
    }

    #[test]
    fn one_at_a_time_and_the_record_comes_back() {
        let (root, folder) = folder();
        assert!(matches!(Folder::open(root.path()), Err(Fault::InUse)));
        assert_eq!(folder.record().unwrap(), Record::default());
        let package = Package { version: "1.1".into(), sha256: "ab".into() };
        let record = Record {
            begun: Some(Begun { package, way: Way::Back }),
            trial: Some(Trial { failures: 2, good: 1, restarts: Some(4) }),
            ..Record::default()
        };
        folder.save(&record).unwrap();
        assert_eq!(folder.record().unwrap(), record);
        // A later version may have written more.
        fs::write(root.path().join(RECORD), r#"{"later": 1}"#).unwrap();
        assert_eq!(folder.record().unwrap(), Record::default());
        fs::write(root.path().join(RECORD), "{").unwrap();
        assert!(matches!(folder.record(), Err(Fault::Record { .. })));
    }

    #[test]
    fn a_package_counts_once_its_signature_is_there() {
        let (root, folder) = folder();
        fs::write(root.path().join(INCOMING).join("a.deb"), "half copied").unwrap();
        assert!(folder.incoming().unwrap().is_none());
        drop_in(root.path(), "b.deb");
        let found = folder.incoming().unwrap().unwrap();
        assert_eq!(found.name(), "b.deb");
        folder.set_aside(&found, "it is too old").unwrap();
        assert!(folder.incoming().unwrap().is_none());
        assert_eq!(folder.aside().unwrap(), [("b.deb".to_owned(), "it is too old".to_owned())]);
    }

    #[test]
    fn the_installed_package_and_the_one_before_are_kept_and_no_other() {
        let (root, folder) = folder();
        let packages: Vec<Package> =
            ["1", "2", "3"].map(|version| Package { version: version.into(), sha256: format!("sha{version}") }).into();
        for package in &packages {
            drop_in(root.path(), "x.deb");
            let found = folder.incoming().unwrap().unwrap();
            folder.keep(&found, package).unwrap();
            folder.remove(&found).unwrap();
        }
        let record = Record { kept: Some(packages[2].clone()), before: Some(packages[1].clone()), ..Record::default() };
        folder.forget_old(&record).unwrap();
        assert!(folder.kept(&packages[0]).is_err());
        assert!(folder.kept(&packages[1]).is_ok() && folder.kept(&packages[2]).is_ok());
    }
}
