//! Questions before a second payment, questions after one by code, and the countdown of a reversal.

use std::time::Duration;

use keytill::{
    domain::Lang,
    flow::{Demand, Setup},
};

use super::{Scene, on_with};
use crate::support::*;

pub const SCENES: &[Scene] = &[
    Scene::new("same_sale", |lang| {
        let mut till = sold(lang);
        till.sell(1234).card(stripe()).seconds(3);
        till
    }),
    Scene::new("same_sale_enter", |lang| {
        let mut till = sold(lang);
        till.sell(1234).card(stripe()).keys("E");
        till
    }),
    Scene::new("same_sale_settled", |lang| {
        let mut till = sold(lang);
        till.start_settling().unwrap();
        till.sell(1234).card(stripe());
        till
    }),
    Scene::new("verdict_same_sale", |lang| {
        let mut till = sold(lang);
        till.sell(1234).card(stripe()).keys("C");
        till
    }),
    Scene::new("same_refund", |lang| {
        let mut till = on_with(guarded(), lang);
        till.sign_in("01");
        for _ in 0..2 {
            till.keys("1 6 000000000018E 0121E 1234E E 123456E").card(stripe());
            if till.order.is_some() {
                till.authorised(stripe_without_pin()).host(approved()).keys("EC");
            }
        }
        till
    }),
    Scene::new("enquiry_waiting", |lang| {
        let mut till = by_code(lang);
        till.host(answer("09")).seconds(1);
        till
    }),
    Scene::new("enquiry_asking", |lang| {
        let mut till = by_code(lang);
        till.fault(no_answer()).seconds(8);
        till
    }),
    Scene::new("reversal_asking", |lang| {
        let mut till = on_with(setup(), lang);
        till.sign_in("01").sell_stripe(1234).hold_host().fault(no_answer()).seconds(4);
        till
    }),
];

fn guarded() -> Setup {
    Setup { same_sale: Duration::from_secs(600), ..setup() }
}

fn sold(lang: Lang) -> Till {
    let mut till = on_with(guarded(), lang);
    till.sign_in("01").sold_stripe(1234);
    till
}

fn by_code(lang: Lang) -> Till {
    let mut till = on_with(Setup { code_enquiry: Demand::Yes, ..setup() }, lang);
    till.sign_in("01").keys("1 8 3 1234E 6228123456789012345E E").hold_host();
    till
}
