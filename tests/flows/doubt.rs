//! Whether a payment is one too many: the guard against the same sale twice, the enquiry after a payment by code, and what the
//! screen says while a reversal waits.

use std::time::Duration;

use keytill::{
    domain::State,
    flow::{Demand, Setup},
    reader::Presented,
};

use super::support::*;

const MINUTES: u64 = 60;

fn guarded() -> Setup {
    Setup { same_sale: Duration::from_secs(10 * MINUTES), ..setup() }
}

/// A sale of 12.34 that went well and was read.
fn sold() -> Till {
    let mut till = Till::ready_with(guarded());
    till.sold_stripe(1234);
    till.forget()
}

fn swipe(till: &mut Till, amount: u64) {
    till.sell(amount).card(stripe());
}

#[test]
fn the_same_card_and_amount_is_asked_about_before_the_pin_and_before_anything_leaves() {
    let mut till = sold();
    swipe(&mut till, 1234);
    till.must_show(&["CHARGED ALREADY?", "12.34", "Voucher 000002", "done at 14:05", "Given up in 30 s"]);
    assert_eq!(till.effects(), ["read a card for 12.34"]);
    // A hand in a hurry presses ENTER: that is no answer.
    till.seconds(1).keys("E").must_show(&["CHARGED ALREADY?", "Press 1 to do it once more"]);
    till.keys("C").must_show(&["NOT DONE AGAIN", "Same card and amount as voucher 000002", "The earlier one stands"]);
    assert_eq!(till.effects(), ["bell"]);
    assert_eq!(till.model.terminal.book.transactions.len(), 1);
}

#[test]
fn the_operator_may_mean_it() {
    let mut till = sold();
    swipe(&mut till, 1234);
    till.keys("1").authorised(stripe_with_pin()).host(approved());
    till.must_show(&["APPROVED", "Voucher 000003"]);
    assert_eq!(till.model.terminal.book.counted(), 2);
    // A third one is a question again, after the second one.
    till.keys("EC");
    swipe(&mut till, 1234);
    till.must_show(&["CHARGED ALREADY?", "Voucher 000003"]);
}

#[test]
fn a_pad_that_tells_the_number_late_is_asked_about_late_and_lets_the_card_go() {
    let mut till = sold();
    let unnamed = Presented { pan: None, ..chip() };
    till.sell(1234).card(unnamed).authorised(with_pin());
    till.must_show(&["CHARGED ALREADY?"]);
    till.keys("C").must_show(&["NOT DONE AGAIN", "The earlier one stands"]);
    assert_eq!(till.effects(), ["read a card for 12.34", "read PIN", "read completion: no host"]);
}

#[test]
fn nobody_answers_and_nothing_is_charged() {
    let mut till = sold();
    swipe(&mut till, 1234);
    till.seconds(29).must_show(&["CHARGED ALREADY?", "Given up in 1 s"]);
    till.seconds(1).must_show(&["NOT DONE AGAIN", "The earlier one stands"]);
}

#[test]
fn another_amount_another_card_and_a_sale_that_failed_are_not_asked_about() {
    let mut till = sold();
    swipe(&mut till, 1235);
    till.must_show(&["PIN on the pad"]);

    let mut till = Till::ready_with(guarded());
    till.sell_stripe(1234);
    till.host(answer("51")).keys("EC");
    swipe(&mut till, 1234);
    till.must_show(&["PIN on the pad"]);

    let mut till = Till::ready_with(guarded());
    till.sell_stripe(1234);
    till.fault(no_answer()).seconds(5).must_show(&["NOT PAID", "Reversed"]);
    till.keys("EC");
    swipe(&mut till, 1234);
    till.must_show(&["PIN on the pad"]);

    let mut till = sold();
    till.seconds(10 * MINUTES).sign_in("01");
    swipe(&mut till, 1234);
    till.must_show(&["PIN on the pad"]);
}

#[test]
fn a_restart_and_a_settlement_forget_nothing() {
    let mut till = sold();
    till.restart(Cut::Kept).sign_in("01");
    swipe(&mut till, 1234);
    till.must_show(&["CHARGED ALREADY?", "Voucher 000002", "done at 14:05"]);

    let mut till = sold();
    till.start_settling().unwrap();
    assert_eq!(till.model.terminal.book.transactions.len(), 0);
    swipe(&mut till, 1234);
    till.must_show(&["CHARGED ALREADY?", "voucher 000002, settled"]);
}

#[test]
fn nor_do_a_settlement_and_then_a_restart() {
    let mut till = sold();
    till.start_settling().unwrap();
    till.restart(Cut::Kept).sign_in("01");
    swipe(&mut till, 1234);
    till.must_show(&["CHARGED ALREADY?", "voucher 000002, settled"]);

    // Another amount is another sale.
    let mut till = sold();
    till.start_settling().unwrap();
    till.restart(Cut::Kept).sign_in("01");
    swipe(&mut till, 1235);
    till.must_show(&["PIN on the pad"]);
}

#[test]
fn a_clock_that_is_set_forward_or_back_does_not_open_the_guard() {
    for days in [-3650, 3650] {
        let mut till = sold();
        let wall = keytill::domain::WallTime(till.now().wall.0 + days * 86_400_000);
        till.set_wall(wall).seconds(1);
        swipe(&mut till, 1234);
        till.must_show(&["CHARGED ALREADY?"]);
    }
}

#[test]
fn nor_does_one_that_is_set_before_a_restart() {
    for days in [-3650, 3650] {
        let mut till = sold();
        let wall = keytill::domain::WallTime(till.now().wall.0 + days * 86_400_000);
        till.set_wall(wall).restart(Cut::Kept).sign_in("01");
        swipe(&mut till, 1234);
        till.must_show(&["CHARGED ALREADY?"]);
    }
}

fn asks() -> Setup {
    Setup { code_enquiry: Demand::Yes, ..setup() }
}

/// A payment by code that the host has been asked for.
fn by_code() -> Till {
    let mut till = Till::ready_with(asks());
    till.keys("1 8 3 1234E 6228123456789012345E E").hold_host();
    till.forget()
}

#[test]
fn a_payment_in_progress_is_asked_after_until_it_is_paid() {
    let mut till = by_code();
    till.host(answer("09"));
    till.must_show(&[
        "NOT KNOWN - asking the bank",
        "had not confirmed yet",
        "Question 1 in 4 s",
        "Reversed if not paid in 45 s",
    ]);
    till.seconds(4).must_show(&["Question 1: waiting for the bank"]);
    till.host(answer("09")).must_show(&["Question 2 in 4 s", "41 s"]);
    till.seconds(4);
    till.host(approved()).must_show(&["APPROVED", "Give the goods"]);
    let effects = [
        "save number 000003",
        "ask enquiry 000003 after 000002",
        "save number 000004",
        "ask enquiry 000004 after 000002",
        "save 000002 approved",
        "print 000002",
        "save 000002 printed",
    ];
    assert_eq!(till.effects(), effects);
}

#[test]
fn one_that_is_never_paid_is_reversed() {
    let mut till = by_code();
    till.fault(no_answer()).must_show(&["NOT KNOWN - asking the bank", "No answer from the bank"]);
    for _ in 0..10 {
        till.seconds(4).host(answer("09"));
    }
    till.seconds(5).must_show(&["NOT KNOWN - being reversed", "Do not charge again"]);
    assert_eq!(till.record(2).state, State::Reversing);
    till.release_host().seconds(2).must_show(&["NOT PAID", "Reversed"]);
    assert_eq!(till.effects().iter().filter(|e| e.contains("ask reversal")).count(), 1);
}

#[test]
fn what_the_host_does_not_know_and_what_the_operator_gives_up_is_reversed_at_once() {
    for unclear in ["25", "51", "96", "94"] {
        let mut till = by_code();
        till.host(answer("09")).seconds(4).host(answer(unclear));
        till.must_show(&["NOT KNOWN - being reversed"]);
        assert_eq!(till.record(2).state, State::Reversing, "{unclear}");
    }
    let mut till = by_code();
    till.host(answer("09")).keys("C").must_show(&["NOT KNOWN - being reversed"]);
    assert_eq!(till.record(2).state, State::Reversing);
}

#[test]
fn an_answer_that_comes_after_the_reversal_was_decided_changes_nothing() {
    let mut till = by_code();
    till.host(answer("09")).seconds(4).must_show(&["Question 1: waiting"]);
    till.keys("C").must_show(&["NOT KNOWN - being reversed"]);
    till.host(approved()).must_show(&["NOT KNOWN - being reversed"]);
    till.release_host().seconds(2).must_show(&["NOT PAID", "Reversed"]);
}

#[test]
fn a_power_cut_while_it_is_asked_after_ends_in_a_reversal() {
    let mut till = by_code();
    till.host(answer("09")).seconds(4);
    till.restart(Cut::Kept).must_show(&["Interrupted Sale: NOT PAID", "Reversed"]);
    assert_eq!(till.record(2).state, State::Reversed);
}

#[test]
fn a_host_without_an_enquiry_is_not_asked() {
    let mut till = Till::ready_with(setup());
    till.keys("1 8 3 1234E 6228123456789012345E E").host(answer("09"));
    till.must_show(&["NOT KNOWN - being reversed"]);
}

#[test]
fn the_countdown_of_a_reversal_is_shown_until_one_of_three_is_certain() {
    let mut till = Till::ready_with(Setup { reversal_tries: Some(2), ..setup() });
    till.sell_stripe(1234);
    till.fault(no_answer()).must_show(&["NOT KNOWN - being reversed", "Reversal 1 in 2 s", "Do not charge again"]);
    till.seconds(1).must_show(&["Reversal 1 in 1 s"]);
    till.hold_host().seconds(1).must_show(&["Reversal 1: waiting for the bank"]);
    till.fault(no_answer()).must_show(&["Reversal 2 in 2 s"]);
    till.seconds(2).must_show(&["Reversal 2: waiting for the bank"]);
    till.fault(no_answer());
    till.must_show(&["NOT KNOWN - do not charge again", "Voucher 000002", "The supervisor"]);
    assert!(!till.screen().contains("Reversal"), "{}", till.screen());
    assert_eq!(till.record(2).state, State::Unresolved);
}
