//! What is said aloud: once, when the outcome is certain, in the language of the session.

use keytill::{domain::Lang, flow::Ending};

use super::support::*;

fn said(till: &Till) -> Vec<(Ending, &str)> {
    till.said.iter().map(|saying| (saying.ending, saying.line.as_str())).collect()
}

#[test]
fn money_is_announced_once_and_only_when_the_outcome_is_durable() {
    let mut till = Till::ready();
    till.sell_stripe(1234).hold_disk().host(approved());
    assert_eq!(said(&till), []);
    till.release_disk();
    assert_eq!(said(&till), [(Ending::Paid, "collected, 12.34")]);
    till.seconds(30).keys("E C");
    assert_eq!(till.said.len(), 1);
    till.sold_stripe(200);
    assert_eq!(till.said.len(), 2);
}

#[test]
fn in_chinese_the_amount_is_said_in_words() {
    let mut till = Till::new(setup(), book(), Lang::ZhCn, (53, 20));
    till.start().sign_in("01").sell_stripe(1234).host(approved());
    assert_eq!(till.said[0].lang, Lang::ZhCn);
    assert_eq!(said(&till), [(Ending::Paid, "支付成功，十二元三角四分")]);
}

#[test]
fn what_was_declined_and_what_is_not_known_is_said_without_an_amount() {
    let mut till = Till::ready();
    till.sell_stripe(1234).host(answer("51")).keys("E C");
    till.sell_stripe(1234).hold_host().fault(no_answer());
    assert_eq!(said(&till), [(Ending::NotPaid, "not done"), (Ending::Unknown, "not known, look at the screen")]);
}

#[test]
fn who_cancels_hears_nothing() {
    let mut till = Till::ready();
    till.sell(1234).keys("C").must_show(&["NOT PAID"]);
    assert_eq!(said(&till), []);
}

#[test]
fn a_balance_is_nobody_elses() {
    let mut till = Till::ready();
    till.keys("1 8 1").card(stripe()).authorised(stripe_with_pin()).host(answer("00"));
    assert_eq!(said(&till), []);
}

#[test]
fn money_that_goes_back_is_not_collected() {
    let mut till = Till::ready();
    till.sold_stripe(1234).keys("1 2 2E E 123456E").host(approved());
    assert_eq!(said(&till)[1..], [(Ending::Paid, "voided, 12.34")]);
}

#[test]
fn what_the_host_has_not_heard_of_is_recorded_and_not_collected() {
    let mut till = Till::ready();
    till.hold_host().keys("1 8 4 1 6228480000000001234E 3012E 2 1 01020000E 123456E 8800E E");
    assert_eq!(said(&till), [(Ending::Paid, "recorded, 88.00")]);
}
