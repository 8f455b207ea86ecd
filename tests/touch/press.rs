//! What counts as a press, and what it does.

use std::time::Duration;

use keytill::{
    app::{Event, SessionId},
    domain::Lang,
    keypad::{Key, Phase, Pointer},
    ui::{Does, Target},
};

use crate::{SCREENS, arrange, for_touch, keys, on_touch, scenes::Scene, shown, support::Till, targets};

/// After a double tap.
const LATER: Duration = Duration::from_millis(300);

fn scene(name: &str) -> &'static Scene {
    for_touch().find(|scene| scene.name == name).unwrap()
}

fn small(name: &str) -> Till {
    on_touch(scene(name), Lang::En, SCREENS[0])
}

fn target(till: &Till, key: Key) -> Target {
    targets(till)
        .into_iter()
        .find(|target| target.does == Does::Key(key))
        .unwrap_or_else(|| panic!("{key}:\n{}", shown(till)))
}

fn middle(target: &Target) -> (u16, u16) {
    (target.area.x + target.area.width / 2, target.area.y + target.area.height / 2)
}

fn tap(till: &mut Till, key: Key) {
    let cell = middle(&target(till, key));
    till.touch(&[cell]);
}

fn send(till: &mut Till, (column, row): (u16, u16), phase: Phase) {
    till.send(Event::Pointer(SessionId::KEYPAD, Pointer { column, row, phase }));
}

/// A tap does what the key does, to the picture and to what is asked of the outside. The way from one to the other is the same on
/// every screen, so that some of them are enough.
#[test]
fn a_tap_is_the_key_and_no_more() {
    for scene in for_touch().step_by(5) {
        let count = targets(&on_touch(scene, Lang::En, SCREENS[0])).len();
        for at in 0..count {
            let mut by_touch = on_touch(scene, Lang::En, SCREENS[0]);
            let target = targets(&by_touch).swap_remove(at);
            let Does::Key(key) = target.does else { continue };
            let before = by_touch.trace.len();
            by_touch.touch(&[middle(&target)]);
            let mut by_key = on_touch(scene, Lang::En, SCREENS[0]);
            by_key.key(key);
            assert_eq!(shown(&by_touch), shown(&by_key), "{}: {key}", scene.name);
            assert_eq!(by_touch.trace[before..], by_key.trace[before..], "{}: {key}", scene.name);
        }
    }
}

/// In the training world a finger plays the customer of a code as the digits do.
#[test]
fn a_finger_pays_in_training() {
    for key in [Key::Digit(1), Key::Digit(2)] {
        for screen in SCREENS {
            let till = || on_touch(scene("order_code_training"), Lang::ZhCn, screen);
            let (mut by_touch, mut by_key) = (till(), till());
            let before = by_touch.trace.len();
            tap(&mut by_touch, key);
            by_key.key(key);
            assert!(by_touch.trace.len() > before, "{key}: {:?}", by_touch.trace);
            assert_eq!(by_touch.trace[before..], by_key.trace[before..], "{key}");
        }
    }
    // Nobody else is asked to.
    assert_eq!(keys(&small("order_code")).into_iter().collect::<Vec<_>>(), [Key::Cancel]);
}

/// Every cell of a target is that target; the cells around it are not.
#[test]
fn a_target_reaches_to_its_edges() {
    let till = small("amount_typed");
    let all = targets(&till);
    for target in &all {
        let Does::Key(key) = target.does else { continue };
        for cell in target.area.positions() {
            let mut till = small("amount_empty");
            arrange(&mut till, SCREENS[0]);
            till.key(Key::Digit(7)).touch(&[(cell.x, cell.y)]);
            let mut expected = small("amount_empty");
            expected.key(Key::Digit(7)).key(key);
            assert_eq!(shown(&till), shown(&expected), "{key} at {cell}");
        }
    }
}

#[test]
fn a_finger_that_slips_onto_the_neighbour_presses_nothing() {
    let mut till = small("amount_typed");
    let before = shown(&till);
    let (one, two) = (middle(&target(&till, Key::Digit(1))), middle(&target(&till, Key::Digit(2))));
    till.touch(&[one, two]);
    assert_eq!(shown(&till), before);
    // Back again is where it was meant.
    till.touch(&[one, two, one]);
    assert_ne!(shown(&till), before);
}

/// Rain on the screen is nobody: the operator is signed out as if it were dry. A key keeps the session.
#[test]
fn what_presses_nothing_keeps_nobody_signed_in() {
    let title = (1, 0);
    let after = |touches: &dyn Fn(&Till) -> (u16, u16)| {
        let mut till = small("mode_operator");
        for _ in 0..7 {
            till.seconds(100);
            let cell = touches(&till);
            till.touch(&[cell]);
        }
        shown(&till)
    };
    assert!(after(&|_| title).contains("Sign in"), "{}", after(&|_| title));
    let page = |till: &Till| middle(&target(till, Key::Digit(0)));
    assert!(after(&page).contains("Mode "), "{}", after(&page));
}

/// Whatever a wet screen or a child does, nothing breaks; the rules of money are looked at after each event.
#[test]
fn random_touches_break_nothing() {
    for (seed, screen) in (4_711_u32..).zip(SCREENS) {
        let mut till = on_touch(scene("mode_operator"), Lang::En, screen);
        let mut dice = seed;
        let mut roll = |sides: u16| {
            dice = dice.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (dice >> 16) as u16 % sides
        };
        for _ in 0..3000 {
            let (columns, rows) = screen.0;
            let cells: Vec<(u16, u16)> = (0..=roll(2)).map(|_| (roll(columns + 2), roll(rows + 2))).collect();
            till.touch(&cells).pass(Duration::from_millis(u64::from(roll(900))));
            // Whoever was signed out comes back.
            if shown(&till).contains("Sign in") {
                till.sign_in("01");
            }
        }
        assert!(!shown(&till).trim().is_empty());
    }
}

#[test]
fn a_finger_that_only_leaves_presses_nothing() {
    let mut till = small("amount_typed");
    let before = shown(&till);
    let one = middle(&target(&till, Key::Digit(1)));
    send(&mut till, one, Phase::Up);
    send(&mut till, one, Phase::Drag);
    send(&mut till, one, Phase::Up);
    assert_eq!(shown(&till), before);
}

/// A screen that comes up under the finger is not answered by it, though the same key stands at the same place.
#[test]
fn a_screen_that_changes_under_the_finger_is_not_answered() {
    let mut till = small("confirm_refund");
    let enter = middle(&target(&till, Key::Enter));
    send(&mut till, enter, Phase::Down);
    till.key(Key::Cancel);
    let before = shown(&till);
    send(&mut till, enter, Phase::Up);
    assert_eq!(shown(&till), before);

    let mut till = small("mode_operator");
    let first = middle(&target(&till, Key::Digit(1)));
    send(&mut till, first, Phase::Down);
    till.key(Key::Digit(1));
    let before = shown(&till);
    assert!(before.contains("Sale"), "{before}");
    send(&mut till, first, Phase::Up);
    assert_eq!(shown(&till), before, "the entry below has another name");
}

/// The same holds where nothing but the title tells the screens apart.
#[test]
fn the_same_key_of_another_screen_is_another_one() {
    let mut till = small("transactions");
    let enter = target(&till, Key::Enter);
    send(&mut till, middle(&enter), Phase::Down);
    // On the second page: other transactions.
    till.key(Key::Digit(0)).key(Key::Digit(3));
    assert_eq!(target(&till, Key::Enter), enter);
    let before = shown(&till);
    send(&mut till, middle(&enter), Phase::Up);
    assert_eq!(shown(&till), before);
}

/// The guard against a bouncing ENTER holds for a finger that taps twice.
#[test]
fn a_double_tap_confirms_once() {
    let mut till = small("amount_typed");
    tap(&mut till, Key::Enter);
    let once = shown(&till);
    let mut twice = small("amount_typed");
    let enter = middle(&target(&twice, Key::Enter));
    twice.touch(&[enter]).touch(&[enter]);
    assert_eq!(shown(&twice), once);
}

/// Nothing on the screen tells which digit of a password a finger is on, neither while it is there nor afterwards.
#[test]
fn a_password_shows_no_finger() {
    for name in ["sign_in_password", "password_new", "approval", "locked_typing"] {
        let after = |digit| {
            let mut till = small(name);
            let before = shown(&till);
            let cell = middle(&target(&till, Key::Digit(digit)));
            send(&mut till, cell, Phase::Down);
            assert_eq!(shown(&till), before, "{name}");
            send(&mut till, cell, Phase::Up);
            shown(&till)
        };
        let all: Vec<String> = (0..=9).map(after).collect();
        assert!(all.iter().all(|one| *one == all[0]), "{name}");
        assert_ne!(all[0], shown(&small(name)), "{name}: a star more");
    }
}

#[test]
fn a_signature_is_drawn_beside_the_keys_and_done_by_one() {
    let mut till = small("signature_empty");
    till.scribble();
    let drawn = shown(&till);
    assert!(drawn.chars().any(|c| ('\u{2801}'..='\u{28ff}').contains(&c)), "{drawn}");
    // A line that has been begun goes over the keys and presses none.
    let clear = middle(&target(&till, Key::Clear));
    till.touch(&[(20, 8), clear]);
    assert!(shown(&till).chars().any(|c| ('\u{2801}'..='\u{28ff}').contains(&c)));
    tap(&mut till, Key::Clear);
    assert!(!shown(&till).chars().any(|c| ('\u{2801}'..='\u{28ff}').contains(&c)), "{}", shown(&till));
}

#[test]
fn without_touch_there_is_no_target_and_a_tap_is_nothing() {
    for name in ["mode_operator", "amount_typed", "verdict_paid"] {
        let mut till = (scene(name).play)(Lang::En);
        till.model.sessions.get_mut(&SessionId::KEYPAD).unwrap().size = (40, 15);
        assert!(targets(&till).is_empty() && keys(&till).is_empty(), "{name}");
        let before = shown(&till);
        for row in 0..15 {
            till.touch(&[(5, row)]);
        }
        assert_eq!(shown(&till), before, "{name}");
    }
}

#[test]
fn a_screen_without_room_stays_one_for_keys() {
    let mut till = small("amount_typed");
    till.model.sessions.get_mut(&SessionId::KEYPAD).unwrap().size = (40, 14);
    assert!(targets(&till).is_empty());
    assert!(shown(&till).contains("Bksp"), "{}", shown(&till));
}

/// The keypad that was put away is there again for whatever comes next.
#[test]
fn the_keypad_comes_back_with_the_next_key() {
    let mut till = small("amount_typed");
    let pad = |till: &Till| targets(till).into_iter().find(|target| target.does == Does::Keypad).unwrap();
    let away = middle(&pad(&till));
    till.touch(&[away]);
    assert!(!keys(&till).contains(&Key::Digit(5)), "{}", shown(&till));
    till.advance(LATER);
    let back = middle(&pad(&till));
    till.touch(&[back]);
    assert!(keys(&till).contains(&Key::Digit(5)));
    till.advance(LATER);
    till.touch(&[away]);
    till.advance(LATER);
    tap(&mut till, Key::Clear);
    assert!(keys(&till).contains(&Key::Digit(5)), "{}", shown(&till));
}
