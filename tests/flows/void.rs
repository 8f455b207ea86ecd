//! The void of a sale: the supervisor approves in place, both are recorded, and the sale is voided once.

use keytill::domain::{Fact, Kind, State};

use super::{
    support::*,
    table::{Row, play},
};

/// A sale of 12.34 under voucher 2, and the supervisor's approval asked for.
fn at_approval() -> Till {
    let mut till = Till::ready();
    till.sold(1234).keys("1 2 2E E");
    till
}

fn asked() -> Till {
    let mut till = at_approval();
    till.keys("123456E");
    till
}

#[test]
fn from_the_voucher_to_the_end() {
    play(&[
        Row {
            name: "the sale is shown before it is voided",
            state: || {
                let mut till = Till::ready();
                till.sold(1234);
                till
            },
            events: |t| t.keys("1 2 2E"),
            effects: &[],
            shows: &["Void this sale?", "12.34", "622848*********1234", "000000000017"],
        },
        Row {
            name: "a voucher that does not exist",
            state: Till::ready,
            events: |t| t.keys("1 2 77E"),
            effects: &[],
            shows: &["No such voucher in this batch"],
        },
        Row {
            name: "a wrong password",
            state: at_approval,
            events: |t| t.keys("111111E"),
            effects: &["check password: void by 00", "save guess at 00 + wrong password of 00"],
            shows: &["Supervisor must approve", "Wrong number or password"],
        },
        Row {
            name: "the right one",
            state: at_approval,
            events: |t| t.keys("123456E"),
            effects: &[
                "check password: void by 00",
                "save void of 01 approved by 00",
                "unseal 000002",
                "save void 000003 12.34",
                "ask void 000003 12.34",
            ],
            shows: &["Waiting for the bank", "Operator 01"],
        },
        Row {
            name: "approved",
            state: asked,
            events: |t| t.host(approved()),
            effects: &["save 000003 approved", "print 000003", "save 000003 printed"],
            shows: &["VOIDED", "12.34", "goes back to the card"],
        },
        Row {
            name: "declined: the sale stands",
            state: asked,
            events: |t| t.host(answer("25")),
            effects: &["save 000003 declined"],
            shows: &["NOT VOIDED", "Declined 25", "The sale still stands"],
        },
        Row {
            name: "no answer: the void is reversed",
            state: asked,
            events: |t| t.fault(no_answer()).seconds(2),
            effects: &[
                "save 000003 owes reversal 98",
                "unseal 000003",
                "save 000003 tries reversal",
                "ask reversal 000003 98",
                "save 000003 reversed",
            ],
            shows: &["NOT VOIDED"],
        },
        Row {
            name: "not sent",
            state: asked,
            events: |t| t.fault(unreachable()),
            effects: &["save 000003 not sent"],
            shows: &["NOT VOIDED", "cannot be reached", "The sale still stands"],
        },
        Row {
            name: "approval left",
            state: at_approval,
            events: |t| t.keys("12 C"),
            effects: &[],
            shows: &["Void this sale?"],
        },
    ]);
}

#[test]
fn both_people_and_both_records_are_kept() {
    let mut till = asked();
    till.host(approved());
    let (sale, void) = (till.record(2).clone(), till.record(3).clone());
    assert_eq!((sale.state, sale.approver), (State::Voided, None));
    assert_eq!((void.kind, void.state), (Kind::Void, State::Approved));
    assert_eq!((void.operator, void.approver), (operator("01"), Some(operator("00"))));
    let original = void.original.unwrap();
    assert_eq!((original.txn, original.rrn.unwrap().as_str()), (Some(txn(1, 2)), "000000000017"));
    let totals = till.disk.book.totals();
    assert_eq!((totals.debit().count, totals.credit().count), (1, 1));
    assert_eq!((totals.debit().amount, totals.credit().amount), (amount(1234), amount(1234)));
}

#[test]
fn a_sale_is_voided_once() {
    let mut till = asked();
    till.host(approved()).keys("E 2 2E").must_show(&["This one cannot be voided", "voided"]);
    till.trace.clear();
    till.keys("E").must_show(&["This one cannot be voided"]);
    assert_eq!(till.effects(), ["bell"]);
    // Nor is the void itself.
    till.keys("C 3E").must_show(&["This one cannot be voided"]);
}

#[test]
fn a_void_that_failed_may_be_tried_again() {
    for failed in [Err(no_answer()), Ok(answer("96")), Err(unreachable())] {
        let mut till = asked();
        till.host_says(failed).seconds(5).keys("E");
        assert_eq!(till.record(2).state, State::Approved);
        till.keys("2 2E E 123456E").host(approved()).must_show(&["VOIDED"]);
        assert_eq!(till.record(2).state, State::Voided);
    }
}

#[test]
fn the_supervisor_is_guarded_here_too() {
    let mut till = at_approval();
    till.keys("111111E").must_show(&["Wait 1 s"]);
    // At once, the right one does not count either.
    till.hold_passwords();
    for digit in "123456".chars() {
        till.key(keytill::keypad::Key::Digit(digit.to_digit(10).unwrap() as u8));
    }
    till.trace.clear();
    till.key(keytill::keypad::Key::Enter).must_show(&["Wait", "ask the supervisor"]);
    assert!(!till.trace.iter().any(|e| e.starts_with("check")));
    till.seconds(2).keys("123456E").release_passwords().must_show(&["Waiting for the bank"]);
    assert_eq!(till.count(|f| matches!(f, Fact::SignInFailed { .. })), 1);
}

#[test]
fn only_a_sale_with_a_known_outcome_can_be_voided() {
    let mut till = Till::ready();
    till.sell_stripe(1234).host(answer("51")).keys("E 2 2E").must_show(&["This one cannot be voided"]);
    let mut till = Till::ready();
    till.sell_stripe(1234).hold_host().fault(no_answer()).keys("E 2 2E").must_show(&["This one cannot be voided"]);
    till.keys("E").must_not_show(&["Supervisor must approve"]);
}
