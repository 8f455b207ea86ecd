//! The power goes at the worst moment: what the next start does, and what its first screen says.

use keytill::domain::{Fact, Lang, State};

use super::{
    support::*,
    table::{Row, play},
};

/// Off in the middle of the host's answer; nothing has happened since.
fn cut_while_asking() -> Till {
    let mut till = Till::ready();
    till.sell_chip(1234).power_off(Cut::Lost).hold_host();
    till
}

#[test]
fn a_sale_in_flight_is_reversed_and_said_so() {
    play(&[
        Row {
            name: "at start",
            state: cut_while_asking,
            events: |t| t.start(),
            effects: &["save start", "save 000002 owes reversal 98", "save number 000003", "ask sign-on"],
            shows: &["Interrupted Sale: NOT KNOWN", "12.34", "000002", "Do not charge again"],
        },
        Row {
            name: "first thing after the sign-on",
            state: || {
                let mut till = cut_while_asking();
                till.start();
                till
            },
            events: |t| t.release_host(),
            effects: &[
                "save signed on, batch 000001",
                "unseal 000002",
                "save 000002 tries reversal",
                "ask reversal 000002 98",
                "save 000002 reversed",
            ],
            shows: &["Interrupted Sale: NOT PAID", "Reversed: no money moved"],
        },
        Row {
            name: "whoever signs in has read it",
            state: || {
                let mut till = cut_while_asking();
                till.start();
                till
            },
            events: |t| t.sign_in("01"),
            effects: &["check password: sign-in of 01", "save 01 in", "save 000002 seen"],
            shows: &["Queue 1"],
        },
    ]);
}

#[test]
fn it_is_created_once_however_often_the_power_goes() {
    let mut till = cut_while_asking();
    till.start();
    for _ in 0..5 {
        till.power_off(Cut::Lost).hold_host().start().must_show(&["NOT KNOWN"]);
    }
    till.release_host();
    assert_eq!(till.count(|f| matches!(f, Fact::ReversalOwed { .. })), 1);
    assert_eq!(till.record(2).state, State::Reversed);
}

/// Its name, how the sale gets there, how it is cut, what becomes of the record, and what the next start shows.
type CutRow = (&'static str, fn(&mut Till), Cut, Option<State>, &'static str);

/// Every commit of a sale is cut twice: lost, and stored without anyone being told.
#[test]
fn cut_at_every_commit_of_a_sale() {
    let rows: [CutRow; 8] = [
        ("the record, lost", intent, Cut::Lost, None, "Operator"),
        ("the record, kept", intent, Cut::Kept, Some(State::Reversed), "NOT PAID"),
        ("approved, lost", approval, Cut::Lost, Some(State::Reversed), "NOT PAID"),
        ("approved, kept", approval, Cut::Kept, Some(State::Approved), "APPROVED"),
        ("declined, lost", decline, Cut::Lost, Some(State::Reversed), "NOT PAID"),
        ("declined, kept", decline, Cut::Kept, Some(State::Declined), "NOT PAID"),
        ("owed, lost", silence, Cut::Lost, Some(State::Reversed), "NOT PAID"),
        ("owed, kept", silence, Cut::Kept, Some(State::Reversed), "NOT PAID"),
    ];
    for (name, events, cut, state, says) in rows {
        let mut till = Till::ready();
        events(&mut till);
        till.restart(cut).seconds(5);
        till.must_show(&[says]);
        assert_eq!(till.disk.book.transactions.values().next().map(|t| t.state), state, "{name}\n{}", till.story());
    }
}

fn intent(till: &mut Till) {
    till.hold_disk().sell_stripe(1234);
}

fn approval(till: &mut Till) {
    till.sell_stripe(1234).hold_disk().host(approved());
}

fn decline(till: &mut Till) {
    till.sell_stripe(1234).hold_disk().host(answer("51"));
}

fn silence(till: &mut Till) {
    till.sell_stripe(1234).hold_disk().fault(no_answer());
}

#[test]
fn an_outcome_that_nobody_saw_is_told() {
    let mut till = Till::ready();
    approval(&mut till);
    till.restart(Cut::Kept).must_show(&["Interrupted Sale: APPROVED", "12.34", "Receipt not printed", "Do not charge"]);
    // Reading it does not print it; the reprint does.
    assert!(till.printed.is_empty());
    till.sign_in("01").keys("1 4 E");
    assert_eq!(till.record(2).printed, 1);
    // It was read: not told again.
    till.restart(Cut::Lost).must_not_show(&["Interrupted"]);

    let mut till = Till::ready();
    till.sell_stripe(1234).host(approved()).restart(Cut::Lost);
    till.must_show(&["Interrupted Sale: APPROVED", "Give the goods"]);

    let mut till = Till::ready();
    decline(&mut till);
    till.restart(Cut::Kept).must_show(&["Interrupted Sale: NOT PAID", "No money moved. You may charge again"]);
}

#[test]
fn a_wrong_password_leaves_it_on_the_screen() {
    let mut till = Till::ready();
    approval(&mut till);
    till.restart(Cut::Kept).keys("01E9999E").must_show(&["Interrupted Sale: APPROVED", "Wrong number or password"]);
}

#[test]
fn a_void_in_flight_is_reversed_and_the_sale_stands() {
    let mut till = Till::ready();
    till.sold(1234).keys("1 2 2E E 123456E");
    till.power_off(Cut::Lost).hold_host().start();
    till.must_show(&["Interrupted Void: NOT KNOWN"]);
    till.release_host().must_show(&["Interrupted Void: NOT VOIDED"]);
    assert_eq!(till.record(2).state, State::Approved);
    assert_eq!(till.record(3).state, State::Reversed);
}

#[test]
fn numbers_are_never_used_twice_in_a_batch() {
    let mut till = Till::ready();
    for round in 0..4 {
        till.sell_stripe(100 + round);
        till.restart(if round % 2 == 0 { Cut::Lost } else { Cut::Kept }).seconds(3).sign_in("01");
    }
    // The disk refuses a number that the batch has already; each sale and sign-on took one.
    let stans: Vec<u32> = till.disk.book.transactions.keys().map(|s| s.get()).collect();
    assert_eq!(stans, [2, 4, 6, 8]);
}

#[test]
fn a_number_after_999999_does_not_meet_an_open_one() {
    let mut till = Till::ready();
    till.sold_stripe(1);
    let mut book = till.disk.book.clone();
    book.next_stan = keytill::domain::Stan::try_from(999_999).unwrap();
    let mut till = Till::new(setup(), book, Lang::En, (80, 24));
    // The sign-on takes 999999, the sale 1, since 2 is next and taken by the sale of before.
    till.start().sign_in("01").sold_stripe(5);
    till.sold_stripe(6);
    let stans: Vec<u32> = till.disk.book.transactions.keys().map(|s| s.get()).collect();
    assert_eq!(stans, [1, 2, 3]);
}

#[test]
fn no_card_is_asked_for_while_the_reversal_is_on_its_way_to_the_disk() {
    let mut till = cut_while_asking();
    till.hold_disk().start();
    till.release_host().sign_in("01").sell(500);
    let asks = |till: &mut Till| till.effects().iter().any(|effect| effect == "read a card for 5.00");
    assert!(!asks(&mut till), "{}", till.story());
    till.release_disk().seconds(3);
    assert!(asks(&mut till), "{}", till.story());
    assert_eq!(till.record(2).state, State::Reversed);
}

#[test]
fn what_was_interrupted_is_told_although_the_clock_was_set_back_before() {
    let mut till = Till::ready();
    till.sold(500);
    let earlier = keytill::domain::WallTime(till.now().wall.0 - 3_600_000);
    till.set_wall(earlier).sell_chip(1234).power_off(Cut::Lost).hold_host();
    till.start().must_show(&["Interrupted Sale: NOT KNOWN", "12.34", "000003"]);
}
