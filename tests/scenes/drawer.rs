//! The cash drawer.

use keytill::domain::Lang;

use super::{Scene, on};
use crate::support::*;

const ROWS: &str = "the rows scroll";

pub const SCENES: &[Scene] = &[
    Scene::new("drawer_no_float", |lang| with(signed_in(lang, "00"), "2 9 3")),
    Scene::new("drawer_float", |lang| with(signed_in(lang, "00"), "2 9 3 E 50000")),
    Scene::new("drawer_new_float", |lang| with(floated(lang), "2 9 3 E 30000")),
    Scene::new("drawer", |lang| {
        let mut till = with(floated(lang), "C");
        till.sign_in("01").keys("7 5EEEEEEEE E 7 4E1E1EEEEEE E C").sign_in("00").keys("2 9 3");
        till
    })
    .scrolls(ROWS),
    Scene::new("cash_count", |lang| counting(lang, "4E 1E 2")).scrolls(ROWS),
    Scene::new("cash_count_full", |lang| counting(lang, "99991")).scrolls(ROWS),
    Scene::new("cash_count_end", |lang| counting(lang, "4E 1E 2E EEEEE")).scrolls(ROWS),
    Scene::new("cash_counted", |lang| counting(lang, "5E EEEEEEE E")),
];

fn with(mut till: Till, keys: &str) -> Till {
    till.keys(keys);
    till
}

fn signed_in(lang: Lang, number: &str) -> Till {
    let mut till = on(lang);
    till.sign_in(number);
    till
}

/// 00 at the choice of modes, with a float in the drawer.
fn floated(lang: Lang) -> Till {
    with(signed_in(lang, "00"), "2 9 3 E 50000 E CCC")
}

fn counting(lang: Lang, keys: &str) -> Till {
    let mut till = with(floated(lang), "C");
    till.sign_in("01");
    with(till, &format!("7 {keys}"))
}
