//! Help and support.

use keytill::{
    domain::Lang,
    flow::{Contact, Setup, Support},
};

use super::{Scene, on, ready};
use crate::support::*;

const SCREEN: &str = "a code takes what room there is";

pub const SCENES: &[Scene] = &[
    Scene::new("help_sign_in", |lang| with(on(lang), "v")),
    Scene::new("help_amount", |lang| with(ready(lang), "1 1 12 M")),
    Scene::new("help_settlement", |lang| with(ready(lang), "1 5 M")),
    Scene::new("help_trade", |lang| with(ready(lang), "1 1 1234E M")),
    Scene::new("support", |lang| with(called(lang), "v M")),
    Scene::new("support_nobody", |lang| with(on(lang), "v M")),
    Scene::new("support_trouble", |lang| {
        let mut till = called(lang);
        till.unplug_reader().unplug_printer();
        with(till, "v M")
    })
    .scrolls("the rows scroll"),
    Scene::new("support_kept", |lang| with(called(lang), "v M 9")),
    Scene::new("support_code", |lang| with(called(lang), "v M M")).scrolls(SCREEN),
];

fn with(mut till: Till, keys: &str) -> Till {
    till.keys(keys);
    till
}

/// A box that knows whom to call.
fn called(lang: Lang) -> Till {
    let contact = |text: &str| Contact::try_from(text.to_owned()).ok();
    let support =
        Support { acquirer: contact("95516"), vendor: contact("400-820-0000"), shop: contact("店长 13800000000") };
    let mut till = Till::new(Setup { support, ..setup() }, book(), lang, (53, 20));
    till.start();
    till
}
