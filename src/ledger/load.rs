//! From the journal's files to the sum of its facts: the newest segment at start, all of them for a check or an export.

use std::path::Path;

use super::{
    disk::Disk,
    error::{Broken, Damage},
    fold::{Change, Sum},
    frame::{Frame, Hash},
    journal::Position,
    segment::{self, Segment},
    tail::Tail,
};
use crate::domain::{Fact, Record};

/// The newest segment, read to its end.
pub(super) struct Loaded {
    /// Its bytes and header.
    pub(super) segment: Segment,
    /// Where its good records end.
    pub(super) position: Position,
    /// What the ledger adds up to.
    pub(super) sum: Sum,
    /// Whether the last record settled a batch and the next segment was not begun yet.
    pub(super) rotation_due: bool,
    /// The hash that the ledger's chain starts at.
    pub(super) id: Hash,
}

/// Reads the newest segment and checks that it follows from the one before. `None` when there is no segment at all.
pub(super) fn newest(disk: &dyn Disk, dir: &Path) -> Result<Option<Loaded>, Broken> {
    let Some(number) = segment::numbers(disk, dir)?.last().copied() else { return Ok(None) };
    let segment = Segment::read(disk, dir, number)?;
    let mut id = segment.header.previous;
    if number > 1 {
        segment::check_link(disk, dir, &segment.header)?;
        id = identity(disk, dir)?;
    }
    let mut sum = Sum::default();
    let mut rotation_due = false;
    let mut walk = segment.walk();
    loop {
        let at = walk.at;
        let Some((frame, _)) = walk.step() else { break };
        let record = parse(&segment, at, &frame)?;
        let change = take(&segment, at, &frame, &record, &mut sum)?;
        rotation_due = !change.settled.is_empty();
    }
    let position = Position { at: walk.at, last_at: walk.last_at, next: walk.next, head: walk.head, tail: walk.tail() };
    if let Tail::Damaged(found) = position.tail {
        return Err(Broken::Damaged(segment.damage(position.at, position.next, found)));
    }
    if position.last_at == 0 {
        // A segment gets its name only after its first record is durable.
        let found = "no readable record at the head of the segment";
        return Err(Broken::Damaged(segment.damage(position.at, position.next, found)));
    }
    Ok(Some(Loaded { segment, position, sum, rotation_due, id }))
}

/// A record with its place in the chain and what it changed.
pub(super) struct Visit<'a> {
    /// Its number.
    pub(super) sequence: u64,
    /// Its hash.
    pub(super) hash: Hash,
    /// What it says.
    pub(super) record: &'a Record,
    /// What it changed.
    pub(super) change: &'a Change,
}

/// What a reading of the whole journal found.
pub(super) struct Read {
    /// The last record's hash.
    pub(super) head: Hash,
    /// How many records were read.
    pub(super) records: u64,
    /// How many segments.
    pub(super) segments: u32,
}

/// Reads from the segment that holds record `from` (1 for all) to the end and shows every record, checking everything.
///
/// It may be called while another process appends: what is torn at the very end is left out.
pub(super) fn replay(disk: &dyn Disk, dir: &Path, from: u64, mut visit: impl FnMut(Visit<'_>)) -> Result<Read, Broken> {
    let numbers = segment::numbers(disk, dir)?;
    let Some(newest) = numbers.last().copied() else { return Err(Broken::Empty { dir: dir.to_owned() }) };
    let mut sum = Sum::default();
    let mut read = Read { head: [0; 32], records: 0, segments: 0 };
    let mut expected: Option<(u64, Hash)> = None;
    for number in start(disk, dir, newest, from)?..=newest {
        let segment = Segment::read(disk, dir, number)?;
        let header = segment.header;
        if expected.is_some_and(|(next, head)| (header.first, header.previous) != (next, head)) {
            let found = "a segment that does not follow from the one before";
            return Err(Broken::Damaged(segment.damage(0, header.first, found)));
        }
        let mut walk = segment.walk();
        loop {
            let at = walk.at;
            let Some((frame, hash)) = walk.step() else { break };
            let record = parse(&segment, at, &frame)?;
            if read.records > 0 {
                check_checkpoint(&segment, at, &frame, &record, &sum)?;
            }
            let change = take(&segment, at, &frame, &record, &mut sum)?;
            visit(Visit { sequence: frame.sequence, hash, record: &record, change: &change });
            read.records += 1;
        }
        check_end(&segment, walk.tail(), number == newest, walk.at, walk.next)?;
        expected = Some((walk.next, walk.head));
        read.head = walk.head;
        read.segments += 1;
    }
    Ok(read)
}

/// The hash that the chain starts at, from the header of the first segment.
fn identity(disk: &dyn Disk, dir: &Path) -> Result<Hash, Broken> {
    header(disk, dir, 1).map(|h| h.previous)
}

fn header(disk: &dyn Disk, dir: &Path, number: u32) -> Result<segment::Header, Broken> {
    let file = segment::path(dir, number);
    let mut bytes = [0; segment::HEADER];
    let read = disk.open(&file).and_then(|open| open.read_at(&mut bytes, 0));
    let read = read.map_err(|error| Broken::Disk { path: file.clone(), error })?;
    segment::Header::decode(&bytes[..read], number)
        .map_err(|found| Broken::Damaged(Damage { file, offset: 0, sequence: 0, found: found.into() }))
}

/// The segment that holds a record.
fn start(disk: &dyn Disk, dir: &Path, newest: u32, from: u64) -> Result<u32, Broken> {
    let mut number = newest;
    while number > 1 && header(disk, dir, number)?.first > from {
        number -= 1;
    }
    Ok(number)
}

fn parse(segment: &Segment, at: usize, frame: &Frame<'_>) -> Result<Record, Broken> {
    let record: Record = serde_json::from_slice(frame.payload).map_err(|error| {
        // The position is enough; the error's own text could repeat the record.
        let found = format!("a sound record that this version cannot read (column {})", error.column());
        Broken::Damaged(segment.damage(at, frame.sequence, found))
    })?;
    let at_head = at == segment::HEADER;
    let is_checkpoint = matches!(record.facts.first(), Some(Fact::Checkpoint(_)));
    if at_head && !is_checkpoint {
        let found = "a segment that does not begin with a checkpoint";
        return Err(Broken::Damaged(segment.damage(at, frame.sequence, found)));
    }
    Ok(record)
}

fn take(segment: &Segment, at: usize, frame: &Frame<'_>, record: &Record, sum: &mut Sum) -> Result<Change, Broken> {
    sum.apply(record.at, &record.facts).map_err(|error| {
        Broken::Damaged(segment.damage(at, frame.sequence, format!("a fact that contradicts those before it: {error}")))
    })
}

/// A checkpoint must say what the facts before it add up to.
fn check_checkpoint(segment: &Segment, at: usize, frame: &Frame<'_>, record: &Record, sum: &Sum) -> Result<(), Broken> {
    if at != segment::HEADER || record.facts == sum.checkpoint() {
        return Ok(());
    }
    let found = "a checkpoint that is not the sum of the facts before it";
    Err(Broken::Damaged(segment.damage(at, frame.sequence, found)))
}

fn check_end(segment: &Segment, tail: Tail, is_newest: bool, at: usize, next: u64) -> Result<(), Broken> {
    match tail {
        Tail::Clean => Ok(()),
        Tail::Torn(_) if is_newest => Ok(()),
        Tail::Torn(_) => Err(Broken::Damaged(segment.damage(at, next, "a torn record before a later segment"))),
        Tail::Damaged(found) => Err(Broken::Damaged(segment.damage(at, next, found))),
    }
}
