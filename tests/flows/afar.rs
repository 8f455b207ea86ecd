//! Approval by a supervisor who is not there: a challenge here, a code from another terminal.

use keytill::{
    domain::{Fact, Kind, Lang},
    flow::{
        Setup,
        afar::{Asked, Code, ShopKey},
    },
};

use super::support::*;

fn key(byte: &str) -> ShopKey {
    ShopKey::read(byte.repeat(32).as_bytes()).unwrap()
}

fn with_key() -> Setup {
    Setup { shop_key: Some(key("a5")), ..setup() }
}

/// 01 wants a refund of 12.34, and reads the challenge out.
fn asking() -> (Till, Asked) {
    let mut till = Till::ready_with(with_key());
    till.keys("1 6 000000000017E 0121E 1234E E v").must_show(&["Call the supervisor", "Challenge", "12.34"]);
    let asked = challenge(&till);
    (till, asked)
}

/// What the screen asks for.
fn challenge(till: &Till) -> Asked {
    let screen = till.screen();
    let line = screen.lines().find(|line| line.contains("Challenge")).unwrap();
    let digits: String = line.chars().filter(char::is_ascii_digit).collect();
    let terminal = setup().terminal;
    let (operator, challenge) = (operator("01"), digits.parse().unwrap());
    Asked { terminal, operator, kind: Kind::Refund, amount: amount(1234), challenge }
}

/// 00 answers on another terminal, and reads the code out.
fn answered(asked: &Asked) -> (Till, Code) {
    let mut other = Till::new(with_key(), book(), Lang::En, (80, 24));
    other.start();
    let Asked { terminal, operator, challenge, .. } = asked;
    other.sign_in("00").keys(&format!("2 9 5 {terminal}E {operator}E 2 1234E {challenge}E"));
    other.must_show(&["Refund", "12.34", &challenge.to_string(), "ENTER approves it"]);
    other.keys("E").must_show(&["Code: "]);
    let screen = other.screen();
    let code: String = screen.split("Code: ").nth(1).unwrap().chars().take(9).filter(char::is_ascii_digit).collect();
    (other, code.parse().unwrap())
}

#[test]
fn a_code_from_another_terminal_begins_the_transaction() {
    let (mut till, asked) = asking();
    let (other, code) = answered(&asked);
    till.keys(&format!("{code}E")).must_show(&["Insert, tap or swipe"]);
    let order = till.model.terminal.trade.as_ref().unwrap();
    assert_eq!((order.operator, order.approver), (operator("01"), Some(operator("00"))));
    let digits = asked.challenge.to_string();
    let here = till.count(|f| matches!(f, Fact::ApprovedAfar { operator: who, kind: Kind::Refund, challenge, .. } if *who == operator("01") && *challenge == digits));
    let there = other.count(
        |f| matches!(f, Fact::AnsweredAfar { by, challenge, .. } if *by == operator("00") && *challenge == digits),
    );
    assert_eq!((here, there), (1, 1));
}

#[test]
fn a_code_is_for_this_transaction_alone_and_once() {
    let (mut till, asked) = asking();
    let (_, code) = answered(&asked);
    till.keys(&format!("{code}E C C C")).must_show(&["Mode"]);
    // The same again: another challenge, so the old code is of no use.
    till.keys("1 6 000000000017E 0121E 1234E E v");
    assert_ne!(challenge(&till).challenge, asked.challenge);
    till.keys(&format!("{code}E")).must_show(&["Wrong code", "Call the supervisor"]);
    assert!(till.model.terminal.trade.is_none());
    assert_eq!(till.count(|f| matches!(f, Fact::AfarRefused { .. })), 1);
}

#[test]
fn a_code_for_anything_else_is_wrong() {
    let (_, asked) = asking();
    let other = |change: fn(&mut Asked)| {
        let mut changed = asked.clone();
        change(&mut changed);
        changed.code(&key("a5"), NOON)
    };
    for code in [
        other(|asked| asked.amount = amount(1235)),
        other(|asked| asked.operator = operator("02")),
        other(|asked| asked.kind = Kind::Void),
        other(|asked| asked.terminal = "99999907".parse().unwrap()),
        other(|asked| asked.challenge = "000000".parse().unwrap()),
        asked.code(&key("a6"), NOON),
    ] {
        let (mut till, same) = asking();
        assert_eq!(same, asked, "the tests' clock is the same each time");
        till.keys(&format!("{code}E")).must_show(&["Wrong code"]);
        assert!(till.model.terminal.trade.is_none());
    }
}

#[test]
fn three_wrong_codes_or_five_minutes_end_a_challenge() {
    let (mut till, asked) = asking();
    let (_, code) = answered(&asked);
    for left in ["2", "1"] {
        till.keys("00000000E").must_show(&["Wrong code"]);
        till.keys("D").must_show(&[&format!("Tries left: {left}")]);
    }
    till.keys("00000000E").must_show(&["This challenge has ended"]);
    till.keys(&format!("{code}E")).must_show(&["This challenge has ended"]);
    assert!(till.model.terminal.trade.is_none());

    let (mut till, asked) = asking();
    let (_, code) = answered(&asked);
    till.seconds(301).must_show(&["This challenge has ended"]);
    till.keys(&format!("{code}E")).must_show(&["This challenge has ended"]);
    // A clock that was set back does not make it young again.
    let (mut till, asked) = asking();
    let (_, code) = answered(&asked);
    let wall = till.now().wall;
    till.seconds(301).set_wall(wall).keys(&format!("{code}E")).must_show(&["This challenge has ended"]);
}

#[test]
fn clocks_that_differ_too_much_are_no_reason_to_give_in() {
    let (mut till, asked) = asking();
    let code = asked.code(&key("a5"), keytill::domain::WallTime(till.now().wall.0 - 11 * 60_000));
    till.keys(&format!("{code}E")).must_show(&["Wrong code"]);
}

#[test]
fn without_a_key_or_the_right_nobody_approves_from_afar() {
    let mut till = Till::ready();
    till.keys("1 6 000000000017E 0121E 1234E E v").must_show(&["no key of the shop", "Approval"]);
    let mut till = Till::on();
    till.sign_in("00").keys("2 9 5").must_show(&["no key of the shop"]);
    let mut till = Till::on_with(with_key());
    till.sign_in("99").keys("2 9 5").must_show(&["No right to: approvals"]);
}

#[test]
fn a_code_that_cannot_be_recorded_is_not_given() {
    let (_, asked) = asking();
    let mut other = Till::on_with(with_key());
    let Asked { terminal, operator, challenge, .. } = asked;
    other.sign_in("00").keys(&format!("2 9 5 {terminal}E {operator}E 2 1234E {challenge}E"));
    other.break_disk().keys("E").must_show(&["Not recorded, so not approved"]).must_not_show(&["Code: "]);
}
