//! From the journal's files to the sum of its facts: the newest segment at start, all of them for a check or an export.

use std::{
    ops::RangeInclusive,
    path::{Path, PathBuf},
};

use super::{
    disk::Disk,
    error::{Broken, Damage},
    fold::{Change, Sum},
    frame::{self, Frame, Hash},
    journal::Position,
    origin,
    segment::{self, Header, Segment},
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
    let Some(run) = segment::run(disk, dir)? else { return Ok(None) };
    let segment = Segment::read(disk, dir, *run.end())?;
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
    origin::check_oldest(disk, dir, *run.start(), sum.kept.as_ref())?;
    let id = origin::identity(disk, dir, sum.kept.as_ref())?;
    if segment.header.segment > origin::oldest(sum.kept.as_ref()) {
        segment::check_link(disk, dir, &segment.header)?;
    }
    Ok(Some(Loaded { segment, position, sum, rotation_due, id }))
}

/// A record with its place in the chain and what it changed.
pub(super) struct Visit<'a> {
    /// The segment that it stands in.
    pub(super) segment: u32,
    /// Whether it is the first that is shown; a reading that is begun again begins with one.
    pub(super) is_first: bool,
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
    /// The first record's number.
    pub(super) from: u64,
    /// The last record's hash.
    pub(super) head: Hash,
    /// How many records were read.
    pub(super) records: u64,
    /// The segments.
    pub(super) segments: RangeInclusive<u32>,
    /// What the records add up to.
    pub(super) sum: Sum,
    /// What the next segment must begin with.
    next: u64,
}

/// Reads from the segment that holds record `from` (1 for all that is there) to the end and shows every record, checking
/// everything.
///
/// It may be called while another process appends: what is torn at the very end is left out.
pub(super) fn replay(disk: &dyn Disk, dir: &Path, from: u64, visit: impl FnMut(Visit<'_>)) -> Result<Read, Broken> {
    let Some(run) = segment::run(disk, dir)? else { return Err(Broken::Empty { dir: dir.to_owned() }) };
    let (oldest, newest) = run.into_inner();
    let mut number = newest;
    while number > oldest && segment::header(disk, dir, number)?.first > from {
        number -= 1;
    }
    let read = read_segments(disk, dir, number..=newest, Some(newest), visit)?;
    origin::check_oldest(disk, dir, oldest, read.sum.kept.as_ref())?;
    Ok(read)
}

/// Reads segments that are older than another, and checks that it follows from them.
pub(super) fn replay_before(
    disk: &dyn Disk,
    dir: &Path,
    segments: RangeInclusive<u32>,
    after: &Header,
    visit: impl FnMut(Visit<'_>),
) -> Result<(), Broken> {
    let read = read_segments(disk, dir, segments, None, visit)?;
    let same = (read.next, read.head) == (after.first, after.previous);
    if same { Ok(()) } else { Err(gap(segment::path(dir, after.segment), after)) }
}

fn gap(file: PathBuf, header: &Header) -> Broken {
    let found = "a segment that does not follow from the one before".into();
    Broken::Damaged(Damage { file, offset: 0, sequence: header.first, found })
}

fn read_segments(
    disk: &dyn Disk,
    dir: &Path,
    segments: RangeInclusive<u32>,
    newest: Option<u32>,
    mut visit: impl FnMut(Visit<'_>),
) -> Result<Read, Broken> {
    let sum = Sum::default();
    let mut read = Read { from: 0, head: [0; 32], records: 0, segments: segments.clone(), sum, next: 0 };
    for number in segments {
        let segment = Segment::read(disk, dir, number)?;
        let header = segment.header;
        if read.records > 0 && (header.first, header.previous) != (read.next, read.head) {
            return Err(gap(segment.file, &header));
        }
        let mut walk = segment.walk();
        loop {
            let at = walk.at;
            let Some((frame, hash)) = walk.step() else { break };
            let record = parse(&segment, at, &frame)?;
            let is_first = read.records == 0;
            if is_first {
                read.from = frame.sequence;
            } else {
                check_checkpoint(&segment, at, &frame, &record, &read.sum)?;
            }
            let mut change = take(&segment, at, &frame, &record, &mut read.sum)?;
            if is_first {
                // The facts behind these are in segments that are not read.
                change.rows = read.sum.book.transactions.values().cloned().collect();
            }
            visit(Visit {
                segment: number,
                sequence: frame.sequence,
                hash,
                is_first,
                record: &record,
                change: &change,
            });
            read.records += 1;
        }
        check_end(&segment, walk.tail(), newest == Some(number), walk.at, walk.next)?;
        (read.next, read.head) = (walk.next, walk.head);
    }
    Ok(read)
}

/// What stands at the head of a segment, by reading its first record alone.
pub(super) fn head(disk: &dyn Disk, dir: &Path, number: u32) -> Result<Record, Broken> {
    let header = segment::header(disk, dir, number)?;
    let file = segment::path(dir, number);
    let read = disk.open(&file).and_then(|open| segment::read_record(&*open, segment::HEADER as u64));
    let bytes = read.map_err(|error| Broken::Disk { path: file.clone(), error })?;
    let segment = Segment { file, header, bytes };
    let fits = |frame: &Frame<'_>| frame.sequence == header.first && frame.previous == header.previous;
    match frame::decode(&segment.bytes).filter(fits) {
        Some(frame) => parse(&segment, segment::HEADER, &frame),
        None => {
            let found = "no readable record at the head of the segment";
            Err(Broken::Damaged(segment.damage(segment::HEADER, header.first, found)))
        }
    }
}

fn parse(segment: &Segment, at: usize, frame: &Frame<'_>) -> Result<Record, Broken> {
    let record: Record = serde_json::from_slice(frame.payload).map_err(|error| {
        // The position is enough; the error's own text could repeat the record.
        let (sequence, column) = (frame.sequence, error.column());
        let found =
            format!("at byte {at} the sound record {sequence} of an unknown form (column {column}){}", writer(segment));
        Broken::Unknown { file: segment.file.clone(), found }
    })?;
    let at_head = at == segment::HEADER;
    let is_checkpoint = matches!(record.facts.first(), Some(Fact::Checkpoint(_)));
    if at_head && !is_checkpoint {
        let found = "a segment that does not begin with a checkpoint";
        return Err(Broken::Damaged(segment.damage(at, frame.sequence, found)));
    }
    Ok(record)
}

/// The version that last said in a segment that it was started, which every version can read.
fn writer(segment: &Segment) -> String {
    #[derive(serde::Deserialize)]
    struct Loose {
        facts: Vec<serde_json::Value>,
    }
    let mut walk = segment.walk();
    let mut said = String::new();
    while let Some((frame, _)) = walk.step() {
        let Ok(loose) = serde_json::from_slice::<Loose>(frame.payload) else { continue };
        let started = loose.facts.iter().filter(|fact| fact["fact"] == "started");
        if let Some(version) = started.filter_map(|fact| fact["version"].as_str()).next_back() {
            said = format!("; Keytill {version} wrote it");
        }
    }
    said
}

fn take(segment: &Segment, at: usize, frame: &Frame<'_>, record: &Record, sum: &mut Sum) -> Result<Change, Broken> {
    sum.apply(record.at, &record.facts).map_err(|error| {
        Broken::Damaged(segment.damage(at, frame.sequence, format!("a fact that contradicts those before it: {error}")))
    })
}

/// A checkpoint must say what the facts before it add up to.
fn check_checkpoint(segment: &Segment, at: usize, frame: &Frame<'_>, record: &Record, sum: &Sum) -> Result<(), Broken> {
    if at != segment::HEADER || sum.is_told_by(&record.facts) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        Amount, Book, Currency, Entry, HostResult, Kind, OperatorNo, Original, Settlement, SettlementStage, State,
        Totals, Transaction, TxnRef, WallTime,
    };

    const AT: WallTime = WallTime(1);

    /// A settled batch with a refund of another day's payment.
    fn sum() -> Sum {
        let mut book = Book::default();
        let txn = TxnRef { batch: book.batch, stan: book.free_stan() };
        let money = (Amount::from_minor(100).unwrap(), Currency::Cny);
        let mut refund = Transaction::begun(txn, Kind::Refund, money, OperatorNo::FIRST, AT);
        refund.entry = Entry::Chip;
        refund.original = Some(Original { rrn: "000000000017".parse().ok(), ..Original::default() });
        let (batch, stan) = (book.batch, txn.stan.next());
        let host: HostResult = serde_json::from_str(r#"{"code":"00"}"#).unwrap();
        let (totals, stage) = (Totals::default(), SettlementStage::Asked);
        let facts = [
            Fact::Began(Box::new(refund)),
            Fact::Concluded { txn, state: State::Approved, host: Some(host), chip: None, extra: None },
            Fact::SettlementBegan(Settlement { batch, stan, totals, began: AT, stage, refused: None }),
            Fact::Settled { batch, next: batch.next() },
        ];
        facts.iter().for_each(|fact| book.apply(AT, fact).unwrap());
        assert!(!book.settled.is_empty() && !book.refunded.is_empty());
        Sum { book, ..Sum::default() }
    }

    fn is_believed(told: impl Fn(&mut Book)) -> bool {
        let mine = sum();
        let mut facts = mine.checkpoint();
        if let Some(Fact::Checkpoint(book)) = facts.first_mut() {
            told(book);
        }
        mine.is_told_by(&facts)
    }

    /// Programs that did not keep them yet said nothing of what was refunded, or of the payments of settled batches, or of both.
    #[test]
    fn a_checkpoint_of_an_older_program_is_believed_in_what_it_does_not_say() {
        assert!(is_believed(|_| {}));
        assert!(is_believed(|book| book.settled = Default::default()));
        assert!(is_believed(|book| book.refunded = Default::default()));
        assert!(is_believed(|book| (book.settled, book.refunded) = Default::default()));
        assert!(!is_believed(|book| book.batch = book.batch.next()));
        assert!(!is_believed(|book| book.latest = Some(AT)));
    }
}
