//! Parameters in the journal: over rotations and restarts, and commits that are refused.

use keytill::{
    domain::*,
    ledger::{Ledger, Options, verify},
};

use super::support::*;

fn open(folder: &Folder) -> Ledger {
    let options = Options { segment_limit: 6000, ..Options::new(NOON) };
    Ledger::open(folder.path(), &options).unwrap().ledger
}

fn set(name: Parameter, to: Option<u64>) -> Fact {
    Fact::ParameterSet { name, from: 60, to, by: OperatorNo::ADMINISTRATOR }
}

#[test]
fn settings_and_their_last_changes_outlive_rotations_and_restarts() {
    let folder = Folder::new();
    let mut ledger = open(&folder);
    for seconds in 10..=200 {
        ledger.commit(NOON, vec![set(Parameter::CardSeconds, Some(seconds))], Vec::new()).unwrap();
    }
    ledger.commit(NOON, vec![set(Parameter::TipPercent, Some(5))], Vec::new()).unwrap();
    ledger.commit(NOON, vec![set(Parameter::TipPercent, None)], Vec::new()).unwrap();
    ledger.close().unwrap();
    assert!(verify(folder.path()).unwrap().segments > 2);
    let ledger = open(&folder);
    let parameters = &ledger.book().parameters;
    assert_eq!((parameters.get(Parameter::CardSeconds), parameters.get(Parameter::TipPercent)), (Some(200), None));
    let (card, tip) = (parameters.changes(Parameter::CardSeconds), parameters.changes(Parameter::TipPercent));
    assert_eq!((card.count(), tip.count()), (parameter::CHANGES_MAX - 2, 2));
}

#[test]
fn a_commit_that_is_refused_leaves_the_parameters_as_they_were() {
    let folder = Folder::new();
    let mut ledger = open(&folder);
    ledger.commit(NOON, vec![set(Parameter::CardSeconds, Some(90))], Vec::new()).unwrap();
    let unknown = TxnRef { batch: ledger.book().batch, stan: 77.try_into().unwrap() };
    let contradiction = vec![set(Parameter::CardSeconds, None), Fact::ReversalTried { txn: unknown }];
    assert!(ledger.commit(NOON, contradiction, Vec::new()).is_err());
    assert_eq!(ledger.book().parameters.get(Parameter::CardSeconds), Some(90));
    assert_eq!(ledger.book().parameters.changes(Parameter::CardSeconds).count(), 1);
}
