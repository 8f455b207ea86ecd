//! What a journal holds, in figures. Like the check it takes no lock.

use std::{collections::BTreeMap, path::Path};

use super::{
    disk::{Disk, ReadDisk},
    error::Broken,
    retention::{Head, may_go},
    segment,
    verify::replay_beside_writer,
};
use crate::domain::{BatchNo, Kind, State, WallTime};

/// The figures of a journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stats {
    /// How many segments there are.
    pub segments: u32,
    /// The oldest of them.
    pub first_segment: u32,
    /// The sequence of the oldest record.
    pub first_record: u64,
    /// How many records.
    pub records: u64,
    /// How many facts.
    pub facts: u64,
    /// How many bytes the segments take on the disk, with what is written ahead.
    pub bytes: u64,
    /// The time of the oldest record, by the terminal's clock.
    pub first: WallTime,
    /// The time of the newest record.
    pub last: WallTime,
    /// The open batch.
    pub batch: BatchNo,
    /// How many transactions of the open batch are of a kind and in a state.
    pub open: BTreeMap<(Kind, State), usize>,
    /// How many segments are older than is wanted, and may go.
    pub may_go: u32,
}

/// Reads the whole journal and counts. `keep_days` is how long segments are wanted, `now` the time that this counts to.
///
/// # Errors
/// [`Broken`] names the first bad place.
pub fn stats(dir: &Path, keep_days: u32, now: WallTime) -> Result<Stats, Broken> {
    let (mut facts, mut first, mut last) = (0, WallTime(0), WallTime(0));
    let mut heads: Vec<Head> = Vec::new();
    let read = replay_beside_writer(dir, |visit| {
        if visit.is_first {
            (facts, first) = (0, visit.record.at);
            heads.clear();
        }
        last = visit.record.at;
        facts += visit.record.facts.len() as u64;
        heads.extend(Head::of(visit.segment, visit.record));
    })?;
    let mut open = BTreeMap::new();
    for txn in read.sum.book.transactions.values() {
        *open.entry((txn.kind, txn.state)).or_default() += 1;
    }
    Ok(Stats {
        segments: read.segments.clone().count() as u32,
        first_segment: *read.segments.start(),
        first_record: read.from,
        records: read.records,
        facts,
        bytes: read.segments.clone().map(|number| length(dir, number)).sum(),
        first,
        last,
        batch: read.sum.book.batch,
        open,
        may_go: may_go(&heads, keep_days, now),
    })
}

/// The length of a segment's file; one that has just gone has none.
fn length(dir: &Path, number: u32) -> u64 {
    ReadDisk.open(&segment::path(dir, number)).and_then(|file| file.len()).unwrap_or(0)
}
