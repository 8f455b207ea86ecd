//! A terminal that is left alone: signed out, or locked where something is in hand.

use std::time::Duration;

use keytill::domain::Fact;

use super::support::*;

const IDLE: Duration = Duration::from_secs(600);

/// 01 has typed an amount and gone away.
fn locked() -> Till {
    let mut till = Till::ready();
    till.keys("1 1 1234").pass(IDLE);
    till.must_show(&["Locked", "Nobody pressed a key", "Password of 01"]);
    till
}

#[test]
fn what_is_in_hand_is_locked_and_gone_on_with() {
    let mut till = locked();
    till.keys("C").must_show(&["This key does nothing here"]);
    till.keys("1111E").must_show(&["Wrong number or password"]);
    till.seconds(1).keys("0000E").must_show(&["Type the amount"]);
    assert_eq!(till.session().operator, Some(operator("01")));
    till.keys("E").must_show(&["Insert, tap or swipe"]);
    let signed_in = till.count(|f| matches!(f, Fact::SignedIn { .. }));
    assert_eq!((signed_in, till.count(|f| matches!(f, Fact::SignedOut { .. }))), (2, 0));
    assert_eq!(till.disk.book.operators[&operator("01")].failures, 0);
}

#[test]
fn the_supervisor_signs_out_whoever_left() {
    let mut till = locked();
    till.keys("v").must_show(&["Password of 00", "signs the operator out"]);
    // The operator's own password is of no use here, and leads nowhere.
    till.keys("0000E").must_show(&["Wrong number or password"]);
    till.seconds(1).keys("123456E").must_show(&["Sign in"]);
    let by = Some(operator("00"));
    assert_eq!(till.count(|f| matches!(f, Fact::SignedOut { by: who, .. } if *who == by)), 1);
    assert_eq!(till.session().operator, None);
}

#[test]
fn a_lock_does_not_end_by_itself_or_by_guessing() {
    let mut till = locked();
    till.pass(IDLE * 20);
    till.must_show(&["Locked"]);
    for wait in [1, 3, 10, 30, 60, 0] {
        till.keys("9999E").seconds(wait);
    }
    till.keys("0000E").must_show(&["Locked", "ask the supervisor"]);
    till.keys("v 123456E").must_show(&["Sign in"]);
}

#[test]
fn where_nothing_is_in_hand_the_operator_is_signed_out() {
    for keys in ["", "1", "1 1", "2", "1 3", "6"] {
        let mut till = Till::ready();
        till.keys(keys).pass(IDLE);
        till.must_show(&["Sign in"]);
    }
    // What was typed and taken back counts as begun: it may be a form half filled in.
    let mut till = Till::ready();
    till.keys("1 1 1D").pass(IDLE);
    till.must_show(&["Locked"]);
}

#[test]
fn between_card_and_verdict_nothing_is_locked() {
    let mut till = Till::ready();
    till.keys("1 1 1234E").must_show(&["Insert, tap or swipe"]);
    till.pass(IDLE);
    assert!(!till.screen().contains("Locked"), "{}", till.screen());
}
