//! How long an operator waits for a settlement of 900 transactions with a host that takes 200 ms for each answer, when the
//! background had its way before.

use std::time::Duration;

use keytill::{
    acquirer::{EarlyDetails, Finding, Request},
    domain::{Entry, Kind, Transaction},
    flow::Setup,
};

use super::support::*;

const DELAY: Duration = Duration::from_millis(200);

/// 900 transactions: half by chip, the rest by stripe and tap, with voids, refunds and offline settlements among them.
fn mixed() -> Vec<Transaction> {
    let kinds = |stan: u32| match stan % 20 {
        0 => record(stan, Kind::Refund, Entry::Swipe),
        1 => untold(stan),
        2 => record(stan, Kind::Void, Entry::Manual),
        3..=7 => record(stan, Kind::Sale, Entry::Swipe),
        8..=10 => foreign(record(stan, Kind::Sale, Entry::Tap)),
        _ => record(stan, Kind::Sale, Entry::Chip),
    };
    (2..902).map(kinds).collect()
}

fn chips() -> Vec<Transaction> {
    (2..902).map(|stan| record(stan, Kind::Sale, Entry::Chip)).collect()
}

/// Operator's time from ENTER to the next batch, and the messages in that time.
fn settle(early_details: EarlyDetails, batch: Vec<Transaction>, found: Finding) -> (Duration, usize) {
    let mut till = Till::with_batch(Setup { early_details, ..setup() }, batch);
    // The background has a good ten minutes.
    till.friendly(800, DELAY);
    if let Some(question) = till.question.clone() {
        till.host(polite(&question));
    }
    // Nobody touched a key meanwhile: the operator was signed out.
    till.sign_in("01").keys("1 5 E");
    let begin = till.now().mono;
    till.asked();
    let mut messages = 0;
    while till.disk.book.batch.get() == 1 {
        let Some(question) = till.question.clone() else { panic!("nothing is asked\n{}", till.story()) };
        messages += 1;
        till.advance(DELAY);
        till.host(match &question {
            Request::Settle { .. } => finding(found),
            other => polite(other),
        });
        assert!(messages < 2000, "{}", till.story());
    }
    (till.now().mono - begin, messages)
}

#[test]
fn nine_hundred_are_settled_in_less_than_two_seconds() {
    let rows = [
        ("all, mixed, equal", EarlyDetails::All, mixed(), Finding::Balanced, 2),
        ("all, mixed, unequal", EarlyDetails::All, mixed(), Finding::Unbalanced, 2),
        ("chip, mixed, equal", EarlyDetails::Chip, mixed(), Finding::Balanced, 2),
        ("chip, chips, equal", EarlyDetails::Chip, chips(), Finding::Balanced, 2),
        ("chip, chips, unequal", EarlyDetails::Chip, chips(), Finding::Unbalanced, 2),
    ];
    for (name, early, batch, found, expected) in rows {
        let (time, messages) = settle(early, batch, found);
        assert!(time < Duration::from_secs(2), "{name}: {time:?}, {messages} messages");
        assert_eq!(messages, expected, "{name}");
    }
}

/// What that is against: the same batches with a host that takes nothing early, and one that takes chips alone.
#[test]
fn without_the_background_the_operator_waits() {
    let (time, messages) = settle(EarlyDetails::None, chips(), Finding::Balanced);
    assert_eq!((messages, time.as_secs()), (902, 180));
    let (_, messages) = settle(EarlyDetails::Chip, mixed(), Finding::Unbalanced);
    assert!((100..200).contains(&messages), "{messages}");
}
