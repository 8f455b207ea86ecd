//! Screens arranged for a finger: the kinds of them, not each. `tests/touch.rs` goes over all.

use keytill::app::{Keypad, SessionId};

use super::{Scene, on, ready, signed_in, signing, training};
use crate::support::*;

/// 3.5 inches, and one of ten.
const SIZES: &[(u16, u16)] = &[(40, 15), (80, 24)];

pub const SCENES: &[Scene] = &[
    Scene::new("touch_sign_in", |lang| fingers(on(lang), "01E00")).at(SIZES),
    Scene::new("touch_modes", |lang| fingers(ready(lang), "")).at(SIZES),
    Scene::new("touch_menu", |lang| fingers(ready(lang), "1")).at(SIZES),
    Scene::new("touch_next_page", |lang| fingers(ready(lang), "10")).at(SIZES),
    Scene::new("touch_amount", |lang| fingers(ready(lang), "11 1234")).at(SIZES),
    Scene::new("touch_amount_refused", |lang| fingers(ready(lang), "11 E")).at(SIZES),
    Scene::new("touch_tray", |lang| fingers(training(lang), "11 1234 E")).at(SIZES),
    Scene::new("touch_order_training", |lang| {
        let mut till = training(lang);
        till.keys("1 8 9 1234E").gateway(super::orders::shown_code());
        fingers(till, "")
    })
    .at(SIZES),
    Scene::new("touch_approval", |lang| {
        let mut till = ready(lang);
        till.sold(1234);
        fingers(till, "1 2 2E E 12")
    })
    .at(SIZES),
    Scene::new("touch_approval_keypad_away", |lang| {
        let mut till = ready(lang);
        till.sold(1234);
        let mut till = fingers(till, "1 2 2E E 12");
        till.model.sessions.get_mut(&SessionId::KEYPAD).unwrap().keypad = Keypad::Away;
        till
    })
    .at(SIZES),
    Scene::new("touch_paid", |lang| {
        let mut till = ready(lang);
        till.sell_stripe(1234).host(approved());
        fingers(till, "")
    })
    .at(SIZES),
    Scene::new("touch_list", |lang| {
        let mut till = ready(lang);
        for minor in [1234, 5600, 123_456_789] {
            till.sold(minor);
        }
        fingers(till, "1 3")
    })
    .at(SIZES),
    Scene::new("touch_offline", |lang| {
        let mut till = ready(lang);
        till.hold_host().sign_on_wanted().fault(unreachable());
        fingers(till, "")
    })
    .at(SIZES),
    Scene::new("touch_cash_count", |lang| {
        let mut till = signed_in(lang, "00");
        till.keys("2 9 3 E 10000 E C C C");
        fingers(till, "7 4E 1E 2")
    })
    .at(SIZES),
    Scene::new("touch_signature", |lang| {
        let mut till = signing(lang);
        till.sell_stripe(1234).host(approved()).keys("E");
        let mut till = fingers(till, "");
        till.scribble();
        till
    })
    .at(SIZES),
];

/// Keys on a screen that is for fingers from now on.
fn fingers(mut till: Till, keys: &str) -> Till {
    till.model.sessions.get_mut(&SessionId::KEYPAD).unwrap().touchable = true;
    till.keys(keys);
    till
}
