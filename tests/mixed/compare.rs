//! What must be so at the end of a day.

use std::collections::BTreeMap;

use keytill::{
    domain::{CardClass, Conduct, DeliveryEnd, Fact, Kind, Parcel, Side, State, Transaction, TxnRef},
    sim::host::{BookEntry, BookState, Trade},
};

use super::world::World;

fn stands(entry: &BookEntry) -> bool {
    matches!(entry.state, BookState::Approved | BookState::Voided | BookState::Completed)
}

fn entry<'a>(world: &'a World, txn: &Transaction) -> Option<&'a BookEntry> {
    world.wire.host.books().entry(txn.txn.batch.get(), txn.txn.stan.get())
}

/// Transaction by transaction, and in sum, both books say the same.
pub fn books(world: &World) {
    let book = &world.till.disk.book;
    for txn in book.transactions.values() {
        let theirs = entry(world, txn);
        let told = || format!("{txn:?}\n{theirs:?}\n{}", world.till.story());
        match txn.state {
            State::Approved | State::Voided => assert!(theirs.is_some_and(stands), "only here: {}", told()),
            State::Declined | State::NotSent | State::Reversed => {
                assert!(!theirs.is_some_and(stands), "only there: {}", told());
            }
            // A refund without an answer: a person asks the acquirer.
            State::Unresolved => assert_eq!(txn.kind.conduct(), Conduct::Once, "{}", told()),
            State::Pending | State::Reversing => panic!("no end: {}", told()),
            State::Stored => panic!("not told: {}", told()),
        }
        if txn.counts() {
            assert_eq!(theirs.map(|t| t.adjusted.unwrap_or(t.amount)), Some(txn.counted_amount()), "{}", told());
        }
    }
    let moved = |entry: &&BookEntry| stands(entry) && entry.kind != Trade::Balance;
    for entry in world.wire.host.books().of_batch(book.batch.get()).filter(moved) {
        let stan = entry.stan.try_into().unwrap();
        assert!(book.transactions.contains_key(&stan), "the host alone has {entry:?}");
    }
}

/// Every reversal that was owed was acknowledged, once, and nothing was reversed that was not owed.
pub fn reversals(world: &World) {
    let mut owed: BTreeMap<TxnRef, usize> = BTreeMap::new();
    let mut acknowledged: BTreeMap<TxnRef, usize> = BTreeMap::new();
    for fact in world.till.disk.facts() {
        match fact {
            Fact::ReversalOwed { txn, .. } => *owed.entry(*txn).or_default() += 1,
            Fact::ReversalAcknowledged { txn, .. } => *acknowledged.entry(*txn).or_default() += 1,
            _ => {}
        }
    }
    assert!(owed.len() >= 2, "a day without reversals shows nothing");
    assert_eq!(owed, acknowledged);
    assert!(owed.values().all(|count| *count == 1), "{owed:?}");
}

/// The day had every kind that it is meant to have, approved at least once.
pub fn has_everything(world: &World) {
    let approved = |kind: Kind| world.till.disk.book.transactions.values().any(|t| t.kind == kind && t.counts());
    for kind in [
        Kind::Sale,
        Kind::Instalment,
        Kind::Void,
        Kind::Refund,
        Kind::PreAuth,
        Kind::PreAuthAdd,
        Kind::PreAuthVoid,
        Kind::Completion,
        Kind::CompletionAdvice,
        Kind::CompletionVoid,
        Kind::Offline,
        Kind::Adjust,
        Kind::Tip,
    ] {
        assert!(approved(kind), "no {kind:?} in this day");
    }
}

/// Every script that was run was told, once.
pub fn scripts(world: &World) {
    let told =
        world.till.disk.facts().filter(|fact| {
            matches!(fact, Fact::ParcelEnded { parcel: Parcel::Script, end: DeliveryEnd::Accepted(_), .. })
        });
    let (told, booked) = (told.count(), world.wire.host.books().scripts.len());
    assert!(told > 0 && told == booked, "told {told}, booked {booked}");
}

/// After the settlement: equal totals, the next batch on both sides, nothing missing or left over among the details.
pub fn settled(world: &World) {
    let totals = world.till.disk.facts().filter_map(|fact| match fact {
        Fact::SettlementBegan(settlement) => Some(settlement.clone()),
        _ => None,
    });
    let settlement = totals.last().unwrap();
    let batch = settlement.batch.get();
    for (class, theirs) in [
        (CardClass::Domestic, keytill::sim::host::CardClass::Domestic),
        (CardClass::Foreign, keytill::sim::host::CardClass::Foreign),
    ] {
        let host = world.wire.host.books().totals_of(batch, theirs);
        let debit = settlement.totals.side(class, Side::Debit);
        let credit = settlement.totals.side(class, Side::Credit);
        assert_eq!((debit.count, debit.amount), (host.debit.count, host.debit.amount), "{class:?} debit");
        assert_eq!((credit.count, credit.amount), (host.credit.count, host.credit.amount), "{class:?} credit");
    }
    let uploads = world.wire.host.books().uploads(batch);
    assert_eq!(uploads.differences, Vec::<String>::new());
    assert_eq!(world.till.disk.book.batch.get(), world.wire.host.books().batch);
}
