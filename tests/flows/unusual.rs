//! An amount far out of what the terminal usually takes: asked about with another key than ENTER, and on record.

use keytill::{
    domain::Amount,
    flow::{Rules, Setup},
};

use super::support::*;

/// What is above 100.00 is asked about, until 30 payments say what is usual.
fn checked() -> Setup {
    Setup { rules: Rules { amount_check: amount(10_000), ..Rules::default() }, ..setup() }
}

fn ready() -> Till {
    Till::ready_with(checked()).forget()
}

fn recorded(till: &Till) -> bool {
    till.model.terminal.book.newest().unwrap().extra.unusual
}

#[test]
fn no_number_of_enters_lets_it_pass_and_down_does() {
    let mut till = ready();
    till.keys("1 1 10001E");
    till.must_show(&["IS THIS AMOUNT RIGHT?", "one hundred yuan and 1 fen", "More than 100.00"]);
    for _ in 0..5 {
        till.seconds(1).keys("E").must_show(&["IS THIS AMOUNT RIGHT?", "Right: press Down"]);
    }
    assert_eq!(till.effects().iter().filter(|effect| *effect != "bell").count(), 0);
    till.keys("v").must_show(&["card"]);
    assert_eq!(till.effects(), ["read a card for 100.01"]);
    till.card(stripe()).authorised(stripe_with_pin()).host(approved());
    assert!(recorded(&till));
}

#[test]
fn an_amount_that_was_wrong_is_typed_again() {
    let mut till = ready();
    till.keys("1 1 10001E C").must_show(&["Type the amount"]);
    till.keys("D 0 D D 0 0E").must_show(&["card"]);
    assert_eq!(till.effects(), ["read a card for 100.00"]);
}

#[test]
fn thirty_payments_say_what_is_usual() {
    let mut till = ready();
    for _ in 0..30 {
        till.sold_stripe(500);
    }
    assert!(!recorded(&till));
    till.keys("1 1 2501E").must_show(&["IS THIS AMOUNT RIGHT?", "up to 25.00"]);
    till.keys("C C 1 2500E").must_show(&["card"]);
    till.keys("C E");
    till.keys("1 99E").must_show(&["Far less", "99 fen"]);
}

#[test]
fn a_declined_payment_teaches_nothing() {
    let mut till = ready();
    for _ in 0..30 {
        till.sell(500).card(stripe()).authorised(stripe_with_pin()).host(answer("51")).keys("E C");
    }
    assert_eq!(till.model.terminal.unusual(amount(9_000)), None);
}

#[test]
fn every_kind_that_an_amount_is_typed_for_is_asked_about() {
    let ways = [
        "1 8 2 10001E",
        "1 8 3 10001E",
        "1 7 1 10001E",
        "1 6 000000000017E 0121E 10001E",
        "1 7 2 123456E 10001E",
        "1 7 3 1 123456E 0120E 10001E",
        "1 7 4 1 123456E 0120E 10001E",
        "1 7 5 1 123456E 0120E 10001E",
        "1 8 4 1 6228480000000001234E 3012E 2 1 01020000E 123456E 10001E",
    ];
    for way in ways {
        let mut till = ready();
        till.keys(way).must_show(&["IS THIS AMOUNT RIGHT?"]);
    }
}

#[test]
fn it_can_be_switched_off() {
    let rules = Rules { amount_check: Amount::ZERO, ..Rules::default() };
    let mut till = Till::ready_with(Setup { rules, ..setup() }).forget();
    till.keys("1 1 99999999E").must_show(&["card"]);
}
