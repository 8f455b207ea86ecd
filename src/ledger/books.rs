//! The ledger itself: journal, index and vault as one.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    device::DeviceKey,
    disk::{Disk, RealDisk},
    error::{CommitError, IndexError, OpenError, QueryError, UnsealError},
    fold::Sum,
    frame::{self, MAX_CHECKPOINT, MAX_PAYLOAD},
    journal::{AppendError, Appended, Journal, RESERVE},
    keeper::{Flush, Keeper},
    query::{Page, Part, Query},
    retention::Retention,
    vault::Vault,
};
use crate::domain::{
    Book, BookError, CardSecret, Fact, Found, KeptFrom, Place, Record, Search, Transaction, TxnRef, WallTime,
};

/// A segment longer than this is followed by a new one.
const SEGMENT_LIMIT: u64 = 8 << 20;
/// With less free space than this, new sales are refused.
const LOW: u64 = 4 << 20;
/// With less than this written ahead and nothing to be had, nothing can be recorded.
const FULL: u64 = 32 << 10;

/// So many transactions are fetched at a time.
const PAGE: usize = 1000;

/// How a ledger is opened.
#[derive(Clone)]
pub struct Options {
    /// The wall clock, for what opening itself records.
    pub at: WallTime,
    /// The medium of journal and keys. The index is sled's and always on the real disk.
    pub disk: Arc<dyn Disk>,
    /// The length at which a segment is followed by the next, in bytes.
    pub segment_limit: u64,
    /// What wraps the keys of card numbers.
    pub device_key: DeviceKey,
    /// How long segments are kept.
    pub retention: Retention,
    /// What there is besides journal and keys.
    pub extent: Extent,
}

/// What a ledger has besides its journal and its keys. Lock and index are always on the real disk, so that a simulation,
/// whose disk is memory, does without.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Extent {
    /// A lock, and an index for queries.
    #[default]
    Whole,
    /// Nothing: no query is answered, and nobody else is kept out.
    JournalAlone,
}

impl Options {
    /// The usual ones; every segment stays.
    pub fn new(at: WallTime) -> Options {
        Options {
            at,
            disk: Arc::new(RealDisk),
            segment_limit: SEGMENT_LIMIT,
            device_key: DeviceKey::File,
            retention: Retention::FOR_EVER,
            extent: Extent::Whole,
        }
    }
}

/// Whether there is space for more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    /// Enough.
    Enough,
    /// Only for ending what has begun: reversals and settlement, but no new sales.
    Low,
    /// For nothing, or the ledger has stopped.
    Full,
}

/// A record that is durable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Committed {
    /// Its number in the journal.
    pub sequence: u64,
    /// What it says: the facts passed in, then one for each sealed card.
    pub facts: Vec<Fact>,
}

/// The durable record of everything that happened. All calls block on the disk; one thread owns it.
pub struct Ledger {
    pub(super) journal: Journal,
    pub(super) sum: Sum,
    pub(super) keeper: Keeper,
    pub(super) vault: Vault,
    pub(super) disk: Arc<dyn Disk>,
    pub(super) dir: PathBuf,
    pub(super) segment_limit: u64,
    pub(super) retention: Retention,
    pub(super) rotation_due: bool,
    /// When a segment was begun whose older ones have not been looked at since.
    pub(super) rotated: Option<WallTime>,
    /// Last, so that the directory is given back after everything else is closed.
    pub(super) _lock: Option<super::lock::Lock>,
}

impl Ledger {
    /// Opens the ledger in a directory, or makes one there, and brings everything in line with the journal.
    ///
    /// # Errors
    /// [`OpenError`] when another program has it, the disk refuses, or acknowledged records are missing or altered.
    pub fn open(dir: &Path, options: &Options) -> Result<super::Opened, OpenError> {
        super::open::open(dir, options)
    }

    /// Makes facts durable: one record, one write, one sync. Each card is sealed under its batch's key in the same record.
    ///
    /// # Errors
    /// [`CommitError`]; the book is then as before. After [`CommitError::Stopped`] nothing is written any more.
    pub fn commit(
        &mut self,
        at: WallTime,
        facts: Vec<Fact>,
        secrets: Vec<(TxnRef, CardSecret)>,
    ) -> Result<Committed, CommitError> {
        if let Some(why) = self.journal.stopped() {
            return Err(CommitError::Stopped(why.to_owned()));
        }
        let reserved =
            |fact: &Fact| matches!(fact, Fact::Checkpoint(_) | Fact::CardSealed { .. } | Fact::SegmentsLetGo(_));
        if facts.iter().any(reserved) {
            return Err(CommitError::Reserved);
        }
        if facts.is_empty() && secrets.is_empty() {
            return Ok(Committed { sequence: self.journal.head().sequence, facts });
        }
        let mut record = Record { at, facts };
        let change = self.sum.apply(at, &record.facts)?;
        let written = self.seal(&mut record, secrets).and_then(|()| self.write(&record));
        let appended = match written {
            Ok(appended) => appended,
            Err(error) => {
                self.sum.undo(change.undo);
                return Err(error);
            }
        };
        self.keep_sealed(&record.facts);
        let flush = if change.settled.is_empty() { Flush::Later } else { Flush::Now };
        self.keeper.push(change.rows, appended, self.journal.id(), flush);
        for batch in &change.settled {
            if let Err(error) = self.vault.destroy(*batch) {
                tracing::warn!("the key of batch {batch} is destroyed at the next start: {error}");
            }
        }
        self.rotation_due |= !change.settled.is_empty() || self.journal.used() > self.segment_limit;
        if self.rotation_due {
            self.rotate(at);
        }
        Ok(Committed { sequence: appended.sequence, facts: record.facts })
    }

    /// Brings the index up to date with what was committed, writes the journal's zeros ahead, and lets old segments go
    /// after a rotation. To be called after the commit was answered.
    ///
    /// # Errors
    /// [`IndexError`]: the index was set aside and is built again when a query or the next start needs it. No record is
    /// lost by it.
    pub fn index_pending(&mut self) -> Result<(), IndexError> {
        // A failure stops the journal, which the next commit and `room` tell.
        let _ = self.journal.refill();
        let updated = self.keeper.update();
        if let Some(at) = self.rotated.take() {
            self.let_old_go(at);
        }
        updated
    }

    /// Answers a question from the index, newest first.
    ///
    /// # Errors
    /// [`QueryError`] when the index cannot be read and cannot be built again.
    pub fn query(&mut self, query: &Query) -> Result<Vec<Transaction>, QueryError> {
        self.keeper.query(query, &self.journal.id()).map_err(|fault| QueryError::Index(fault.0))
    }

    /// Searches the index, from a place on to older transactions, for at most so many. What a piece looks at is bounded,
    /// whatever is in the journal; the next piece begins where it says.
    ///
    /// # Errors
    /// [`QueryError`] when the index cannot be read and cannot be built again.
    pub fn search(&mut self, search: &Search, after: Option<Place>, limit: usize) -> Result<Found, QueryError> {
        let found = self.keeper.search(search, Part { after, limit }, &self.journal.id());
        found.map_err(|fault| QueryError::Index(fault.0))
    }

    /// Shows every transaction that began from one moment until just before another, each once and newest first.
    ///
    /// # Errors
    /// [`QueryError`] when the index cannot answer; some may have been shown then.
    pub fn each_between(
        &mut self,
        from: WallTime,
        until: WallTime,
        each: &mut dyn FnMut(&Transaction),
    ) -> Result<(), QueryError> {
        for page in 0.. {
            let page = Page { offset: page * PAGE, limit: PAGE };
            let rows = self.query(&Query::Day { from, until, page })?;
            rows.iter().for_each(&mut *each);
            if rows.len() < PAGE {
                break;
            }
        }
        Ok(())
    }

    /// The full card number of a transaction of the open batch.
    ///
    /// # Errors
    /// [`UnsealError`] when none is kept or its key cannot be used.
    pub fn unseal(&mut self, txn: TxnRef) -> Result<CardSecret, UnsealError> {
        let TxnRef { batch, stan } = txn;
        let sealed = self.sum.sealed.get(&txn).ok_or(UnsealError::NotKept { batch, stan })?;
        self.vault.unseal(txn, sealed)
    }

    /// Whether there is space for a new sale, to be asked before money moves.
    pub fn room(&self) -> Room {
        let ahead = self.journal.ahead();
        // A file system that does not say how much is free counts as full.
        let free = self.disk.free(&self.dir).unwrap_or(0);
        if self.journal.stopped().is_some() || (ahead < FULL && free < RESERVE) {
            Room::Full
        } else if ahead < RESERVE / 2 || free < LOW {
            Room::Low
        } else {
            Room::Enough
        }
    }

    /// The state that the journal adds up to.
    pub fn book(&self) -> &Book {
        &self.sum.book
    }

    /// Ends in order, with the index flushed. A ledger that is only dropped has that to catch up at the next start.
    ///
    /// # Errors
    /// [`IndexError`] when the index could not be written; the journal is complete all the same.
    pub fn close(self) -> Result<(), IndexError> {
        self.keeper.close()
    }

    /// Seals cards into the record. Each must belong to a transaction that the open batch now has.
    fn seal(&mut self, record: &mut Record, secrets: Vec<(TxnRef, CardSecret)>) -> Result<(), CommitError> {
        for (txn, secret) in secrets {
            if self.sum.book.find(txn).is_none() {
                return Err(BookError::UnknownTransaction { batch: txn.batch, stan: txn.stan }.into());
            }
            let sealed = self.vault.seal(txn, &secret).map_err(|error| match error {
                UnsealError::Disk { error, .. } if super::error::is_full(&error) => CommitError::NoRoom(error),
                other => CommitError::Vault(other),
            })?;
            record.facts.push(Fact::CardSealed { txn, sealed });
        }
        Ok(())
    }

    fn write(&mut self, record: &Record) -> Result<Appended, CommitError> {
        let payload = encode(record, MAX_PAYLOAD - frame::FRAME)?;
        self.journal.append(&payload).map_err(|error| match error {
            AppendError::NoRoom(error) => CommitError::NoRoom(error),
            AppendError::Stopped(why) => CommitError::Stopped(why),
        })
    }

    /// Makes it durable that the journal begins later from now on.
    pub(super) fn record_let_go(&mut self, at: WallTime, kept: KeptFrom) -> Result<Appended, CommitError> {
        let record = Record { at, facts: vec![Fact::SegmentsLetGo(kept)] };
        let change = self.sum.apply(at, &record.facts)?;
        self.write(&record).inspect_err(|_| self.sum.undo(change.undo))
    }

    fn keep_sealed(&mut self, facts: &[Fact]) {
        for fact in facts {
            if let Fact::CardSealed { txn, sealed } = fact {
                self.sum.sealed.insert(*txn, sealed.clone());
            }
        }
    }

    /// Begins the next segment. The commit before it is durable whatever happens here; a full disk leaves it for later.
    fn rotate(&mut self, at: WallTime) {
        let record = Record { at, facts: self.sum.checkpoint() };
        let Ok(payload) = encode(&record, MAX_CHECKPOINT - frame::FRAME) else {
            tracing::warn!("the state is too large for a checkpoint; the journal goes on in its segment");
            return;
        };
        match self.journal.rotate(&payload) {
            Ok(appended) => {
                self.rotation_due = false;
                self.rotated = Some(at);
                self.keeper.push(Vec::new(), appended, self.journal.id(), Flush::Later);
            }
            Err(AppendError::NoRoom(error)) => tracing::warn!("no room for the next journal segment yet: {error}"),
            Err(AppendError::Stopped(why)) => tracing::error!("the ledger has stopped: {why}"),
        }
    }
}

/// A record as JSON, refused above a limit.
pub(super) fn encode(record: &Record, limit: usize) -> Result<Vec<u8>, CommitError> {
    let payload = serde_json::to_vec(record).expect("records hold only texts, numbers and lists of them");
    if payload.len() <= limit { Ok(payload) } else { Err(CommitError::TooLarge { bytes: payload.len(), limit }) }
}
