//! Single bits that change on the medium: in the journal, in the index, in the key files. A sample runs as a test; with
//! `KEYTILL_FLIPS=10000 cargo test --release --test ledger flips -- --nocapture` so many are tried of each, and what came
//! of them is printed.

use std::{collections::BTreeMap, fs, path::Path, sync::Arc};

use keytill::{
    domain::*,
    ledger::{Broken, CommitError, Extent, Ledger, OpenError, OpenNote, Opened, Options, UnsealError, read},
    sim::world::{Chance, Medium},
};

use super::support::*;

/// How many flips: a sample, or what the environment says.
fn flips(sample: u64) -> u64 {
    std::env::var("KEYTILL_FLIPS").ok().and_then(|count| count.parse().ok()).unwrap_or(sample)
}

/// What came of the flips.
#[derive(Default)]
struct Outcomes(BTreeMap<&'static str, u64>);

impl Outcomes {
    fn count(&mut self, what: &'static str) {
        *self.0.entry(what).or_default() += 1;
    }
}

impl Drop for Outcomes {
    fn drop(&mut self) {
        for (what, count) in &self.0 {
            println!("{count:>7} {what}");
        }
    }
}

fn below(chance: &mut Chance, limit: usize) -> usize {
    usize::try_from(chance.below(limit as u64)).unwrap()
}

fn options(medium: &Medium) -> Options {
    let mut options = Options::new(NOON);
    options.disk = Arc::new(medium.clone());
    options.extent = Extent::JournalAlone;
    // Small, so that a batch reaches over several segments.
    options.segment_limit = 6000;
    options
}

fn folder() -> &'static Path {
    Path::new("/till")
}

/// A ledger of several batches and segments, the last batch open.
fn several_batches() -> (Medium, Book) {
    let medium = Medium::seeded(Chance::new(7));
    let mut ledger = Ledger::open(folder(), &options(&medium)).unwrap().ledger;
    for batch in 0..4 {
        for minor in 1..=6 {
            sale(&mut ledger, batch * 10 + minor);
        }
        if batch < 3 {
            settle(&mut ledger);
        }
    }
    let book = ledger.book().clone();
    drop(ledger);
    (medium, book)
}

/// A segment: where its records start, and where the last one ends.
struct Shape {
    path: std::path::PathBuf,
    bytes: Vec<u8>,
    starts: Vec<usize>,
    end: usize,
}

impl Shape {
    fn of(medium: &Medium, number: u32) -> Option<Shape> {
        let path = folder().join(format!("journal/{number:08}.seg"));
        let bytes = medium.bytes(&path)?;
        let (mut starts, mut end) = (Vec::new(), 64);
        while let Some(head) = bytes.get(end..end + 8).filter(|head| head[0] != 0) {
            starts.push(end);
            end += 52 + u32::from_le_bytes(head[4..].try_into().unwrap()) as usize;
        }
        Some(Shape { path, bytes, starts, end })
    }
}

/// All records of a journal that pass the check, or those before the bad place and what stands there.
fn records(medium: &Medium) -> (Vec<String>, Option<Broken>) {
    let mut shown = Vec::new();
    let all = read(medium, folder(), 1, |number, record| {
        shown.push(format!("{number} {}", serde_json::to_string(record).unwrap()));
    });
    (shown, all.err())
}

fn bytes_of(medium: &Medium, shapes: &[Shape]) -> Vec<Option<Vec<u8>>> {
    shapes.iter().map(|shape| medium.bytes(&shape.path)).collect()
}

/// A bit in a record or header is found by the check and named at that record; the records before it are as they were, and
/// nothing is written. The start finds it in the newest segment; older ones it does not read, and its book is right.
/// A bit in the zeros behind the last record is told, or refused; nothing is lost.
#[test]
fn a_flipped_bit_anywhere_in_the_journal_is_found() {
    let (whole, book) = several_batches();
    let shapes: Vec<Shape> = (1..).map_while(|number| Shape::of(&whole, number)).collect();
    assert!(shapes.len() >= 6, "only {} segments", shapes.len());
    let (good, none) = records(&whole);
    assert!(none.is_none());
    let mut outcomes = Outcomes::default();
    let mut chance = Chance::new(1);
    for round in 0..flips(100) {
        let medium = whole.after_cut(true, || true);
        // Most of a segment's bytes are zeros; every other flip is in what is used.
        let (number, at) = if round % 2 == 0 {
            let number = below(&mut chance, shapes.len());
            (number, below(&mut chance, shapes[number].end))
        } else {
            let mut at = below(&mut chance, shapes.iter().map(|shape| shape.bytes.len()).sum());
            let number = shapes
                .iter()
                .take_while(|shape| at.checked_sub(shape.bytes.len()).inspect(|left| at = *left).is_some());
            (number.count(), at)
        };
        let bit = below(&mut chance, 8);
        let (shape, newest) = (&shapes[number], number == shapes.len() - 1);
        medium.poke(&shape.path, at, |byte| byte ^ 1 << bit);
        let before = bytes_of(&medium, &shapes);
        let name = format!("segment {}, byte {at}, bit {bit}", number + 1);
        let (shown, broken) = records(&medium);
        let opened = Ledger::open(folder(), &options(&medium));
        if at >= shape.end {
            assert!(newest, "{name}: zeros in an older segment");
            outcomes.count(zeros(&name, &good, (shown, broken), opened, &book, &medium));
            continue;
        }
        assert!(bytes_of(&medium, &shapes) == before, "{name}: the file must be left as it is");
        let Some(Broken::Damaged(damage)) = broken else { panic!("{name} passes the check: {broken:?}") };
        let record = shape.starts.iter().rev().find(|start| **start <= at).copied().unwrap_or(0);
        assert_eq!((&damage.file, damage.offset), (&shape.path, record as u64), "{name}");
        let earlier: usize = shapes[..number].iter().map(|shape| shape.starts.len()).sum();
        let earlier = earlier + shape.starts.iter().filter(|start| **start < record).count();
        // Headers are read before any record.
        let earlier = if record == 0 { 0 } else { earlier };
        assert!(shown == good[..earlier], "{name}: {} of {earlier} records before it", shown.len());
        match opened {
            Err(OpenError::Damaged(found)) => {
                assert_eq!((found.file, found.offset), (damage.file, damage.offset), "{name}");
                outcomes.count(if newest {
                    "newest segment: found by check and start"
                } else {
                    "older segment: found by check and start"
                });
            }
            Ok(opened) if !newest => {
                assert_eq!(opened.book, book, "{name}");
                outcomes.count("older segment: found by the check, named; the start does not need it");
            }
            other => panic!("{name}: {:?}", other.err()),
        }
    }
}

/// A flipped bit in the zeros behind the last record.
fn zeros(
    name: &str,
    good: &[String],
    (shown, broken): (Vec<String>, Option<Broken>),
    opened: Result<Opened, OpenError>,
    book: &Book,
    medium: &Medium,
) -> &'static str {
    assert!(shown == good, "{name}: every record is still there");
    match opened {
        Err(OpenError::Damaged(_)) => {
            assert!(matches!(broken, Some(Broken::Damaged(_))), "{name}: the start and the check disagree");
            "zeros behind the last record: refused and named"
        }
        Ok(mut opened) => {
            assert!(broken.is_none(), "{name}: {broken:?}");
            assert!(
                opened.notes.iter().any(|note| matches!(note, OpenNote::TailCut { .. })),
                "{name}: {:?}",
                opened.notes
            );
            assert_eq!(opened.book, *book, "{name}");
            sale(&mut opened.ledger, 99);
            let (now, broken) = records(medium);
            assert!(broken.is_none() && now[..good.len()] == *good, "{name}");
            // The sale's own three; a new segment may have begun, which repeats in its head what was there before.
            let new = now[good.len()..].iter().filter(|record| !record.contains(r#""fact":"checkpoint""#));
            assert_eq!(new.count(), 3, "{name}");
            "zeros behind the last record: cut, told and recorded; every record is there"
        }
        Err(error) => panic!("{name}: {error}"),
    }
}

/// Whatever happens to the index, it answers what the journal says, and the journal is as it was.
#[test]
fn a_flipped_bit_anywhere_in_the_index_changes_no_answer() {
    let folder = Folder::new();
    let (book, rows) = closed_with_sales(&folder);
    let mut model = Model::default();
    model.0.extend(rows.iter().map(|t| (t.txn, t.clone())));
    let journal = |folder: &Folder| [1, 2].map(|number| fs::read(folder.segment(number)).unwrap());
    let good = journal(&folder);
    let mut outcomes = Outcomes::default();
    let mut chance = Chance::new(2);
    for round in 0..flips(40) {
        let broken = folder.copy();
        let (file, at, bit) = flip_in(&broken.path().join("index"), round % 2 == 0, &mut chance);
        let name = format!("{file}, byte {at}, bit {bit}");
        let mut opened = open(broken.path());
        assert_eq!(opened.book, book, "{name}");
        assert!(opened.ledger.query(&NEWEST).unwrap() == rows, "{name}");
        model.check(&mut opened.ledger);
        let note = |wanted: fn(&OpenNote) -> bool| opened.notes.iter().any(wanted);
        outcomes.count(if note(|n| matches!(n, OpenNote::IndexRebuilt { .. })) {
            "built again"
        } else if note(|n| matches!(n, OpenNote::IndexCaughtUp { .. })) {
            "brought up to date from the journal"
        } else if note(|n| matches!(n, OpenNote::IndexMissing { .. })) {
            "built when it was asked"
        } else {
            "no note: every answer was right"
        });
        sale(&mut opened.ledger, 6);
        opened.ledger.close().unwrap();
        let now = journal(&broken);
        assert!(now[0] == good[0], "{name}: the older segment");
        let used = good[1].iter().rposition(|byte| *byte != 0).unwrap() + 1;
        assert!(now[1][..used] == good[1][..used], "{name}: the newest segment");
    }
}

/// Flips a bit in one of a folder's files: in what is not zero, or anywhere.
fn flip_in(folder: &Path, used: bool, chance: &mut Chance) -> (String, usize, usize) {
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let mut files: Vec<_> = paths.into_iter().filter_map(|path| Some((fs::read(&path).ok()?, path))).collect();
    files.retain(|(bytes, _)| !bytes.is_empty());
    let chosen = below(chance, files.len());
    let (bytes, path) = &mut files[chosen];
    let places: Vec<usize> = (0..bytes.len()).filter(|at| !used || bytes[*at] != 0).collect();
    let (at, bit) = (places[below(chance, places.len())], below(chance, 8));
    bytes[at] ^= 1 << bit;
    fs::write(&*path, bytes).unwrap();
    (path.file_name().unwrap().to_string_lossy().into_owned(), at, bit)
}

/// Every bit of the key files, then several at once: a card that was sealed is not opened by a wrong key, and none is sealed
/// under one in its batch.
#[test]
fn a_flipped_bit_in_a_key_file_is_found_and_nothing_is_sealed_under_it() {
    let whole = Medium::seeded(Chance::new(7));
    let mut ledger = Ledger::open(folder(), &options(&whole)).unwrap().ledger;
    let txn = sale(&mut ledger, 1);
    let book = ledger.book().clone();
    drop(ledger);
    let (good, _) = records(&whole);
    let files = ["keys/batch-000001.key", "keys/device.key"].map(|name| folder().join(name));
    let bits: Vec<_> =
        files.iter().flat_map(|path| (0..whole.bytes(path).unwrap().len() * 8).map(move |bit| (path, bit))).collect();
    let mut outcomes = Outcomes::default();
    let mut chance = Chance::new(3);
    let every = flips(150) >= bits.len() as u64;
    for round in 0..flips(150) {
        let medium = whole.after_cut(true, || true);
        let mut flipped = std::collections::BTreeSet::new();
        // A sample is of single bits; a long run has each of them first.
        let several = if every && round >= bits.len() as u64 { 1 + round % 3 } else { 0 };
        match bits.get(round as usize).filter(|_| every) {
            Some(one) => {
                flipped.insert(*one);
            }
            None => flipped.extend((0..=several).map(|_| bits[below(&mut chance, bits.len())])),
        }
        for (path, bit) in &flipped {
            medium.poke(path, bit / 8, |byte| byte ^ 1 << (bit % 8));
        }
        let before = files.each_ref().map(|path| medium.bytes(path));
        let mut opened = match Ledger::open(folder(), &options(&medium)) {
            Ok(opened) => opened,
            Err(OpenError::Keys(UnsealError::NotGiven { path })) => {
                assert_eq!(path, files[0], "{flipped:?}");
                outcomes.count("the start says that the key is wrapped by a credential");
                continue;
            }
            Err(error) => panic!("{flipped:?}: {error}"),
        };
        assert_eq!(opened.book, book, "{flipped:?}");
        let found = opened.ledger.unseal(txn);
        assert!(matches!(found, Err(UnsealError::Key { .. })), "{flipped:?}: {found:?}");
        let new = transaction(&opened.book, Kind::Sale, 2, NOON);
        let name = new.txn;
        let sold = opened.ledger.commit(NOON, vec![Fact::Began(Box::new(new))], vec![(name, secret())]);
        assert!(matches!(sold, Err(CommitError::Vault(UnsealError::Key { .. }))), "{flipped:?}");
        drop(opened);
        assert_eq!(files.each_ref().map(|path| medium.bytes(path)), before, "{flipped:?}: left as they are");
        assert!(records(&medium).0 == good, "{flipped:?}: no sale was recorded");
        outcomes.count(match flipped.len() {
            1 => "one bit: the old card is not opened, a new one is refused, both name the file",
            _ => "several bits: the old card is not opened, a new one is refused, both name the file",
        });
    }
}

/// While no batch key is wrapped by it, a device key with a flipped bit is a key like another.
#[test]
fn a_flipped_device_key_that_wraps_nothing_is_as_good_as_another() {
    let whole = Medium::seeded(Chance::new(7));
    let mut ledger = Ledger::open(folder(), &options(&whole)).unwrap().ledger;
    sale(&mut ledger, 1);
    settle(&mut ledger);
    drop(ledger);
    for bit in 0..256 {
        let medium = whole.after_cut(true, || true);
        medium.poke(&folder().join("keys/device.key"), bit / 8, |byte| byte ^ 1 << (bit % 8));
        let txn = sale(&mut Ledger::open(folder(), &options(&medium)).unwrap().ledger, 2);
        let mut again = Ledger::open(folder(), &options(&medium)).unwrap().ledger;
        assert_eq!(again.unseal(txn).unwrap(), secret(), "bit {bit}");
    }
}
