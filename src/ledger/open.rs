//! Opening: lock, journal, index, keys, in this order, each checked against the one before.

use std::{path::Path, sync::Arc};

use super::{
    books::{Extent, Ledger, Options, encode},
    disk::Disk,
    error::{CommitError, Damage, OpenError},
    fold::Sum,
    frame::MAX_PAYLOAD,
    index::{Mark, remove_unfinished_snapshots},
    journal::Journal,
    keeper::{Keeper, Reconciled},
    load::{self, Loaded},
    lock::Lock,
    origin, retention, segment,
    tail::Tail,
    vault::Vault,
};
use crate::domain::{Book, Fact, Record, WallTime, hex};

/// An open ledger and what was found on the way.
pub struct Opened {
    /// The ledger.
    pub ledger: Ledger,
    /// The state that it adds up to.
    pub book: Book,
    /// What people should know.
    pub notes: Vec<OpenNote>,
}

/// Something that opening put right, or could not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OpenNote {
    /// The last record was torn by a power cut and was cleared; nobody had been told that it was recorded.
    TailCut {
        /// How many bytes.
        bytes: u64,
    },
    /// The index was built again from the journal.
    IndexRebuilt {
        /// Why.
        reason: String,
    },
    /// The index had missed the last records and has them now.
    IndexCaughtUp {
        /// How many.
        records: u64,
    },
    /// There is no index for now; it is built when a query needs it.
    IndexMissing {
        /// Why.
        reason: String,
    },
    /// A snapshot of the index that was never finished was removed.
    SnapshotRemoved,
    /// The disk is full: that the tail was cut could not be recorded.
    NoRoom {
        /// What the disk said.
        reason: String,
    },
    /// Keys that a file wrapped are wrapped by the device key that the system hands over now; that file is destroyed.
    KeysMoved {
        /// How many.
        keys: usize,
    },
    /// Segments that are no longer kept could not be removed or archived; it is tried again at the next start.
    OldSegmentsLeft {
        /// Why.
        reason: String,
    },
    /// Keys of settled batches could not be destroyed; it is tried again at the next start.
    KeysLeft {
        /// Why.
        reason: String,
    },
}

/// What stood in the directory.
enum Found {
    New(Box<(Journal, Sum)>),
    Ledger(Box<Loaded>),
}

/// See [`Ledger::open`].
pub(super) fn open(dir: &Path, options: &Options) -> Result<Opened, OpenError> {
    let disk = Arc::clone(&options.disk);
    make_folder(&*disk, dir, options.extent)?;
    let lock = match options.extent {
        Extent::Whole => Some(Lock::take(dir)?),
        Extent::JournalAlone => None,
    };
    let mut notes = Vec::new();
    let found = match read_journal(&*disk, dir)? {
        Some(loaded) => Found::Ledger(Box::new(loaded)),
        // Before the index and the keys: where those are, there must be a journal.
        None => Found::New(Box::new(start(Arc::clone(&disk), dir, options.at)?)),
    };
    if remove_unfinished_snapshots(&dir.join("index")) > 0 {
        notes.push(OpenNote::SnapshotRemoved);
    }
    let is_new = matches!(found, Found::New(_));
    let mut keeper = match options.extent {
        Extent::Whole => Keeper::open(Arc::clone(&disk), dir, options.at),
        Extent::JournalAlone => Keeper::none(Arc::clone(&disk), dir, options.at),
    };
    let mut rotation_due = false;
    let mut torn = 0;
    let (journal, sum) = match found {
        Found::New(made) => *made,
        Found::Ledger(loaded) => {
            refuse_shortened(dir, &loaded, keeper.known(&loaded.id))?;
            let Loaded { segment, position, sum, id, .. } = *loaded;
            rotation_due = loaded.rotation_due;
            if let Tail::Torn(bytes) = position.tail {
                torn = bytes;
            }
            (Journal::resume(Arc::clone(&disk), dir, &segment, id, position)?, sum)
        }
    };
    let floor = origin::floor(sum.kept.as_ref());
    let head = Mark { id: journal.id(), sequence: journal.head().sequence, hash: journal.head().hash, floor };
    notes.extend(match keeper.reconcile(&head, &sum)? {
        Reconciled::Same => None,
        Reconciled::CaughtUp(records) => Some(OpenNote::IndexCaughtUp { records }),
        // A new ledger has a new index, which is not news.
        Reconciled::Rebuilt(_) if is_new => None,
        Reconciled::Rebuilt(reason) => Some(OpenNote::IndexRebuilt { reason }),
        Reconciled::Missing(reason) => Some(OpenNote::IndexMissing { reason }),
    });
    let vault = Vault::new(Arc::clone(&disk), dir, options.device_key.clone());
    let (segment_limit, retention) = (options.segment_limit, options.retention);
    let dir = dir.to_owned();
    let rotated = None;
    let mut ledger =
        Ledger { journal, sum, keeper, vault, disk, dir, segment_limit, retention, rotation_due, rotated, _lock: lock };
    notes.extend(clear_old_segments(&ledger));
    notes.extend(destroy_old_keys(&mut ledger));
    // After those, so that only keys in use are moved.
    let moved = ledger.vault.adopt().map_err(OpenError::Keys)?;
    notes.extend(moved.map(|keys| OpenNote::KeysMoved { keys }));
    if torn > 0 {
        notes.push(OpenNote::TailCut { bytes: torn });
        notes.extend(record_tail_cut(&mut ledger, options.at, torn)?);
    }
    let book = ledger.book().clone();
    Ok(Opened { ledger, book, notes })
}

fn make_folder(disk: &dyn Disk, dir: &Path, extent: Extent) -> Result<(), OpenError> {
    // The lock and the index are on the real disk even where tests put the rest elsewhere.
    let beside = match extent {
        Extent::Whole => super::disk::RealDisk.create_dir(dir),
        Extent::JournalAlone => Ok(()),
    };
    beside.and_then(|()| disk.create_dir(dir)).map_err(|error| OpenError::Disk {
        what: "creating",
        path: dir.to_owned(),
        error,
    })
}

/// Reads the newest segment, after leftovers of an interrupted rotation are gone.
fn read_journal(disk: &dyn Disk, dir: &Path) -> Result<Option<Loaded>, OpenError> {
    let folder = segment::folder(dir);
    let failed = |error| OpenError::Disk { what: "clearing", path: folder.clone(), error };
    for path in disk.list(&folder).map_err(failed)? {
        if path.extension().is_some_and(|e| e == "new") {
            disk.remove(&path).map_err(failed)?;
        }
    }
    let loaded = load::newest(disk, dir)?;
    let traces = [dir.join("index").join("db"), dir.join("keys").join("device.key")];
    if loaded.is_none() && traces.iter().any(|path| path.exists()) {
        let found = "no journal at all, although an index or keys of one are there".into();
        return Err(OpenError::Damaged(Damage { file: segment::path(dir, 1), offset: 0, sequence: 1, found }));
    }
    Ok(loaded)
}

fn start(disk: Arc<dyn Disk>, dir: &Path, at: WallTime) -> Result<(Journal, Sum), OpenError> {
    let sum = Sum::default();
    let record = Record { at, facts: sum.checkpoint() };
    let payload = encode(&record, MAX_PAYLOAD).expect("an empty book is small");
    Ok((Journal::create(disk, dir, &payload)?, sum))
}

/// The index gets a record only after the journal has it durably. If it knows one that the journal does not have, the
/// journal has lost acknowledged records, and the torn tail, if any, is all that is left of them.
pub(super) fn refuse_shortened(dir: &Path, loaded: &Loaded, known: Option<u64>) -> Result<(), OpenError> {
    let journal = loaded.position.next - 1;
    match known {
        Some(indexed) if indexed > journal => match loaded.position.tail {
            Tail::Clean => Err(OpenError::Shortened { dir: dir.to_owned(), indexed, journal }),
            _ => {
                let found = "an unreadable record that had been acknowledged: the index knows it";
                Err(OpenError::Damaged(loaded.segment.damage(loaded.position.at, journal + 1, found)))
            }
        },
        _ => Ok(()),
    }
}

/// What a cut between the fact and the files left over.
fn clear_old_segments(ledger: &Ledger) -> Option<OpenNote> {
    let oldest = origin::oldest(ledger.sum.kept.as_ref());
    let failed = retention::clear(&*ledger.disk, &ledger.dir, oldest, ledger.retention.old).err()?;
    Some(OpenNote::OldSegmentsLeft { reason: failed.to_string() })
}

fn destroy_old_keys(ledger: &mut Ledger) -> Option<OpenNote> {
    let keep = (!ledger.sum.sealed.is_empty()).then_some(ledger.sum.book.batch);
    let failed = ledger.vault.destroy_others(keep).err()?;
    Some(OpenNote::KeysLeft { reason: failed.to_string() })
}

fn record_tail_cut(ledger: &mut Ledger, at: WallTime, bytes: u64) -> Result<Option<OpenNote>, OpenError> {
    match ledger.commit(at, vec![Fact::TailCut { bytes }], Vec::new()) {
        Ok(_) => Ok(None),
        Err(CommitError::NoRoom(error)) => Ok(Some(OpenNote::NoRoom { reason: error.to_string() })),
        Err(error) => {
            let error = std::io::Error::other(error.to_string());
            Err(OpenError::Disk { what: "writing to", path: segment::folder(&ledger.dir), error })
        }
    }
}

/// Bytes as the ledger writes them down: two small hexadecimal digits each.
pub(super) fn hex(bytes: &[u8]) -> String {
    hex::encode(bytes).to_ascii_lowercase()
}
