//! Many wrong passwords over different numbers, and sessions that nobody attends to.

use keytill::domain::{Fact, WallTime};

use super::{kinds::ready, support::*};

/// Ten wrong passwords, each for another number.
fn attacked() -> Till {
    let mut till = Till::on();
    for number in 11..=19 {
        till.keys(&format!("{number}E9999E")).must_show(&["Wrong number or password. Wait 1 s"]);
    }
    till.keys("20E9999E").must_show(&["only 00 can sign in", "for 30 min"]);
    till
}

fn still_locked(till: &mut Till) {
    till.trace.clear();
    till.keys("01E0000E").must_show(&["Sign in", "only 00 can sign in"]);
    assert!(!till.trace.iter().any(|effect| effect.starts_with("check")), "{:?}", till.trace);
}

#[test]
fn many_wrong_passwords_over_different_numbers_lock_the_terminal() {
    let mut till = attacked();
    still_locked(&mut till);
    till.seconds(1700);
    still_locked(&mut till);
    // Nothing that is tried meanwhile makes it longer.
    till.seconds(110).keys("01E0000E").must_show(&["Mode"]);
    // Nobody has looked after it: the next wrong password locks it again.
    till.keys("C 30E9999E").must_show(&["only 00 can sign in"]);
}

#[test]
fn the_terminal_s_lock_outlasts_restarts_and_clock_jumps() {
    let day = 86_400_000;
    for jump in [0, 3600 * day, -3600 * day, -1] {
        let mut till = attacked();
        till.set_wall(WallTime(till.now().wall.0 + jump)).seconds(1);
        still_locked(&mut till);
        till.restart(Cut::Lost);
        still_locked(&mut till);
        // A number that does not exist waits after a restart like one that does.
        till.set_wall(WallTime(0)).seconds(1795).keys("01E0000E").must_show(&["Mode"]);
    }
}

#[test]
fn nothing_tells_a_number_that_exists_from_one_that_does_not_after_a_restart() {
    let mut till = Till::on();
    for number in ["01", "55"] {
        for wait in [1, 3, 10] {
            till.keys(&format!("{number}E9999E")).seconds(wait);
        }
        till.keys(&format!("{number}E9999E"));
    }
    till.restart(Cut::Lost);
    for number in ["01", "55"] {
        till.keys(&format!("{number}E9999E")).must_show(&["ask the supervisor"]);
    }
}

#[test]
fn the_supervisor_can_always_sign_in_and_releases_the_terminal() {
    let mut till = attacked();
    // 00 waits for wrong passwords of 00 alone, and they lock nobody else out.
    till.keys("00E9999E").must_show(&["Wrong number or password. Wait 1 s"]).must_not_show(&["only 00 can"]);
    till.seconds(1).sign_in("00").must_show(&["Mode", "Terminal unlocked. Wrong passwords: 10"]);
    till.keys("C 01E0000E").must_show(&["Mode", "Operator 01"]);
    assert_eq!(till.count(|fact| *fact == Fact::TerminalReleased { by: operator("00") }), 1);
    // It counts anew from here on.
    till.keys("C");
    for number in 11..=19 {
        till.keys(&format!("{number}E9999E")).must_not_show(&["only 00 can"]);
        till.seconds(3);
    }
    till.keys("21E9999E").must_show(&["only 00 can"]);
}

#[test]
fn slips_that_are_made_good_do_not_count_against_the_terminal() {
    let mut till = Till::on();
    for _ in 0..15 {
        till.keys("01E0001E").seconds(1).keys("01E0000E").must_show(&["Mode"]).must_not_show(&["only 00 can"]);
        till.keys("C");
    }
    assert_eq!(till.disk.book.watch.against_terminal(), 0);
    // So it is with a second person who approves, whose wrong passwords would add up otherwise.
    till.sign_in("01");
    for _ in 0..8 {
        till.keys("1 6 000000000017E 0121E 1234E E 654321E").must_show(&["Wrong number or password. Wait 1 s"]);
        till.seconds(1).keys("123456E").must_show(&["Insert, tap or swipe"]);
        till.keys("C E").keys("C");
    }
    assert_eq!(till.disk.book.operators[&operator("00")].failures, 0);
}

#[test]
fn approvals_too_wait_for_a_terminal_that_is_locked_but_those_of_the_supervisor() {
    let mut till = ready();
    till.keys("1 6 000000000017E 0121E 1234E E");
    for number in 11..=20 {
        till.keys(&format!("D {number}E 9999E"));
    }
    till.must_show(&["only 00 can sign in"]);
    till.keys("D 02E 2580E").must_show(&["only 00 can sign in"]);
    till.keys("D 00E 123456E").must_show(&["Insert, tap or swipe"]);
}

// Nobody presses a key.

#[test]
fn what_is_in_hand_is_locked_and_goes_on_with_its_operator_s_password() {
    for (name, keys, shows) in [
        ("a sale that is typed", "1 1 1234", "Type the amount"),
        ("a refund after its first question", "1 6 000000000017E", "Original date"),
        ("an approval", "1 6 000000000017E 0121E 1234E E", "Supervisor must approve"),
    ] {
        let mut till = ready();
        till.keys(keys).seconds(599).must_not_show(&["Locked"]);
        till.seconds(1).must_show(&["Locked", "Operator 01 has work unfinished", "Password of 01"]);
        till.must_not_show(&[shows]);
        // CANCEL, a wrong password and the password of somebody else lead nowhere.
        till.keys("C").must_show(&["Locked"]);
        till.keys("2580E").must_show(&["Locked", "Wrong number or password. Wait 1 s"]);
        till.seconds(1).keys("0000E").must_show(&[shows]).must_not_show(&["Locked"]);
        assert_eq!(till.count(|fact| matches!(fact, Fact::Locked { .. })), 1, "{name}");
        assert_eq!(till.count(|fact| matches!(fact, Fact::Resumed { .. })), 1, "{name}");
        assert_eq!(till.disk.book.operators[&operator("01")].failures, 0, "{name}");
    }
}

#[test]
fn the_supervisor_signs_out_whoever_has_gone() {
    let mut till = ready();
    till.keys("1 1 1234").seconds(600).keys("D").must_show(&["Password of 00", "unfinished work is lost"]);
    till.keys("D").must_show(&["Password of 01"]);
    // A wrong password of 00 is forgotten with the right one.
    till.keys("D 654321E").must_show(&["Wrong number or password"]);
    till.seconds(1).keys("123456E").must_show(&["Sign in", "Signed out by 00"]);
    assert_eq!(till.disk.book.operators[&operator("00")].failures, 0);
    let out = Fact::SignedOut { operator: operator("01"), by: Some(operator("00")) };
    assert_eq!(till.count(|fact| *fact == out), 1);
    assert!(till.model.terminal.trade.is_none());
    // A restart ends a locked session as well: nothing that was typed is kept.
    till.sign_in("01").keys("1 1 1234").seconds(600).must_show(&["Locked"]);
    till.restart(Cut::Lost).must_show(&["Sign in"]);
}

#[test]
fn with_nothing_in_hand_the_operator_is_signed_out() {
    for keys in ["", "1", "1 3", "1 1", "5 00"] {
        let mut till = ready();
        till.keys(keys).seconds(600).must_show(&["Sign in", "Signed out: no key for a while"]);
    }
}

#[test]
fn both_times_are_as_they_are_set() {
    let mut till = ready();
    till.model.terminal.setup.idle.lock = std::time::Duration::from_secs(60);
    till.keys("1 1 1234").seconds(60).must_show(&["Locked"]);
    till.keys("0000E C C").seconds(120).must_show(&["Operator 01"]);
    till.seconds(480).must_show(&["Sign in"]);
}

#[test]
fn never_between_card_and_verdict() {
    let states: [fn(&mut Till); 3] = [
        |till| {
            till.sell(1234);
        },
        |till| {
            till.sell(1234).card(chip());
        },
        |till| {
            till.hold_host().sell_chip(1234);
        },
    ];
    for state in states {
        let mut till = ready();
        state(&mut till);
        for _ in 0..20 {
            till.seconds(50);
            let busy = till.model.terminal.trade.as_ref().is_some_and(|trade| trade.verdict().is_none());
            assert!(!busy || !till.screen().contains("Locked"), "{}", till.screen());
        }
        till.must_not_show(&["Sign in"]);
    }
}
