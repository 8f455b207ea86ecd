//! Keypads that are read past the console: CLEAR that is held, and devices that come and go.

use keytill::{
    app::{Event, SessionId},
    domain::Lang,
    keypad::{Key, Keycode, Motion, Plug, Presence, Scan, Scanned, Signal},
};

use super::support::*;

/// CLEAR goes down, and is held.
fn hold_clear(till: &mut Till) -> &mut Till {
    till.key(Key::Clear).send(Event::ClearHeld(SessionId::KEYPAD))
}

#[test]
fn clear_that_is_held_takes_back_everything_that_was_typed_and_leaves_nothing() {
    let mut till = Till::ready();
    till.keys("1 1 123456").must_show(&["Type the amount"]);
    hold_clear(&mut till).must_show(&["Type the amount"]);
    // Where nothing is left it does not leave the screen either, and says nothing.
    hold_clear(&mut till).must_show(&["Type the amount"]);
    till.keys("700E").must_show(&["Insert, tap or swipe"]);
    assert_eq!(till.model.terminal.trade.as_ref().unwrap().amount, amount(700));
}

#[test]
fn a_password_goes_as_a_whole() {
    let mut till = Till::on();
    till.keys("01E 99999").must_show(&["*****"]);
    hold_clear(&mut till).must_not_show(&["**"]);
    till.keys("0000E").must_show(&["Transactions"]);
}

#[test]
fn on_an_empty_line_it_changes_nobody_and_goes_to_no_other_question() {
    // There, a CLEAR that is pressed leads to the number, or to somebody else's password.
    let mut till = Till::on();
    till.keys("01E 9");
    hold_clear(&mut till).keys("0000E").must_show(&["Transactions"]);
    till.keys("1 1 12").pass(std::time::Duration::from_secs(600)).must_show(&["Locked", "Password of 01"]);
    till.keys("123");
    hold_clear(&mut till).must_show(&["Locked", "Password of 01"]);
    till.must_not_show(&["**"]);
    till.keys("0000E").must_show(&["Type the amount"]);
    let mut till = Till::ready();
    till.sold(1234).keys("1 2 2E E").must_show(&["00"]);
    till.keys("99");
    let asked = till.screen().lines().filter(|line| line.contains("assword")).count();
    hold_clear(&mut till);
    assert_eq!(till.screen().lines().filter(|line| line.contains("assword")).count(), asked);
}

#[test]
fn clear_that_is_held_does_nothing_where_nothing_is_typed() {
    // On the screens of a menu and of a verdict, CLEAR takes back nothing.
    let mut till = Till::ready();
    let before = till.screen();
    till.send(Event::ClearHeld(SessionId::KEYPAD));
    assert_eq!(till.screen(), before);
    till.sell_stripe(1234).host(approved()).must_show(&["APPROVED"]);
    hold_clear(&mut till).must_show(&["APPROVED"]);
}

#[test]
fn clear_that_led_back_to_a_question_does_not_empty_it() {
    // On the question whether an unusual amount is meant, CLEAR goes back to the amount; held, it must not take that away too.
    let mut till = Till::ready();
    till.keys("1 1 99999900E").must_show(&["IS THIS AMOUNT RIGHT?", "Down  correct"]);
    hold_clear(&mut till).must_show(&["Type the amount"]);
    till.keys("E").must_show(&["IS THIS AMOUNT RIGHT?", "nine hundred and ninety-nine thousand"]);
}

#[test]
fn another_key_after_clear_keeps_what_was_typed() {
    let mut till = Till::ready();
    till.keys("1 1 1234").key(Key::Clear).keys("5").send(Event::ClearHeld(SessionId::KEYPAD)).keys("E");
    assert_eq!(till.model.terminal.trade.as_ref().unwrap().amount, amount(1235));
}

#[test]
fn a_keypad_that_is_gone_stands_in_the_status() {
    let words = [
        (Lang::En, ["Keypad gone", "Keypad+scanner gone", "Scanner gone"]),
        (Lang::ZhCn, ["键盘 未连接", "键盘和扫码枪 未连接", "扫码枪 未连接"]),
    ];
    for (lang, words) in words {
        let mut till = Till::new(setup(), book(), lang, (80, 24));
        till.start();
        till.must_not_show(&words);
        till.send(Event::Plugged(Plug::Keypad, Presence::Gone)).must_show(&words[..1]);
        till.send(Event::Plugged(Plug::Scanner, Presence::Gone)).must_show(&words[1..2]);
        till.send(Event::Plugged(Plug::Keypad, Presence::Here)).must_not_show(&words[..2]).must_show(&words[2..]);
        till.send(Event::Plugged(Plug::Scanner, Presence::Here)).must_not_show(&words);
    }
}

/// A code of digits, as a scanner of its own reads it.
fn scan(digits: &str) -> Scanned {
    let (mut scan, at) = (Scan::default(), std::time::Duration::ZERO);
    let mut press =
        |name: &str| scan.take(Signal::Key { at, code: Keycode::named(name).unwrap(), motion: Motion::Down }, at);
    for digit in digits.chars() {
        assert_eq!(press(&format!("KEY_{digit}")), None);
    }
    press("KEY_ENTER").unwrap().unwrap()
}

fn scanned(till: &mut Till, digits: &str) {
    till.send(Event::Scanned(SessionId::KEYPAD, scan(digits)));
}

#[test]
fn a_scanner_of_its_own_answers_with_codes_and_confirms_nothing() {
    let mut till = Till::ready();
    till.keys("1 8 3 1234E");
    scanned(&mut till, "134567890123456789");
    // The question is answered; the money is confirmed by a person's ENTER.
    till.must_show(&["134567", "6789"]).must_not_show(&["Scan or type", "No scan here"]);
    assert!(till.model.terminal.trade.is_none());
    till.keys("E");
    assert!(till.model.terminal.trade.is_some());
}

#[test]
fn where_no_code_is_asked_for_a_scan_does_nothing_and_says_so() {
    let mut till = Till::on();
    scanned(&mut till, "01");
    till.must_show(&["No scan here"]).must_not_show(&["01_"]);
    let mut till = Till::ready();
    till.keys("1 1");
    scanned(&mut till, "6901234567892");
    till.must_show(&["Type the amount", "No scan here"]);
    till.keys("700E");
    assert_eq!(till.model.terminal.trade.as_ref().unwrap().amount, amount(700));
}

#[test]
fn a_slip_that_is_scanned_shows_its_transaction() {
    let mut till = Till::ready();
    till.sold(1234);
    let code = till.record(2).txn.slip_code(&till.model.terminal.setup.terminal);
    till.keys("1 2");
    scanned(&mut till, &code);
    till.must_show(&["12.34"]);
    assert!(till.model.terminal.trade.is_none());
}

/// On an empty line of a basket CLEAR asks whether to strike a line: that takes a push of its own.
#[test]
fn clear_that_is_held_strikes_no_line_of_a_basket() {
    let mut till = Till::ready_with(keytill::flow::Setup { orders: None, ..setup() });
    till.send(super::basket::goods()).keys("9 1001E 2M 10");
    hold_clear(&mut till).must_show(&["Basket 1", "Water"]).must_not_show(&["Strike", "10_", "2 x"]);
}
