//! The cash drawer: a float, blind counts against it, and who sees the difference.

use keytill::{
    domain::{Amount, CashCount, Fact, Permission, receipt::Line},
    flow::{Demand, ReceiptRules, Setup},
    keypad::Key,
};

use super::support::*;

fn screen(till: &Till) -> String {
    picture(&till.model, (53, 20))
}

/// A till whose drawer began with 500.00.
fn with_float() -> Till {
    let mut till = Till::on();
    till.sign_in("00").keys("2 9 3").must_show(&["Cash drawer", "No float yet"]);
    till.keys("E 50000").must_show(&["The float now in the drawer"]);
    till.keys("E").must_show(&["Float", "500.00", "Not counted since"]);
    till.keys("CCCC");
    till
}

#[test]
fn a_count_is_blind_and_its_difference_is_for_00() {
    let mut till = with_float();
    till.sign_in("01").keys("7").must_show(&["Cash count", "100.00 x"]);
    // Four hundreds, one fifty, two twenties, one corrected five: 495.00.
    till.keys("4E 1E 2E 0E 3D1E");
    let shown = screen(&till);
    assert!(shown.contains("495.00") && !shown.contains("500.00"), "{shown}");
    till.keys("EEE").must_show(&["Is that all?"]);
    till.keys("E").must_show(&["The count is recorded"]);
    assert!(!screen(&till).contains("5.00"), "nothing of the difference");
    till.keys("C").sign_in("00").keys("2 9 3").must_show(&["Should be", "495.00 -5.00"]);

    let count = CashCount::from(vec![(10_000, 4), (5_000, 1), (2_000, 2), (500, 1)]);
    let expected = Amount::from_minor(50_000).unwrap();
    let fact = Fact::CashCounted { count, expected, by: operator("01") };
    assert!(till.disk.facts().any(|known| *known == fact));
    // After a power cut it is all there.
    till.restart(Cut::Lost).sign_in("00").keys("2 9 3").must_show(&["495.00 -5.00"]);
    // A second count stands beside the first, a new float ends both.
    till.keys("CCCC").sign_in("01").keys("7 5EEEEEEEE").keys("E C").sign_in("00").keys("2 9 3");
    till.must_show(&["500.00 right", "495.00 -5.00"]);
    till.keys("E 30000").keys("E").must_show(&["300.00", "Not counted since"]);
}

#[test]
fn a_count_is_told_when_it_is_kept() {
    let mut till = with_float();
    till.sign_in("01").keys("7 EEEEEEEE").must_show(&["Is that all?"]);
    till.hold_disk().keys("E").must_not_show(&["The count is recorded"]);
    till.release_disk().must_show(&["The count is recorded"]);
}

#[test]
fn without_a_float_or_the_right_nobody_counts() {
    let mut till = Till::on();
    till.sign_in("01").keys("7").must_show(&["No float yet"]);
    till.keys("C").sign_in("99").keys("7").must_show(&["No right to: cash counts"]);
    till.keys("2 9 3").must_show(&["No right to: the cash drawer"]);
    let may = |who: &str, permission| till.model.terminal.may(operator(who), permission);
    assert!(may("01", Permission::CountCash) && !may("01", Permission::Drawer) && may("00", Permission::Drawer));
}

#[test]
fn more_pieces_than_fit_are_refused_and_typed_again() {
    let mut till = with_float();
    till.sign_in("01").keys("7 99991").must_show(&["No more digits fit"]);
    till.keys("E^ 7").must_show(&["100.00 x    7_"]);
    till.keys("C").must_show(&["Cash count"]);
    assert!(!till.disk.facts().any(|fact| matches!(fact, Fact::CashCounted { .. })));
}

#[test]
fn a_count_opens_the_drawer_and_that_is_recorded() {
    let receipts = ReceiptRules { drawer: Demand::Yes, ..ReceiptRules::default() };
    let mut till = Till::on_with(Setup { receipts, ..setup() });
    till.sign_in("00").keys("2 9 3 E 50000 E CCCC").sign_in("01").keys("7").must_show(&["100.00 x"]);
    let job = till.printed.last().unwrap();
    assert_eq!((job.receipt.lines.as_slice(), job.txn), ([Line::Drawer].as_slice(), None));
    let by = operator("01");
    assert_eq!(till.count(|fact| matches!(fact, Fact::DrawerOpened { by: who } if *who == by)), 1);
    // On a box without a drawer nothing is opened and nothing is told.
    let mut till = with_float();
    till.sign_in("01").keys("7");
    assert_eq!(till.count(|fact| matches!(fact, Fact::DrawerOpened { .. })), 0);
}

/// One push of ENTER, bouncing or held, opens the question for a new float and does not answer it with nothing.
#[test]
fn the_push_that_asks_for_a_float_sets_none() {
    let mut till = Till::on();
    till.sign_in("00").keys("2 9 3").key(Key::Enter).key(Key::Enter).must_show(&["The float now in the drawer"]);
    assert_eq!(till.count(|fact| matches!(fact, Fact::FloatSet { .. })), 0);
    till.keys("E").must_show(&["Float"]);
    assert_eq!(till.count(|fact| matches!(fact, Fact::FloatSet { .. })), 1);
}
