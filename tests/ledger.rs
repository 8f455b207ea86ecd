//! The ledger from outside: commits, damage, power cuts, full disks, and what the index says after each.
#![allow(clippy::unwrap_used, clippy::panic, reason = "clippy knows test functions, not the helpers beside them")]

#[path = "support/cut.rs"]
mod cut;
#[path = "ledger/support.rs"]
mod support;

#[path = "ledger/damage.rs"]
mod damage;
#[path = "ledger/days.rs"]
mod days;
#[path = "ledger/drawer.rs"]
mod drawer;
#[path = "ledger/faults.rs"]
mod faults;
#[path = "ledger/flips.rs"]
mod flips;
#[path = "ledger/golden.rs"]
mod golden;
#[path = "ledger/parameters.rs"]
mod parameters;
#[path = "ledger/rates.rs"]
mod rates;
#[path = "ledger/retention.rs"]
mod retention;
#[path = "ledger/secrets.rs"]
mod secrets;

use keytill::{
    domain::*,
    ledger::{CommitError, Ledger, OpenError, OpenNote, Options, Room, export, verify},
};
use support::*;

#[test]
fn a_sale_is_there_after_reopening() {
    let folder = Folder::new();
    let mut opened = open(folder.path());
    assert_eq!(opened.notes, Vec::new());
    assert_eq!(opened.book, Book::default());
    let txn = sale(&mut opened.ledger, 1234);
    let book = opened.ledger.book().clone();
    opened.ledger.close().unwrap();

    let mut again = open(folder.path());
    assert_eq!(again.notes, Vec::new());
    assert_eq!(again.book, book);
    assert_eq!(again.book.find(txn).unwrap().state, State::Approved);
    let mut model = Model::default();
    model.0.extend(book.transactions.values().map(|t| (t.txn, t.clone())));
    model.check(&mut again.ledger);
    assert_eq!(again.ledger.unseal(txn).unwrap(), secret());
    assert_eq!(again.ledger.room(), Room::Enough);
}

#[test]
fn a_new_ledger_sets_no_index_aside() {
    let folder = Folder::new();
    open(folder.path()).ledger.close().unwrap();
    let names = std::fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap());
    let aside: Vec<_> = names.filter(|name| name.starts_with("index.")).collect();
    assert_eq!(aside, [""; 0]);
}

#[test]
fn a_contradiction_is_refused_whole() {
    let folder = Folder::new();
    let mut ledger = open(folder.path()).ledger;
    let txn = sale(&mut ledger, 5);
    let before = ledger.book().clone();
    let head = verify(folder.path()).unwrap();
    let stan = ledger.book().free_stan();
    let facts = vec![Fact::StanTaken { stan }, Fact::Printed { txn }, approved(txn)];
    assert!(matches!(ledger.commit(NOON, facts, Vec::new()), Err(CommitError::Contradiction(_))));
    let settled = Fact::Settled { batch: txn.batch, next: txn.batch.next() };
    // Nor is a guess counted, nor a release or an approval kept, of a commit that is refused.
    for operator in ["01", "00"] {
        let operator = operator.parse().unwrap();
        let kept = vec![Fact::GuessCounted { operator }, Fact::TerminalReleased { by: operator }];
        assert!(matches!(
            ledger.commit(NOON, [kept, vec![approved(txn), approved(txn)]].concat(), Vec::new()),
            Err(CommitError::Contradiction(_))
        ));
        assert_eq!(ledger.book(), &before);
    }
    let mut facts = settlement(ledger.book());
    facts.extend([slip(txn.batch), settled.clone(), settled]);
    assert!(matches!(ledger.commit(NOON, facts, Vec::new()), Err(CommitError::Contradiction(_))));
    assert!(matches!(
        ledger.commit(NOON, vec![Fact::Checkpoint(Box::default())], Vec::new()),
        Err(CommitError::Reserved)
    ));
    assert_eq!(ledger.book(), &before);
    assert_eq!(verify(folder.path()).unwrap(), head);
}

/// The latest time, once it is watched, is part of what checkpoints say, and a commit that is refused does not move it.
#[test]
fn a_clock_that_is_watched_is_in_every_checkpoint() {
    let folder = Folder::new();
    let mut ledger = open(folder.path()).ledger;
    let at = |seconds: i64| WallTime(NOON.0 + seconds * 1000);
    let started = || vec![Fact::Started { version: "v".repeat(100_000) }];
    ledger.commit(at(50), started(), Vec::new()).unwrap();
    assert_eq!(ledger.book().latest, None, "nobody watches yet");
    ledger.commit(at(10), vec![Fact::Clock(ClockNote::Watched)], Vec::new()).unwrap();
    ledger.commit(at(7), started(), Vec::new()).unwrap();
    assert_eq!(ledger.book().latest, Some(at(10)));
    let nowhere =
        vec![Fact::Clock(ClockNote::Confirmed { by: None }), Fact::SettlementMoved { stage: SettlementStage::Asked }];
    assert!(ledger.commit(at(99), nowhere, Vec::new()).is_err());
    assert_eq!(ledger.book().latest, Some(at(10)));
    for second in 0..200 {
        ledger.commit(at(20 + second), started(), Vec::new()).unwrap();
    }
    ledger.commit(at(3), vec![Fact::Clock(ClockNote::Confirmed { by: None })], Vec::new()).unwrap();
    drop(ledger);
    assert!(verify(folder.path()).unwrap().segments > 1);
    assert_eq!(open(folder.path()).book.latest, Some(at(3)));
}

#[test]
fn a_record_that_is_too_long_is_refused() {
    let folder = Folder::new();
    let mut ledger = open(folder.path()).ledger;
    let facts = vec![Fact::Started { version: "x".repeat(1 << 20) }];
    assert!(matches!(ledger.commit(NOON, facts, Vec::new()), Err(CommitError::TooLarge { .. })));
    sale(&mut ledger, 3);
}

#[test]
fn a_second_program_is_refused() {
    let folder = Folder::new();
    let first = open(folder.path());
    match Ledger::open(folder.path(), &Options::new(NOON)).err() {
        Some(OpenError::InUse { pid, .. }) => assert_eq!(pid, std::process::id()),
        other => unreachable!("{other:?}"),
    }
    drop(first);
    open(folder.path());
}

#[test]
fn a_killed_program_has_the_index_catch_up() {
    let folder = Folder::new();
    let mut ledger = open(folder.path()).ledger;
    sale(&mut ledger, 1);
    // As a killed program leaves it: what sled held in memory is gone.
    let killed = folder.copy();
    sale(&mut ledger, 2);
    drop(ledger);
    std::fs::remove_dir_all(folder.path().join("index")).unwrap();
    copy(&killed.path().join("index"), &folder.path().join("index"));
    let mut opened = open(folder.path());
    assert!(
        opened.notes.iter().any(|n| matches!(n, OpenNote::IndexCaughtUp { .. } | OpenNote::IndexRebuilt { .. })),
        "{:?}",
        opened.notes
    );
    let mut model = Model::default();
    model.0.extend(opened.book.transactions.values().map(|t| (t.txn, t.clone())));
    assert_eq!(model.0.len(), 2);
    model.check(&mut opened.ledger);
}

#[test]
fn settled_batches_are_exported_and_verified() {
    let folder = Folder::new();
    let mut ledger = open(folder.path()).ledger;
    let names: Vec<_> = (1..=3)
        .flat_map(|batch| {
            let names = [sale(&mut ledger, batch), sale(&mut ledger, batch + 10)];
            settle(&mut ledger);
            names
        })
        .collect();
    let open_sale = sale(&mut ledger, 99);
    // Beside the running program.
    let verified = verify(folder.path()).unwrap();
    assert_eq!((verified.segments, verified.head.len()), (4, 64));
    let mut rows = Vec::new();
    export(folder.path(), |row| rows.push(row)).unwrap();
    let expected: Vec<_> = names.into_iter().chain([open_sale]).collect();
    assert_eq!(rows.iter().map(|r| r.txn).collect::<Vec<_>>(), expected);
    assert!(rows.iter().all(|r| r.state == State::Approved));
}

#[test]
fn a_journal_of_version_1_is_read_for_ever() {
    // Made once by `make_golden` below; if this fails, the form of records has changed and old journals are lost.
    let golden = include_bytes!("data/journal-v1.seg");
    let folder = Folder::new();
    std::fs::create_dir_all(folder.path().join("journal")).unwrap();
    std::fs::write(folder.segment(1), golden).unwrap();
    let verified = verify(folder.path()).unwrap();
    assert_eq!(verified.head, include_str!("data/journal-v1.head").trim());
    let mut opened = open(folder.path());
    assert_eq!(opened.book.transactions.len(), 2);
    assert_eq!(opened.book.totals().debit().amount.minor(), 1234);
    assert_eq!(opened.book.reversals_owed().count(), 1);
    assert_eq!(opened.book.operators[&operator("01")].lang, Some(Lang::En));
    sale(&mut opened.ledger, 7);
}

/// `cargo test --test ledger -- --ignored make_golden` writes the golden file anew.
#[test]
#[ignore = "writes the golden file"]
fn make_golden() {
    let folder = Folder::new();
    let mut ledger = open(folder.path()).ledger;
    commit(&mut ledger, vec![Fact::Started { version: "0.1.0".into() }]);
    commit(&mut ledger, legal(&Book::default(), 0, 1).1);
    commit(&mut ledger, vec![Fact::StanTaken { stan: Stan::FIRST }]);
    let host_time = Some(HostTime { date: "0122".into(), time: "140509".into() });
    commit(&mut ledger, vec![Fact::SignedOn { batch: BatchNo::FIRST, host_time }]);
    sale(&mut ledger, 1234);
    let mut txn = transaction(ledger.book(), Kind::Sale, 77, NOON);
    let chip = |request: &str| {
        let label = Some("PBOC DEBIT".into());
        transaction::ChipTags { request: request.into(), label, ..Default::default() }
    };
    txn.chip = Some(chip("9F2701809F3602001A"));
    let name = txn.txn;
    commit(&mut ledger, vec![Fact::Began(Box::new(txn))]);
    let reason = ReversalReason::NoAnswer;
    commit(&mut ledger, vec![Fact::ReversalOwed { txn: name, reason, host: None, chip: Some(chip("")) }]);
    commit(&mut ledger, vec![Fact::ReversalTried { txn: name }]);
    let facts = settlement(ledger.book());
    commit(&mut ledger, facts);
    commit(&mut ledger, vec![Fact::DetailsUploaded { stans: vec![name.stan] }]);
    let head = verify(folder.path()).unwrap().head;
    drop(ledger);
    let bytes = std::fs::read(folder.segment(1)).unwrap();
    let end = bytes.iter().rposition(|b| *b != 0).unwrap() + 1;
    let to = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
    std::fs::write(to.join("journal-v1.seg"), &bytes[..end]).unwrap();
    std::fs::write(to.join("journal-v1.head"), head + "\n").unwrap();
}
