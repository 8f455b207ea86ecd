//! Cash, the drawer's movements, and sales that are paid in parts.

use keytill::domain::Lang;

use super::{Scene, on, quiet};
use crate::support::*;

const ROWS: &str = "the rows scroll";

pub const SCENES: &[Scene] = &[
    Scene::new("menu_cash", |lang| with(selling(lang), "1 8 7")),
    Scene::new("cash_given", |lang| with(selling(lang), "1 8 7 1 1250E 34")),
    Scene::new("cash_given_short", |lang| with(selling(lang), "1 8 7 1 1250E 4 E")),
    Scene::new("cash_given_typed", |lang| with(selling(lang), "1 8 7 1 1250E v 5000")),
    Scene::new("cash_large_change", |lang| with(selling(lang), "1 8 7 1 1250E 11E")),
    Scene::new("verdict_cash", |lang| with(selling(lang), "1 8 7 1 1250E 3E")),
    Scene::new("cash_refund_confirm", |lang| with(selling(lang), "1 8 7 2 1250E")),
    Scene::new("verdict_cash_refund", |lang| with(selling(lang), "1 8 7 2 1250E E 123456E")),
    Scene::new("verdict_cash_void", |lang| with(selling(lang), "1 8 7 1 1250E 3E E C 1 2 2E E 123456E")),
    Scene::new("list_cash", |lang| with(selling(lang), "1 8 7 1 1250E 3E E 2 2E E 123456E E 3")).scrolls(ROWS),
    Scene::new("detail_cash", |lang| with(selling(lang), "1 8 7 1 1250E 3E E 3 1 VVVVVVVVVVVVVV")).scrolls(ROWS),
    Scene::new("drawer_moved", |lang| {
        with(floated(lang), "C 01E0000E 1 8 7 1 1250E 3E E CC 00E123456E 2 9 3 v1 1 10000EE v2 2 5000EE")
    })
    .scrolls(ROWS),
    Scene::new("cash_moves", |lang| with(floated(lang), "2 9 3 v")),
    Scene::new("cash_in_reasons", |lang| with(floated(lang), "2 9 3 v1")),
    Scene::new("cash_out_reasons", |lang| with(floated(lang), "2 9 3 v2")),
    Scene::new("cash_out_words", |lang| with(floated(lang), "2 9 3 v2 6 2227773")),
    Scene::new("cash_out_amount", |lang| with(floated(lang), "2 9 3 v2 1 5000")),
    Scene::new("cash_out_confirm", |lang| with(floated(lang), "2 9 3 v2 1 5000E")),
    Scene::new("cash_out_too_much", |lang| with(floated(lang), "2 9 3 v2 1 60000EE")),
    Scene::new("bill_new", |lang| with(selling(lang), "1 8 8 10000E")),
    Scene::new("bill_part", |lang| with(selling(lang), "1 8 8 10000E 1 300")),
    Scene::new("bill_part_rest", |lang| with(selling(lang), "1 8 8 10000E 1")),
    Scene::new("bill_part_cash", |lang| with(selling(lang), "1 8 8 10000E 3 34")),
    Scene::new("verdict_part", |lang| with(selling(lang), "1 8 8 10000E 3 2E")),
    Scene::new("bill_parts", |lang| two_parts(selling(lang))).scrolls("as many parts as have room"),
    Scene::new("bill_many_parts", |lang| with(two_parts(selling(lang)), "3 6 6 6 6E E 3 5E E")),
    Scene::new("touch_bill", |lang| fingers(with(two_parts(selling(lang)), "3 6 6 6 6E E 3 5E E")))
        .at(&[(40, 15), (80, 24)]),
    Scene::new("bill_ask_give_up", |lang| with(two_parts(selling(lang)), "C")),
    Scene::new("bill_giving_up", |lang| with(two_parts(selling(lang)), "C E")),
    Scene::new("verdict_part_last", |lang| with(two_parts(selling(lang)), "3 7E")),
    Scene::new("bill_paid", |lang| with(two_parts(selling(lang)), "3 2E E")).scrolls("as many parts as have room"),
    Scene::new("bill_given_up", |lang| {
        let mut till = with(two_parts(selling(lang)), "C E 1");
        till.host(approved()).keys("E 1 E");
        till
    }),
    Scene::new("bill_not_known", |lang| {
        let mut till = with(selling(lang), "1 8 8 10000E 3 2E E 1 E");
        till.card(stripe()).authorised(stripe_with_pin()).hold_host().fault(no_answer()).keys("E");
        till
    })
    .scrolls("as many parts as have room"),
    Scene::new("bill_left_to_person", |lang| {
        let mut till = with(two_parts(selling(lang)), "C E 1");
        till.host(answer("05")).restart(Cut::Lost).sign_in("00").keys("3");
        till
    }),
    Scene::new("bill_unfinished", |lang| with(two_parts(selling(lang)), "6 8 8 2 5000E 3 3E E 6 8 8")),
    Scene::new("mode_unfinished", |lang| with(two_parts(selling(lang)), "6 C")),
    Scene::new("sign_in_unfinished", |lang| {
        let mut till = two_parts(selling(lang));
        till.restart(Cut::Lost).sign_in("00");
        till
    })
    .scrolls("as many parts as have room"),
];

/// With a screen that takes touches.
fn fingers(mut till: Till) -> Till {
    till.model.sessions.get_mut(&keytill::app::SessionId::KEYPAD).unwrap().touchable = true;
    till
}

fn with(mut till: Till, keys: &str) -> Till {
    till.keys(keys);
    till
}

/// Operator 01 at the choice of modes; nothing goes to the host by itself.
fn selling(lang: Lang) -> Till {
    quiet(lang)
}

/// 00 at the choice of modes, with a float in the drawer.
fn floated(lang: Lang) -> Till {
    let mut till = on(lang);
    till.sign_in("00");
    with(till, "2 9 3 E 50000 E CCC")
}

/// Of 100.00, 50.00 paid in cash and 20.00 by card.
fn two_parts(mut till: Till) -> Till {
    till.keys("1 8 8 10000E 3 2E E 1 2000E").card(stripe()).authorised(stripe_with_pin()).host(approved()).keys("E");
    till
}
