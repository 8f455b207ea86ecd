//! A wall clock that may be wrong: noticed at the start, told, and nothing is sold for real money until it is right or somebody
//! says that it is.

use std::time::Duration;

use keytill::{
    domain::{ClockNote, Fact, Lang, WallTime},
    flow::{ClockDoubt, Limits, Setup, World, clock::EARLIEST},
};

use super::support::*;

const HOUR: i64 = 3_600_000;

fn watching() -> Setup {
    Setup { limits: Limits { earliest: Some(EARLIEST), ..Limits::default() }, ..setup() }
}

/// A till of that setup that is switched on at this time.
fn on(setup: Setup, wall: WallTime) -> Till {
    let mut till = Till::new(setup, book(), Lang::En, (53, 20));
    till.set_wall(wall).start();
    till
}

/// The same till, switched on again at this time.
fn again(till: &mut Till, wall: WallTime) -> &mut Till {
    till.power_off(Cut::Kept).set_wall(wall).start()
}

fn after_noon(millis: i64) -> WallTime {
    WallTime(NOON.0 + millis)
}

fn confirmed(till: &Till) -> usize {
    till.count(|fact| matches!(fact, Fact::Clock(ClockNote::Confirmed { .. })))
}

#[test]
fn a_clock_before_the_program_was_made_sells_nothing_until_a_supervisor_says_that_it_is_right() {
    let mut till = on(watching(), WallTime(1_577_836_800_000));
    till.must_show(&["CLOCK WRONG? 2020-01-01 08:00"]);
    till.sign_in("01").must_not_show(&["Is the clock right?"]);
    till.keys("1 1 1234E").must_show(&["Clock may be wrong - ask the supervisor"]);
    assert!(till.model.terminal.trade.is_none());
    till.keys("CCCC").sign_in("00").must_show(&[
        "Is the clock right?",
        "2020-01-01 08:00",
        "earlier than this program",
    ]);
    // The ENTER of a hand in a hurry is no answer.
    till.keys("E").must_show(&["Check date and time"]);
    assert_eq!(confirmed(&till), 0);
    till.keys("1").must_not_show(&["CLOCK WRONG?"]);
    assert!(
        till.disk
            .facts()
            .any(|fact| matches!(fact, Fact::Clock(ClockNote::Confirmed { by: Some(by) }) if by.to_string() == "00"))
    );
    till.keys("C").sign_in("01").sell(1234);
    // Such a clock is asked about at each start.
    again(&mut till, WallTime(1_577_840_400_000)).must_show(&["CLOCK WRONG?"]);
}

#[test]
fn a_clock_behind_the_records_is_believed_when_it_is_set_right() {
    let mut till = on(watching(), after_noon(48 * HOUR));
    till.must_not_show(&["CLOCK WRONG?"]);
    till.sign_in("01").sell(1234);
    again(&mut till, after_noon(24 * HOUR)).must_show(&["CLOCK WRONG? 2026-01-23 14:05"]);
    let Some(ClockDoubt::BeforeRecords(latest)) = till.model.terminal.doubt else { panic!("it is behind") };
    assert!((after_noon(48 * HOUR)..after_noon(49 * HOUR)).contains(&latest), "{latest:?}");
    till.sign_in("01").keys("1 1 1234E").must_show(&["Clock may be wrong"]);
    // A second start with the wrong clock changes nothing about it.
    again(&mut till, after_noon(24 * HOUR)).must_show(&["CLOCK WRONG?"]);
    till.set_wall(after_noon(49 * HOUR)).pass(Duration::from_secs(60)).must_not_show(&["CLOCK WRONG?"]);
    assert_eq!(confirmed(&till), 0);
    till.sign_in("01").sell(1234);
}

#[test]
fn the_host_s_clock_ends_a_doubt_where_it_agrees() {
    // The clock was an hour and a half ahead once, and is right now; the host says 14:05:12.
    let mut till = on(watching(), after_noon(HOUR * 3 / 2));
    till.power_off(Cut::Kept).set_wall(NOON).hold_host().start().must_show(&["CLOCK WRONG?"]);
    till.release_host().must_not_show(&["CLOCK WRONG?"]);
    assert!(till.disk.facts().any(|fact| matches!(fact, Fact::Clock(ClockNote::Confirmed { by: None }))));
    // From now on the journal knows that it is no later.
    again(&mut till, after_noon(1000)).must_not_show(&["CLOCK WRONG?"]);
}

#[test]
fn the_host_s_clock_says_no_year() {
    let mut till = on(watching(), after_noon(366 * 24 * HOUR));
    // A year back to the day; the host agrees with month, day and time.
    again(&mut till, NOON).must_show(&["CLOCK WRONG?"]);
    let till = on(watching(), after_noon(-366 * 24 * HOUR));
    till.must_show(&["CLOCK WRONG?"]);
    assert_eq!(till.model.terminal.doubt, Some(ClockDoubt::BeforeProgram));
    assert_eq!(confirmed(&till), 0);
}

#[test]
fn a_few_minutes_back_and_a_training_world_are_no_doubt() {
    let mut till = on(watching(), NOON);
    again(&mut till, after_noon(-240_000)).must_not_show(&["CLOCK WRONG?"]);
    let training = Setup { world: World::Training, ..watching() };
    on(training, WallTime(0)).must_not_show(&["CLOCK WRONG?"]);
    on(setup(), WallTime(0)).must_not_show(&["CLOCK WRONG?"]);
}

#[test]
fn whoever_may_not_approve_is_not_asked_about_the_clock() {
    let mut till = on(watching(), WallTime(0));
    till.sign_in("99").must_not_show(&["Is the clock right?"]);
    till.keys("C").sign_in("00").must_show(&["Is the clock right?"]);
    till.keys("C").must_show(&["CLOCK WRONG?"]);
}
