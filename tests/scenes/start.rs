//! Sign-in, modes, menus.

use keytill::{
    app::Event,
    domain::{Lang, WallTime},
    flow::{Limits, Setup, Storage, clock::EARLIEST},
    keypad::{Plug, Presence},
};

use super::{Scene, on, ready, signed_in, training};
use crate::support::*;

pub const SCENES: &[Scene] = &[
    Scene::new("sign_in", on),
    Scene::new("sign_in_starting", |lang| {
        let mut till = Till::new(setup(), book(), lang, (53, 20));
        till.hold_host().start();
        till
    }),
    Scene::new("sign_in_password", |lang| with(on(lang), "01E00")),
    Scene::new("sign_in_checking", |lang| {
        let mut till = on(lang);
        till.hold_passwords().keys("01E0000E");
        till
    }),
    Scene::new("sign_in_wrong", |lang| with(on(lang), "01E9999E")),
    Scene::new("sign_in_locked", |lang| {
        let mut till = on(lang);
        for wait in [1, 3, 10, 30, 60, 0] {
            till.keys("01E9999E").seconds(wait);
        }
        with(till, "01E0000E")
    }),
    Scene::new("sign_in_refused_key", |lang| with(on(lang), "^")),
    Scene::new("sign_in_after_idling", |lang| {
        let mut till = ready(lang);
        till.seconds(600);
        till
    }),
    Scene::new("sign_in_everything_gone", |lang| {
        let mut till = on(lang);
        till.hold_host().sign_on_wanted().fault(unreachable()).unplug_reader();
        till
    }),
    Scene::new("sign_in_keypad_gone", |lang| {
        let mut till = on(lang);
        let gone = |plug| Event::Plugged(plug, Presence::Gone);
        till.send(gone(Plug::Keypad)).send(gone(Plug::Scanner));
        till
    }),
    Scene::new("sign_in_unseen_paid", |lang| {
        let mut till = ready(lang);
        till.sell_stripe(1234).host(approved()).restart(Cut::Lost);
        till
    }),
    Scene::new("sign_in_unseen_paid_not_printed", |lang| {
        let mut till = ready(lang);
        till.sell_stripe(123_456_789).hold_disk().release_disk().hold_disk().host(approved()).restart(Cut::Kept);
        till
    }),
    Scene::new("sign_in_unseen_not_paid", |lang| {
        let mut till = ready(lang);
        till.sell_stripe(1234).host(answer("51")).restart(Cut::Lost);
        till
    }),
    Scene::new("sign_in_unseen_unknown", |lang| {
        let mut till = ready(lang);
        till.sell_stripe(1234).power_off(Cut::Lost).hold_host().start();
        till
    }),
    Scene::new("sign_in_unseen_reversed", |lang| {
        let mut till = ready(lang);
        till.sell_stripe(1234).restart(Cut::Lost);
        till
    }),
    Scene::new("sign_in_unseen_void_unknown", |lang| {
        let mut till = ready(lang);
        till.sold(1234).keys("1 2 2E E 123456E").power_off(Cut::Lost).hold_host().start();
        till
    }),
    Scene::new("sign_in_unseen_and_wrong_password", |lang| {
        let mut till = ready(lang);
        till.sell_stripe(1234).restart(Cut::Lost);
        with(till, "01E9999E")
    }),
    Scene::new("sign_in_clock", clock_off),
    Scene::new("clock_before_program", |lang| {
        let mut till = clock_off(lang);
        till.sign_in("00");
        till
    }),
    Scene::new("clock_before_records", |lang| {
        let mut till = watching(lang);
        till.start().power_off(Cut::Kept).set_wall(WallTime(NOON.0 - 90_000_000)).start().sign_in("00");
        till
    }),
    Scene::new("clock_refused_enter", |lang| {
        let mut till = clock_off(lang);
        till.sign_in("00").keys("E");
        till
    }),
    Scene::new("clock_refused_sale", |lang| {
        let mut till = clock_off(lang);
        till.sign_in("01").keys("1 1 1234E");
        till
    }),
    Scene::new("mode_operator", ready),
    Scene::new("mode_supervisor", |lang| signed_in(lang, "00")),
    Scene::new("mode_administrator", |lang| signed_in(lang, "99")),
    Scene::new("mode_training", training),
    Scene::new("transactions", |lang| with(ready(lang), "1")),
    Scene::new("transactions_storage_low", |lang| {
        let mut till = ready(lang);
        till.sell_stripe(1234).host(approved()).keys("E").room(Storage::Low).keys("1");
        till
    }),
    Scene::new("transactions_storage_full", |lang| {
        let mut till = ready(lang);
        till.room(Storage::Low).keys("1 1");
        till
    }),
    Scene::new("transactions_storage_stopped", |lang| {
        let mut till = ready(lang);
        till.room(Storage::Stopped("no space left".into())).keys("1");
        till
    }),
    Scene::new("transactions_settling", |lang| {
        let mut till = ready(lang);
        till.hold_host().keys("1 5 E C");
        till
    }),
    Scene::new("too_small", on).at(&[(39, 15), (40, 11), (20, 5), (1, 1)]),
];

fn with(mut till: Till, keys: &str) -> Till {
    till.keys(keys);
    till
}

/// A till that looks at its clock.
fn watching(lang: Lang) -> Till {
    let limits = Limits { earliest: Some(EARLIEST), ..Limits::default() };
    Till::new(Setup { limits, ..setup() }, book(), lang, (53, 20))
}

/// One whose battery was flat.
fn clock_off(lang: Lang) -> Till {
    let mut till = watching(lang);
    till.set_wall(WallTime(1_577_836_800_000)).start();
    till
}
