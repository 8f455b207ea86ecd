//! Scanners: what they read comes into the basket, and their ENTER confirms nothing, on any screen.

use std::time::Duration;

use keytill::{
    app::{Event, SessionId},
    keypad::{Key, Scanned, WedgeRules},
};

use super::{basket::goods, support::*};

const WATER: &str = "6921168509256";
/// A code with a right check digit that no product has.
const OTHER: &str = "4006381333931";

fn told(mut till: Till, rules: WedgeRules) -> Till {
    till.send(goods());
    till.model.sessions.get_mut(&SessionId::KEYPAD).unwrap().wedge.rules = rules;
    till.forget()
}

fn by_speed() -> Till {
    told(Till::ready(), WedgeRules { prefix: None, by_speed: true })
}

/// Keys so many milliseconds apart, and then a pause in which nothing more comes.
fn types(till: &mut Till, keys: &str, apart: u64) {
    till.pass(Duration::from_secs(1));
    for c in keys.chars() {
        till.pass(Duration::from_millis(apart));
        till.key(if c == 'E' { Key::Enter } else { Key::Digit(c as u8 - b'0') });
    }
    till.pass(Duration::from_millis(100));
}

/// By speed, on the keyboard line.
fn scan(till: &mut Till, code: &str) {
    types(till, &format!("{code}E"), 3);
}

fn lines(till: &Till) -> usize {
    till.model.terminal.book.baskets.open().map_or(0, |basket| basket.lines.len())
}

#[test]
fn a_scan_is_a_line_and_its_enter_is_no_payment() {
    let mut till = by_speed();
    till.keys("9");
    scan(&mut till, WATER);
    till.must_show(&["Water", "x1"]);
    till.keys("3M");
    scan(&mut till, WATER);
    till.must_show(&["x3", "8.00"]);
    assert_eq!(lines(&till), 2);
    scan(&mut till, OTHER);
    till.must_show(&["No product 4006381333931"]);
    scan(&mut till, "134567890123456789");
    till.must_show(&["A payment code", "8.00"]).must_not_show(&["134567890123456789"]);
    assert_eq!(lines(&till), 2);
}

#[test]
fn no_scan_confirms_money_or_presses_a_key_on_any_screen() {
    // To the amount, an amount typed, far out, the confirmation of a code, the choice of how to pay, a basket's question.
    let ways = [
        "",
        "1",
        "11",
        "111234",
        "1199999999E",
        "1 8 3 1234E 134567890123456789E",
        "9 1004E E",
        "9 1004E D",
        "9 1004E M",
        "2",
        "6",
    ];
    for way in ways {
        for code in [WATER, OTHER, "2100001", "134567890123456789", "96385074"] {
            let mut till = by_speed();
            till.keys(way);
            till.pass(Duration::from_millis(100));
            let (screen, stack) = (body(&till), till.session().stack.len());
            till.effects();
            scan(&mut till, code);
            till.pass(Duration::from_secs(5));
            assert_eq!(till.session().stack.len(), stack, "{way} {code}\n{}", till.screen());
            assert_eq!(body(&till), screen, "{way} {code}");
            assert!(till.model.terminal.trade.is_none(), "{way} {code}");
            assert_eq!(till.effects(), ["bell"], "{way} {code}");
        }
    }
}

/// What is on the screen but for its last rows, which say why a key was refused.
fn body(till: &Till) -> String {
    let screen = till.screen();
    screen.lines().skip(3).take(15).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_scanned_payment_code_answers_its_question_and_not_the_next_one() {
    let mut till = by_speed();
    till.keys("1 8 3 1234E");
    scan(&mut till, "134567890123456789");
    till.must_show(&["134567", "6789"]);
    assert!(till.model.terminal.trade.is_none());
    till.keys("E");
    assert!(till.model.terminal.trade.is_some());
}

#[test]
fn keys_of_a_person_that_come_all_at_once_are_keys() {
    let mut till = by_speed();
    types(&mut till, "111234E", 0);
    till.must_show(&["Insert, tap"]);
    assert!(till.model.terminal.trade.is_some(), "{}", till.screen());
}

#[test]
fn a_person_is_not_taken_for_a_scanner_and_every_digit_comes() {
    let mut till = by_speed();
    till.keys("9");
    types(&mut till, "6921168509256", 60);
    till.must_show(&["6921168509256_"]);
    types(&mut till, "E", 60);
    assert_eq!(lines(&till), 1, "a barcode may be typed");
}

#[test]
fn a_sign_before_the_code_tells_a_slow_scanner() {
    let mut till = told(Till::ready(), WedgeRules { prefix: Some('~'), by_speed: false });
    till.keys("9");
    till.send(Event::ScanBegins(SessionId::KEYPAD));
    for c in WATER.bytes() {
        till.pass(Duration::from_millis(100));
        till.key(Key::Digit(c - b'0'));
    }
    till.key(Key::Enter).must_show(&["Water"]);
    assert_eq!(lines(&till), 1);
    // One that breaks off leaves nothing behind.
    till.send(Event::ScanBegins(SessionId::KEYPAD)).key(Key::Digit(6));
    till.pass(Duration::from_secs(1));
    till.must_show(&["Item  _"]);
}

/// Letters are no keys, but a keymap may have one for M and for the dot; and no code of digits is so long.
#[test]
fn what_a_scanner_reads_after_its_sign_is_no_key_whatever_it_is() {
    let long = "7".repeat(70);
    for code in ["https://m.example.cn/12345678", long.as_str()] {
        for way in ["", "1", "11", "111234", "9 1004E E"] {
            let mut till = told(Till::ready(), WedgeRules { prefix: Some('~'), by_speed: false });
            till.keys(way);
            till.pass(Duration::from_millis(100));
            let (screen, stack) = (body(&till), till.session().stack.len());
            till.effects();
            till.send(Event::ScanBegins(SessionId::KEYPAD));
            for sign in code.chars() {
                till.pass(Duration::from_millis(100));
                match sign {
                    '0'..='9' => till.key(Key::Digit(sign as u8 - b'0')),
                    'm' => till.key(Key::Menu),
                    '.' => till.key(Key::DoubleZero),
                    _ => till.send(Event::UnknownKey(SessionId::KEYPAD)),
                };
            }
            till.key(Key::Enter);
            till.pass(Duration::from_secs(5));
            assert_eq!(till.session().stack.len(), stack, "{way} {code}\n{}", till.screen());
            assert_eq!(body(&till), screen, "{way} {code}");
            assert!(till.model.terminal.trade.is_none(), "{way} {code}");
            assert_eq!(till.effects(), ["bell"], "{way} {code}");
        }
    }
}

#[test]
fn a_scanner_on_its_own_line_is_no_keyboard() {
    let mut till = told(Till::ready(), WedgeRules::default());
    let scan = |till: &mut Till, code: &str| {
        till.send(Event::Scanned(SessionId::KEYPAD, Scanned::new(code).unwrap()));
    };
    scan(&mut till, WATER);
    till.must_show(&["No scan here"]);
    till.keys("9");
    scan(&mut till, WATER);
    scan(&mut till, "2100001");
    till.must_show(&["Water", "Bread"]);
    till.keys("C C");
    scan(&mut till, WATER);
    till.must_show(&["No scan here"]);
}
