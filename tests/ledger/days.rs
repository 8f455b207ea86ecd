//! Random legal days: reopening gives the same book, and the index the same rows.

use keytill::{
    domain::*,
    ledger::{Ledger, Options, export, verify},
};
use proptest::prelude::*;

use super::support::*;

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn reopening_gives_the_same_book_and_rows(
        steps in prop::collection::vec((any::<u8>(), any::<u8>()), 1..80),
        reopen_at in 0usize..80,
        limit in prop::sample::select(vec![2000u64, 8 << 20]),
    ) {
        let folder = Folder::new();
        let mut options = Options::new(NOON);
        options.segment_limit = limit;
        let mut ledger = Ledger::open(folder.path(), &options).unwrap().ledger;
        let (mut book, mut model) = (Book::default(), Model::default());
        for (number, (choice, detail)) in steps.iter().enumerate() {
            let (at, facts) = legal(&book, *choice, *detail);
            let committed = ledger.commit(at, facts.clone(), Vec::new()).unwrap();
            prop_assert_eq!(&committed.facts, &facts);
            model.follow(&mut book, at, &facts);
            prop_assert_eq!(ledger.book(), &book);
            if number % 3 != 0 {
                ledger.index_pending().unwrap();
            }
            if number == reopen_at {
                drop(ledger);
                let opened = Ledger::open(folder.path(), &options).unwrap();
                prop_assert_eq!(&opened.book, &book);
                ledger = opened.ledger;
            }
        }
        model.check(&mut ledger);
        let mut exported = Vec::new();
        export(folder.path(), |row| exported.push(row)).unwrap();
        prop_assert_eq!(exported.len(), model.0.len());
        prop_assert!(exported.iter().all(|row| model.0.get(&row.txn) == Some(row)));
        verify(folder.path()).unwrap();
        ledger.close().unwrap();
        let mut opened = Ledger::open(folder.path(), &options).unwrap();
        prop_assert_eq!(&opened.notes, &Vec::new());
        prop_assert_eq!(&opened.book, &book);
        model.check(&mut opened.ledger);
        // And from the journal alone.
        drop(opened);
        std::fs::remove_dir_all(folder.path().join("index")).unwrap();
        model.check(&mut Ledger::open(folder.path(), &options).unwrap().ledger);
    }
}
