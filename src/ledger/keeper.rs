//! Looks after the index: opens it, brings it up to date, sets it aside when it is not to be trusted, builds it again.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    disk::Disk,
    error::{Broken, IndexError, OpenError},
    fold::Sum,
    frame::Hash,
    guard::guarded,
    index::{Index, Mark},
    journal::Appended,
    load,
    query::{Part, Query},
    row::Fault,
};
use crate::domain::{Found, Search, Transaction, TxnRef, WallTime};

/// Commits that wait for the index; beyond that they are read from the journal again.
const MAX_PENDING: usize = 1024;
/// Records that go into one sled transaction when the index is built or catches up.
const BULK: usize = 256;
/// So many records after the last flush the index is flushed, so that a killed program has little to catch up.
const FLUSH_EVERY: usize = 64;
/// So many indexes that were set aside are kept for inspection.
const KEPT_ASIDE: usize = 3;

/// The index or what is known about its absence.
pub(super) struct Keeper {
    disk: Arc<dyn Disk>,
    dir: PathBuf,
    folder: PathBuf,
    at: WallTime,
    origin: Origin,
    index: Result<Index, String>,
    pending: Vec<Pending>,
    behind: bool,
    unflushed: usize,
    /// The first record of the oldest segment that is kept.
    floor: u64,
    aside: Option<PathBuf>,
}

/// Where the index comes from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Origin {
    /// Its folder was there.
    Found,
    /// Its folder was made just now, and nothing has been put in: there is nothing in it to keep for inspection.
    Made,
    /// There is none, and none is wanted.
    Nowhere,
}

/// A commit that is not in the index yet.
struct Pending {
    rows: Vec<Transaction>,
    mark: Mark,
    flush: Flush,
}

/// Whether the index is flushed after a commit.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Flush {
    /// At settlement.
    Now,
    /// When enough has come together.
    Later,
}

/// What was done to bring the index in line with the journal.
pub(super) enum Reconciled {
    /// Nothing.
    Same,
    /// So many records were added.
    CaughtUp(u64),
    /// It was built from the journal.
    Rebuilt(String),
    /// It could not be built; there is none for now.
    Missing(String),
}

impl Keeper {
    /// Opens what is there, without judging it.
    pub(super) fn open(disk: Arc<dyn Disk>, dir: &Path, at: WallTime) -> Keeper {
        let folder = dir.join("index");
        let origin = if folder.exists() { Origin::Found } else { Origin::Made };
        let index = Index::open(&folder).map_err(|fault| fault.0);
        let dir = dir.to_owned();
        let (pending, behind, unflushed, floor, aside) = (Vec::new(), false, 0, 1, None);
        Keeper { disk, dir, folder, at, origin, index, pending, behind, unflushed, floor, aside }
    }

    /// A keeper of nothing, for a ledger that is its journal alone.
    pub(super) fn none(disk: Arc<dyn Disk>, dir: &Path, at: WallTime) -> Keeper {
        let (folder, dir) = (dir.join("index"), dir.to_owned());
        let index = Err("this ledger has no index".into());
        let (pending, behind, unflushed, floor, aside) = (Vec::new(), false, 0, 1, None);
        Keeper { disk, dir, folder, at, origin: Origin::Nowhere, index, pending, behind, unflushed, floor, aside }
    }

    /// The last record that the index knows of this ledger.
    pub(super) fn known(&self, id: &Hash) -> Option<u64> {
        let mark = self.index.as_ref().ok()?.mark().ok()??;
        (mark.id == *id).then_some(mark.sequence)
    }

    /// Makes the index say what the journal says.
    pub(super) fn reconcile(&mut self, head: &Mark, sum: &Sum) -> Result<Reconciled, OpenError> {
        if self.origin == Origin::Nowhere {
            return Ok(Reconciled::Same);
        }
        self.floor = head.floor;
        let doubt = match self.try_catch_up(head, sum)? {
            Ok(0) => return Ok(Reconciled::Same),
            Ok(records) => return Ok(Reconciled::CaughtUp(records)),
            Err(doubt) => doubt,
        };
        match self.rebuild(&head.id)? {
            Ok(()) => Ok(Reconciled::Rebuilt(doubt.0)),
            Err(fault) => Ok(Reconciled::Missing(fault.0)),
        }
    }

    /// Remembers a commit for [`Keeper::update`].
    pub(super) fn push(&mut self, rows: Vec<Transaction>, appended: Appended, id: Hash, flush: Flush) {
        if self.pending.len() >= MAX_PENDING {
            self.pending.clear();
            self.behind = true;
        }
        if self.behind || self.origin == Origin::Nowhere {
            return;
        }
        let mark = Mark { id, sequence: appended.sequence, hash: appended.hash, floor: self.floor };
        self.pending.push(Pending { rows, mark, flush });
    }

    /// Puts everything that was committed in.
    pub(super) fn update(&mut self) -> Result<(), IndexError> {
        if self.origin == Origin::Nowhere {
            return Ok(());
        }
        let index = match &self.index {
            Ok(index) => index,
            Err(why) => {
                self.pending.clear();
                return Err(IndexError::Missing(why.clone()));
            }
        };
        let result = if self.behind { self.catch_up_behind(index) } else { self.put_pending(index) };
        let count = self.pending.len();
        let flush = self.behind || self.pending.iter().any(|p| p.flush == Flush::Now);
        self.pending.clear();
        self.behind = false;
        self.unflushed += count;
        let result = result.and_then(|()| {
            if !flush && self.unflushed < FLUSH_EVERY {
                return Ok(());
            }
            self.unflushed = 0;
            self.index.as_ref().map_or(Ok(()), Index::flush)
        });
        result.map_err(|fault| {
            self.set_aside(&fault.0);
            IndexError::SetAside(fault.0)
        })
    }

    /// Answers a question; an index that cannot is built again, once.
    pub(super) fn query(&mut self, query: &Query, id: &Hash) -> Result<Vec<Transaction>, Fault> {
        self.ask(|index| index.query(query), id)
    }

    /// A piece of a search.
    pub(super) fn search(&mut self, search: &Search, part: Part, id: &Hash) -> Result<Found, Fault> {
        self.ask(|index| index.search(search, part), id)
    }

    fn ask<T>(&mut self, question: impl Fn(&Index) -> Result<T, Fault>, id: &Hash) -> Result<T, Fault> {
        if self.origin == Origin::Nowhere {
            return Err(Fault("this ledger has no index".into()));
        }
        // What fails here is seen again just below.
        let _ = self.update();
        if let Ok(index) = &self.index {
            match question(index) {
                Ok(answer) => return Ok(answer),
                Err(fault) => self.set_aside(&fault.0),
            }
        }
        self.rebuild(id).map_err(|error| Fault(error.to_string()))??;
        question(self.index.as_ref().map_err(|why| Fault(why.clone()))?)
    }

    /// Takes out what no kept segment knows any more. Without an index there is nothing to do: it is built without them.
    pub(super) fn let_go(&mut self, gone: &[Vec<Transaction>], mark: &Mark) -> Result<(), IndexError> {
        let updated = self.update();
        self.floor = mark.floor;
        updated?;
        let Ok(index) = &self.index else { return Ok(()) };
        index.remove(gone, mark).and_then(|()| index.flush()).map_err(|fault| {
            self.set_aside(&fault.0);
            IndexError::SetAside(fault.0)
        })
    }

    /// Builds the index anew, whatever the old one says. Gives the number of its transactions, and where the old one is.
    pub(super) fn build_anew(
        &mut self,
        id: &Hash,
        floor: u64,
    ) -> Result<Result<(usize, Option<PathBuf>), Fault>, OpenError> {
        self.floor = floor;
        let built = self.rebuild(id)?;
        let count = built.and_then(|()| self.index.as_ref().map_or(Ok(0), Index::transactions));
        Ok(count.map(|count| (count, self.aside.take())))
    }

    /// Ends with everything written.
    pub(super) fn close(mut self) -> Result<(), IndexError> {
        self.update()?;
        let Ok(index) = self.index else { return Ok(()) };
        let flushed = index.flush();
        let dropped = guarded(|| {
            drop(index);
            Ok(())
        });
        flushed.and(dropped).map_err(|fault| IndexError::SetAside(fault.0))
    }

    fn put_pending(&self, index: &Index) -> Result<(), Fault> {
        self.pending.iter().try_for_each(|p| index.put(&p.rows, &p.mark))
    }

    fn catch_up_behind(&self, index: &Index) -> Result<(), Fault> {
        let mark = index.mark()?.ok_or_else(|| Fault("the mark is missing".into()))?;
        self.feed(index, &mark.id, Some(&mark)).map_err(|e| Fault(e.to_string()))?.map(|_| ())
    }

    /// Adds what the index lacks and compares; the inner error is a reason to build it again.
    fn try_catch_up(&self, head: &Mark, sum: &Sum) -> Result<Result<u64, Fault>, OpenError> {
        let (index, mark) = match self.trusted(head) {
            Ok(found) => found,
            Err(fault) => return Ok(Err(fault)),
        };
        let mut added = 0;
        if mark.sequence < head.sequence {
            match self.feed(index, &head.id, Some(&mark))? {
                Ok(records) => added = records,
                Err(fault) => return Ok(Err(fault)),
            }
        }
        Ok(compare(index, sum).map(|()| added))
    }

    fn trusted(&self, head: &Mark) -> Result<(&Index, Mark), Fault> {
        let index = self.index.as_ref().map_err(|why| Fault(why.clone()))?;
        let mark = index.mark()?.ok_or_else(|| Fault("it was empty".into()))?;
        if mark.id != head.id {
            return Err(Fault("it belongs to another ledger".into()));
        }
        if mark.floor != head.floor {
            return Err(Fault("it was made before old segments of the journal were let go".into()));
        }
        if mark.sequence == head.sequence && mark.hash != head.hash {
            return Err(Fault("it was made from another journal".into()));
        }
        Ok((index, mark))
    }

    /// Sets the folder aside and builds a new index from all segments that are kept.
    fn rebuild(&mut self, id: &Hash) -> Result<Result<(), Fault>, OpenError> {
        self.pending.clear();
        self.behind = false;
        let index = match self.fresh_index() {
            Ok(index) => index,
            Err(fault) => {
                self.index = Err(fault.0.clone());
                return Ok(Err(fault));
            }
        };
        let fed = self.feed(&index, id, None)?.and_then(|_| index.flush());
        self.index = match &fed {
            Ok(()) => Ok(index),
            Err(fault) => Err(fault.0.clone()),
        };
        Ok(fed)
    }

    /// An index with nothing in it: the one that was made just now, or a new one in place of what is set aside.
    fn fresh_index(&mut self) -> Result<Index, Fault> {
        let why = "being built again";
        if std::mem::replace(&mut self.origin, Origin::Found) == Origin::Made && self.index.is_ok() {
            return std::mem::replace(&mut self.index, Err(why.into())).map_err(Fault);
        }
        self.set_aside(why);
        Index::open(&self.folder)
    }

    /// Puts in what the journal says after a mark, or all of it.
    fn feed(&self, index: &Index, id: &Hash, after: Option<&Mark>) -> Result<Result<u64, Fault>, Broken> {
        let start = Mark { id: *id, sequence: 0, hash: [0; 32], floor: self.floor };
        let mut bulk = Bulk { index, start, rows: BTreeMap::new(), last: None, waiting: 0, added: 0 };
        let mut outcome = Ok(());
        let known = after.map_or(0, |mark| mark.sequence);
        load::replay(&*self.disk, &self.dir, known.max(self.floor), |visit| {
            if outcome.is_err() || visit.sequence < known {
                return;
            }
            if visit.sequence == known {
                let same = after.is_none_or(|mark| mark.hash == visit.hash);
                outcome = if same { Ok(()) } else { Err(Fault("it was made from another journal".into())) };
                return;
            }
            outcome = bulk.take(&visit.change.rows, visit.sequence, visit.hash);
        })?;
        Ok(outcome.and_then(|()| bulk.write()).map(|()| bulk.added))
    }

    /// Closes the index and gives its folder another name. That nothing is lost by it is the journal's doing.
    fn set_aside(&mut self, why: &str) {
        let index = std::mem::replace(&mut self.index, Err(why.to_owned()));
        let _ = guarded(|| {
            drop(index);
            Ok(())
        });
        if !self.folder.join("db").exists() && fs::remove_dir_all(&self.folder).is_ok() {
            return;
        }
        let name = |n: u32| self.dir.join(format!("index.bad-{}{}", self.at.0.div_euclid(1000), suffix(n)));
        let free = (0..100).map(name).find(|path| !path.exists());
        self.aside = free.filter(|path| fs::rename(&self.folder, path).is_ok());
        if self.aside.is_none() {
            // A folder that can be neither renamed nor removed makes the next open of sled fail, which is then told.
            let _ = fs::remove_dir_all(&self.folder);
        }
        forget_oldest(&self.dir);
    }
}

/// Records on their way into the index in one transaction.
struct Bulk<'a> {
    index: &'a Index,
    /// A mark with what stays the same in all of them.
    start: Mark,
    rows: BTreeMap<TxnRef, Transaction>,
    last: Option<Mark>,
    waiting: usize,
    added: u64,
}

impl Bulk<'_> {
    fn take(&mut self, rows: &[Transaction], sequence: u64, hash: Hash) -> Result<(), Fault> {
        self.rows.extend(rows.iter().map(|row| (row.txn, row.clone())));
        self.last = Some(Mark { sequence, hash, ..self.start });
        self.waiting += 1;
        self.added += 1;
        if self.waiting < BULK { Ok(()) } else { self.write() }
    }

    fn write(&mut self) -> Result<(), Fault> {
        self.waiting = 0;
        let Some(mark) = self.last.take() else { return Ok(()) };
        let rows: Vec<_> = std::mem::take(&mut self.rows).into_values().collect();
        self.index.put(&rows, &mark)
    }
}

/// Every transaction of the open batch must stand in the index as it stands in the book. The index may have more under
/// the same batch number: a host can give a number out again.
fn compare(index: &Index, sum: &Sum) -> Result<(), Fault> {
    let found = index.batch(sum.book.batch)?;
    let found: BTreeMap<_, _> = found.into_iter().map(|t| (t.txn.stan, t)).collect();
    let same = sum.book.transactions.iter().all(|(stan, row)| found.get(stan) == Some(row));
    if same { Ok(()) } else { Err(Fault("its open batch differs from the journal's".into())) }
}

fn suffix(n: u32) -> String {
    if n == 0 { String::new() } else { format!(".{n:02}") }
}

fn forget_oldest(dir: &Path) {
    let Ok(entries) = fs::read_dir(dir) else { return };
    let aside = entries.flatten().filter(|e| e.file_name().to_string_lossy().starts_with("index.bad-"));
    let mut paths: Vec<_> = aside.map(|e| e.path()).collect();
    paths.sort();
    for path in paths.iter().rev().skip(KEPT_ASIDE) {
        let _ = fs::remove_dir_all(path);
    }
}
