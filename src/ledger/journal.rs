//! The append-only file of records: load, append, rotate. It knows bytes and chains, not what records mean.

use std::{
    io,
    ops::Range,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    disk::{Disk, DiskFile},
    error::{OpenError, is_full},
    frame::{self, Hash},
    segment::{self, HEADER, Header, MAX_SEGMENT, Segment},
    tail::Tail,
};

/// How far zeros are written ahead. Overwriting them costs no metadata, which an allocation would at each commit.
const STEP: u64 = 1 << 20;
/// So many bytes are kept ahead for reversals and settlement when the disk is full: about 300 records.
pub(super) const RESERVE: u64 = 512 << 10;

/// What zeros are written from. A buffer of a whole step on the heap, once freed, would make the C library keep every later
/// buffer of its size, which is several megabytes with the index.
static ZEROS: [u8; 64 << 10] = [0; 64 << 10];

/// The journal, open at its end.
pub(super) struct Journal {
    disk: Arc<dyn Disk>,
    dir: PathBuf,
    file: Box<dyn DiskFile>,
    segment: u32,
    /// Where the next record goes.
    end: u64,
    /// Where the last record stands.
    last_at: u64,
    /// Up to here there are durable zeros.
    allocated: u64,
    next: u64,
    head: Hash,
    id: Hash,
    stopped: Option<String>,
}

/// Why a record was not appended.
pub(super) enum AppendError {
    /// No space; nothing was written, and it may be tried again.
    NoRoom(io::Error),
    /// Final.
    Stopped(String),
}

/// A record that is durable.
#[derive(Clone, Copy)]
pub(super) struct Appended {
    /// Its number.
    pub(super) sequence: u64,
    /// Its hash.
    pub(super) hash: Hash,
}

impl Journal {
    /// Makes the first segment with one record.
    ///
    /// The chain starts at a random hash, so that no two ledgers chain alike.
    pub(super) fn create(disk: Arc<dyn Disk>, dir: &Path, checkpoint: &[u8]) -> Result<Journal, OpenError> {
        let folder = segment::folder(dir);
        let failed = |what, path: &Path| {
            let path = path.to_owned();
            move |error| OpenError::Disk { what, path, error }
        };
        disk.create_dir(&folder).map_err(failed("creating", &folder))?;
        disk.sync_dir(dir).map_err(failed("syncing", dir))?;
        let mut id = [0; 32];
        disk.random(&mut id).map_err(failed("random numbers for", &folder))?;
        let header = Header { segment: 1, first: 1, previous: id, previous_at: 0 };
        let made = write_new(&*disk, dir, &header, checkpoint).map_err(failed("creating", &segment::path(dir, 1)))?;
        disk.rename(&segment::path_new(dir, 1), &segment::path(dir, 1)).map_err(failed("naming", &folder))?;
        disk.sync_dir(&folder).map_err(failed("syncing", &folder))?;
        let Made { file, end, allocated, hash } = made;
        let dir = dir.to_owned();
        let last_at = HEADER as u64;
        Ok(Journal { disk, dir, file, segment: 1, end, last_at, allocated, next: 2, head: hash, id, stopped: None })
    }

    /// Opens the newest segment for appending. `end`, `last_at`, `next` and `head` come from the scan of it.
    ///
    /// A torn tail is cleared. The last record is written once more and synced: after a failed sync the operating
    /// system may hold it in memory alone, and later records must not be built on that. For the same reason the folder is
    /// synced: the segment's own name may be one whose sync has failed.
    pub(super) fn resume(
        disk: Arc<dyn Disk>,
        dir: &Path,
        scanned: &Segment,
        id: Hash,
        position: Position,
    ) -> Result<Journal, OpenError> {
        let failed = |error| OpenError::Disk { what: "writing", path: scanned.file.clone(), error };
        let mut file = disk.open(&scanned.file).map_err(failed)?;
        let Position { at, last_at, next, head, tail } = position;
        if let Tail::Torn(bytes) = tail {
            file.write_at(&vec![0; usize::try_from(bytes).unwrap_or(0)], at as u64).map_err(failed)?;
        }
        file.write_at(&scanned.bytes[last_at..at], last_at as u64).map_err(failed)?;
        file.sync().map_err(failed)?;
        let folder = segment::folder(dir);
        disk.sync_dir(&folder).map_err(|error| OpenError::Disk { what: "syncing", path: folder.clone(), error })?;
        Ok(Journal {
            disk,
            dir: dir.to_owned(),
            file,
            segment: scanned.header.segment,
            end: at as u64,
            last_at: last_at as u64,
            allocated: (scanned.bytes.len() as u64).max(at as u64),
            next,
            head,
            id,
            stopped: None,
        })
    }

    /// Writes one record and makes it durable: one write, one sync.
    pub(super) fn append(&mut self, payload: &[u8]) -> Result<Appended, AppendError> {
        self.working()?;
        let (bytes, hash) = frame::encode(self.next, &self.head, payload);
        let len = bytes.len() as u64;
        while self.end + len > self.allocated {
            self.grow()?;
        }
        let written = self.file.write_at(&bytes, self.end).and_then(|()| self.file.sync());
        if let Err(error) = written {
            return Err(self.stop("writing a record", &error));
        }
        let sequence = self.next;
        self.last_at = self.end;
        self.end += len;
        self.next += 1;
        self.head = hash;
        Ok(Appended { sequence, hash })
    }

    /// Writes zeros ahead while there is less than the reserve; a full disk is no error here.
    pub(super) fn refill(&mut self) -> Result<(), AppendError> {
        self.working()?;
        while self.ahead() < RESERVE {
            match self.grow() {
                Err(AppendError::NoRoom(_)) => return Ok(()),
                other => other?,
            }
        }
        Ok(())
    }

    /// Starts the next segment with a record. Until the new name is durable the old segment stays the newest.
    pub(super) fn rotate(&mut self, checkpoint: &[u8]) -> Result<Appended, AppendError> {
        self.working()?;
        let previous_at = u32::try_from(self.last_at).unwrap_or(u32::MAX);
        let header = Header { segment: self.segment + 1, first: self.next, previous: self.head, previous_at };
        let temporary = segment::path_new(&self.dir, header.segment);
        let made = match write_new(&*self.disk, &self.dir, &header, checkpoint) {
            Ok(made) => made,
            Err(error) => {
                // Best effort: a leftover is removed at the next open too.
                let _ = self.disk.remove(&temporary);
                return Err(if is_full(&error) {
                    AppendError::NoRoom(error)
                } else {
                    self.stop("writing a new segment", &error)
                });
            }
        };
        let named = self.disk.rename(&temporary, &segment::path(&self.dir, header.segment));
        if let Err(error) = named.and_then(|()| self.disk.sync_dir(&segment::folder(&self.dir))) {
            return Err(self.stop("naming a new segment", &error));
        }
        // Zeros after the last record are given back; if that fails they only take space.
        let _ = self.file.cut(self.end);
        let appended = Appended { sequence: self.next, hash: made.hash };
        self.file = made.file;
        self.segment = header.segment;
        self.last_at = HEADER as u64;
        self.end = made.end;
        self.allocated = made.allocated;
        self.next += 1;
        self.head = made.hash;
        Ok(appended)
    }

    /// Bytes that can be written without asking the file system for space.
    pub(super) fn ahead(&self) -> u64 {
        self.allocated.saturating_sub(self.end)
    }

    /// Bytes of records in the newest segment.
    pub(super) fn used(&self) -> u64 {
        self.end
    }

    /// Number and hash of the last record.
    pub(super) fn head(&self) -> Appended {
        Appended { sequence: self.next - 1, hash: self.head }
    }

    /// The hash that the chain starts at.
    pub(super) fn id(&self) -> Hash {
        self.id
    }

    /// Why nothing more is written, if so.
    pub(super) fn stopped(&self) -> Option<&str> {
        self.stopped.as_deref()
    }

    fn working(&self) -> Result<(), AppendError> {
        match &self.stopped {
            Some(why) => Err(AppendError::Stopped(why.clone())),
            None => Ok(()),
        }
    }

    fn grow(&mut self) -> Result<(), AppendError> {
        // Where no next segment can be begun, this one ends before it is one that no start would read.
        if self.allocated + STEP > MAX_SEGMENT {
            let full = format!("segment {} has room for no more, and the next one could not be begun", self.segment);
            return Err(AppendError::NoRoom(io::Error::new(io::ErrorKind::StorageFull, full)));
        }
        let file = &mut *self.file;
        match write_zeros(file, self.allocated..self.allocated + STEP).and_then(|()| file.sync()) {
            Ok(()) => {
                self.allocated += STEP;
                Ok(())
            }
            // The same zeros are written again next time, so a failed sync leaves nothing in doubt here.
            Err(error) if is_full(&error) => Err(AppendError::NoRoom(error)),
            Err(error) => Err(self.stop("writing ahead", &error)),
        }
    }

    fn stop(&mut self, what: &str, error: &io::Error) -> AppendError {
        let why = format!("{what} in {} failed: {error}", segment::path(&self.dir, self.segment).display());
        self.stopped = Some(why.clone());
        AppendError::Stopped(why)
    }
}

/// Where a scan of the newest segment ended.
pub(super) struct Position {
    /// After the last good record.
    pub(super) at: usize,
    /// Where that record stands.
    pub(super) last_at: usize,
    /// The next sequence.
    pub(super) next: u64,
    /// The hash of the last good record.
    pub(super) head: Hash,
    /// What comes after it.
    pub(super) tail: Tail,
}

struct Made {
    file: Box<dyn DiskFile>,
    end: u64,
    allocated: u64,
    hash: Hash,
}

/// Writes header, first record and zeros under a temporary name, all durable.
fn write_new(disk: &dyn Disk, dir: &Path, header: &Header, payload: &[u8]) -> io::Result<Made> {
    let mut file = disk.create(&segment::path_new(dir, header.segment))?;
    let (record, hash) = frame::encode(header.first, &header.previous, payload);
    let end = (HEADER + record.len()) as u64;
    let allocated = (end + RESERVE).next_multiple_of(STEP);
    let mut bytes = header.encode().to_vec();
    bytes.extend_from_slice(&record);
    file.write_at(&bytes, 0)?;
    write_zeros(&mut *file, end..allocated)?;
    file.sync()?;
    Ok(Made { file, end, allocated, hash })
}

fn write_zeros(file: &mut dyn DiskFile, range: Range<u64>) -> io::Result<()> {
    let mut at = range.start;
    while at < range.end {
        let piece = usize::try_from(range.end - at).map_or(ZEROS.len(), |left| left.min(ZEROS.len()));
        file.write_at(&ZEROS[..piece], at)?;
        at += piece as u64;
    }
    Ok(())
}
