//! Every other kind of transaction under way, its verdicts, and what the books show of it afterwards.

use keytill::{
    acquirer::{Balance, message::BalanceSign},
    domain::{Lang, transaction::InstalmentTerms},
};

use super::{Scene, quiet, training};
use crate::support::*;

pub const SCENES: &[Scene] = &[
    // Refund
    Scene::new("step_refund_card", |lang| played(quiet(lang), refund)),
    Scene::new("step_refund_read", |lang| played(quiet(lang), |t| refund(t).card(stripe()))),
    Scene::new("verdict_refunded", |lang| played(quiet(lang), |t| refunded(t).host(approved()))),
    Scene::new("verdict_not_refunded", |lang| played(quiet(lang), |t| refunded(t).host(answer("25")))),
    Scene::new("verdict_refund_unknown", |lang| played(quiet(lang), |t| refunded(t).fault(no_answer()))),
    Scene::new("sign_in_unseen_refund_unknown", |lang| {
        played(quiet(lang), |t| refunded(t).fault(no_answer()).restart(Cut::Lost))
    }),
    Scene::new("detail_refund", |lang| {
        played(quiet(lang), |t| refunded(t).host(approved()).keys("E 3 1 VVVVVVVVVVVVVVV"))
    })
    .scrolls("the rows scroll"),
    Scene::new("queue_refund", |lang| at_queue(lang, "")),
    Scene::new("queue_refund_which", |lang| at_queue(lang, "1")),
    Scene::new("queue_refund_enter", |lang| at_queue(lang, "1 E")),
    // Pre-authorisation
    Scene::new("verdict_held", |lang| played(quiet(lang), |t| held(t).host(approved()))),
    Scene::new("verdict_not_held", |lang| played(quiet(lang), |t| held(t).host(answer("61")))),
    Scene::new("verdict_hold_unknown", |lang| played(quiet(lang), |t| held(t).fault(no_answer()))),
    Scene::new("verdict_hold_reversed", |lang| played(quiet(lang), |t| held(t).fault(no_answer()).seconds(2))),
    Scene::new("verdict_completed", |lang| played(quiet(lang), |t| completion(t, '3').host(approved()))),
    Scene::new("verdict_not_completed", |lang| played(quiet(lang), |t| completion(t, '3').host(answer("13")))),
    Scene::new("verdict_completion_recorded", |lang| {
        played(quiet(lang), |t| completion(t, '4').keys("E").fault(no_answer()))
    }),
    Scene::new("verdict_released", |lang| played(quiet(lang), |t| completion(t, '5').keys("123456E").host(approved()))),
    Scene::new("detail_completion", |lang| {
        played(quiet(lang), |t| completion(t, '3').host(approved()).keys("E 3 1 VVVVVVVVVVVVVVV"))
    })
    .scrolls("the rows scroll"),
    // Balance
    Scene::new("step_balance_card", |lang| played(quiet(lang), |t| t.keys("1 8 1"))),
    Scene::new("tray_balance", |lang| played(training(lang), |t| t.keys("1 8 1"))),
    Scene::new("verdict_balance", |lang| played(quiet(lang), |t| asked_balance(t).host(balance(BalanceSign::Credit)))),
    Scene::new("verdict_balance_owed", |lang| {
        played(quiet(lang), |t| asked_balance(t).host(balance(BalanceSign::Debit)))
    }),
    Scene::new("verdict_no_balance", |lang| played(quiet(lang), |t| asked_balance(t).fault(no_answer()))),
    // Instalments, codes, offline
    Scene::new("detail_instalments", |lang| {
        played(quiet(lang), |t| instalments(t).host(with_terms()).keys("E 3 1 VVVVVVVVVVVVVVV"))
    })
    .scrolls("the rows scroll"),
    Scene::new("step_pay_code", |lang| played(quiet(lang), by_code)),
    Scene::new("step_code_refund_voucher", |lang| {
        played(quiet(lang), |t| t.keys("1 8 6 000000000017E 2 202601221234"))
    }),
    Scene::new("confirm_code_refund", |lang| played(quiet(lang), code_refund)),
    Scene::new("verdict_pay_code", |lang| played(quiet(lang), |t| by_code(t).host(with_voucher()))),
    Scene::new("verdict_pay_code_in_progress", |lang| played(quiet(lang), |t| by_code(t).host(answer("09")))),
    Scene::new("detail_pay_code", |lang| {
        played(quiet(lang), |t| by_code(t).host(with_voucher()).keys("E 3 1 VVVVVVVVVVVVVVV"))
    })
    .scrolls("the rows scroll"),
    Scene::new("verdict_recorded", |lang| played(quiet(lang), offline)),
    Scene::new("list_of_kinds", |lang| played(mixed(lang), |t| t.keys("3"))),
    Scene::new("detail_adjusted", |lang| {
        played(quiet(lang), |t| offline(t).keys("E 8 4 2 2E E 9000E").keys("E 3 2 VVVVVVVVVVVVVVV"))
    })
    .scrolls("the rows scroll"),
    Scene::new("detail_tip", |lang| {
        played(quiet(lang), |t| t.sold(20_000).keys("1 8 4 3 2E E 3000E E 3 1 VVVVVVVVVVVVVVV"))
    })
    .scrolls("the rows scroll"),
    // Electronic cash
    Scene::new("verdict_loaded", |lang| played(quiet(lang), |t| load(t).host(approved()).reader(completed(true)))),
    Scene::new("verdict_not_loaded", |lang| {
        played(quiet(lang), |t| load(t).host(answer("51")).reader(completed(false)))
    }),
    // All of them in one batch
    Scene::new("totals_of_kinds", |lang| played(everything(lang), |t| t.keys("C C").sign_in("00").keys("2 1")))
        .scrolls("the rows scroll"),
    Scene::new("totals_of_kinds_scrolled", |lang| {
        played(everything(lang), |t| t.keys("C C").sign_in("00").keys("2 1 VVVVVV"))
    })
    .scrolls("the rows scroll"),
    Scene::new("settlement_of_kinds", |lang| played(everything(lang), |t| t.keys("5")))
        .scrolls("the kinds become their two sides"),
    // What waits
    Scene::new("queue_of_kinds", |lang| played(mixed(lang), |t| t.keys("9"))),
    Scene::new("queue_advice", |lang| played(mixed(lang), |t| t.keys("9 1"))),
    Scene::new("queue_reversal", |lang| {
        played(quiet(lang), |t| {
            t.sell_stripe(1234).hold_host().fault(no_answer()).seconds(2).fault(no_answer()).keys("E 9 1")
        })
    }),
];

fn played(mut till: Till, events: for<'a> fn(&'a mut Till) -> &'a mut Till) -> Till {
    events(&mut till);
    till
}

/// A refund of 12.34, up to the card.
fn refund(t: &mut Till) -> &mut Till {
    t.keys("1 6 000000000017E 0121E 1234E E 123456E")
}

/// The same, up to the host.
fn refunded(t: &mut Till) -> &mut Till {
    refund(t).card(stripe()).authorised(stripe_without_pin())
}

fn held(t: &mut Till) -> &mut Till {
    t.keys("1 7 1 50000E").card(stripe()).authorised(stripe_with_pin())
}

/// Completion, its advice or the void of its pre-authorisation, by a typed number.
fn completion(t: &mut Till, place: char) -> &mut Till {
    t.keys(&format!("1 7 {place} 2 {PAN}E 3012E 2^12^^22^^^3E 0120E 5000E"))
}

fn asked_balance(t: &mut Till) -> &mut Till {
    t.keys("1 8 1").card(stripe()).authorised(stripe_with_pin())
}

fn balance(sign: BalanceSign) -> keytill::acquirer::Answer {
    keytill::acquirer::Answer { balance: Some(Balance { amount: amount(1_234_567), sign }), ..answer("00") }
}

fn instalments(t: &mut Till) -> &mut Till {
    t.keys("1 8 2 240000E 12E").card(stripe()).authorised(stripe_with_pin())
}

fn with_terms() -> keytill::acquirer::Answer {
    let terms = InstalmentTerms { first: amount(20_000), fee: amount(1_200) };
    keytill::acquirer::Answer { terms: Some(terms), ..approved() }
}

fn by_code(t: &mut Till) -> &mut Till {
    t.keys("1 8 3 1234E 6228123456789012345E E")
}

fn code_refund(t: &mut Till) -> &mut Till {
    t.keys("1 8 6 000000000017E 2 20260122123450000017E 0121E 1234E")
}

fn with_voucher() -> keytill::acquirer::Answer {
    keytill::acquirer::Answer { voucher: Some("20260122123450000017".parse().unwrap()), ..approved() }
}

fn offline(t: &mut Till) -> &mut Till {
    t.keys(&format!("1 8 4 1 {PAN}E 3012E 2 1 01020000E 123456E 8800E E"))
}

fn load(t: &mut Till) -> &mut Till {
    t.keys("1 8 5 1 10000E").card(chip()).authorised(with_pin())
}

/// One of each that leaves something behind; the menu of transactions is shown.
fn mixed(lang: Lang) -> Till {
    played(quiet(lang), |t| {
        t.sold(20_000);
        held(t).host(approved()).keys("E C");
        refunded(t).host(approved()).keys("E C");
        offline(t).keys("E C");
        by_code(t).host(with_voucher()).keys("E C");
        completion(t, '4').keys("E").fault(no_answer()).keys("E")
    })
}

/// More kinds than fit a small screen; the menu of transactions is shown.
fn everything(lang: Lang) -> Till {
    played(mixed(lang), |t| {
        t.keys("C");
        instalments(t).host(approved()).keys("E C");
        load(t).host(approved()).reader(completed(true)).keys("E C");
        completion(t, '3').host(approved()).keys("E C");
        t.keys("1 7 1 100E").card(stripe()).authorised(stripe_with_pin()).host(approved()).keys("E")
    })
}

/// A refund without an answer, and the supervisor before the queue.
fn at_queue(lang: Lang, keys: &str) -> Till {
    let mut till = quiet(lang);
    refunded(&mut till).fault(no_answer()).keys("E C C").sign_in("00").keys("2 3").keys(keys);
    till
}
