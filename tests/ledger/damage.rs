//! Torn, cut, flipped and exchanged files.

use std::fs;

use keytill::{
    domain::*,
    ledger::{Broken, Ledger, OpenError, OpenNote, Options, verify},
};

use super::support::*;

/// A ledger with three sales, closed, and the ends of its records in segment 1.
fn three_sales() -> (Folder, Book, Vec<usize>) {
    let folder = Folder::new();
    let mut ledger = open(folder.path()).ledger;
    for minor in 1..=3 {
        sale(&mut ledger, minor);
    }
    let book = ledger.book().clone();
    ledger.close().unwrap();
    let ends = record_ends(&fs::read(folder.segment(1)).unwrap());
    (folder, book, ends)
}

/// Where each record ends, from the lengths alone.
fn record_ends(bytes: &[u8]) -> Vec<usize> {
    let mut ends = vec![64];
    loop {
        let at = *ends.last().unwrap();
        let Some(head) = bytes.get(at..at + 8).filter(|head| head[0] != 0) else { return ends };
        ends.push(at + 52 + u32::from_le_bytes(head[4..].try_into().unwrap()) as usize);
    }
}

/// Without the index: the journal must find out alone.
fn forget_index(folder: &Folder) {
    let _ = fs::remove_dir_all(folder.path().join("index"));
}

fn try_open(folder: &Folder) -> Result<keytill::ledger::Opened, OpenError> {
    Ledger::open(folder.path(), &Options::new(NOON))
}

#[test]
fn a_torn_last_record_is_cut_off_and_told_whatever_its_length() {
    let (folder, book, ends) = three_sales();
    forget_index(&folder);
    let bytes = fs::read(folder.segment(1)).unwrap();
    let [.., start, end] = ends[..] else { unreachable!() };
    for keep in start + 1..end {
        // Once with zeros behind, once with the file ending there.
        let mut torn = bytes.clone();
        torn[keep..].fill(0);
        if keep % 2 == 0 {
            torn.truncate(keep);
        }
        fs::write(folder.segment(1), &torn).unwrap();
        // Building an index each time would take minutes; a journal can be judged without one.
        if keep % 23 != 0 {
            let verified = verify(folder.path()).unwrap();
            assert_eq!(verified.records as usize, ends.len() - 2, "{keep}");
            continue;
        }
        let mut opened = try_open(&folder).unwrap();
        let bytes = (keep - start) as u64;
        assert!(opened.notes.iter().any(|n| matches!(n, OpenNote::TailCut { bytes: b } if *b <= bytes)), "{keep}");
        assert_eq!(opened.book.transactions.len(), 3);
        assert_eq!(opened.book.in_flight().map(|t| t.amount.minor()), Some(3));
        assert_eq!(opened.ledger.unseal(book.in_order()[0]).unwrap(), secret());
        drop(opened);
        // The cut is a fact of its own, and the next start finds nothing to tell.
        let again = try_open(&folder).unwrap();
        assert!(!again.notes.iter().any(|n| matches!(n, OpenNote::TailCut { .. })));
        drop(again);
        forget_index(&folder);
    }
}

trait InOrder {
    fn in_order(&self) -> Vec<TxnRef>;
}

impl InOrder for Book {
    fn in_order(&self) -> Vec<TxnRef> {
        self.transactions.values().map(|t| t.txn).collect()
    }
}

#[test]
fn every_flipped_byte_of_the_last_three_records_is_named() {
    let (folder, _, ends) = three_sales();
    forget_index(&folder);
    let bytes = fs::read(folder.segment(1)).unwrap();
    let last: Vec<usize> = ends.iter().rev().take(4).rev().copied().collect();
    for at in last[0]..last[3] {
        let mut bad = bytes.clone();
        bad[at] ^= 1 << (at % 8);
        fs::write(folder.segment(1), &bad).unwrap();
        let record = last.iter().filter(|end| **end <= at).max().unwrap();
        match try_open(&folder).err() {
            Some(OpenError::Damaged(damage)) => assert_eq!(damage.offset, *record as u64),
            other => unreachable!("byte {at}: {other:?}"),
        }
        assert!(matches!(verify(folder.path()), Err(Broken::Damaged(_))));
        assert_eq!(fs::read(folder.segment(1)).unwrap(), bad, "the file must be left as it is");
    }
}

#[test]
fn whole_bytes_replaced_in_the_last_record_never_pass() {
    let (folder, _, ends) = three_sales();
    forget_index(&folder);
    let bytes = fs::read(folder.segment(1)).unwrap();
    let [.., start, end] = ends[..] else { unreachable!() };
    for at in start..end {
        let mut bad = bytes.clone();
        bad[at] = !bad[at];
        fs::write(folder.segment(1), &bad).unwrap();
        assert!(matches!(verify(folder.path()), Err(Broken::Damaged(_))), "byte {at}");
    }
}

#[test]
fn an_older_record_or_header_that_is_damaged_stops_the_opening() {
    let (folder, _, ends) = three_sales();
    let bytes = fs::read(folder.segment(1)).unwrap();
    for at in [0, 9, 20, 60, 70, ends[1] + 3, ends[2] + 60] {
        let mut bad = bytes.clone();
        bad[at] ^= 0x10;
        fs::write(folder.segment(1), &bad).unwrap();
        let error = try_open(&folder).err().unwrap();
        assert!(matches!(error, OpenError::Damaged(_)), "byte {at}");
        assert!(error.to_string().contains("00000001.seg"), "{error}");
        assert!(verify(folder.path()).is_err());
    }
}

#[test]
fn a_journal_that_lost_acknowledged_records_is_refused() {
    let (folder, _, ends) = three_sales();
    let bytes = fs::read(folder.segment(1)).unwrap();
    let [.., start, end] = ends[..] else { unreachable!() };
    // The last record gone without a trace, and torn: the index knows better.
    for keep in [start, start + 30, end - 1] {
        let mut short = bytes.clone();
        short[keep..].fill(0);
        fs::write(folder.segment(1), &short).unwrap();
        let error = try_open(&folder).err().unwrap();
        assert!(matches!(error, OpenError::Shortened { .. } | OpenError::Damaged(_)), "{error}");
    }
    fs::remove_file(folder.segment(1)).unwrap();
    assert!(matches!(try_open(&folder), Err(OpenError::Damaged(_))));
}

#[test]
fn a_damaged_or_missing_older_segment_is_found() {
    let folder = Folder::new();
    let mut ledger = open(folder.path()).ledger;
    for minor in 1..=3 {
        sale(&mut ledger, minor);
        settle(&mut ledger);
    }
    drop(ledger);
    let missing = folder.copy();
    fs::remove_file(missing.segment(2)).unwrap();
    assert!(matches!(try_open(&missing), Err(OpenError::Damaged(_))));
    assert!(matches!(verify(missing.path()), Err(Broken::Damaged(_))));
    let bytes = fs::read(folder.segment(2)).unwrap();
    for at in (0..bytes.len()).step_by(37) {
        let mut bad = bytes.clone();
        bad[at] ^= 4;
        fs::write(folder.segment(2), &bad).unwrap();
        assert!(verify(folder.path()).is_err(), "byte {at}");
    }
    // The newest segment's link covers the end of the one before.
    let other = Folder::new();
    let mut ledger = open(other.path()).ledger;
    for minor in 1..=3 {
        sale(&mut ledger, minor);
        settle(&mut ledger);
    }
    drop(ledger);
    fs::copy(other.segment(3), folder.segment(3)).unwrap();
    assert!(matches!(try_open(&folder), Err(OpenError::Damaged(_))));
}

/// The book and all answers after a mishap to the index must be as before.
fn same_after(name: &str, mishap: impl Fn(&Folder)) -> Vec<OpenNote> {
    let folder = Folder::new();
    let (book, rows) = closed_with_sales(&folder);
    mishap(&folder);
    let mut opened = open(folder.path());
    assert_eq!(opened.book, book, "{name}");
    assert_eq!(opened.ledger.query(&NEWEST).unwrap(), rows, "{name}");
    let mut model = Model::default();
    model.0.extend(rows.into_iter().map(|t| (t.txn, t)));
    model.check(&mut opened.ledger);
    opened.notes
}

fn rebuilt(notes: &[OpenNote]) -> bool {
    notes.iter().any(|n| matches!(n, OpenNote::IndexRebuilt { .. }))
}

#[test]
fn a_lost_cut_or_foreign_index_is_built_again() {
    let db = |folder: &Folder| folder.path().join("index/db");
    assert!(rebuilt(&same_after("deleted", forget_index)));
    assert!(rebuilt(&same_after("emptied", |f| fs::write(db(f), b"").unwrap())));
    same_after("garbage", |f| fs::write(db(f), vec![0x5a; 1 << 20]).unwrap());
    for part in [2, 3, 50] {
        same_after("truncated", |f| {
            let len = fs::metadata(db(f)).unwrap().len();
            fs::File::options().write(true).open(db(f)).unwrap().set_len(len - len / part).unwrap();
        });
    }
    let foreign = |f: &Folder| {
        let other = Folder::new();
        let mut ledger = open(other.path()).ledger;
        for minor in 1..30 {
            sale(&mut ledger, minor * 2);
        }
        ledger.close().unwrap();
        forget_index(f);
        copy(&other.path().join("index"), &f.path().join("index"));
    };
    let notes = same_after("foreign", foreign);
    assert!(rebuilt(&notes), "{notes:?}");
    let snapshot = |f: &Folder| fs::write(f.path().join("index/snap.0000000000000FFF.generating"), b"").unwrap();
    assert!(same_after("snapshot", snapshot).contains(&OpenNote::SnapshotRemoved));
}

#[test]
fn at_most_three_bad_indexes_are_kept() {
    let folder = Folder::new();
    sale(&mut open(folder.path()).ledger, 1);
    for _ in 0..6 {
        fs::write(folder.path().join("index/db"), b"rubbish").unwrap();
        open(folder.path());
    }
    let names = fs::read_dir(folder.path()).unwrap().flatten().map(|e| e.file_name());
    let aside = names.filter(|n| n.to_string_lossy().starts_with("index.bad-")).count();
    assert_eq!(aside, 3);
}
