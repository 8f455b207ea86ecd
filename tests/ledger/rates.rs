//! Rates in the journal: over restarts, rotations and commits that fail, and the records of many days.

use keytill::{
    domain::*,
    fees::read_table,
    ledger::{Ledger, Options, snapshot, verify},
};

use super::support::*;

fn table(hundredths: u32) -> RateTable {
    let text = include_str!("../../packaging/rates.toml").replace("rate = 6000", &format!("rate = {hundredths}"));
    read_table(text.as_bytes()).unwrap()
}

fn set(hundredths: u32) -> Fact {
    Fact::RatesSet { table: Box::new(table(hundredths)) }
}

fn by() -> OperatorNo {
    "01".parse().unwrap()
}

/// Small segments, so that checkpoints are written.
fn open(folder: &Folder) -> Ledger {
    let options = Options { segment_limit: 6000, ..Options::new(NOON) };
    Ledger::open(folder.path(), &options).unwrap().ledger
}

#[test]
fn rates_and_their_confirmation_outlive_rotations_and_restarts() {
    let folder = Folder::new();
    let mut ledger = open(&folder);
    ledger.commit(NOON, vec![set(6000)], Vec::new()).unwrap();
    ledger.commit(NOON, vec![Fact::RatesConfirmed { by: by() }], Vec::new()).unwrap();
    ledger.commit(NOON, vec![set(5500)], Vec::new()).unwrap();
    for minor in 1..=40 {
        let txn = transaction(ledger.book(), Kind::Sale, minor, NOON);
        let name = txn.txn;
        ledger.commit(NOON, vec![Fact::Began(Box::new(txn))], Vec::new()).unwrap();
        ledger.commit(NOON, vec![approved(name)], Vec::new()).unwrap();
    }
    let before = ledger.book().rates.clone();
    ledger.close().unwrap();
    assert!(verify(folder.path()).unwrap().segments > 2);
    let mut ledger = open(&folder);
    assert_eq!(ledger.book().rates, before);
    let rates = before.unwrap();
    assert!(rates.is_news() && rates.table == table(5500) && rates.confirmed == Some(table(6000)));
    assert_eq!(rates.by, Some(by()));
    let read = snapshot(folder.path()).unwrap();
    assert_eq!((read.rates, read.transactions.len()), (Some(table(5500)), 40));
    ledger.commit(NOON, vec![Fact::RatesConfirmed { by: by() }], Vec::new()).unwrap();
    assert!(!ledger.book().rates.as_ref().unwrap().is_news());
}

#[test]
fn a_commit_that_is_refused_leaves_the_rates_as_they_were() {
    let folder = Folder::new();
    let mut ledger = open(&folder);
    let nobody = vec![Fact::RatesConfirmed { by: by() }];
    assert!(ledger.commit(NOON, nobody, Vec::new()).is_err(), "there are none to confirm");
    ledger.commit(NOON, vec![set(6000)], Vec::new()).unwrap();
    let unknown = TxnRef { batch: ledger.book().batch, stan: 77.try_into().unwrap() };
    let contradiction = vec![set(5500), Fact::RatesConfirmed { by: by() }, Fact::ReversalTried { txn: unknown }];
    assert!(ledger.commit(NOON, contradiction, Vec::new()).is_err());
    let rates = ledger.book().rates.as_ref().unwrap();
    assert!(rates.table == table(6000) && rates.confirmed.is_none());
}

#[test]
fn every_record_of_some_days_is_shown_once() {
    let folder = Folder::new();
    let mut ledger = open(&folder);
    let hour = |hours: i64| WallTime(NOON.0 + hours * 3_600_000);
    for hours in 0..50 {
        let txn = transaction(ledger.book(), Kind::Sale, 1, hour(hours));
        ledger.commit(NOON, vec![Fact::Began(Box::new(txn))], Vec::new()).unwrap();
    }
    let mut seen = Vec::new();
    ledger.each_between(hour(10), hour(40), &mut |txn| seen.push(txn.began)).unwrap();
    seen.sort();
    assert_eq!(seen, (10..40).map(hour).collect::<Vec<_>>());
}
