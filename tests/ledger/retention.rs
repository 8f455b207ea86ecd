//! Old segments that are let go: what stays, what the index says, and a power cut between any two steps.

use std::path::Path;

use keytill::{
    domain::*,
    ledger::{Broken, Ledger, Old, OpenError, OpenNote, Options, Query, Retention, export, rebuild, stats, verify},
    sim::world::{Medium, Trouble},
};

use super::{cut::image, support::*};

const DAY: i64 = 86_400_000;
const MONTH: Retention = Retention { keep_days: 30, old: Old::Remove };

fn on(day: i64) -> WallTime {
    WallTime(NOON.0 + day * DAY)
}

fn kept(retention: Retention) -> Options {
    Options { retention, ..Options::new(NOON) }
}

/// Two approved sales and a settlement, all on one day; the index follows only where that is said.
fn day(ledger: &mut Ledger, day: i64) -> Result<(), keytill::ledger::CommitError> {
    let at = on(day);
    for minor in [1, 2] {
        let txn = transaction(ledger.book(), Kind::Sale, minor, at);
        let name = txn.txn;
        ledger.commit(at, vec![Fact::Began(Box::new(txn))], vec![(name, secret())])?;
        ledger.commit(at, vec![approved(name)], Vec::new())?;
    }
    ledger.commit(at, settlement(ledger.book()), Vec::new())?;
    let batch = ledger.book().batch;
    ledger.commit(at, vec![Fact::Settled { batch, next: batch.next() }], Vec::new())?;
    let _ = ledger.index_pending();
    Ok(())
}

/// Days that the journal keeps for ever, so that the next start with another wish has something to let go.
fn old_days(options: &Options, dir: &Path) -> Ledger {
    let mut ledger = Ledger::open(dir, options).unwrap().ledger;
    for n in [0, 10, 20, 60, 70] {
        day(&mut ledger, n).unwrap();
    }
    ledger
}

fn segments(dir: &Path) -> Vec<String> {
    let names = std::fs::read_dir(dir).into_iter().flatten().flatten().map(|e| e.file_name().into_string().unwrap());
    let mut names: Vec<_> = names.filter(|name| name.ends_with(".seg")).collect();
    names.sort();
    names
}

fn exported(dir: &Path) -> Vec<Transaction> {
    let mut rows = Vec::new();
    export(dir, |row| rows.push(row)).unwrap();
    rows
}

/// Every kind of question is answered as the export says.
fn index_agrees(ledger: &mut Ledger, dir: &Path) -> usize {
    let mut model = Model::default();
    model.0.extend(exported(dir).into_iter().map(|t| (t.txn, t)));
    model.check(ledger);
    model.0.len()
}

#[test]
fn old_segments_go_after_a_settlement_and_the_rest_is_whole() {
    let folder = Folder::new();
    let mut ledger = old_days(&kept(Retention::FOR_EVER), folder.path());
    assert_eq!(segments(&folder.path().join("journal")).len(), 6);
    let before = verify(folder.path()).unwrap();
    assert_eq!(before.from, 1);
    assert_eq!(stats(folder.path(), 30, on(71)).unwrap().may_go, 3);
    assert_eq!(stats(folder.path(), 0, on(71)).unwrap().may_go, 0);
    ledger.index_pending().unwrap();
    drop(ledger);

    let mut opened = Ledger::open(folder.path(), &kept(MONTH)).unwrap();
    assert_eq!(opened.notes, Vec::new());
    assert_eq!(segments(&folder.path().join("journal")).len(), 6, "a start lets nothing go");
    day(&mut opened.ledger, 71).unwrap();
    assert_eq!(segments(&folder.path().join("journal"))[0], "00000004.seg");
    let after = verify(folder.path()).unwrap();
    assert!(after.from > 1 && after.segments == 4, "{after:?}");
    assert_eq!(index_agrees(&mut opened.ledger, folder.path()), 6);
    sale(&mut opened.ledger, 99);
    let book = opened.ledger.book().clone();
    drop(opened);

    // The next start, with and without an index, and with what was not let go all over again.
    for with_index in [true, false] {
        if !with_index {
            std::fs::remove_dir_all(folder.path().join("index")).unwrap();
        }
        let mut again = Ledger::open(folder.path(), &kept(MONTH)).unwrap();
        let rebuilt = again.notes.iter().any(|n| matches!(n, OpenNote::IndexRebuilt { .. }));
        assert_eq!(rebuilt, !with_index, "{:?}", again.notes);
        assert_eq!(again.book, book);
        assert_eq!(index_agrees(&mut again.ledger, folder.path()), 7);
    }
    // It goes on, and lets go again: the fact in the checkpoint is followed by a newer one.
    let mut ledger = Ledger::open(folder.path(), &kept(MONTH)).unwrap().ledger;
    for n in [150, 151, 152] {
        day(&mut ledger, n).unwrap();
    }
    assert!(verify(folder.path()).unwrap().from > after.from);
    index_agrees(&mut ledger, folder.path());
}

#[test]
fn archived_segments_stay_readable_beside_the_others() {
    let folder = Folder::new();
    drop(old_days(&kept(Retention::FOR_EVER), folder.path()));
    let whole = folder.copy();
    let archive = Retention { old: Old::Archive, ..MONTH };
    let mut ledger = Ledger::open(folder.path(), &kept(archive)).unwrap().ledger;
    day(&mut ledger, 71).unwrap();
    let old = folder.path().join("journal/archive");
    assert_eq!(segments(&old), ["00000001.seg", "00000002.seg", "00000003.seg"]);
    for name in segments(&old) {
        assert_eq!(
            std::fs::read(old.join(&name)).unwrap(),
            std::fs::read(whole.path().join("journal").join(&name)).unwrap()
        );
    }
    drop(ledger);
    // In a copy, with the old ones put back, everything is checked from the first record on.
    let together = folder.copy();
    copy(&together.path().join("journal/archive"), &together.path().join("journal"));
    assert_eq!(verify(together.path()).unwrap().from, 1);
    assert_eq!(exported(together.path()).len(), 12);
    // Nothing in the archive is ever overwritten: the start says so and goes on.
    let opened = Ledger::open(together.path(), &kept(archive)).unwrap();
    assert!(opened.notes.iter().any(|n| matches!(n, OpenNote::OldSegmentsLeft { .. })), "{:?}", opened.notes);
}

#[test]
fn a_segment_that_is_missing_without_having_been_let_go_is_damage() {
    let folder = Folder::new();
    let mut ledger = old_days(&kept(Retention::FOR_EVER), folder.path());
    drop(std::mem::replace(&mut ledger, open(Folder::new().path()).ledger));
    let short = folder.copy();
    for number in 1..=3 {
        std::fs::remove_file(short.segment(number)).unwrap();
    }
    assert!(matches!(verify(short.path()), Err(Broken::Damaged(d)) if d.file == short.segment(3)));
    assert!(matches!(Ledger::open(short.path(), &kept(MONTH)), Err(OpenError::Damaged(_))));
    // Also one more than was let go.
    let mut ledger = Ledger::open(folder.path(), &kept(MONTH)).unwrap().ledger;
    day(&mut ledger, 71).unwrap();
    drop(ledger);
    std::fs::remove_file(folder.segment(4)).unwrap();
    assert!(matches!(verify(folder.path()), Err(Broken::Damaged(d)) if d.file == folder.segment(4)));
    assert!(matches!(Ledger::open(folder.path(), &kept(MONTH)), Err(OpenError::Damaged(_))));
}

#[test]
fn a_damaged_old_segment_is_not_let_go() {
    let folder = Folder::new();
    drop(old_days(&kept(Retention::FOR_EVER), folder.path()));
    let mut bytes = std::fs::read(folder.segment(2)).unwrap();
    let at = bytes.iter().rposition(|b| *b != 0).unwrap() - 100;
    bytes[at] ^= 1;
    std::fs::write(folder.segment(2), &bytes).unwrap();
    let mut ledger = Ledger::open(folder.path(), &kept(MONTH)).unwrap().ledger;
    day(&mut ledger, 71).unwrap();
    assert_eq!(segments(&folder.path().join("journal")).len(), 7);
    assert!(matches!(verify(folder.path()), Err(Broken::Damaged(d)) if d.file == folder.segment(2)));
}

#[test]
fn a_clock_that_jumps_lets_nothing_go_and_loses_nothing() {
    let folder = Folder::new();
    let mut ledger = Ledger::open(folder.path(), &kept(MONTH)).unwrap().ledger;
    for n in [10, 11, 12, 2000, 13, -20_000, 14] {
        day(&mut ledger, n).unwrap();
    }
    assert_eq!(segments(&folder.path().join("journal")).len(), 8);
    assert_eq!(index_agrees(&mut ledger, folder.path()), 14);
    let newest = ledger.query(&Query::Last { limit: 1 }).unwrap();
    assert_eq!(newest[0].began, on(2000), "lists go by the clock, whatever it said");
    let book = ledger.book().clone();
    drop(ledger);
    let again = Ledger::open(folder.path(), &kept(MONTH)).unwrap();
    assert_eq!((again.book, again.notes), (book, Vec::new()));
    assert_eq!(verify(folder.path()).unwrap().from, 1);
}

/// Cuts the power at an operation of the day on which segments are let go, and starts again from four images of the
/// medium. Says whether the day came that far.
fn cut_at(point: usize, old: Old) -> bool {
    let folder = Folder::new();
    let medium = Medium::default();
    let on_medium =
        |medium: &Medium, retention| Options { disk: std::sync::Arc::new(medium.clone()), ..kept(retention) };
    drop(old_days(&on_medium(&medium, Retention::FOR_EVER), folder.path()));
    let before = folder.copy();
    let wish = Retention { old, ..MONTH };
    let mut ledger = Ledger::open(folder.path(), &on_medium(&medium, wish)).unwrap().ledger;
    medium.trouble(point, Trouble::Cut);
    let answered = day(&mut ledger, 71).is_ok();
    let book = ledger.book().clone();
    drop(ledger);
    if !medium.is_dead() {
        return false;
    }
    for seed in 0..4u64 {
        let place = format!("{old:?}, cut at {point}, seed {seed}");
        let after = Folder::new();
        let image = image(&medium, point, seed);
        let image = image.moved(folder.path(), after.path());
        // sled's files are on the real disk: none arrived, all of them did, or none since the day before.
        match seed {
            0 | 1 => {}
            2 => copy(&folder.path().join("index"), &after.path().join("index")),
            _ => copy(&before.path().join("index"), &after.path().join("index")),
        }
        let opened = Ledger::open(after.path(), &on_medium(&image, wish));
        let mut opened = opened.unwrap_or_else(|error| panic!("{place}: {error}"));
        if answered {
            assert_eq!(opened.book, book, "{place}");
        }
        image.write_out().unwrap();
        let from = verify(after.path()).unwrap_or_else(|error| panic!("{place}: {error}")).from;
        assert_eq!(from == 1, after.segment(1).exists(), "{place}: something is left over after the start");
        index_agrees(&mut opened.ledger, after.path());
    }
    true
}

#[test]
fn a_power_cut_between_any_two_steps_of_letting_go_loses_nothing_that_is_kept() {
    for old in [Old::Remove, Old::Archive] {
        let points = (1..).take_while(|point| cut_at(*point, old)).count();
        println!("{old:?}: {points} points, {} images", points * 4);
        assert!(points > 25, "only {points} operations were tried");
    }
}

#[test]
fn an_index_is_built_anew_on_order_and_not_beside_a_terminal() {
    let folder = Folder::new();
    drop(old_days(&kept(Retention::FOR_EVER), folder.path()));
    let mut ledger = Ledger::open(folder.path(), &kept(MONTH)).unwrap().ledger;
    day(&mut ledger, 71).unwrap();
    let refused = rebuild(folder.path(), NOON).unwrap_err().to_string();
    assert!(refused.contains("in use by process"), "{refused}");
    ledger.close().unwrap();
    let done = rebuild(folder.path(), NOON).unwrap();
    assert_eq!((done.transactions, done.records), (6, verify(folder.path()).unwrap().records));
    assert!(done.aside.is_some_and(|path| path.join("db").exists()));
    let mut opened = Ledger::open(folder.path(), &kept(MONTH)).unwrap();
    assert_eq!(opened.notes, Vec::new(), "the start finds nothing to put right");
    index_agrees(&mut opened.ledger, folder.path());
    drop(opened);
    // A damaged journal leaves the old index where it is.
    let mut bytes = std::fs::read(folder.segment(5)).unwrap();
    bytes[300] ^= 1;
    std::fs::write(folder.segment(5), &bytes).unwrap();
    assert!(rebuild(folder.path(), NOON).is_err());
    assert!(folder.path().join("index/db").exists());
    assert!(rebuild(Folder::new().path(), NOON).unwrap_err().to_string().contains("no journal"));
}
