//! The catalogue on disk: `products/catalogue.log` in the data folder.
//!
//! A header of 16 bytes (magic 8, version u32, CRC-32C u32 of both, little-endian), then the journal's own records, each with
//! the whole of one product as JSON: the last one of a number counts. A change is one record, one write and one sync,
//! and is not told before. A list is imported, and a log that has grown is made short again, by a new file that takes the place
//! of the old one in one step. Everything here blocks; the runtime gives it a thread of its own.

mod error;

use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{Catalogue, Record};
use crate::ledger::{
    Lock, OpenError,
    disk::{Disk, DiskFile, RealDisk},
    records::{self, End, Link, Records},
};

pub use error::StoreError;

const FILE: &str = "catalogue.log";
/// Written beside the file, then renamed over it.
const NEW: &str = "catalogue.new";
const MAGIC: [u8; 8] = *b"KTPROD\r\n";
const VERSION: u32 = 1;
const HEADER: usize = 16;
/// No larger file is read or written, in bytes: the most products, each with a long history, do not fill it.
const FILE_MAX: u64 = 512 << 20;
/// A log is made short when it has so many bytes more than twice what it had when it was short.
const SLACK: u64 = 4 << 20;
/// So many bytes of the disk are left to the journal, which must be able to reverse and settle.
const LEAVE_FREE: u64 = 32 << 20;

/// The catalogue's file, open and locked.
pub struct Store {
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

/// A catalogue that has been opened.
pub struct Opened {
    /// Where it is kept.
    pub store: Store,
    /// All of it.
    pub catalogue: Catalogue,
    /// Whether a change that nobody had been told of was cut off at the end.
    pub cut: bool,
}

/// What a file holds.
struct Loaded {
    catalogue: Catalogue,
    end: u64,
    link: Link,
    torn: bool,
}

/// The folder of the catalogue in a data folder.
fn folder(data: &Path) -> PathBuf {
    data.join("products")
}

/// Reads the catalogue of a data folder without changing anything, also beside a running terminal. Where there is none, it is
/// empty.
///
/// # Errors
/// [`StoreError`] where it cannot be read or is damaged.
pub fn read(data: &Path) -> Result<Catalogue, StoreError> {
    let path = folder(data).join(FILE);
    match load(&records::read_only(), &path) {
        Ok((_, loaded)) => Ok(loaded.catalogue),
        Err(StoreError::Disk { error, .. }) if error.kind() == io::ErrorKind::NotFound => Ok(Catalogue::default()),
        Err(error) => Err(error),
    }
}

fn load(disk: &dyn Disk, path: &Path) -> Result<(Box<dyn DiskFile>, Loaded), StoreError> {
    let failed = |error| StoreError::Disk { what: "reading", path: path.into(), error };
    let file = disk.open(path).map_err(failed)?;
    let bytes = records::read_whole(&*file, FILE_MAX).map_err(failed)?;
    check_header(&bytes, path)?;
    let mut walk = Records::new(&bytes, HEADER);
    let mut found: Vec<Record> = Vec::new();
    let damaged = |at: usize, what: String| StoreError::Damaged { path: path.into(), offset: at as u64, found: what };
    let mut at = walk.at();
    while let Some(payload) = walk.step() {
        found.push(serde_json::from_slice(payload).map_err(|e| damaged(at, format!("no product: {e}")))?);
        at = walk.at();
    }
    let torn = match walk.end() {
        End::Clean => false,
        End::Torn => true,
        End::Damaged(what) => return Err(damaged(at, what.into())),
    };
    let loaded = Loaded { catalogue: Catalogue::of(found), end: at as u64, link: walk.link(), torn };
    Ok((file, loaded))
}

fn header() -> [u8; HEADER] {
    let mut bytes = [0; HEADER];
    bytes[..8].copy_from_slice(&MAGIC);
    bytes[8..12].copy_from_slice(&VERSION.to_le_bytes());
    let crc = crc32c::crc32c(&bytes[..12]);
    bytes[12..].copy_from_slice(&crc.to_le_bytes());
    bytes
}

fn check_header(bytes: &[u8], path: &Path) -> Result<(), StoreError> {
    let found = bytes.first_chunk::<HEADER>();
    if found == Some(&header()) {
        return Ok(());
    }
    match found {
        Some(other) if other[..8] == MAGIC && crc32c::crc32c(&other[..12]).to_le_bytes() == other[12..] => {
            let version = u32::from_le_bytes([other[8], other[9], other[10], other[11]]);
            Err(StoreError::Version { path: path.into(), version })
        }
        _ => Err(StoreError::Damaged { path: path.into(), offset: 0, found: "another header".into() }),
    }
}

impl Store {
    /// Opens the catalogue of a data folder; makes an empty one where there is none.
    ///
    /// # Errors
    /// [`StoreError`] where another program has it open, where it is damaged, or where the disk refuses.
    pub fn open(data: &Path, disk: Arc<dyn Disk>) -> Result<Opened, StoreError> {
        let dir = folder(data);
        let failed = |what, path: &Path| {
            let path = path.to_owned();
            move |error| StoreError::Disk { what, path, error }
        };
        disk.create_dir(&dir).map_err(failed("creating", &dir))?;
        // The lock is the operating system's own, whatever the medium.
        RealDisk.create_dir(&dir).map_err(failed("creating", &dir))?;
        let lock = Lock::take(&dir).map_err(|error| locked(error, &dir))?;
        let (path, left_over) = (dir.join(FILE), dir.join(NEW));
        let files = disk.list(&dir).map_err(failed("listing", &dir))?;
        if files.contains(&left_over) {
            disk.remove(&left_over).map_err(failed("removing", &left_over))?;
        }
        if !files.contains(&path) {
            let (end, link, file) = write_new(&*disk, &dir, &Catalogue::default())?;
            put_in_place(&*disk, &dir).map_err(failed("renaming", &path))?;
            disk.sync_dir(data).map_err(failed("syncing", data))?;
            let store = Store { disk, dir, file, end, link, short: end, stopped: None, _lock: lock };
            return Ok(Opened { store, catalogue: Catalogue::default(), cut: false });
        }
        let (mut file, Loaded { catalogue, end, link, torn }) = load(&*disk, &path)?;
        if torn {
            file.cut(end).and_then(|()| file.sync()).map_err(failed("cutting", &path))?;
        }
        let mut store = Store { disk, dir, file, end, link, short: end, stopped: None, _lock: lock };
        if link.count() > 2 * catalogue.len() as u64 + 1000 {
            store.shorten(&catalogue);
        }
        Ok(Opened { store, catalogue, cut: torn })
    }

    /// Makes a product's new record durable.
    ///
    /// # Errors
    /// [`StoreError::NoRoom`] where nothing was written; any other one means that nothing more will be.
    pub fn keep(&mut self, record: &Record) -> Result<(), StoreError> {
        self.may_write(records::PAYLOAD_MAX as u64)?;
        let payload = serde_json::to_vec(record).map_err(|e| StoreError::Stopped(e.to_string()))?;
        let (bytes, link) = self.link.next(&payload);
        if let Err(error) = self.file.write_at(&bytes, self.end) {
            return Err(self.write_failed(error));
        }
        self.file.sync().map_err(|error| self.stop(&error))?;
        self.end += bytes.len() as u64;
        self.link = link;
        if self.end > 2 * self.short + SLACK {
            self.shorten_from_file();
        }
        Ok(())
    }

    /// Puts another catalogue in the place of this one, in one step: after a power cut it is the one or the other.
    ///
    /// # Errors
    /// [`StoreError`]; the old one is still there, unless it says that nothing more is written.
    pub fn replace(&mut self, catalogue: &Catalogue) -> Result<(), StoreError> {
        // What a file of so many products takes, and then some.
        self.may_write(catalogue.len() as u64 * 512)?;
        let (end, link, file) = match write_new(&*self.disk, &self.dir, catalogue) {
            // The old file is as it was.
            Err(StoreError::Disk { error, .. }) if is_full(&error) => return Err(StoreError::NoRoom),
            Err(error) => return Err(error),
            Ok(written) => written,
        };
        put_in_place(&*self.disk, &self.dir).map_err(|error| self.stop(&error))?;
        (self.file, self.end, self.link, self.short) = (file, end, link, end);
        Ok(())
    }

    fn may_write(&self, bytes: u64) -> Result<(), StoreError> {
        if let Some(why) = &self.stopped {
            return Err(StoreError::Stopped(why.clone()));
        }
        let free = self.disk.free(&self.dir).unwrap_or(0);
        let fits = self.end.saturating_add(bytes) <= FILE_MAX && free >= LEAVE_FREE.saturating_add(bytes);
        if fits { Ok(()) } else { Err(StoreError::NoRoom) }
    }

    /// A full disk took a part of a record: it is cut off again. After anything else nobody knows what the medium has.
    fn write_failed(&mut self, error: io::Error) -> StoreError {
        match is_full(&error) && self.file.cut(self.end).is_ok() {
            true => StoreError::NoRoom,
            false => self.stop(&error),
        }
    }

    fn stop(&mut self, error: &io::Error) -> StoreError {
        let why = error.to_string();
        self.stopped = Some(why.clone());
        StoreError::Stopped(why)
    }

    /// A short file in the place of a long one. Where that fails the long one does as well, and is let grow again.
    fn shorten(&mut self, catalogue: &Catalogue) {
        if let Err(error) = self.replace(catalogue) {
            tracing::warn!(%error, "the catalogue's file was not made short");
            self.short = self.end;
        }
    }

    fn shorten_from_file(&mut self) {
        match load(&*self.disk, &self.dir.join(FILE)) {
            Ok((_, loaded)) => self.shorten(&loaded.catalogue),
            Err(error) => {
                tracing::warn!(%error, "the catalogue's file was not made short");
                self.short = self.end;
            }
        }
    }
}

/// Writes a whole catalogue into a new file, durable but not in its place yet.
fn write_new(disk: &dyn Disk, dir: &Path, catalogue: &Catalogue) -> Result<(u64, Link, Box<dyn DiskFile>), StoreError> {
    /// So many bytes are written at once.
    const PIECE: usize = 1 << 20;
    let path = dir.join(NEW);
    let failed = |error| StoreError::Disk { what: "writing", path: path.clone(), error };
    let mut file = disk.create(&path).map_err(failed)?;
    let (mut at, mut link) = (0, Link::default());
    let mut piece = header().to_vec();
    for record in catalogue.records() {
        let payload = serde_json::to_vec(record).map_err(|e| failed(e.into()))?;
        let (bytes, next) = link.next(&payload);
        link = next;
        piece.extend_from_slice(&bytes);
        if piece.len() >= PIECE {
            file.write_at(&piece, at).map_err(failed)?;
            at += piece.len() as u64;
            piece.clear();
        }
    }
    file.write_at(&piece, at).map_err(failed)?;
    file.sync().map_err(failed)?;
    Ok((at + piece.len() as u64, link, file))
}

/// The new file in the place of the old one, durably. After an error nobody knows which of them a start will find.
fn put_in_place(disk: &dyn Disk, dir: &Path) -> io::Result<()> {
    disk.rename(&dir.join(NEW), &dir.join(FILE))?;
    disk.sync_dir(dir)
}

fn locked(error: OpenError, dir: &Path) -> StoreError {
    match error {
        OpenError::InUse { pid, .. } => StoreError::InUse { dir: dir.into(), pid },
        other => StoreError::Disk { what: "locking", path: dir.into(), error: io::Error::other(other) },
    }
}

fn is_full(error: &io::Error) -> bool {
    use io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
    matches!(error.kind(), StorageFull | QuotaExceeded | FileTooLarge)
}
