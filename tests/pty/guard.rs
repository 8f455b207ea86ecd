//! Passwords: the delay that grows, the lock-out that a restart does not end, and the languages of operators.

use keytill::{
    domain::{Fact, WallTime},
    ledger::{Ledger, Options},
};

use crate::terminal::*;

/// Types number and password on the sign-in screen.
fn try_sign_in(till: &Till, operator: &str, password: &str) {
    till.see("Type your two-digit number");
    till.type_bytes(format!("{operator}\r{password}\r").as_bytes());
}

#[test]
fn the_delay_grows_and_a_restart_does_not_end_it() {
    let folder = Folder::new();
    let mut till = Till::demo(&folder);
    till.see("Sign in");
    for (tries, wait) in [(1, "Wait 1 s"), (2, "Wait 3 s"), (3, "Wait 10 s")] {
        // Whoever comes too early is told to wait, with the right password too, and the try does not count.
        loop {
            till.keys("Esc");
            try_sign_in(&till, "01", "9999");
            let texts = ["Wrong number or password. Wait", "or ask the supervisor"];
            if till.see_one(&texts) == 0 {
                break;
            }
        }
        till.see(&format!("Wrong number or password. {wait}"));
        assert!(tries < 4);
    }
    till.restart();
    try_sign_in(&till, "01", "0000");
    till.see("s, or ask the supervisor");
    assert!(!till.shows("Back office"), "{}", till.screen());
    // Another operator is not concerned.
    till.keys("Esc");
    till.sign_in("00", "123456");
}

#[test]
fn an_unknown_operator_is_answered_like_a_known_one() {
    let folder = Folder::new();
    let mut till = Till::demo(&folder);
    let mut answers = Vec::new();
    for operator in ["01", "55"] {
        let mut lines = Vec::new();
        for _ in 0..2 {
            try_sign_in(&till, operator, "9999");
            till.see_one(&["Wait 1 s", "Wait 2 s"]);
            let screen = till.screen();
            lines.push(screen.lines().find(|line| line.contains("Wait")).unwrap().trim().to_owned());
            till.keys("Esc");
        }
        answers.push(lines);
    }
    assert_eq!(answers[0], answers[1]);
    assert!(answers[0][0].contains("Wrong number or password. Wait 1 s"), "{answers:?}");
}

#[test]
fn six_wrong_passwords_lock_until_the_supervisor_unlocks() {
    let folder = Folder::new();
    let mut till = Till::demo(&folder);
    till.see("Sign in");
    till.keys("Ctrl-C");
    till.ended();
    // The waiting between six wrong ones is left out.
    let now = WallTime(1_800_000_000_000);
    let mut opened = Ledger::open(folder.path(), &Options::new(now)).unwrap();
    let wrong = Fact::SignInFailed { operator: "01".parse().unwrap() };
    opened.ledger.commit(now, vec![wrong; 6], Vec::new()).unwrap();
    opened.ledger.close().unwrap();

    till.restart();
    try_sign_in(&till, "01", "0000");
    till.see("Wait 1800 s, or ask the supervisor");
    till.keys("Esc");
    till.sign_in("00", "123456");
    till.keys("2");
    till.see("Batch totals");
    till.keys("6");
    till.see("01 locked");
    till.keys("01 Up");
    till.see_gone("locked");
    till.keys("Esc");
    till.see("Batch totals");
    till.keys("Esc");
    till.see("Change password");
    till.keys("Esc");
    till.sign_in("01", "0000");
}

#[test]
fn a_language_that_is_chosen_at_sign_in_stays_with_the_operator() {
    let folder = Folder::new();
    let mut till = Till::start(&["demo", "--data", &text(folder.path())]);
    till.see("请输入两位操作员号");
    till.keys("*");
    till.sign_in("01", "0000");
    till.keys("Ctrl-C");
    till.ended();
    till.restart();
    till.see("请输入两位操作员号");
    till.type_bytes(b"01\r0000\r");
    till.see("Back office");
    till.keys("Esc");
    till.see("Type your two-digit number");
    till.type_bytes(b"00\r123456\r");
    till.see("Back office");
}
