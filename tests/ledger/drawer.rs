//! The cash drawer in the journal: over rotations and restarts, and commits that are refused.

use keytill::{
    domain::*,
    ledger::{Ledger, Options, verify},
};

use super::support::*;

fn open(folder: &Folder) -> Ledger {
    let options = Options { segment_limit: 6000, ..Options::new(NOON) };
    Ledger::open(folder.path(), &options).unwrap().ledger
}

fn amount(minor: u64) -> Amount {
    Amount::from_minor(minor).unwrap()
}

fn counted(pieces: u32) -> Fact {
    Fact::CashCounted { count: vec![(10_000, pieces)].into(), expected: amount(50_000), by: "01".parse().unwrap() }
}

fn float() -> Fact {
    Fact::FloatSet { float: amount(50_000), by: OperatorNo::SUPERVISOR }
}

#[test]
fn a_float_and_its_last_counts_outlive_rotations_and_restarts() {
    let folder = Folder::new();
    let mut ledger = open(&folder);
    ledger.commit(NOON, vec![float()], Vec::new()).unwrap();
    for pieces in 1..=100 {
        ledger.commit(NOON, vec![counted(pieces)], Vec::new()).unwrap();
    }
    ledger.close().unwrap();
    assert!(verify(folder.path()).unwrap().segments > 2);
    let ledger = open(&folder);
    let drawer = ledger.book().drawer.as_ref().unwrap();
    let kept: Vec<u32> = drawer.counts.iter().map(|counted| counted.count.pieces(10_000)).collect();
    assert_eq!(kept, (89..=100).collect::<Vec<u32>>());
    assert_eq!((drawer.float, drawer.counts[11].difference()), (amount(50_000), Some(950_000)));
}

#[test]
fn a_commit_that_is_refused_leaves_the_drawer_as_it_was() {
    let folder = Folder::new();
    let mut ledger = open(&folder);
    assert!(ledger.commit(NOON, vec![counted(1)], Vec::new()).is_err(), "there is no float to count against");
    let unknown = TxnRef { batch: ledger.book().batch, stan: 77.try_into().unwrap() };
    let contradiction = vec![float(), counted(1), Fact::ReversalTried { txn: unknown }];
    assert!(ledger.commit(NOON, contradiction, Vec::new()).is_err());
    assert_eq!(ledger.book().drawer, None);
}
