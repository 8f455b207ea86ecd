//! Operators of a roster: the first password, the quarantine, the approval, and sign-in by mobile number.

use keytill::{
    domain::{Book, Fact, FileFault, Lang, RosterEntry, WallTime, operator::PasswordHash},
    enrol::roster::{RosterKey, seal},
    flow::{CannotStart, Enrolment, Setup},
};
use ring::signature::{Ed25519KeyPair, KeyPair};

use super::support::*;

const HOUR: i64 = 3600;

/// Operator 05, with this mobile number and the password 2580; to be approved within so many hours after the tests' noon.
fn entry(hours: Option<i64>) -> RosterEntry {
    RosterEntry {
        operator: operator("05"),
        name: "张三".parse().unwrap(),
        role: None,
        mobile: Some("13812341234".parse().unwrap()),
        active: true,
        password: Some(hash("2580")),
        reset: false,
        first: false,
        approve_before: hours.map(|hours| NOON.0 / 1000 + hours * HOUR),
    }
}

fn taken(serial: u64, entries: Vec<RosterEntry>) -> Fact {
    Fact::RosterTaken { serial, entries, by: None }
}

fn with(entries: Vec<RosterEntry>) -> Till {
    let mut known: Book = book();
    known.apply(NOON, &taken(1, entries)).unwrap();
    let mut till = Till::new(setup(), known, Lang::En, (80, 24));
    till.start();
    till
}

#[test]
fn from_quarantine_to_the_first_live_sale() {
    let mut till = with(vec![entry(Some(24))]);
    till.keys("05E2580E").must_show(&["Operator 05"]);
    till.keys("1 1").must_show(&["05 is not approved yet: training only"]);
    let refused = till.model.terminal.barred(operator("05"));
    assert_eq!(refused, Some(CannotStart::Quarantined(operator("05"))));
    // Nobody approves himself, and an operator has no back office.
    till.keys("C C C").sign_in("00").keys("2 6 05").must_show(&["张三", "138****1234", "05 waits for approval"]);
    till.must_not_show(&["13812341234"]);
    till.hold_disk().keys("^").must_not_show(&["Approved: may sell now"]);
    till.release_disk().must_show(&["Approved: may sell now"]).must_not_show(&["waits for approval"]);
    assert_eq!(till.count(|fact| matches!(fact, Fact::OperatorApproved { .. })), 1);
    till.restart(Cut::Lost);
    till.keys("05E2580E").keys("1 1 1234E").must_show(&["Insert, tap or swipe"]);
    // A later roster that says the same does not take the approval back.
    till.disk.book.apply(NOON, &taken(2, vec![entry(Some(24))])).unwrap();
    assert_eq!(till.disk.book.operators[&operator("05")].quarantine, None);
}

#[test]
fn a_number_that_nobody_approved_lapses_and_no_clock_brings_it_back() {
    let mut till = with(vec![entry(Some(24))]);
    let later = |hours: i64| WallTime(NOON.0 + hours * HOUR * 1000);
    till.set_wall(later(25)).keys("05E2580E").must_show(&["05 lapsed: nobody approved it in time"]);
    till.sign_in("00").keys("2 6 05").must_show(&["05 lapsed"]);
    till.keys("^").must_show(&["Not approved: the number has lapsed"]);
    assert_eq!(till.count(|fact| matches!(fact, Fact::OperatorApproved { .. })), 0);
    // A wrong password at that late hour is a fact about the number: the clock can be set back no more.
    till.keys("C C C").keys("05E9999E").seconds(1).set_wall(later(1));
    till.seconds(3).keys("05E2580E").must_show(&["05 lapsed"]);
}

#[test]
fn a_first_password_is_good_for_being_changed_alone() {
    let mut till = with(vec![RosterEntry { first: true, ..entry(None) }]);
    till.keys("05E2580E").must_show(&["This password is for the first sign-in"]);
    till.keys("C 1 1").must_show(&["05 must change the first password"]);
    till.keys("C C").keys("05E2580E 2580E 1470E 1470E").must_show(&["Password changed"]);
    till.keys("C 1 1 1234E").must_show(&["Insert, tap or swipe"]);
}

#[test]
fn who_is_withdrawn_does_not_come_in() {
    let mut till = with(vec![RosterEntry { active: false, ..entry(None) }]);
    till.keys("05E2580E").must_show(&["Sign in", "Operator number 05 was withdrawn"]);
    // A wrong password learns nothing of that.
    till.keys("05E2581E").must_show(&["Wrong number or password"]).must_not_show(&["withdrawn"]);
}

#[test]
fn by_mobile_number_as_by_operator_number() {
    let mut till = with(vec![entry(None)]);
    till.keys("13812341234E2580E").must_show(&["Mode", "Operator 05"]);
    till.keys("C").keys("13812341234E2581E").must_show(&["Wrong number or password. Wait 1 s"]);
    till.seconds(1);
    // One that nobody has: the same words, and it waits longer each time.
    for wait in ["Wait 1 s", "Wait 3 s", "Wait 10 s"] {
        till.keys("13900000000E2580E").must_show(&[wait]);
        till.seconds(10);
    }
    till.keys("1381234E").must_show(&["Type two digits"]);
    till.keys("C 234").must_show(&["Type two digits"]);
}

#[test]
fn two_operators_never_share_a_mobile_number() {
    let mut known = book();
    known.apply(NOON, &taken(1, vec![entry(None)])).unwrap();
    let moved = RosterEntry { operator: operator("06"), ..entry(None) };
    known.apply(NOON, &taken(2, vec![moved])).unwrap();
    assert_eq!(known.by_mobile(&"13812341234".parse().unwrap()), Some(operator("06")));
    assert!(known.operators[&operator("05")].withdrawn);
    assert_ne!(known.operators[&operator("06")].password, PasswordHash(String::new()));
}

/// A terminal that takes rosters of this key from a stick, and what lies on the stick.
fn with_stick(signed_by: u8, content: &str) -> Till {
    let pair = |seed| Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).unwrap();
    let public: String = pair(1).public_key().as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    let enrolment =
        Enrolment { key: RosterKey::try_from(public).ok(), file: Some("/stick/roster.keytill".into()), service: None };
    let mut till = Till::on_with(Setup { enrolment, ..setup() });
    till.stick = Ok(seal(content.as_bytes(), &pair(signed_by)));
    till
}

fn content(serial: u64, merchant: &str) -> String {
    let (from, until) = (NOON.0 / 1000 - HOUR, NOON.0 / 1000 + HOUR);
    format!(
        r#"{{"serial":{serial},"merchant":"{merchant}","not_before":{from},"not_after":{until},"operators":
        [{{"operator":"05","name":"张三","active":true,"password":"$argon2id$x","approve_before":{until}}}]}}"#
    )
}

#[test]
fn a_roster_on_a_stick_is_looked_at_and_taken() {
    let ours = setup().merchant.to_string();
    let mut till = with_stick(1, &content(4, &ours));
    till.sign_in("00").keys("2 9 6").must_show(&["Operator roster", "Number", "4", "New here", "Withdrawn"]);
    assert!(!till.disk.facts().any(|fact| matches!(fact, Fact::RosterTaken { .. })), "only looked at");
    till.keys("E").must_show(&["Roster 4 taken"]);
    let by = Some(operator("00"));
    assert!(till.disk.facts().any(|fact| matches!(fact, Fact::RosterTaken { serial: 4, by: who, .. } if *who == by)));
    // The same again is old.
    till.keys("C 6").must_show(&["Roster 4 is old: 4 was taken already"]);
    till.restart(Cut::Lost).sign_in("00").keys("2 6 05").must_show(&["张三", "05 waits for approval"]);
}

#[test]
fn a_roster_that_is_not_to_be_believed_changes_nothing() {
    let ours = setup().merchant.to_string();
    let good = content(4, &ours);
    let unsigned = || {
        let mut till = with_stick(1, &good);
        till.stick = Ok(good.clone().into_bytes());
        till
    };
    let missing = || {
        let mut till = with_stick(1, &good);
        till.stick = Err(FileFault::NotThere);
        till
    };
    let late = || {
        let mut till = with_stick(1, &good);
        till.set_wall(WallTime(NOON.0 + 2 * HOUR * 1000));
        till
    };
    for (mut till, said) in [
        (with_stick(2, &good), "The signature is not right"),
        (unsigned(), "This file is no signed roster"),
        (missing(), "The roster cannot be read: no such file"),
        (with_stick(1, &content(4, "999999999999999")), "not for this terminal"),
        (with_stick(1, "{}"), "what is in it is no roster"),
        (late(), "may not be taken any more"),
    ] {
        till.sign_in("00").keys("2 9 6").must_show(&[said]);
        // ENTER tries again, and takes nothing.
        till.keys("E").must_show(&[said]);
        assert!(!till.disk.facts().any(|fact| matches!(fact, Fact::RosterTaken { .. })), "{said}");
    }
    let mut till = Till::on();
    till.sign_in("00").keys("2 9 6").must_show(&["no roster set up"]);
}
