//! Menus of every kind of transaction, and each question that leads to one.

use keytill::{
    domain::{Kind, Lang},
    flow::{Demand, Rules, Setup},
};

use super::{Scene, on_with, quiet, ready, training};
use crate::support::*;

pub const SCENES: &[Scene] = &[
    Scene::new("menu_pre_auth", |lang| with(ready(lang), "1 7")),
    Scene::new("menu_other", |lang| with(ready(lang), "1 8")),
    Scene::new("menu_offline", |lang| with(ready(lang), "1 8 4")),
    Scene::new("menu_ecash", |lang| with(ready(lang), "1 8 5")),
    Scene::new("step_ecash_amount", |lang| with(ready(lang), "1 8 5 6")),
    Scene::new("menu_not_offered", |lang| with(bare(lang), "1 7")),
    Scene::new("menu_not_offered_refused", |lang| with(bare(lang), "1 7 3")),
    Scene::new("menu_not_offered_other", |lang| with(bare(lang), "1 8 4")),
    Scene::new("menu_storage_low", |lang| {
        let mut till = ready(lang);
        till.sell_stripe(1234).host(approved()).keys("E").room(keytill::flow::Storage::Low).keys("7");
        till
    }),
    Scene::new("ask_rrn", |lang| with(ready(lang), "1 6 0000001")),
    Scene::new("ask_rrn_short", |lang| with(ready(lang), "1 6 0000001E")),
    Scene::new("ask_rrn_letter", |lang| with(ready(lang), "1 6 00000017^")),
    Scene::new("original_found", |lang| with(sold(lang), "1 6 1234E")),
    Scene::new("original_several", |lang| {
        let mut till = sold(lang);
        till.sold_stripe(4500).keys("1 6 1234E");
        till
    }),
    Scene::new("original_unfit", |lang| {
        let mut till = sold(lang);
        till.keys("1 2 2E E 123456E").host(approved()).keys("E C 1 6 2E");
        till
    }),
    Scene::new("original_not_found", |lang| with(ready(lang), "1 6 77E")),
    Scene::new("original_amount", |lang| with(sold(lang), "1 6 2E E 20001E")),
    Scene::new("ask_date", |lang| with(ready(lang), "1 6 000000000017E 01")),
    Scene::new("ask_date_wrong", |lang| with(ready(lang), "1 6 000000000017E 0230E")),
    Scene::new("ask_refund_amount", |lang| with(ready(lang), "1 6 000000000017E 0121E 1234")),
    Scene::new("ask_refund_too_high", |lang| with(ready(lang), "1 6 000000000017E 0121E 1000001E")),
    Scene::new("confirm_refund", |lang| with(ready(lang), "1 6 000000000017E 0121E 1234E")),
    Scene::new("approval_refund", |lang| with(ready(lang), "1 6 000000000017E 0121E 1234E E 123")),
    Scene::new("ask_auth_code", |lang| with(ready(lang), "1 7 2 2^1")),
    Scene::new("ask_way", |lang| with(ready(lang), "1 7 3")),
    Scene::new("ask_way_void", |lang| with(ready(lang), "1 7 5")),
    Scene::new("ask_way_no_typing", |lang| with(no_typing(lang), "1 7 3 2")),
    Scene::new("ask_card_number", |lang| with(ready(lang), "1 7 3 2 6228480000000001234")),
    Scene::new("ask_card_number_short", |lang| with(ready(lang), "1 7 3 2 62284E")),
    Scene::new("ask_expiry", |lang| with(ready(lang), "1 7 3 2 6228480000000001234E 30")),
    Scene::new("ask_expiry_wrong", |lang| with(ready(lang), "1 7 3 2 6228480000000001234E 3013E")),
    Scene::new("confirm_completion_advice", |lang| {
        with(ready(lang), "1 7 4 2 6228480000000001234E 3012E 2^12^^22^^^3E 0120E 5000E")
    }),
    Scene::new("approval_pre_auth_void", |lang| with(ready(lang), "1 7 5 1 123456E 0120E 5000E")),
    Scene::new("ask_pre_auth_voucher", |lang| with(ready(lang), "1 7 5 3 12")),
    Scene::new("ask_scheme", |lang| with(ready(lang), "1 8 4 1 6228480000000001234E 3012E")),
    Scene::new("ask_authority", |lang| with(ready(lang), "1 8 4 1 6228480000000001234E 3012E 2")),
    Scene::new("ask_institution", |lang| with(ready(lang), "1 8 4 1 6228480000000001234E 3012E 2 1 0102")),
    Scene::new("confirm_offline", |lang| {
        with(ready(lang), "1 8 4 1 6228480000000001234E 3012E 2 1 01020000E 123456E 8800E")
    }),
    Scene::new("ask_periods", |lang| with(ready(lang), "1 8 2 240000E 1")),
    Scene::new("ask_periods_wrong", |lang| with(ready(lang), "1 8 2 240000E 1E")),
    Scene::new("ask_pay_code", |lang| with(ready(lang), "1 8 3 1234E 62281234567890")),
    Scene::new("ask_pay_code_wrong", |lang| with(ready(lang), "1 8 3 1234E 9912345678901234E")),
    Scene::new("confirm_pay_code", |lang| with(ready(lang), "1 8 3 1234E 6228123456789012345E")),
    Scene::new("ask_total", |lang| with(recorded(lang), "8 4 2 2E E 9000")),
    Scene::new("ask_adjust_original", |lang| with(recorded(lang), "8 4 2 2E")),
    Scene::new("ask_tip", |lang| with(sold(lang), "1 8 4 3 2E E 300")),
    Scene::new("ask_tip_too_high", |lang| with(sold(lang), "1 8 4 3 2E E 3001E")),
    Scene::new("adjust_refused", |lang| with(sold(lang), "1 8 4 2 2E E")),
    Scene::new("ask_unusual", |lang| with(ready(lang), "1 1 99999999E")).scrolls("large digits become small"),
    Scene::new("ask_unusual_high", |lang| with(ready_after(lang, 30), "1 1 23000E")),
    Scene::new("ask_unusual_enter", |lang| with(ready(lang), "1 1 1000001E E")),
    Scene::new("ask_unusual_low", |lang| with(ready_after(lang, 30), "1 1 105E")),
    Scene::new("detail_unusual", |lang| {
        let mut till = ready(lang);
        till.keys("1 1 1234056Ev").card(stripe()).authorised(stripe_with_pin()).host(approved()).keys("E 3 1");
        till
    })
    .scrolls("all of a record is more than a small screen has"),
    Scene::new("faults", |lang| with(training(lang), "01")),
    Scene::new("faults_count", |lang| with(training(lang), "01 1")),
    Scene::new("faults_ordered", |lang| with(training(lang), "01 1 3")),
];

fn with(mut till: Till, keys: &str) -> Till {
    till.keys(keys);
    till
}

/// A terminal that offers little.
fn bare(lang: Lang) -> Till {
    let without = [Kind::PreAuthAdd, Kind::Completion, Kind::CompletionVoid, Kind::Adjust].into_iter().collect();
    let rules = Rules { without, typed_cards: Demand::No, tip_percent: 0, ..Rules::default() };
    signed_in(Setup { rules, ..setup() }, lang)
}

/// After so many sales of 23.00.
fn ready_after(lang: Lang, sales: u32) -> Till {
    let mut till = ready(lang);
    for _ in 0..sales {
        till.sold_stripe(2300);
    }
    till
}

fn no_typing(lang: Lang) -> Till {
    signed_in(Setup { rules: Rules { typed_cards: Demand::No, ..Rules::default() }, ..setup() }, lang)
}

fn signed_in(setup: Setup, lang: Lang) -> Till {
    let mut till = on_with(setup, lang);
    till.sign_in("01");
    till
}

fn sold(lang: Lang) -> Till {
    let mut till = ready(lang);
    till.sold(20_000);
    till
}

/// An offline sale of 88.00 under voucher 2; the menu of transactions is shown.
fn recorded(lang: Lang) -> Till {
    with(quiet(lang), "1 8 4 1 6228480000000001234E 3012E 2 1 01020000E 123456E 8800E E E")
}
