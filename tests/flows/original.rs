//! The original of a refund, a completion or a void: found by what a person has at hand, looked at, and only then gone on with.

use keytill::{
    acquirer::Request,
    domain::{Entry, Kind, Original, receipt::Line},
    flow::{Demand, ReceiptRules, Rules, Setup},
};

use super::{
    kinds::{CODE, held, ready},
    support::*,
};

const SUPERVISOR: &str = "123456E";

/// What the host was asked to go back to.
fn original(till: &Till) -> Original {
    match till.question.as_ref() {
        Some(Request::Financial(asked)) => asked.original.clone().unwrap(),
        other => panic!("{other:?}"),
    }
}

/// A sale of 20.00 by stripe, voucher 2, card ending 1234.
fn sold() -> Till {
    let mut till = ready();
    till.sold_stripe(2000);
    till.forget()
}

/// The same, and its batch settled.
fn settled() -> Till {
    let mut till = sold();
    till.keys("1 5E").seconds(5).keys("E C");
    assert!(till.model.terminal.book.transactions.is_empty(), "{}", till.screen());
    till
}

fn clues(till: &Till) -> [String; 4] {
    let txn = txn(1, 2);
    ["2".into(), "1234".into(), "000000000017".into(), txn.slip_code(&till.model.terminal.setup.terminal)]
}

#[test]
fn a_refund_finds_its_sale_by_any_of_them_in_this_batch_and_in_those_before() {
    for start in [sold, settled] {
        for clue in clues(&start()) {
            let mut till = start();
            till.effects();
            till.keys(&format!("1 6 {clue}E"));
            till.must_show(&["Is this the one?", "20.00", "Voucher", "000002", "2026-01-22"]);
            assert!(
                till.effects().iter().all(|effect| effect == "search"),
                "nothing is sent before a person has looked"
            );
            // Neither number nor date is asked for.
            till.keys("E").must_show(&["Type the amount", "Original 20.00"]);
            till.keys("500E").must_show(&["000000000017", "0122", "confirm?"]);
            till.keys(&format!("E {SUPERVISOR}")).card(stripe()).authorised(stripe_without_pin());
            let asked = original(&till);
            assert_eq!(asked.rrn, Some("000000000017".parse().unwrap()), "{clue}");
            assert_eq!(asked.date, Some("0122".parse().unwrap()), "{clue}");
        }
    }
}

#[test]
fn no_more_than_the_original_goes_back() {
    let mut till = sold();
    till.keys("1 6 2E E 2001E").must_show(&["The original was 20.00"]);
    till.keys("D 0E").must_show(&["confirm?"]);
}

#[test]
fn what_is_not_here_is_typed_by_hand_and_nothing_of_another_is_kept() {
    let mut till = sold();
    till.keys("1 6 000000000099E").must_show(&["MMDD"]);
    till.keys("0101E 500E E").keys(SUPERVISOR).card(stripe()).authorised(stripe_without_pin());
    let asked = original(&till);
    assert_eq!(asked.rrn, Some("000000000099".parse().unwrap()));
    assert_eq!(asked.date, Some("0101".parse().unwrap()));
    // One that was looked at first, and then left for another, leaves nothing.
    let mut till = sold();
    till.keys("1 6 2E E C").must_show(&["Is this the one?"]);
    till.keys("C 000000000099E").must_show(&["MMDD"]);
    till.keys("0101E 3000E").must_show(&["confirm?"]);
}

#[test]
fn what_nobody_has_is_told() {
    for (keys, text) in [
        ("1 6 77E", "No such transaction on this terminal"),
        ("1 6 9999E", "No such transaction on this terminal"),
        ("1 6 290000010000020000E", "12 characters are needed"),
        ("1 2 77E", "No such voucher in this batch"),
        ("1 7 2 77E", "No such transaction on this terminal"),
    ] {
        let mut till = sold();
        till.keys(keys).must_show(&[text]);
    }
}

#[test]
fn what_will_not_do_is_shown_and_refused() {
    let mut till = sold();
    till.keys("1 2 2E E").keys(SUPERVISOR).host(approved()).keys("E C");
    till.keys("1 6 2E").must_show(&["Not this one"]);
    till.keys("E").must_show(&["Not this one"]).must_not_show(&["Type the amount"]);
}

#[test]
fn several_of_one_card_are_offered_newest_first() {
    let mut till = sold();
    till.sold_stripe(3000).keys("1 2 1234E").must_show(&["1 01-22  000003", "2 01-22  000002"]);
    till.keys("2").must_show(&["Void this sale?", "20.00"]);
    till.keys("C").must_show(&["Type the voucher number"]);
}

#[test]
fn a_void_finds_its_sale_by_the_same_clues_and_in_this_batch_alone() {
    for clue in clues(&sold()) {
        let mut till = sold();
        till.keys(&format!("1 2 {clue}E")).must_show(&["Void this sale?", "20.00"]);
        till.keys("E").keys(SUPERVISOR);
        assert_eq!(original(&till).txn, Some(txn(1, 2)), "{clue}");
        let mut till = settled();
        till.keys(&format!("1 2 {clue}E")).must_show(&["No such voucher in this batch"]);
    }
}

#[test]
fn what_goes_back_to_a_pre_authorisation_takes_code_and_date_from_it() {
    for (kind, keys) in [
        (Kind::PreAuthAdd, "1 7 2 2E E 1000E"),
        (Kind::Completion, "1 7 3 1 1234E E 40000E"),
        (Kind::PreAuthVoid, "1 7 5 1 000000000017E E 123456E"),
    ] {
        let mut till = held();
        till.keys(keys).card(stripe()).authorised(stripe_with_pin());
        let trade = till.model.terminal.trade.as_ref().unwrap();
        assert_eq!(trade.kind, kind);
        let asked = original(&till);
        assert_eq!(asked.auth_code, Some("A1B2C3".parse().unwrap()), "{kind:?}");
        if kind != Kind::PreAuthAdd {
            assert_eq!(asked.date, Some("0122".parse().unwrap()), "{kind:?}");
        }
    }
    // All of it is let go, so its amount is not asked for.
    let mut till = held();
    till.keys("1 7 5 1 2E E").must_show(&["500.00"]).must_not_show(&["Type the amount"]);
    // A code that is typed is no voucher number.
    let mut till = held();
    till.keys(&format!("1 7 3 1 {CODE}E")).must_show(&["MMDD"]);
}

#[test]
fn what_was_typed_before_a_restart_of_the_search_is_not_answered_by_it() {
    let mut till = settled();
    till.hold_disk().keys("1 6 2E").must_show(&["Searching"]);
    till.keys("D").must_show(&["Type the reference"]);
    till.release_disk().must_show(&["Type the reference"]).must_not_show(&["Is this the one?"]);
}

#[test]
fn the_code_on_the_slip_is_the_one_that_is_scanned() {
    let receipts = ReceiptRules { slip_code: Demand::Yes, ..ReceiptRules::default() };
    let mut till = Till::ready_with(Setup { receipts, ..setup() });
    till.sold_stripe(2000);
    let lines = &till.printed.last().unwrap().receipt.lines;
    let codes: Vec<&str> =
        lines.iter().filter_map(|line| if let Line::Qr(qr) = line { Some(&*qr.text) } else { None }).collect();
    // On both copies, and nothing of the card is in it.
    assert_eq!(codes.len(), 2);
    let code = codes[0].to_owned();
    assert!(codes[1] == code && code.starts_with("29000001000002"));
    // As a scanner types it, ENTER and all.
    till.keys(&format!("1 2 {code}E")).must_show(&["Void this sale?", "20.00"]);
    let mut plain = sold();
    assert!(!plain.printed.last().unwrap().receipt.lines.iter().any(|line| matches!(line, Line::Qr(_))));
    // That of another terminal's slip is none.
    plain.model.terminal.setup.terminal = "99999907".parse().unwrap();
    plain.keys(&format!("1 2 {code}E")).must_not_show(&["Void this sale?"]);
}

#[test]
fn an_amount_that_was_asked_about_and_then_not_typed_is_not_on_record_as_asked_about() {
    let rules = Rules { amount_check: amount(60_000), ..Rules::default() };
    let mut till = Till::ready_with(Setup { rules, ..setup() });
    till.keys("1 7 1 50000E").card(stripe()).authorised(stripe_with_pin()).host(approved()).keys("E C");
    till.keys(&format!("1 7 5 1 {CODE}E 0122E 60001E")).must_show(&["IS THIS AMOUNT RIGHT?"]);
    // Back to the original, which is now looked up.
    till.keys("C C C DDDDDD 2E E").keys(SUPERVISOR).card(stripe()).authorised(stripe_with_pin());
    let trade = till.model.terminal.trade.as_ref().unwrap();
    assert_eq!((trade.amount, trade.extra.unusual), (amount(50_000), false));
}

/// With its tip: so much can go back.
#[test]
fn the_original_is_shown_as_it_counts() {
    let mut sale = record(10_000, Kind::Sale, Entry::Swipe);
    sale.extra.adjusted = Some(amount(11_000));
    let mut till = Till::with_batch(setup(), [sale]);
    till.release_host().keys("1 6 10000E E").must_show(&["Original 110.00"]);
}
