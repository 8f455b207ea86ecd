//! The host's line: one message in flight, sign-on and reversals before a sale, and what makes a sale wait or not begin.

use keytill::{
    acquirer::Answer,
    domain::{BatchNo, Fact, Lang, State},
    flow::Storage,
};

use super::{
    support::*,
    table::{Events, Row, play},
};

/// Switched on, operator signed in, and the host has not answered the sign-on yet.
fn not_signed_on() -> Till {
    let mut till = Till::new(setup(), book(), Lang::En, (80, 24));
    till.hold_host().start().sign_in("01");
    till
}

/// A sale whose answer never came, read by the operator; its reversal is in flight.
fn owing() -> Till {
    let mut till = Till::ready();
    till.sell_stripe(1234).hold_host().fault(no_answer()).keys("E").seconds(2);
    assert!(till.question.is_some());
    till
}

#[test]
fn a_sale_waits_for_the_sign_on() {
    play(&[
        Row {
            name: "waits",
            state: not_signed_on,
            events: |t| t.sell(1234),
            effects: &[],
            shows: &["Signing on to the bank", "30 s"],
        },
        Row {
            name: "goes on by itself",
            state: not_signed_on,
            events: |t| t.sell(1234).release_host(),
            effects: &["save signed on, batch 000001", "read a card for 12.34"],
            shows: &["Insert, tap or swipe"],
        },
        Row {
            name: "is told at once that the host cannot be reached",
            state: not_signed_on,
            events: |t| t.sell(1234).fault(unreachable()),
            effects: &[],
            shows: &["NOT PAID", "cannot be reached"],
        },
        Row {
            name: "can be cancelled",
            state: not_signed_on,
            events: |t| t.sell(1234).keys("C"),
            effects: &[],
            shows: &["NOT PAID", "Cancelled"],
        },
    ]);
}

#[test]
fn a_sale_waits_for_an_owed_reversal() {
    play(&[
        Row {
            name: "waits",
            state: owing,
            events: |t| t.keys("1 1234 E"),
            effects: &[],
            shows: &["Finishing an earlier reversal first"],
        },
        Row {
            name: "goes on by itself",
            state: owing,
            events: |t| t.keys("1 1234 E").host(answer("00")),
            effects: &["save 000002 reversed", "read a card for 12.34"],
            shows: &["Insert, tap or swipe"],
        },
        Row {
            name: "gives up after a while",
            state: owing,
            events: |t| t.keys("1 1234 E").seconds(30),
            effects: &[],
            shows: &["NOT PAID", "An earlier reversal is not done"],
        },
        Row {
            name: "a waiting sale ends the pause before the next try",
            state: || {
                let mut till = owing();
                till.fault(no_answer());
                till
            },
            events: |t| t.keys("1 1234 E"),
            effects: &["unseal 000002", "save 000002 tries reversal", "ask reversal 000002 98"],
            shows: &["Finishing an earlier reversal first"],
        },
    ]);
}

#[test]
fn a_settlement_does_not_begin_while_a_reversal_is_owed() {
    let mut till = owing();
    till.keys("5 E").must_show(&["A reversal is still open"]);
    assert_eq!(till.count(|f| matches!(f, Fact::SettlementBegan(_))), 0);
}

#[test]
fn a_sale_waits_for_the_one_message_in_flight() {
    let mut till = Till::ready();
    till.hold_host().seconds(300);
    assert_eq!(till.trace.last().unwrap(), "ask echo");
    till.sell_chip(1234);
    assert_eq!(till.trace.last().unwrap(), "read PIN");
    till.must_show(&["Saving"]);
    till.host(answer("00"));
    assert_eq!(till.trace[till.trace.len() - 2..], ["save sale 000002 12.34", "ask sale 000002 12.34"]);
}

#[test]
fn an_echo_waits_for_the_sale() {
    let mut till = Till::ready();
    till.seconds(280).sell(1234);
    till.trace.clear();
    // The quiet time runs out while a card is waited for: no echo, and no busy processor either.
    till.seconds(50);
    assert_eq!(till.effects(), [""; 0]);
    till.seconds(10).keys("E");
    assert_eq!(till.trace.last().unwrap(), "ask echo");
}

#[test]
fn a_quiet_line_is_tested() {
    let mut till = Till::ready();
    till.seconds(3000);
    assert_eq!(till.trace.iter().filter(|e| *e == "ask echo").count(), 10, "{:?}", till.trace);
}

#[test]
fn answers_that_lead_to_a_new_sign_on() {
    let rows: [(&str, Events); 4] = [
        ("77", |t| t.host(answer("77"))),
        ("99", |t| t.host(answer("99"))),
        ("A0", |t| t.host(answer("A0"))),
        ("00", |t| t.host(with_order(approved(), 3))),
    ];
    for (code, events) in rows {
        let mut till = Till::ready();
        till.sell_stripe(1234);
        till.trace.clear();
        events(&mut till);
        let asks = till.trace.iter().filter(|e| *e == "ask sign-on").count();
        assert_eq!(asks, 1, "{code}: {:?}", till.trace);
        let state = if code == "00" { State::Approved } else { State::Declined };
        assert_eq!(till.record(2).state, state, "{code}");
    }
    // A reversal and an echo may say it too, and the next sale waits for it.
    let mut till = owing();
    till.host(with_order(answer("00"), 3)).keys("1 1234 E").must_show(&["Signing on to the bank"]);
    till.release_host().must_show(&["Insert, tap or swipe"]);
}

#[test]
fn a_host_that_is_away_is_called_again_ever_more_slowly() {
    let mut till = not_signed_on();
    let mut calls = Vec::new();
    for second in 0..400 {
        if till.question.is_some() {
            calls.push(second);
            till.fault(unreachable());
        }
        till.seconds(1);
    }
    assert_eq!(calls, [0, 1, 3, 7, 15, 31, 63, 123, 183, 243, 303, 363]);
}

/// The host names another batch while a card is being read; the sale must go to the new one, whatever the disk's pace.
#[test]
fn a_sale_that_waited_for_a_sign_on_goes_to_the_batch_that_it_opened() {
    let mut till = Till::ready();
    till.sell(1234).card(stripe()).hold_host().sign_on_wanted().authorised(stripe_with_pin());
    let other = BatchNo::try_from(7).unwrap();
    till.hold_disk().host(signed_on(other)).release_disk();
    assert_eq!(till.disk.book.batch, other);
    assert_eq!(till.record(3).txn, txn(7, 3));
    assert_eq!(till.trace.last().unwrap(), "ask sale 000003 12.34");
}

#[test]
fn nothing_begins_without_a_reader() {
    let mut till = Till::ready();
    till.unplug_reader().must_show(&["Reader gone"]);
    till.keys("11 1234 E").must_show(&["No card reader"]);
    till.reader(reader_up()).keys("E").must_show(&["Insert, tap or swipe"]);
}

#[test]
fn nothing_begins_in_a_full_batch() {
    let mut book = book();
    let mut till = Till::ready();
    till.sold_stripe(1);
    let pattern = till.record(2).clone();
    for stan in 1..=990 {
        let mut record = pattern.clone();
        record.txn = txn(1, stan);
        book.transactions.insert(record);
    }
    let mut till = Till::new(setup(), book, Lang::En, (80, 24));
    till.start().sign_in("01").keys("1").must_show(&["(batch full - settle first"]);
    till.keys("1").must_not_show(&["Type the amount"]);
    assert!(till.model.terminal.trade.is_none());
}

#[test]
fn nothing_begins_during_a_settlement() {
    let mut till = Till::ready();
    till.sold(1234);
    till.hold_host().keys("1 5 E C").must_show(&["(settlement under way)"]);
    till.keys("1").must_show(&["Settlement under way"]);
    till.room(Storage::Ready);
    assert!(till.model.terminal.trade.is_none());
}

/// A sign-on that brings another PIN key.
fn keyed_anew() -> Answer {
    let mut answer = signed_on(BatchNo::FIRST);
    answer.keys.as_mut().unwrap().pin.under_tmk = vec![2; 16];
    answer
}

/// New keys come while the PIN is typed: the host would take it for a wrong one, and count it.
#[test]
fn a_pin_under_the_key_of_an_earlier_sign_on_never_leaves() {
    for by_chip in [true, false] {
        let mut till = Till::ready();
        till.sell(1234).card(if by_chip { chip() } else { stripe() });
        till.hold_host().sign_on_wanted().host(keyed_anew()).trace.clear();
        till.authorised(if by_chip { with_pin() } else { stripe_with_pin() });
        till.must_show(&["NOT PAID", "The PIN key has changed meanwhile: pay again"]);
        assert!(till.question.is_none() && till.disk.book.transactions.is_empty(), "{}", till.story());
        assert_eq!(till.trace.iter().any(|effect| effect == "read completion: no host"), by_chip, "{:?}", till.trace);
        // Under the new key it goes.
        till.keys("E C").sell_stripe(1234).host(approved()).must_show(&["APPROVED"]);
    }
    // Without a PIN nothing stands against it.
    let mut till = Till::ready();
    till.sell(1234).card(stripe()).hold_host().sign_on_wanted().host(keyed_anew());
    till.authorised(stripe_without_pin()).host(approved()).must_show(&["APPROVED"]);
}
