//! How long segments are kept, and how old ones are let go.
//!
//! It is done after a rotation, once the commit that led to it was answered, in three steps that may each be the last
//! before a power cut:
//! 1. A record says where the journal begins from now on, with the sequence and hash there. It is durable before the next
//!    step, and every later checkpoint repeats it. A segment that is missing without it is damage.
//! 2. The index loses the transactions that no kept segment knows, and its mark gets the new beginning. An index whose
//!    mark has another beginning than the journal is built again at the next start, from the kept segments.
//! 3. The files go, oldest first: into `journal/archive`, or for good. What a cut leaves over goes at the next start.
//!
//! Only whole batches go: the oldest segment that is kept begins where a settlement ended, so the open batch loses
//! nothing. The segment before the newest always stays. A damaged segment is not let go, so that it does not vanish
//! unseen.
//!
//! The wall clock may be wrong. Age counts to the time at which the segment that was just closed began, so a clock that
//! jumps ahead takes nothing at once; a clock from before this program existed says nothing; and only a few batches go
//! after one rotation.

use std::{collections::BTreeMap, io, ops::Range, path::Path};

use super::{books::Ledger, disk::Disk, error::Broken, index::Mark, load, open::hex, segment};
use crate::domain::{Fact, KeptFrom, Record, Transaction, TxnRef, WallTime};

/// How many days segments are usually kept: a year for disputes, and a month to spare.
pub const KEEP_DAYS: u32 = 400;
/// So many batches go after one rotation at most.
const BATCHES_AT_ONCE: usize = 4;
/// 2025-01-01. There was no such program before; a clock that says less was not set.
const EARLIEST: WallTime = WallTime(1_735_689_600_000);
const DAY: i64 = 86_400_000;

/// How long segments are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// For so many days after their last record; 0: for ever.
    pub keep_days: u32,
    /// What becomes of older ones.
    pub old: Old,
}

/// What becomes of segments that are no longer kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Old {
    /// They are removed.
    Remove,
    /// They are moved to `journal/archive`, where this program never looks again.
    Archive,
}

impl Retention {
    /// Everything stays.
    pub const FOR_EVER: Retention = Retention { keep_days: 0, old: Old::Remove };
}

/// What the head of a segment says of the segments before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Head {
    segment: u32,
    /// When they ended.
    at: WallTime,
    /// Whether they hold whole batches only.
    between_batches: bool,
}

impl Head {
    /// From the first record of a segment.
    pub(super) fn of(segment: u32, record: &Record) -> Option<Head> {
        let Some(Fact::Checkpoint(book)) = record.facts.first() else { return None };
        Some(Head { segment, at: record.at, between_batches: book.transactions.is_empty() })
    }
}

/// From when on segments are kept, until when a head's time can be right. `None` when everything is kept.
fn span(keep_days: u32, today: WallTime) -> Option<Range<WallTime>> {
    let oldest = today.0.checked_sub(i64::from(keep_days).checked_mul(DAY)?)?;
    (keep_days > 0).then_some(WallTime(oldest)..today)
}

/// The segment that may be the oldest from now on, from the heads of all that could be, oldest first.
fn boundary(
    heads: impl Iterator<Item = Result<Head, Broken>>,
    kept: &Range<WallTime>,
    batches: usize,
) -> Result<Option<u32>, Broken> {
    let mut found = None;
    let mut seen = 0;
    for head in heads {
        let head = head?;
        if kept.contains(&head.at) || seen == batches {
            break;
        }
        if head.at >= EARLIEST && head.at < kept.start && head.between_batches {
            found = Some(head.segment);
            seen += 1;
        }
    }
    Ok(found)
}

/// How many segments a terminal would let go if it had all rotations of the world, from the heads of all segments.
pub(super) fn may_go(heads: &[Head], keep_days: u32, now: WallTime) -> u32 {
    let [oldest, middle @ .., _newest] = heads else { return 0 };
    let Some(closed) = middle.last() else { return 0 };
    let Some(kept) = span(keep_days, now.min(closed.at)) else { return 0 };
    let found = boundary(middle.iter().copied().map(Ok), &kept, usize::MAX);
    found.ok().flatten().map_or(0, |first| first - oldest.segment)
}

/// What is to go.
struct Plan {
    kept: KeptFrom,
    /// Every transaction of the segments that go, in all its states.
    gone: Vec<Vec<Transaction>>,
}

/// Decides what goes, and reads all of it: what cannot be read is not let go.
fn plan(disk: &dyn Disk, dir: &Path, keep_days: u32, now: WallTime, id: String) -> Result<Option<Plan>, Broken> {
    let head = |number| {
        let record = load::head(disk, dir, number)?;
        // A segment that begins otherwise is refused when it is read.
        Ok(Head::of(number, &record).unwrap_or(Head { segment: number, at: record.at, between_batches: false }))
    };
    let Some(run) = segment::run(disk, dir)? else { return Ok(None) };
    let (oldest, newest) = run.into_inner();
    if keep_days == 0 || newest - oldest < 2 {
        return Ok(None);
    }
    let Some(kept) = span(keep_days, now.min(head(newest - 1)?.at)) else { return Ok(None) };
    let Some(first) = boundary((oldest + 1..newest).map(head), &kept, BATCHES_AT_ONCE)? else { return Ok(None) };
    let header = segment::header(disk, dir, first)?;
    let mut gone: BTreeMap<TxnRef, Vec<Transaction>> = BTreeMap::new();
    load::replay_before(disk, dir, oldest..=first - 1, &header, |visit| {
        for row in &visit.change.rows {
            gone.entry(row.txn).or_default().push(row.clone());
        }
    })?;
    let kept = KeptFrom { segment: first, sequence: header.first, previous: hex(&header.previous), ledger: id };
    Ok(Some(Plan { kept, gone: gone.into_values().collect() }))
}

impl Ledger {
    /// Lets segments go that are older than is wanted. Nothing that fails here endangers a record; it is tried again
    /// after the next rotation, or at the next start.
    pub(super) fn let_old_go(&mut self, at: WallTime) {
        let id = self.journal.id();
        let plan = match plan(&*self.disk, &self.dir, self.retention.keep_days, at, hex(&id)) {
            Ok(Some(plan)) => plan,
            Ok(None) => return,
            Err(broken) => return tracing::warn!("no old segment of the journal is let go: {broken}"),
        };
        let (segment, floor) = (plan.kept.segment, plan.kept.sequence);
        let appended = match self.record_let_go(at, plan.kept) {
            Ok(appended) => appended,
            Err(error) => return tracing::warn!("old segments of the journal stay for now: {error}"),
        };
        let mark = Mark { id, sequence: appended.sequence, hash: appended.hash, floor };
        if let Err(error) = self.keeper.let_go(&plan.gone, &mark) {
            tracing::warn!("after old segments were let go: {error}");
        }
        match clear(&*self.disk, &self.dir, segment, self.retention.old) {
            Ok(files) => tracing::info!(files, "old segments of the journal were let go; it begins at record {floor}"),
            Err(error) => tracing::warn!("old segments of the journal are still there, until the next start: {error}"),
        }
    }
}

/// Lets the files before a segment go; the journal has said durably that it begins there. Says how many there were.
pub(super) fn clear(disk: &dyn Disk, dir: &Path, before: u32, old: Old) -> io::Result<usize> {
    let folder = segment::folder(dir);
    let mut files = disk.list(&folder)?;
    files.retain(|file| segment::number(file).is_some_and(|number| number < before));
    if files.is_empty() {
        return Ok(0);
    }
    let archive = segment::archive(dir);
    if old == Old::Archive {
        disk.create_dir(&archive)?;
        disk.sync_dir(&folder)?;
    }
    let there = disk.list(&archive)?;
    for file in &files {
        let target = archive.join(file.file_name().unwrap_or_default());
        match old {
            Old::Remove => disk.remove(file)?,
            Old::Archive if there.contains(&target) => {
                let what = format!("{} is there already; move one of the two away", target.display());
                return Err(io::Error::new(io::ErrorKind::AlreadyExists, what));
            }
            Old::Archive => disk.rename(file, &target)?,
        }
    }
    if old == Old::Archive {
        disk.sync_dir(&archive)?;
    }
    disk.sync_dir(&folder)?;
    Ok(files.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: i64 = 20_500;

    fn heads(days: &[(i64, bool)]) -> Vec<Head> {
        let head = |(segment, (day, between_batches)): (u32, &(i64, bool))| Head {
            segment,
            at: WallTime(day * DAY),
            between_batches: *between_batches,
        };
        (3u32..).zip(days).map(head).collect()
    }

    fn first_kept(days: &[(i64, bool)], batches: usize) -> Option<u32> {
        let kept = span(30, WallTime(TODAY * DAY)).unwrap();
        boundary(heads(days).into_iter().map(Ok), &kept, batches).unwrap()
    }

    #[test]
    fn only_what_is_old_goes_and_only_in_whole_batches() {
        let ago = |days: i64| TODAY - days;
        assert_eq!(first_kept(&[], 9), None);
        assert_eq!(first_kept(&[(ago(30), true)], 9), None);
        assert_eq!(first_kept(&[(ago(31), true)], 9), Some(3));
        assert_eq!(first_kept(&[(ago(50), true), (ago(40), false), (ago(35), true), (ago(5), true)], 9), Some(5));
        assert_eq!(first_kept(&[(ago(50), false), (ago(40), false)], 9), None);
        let many: Vec<_> = (0..9).map(|n| (ago(60 - n), true)).collect();
        assert_eq!(first_kept(&many, BATCHES_AT_ONCE), Some(6));
    }

    #[test]
    fn a_clock_that_was_wrong_takes_nothing() {
        let ago = |days: i64| TODAY - days;
        // 1970 after an empty battery, and a day in the future.
        assert_eq!(first_kept(&[(1, true), (2, true), (ago(3), true)], 9), None);
        assert_eq!(first_kept(&[(ago(-900), true), (ago(40), true), (ago(3), true)], 9), Some(4));
        // A clock that jumps ahead now: the time at which the closed segment began counts.
        let all = heads(&[(ago(50), true), (ago(20), true), (ago(10), true), (ago(-900), true)]);
        assert_eq!(may_go(&all, 30, WallTime((TODAY + 900) * DAY)), 0);
        assert_eq!(
            may_go(
                &heads(&[(ago(90), true), (ago(50), true), (ago(10), true), (ago(9), true)]),
                30,
                WallTime(TODAY * DAY)
            ),
            1
        );
    }

    #[test]
    fn nothing_goes_where_everything_is_kept() {
        let all = heads(&[(20_100, true), (20_200, true), (20_300, true), (20_400, true)]);
        assert_eq!(may_go(&all, 0, WallTime(TODAY * DAY)), 0);
        assert_eq!(may_go(&all, u32::MAX, WallTime(i64::MIN)), 0);
        assert_eq!(may_go(&all[..2], 1, WallTime(TODAY * DAY)), 0);
    }
}
