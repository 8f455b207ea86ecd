//! A look from outside, for whoever asks how a box is: the newest segment, who has the ledger, and how far the index has come.

use std::{fs::File, path::Path, sync::Arc};

use rustix::{
    fs::{FlockOperation, flock},
    io::Errno,
};

use super::{
    disk::{Disk, ReadDisk, RealDisk},
    error::{Broken, OpenError},
    keeper::Keeper,
    load::{self, Visit},
    lock::{Lock, read_pid},
};
use crate::domain::{Book, Fact, HostTime, WallTime};

/// What the newest segment of a journal says.
#[derive(Clone, Debug)]
pub struct Look {
    /// Its number.
    pub segment: u32,
    /// How many records it has.
    pub records: u64,
    /// The time of the last one, by the terminal's clock.
    pub last: WallTime,
    /// What the ledger adds up to.
    pub book: Book,
    /// The newest sign-on in it that the host accepted: when, and the host's own time where it told one.
    pub signed_on: Option<(WallTime, Option<HostTime>)>,
}

/// Reads the newest segment with all checks, beside a running program too.
///
/// # Errors
/// [`Broken`] names the first bad place.
pub fn look(dir: &Path) -> Result<Look, Broken> {
    // Another process may be in the middle of a write.
    try_look(dir).or_else(|_| try_look(dir))
}

fn try_look(dir: &Path) -> Result<Look, Broken> {
    let (mut last, mut signed_on) = (WallTime(0), None);
    let visit = |visit: Visit<'_>| {
        last = visit.record.at;
        for fact in &visit.record.facts {
            if let Fact::SignedOn { host_time, .. } = fact {
                signed_on = Some((visit.record.at, host_time.clone()));
            }
        }
    };
    // No record has this number, so no older segment is read.
    let read = load::replay(&ReadDisk, dir, u64::MAX, visit)?;
    Ok(Look { segment: *read.segments.end(), records: read.records, last, book: read.sum.book, signed_on })
}

/// The number of the process that has a ledger open; none where nobody has. Nothing is written.
///
/// # Errors
/// What the system said.
pub fn holder(dir: &Path) -> std::io::Result<Option<u32>> {
    let file = match File::open(dir.join("lock")) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        opened => opened?,
    };
    match flock(&file, FlockOperation::NonBlockingLockShared) {
        Ok(()) => Ok(None),
        Err(Errno::WOULDBLOCK) => Ok(Some(read_pid(&file))),
        Err(error) => Err(error.into()),
    }
}

/// How an index stands to its journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IndexState {
    /// There is none; the next start builds it.
    Missing,
    /// It knows everything up to this record, which is the journal's last.
    InStep(u64),
    /// It lacks records, which the next start adds.
    Behind {
        /// The last record that it knows.
        index: u64,
        /// The journal's last.
        journal: u64,
    },
    /// It knows records that the journal does not have: the journal has lost some.
    Ahead {
        /// The last record that it knows.
        index: u64,
        /// The journal's last.
        journal: u64,
    },
    /// It cannot be read, or is another ledger's; the next start builds it again.
    Unusable,
}

/// Compares the index with the journal. For as long as it takes no terminal can be started on the folder.
///
/// # Errors
/// [`OpenError::InUse`] while a terminal runs; what is wrong with the journal.
pub fn look_at_index(dir: &Path, at: WallTime) -> Result<IndexState, OpenError> {
    if !dir.join("index").join("db").exists() {
        return Ok(IndexState::Missing);
    }
    let _lock = Lock::take(dir)?;
    let disk: Arc<dyn Disk> = Arc::new(RealDisk);
    let Some(loaded) = load::newest(&*disk, dir)? else { return Ok(IndexState::Missing) };
    let keeper = Keeper::open(disk, dir, at);
    let (known, journal) = (keeper.known(&loaded.id), loaded.position.next.saturating_sub(1));
    // What closing cannot write changes nothing of the answer.
    let _ = keeper.close();
    Ok(match known {
        None => IndexState::Unusable,
        Some(index) if index == journal => IndexState::InStep(index),
        Some(index) if index < journal => IndexState::Behind { index, journal },
        Some(index) => IndexState::Ahead { index, journal },
    })
}
