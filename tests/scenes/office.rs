//! Lists, details, reprint, back office, passwords, technician.

use keytill::{
    acquirer::Place,
    app::Event,
    domain::{DataUse, Lang, MobileLine, ModemState, OperatorName},
    flow::Input,
};

use super::{Scene, ready, settle::day, signed_in, unresolved};
use crate::support::*;

pub const SCENES: &[Scene] = &[
    Scene::new("list_empty", |lang| with(ready(lang), "1 3")),
    Scene::new("list", |lang| with(day(lang), "3")),
    Scene::new("list_second_page", |lang| {
        let mut till = ready(lang);
        for minor in 1..=11 {
            till.sold_stripe(minor * 111_111);
        }
        with(till, "1 3 0")
    }),
    Scene::new("detail_sale", |lang| with(day(lang), "3 5")).scrolls("the rows scroll"),
    Scene::new("detail_void", |lang| with(day(lang), "3 1")).scrolls("the rows scroll"),
    Scene::new("detail_scrolled", |lang| with(day(lang), "3 1 VVVVVVVVVVVV")).scrolls("the rows scroll"),
    Scene::new("detail_reversing", |lang| {
        let mut till = ready(lang);
        till.sell_chip(1234).hold_host().fault(no_answer()).seconds(2);
        with(till, "E 3 1 VVVVVVVVVVVV")
    })
    .scrolls("the rows scroll"),
    Scene::new("reprint", |lang| with(day(lang), "4")),
    Scene::new("reprint_nothing", |lang| with(ready(lang), "1 4 E")),
    Scene::new("reprint_done", |lang| with(day(lang), "4 2 E")),
    Scene::new("reprint_failed", |lang| {
        let mut till = day(lang);
        till.unplug_printer();
        with(till, "4 E")
    }),
    Scene::new("back_office_supervisor", |lang| with(signed_in(lang, "00"), "2")),
    Scene::new("back_office_administrator", |lang| with(signed_in(lang, "99"), "2")),
    Scene::new("totals", |lang| {
        let mut till = day(lang);
        till.keys("C C").sign_in("00");
        with(till, "2 1")
    }),
    Scene::new("queue_empty", |lang| with(signed_in(lang, "00"), "2 3")),
    Scene::new("queue_owed", |lang| {
        let mut till = ready(lang);
        till.sell_stripe(123_456_789).hold_host().fault(no_answer()).seconds(2).fault(no_answer());
        till.keys("E C C").sign_in("00");
        with(till, "2 3")
    }),
    Scene::new("queue_unresolved", |lang| with(at_queue(lang), "")),
    Scene::new("queue_close", |lang| with(at_queue(lang), "1")),
    Scene::new("downloads", |lang| with(signed_in(lang, "00"), "2 8")),
    Scene::new("downloads_under_way", |lang| {
        let mut till = signed_in(lang, "00");
        till.keys("2 8 1").hold_host().keys("4 6");
        till
    }),
    Scene::new("downloads_refused", |lang| {
        let mut till = signed_in(lang, "00");
        till.hold_host().keys("2 8 5").host(answer("40"));
        till
    })
    .scrolls("the list scrolls with what is marked"),
    Scene::new("mode_batch_old", |lang| {
        let mut till = ready(lang);
        till.sold_stripe(1234).seconds(25 * 3600).sign_in("00");
        till
    }),
    Scene::new("operators", |lang| with(signed_in(lang, "00"), "2 6")),
    Scene::new("operators_locked", |lang| {
        let mut till = signed_in(lang, "00");
        till.keys("C");
        for wait in [1, 3, 10, 30, 60, 0] {
            till.keys("01E9999E").seconds(wait);
        }
        till.sign_in("00");
        with(till, "2 6 01")
    }),
    Scene::new("operators_unlocked", |lang| with(signed_in(lang, "00"), "2 6 01^")),
    Scene::new("password_old", |lang| with(ready(lang), "5 00")),
    Scene::new("password_new", |lang| with(ready(lang), "5 0000E 25")),
    Scene::new("password_again", |lang| with(ready(lang), "5 0000E 2580E")),
    Scene::new("password_weak", |lang| with(ready(lang), "5 0000E 1234E")),
    Scene::new("password_differs", |lang| with(ready(lang), "5 0000E 2580E 2581E")),
    Scene::new("password_wrong", |lang| with(ready(lang), "5 0001E 2580E 2580E")),
    Scene::new("password_changed", |lang| with(ready(lang), "5 0000E 2580E 2580E")),
    Scene::new("password_of_operator", |lang| with(signed_in(lang, "00"), "2 6 07E")),
    Scene::new("technician", |lang| with(signed_in(lang, "99"), "4")),
    Scene::new("technician_backup", |lang| {
        let mut till = signed_in(lang, "99");
        till.send(Event::Flow(Input::HostInUse(Place::Backup, "backup.example:9000".into())));
        with(till, "4")
    }),
    Scene::new("mobile", |lang| mobile(ready(lang), ModemState::Connected, Some(75))),
    Scene::new("mobile_weak", |lang| mobile(ready(lang), ModemState::Connected, Some(12)))
        .scrolls("the name of the network goes first"),
    Scene::new("mobile_not_connected", |lang| mobile(ready(lang), ModemState::NotConnected, None)),
    Scene::new("mobile_gone", |lang| {
        let mut till = ready(lang);
        till.send(Event::Flow(Input::Mobile(MobileLine::default(), DataUse::default())));
        till
    }),
    Scene::new("mobile_no_room", |lang| mobile(unresolved(lang), ModemState::Connected, Some(75)))
        .scrolls("the name of the network has no room beside what is unresolved"),
    Scene::new("technician_mobile", |lang| with(mobile(signed_in(lang, "99"), ModemState::Connected, Some(75)), "4")),
    Scene::new("technician_offline", |lang| {
        let mut till = signed_in(lang, "99");
        till.hold_host().keys("4 E").fault(unreachable());
        till
    })
    .scrolls("the reason ends below the last row"),
];

/// With a modem that tells this, and some bytes to the host.
fn mobile(mut till: Till, state: ModemState, signal: Option<u8>) -> Till {
    let operator = OperatorName::new(if till.session().lang == Lang::En { "China Mobile" } else { "中国移动" });
    let line = MobileLine { state, signal, operator, technology: Some("LTE".into()) };
    till.send(Event::Flow(Input::Mobile(line, DataUse { day: 12_345, month: 1_234_567 })));
    till
}

fn at_queue(lang: Lang) -> Till {
    let mut till = unresolved(lang);
    till.keys("E C C").sign_in("00").keys("2 3");
    till
}

fn with(mut till: Till, keys: &str) -> Till {
    till.keys(keys);
    till
}
