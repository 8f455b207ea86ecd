//! Locks, approvals from afar, the board of exceptions.

use keytill::domain::{Fact, Lang};

use super::{Scene, ready, signed_in};
use crate::support::*;

pub const SCENES: &[Scene] = &[
    Scene::new("terminal_locked", |lang| {
        let mut till = signed_in(lang, "00");
        till.keys("C");
        for number in 11..=20 {
            till.keys(&format!("{number}E9999E"));
        }
        till.keys("01E0000E");
        till
    }),
    Scene::new("terminal_released", |lang| {
        let mut till = signed_in(lang, "00");
        till.keys("C");
        for number in 11..=20 {
            till.keys(&format!("{number}E9999E"));
        }
        till.sign_in("00");
        till
    }),
    Scene::new("locked", |lang| idle(lang, "")),
    Scene::new("locked_typing", |lang| idle(lang, "00")),
    Scene::new("locked_wrong", |lang| idle(lang, "2580E")),
    Scene::new("locked_by_supervisor", |lang| idle(lang, "D 12")),
    Scene::new("locked_signed_out", |lang| idle(lang, "D 123456E")),
    Scene::new("afar", |lang| refund(lang, "v")),
    Scene::new("afar_typing", |lang| refund(lang, "v 123456")),
    Scene::new("afar_number", |lang| refund(lang, "v D 0")),
    Scene::new("afar_wrong", |lang| refund(lang, "v 12345678E")),
    Scene::new("afar_refused", |lang| refund(lang, "v 12345678E 12345678E 12345678E")),
    Scene::new("afar_expired", |lang| {
        let mut till = refund(lang, "v");
        till.seconds(300);
        till
    }),
    Scene::new("answer", |lang| answering(lang, "")),
    Scene::new("answer_terminal", |lang| answering(lang, "2^99")),
    Scene::new("answer_action", |lang| answering(lang, "99999906E 01E")),
    Scene::new("answer_challenge", |lang| answering(lang, "99999906E 01E 2 123456789E 1234")),
    Scene::new("answer_confirm", |lang| answering(lang, "99999906E 01E 2 123456789E 123456E")),
    Scene::new("answer_code", |lang| answering(lang, "99999906E 01E 2 123456789E 123456E E")),
    Scene::new("exceptions_none", |lang| {
        let mut till = signed_in(lang, "00");
        till.keys("2 9 1 7");
        till
    }),
    Scene::new("exceptions", |lang| board(lang, "")),
    Scene::new("exceptions_of", |lang| board(lang, "1")),
    Scene::new("exceptions_few", |lang| board(lang, "3")),
    Scene::new("shop_supervisor", |lang| {
        let mut till = signed_in(lang, "00");
        till.keys("2 9");
        till
    }),
];

/// A sale that is being typed, and nobody there.
fn idle(lang: Lang, keys: &str) -> Till {
    let mut till = ready(lang);
    till.keys("1 1 1234").seconds(600).keys(keys);
    till
}

/// A refund that waits for its approval.
fn refund(lang: Lang, keys: &str) -> Till {
    let mut till = ready(lang);
    till.keys("1 6 000000000017E 0121E 1234E E").keys(keys);
    till
}

fn answering(lang: Lang, keys: &str) -> Till {
    let mut till = signed_in(lang, "00");
    till.keys("2 9 5").keys(keys);
    till
}

/// Two operators with enough sales, of whom the second has many declined cards and typed ones, and a third with a few.
fn board(lang: Lang, keys: &str) -> Till {
    let mut till = ready(lang);
    for (number, sales, declined) in [("01", 25, 1), ("02", 22, 4)] {
        till.keys("C").sign_in(number);
        for minor in 1..=sales {
            till.sold_stripe(minor * 100);
        }
        for minor in 1..=declined {
            till.sell_stripe(minor * 10_000).host(answer("51")).keys("E C");
        }
    }
    till.keys("C 02E9999E").seconds(1);
    till.keys("07E9999E").seconds(1);
    assert!(till.count(|fact| matches!(fact, Fact::GuessCounted { .. })) == 2);
    till.sign_in("00").keys("2 9 1 7").keys(keys);
    till
}
