//! A file of records for another room, in a folder of its own in the data folder.
//!
//! A header of 16 bytes (magic 8, version u32, CRC-32C u32 of both, little-endian), then the journal's own records. A change
//! is one record of JSON, one write and one sync, and is not told before. Many changes at once, and a file that has grown and is made
//! short again, are a new file that takes the place of the old one in one step.

mod error;

use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use serde::{Serialize, de::DeserializeOwned};

use super::{
    Lock, OpenError,
    disk::{Disk, DiskFile, RealDisk},
    records::{self, End, Link, Records},
};

pub use error::FileError;

const HEADER: usize = 16;
/// A file is made short when it has so many bytes more than twice what it had when it was short.
const SLACK: u64 = 4 << 20;
/// So many bytes of the disk are left to the journal, which must be able to reverse and settle.
const LEAVE_FREE: u64 = 32 << 20;

/// What a file is called and how it begins.
#[derive(Debug)]
pub struct Form {
    /// Its folder in the data folder.
    pub folder: &'static str,
    /// Its name.
    pub file: &'static str,
    /// The name under which a new one is written, before it is renamed.
    pub new: &'static str,
    /// Its first bytes.
    pub magic: [u8; 8],
    /// The form of its records.
    pub version: u32,
    /// No larger file is read or written, in bytes.
    pub longest: u64,
}

/// A file, open and locked.
pub struct RecordFile {
    form: &'static Form,
    disk: Arc<dyn Disk>,
    dir: PathBuf,
    file: Box<dyn DiskFile>,
    /// Where the next record goes.
    end: u64,
    link: Link,
    /// How long the file was when it was short.
    short: u64,
    /// Why nothing is written any more.
    stopped: Option<String>,
    _lock: Lock,
}

/// How a file ended when it was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// With a whole record.
    Whole,
    /// With a record that nobody had been told of; it was cut off.
    Cut,
}

/// The good records of a file, and where they end.
struct Loaded<T> {
    records: Vec<T>,
    end: u64,
    link: Link,
    ending: Ending,
    /// Where the last record stands, and its bytes; of a file without one its header.
    last: (u64, Vec<u8>),
}

impl Form {
    fn header(&self) -> [u8; HEADER] {
        let mut bytes = [0; HEADER];
        bytes[..8].copy_from_slice(&self.magic);
        bytes[8..12].copy_from_slice(&self.version.to_le_bytes());
        let crc = crc32c::crc32c(&bytes[..12]);
        bytes[12..].copy_from_slice(&crc.to_le_bytes());
        bytes
    }

    fn check_header(&self, bytes: &[u8], path: &Path) -> Result<(), FileError> {
        let found = bytes.first_chunk::<HEADER>();
        if found == Some(&self.header()) {
            return Ok(());
        }
        match found {
            Some(other) if other[..8] == self.magic && crc32c::crc32c(&other[..12]).to_le_bytes() == other[12..] => {
                let version = u32::from_le_bytes([other[8], other[9], other[10], other[11]]);
                Err(FileError::Version { path: path.into(), version })
            }
            _ => Err(FileError::Damaged { path: path.into(), offset: 0, found: "another header".into() }),
        }
    }

    /// Reads the records of a data folder without changing anything, also beside a running terminal. Where there is no file,
    /// there are none.
    ///
    /// # Errors
    /// [`FileError`] where it cannot be read or is damaged.
    pub fn read<T: DeserializeOwned>(&self, data: &Path) -> Result<Vec<T>, FileError> {
        match self.load(&records::read_only(), &data.join(self.folder).join(self.file)) {
            Err(FileError::Disk { error, .. }) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            other => other.map(|(_, loaded)| loaded.records),
        }
    }

    fn load<T: DeserializeOwned>(
        &self,
        disk: &dyn Disk,
        path: &Path,
    ) -> Result<(Box<dyn DiskFile>, Loaded<T>), FileError> {
        let failed = |error| FileError::Disk { what: "reading", path: path.into(), error };
        let file = disk.open(path).map_err(failed)?;
        let bytes = records::read_whole(&*file, self.longest).map_err(failed)?;
        self.check_header(&bytes, path)?;
        let mut walk = Records::new(&bytes, HEADER);
        let damaged = |at: usize, found: String| FileError::Damaged { path: path.into(), offset: at as u64, found };
        let (mut at, mut last, mut records) = (walk.at(), 0, Vec::new());
        while let Some(payload) = walk.step() {
            records.push(serde_json::from_slice(payload).map_err(|e| damaged(at, format!("another record: {e}")))?);
            (last, at) = (at, walk.at());
        }
        let ending = match walk.end() {
            End::Clean => Ending::Whole,
            End::Torn => Ending::Cut,
            End::Damaged(found) => return Err(damaged(at, found.into())),
        };
        let last = (last as u64, bytes.get(last..at).unwrap_or_default().to_vec());
        Ok((file, Loaded { records, end: at as u64, link: walk.link(), ending, last }))
    }
}

impl RecordFile {
    /// Opens the file of a data folder; makes an empty one where there is none.
    ///
    /// # Errors
    /// [`FileError`] where another program has it open, where it is damaged, or where the disk refuses.
    pub fn open<T: Serialize + DeserializeOwned>(
        form: &'static Form,
        data: &Path,
        disk: Arc<dyn Disk>,
    ) -> Result<(RecordFile, Vec<T>, Ending), FileError> {
        let dir = data.join(form.folder);
        let failed = |what, path: &Path| {
            let path = path.to_owned();
            move |error| FileError::Disk { what, path, error }
        };
        disk.create_dir(&dir).map_err(failed("creating", &dir))?;
        // The lock is the operating system's own, whatever the medium.
        RealDisk.create_dir(&dir).map_err(failed("creating", &dir))?;
        let lock = Lock::take(&dir).map_err(|error| locked(error, &dir))?;
        let (path, left_over) = (dir.join(form.file), dir.join(form.new));
        let files = disk.list(&dir).map_err(failed("listing", &dir))?;
        if files.contains(&left_over) {
            disk.remove(&left_over).map_err(failed("removing", &left_over))?;
        }
        if !files.contains(&path) {
            let (end, link, file) = write_new::<T>(form, &*disk, &dir, std::iter::empty())?;
            put_in_place(form, &*disk, &dir).map_err(failed("renaming", &path))?;
            disk.sync_dir(data).map_err(failed("syncing", data))?;
            let opened = RecordFile { form, disk, dir, file, end, link, short: end, stopped: None, _lock: lock };
            return Ok((opened, Vec::new(), Ending::Whole));
        }
        let (mut file, Loaded { records, end, link, ending, last }) = form.load(&*disk, &path)?;
        if ending == Ending::Cut {
            file.cut(end).map_err(failed("cutting", &path))?;
        }
        // After a failed sync the system may hold the last record, or the file's name, in memory alone, and later ones must not be
        // built on that.
        file.write_at(&last.1, last.0).and_then(|()| file.sync()).map_err(failed("writing", &path))?;
        [dir.as_path(), data].into_iter().try_for_each(|dir| disk.sync_dir(dir).map_err(failed("syncing", dir)))?;
        let opened = RecordFile { form, disk, dir, file, end, link, short: end, stopped: None, _lock: lock };
        Ok((opened, records, ending))
    }

    /// How many records it has.
    pub fn count(&self) -> u64 {
        self.link.count()
    }

    /// Makes one more record durable.
    ///
    /// # Errors
    /// [`FileError::NoRoom`] where nothing was written; any other one means that nothing more will be.
    pub fn append<T: Serialize>(&mut self, record: &T) -> Result<(), FileError> {
        self.may_append(records::PAYLOAD_MAX as u64)?;
        let payload = serde_json::to_vec(record).map_err(|error| FileError::Stopped(error.to_string()))?;
        let (bytes, link) = self.link.next(&payload);
        if let Err(error) = self.file.write_at(&bytes, self.end) {
            return Err(self.write_failed(error));
        }
        self.file.sync().map_err(|error| self.stop(&error))?;
        self.end += bytes.len() as u64;
        self.link = link;
        Ok(())
    }

    /// Puts other records in the place of all that are there, in one step: after a power cut it is the one or the other.
    ///
    /// # Errors
    /// [`FileError`]; the old ones are still there, unless it says that nothing more is written.
    pub fn replace<'a, T>(&mut self, records: impl Iterator<Item = &'a T>) -> Result<(), FileError>
    where
        T: Serialize + 'a,
    {
        self.working()?;
        let written = write_new(self.form, &*self.disk, &self.dir, records);
        let (end, link, file) = written.inspect_err(|_| {
            // The old file is as it was. What there is of the new one takes room that the journal needs; what cannot be removed
            // now is removed at the next start.
            let _ = self.disk.remove(&self.dir.join(self.form.new));
        })?;
        put_in_place(self.form, &*self.disk, &self.dir).map_err(|error| self.stop(&error))?;
        (self.file, self.end, self.link, self.short) = (file, end, link, end);
        Ok(())
    }

    /// Whether it has become so long that it is better written anew.
    pub fn has_grown(&self) -> bool {
        self.end > 2 * self.short + SLACK
    }

    /// It stays long for now, and may grow so much again.
    pub fn stay_long(&mut self) {
        self.short = self.end;
    }

    /// Reads all records once more.
    ///
    /// # Errors
    /// [`FileError`] where it cannot be read or is damaged.
    pub fn read_again<T: DeserializeOwned>(&self) -> Result<Vec<T>, FileError> {
        self.form.load(&*self.disk, &self.dir.join(self.form.file)).map(|(_, loaded)| loaded.records)
    }

    fn working(&self) -> Result<(), FileError> {
        self.stopped.as_ref().map_or(Ok(()), |why| Err(FileError::Stopped(why.clone())))
    }

    fn may_append(&self, bytes: u64) -> Result<(), FileError> {
        self.working()?;
        let free = self.disk.free(&self.dir).unwrap_or(0);
        let fits = self.end.saturating_add(bytes) <= self.form.longest && free >= LEAVE_FREE.saturating_add(bytes);
        if fits { Ok(()) } else { Err(FileError::NoRoom) }
    }

    /// A full disk took a part of a record: it is cut off again. After anything else nobody knows what the medium has.
    fn write_failed(&mut self, error: io::Error) -> FileError {
        match is_full(&error) && self.file.cut(self.end).is_ok() {
            true => FileError::NoRoom,
            false => self.stop(&error),
        }
    }

    fn stop(&mut self, error: &io::Error) -> FileError {
        let why = error.to_string();
        self.stopped = Some(why.clone());
        FileError::Stopped(why)
    }
}

/// Writes records into a new file, durable but not in its place yet.
fn write_new<'a, T: Serialize + 'a>(
    form: &Form,
    disk: &dyn Disk,
    dir: &Path,
    records: impl Iterator<Item = &'a T>,
) -> Result<(u64, Link, Box<dyn DiskFile>), FileError> {
    /// So many bytes are written at once.
    const PIECE: usize = 1 << 20;
    let path = dir.join(form.new);
    let failed = |error| match is_full(&error) {
        true => FileError::NoRoom,
        false => FileError::Disk { what: "writing", path: path.clone(), error },
    };
    let mut file = disk.create(&path).map_err(failed)?;
    let (mut at, mut link) = (0, Link::default());
    let mut put = |piece: &mut Vec<u8>| -> Result<u64, FileError> {
        let end = at + piece.len() as u64;
        // A file without a record takes no room that anybody would miss.
        let leaves_room = end <= HEADER as u64 || disk.free(dir).unwrap_or(0) >= LEAVE_FREE + piece.len() as u64;
        if end > form.longest || !leaves_room {
            return Err(FileError::NoRoom);
        }
        file.write_at(piece, at).map_err(failed)?;
        piece.clear();
        at = end;
        Ok(end)
    };
    let mut piece = form.header().to_vec();
    for record in records {
        let payload = serde_json::to_vec(record).map_err(|error| failed(error.into()))?;
        let (bytes, next) = link.next(&payload);
        link = next;
        piece.extend_from_slice(&bytes);
        if piece.len() >= PIECE {
            put(&mut piece)?;
        }
    }
    let end = put(&mut piece)?;
    file.sync().map_err(failed)?;
    Ok((end, link, file))
}

/// The new file in the place of the old one, durably. After an error nobody knows which of them a start will find.
fn put_in_place(form: &Form, disk: &dyn Disk, dir: &Path) -> io::Result<()> {
    disk.rename(&dir.join(form.new), &dir.join(form.file))?;
    disk.sync_dir(dir)
}

fn locked(error: OpenError, dir: &Path) -> FileError {
    match error {
        OpenError::InUse { pid, .. } => FileError::InUse { dir: dir.into(), pid },
        other => FileError::Disk { what: "locking", path: dir.into(), error: io::Error::other(other) },
    }
}

fn is_full(error: &io::Error) -> bool {
    use io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
    matches!(error.kind(), StorageFull | QuotaExceeded | FileTooLarge)
}
