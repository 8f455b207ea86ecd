//! Sales and voids, step by step, and every verdict.

use keytill::{
    acquirer::LinkFault,
    domain::{Download, Fact, download::BinList},
    reader::{CardTrouble, PadTrouble, Refusal},
};

use super::{Scene, on, ready, signing, training, unresolved};
use crate::support::*;

pub const SCENES: &[Scene] = &[
    Scene::new("amount_empty", |lang| played(ready(lang), |t| t.keys("11"))),
    Scene::new("amount_typed", |lang| played(ready(lang), |t| t.keys("11 1234"))),
    Scene::new("amount_longest", |lang| played(ready(lang), |t| t.keys("11 123456789 0")))
        .scrolls("nine digits are written small at 40 columns"),
    Scene::new("amount_of_nothing", |lang| played(ready(lang), |t| t.keys("11 E"))),
    Scene::new("tray_first_page", |lang| played(training(lang), |t| t.sell(1234))),
    Scene::new("tray_second_page", |lang| played(training(lang), |t| t.sell(1234).keys("0"))),
    Scene::new("tray_third_page", |lang| played(training(lang), |t| t.sell(1234).keys("^"))),
    Scene::new("tray_note", |lang| played(training(lang), |t| t.sell(1234).refuse(Refusal::ChipFailed))),
    Scene::new("step_sign_on", |lang| played(ready(lang), |t| t.hold_host().sign_on_wanted().sell(1234))),
    Scene::new("step_reversal", |lang| {
        played(ready(lang), |t| t.sell_stripe(1234).hold_host().fault(no_answer()).keys("E 1 500 E"))
    }),
    Scene::new("step_reader", |lang| {
        let mut till = on(lang);
        till.power_off(Cut::Lost).begin().sign_in("01");
        played(till, |t| t.sell(1234))
    }),
    Scene::new("step_card", |lang| played(ready(lang), |t| t.sell(1234))),
    Scene::new("step_card_insert", |lang| played(ready(lang), |t| t.sell(1234).card(stripe_of_chip_card()))),
    Scene::new("step_card_swipe", |lang| played(ready(lang), |t| t.sell(1234).refuse(Refusal::ChipFailed))),
    Scene::new("step_card_tap_failed", |lang| played(ready(lang), |t| t.sell(1234).refuse(Refusal::TapFailed))),
    Scene::new("step_card_swipe_again", |lang| played(ready(lang), |t| t.sell(1234).refuse(Refusal::StripeUnreadable))),
    Scene::new("step_card_one_only", |lang| played(ready(lang), |t| t.sell(1234).refuse(Refusal::SeveralCards))),
    Scene::new("step_card_tap_again", |lang| played(ready(lang), |t| t.sell(1234).refuse(Refusal::TapLost))),
    Scene::new("step_remove_card", |lang| {
        played(ready(lang), |t| {
            let listed = Download::Bins { list: BinList::Blacklist, entries: vec!["622848".into()] };
            let fact = Fact::HostData(Box::new(listed));
            t.flow(|t, now, out| t.record(now, vec![fact], out));
            t.sell(1234).card(chip()).keys("C").sell(1234)
        })
    }),
    Scene::new("step_card_see_phone", |lang| played(ready(lang), |t| t.sell(1234).refuse(Refusal::SeePhone))),
    Scene::new("step_pin", |lang| played(ready(lang), |t| t.sell(1234).card(chip()))),
    Scene::new("step_saving", |lang| played(ready(lang), |t| t.hold_disk().sell_chip(1234))),
    Scene::new("step_bank", |lang| played(ready(lang), |t| t.sell_chip(1234).seconds(7))),
    Scene::new("step_bank_too_late", |lang| played(ready(lang), |t| t.sell_chip(1234).keys("C"))),
    Scene::new("step_keep_card", |lang| played(ready(lang), |t| t.sell_chip(1234).host(approved()))),
    Scene::new("step_void_bank", |lang| played(ready(lang), |t| t.sold(1234).keys("1 2 2E E 123456E"))),
    Scene::new("verdict_paid", |lang| played(ready(lang), |t| t.sell_stripe(1234).host(approved()))),
    Scene::new("verdict_paid_large", |lang| played(ready(lang), |t| t.sell_stripe(999_999_999).host(approved()))),
    Scene::new("verdict_paid_not_printed", |lang| {
        played(ready(lang), |t| t.unplug_printer().sell_stripe(1234).host(approved()))
    }),
    Scene::new("verdict_sign", |lang| played(signing(lang), |t| t.sell_stripe(1234).host(approved()))),
    Scene::new("signature_empty", |lang| played(signing(lang), |t| t.sell_stripe(1234).host(approved()).keys("E"))),
    Scene::new("signature_drawn", |lang| {
        played(signing(lang), |t| t.sell_stripe(1234).host(approved()).keys("E").scribble())
    })
    .scrolls("a drawing is as fine as the screen has cells"),
    Scene::new("signature_dot", |lang| {
        played(signing(lang), |t| t.sell_stripe(1234).host(approved()).keys("E").touch(&[(9, 9)]).keys("E"))
    })
    .scrolls("a drawing is as fine as the screen has cells"),
    Scene::new("signature_saving", |lang| {
        played(signing(lang), |t| t.sell_stripe(1234).host(approved()).keys("E").scribble().hold_disk().keys("E"))
    }),
    Scene::new("signature_saved", |lang| {
        let mut till = signing(lang);
        till.sell_stripe(1234).host(approved()).keys("E").scribble().hold_host();
        played(till, |t| t.keys("E"))
    }),
    Scene::new("signature_not_sent", |lang| {
        let mut till = signing(lang);
        till.sell_stripe(1234).host(approved()).keys("E").scribble().hold_host().keys("E").seconds(3);
        played(till, |t| t.host(answer("30")))
    }),
    Scene::new("verdict_press_enter", |lang| played(ready(lang), |t| t.sell_stripe(1234).host(approved()).keys("5"))),
    Scene::new("verdict_declined", |lang| played(ready(lang), |t| t.sell_stripe(1234).host(answer("51")))),
    Scene::new("verdict_declined_pin", |lang| played(ready(lang), |t| t.sell_stripe(1234).host(answer("55")))),
    Scene::new("verdict_declined_keep_card", |lang| played(ready(lang), |t| t.sell_stripe(1234).host(answer("41")))),
    Scene::new("verdict_declined_unknown_code", |lang| played(ready(lang), |t| t.sell_stripe(1234).host(answer("X7")))),
    Scene::new("verdict_card_declined", |lang| {
        played(ready(lang), |t| t.sell(1234).card(chip()).authorised(declined_offline()))
    }),
    Scene::new("verdict_card_approved_alone", |lang| {
        played(ready(lang), |t| t.sell(1234).card(chip()).authorised(approved_offline()))
    }),
    Scene::new("verdict_ecash_told", |lang| {
        played(ready(lang), |t| t.keys("1 8 5 6 1234E").card(chip()).authorised(approved_offline()).host(answer("00")))
    }),
    Scene::new("verdict_cancelled", |lang| played(ready(lang), |t| t.sell(1234).keys("C"))),
    Scene::new("verdict_cancelled_by_holder", |lang| {
        played(ready(lang), |t| t.sell(1234).card(chip()).refuse(Refusal::CancelledByHolder))
    }),
    Scene::new("verdict_no_card", |lang| played(ready(lang), |t| t.sell(1234).seconds(60))),
    Scene::new("verdict_no_pin", |lang| played(ready(lang), |t| t.sell(1234).card(chip()).seconds(120))),
    Scene::new("verdict_card_pulled", |lang| {
        played(ready(lang), |t| t.sell(1234).card(chip()).refuse(Refusal::CardRemoved))
    }),
    Scene::new("verdict_card_not_accepted", |lang| {
        played(ready(lang), |t| t.sell(1234).refuse(Refusal::CardNotAccepted(CardTrouble::NoApplication)))
    }),
    Scene::new("verdict_card_blocked", |lang| {
        played(ready(lang), |t| t.sell(1234).refuse(Refusal::CardNotAccepted(CardTrouble::Blocked)))
    }),
    Scene::new("verdict_card_unreadable", |lang| {
        played(ready(lang), |t| (0..10).fold(t.sell(1234), |t, _| t.refuse(Refusal::SeveralCards)))
    }),
    Scene::new("verdict_pin_busy", |lang| played(ready(lang), |t| t.sell(1234).card(chip()).refuse(Refusal::PinBusy))),
    Scene::new("verdict_pad_internal", |lang| {
        played(ready(lang), |t| t.sell(1234).refuse(Refusal::Pad(PadTrouble::Internal)))
    }),
    Scene::new("verdict_key_missing", |lang| {
        played(ready(lang), |t| t.sell(1234).card(chip()).refuse(Refusal::KeyMissing(1)))
    }),
    Scene::new("verdict_reader_lost", |lang| played(ready(lang), |t| t.sell(1234).unplug_reader())),
    Scene::new("verdict_host_unreachable", |lang| played(ready(lang), |t| t.sell_stripe(1234).fault(unreachable()))),
    Scene::new("verdict_not_signed_on", |lang| {
        played(ready(lang), |t| t.sell_stripe(1234).hold_host().fault(LinkFault::NotSignedOn))
    }),
    Scene::new("verdict_reversal_first", |lang| {
        played(ready(lang), |t| t.sell_stripe(1234).hold_host().fault(no_answer()).keys("E 1 500 E").seconds(30))
    }),
    Scene::new("verdict_bad_request", |lang| {
        played(ready(lang), |t| t.sell_stripe(1234).fault(LinkFault::BadRequest { reason: "x".into() }))
    }),
    Scene::new("verdict_storage", |lang| played(ready(lang), |t| t.break_disk().sell_stripe(1234))),
    Scene::new("verdict_storage_after_answer", |lang| {
        played(ready(lang), |t| t.sell_stripe(1234).break_disk().host(approved()))
    }),
    Scene::new("verdict_unknown_no_answer", |lang| played(ready(lang), |t| t.sell_stripe(1234).fault(no_answer()))),
    Scene::new("verdict_unknown_line_broke", |lang| played(ready(lang), |t| t.sell_stripe(1234).fault(broken()))),
    Scene::new("verdict_unknown_bad_mac", |lang| played(ready(lang), |t| t.sell_stripe(1234).fault(LinkFault::BadMac))),
    Scene::new("verdict_unknown_garbled", |lang| played(ready(lang), |t| t.sell_stripe(1234).fault(garbled()))),
    Scene::new("verdict_unknown_card_refused", |lang| {
        played(ready(lang), |t| t.sell_chip(1234).host(approved()).reader(completed(false)))
    }),
    Scene::new("verdict_unknown_card_gone", |lang| {
        played(ready(lang), |t| t.sell_chip(1234).host(approved()).refuse(Refusal::CardRemoved))
    }),
    Scene::new("verdict_unknown_reader_gone", |lang| {
        played(ready(lang), |t| t.sell_chip(1234).host(approved()).unplug_reader())
    }),
    Scene::new("verdict_reversed", |lang| played(ready(lang), |t| t.sell_stripe(1234).fault(no_answer()).seconds(2))),
    Scene::new("verdict_unresolved", unresolved),
    Scene::new("void_pick", |lang| played(ready(lang), |t| t.keys("1 2 12"))),
    Scene::new("void_not_found", |lang| played(ready(lang), |t| t.keys("1 2 12E"))),
    Scene::new("void_confirm", |lang| played(ready(lang), |t| t.sold(123_456_789).keys("1 2 2E"))),
    Scene::new("void_refused", |lang| played(ready(lang), |t| t.sell_stripe(1234).host(answer("51")).keys("E 2 2E E"))),
    Scene::new("approval", |lang| played(ready(lang), |t| t.sold(1234).keys("1 2 2E E 123"))),
    Scene::new("approval_wrong", |lang| played(ready(lang), |t| t.sold(1234).keys("1 2 2E E 123E"))),
    Scene::new("verdict_voided", |lang| {
        played(ready(lang), |t| t.sold(1234).keys("1 2 2E E 123456E").host(approved()))
    }),
    Scene::new("verdict_not_voided", |lang| {
        played(ready(lang), |t| t.sold(1234).keys("1 2 2E E 123456E").host(answer("25")))
    }),
    Scene::new("verdict_void_unknown", |lang| {
        played(ready(lang), |t| t.sold(1234).keys("1 2 2E E 123456E").fault(no_answer()))
    }),
    Scene::new("verdict_void_reversed", |lang| {
        played(ready(lang), |t| t.sold(1234).keys("1 2 2E E 123456E").fault(no_answer()).seconds(2))
    }),
];

fn played(mut till: Till, events: for<'a> fn(&'a mut Till) -> &'a mut Till) -> Till {
    events(&mut till);
    till
}
