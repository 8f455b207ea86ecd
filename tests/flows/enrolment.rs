//! An operator number that somebody gets on the terminal: by a page or by a code, up to the first live sale; and everything that may
//! go wrong on the way.

use std::time::Duration;

use keytill::{
    domain::{Claim, Fact, WallTime},
    enrol::service::{Answer, Ask, Challenge, Given, Taken, Trouble},
    flow::{Enrolment, Service, Setup},
};

use super::support::*;

pub fn with_service() -> Setup {
    let service = Service { page: "https://enrol.example".into(), approve: Duration::from_secs(72 * 3600) };
    Setup { enrolment: Enrolment { service: Some(service), ..Enrolment::default() }, ..setup() }
}

fn at_sign_in() -> Till {
    Till::on_with(with_service())
}

fn begun() -> Result<Answer, Trouble> {
    Ok(Answer::Begun(Challenge::try_from("ABCDEFGHJK29".to_owned()).unwrap(), Duration::from_secs(300)))
}

fn given(number: &str, mobile: &str) -> Result<Answer, Trouble> {
    let name = "张三".parse().ok();
    Ok(Answer::Given(Given { operator: operator(number), name, mobile: mobile.parse().unwrap() }))
}

fn silent() -> Result<Answer, Trouble> {
    Err(Trouble::Silent("no answer within 10 s".into()))
}

fn enrolled(till: &Till) -> usize {
    till.count(|fact| matches!(fact, Fact::OperatorEnrolled(_)))
}

#[test]
fn by_a_page_to_the_first_live_sale() {
    let mut till = at_sign_in();
    till.must_show(&["No number yet? Press Up"]);
    till.keys("^").must_show(&["Get an operator number", "Scan a code"]);
    till.keys("1").must_show(&["Asking the service"]);
    let Some(Ask::Begin { free, mobile: None }) = till.first_asked() else { panic!("{:?}", till.asked) };
    // The numbers that the shop has are not offered.
    assert!(free.contains(&operator("07")) && !free.contains(&operator("01")) && !free.contains(&operator("00")));
    till.office(begun()).must_show(&["5:00 left"]);
    till.seconds(2);
    assert!(matches!(till.first_asked(), Some(Ask::Look(_))));
    till.must_show(&["4:58 left"]);
    till.office(Ok(Answer::Waiting)).seconds(2);
    till.office(given("07", "13812341234")).must_show(&["Your number", "07", "张三", "138****1234", "New password"]);
    till.must_not_show(&["13812341234"]);
    till.keys("1234E").must_show(&["easy to guess"]);
    till.keys("2580E").must_show(&["Once more"]);
    till.keys("2581E").must_show(&["The two differ"]);
    till.keys("2580E 2580E");
    till.must_show(&["07 is yours. Training only until the supervisor approves it"]);
    assert_eq!(enrolled(&till), 1);
    assert!(matches!(till.asked.pop_front(), Some((_, Ask::End(_, Taken::Yes)))));
    till.keys("E").must_show(&["Type your two-digit number"]);
    till.restart(Cut::Lost);
    sign_in_held(&mut till, "07");
    till.keys("1 1").must_show(&["07 is not approved yet: training only"]);
    till.keys("C C C");
    till.asked.clear();
    till.sign_in("00").keys("2 6 07 ^").must_show(&["Approved: may sell now"]);
    till.keys("C C C");
    // By mobile number this time.
    till.keys("13812341234E2580E").office(Ok(Answer::Held(Duration::from_secs(120))));
    till.keys("1 1 1234E").must_show(&["Insert, tap or swipe"]);
    let claims = till.count(|fact| matches!(fact, Fact::SignedIn { claim: Claim::Held, .. }));
    assert_eq!(claims, 2);
}

fn sign_in_held(till: &mut Till, number: &str) {
    till.keys(&format!("{number}E2580E"));
    till.office(Ok(Answer::Held(Duration::from_secs(120)))).must_show(&[&format!("Operator {number}")]);
}

#[test]
fn by_a_code_that_is_typed() {
    let mut till = at_sign_in();
    till.keys("^ 2").must_show(&["Mobile number"]);
    till.keys("1381234E").must_show(&["11 digits that begin with 13"]);
    till.keys("1234E");
    assert!(
        matches!(till.first_asked(), Some(Ask::Begin { mobile: Some(mobile), .. }) if mobile.digits() == "13812341234")
    );
    till.keys("1").must_show(&["wait"]);
    till.office(begun()).must_show(&["138****1234", "Time left", "5:00", "Type the six digits"]);
    till.must_not_show(&["13812341234"]);
    till.keys("12345E").must_show(&["Type six digits"]);
    till.keys("6E");
    assert!(matches!(till.first_asked(), Some(Ask::Prove(..))));
    till.office(Err(Trouble::WrongCode { left: 4 })).must_show(&["Wrong code, 4 more to try"]);
    till.keys("123457E").office(silent()).must_show(&["does not answer"]);
    till.keys("123457E").office(given("07", "13812341234")).must_show(&["Your number"]);
    till.keys("2580E 2580E").must_show(&["07 is yours"]);
    assert_eq!(enrolled(&till), 1);
}

#[test]
fn what_the_service_refuses_is_said_and_gives_no_number() {
    for (trouble, said) in [
        (Trouble::NotAllowed, "does not know this terminal"),
        (Trouble::NoNumber, "No operator number is left"),
        (Trouble::TooOften, "Asked too often"),
        (Trouble::Silent(String::new()), "does not answer"),
    ] {
        let mut till = at_sign_in();
        till.keys("^ 1").office(Err(trouble)).must_show(&[said]);
        till.keys("C").must_show(&["Type your two-digit number"]);
        assert!(till.asked.is_empty() && enrolled(&till) == 0);
    }
    for (trouble, said) in [
        (Trouble::Expired, "Time is over"),
        (Trouble::Used, "used already"),
        (Trouble::Known, "has an operator number"),
        (Trouble::Unknown, "does not know this any more"),
        (Trouble::WrongCode { left: 0 }, "Time is over"),
    ] {
        let mut till = at_sign_in();
        till.keys("^ 2 13812341234E").office(begun()).keys("123456E").office(Err(trouble)).must_show(&[said]);
        till.keys("1").must_show(&[said]);
        till.keys("C").must_show(&["Type your two-digit number"]);
        assert_eq!(enrolled(&till), 0);
    }
}

/// A number that does not fit this terminal, whoever has given it.
#[test]
fn what_was_given_must_be_free_here_and_for_whoever_asked() {
    for (number, mobile) in [("01", "13812341234"), ("00", "13812341234"), ("99", "13812341234"), ("07", "13912341234")]
    {
        let mut till = at_sign_in();
        till.keys("^ 2 13812341234E").office(begun()).keys("123456E").office(given(number, mobile));
        till.must_not_show(&["Your number"]);
        till.keys("C").must_show(&["Type your two-digit number"]);
        assert_eq!(enrolled(&till), 0, "{number} {mobile}");
    }
    // A mobile number that belongs to somebody here is not even asked about.
    let mut till = at_sign_in();
    till.keys("^ 1").office(begun()).seconds(2).office(given("07", "13812341234")).keys("2580E2580E E");
    till.asked.clear();
    till.keys("^ 2 13812341234E").must_show(&["This mobile number has an operator number"]);
    assert!(till.asked.is_empty());
}

#[test]
fn a_challenge_dies_with_its_time_and_with_whoever_leaves() {
    let mut till = at_sign_in();
    till.keys("^ 1").office(begun());
    for _ in 0..30 {
        till.seconds(10);
        while matches!(till.first_asked(), Some(Ask::Look(_))) {
            till.office(silent());
        }
    }
    till.seconds(5).must_show(&["Time is over. Begin again"]);
    // Left by a key: the service is told, and what comes late is for nobody.
    till.asked.clear();
    till.keys("C ^ 1").office(begun()).seconds(2).keys("C").must_show(&["Type your two-digit number"]);
    till.office(given("07", "13812341234")).must_show(&["Type your two-digit number"]);
    assert!(matches!(till.first_asked(), Some(Ask::End(_, Taken::No))));
    assert_eq!(enrolled(&till), 0);
    // Left alone: the sign-in screen comes back.
    till.asked.clear();
    till.keys("^ 2 1381234").seconds(700).must_show(&["Type your two-digit number"]);
}

#[test]
fn an_old_answer_is_not_the_answer_to_a_new_question() {
    let mut till = at_sign_in();
    till.keys("^ 1 C ^ 1");
    assert_eq!(till.asked.len(), 2);
    till.office(Err(Trouble::NoNumber)).must_show(&["Asking the service"]);
    till.office(begun()).must_show(&["5:00 left"]);
}

#[test]
fn a_number_that_cannot_be_kept_is_not_told_as_given() {
    let mut till = at_sign_in();
    till.keys("^ 1").office(begun()).seconds(2).office(given("07", "13812341234")).break_disk();
    till.keys("2580E2580E").must_show(&["Not kept"]).must_not_show(&["is yours"]);
}

/// Whoever did not come in time has lost the number, and it may be somebody else's.
#[test]
fn a_lapsed_number_is_free_again() {
    let mut till = at_sign_in();
    till.keys("^ 1").office(begun()).seconds(2).office(given("07", "13812341234")).keys("2580E2580E E");
    till.asked.clear();
    till.set_wall(WallTime(NOON.0 + 73 * 3_600_000));
    till.keys("07E2580E").must_show(&["07 lapsed"]);
    till.keys("^ 1").office(begun()).seconds(2).office(given("07", "13912341234")).keys("1470E1470E");
    till.must_show(&["07 is yours"]);
    assert_eq!(till.disk.book.by_mobile(&"13812341234".parse().unwrap()), None);
}

#[test]
fn without_a_service_there_is_no_way_to_one() {
    let mut till = Till::on();
    till.must_not_show(&["No number yet"]);
    till.keys("^").must_show(&["Sign in", "does nothing here"]);
}

/// The service hears that a number is taken when its owner is on record, and that it is not where that cannot be.
#[test]
fn the_service_hears_of_what_is_durable() {
    let chosen = || {
        let mut till = at_sign_in();
        till.keys("^ 1").office(begun()).seconds(2).office(given("07", "13812341234"));
        till
    };
    let mut till = chosen();
    till.hold_disk().keys("2580E2580E");
    assert!(till.first_asked().is_none(), "{:?}", till.asked);
    till.release_disk();
    assert!(matches!(till.first_asked(), Some(Ask::End(_, Taken::Yes))), "{:?}", till.asked);
    let mut till = chosen();
    till.break_disk().keys("2580E2580E");
    assert!(matches!(till.first_asked(), Some(Ask::End(_, Taken::No))), "{:?}", till.asked);
}

/// While the answer about a code is awaited, nothing is due, however late it is.
#[test]
fn a_code_that_is_checked_past_its_time_keeps_the_processor_quiet() {
    let mut till = at_sign_in();
    till.keys("^ 2 13812341234E").office(begun()).seconds(299).keys("123456E").seconds(20);
    till.must_show(&["Asking the service"]);
    till.office(given("07", "13812341234")).must_show(&["Your number"]);
}
