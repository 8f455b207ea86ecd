//! The sled trees over the journal. Everything here can be lost and built again; `keeper` sees to that.

use std::{
    fs::{self, File},
    path::Path,
    time::Duration,
};

use rustix::fs::{FlockOperation, flock};
use sled::{
    Transactional,
    transaction::{ConflictableTransactionError, TransactionalTree, UnabortableTransactionError},
};

use super::{
    facet,
    frame::Hash,
    guard::guarded,
    query::{Page, Part, Query},
    row::{self, Fault},
};
use crate::domain::{BatchNo, Found, OperatorNo, Search, Transaction, TxnRef, WallTime};

/// Memory that sled may use for pages. More saves nothing that can be felt: the file's pages are in the system's memory.
const CACHE: u64 = 1 << 20;
/// What sled writes at once, and holds in several buffers meanwhile. An index of another size is built anew.
const SEGMENT: usize = 128 << 10;
/// No answer has more rows, whatever the question says.
const MAX_ROWS: usize = 10_000;
/// A piece of a search looks at no more transactions, so that a commit never waits long for it.
const LOOKED_AT: usize = 500;
/// How often an index that was closed is looked at until sled has let go of it.
const TRIES: usize = 100;
const BETWEEN_TRIES: Duration = Duration::from_millis(10);

/// Up to where in the journal the index has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    /// The ledger that it belongs to.
    pub(super) id: Hash,
    /// The last record that is in it.
    pub(super) sequence: u64,
    /// That record's hash.
    pub(super) hash: Hash,
    /// The first record of the oldest segment that is kept: transactions that ended before it are not in the index.
    pub(super) floor: u64,
}

/// Waits until nobody has sled's file. Who had the ledger before this one has closed it, since its lock is ours; but threads of
/// sled's, which all indexes of a process share, may hold the file a moment longer. Where it stays held, sled says so itself.
fn wait_until_free(file: &Path) {
    let Ok(file) = File::open(file) else { return };
    for _ in 0..TRIES {
        if flock(&file, FlockOperation::NonBlockingLockExclusive).is_ok() {
            // Closing it does that too, but not at once where another thread is just starting a program.
            let _ = flock(&file, FlockOperation::Unlock);
            return;
        }
        std::thread::sleep(BETWEEN_TRIES);
    }
}

/// The open trees.
pub(super) struct Index {
    db: sled::Db,
    by_txn: sled::Tree,
    by_operator: sled::Tree,
    by_time: sled::Tree,
    by_facet: sled::Tree,
    meta: sled::Tree,
}

const MARK: &[u8] = b"mark";

impl Index {
    /// Opens or makes the trees in a folder. sled may panic over a damaged file; that is caught and is an error here.
    pub(super) fn open(folder: &Path) -> Result<Index, Fault> {
        wait_until_free(&folder.join("db"));
        guarded(|| {
            let config =
                sled::Config::new().path(folder).cache_capacity(CACHE).segment_size(SEGMENT).use_compression(false);
            let db = config.flush_every_ms(None).open()?;
            Ok(Index {
                by_txn: db.open_tree("txn")?,
                by_operator: db.open_tree("operator")?,
                by_time: db.open_tree("day")?,
                by_facet: db.open_tree("facet")?,
                meta: db.open_tree("meta")?,
                db,
            })
        })
    }

    /// How far the index has come; `None` in a new one.
    pub(super) fn mark(&self) -> Result<Option<Mark>, Fault> {
        guarded(|| {
            let Some(value) = self.meta.get(MARK)? else { return Ok(None) };
            row::read_mark(MARK, &value).map(Some)
        })
    }

    /// Puts transactions in their newest state and the mark in, all in one sled transaction.
    pub(super) fn put(&self, rows: &[Transaction], mark: &Mark) -> Result<(), Fault> {
        let mut encoded = Vec::with_capacity(rows.len());
        for row in rows {
            let key = row::txn_key(row.txn);
            encoded.push((key, row::encode(&key, row)?, row));
        }
        let trees = (&self.by_txn, &self.by_operator, &self.by_time, &self.by_facet, &self.meta);
        guarded(|| {
            let done = trees.transaction(|(by_txn, by_operator, by_time, by_facet, meta)| {
                for (key, value, row) in &encoded {
                    by_txn.insert(key, value.as_slice())?;
                    list(by_operator, &row::operator_key(row))?;
                    list(by_time, &row::time_key(row))?;
                    facet::keys(row).iter().try_for_each(|key| list(by_facet, key))?;
                }
                meta.insert(MARK, row::write_mark(MARK, mark))?;
                Ok::<(), ConflictableTransactionError<()>>(())
            });
            done.map_err(|error| Fault(format!("{error:?}")))
        })
    }

    /// Takes transactions out that no kept segment knows, each given in all states that it went through, and then puts
    /// the mark in. Between two steps the old mark stands, so that a cut is seen at the next start.
    pub(super) fn remove(&self, gone: &[Vec<Transaction>], mark: &Mark) -> Result<(), Fault> {
        gone.iter().try_for_each(|states| self.remove_one(states))?;
        self.put(&[], mark)
    }

    fn remove_one(&self, states: &[Transaction]) -> Result<(), Fault> {
        let Some(last) = states.last() else { return Ok(()) };
        let key = row::txn_key(last.txn);
        // A host can give a batch number out again: then another transaction has the place, and keeps it.
        let standing = guarded(|| self.find(last.txn))?.filter(|found| found.began != last.began);
        let stays = |key: &[u8]| standing.as_ref().is_some_and(|row| row::is_key_of(key, row));
        let trees = (&self.by_txn, &self.by_operator, &self.by_time, &self.by_facet);
        guarded(|| {
            let done = trees.transaction(|(by_txn, by_operator, by_time, by_facet)| {
                if standing.is_none() {
                    by_txn.remove(&key)?;
                }
                for row in states {
                    for (tree, key) in [(by_operator, row::operator_key(row)), (by_time, row::time_key(row))] {
                        if !stays(&key) {
                            tree.remove(key)?;
                        }
                    }
                    for key in facet::keys(row).into_iter().filter(|key| !stays(key)) {
                        by_facet.remove(key)?;
                    }
                }
                Ok::<(), ConflictableTransactionError<()>>(())
            });
            done.map_err(|error| Fault(format!("{error:?}")))
        })
    }

    /// How many transactions it has.
    pub(super) fn transactions(&self) -> Result<usize, Fault> {
        guarded(|| Ok(self.by_txn.len()))
    }

    /// Writes what sled still holds in memory.
    pub(super) fn flush(&self) -> Result<(), Fault> {
        guarded(|| Ok(self.db.flush().map(|_| ())?))
    }

    /// All transactions of a batch, by STAN.
    pub(super) fn batch(&self, batch: BatchNo) -> Result<Vec<Transaction>, Fault> {
        guarded(|| {
            let found = self.by_txn.scan_prefix(batch.get().to_be_bytes());
            found.map(|entry| entry.map_err(Fault::from).and_then(|(key, value)| row::decode(&key, &value))).collect()
        })
    }

    /// Answers a question.
    pub(super) fn query(&self, query: &Query) -> Result<Vec<Transaction>, Fault> {
        guarded(|| match query {
            Query::Batch { batch, page } => {
                let found = self.by_txn.scan_prefix(batch.get().to_be_bytes()).rev();
                let rows = found.skip(page.offset).take(page.limit.min(MAX_ROWS));
                rows.map(|entry| entry.map_err(Fault::from).and_then(|(k, v)| row::decode(&k, &v))).collect()
            }
            Query::Stan { batch, stan } => Ok(self.find(TxnRef { batch: *batch, stan: *stan })?.into_iter().collect()),
            Query::Rrn(rrn) => {
                let rows = self.by_facet.scan_prefix(facet::reference(rrn)).rev();
                let same = |t: &Transaction| t.host.as_ref().and_then(|h| h.rrn.as_ref()) == Some(rrn);
                self.resolve(rows, Page { offset: 0, limit: MAX_ROWS }, same)
            }
            Query::Operator { operator, page } => self.of_operator(*operator, *page),
            Query::Day { from, until, page } => self.between(*from, *until, *page),
            Query::Last { limit } => {
                self.resolve(self.by_time.iter().rev(), Page { offset: 0, limit: *limit }, |_| true)
            }
        })
    }

    /// Searches on from a place to older transactions, and looks at no more than [`LOOKED_AT`].
    pub(super) fn search(&self, search: &Search, Part { after, limit }: Part) -> Result<Found, Fault> {
        guarded(|| {
            let (tree, prefix) = self.shortest(search);
            let (from, until) = facet::range(&prefix, search.span, after);
            let mut found = Found::default();
            if from >= until {
                return Ok(found);
            }
            let mut last = None;
            for (looked_at, entry) in tree.range(from..until).rev().enumerate() {
                if looked_at >= LOOKED_AT || found.rows.len() >= limit.min(LOOKED_AT) {
                    found.next = last;
                    break;
                }
                let (key, value) = entry?;
                row::check_empty(&key, &value)?;
                last = Some(facet::place(&key)?);
                let row = self.find(row::txn_of(&key)?)?.ok_or_else(missing)?;
                // The number of an old transaction may have been used again.
                if search.fits(&row) && row::is_key_of(&key, &row) {
                    found.rows.push(row);
                }
            }
            Ok(found)
        })
    }

    /// The tree and the beginning of its keys where the fewest transactions are looked at.
    fn shortest(&self, search: &Search) -> (&sled::Tree, Vec<u8>) {
        match (facet::best(search), search.operator) {
            (Some(prefix), _) => (&self.by_facet, prefix),
            (None, Some(operator)) => (&self.by_operator, row::operator_prefix(operator)),
            (None, None) => (&self.by_time, Vec::new()),
        }
    }

    fn of_operator(&self, operator: OperatorNo, page: Page) -> Result<Vec<Transaction>, Fault> {
        let rows = self.by_operator.scan_prefix(row::operator_prefix(operator)).rev();
        self.resolve(rows, page, |t| t.operator == operator)
    }

    fn between(&self, from: WallTime, until: WallTime, page: Page) -> Result<Vec<Transaction>, Fault> {
        if until <= from {
            return Ok(Vec::new());
        }
        let rows = self.by_time.range(row::time_prefix(from)..row::time_prefix(until)).rev();
        self.resolve(rows, page, |_| true)
    }

    fn find(&self, txn: TxnRef) -> Result<Option<Transaction>, Fault> {
        let key = row::txn_key(txn);
        self.by_txn.get(key)?.map(|value| row::decode(&key, &value)).transpose()
    }

    /// From keys of a second tree to transactions. A key whose transaction is gone is a fault; one whose number was
    /// used again by a later transaction is passed over.
    fn resolve(
        &self,
        keys: impl Iterator<Item = sled::Result<(sled::IVec, sled::IVec)>>,
        page: Page,
        fits: impl Fn(&Transaction) -> bool,
    ) -> Result<Vec<Transaction>, Fault> {
        let mut rows = Vec::new();
        let mut passed = 0;
        for entry in keys {
            if rows.len() >= page.limit.min(MAX_ROWS) {
                break;
            }
            let (key, value) = entry?;
            row::check_empty(&key, &value)?;
            let txn = row::txn_of(&key)?;
            let found = self.find(txn)?.ok_or_else(missing)?;
            if !fits(&found) || !row::is_key_of(&key, &found) {
                continue;
            }
            if passed < page.offset {
                passed += 1;
                continue;
            }
            rows.push(found);
        }
        Ok(rows)
    }
}

/// Puts a key of a second tree in. What a transaction goes through seldom changes its keys, and one that stands costs nothing.
fn list(tree: &TransactionalTree, key: &[u8]) -> Result<(), UnabortableTransactionError> {
    if tree.get(key)?.is_none() {
        tree.insert(key, row::empty(key))?;
    }
    Ok(())
}

fn missing() -> Fault {
    Fault("a listed transaction is missing".into())
}

/// Removes snapshots that were never finished: sled would take one for the newest and call it damage.
pub(super) fn remove_unfinished_snapshots(folder: &Path) -> usize {
    let Ok(entries) = fs::read_dir(folder) else { return 0 };
    let unfinished = |name: &str| name.starts_with("snap.") && name.ends_with(".generating");
    let found = entries.flatten().filter(|e| e.file_name().to_str().is_some_and(unfinished));
    found.filter(|e| fs::remove_file(e.path()).is_ok()).count()
}
