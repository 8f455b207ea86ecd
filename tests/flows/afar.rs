//! Approval by somebody elsewhere: the challenge and its code, on both sides, and everything that must not be taken for one.

use keytill::{
    app::SessionId,
    domain::{Asked, Fact, Kind, WallTime, afar::ApprovalCode},
};

use super::{kinds::ready, support::*};

/// A refund of 12.34 that waits for a code, with what was asked; the first request since the start.
fn asking() -> (Till, Asked) {
    let mut till = ready();
    till.keys("1 6 000000000017E 0121E 1234E E v");
    let asked = request(&till, 1);
    (till, asked)
}

fn request(till: &Till, number: u32) -> Asked {
    let asked = Asked {
        terminal: "99999906".parse().unwrap(),
        operator: operator("01"),
        kind: Kind::Refund,
        amount: amount(1234),
        challenge: till.model.terminal.challenge(number),
    };
    let digits = asked.challenge.to_string();
    till.must_show(&["Remote approval", "99999906", "Refund", "12.34", &format!("{} {}", &digits[..3], &digits[3..])]);
    asked
}

fn code(till: &Till, asked: &Asked, approver: &str) -> String {
    asked.code(&shop_key(), operator(approver), till.now().wall).to_string()
}

/// A code that is none.
fn wrong(right: &str) -> String {
    let number: u32 = right.parse().unwrap();
    ApprovalCode::from_number(number + 1).to_string()
}

#[test]
fn a_right_code_begins_the_transaction_and_both_people_are_recorded() {
    let (mut till, asked) = asking();
    let right = code(&till, &asked, "00");
    till.keys(&format!("{right}E")).must_show(&["Insert, tap or swipe"]);
    let fact = Fact::Approved {
        operator: operator("01"),
        approver: operator("00"),
        kind: Kind::Refund,
        amount: amount(1234),
        from_afar: true,
    };
    assert_eq!(till.count(|found| *found == fact), 1);
    till.card(stripe()).authorised(stripe_without_pin()).host(approved());
    till.keys("E C 1 3 1");
    till.must_show(&["Refund"]);
    let refund = till.record(2);
    assert_eq!((refund.operator, refund.approver), (operator("01"), Some(operator("00"))));
    assert!(refund.extra.approved_from_afar);
    till.keys("vvvvv").must_show(&["00, remotely"]);
}

#[test]
fn a_code_works_once() {
    let (mut till, asked) = asking();
    let right = code(&till, &asked, "00");
    till.keys(&format!("{right}E")).must_show(&["Insert, tap or swipe"]).must_not_show(&["Challenge"]);
    till.keys("C E C");
    // The same request a moment later has another challenge, to which the old code is no answer.
    till.keys("1 6 000000000017E 0121E 1234E E v");
    let again = request(&till, 2);
    assert_ne!(again.challenge, asked.challenge);
    till.keys(&format!("{right}E")).must_show(&["Wrong code. Tries left: 2"]);
    assert!(till.model.terminal.trade.is_none());
}

/// Whatever is bound, and another approver, and another time.
#[test]
fn the_code_of_anything_else_is_wrong() {
    let changes: [fn(&mut Asked); 5] = [
        |asked| asked.terminal = "99999907".parse().unwrap(),
        |asked| asked.operator = operator("02"),
        |asked| asked.kind = Kind::Void,
        |asked| asked.amount = amount(1235),
        |asked| asked.challenge = "000001".parse().unwrap(),
    ];
    for change in changes {
        let (mut till, mut asked) = asking();
        change(&mut asked);
        let other = code(&till, &asked, "00");
        till.keys(&format!("{other}E")).must_show(&["Wrong code. Tries left: 2"]);
        assert!(till.model.terminal.trade.is_none());
    }
    // 00 has given it, and another number is named.
    let (mut till, asked) = asking();
    let of_00 = code(&till, &asked, "00");
    till.keys(&format!("D 99E {of_00}E")).must_show(&["No right to: approvals"]);
    till.keys(&format!("D 01E {of_00}E")).must_show(&["No right to: approvals"]);
    assert!(till.model.terminal.trade.is_none());
}

#[test]
fn a_code_dies_after_five_minutes_and_so_does_the_challenge() {
    let (mut till, asked) = asking();
    let minute = 60_000;
    let made = till.now().wall.0;
    let at = |minutes: i64| asked.code(&shop_key(), operator("00"), WallTime(made + minutes * minute)).to_string();
    // An answer that is older than its life and the skew of the clocks, or from further ahead than the skew.
    for minutes in [-8, 4] {
        till.keys(&format!("{}E", at(minutes))).must_show(&["Wrong code"]);
    }
    let right = code(&till, &asked, "00");
    till.seconds(300).keys(&format!("{right}E")).must_show(&["This challenge has ended"]);
    assert!(till.model.terminal.trade.is_none());
    till.keys("C").must_show(&["Supervisor must approve"]);
}

#[test]
fn no_jump_of_the_wall_clock_makes_a_challenge_live_longer() {
    for jump in [-3_600_000, 3_600_000] {
        let (mut till, asked) = asking();
        till.set_wall(WallTime(till.now().wall.0 + jump)).seconds(301);
        let now = code(&till, &asked, "00");
        till.keys(&format!("{now}E")).must_show(&["This challenge has ended"]);
    }
}

#[test]
fn three_wrong_codes_end_a_challenge_for_good_and_the_next_one_waits() {
    let (mut till, asked) = asking();
    let right = code(&till, &asked, "00");
    for left in [2, 1] {
        till.keys(&format!("{}E", wrong(&right))).must_show(&[&format!("Tries left: {left}")]);
    }
    till.keys(&format!("{}E", wrong(&right))).must_show(&["Three wrong codes"]);
    till.keys(&format!("{right}E")).must_show(&["This challenge has ended"]);
    assert!(till.model.terminal.trade.is_none());
    assert_eq!(till.count(|fact| matches!(fact, Fact::ApprovalRefused { .. })), 1);
    till.keys("C v").must_show(&["ask the supervisor"]).must_not_show(&["Challenge "]);
    till.seconds(60).keys("C v");
    request(&till, 2);
}

#[test]
fn a_restart_and_a_sign_out_end_a_challenge() {
    let (mut till, asked) = asking();
    let right = code(&till, &asked, "00");
    till.seconds(600).must_show(&["Locked"]);
    till.keys("D 123456E").must_show(&["Sign in"]);
    assert!(till.model.sessions[&SessionId::KEYPAD].asked.is_none());
    till.restart(Cut::Lost).sign_in("01").keys(&format!("1 6 000000000017E 0121E 1234E E {right}E"));
    assert!(till.model.terminal.trade.is_none());
}

#[test]
fn what_was_typed_goes_with_the_question() {
    let (mut till, _) = asking();
    assert!(till.model.sessions[&SessionId::KEYPAD].asked.is_some());
    till.keys("C");
    assert!(till.model.sessions[&SessionId::KEYPAD].asked.is_none());
}

#[test]
fn without_a_key_nobody_approves_from_afar() {
    let mut setup = setup();
    setup.approval_key = None;
    let mut till = Till::ready_with(setup);
    till.keys("1 6 000000000017E 0121E 1234E E v").must_show(&["No shop key for approvals"]);
    till.keys("CCCCCCCCC").must_show(&["Sign in"]);
    till.sign_in("00").keys("2 9").must_show(&["(no shop key for approvals"]);
}

// The other side.

#[test]
fn the_supervisor_s_terminal_says_in_words_what_is_asked_and_gives_the_code() {
    let mut till = Till::on();
    till.sign_in("00").keys("2 9 5").must_show(&["Approve remotely", "Terminal"]);
    // A letter in a terminal number, and back.
    till.keys("2^").must_show(&["A_"]);
    till.keys("D 99999906E 01E").must_show(&["2  Refund"]);
    till.keys("2 1234E 123456E");
    till.must_show(&["Refund of ￥ 12.34, asked for by operator 01 at terminal 99999906", "123 456"]);
    assert_eq!(till.count(|fact| matches!(fact, Fact::ApprovalAnswered { .. })), 0, "not before it is confirmed");
    till.keys("E");
    let asked = Asked {
        terminal: "99999906".parse().unwrap(),
        operator: operator("01"),
        kind: Kind::Refund,
        amount: amount(1234),
        challenge: "123456".parse().unwrap(),
    };
    let code = code(&till, &asked, "00");
    till.must_show(&[&format!("{} {}", &code[..4], &code[4..]), "with your number 00"]);
    let fact = Fact::ApprovalAnswered { asked, approver: operator("00") };
    assert_eq!(till.count(|found| *found == fact), 1);
}

#[test]
fn the_answering_side_refuses_what_cannot_be() {
    for (keys, shows) in [
        ("1234567E", "8 characters are needed"),
        ("99999906E 1E", "Type two digits"),
        ("99999906E 01E 7", "does nothing here"),
        ("99999906E 01E 2 E", "Type an amount"),
        ("99999906E 01E 2 1234E 12345E", "6 characters are needed"),
        // 00 does not approve what a 00 asks for.
        ("99999906E 00E 2 1234E 123456E E", "No right to: approvals"),
    ] {
        let mut till = Till::on();
        till.sign_in("00").keys("2 9 5").keys(keys).must_show(&[shows]);
        assert_eq!(till.count(|fact| matches!(fact, Fact::ApprovalAnswered { .. })), 0, "{keys}");
    }
    // The administrator has no right to it.
    let mut till = Till::on();
    till.sign_in("99").keys("2 9 5").must_show(&["No right to: approvals"]);
}

#[test]
fn without_a_record_of_who_gave_it_no_code_is_given() {
    let mut till = Till::on();
    till.sign_in("00").keys("2 9 5 99999906E 01E 2 1234E 123456E").break_disk().keys("E");
    till.must_show(&["Not kept", "Is this what you were told?"]).must_not_show(&["works once"]);
}
