//! Settlement.

use keytill::{acquirer::Finding, domain::Lang, flow::settle::SETTLEMENT_REFUSALS};

use super::{Scene, ready, unresolved};
use crate::support::*;

pub const SCENES: &[Scene] = &[
    Scene::new("settlement_question", |lang| with(day(lang), "5")),
    Scene::new("settlement_question_unresolved", |lang| with(unresolved(lang), "E 5")),
    Scene::new("settlement_refused_reversal", |lang| {
        let mut till = ready(lang);
        till.sell_stripe(1234).hold_host().fault(no_answer()).keys("E 5 E");
        till
    }),
    Scene::new("settlement_asking", asked),
    Scene::new("settlement_goes_on", |lang| with(asked(lang), "5")),
    Scene::new("settlement_uploading_balanced", |lang| {
        let mut till = asked(lang);
        till.host(finding(Finding::Balanced)).host(answer("00"));
        till
    }),
    Scene::new("settlement_uploading_unbalanced", |lang| {
        let mut till = asked(lang);
        till.host(finding(Finding::Unbalanced));
        till
    }),
    Scene::new("settlement_interrupted", |lang| {
        let mut till = asked(lang);
        till.host(finding(Finding::Balanced)).fault(no_answer());
        till
    }),
    Scene::new("settlement_held", |lang| refused(asked(lang))),
    Scene::new("settlement_held_compared", |lang| {
        let mut till = asked(lang);
        till.host(finding(Finding::Balanced)).host(answer("00")).host(answer("00"));
        refused(till)
    }),
    Scene::new("settlement_held_keeps_trade_out", |lang| {
        let mut till = refused(asked(lang));
        till.keys("C 1");
        till
    }),
    Scene::new("settlement_resumed", |lang| {
        let mut till = asked(lang);
        till.host(finding(Finding::Balanced)).power_off(Cut::Lost).hold_host().start();
        till.host(signed_on(keytill::domain::BatchNo::FIRST)).sign_in("01");
        with(till, "1 5")
    }),
    Scene::new("settlement_ending", |lang| {
        let mut till = asked(lang);
        till.host(finding(Finding::Balanced)).host(answer("00")).host(answer("00"));
        till
    }),
    Scene::new("settlement_balanced", |lang| with(day(lang), "5 E")),
    Scene::new("settlement_unbalanced", |lang| {
        let mut till = asked(lang);
        till.host(finding(Finding::Unbalanced)).release_host();
        till
    }),
    Scene::new("settlement_details_refused", |lang| {
        let mut till = asked(lang);
        till.host(finding(Finding::Balanced)).host(answer("30")).release_host();
        till
    }),
    Scene::new("settlement_slip_not_printed", |lang| {
        let mut till = asked(lang);
        till.unplug_printer().host(finding(Finding::Unbalanced)).release_host();
        till
    }),
];

/// Four sales, one of them voided; the menu of transactions is shown.
pub fn day(lang: Lang) -> Till {
    let mut till = ready(lang);
    till.sold(123_456_789).sold(2000).sold_stripe(300).sold_stripe(40);
    till.keys("1 2 5E E 123456E").host(approved()).keys("E");
    till
}

fn asked(lang: Lang) -> Till {
    let mut till = day(lang);
    till.hold_host().keys("5 E");
    till
}

/// The host refuses the step in hand until it is asked no more.
fn refused(mut till: Till) -> Till {
    for _ in 1..SETTLEMENT_REFUSALS {
        till.host(answer("95")).seconds(60);
    }
    till.host(answer("95"));
    till
}

fn with(mut till: Till, keys: &str) -> Till {
    till.keys(keys);
    till
}
