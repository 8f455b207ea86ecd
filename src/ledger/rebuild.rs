//! The index built anew by hand, while no terminal runs.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    disk::{Disk, RealDisk},
    error::{Broken, RebuildError},
    index::remove_unfinished_snapshots,
    keeper::Keeper,
    load,
    lock::Lock,
    open::refuse_shortened,
    origin, segment,
};
use crate::domain::WallTime;

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rebuilt {
    /// How many records were read.
    pub records: u64,
    /// How many transactions the index has now.
    pub transactions: usize,
    /// Where the old index is, if there was one.
    pub aside: Option<PathBuf>,
}

/// Checks the whole journal, sets the index aside and builds a new one. Nothing is written to the journal.
///
/// # Errors
/// [`RebuildError`]: while a terminal has the ledger, when there is no sound journal, or when sled fails.
pub fn rebuild(dir: &Path, at: WallTime) -> Result<Rebuilt, RebuildError> {
    let disk: Arc<dyn Disk> = Arc::new(RealDisk);
    let empty = || RebuildError::Journal(Broken::Empty { dir: dir.to_owned() });
    if segment::run(&*disk, dir)?.is_none() {
        return Err(empty());
    }
    let _lock = Lock::take(dir)?;
    let read = load::replay(&*disk, dir, 1, |_| {})?;
    let loaded = load::newest(&*disk, dir)?.ok_or_else(empty)?;
    remove_unfinished_snapshots(&dir.join("index"));
    let mut keeper = Keeper::open(Arc::clone(&disk), dir, at);
    refuse_shortened(dir, &loaded, keeper.known(&loaded.id))?;
    let built = keeper.build_anew(&loaded.id, origin::floor(loaded.sum.kept.as_ref()))?;
    let (transactions, aside) = built.map_err(|fault| RebuildError::Index(fault.0))?;
    keeper.close().map_err(|error| RebuildError::Index(error.to_string()))?;
    Ok(Rebuilt { records: read.records, transactions, aside })
}
