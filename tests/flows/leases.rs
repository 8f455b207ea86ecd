//! One operator at one terminal at a time, and the roster that comes by itself.

use std::time::Duration;

use keytill::{
    domain::{Book, Claim, Fact, Lang},
    enrol::{
        roster::{RosterKey, seal},
        service::{Answer, Ask, Elsewhere, TakeOver, Trouble},
    },
    flow::{Enrolment, Setup},
};
use ring::signature::{Ed25519KeyPair, KeyPair};

use super::{enrolment::with_service, support::*};

/// A terminal that shares operator 05 with others.
fn till() -> Till {
    let mut known: Book = book();
    known.apply(NOON, &Fact::RosterTaken { serial: 1, entries: vec![shared_operator()], by: None }).unwrap();
    let mut till = Till::new(with_service(), known, Lang::En, (80, 24));
    till.start();
    till
}

fn held() -> Result<Answer, Trouble> {
    Ok(Answer::Held(Duration::from_secs(120)))
}

fn elsewhere() -> Result<Answer, Trouble> {
    Ok(Answer::Elsewhere(Elsewhere { terminal: "T0000043".parse().unwrap(), since: NOON.0 / 1000 - 3600 }))
}

fn silent() -> Result<Answer, Trouble> {
    Err(Trouble::Silent("no answer within 3 s".into()))
}

fn signed_in(till: &Till, like: impl Fn(&Claim) -> bool) -> usize {
    till.count(|fact| matches!(fact, Fact::SignedIn { claim, .. } if like(claim)))
}

#[test]
fn a_sign_in_is_claimed_renewed_and_given_back() {
    let mut till = till();
    till.keys("05E2580E").must_show(&["Checking the password"]).must_not_show(&["Operator 05"]);
    assert_eq!(till.first_asked(), Some(&Ask::Claim(operator("05"), TakeOver::No)));
    till.office(held()).must_show(&["Mode", "Operator 05"]);
    assert_eq!(signed_in(&till, |claim| *claim == Claim::Held), 1);
    till.seconds(39);
    assert!(till.asked.is_empty());
    till.seconds(1);
    assert_eq!(till.first_asked(), Some(&Ask::Claim(operator("05"), TakeOver::No)));
    till.office(held()).keys("C").must_show(&["Type your two-digit number"]);
    assert_eq!(till.first_asked(), Some(&Ask::Release(operator("05"))));
    // Those whom only this terminal knows are not asked about.
    till.asked.clear();
    till.sign_in("01").must_show(&["Operator 01"]);
    assert!(till.asked.is_empty());
}

#[test]
fn a_silent_service_keeps_nobody_out_and_that_is_recorded() {
    for late in [false, true] {
        let mut till = till();
        till.keys("05E2580E");
        if late {
            till.seconds(5)
        } else {
            till.office(silent())
        };
        till.must_show(&["Mode", "Operator 05"]);
        assert_eq!(signed_in(&till, |claim| *claim == Claim::Unclaimed), 1);
        // What comes afterwards is heard: here, that the operator is kept now.
        if late {
            till.office(held()).seconds(39);
            assert!(till.asked.is_empty());
            till.seconds(1);
        } else {
            till.seconds(60);
        }
        assert!(matches!(till.first_asked(), Some(Ask::Claim(..))));
    }
}

#[test]
fn whoever_is_elsewhere_comes_in_by_the_supervisor_alone() {
    let mut till = till();
    till.keys("05E2580E").office(elsewhere());
    till.must_show(&["Sign in", "05 is signed in at terminal T0000043 since 13:05", "Up: the supervisor lets you in"]);
    till.keys("^").must_show(&["Signed in elsewhere"]);
    till.keys("111111E").must_show(&["Wrong number or password"]);
    till.seconds(2).keys("123456E");
    assert_eq!(till.first_asked(), Some(&Ask::Claim(operator("05"), TakeOver::Yes)));
    till.office(held()).must_show(&["Mode", "Operator 05"]);
    let over = Claim::TakenOver { by: operator("00"), from: "T0000043".parse().unwrap() };
    assert_eq!(signed_in(&till, |claim| *claim == over), 1);
    // Nobody is taken over who has not typed the own password just before.
    let mut till = self::till();
    till.keys("05E2580E").office(elsewhere()).keys("^").seconds(61).keys("123456E").must_show(&["Type your two-digit"]);
    assert!(till.asked.is_empty());
    // Another key takes the offer away.
    till.keys("05E2580E").office(elsewhere()).keys("0D").must_show(&["No number yet"]);
}

#[test]
fn whoever_was_taken_over_is_signed_out_but_never_within_a_payment() {
    let mut till = till();
    till.keys("05E2580E").office(held()).seconds(40).office(elsewhere());
    till.must_show(&["Type your two-digit", "05 is now at terminal T0000043"]);
    assert!(till.asked.is_empty(), "what the other has is not released");
    till.keys("05E2580E").office(held()).keys("1 1 1234E").card(chip()).seconds(40);
    till.office(elsewhere()).must_not_show(&["is now at terminal"]);
    till.authorised(with_pin()).host(approved()).reader(completed(true)).must_show(&["APPROVED"]);
    till.keys("E").must_show(&["05 is now at terminal T0000043"]);
}

fn pair(seed: u8) -> Ed25519KeyPair {
    Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).unwrap()
}

fn believing() -> Setup {
    let public: String = pair(1).public_key().as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    let service = with_service();
    Setup { enrolment: Enrolment { key: RosterKey::try_from(public).ok(), ..service.enrolment.clone() }, ..service }
}

fn roster(serial: u64, active: bool, signed_by: u8) -> Result<Answer, Trouble> {
    let (from, until) = (NOON.0 / 1000 - 3600, NOON.0 / 1000 + 36_000);
    let content = format!(
        r#"{{"serial":{serial},"merchant":"{}","not_before":{from},"not_after":{until},"operators":
        [{{"operator":"05","name":"张三","active":{active},"password":"{}"}}]}}"#,
        setup().merchant,
        // The tests' own hash, as a roster may carry it.
        "$argon2id$x"
    );
    Ok(Answer::Roster(Some(seal(content.as_bytes(), &pair(signed_by)))))
}

#[test]
fn the_newest_roster_comes_after_each_sign_on() {
    let mut till = Till::on_with(believing());
    assert_eq!(till.first_asked(), Some(&Ask::Roster(0)));
    till.office(roster(3, true, 1));
    assert_eq!(till.disk.book.roster, 3);
    assert_eq!(till.count(|fact| matches!(fact, Fact::RosterTaken { serial: 3, by: None, .. })), 1);
    till.sign_in("00").keys("2 9 6").must_show(&["From the service: 3 taken"]);
    // The next sign-on asks for what is newer than that.
    till.sign_on_wanted();
    assert_eq!(till.first_asked(), Some(&Ask::Roster(3)));
    till.office(Ok(Answer::Roster(None))).keys("C 6").must_show(&["nothing newer"]);
}

#[test]
fn a_downloaded_roster_is_believed_no_more_than_one_on_a_stick() {
    for (answer, said) in [(roster(3, true, 2), "The signature is not right"), (roster(0, true, 1), "no roster")] {
        let mut till = Till::on_with(believing());
        till.office(answer).sign_in("00").keys("2 9 6").must_show(&["refused", said]);
        assert_eq!(till.disk.book.roster, 0);
    }
    let mut till = Till::on_with(believing());
    till.office(roster(3, true, 1)).sign_on_wanted();
    till.office(roster(3, true, 1)).sign_in("00").keys("2 9 6").must_show(&["Roster 3 is old"]);
}

#[test]
fn a_service_that_does_not_answer_is_asked_again_ever_later() {
    let mut till = Till::on_with(believing());
    for pause in [64, 128, 256, 512, 1024, 2048, 3600, 3600] {
        till.office(silent()).seconds(pause - 1);
        assert!(till.asked.is_empty(), "{pause}");
        till.seconds(1);
        assert_eq!(till.first_asked(), Some(&Ask::Roster(0)), "{pause}");
    }
}

#[test]
fn a_roster_waits_for_the_end_of_a_payment_and_whoever_it_withdraws_goes() {
    let mut known: Book = book();
    known.apply(NOON, &Fact::RosterTaken { serial: 1, entries: vec![shared_operator()], by: None }).unwrap();
    let mut till = Till::new(believing(), known, Lang::En, (80, 24));
    till.start();
    let question = till.asked.pop_front().unwrap();
    till.keys("05E2580E").office(held()).keys("1 1 1234E").card(chip());
    till.asked.push_front(question);
    till.office(roster(2, false, 1));
    assert_eq!(till.disk.book.roster, 1, "not yet");
    till.authorised(with_pin()).host(approved()).reader(completed(true)).must_show(&["APPROVED"]);
    till.keys("E");
    assert_eq!(till.disk.book.roster, 2);
    till.must_show(&["Type your two-digit", "Operator number 05 was withdrawn"]);
}

#[test]
fn nobody_asks_for_a_roster_without_a_key_to_believe_it() {
    let till = Till::on_with(with_service());
    assert!(till.asked.is_empty());
}
