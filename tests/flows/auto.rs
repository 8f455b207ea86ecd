//! Settlements that begin by themselves, over days and over clocks that jump; sign-off after them.

use std::time::Duration;

use keytill::{
    domain::{BatchNo, Entry, Fact, Kind, State, WallTime},
    flow::{BatchAge, CannotStart, Demand, LinkStatus, Setup, TimeOfDay, Upkeep},
};

use super::support::*;

const HOUR: i64 = 3_600_000;

fn at(time: &str) -> Setup {
    let upkeep = Upkeep { settle_at: Some(TimeOfDay::try_from(time.to_owned()).unwrap()), ..Upkeep::default() };
    Setup { upkeep, ..setup() }
}

/// At the menu, signed on, with a friendly host; 14:05 on the wall.
fn till(setup: Setup) -> Till {
    let mut till = Till::ready_with(setup);
    till.sold_stripe(1234);
    till
}

fn settled(till: &Till) -> usize {
    till.count(|f| matches!(f, Fact::Settled { .. }))
}

fn wall(till: &Till, hours: i64) -> WallTime {
    WallTime(till.now().wall.0 + hours * HOUR)
}

#[test]
fn at_the_set_time_each_day_and_never_an_empty_batch() {
    let mut till = till(at("23:30"));
    till.seconds(9 * 3600);
    assert_eq!(settled(&till), 0);
    till.seconds(1800);
    assert_eq!((settled(&till), till.disk.book.settled_day), (1, Some(20_260_122)));
    assert_eq!(till.printed.iter().filter(|job| job.txn.is_none()).count(), 1);
    // Two days without a sale.
    till.seconds(48 * 3600);
    assert_eq!(settled(&till), 1);
    till.sign_in("01").sold_stripe(55);
    till.seconds(24 * 3600);
    assert_eq!((settled(&till), till.disk.book.settled_day), (2, Some(20_260_125)));
}

#[test]
fn it_waits_for_a_quiet_minute() {
    let mut till = till(at("14:10"));
    // 14:09, and a customer comes, and the verdict is left unread for a while.
    till.seconds(240).sell_stripe(500).seconds(120);
    assert_eq!(settled(&till), 0);
    till.host(approved()).seconds(600);
    assert_eq!(settled(&till), 0);
    till.keys("E").seconds(50);
    assert_eq!(settled(&till), 0);
    till.seconds(90);
    assert_eq!(settled(&till), 1);
    // The day's sale of after that waits for tomorrow.
    till.keys("C").sold_stripe(700);
    till.seconds(3600);
    assert_eq!(settled(&till), 1);
}

#[test]
fn it_is_tried_again_until_the_host_is_there() {
    let mut till = till(at("15:00"));
    till.seconds(1800).hold_host();
    for _ in 0..3600 {
        if till.question.is_some() {
            till.fault(unreachable());
        }
        till.seconds(1);
    }
    assert_eq!(settled(&till), 0);
    // The shop is not locked meanwhile.
    assert_eq!(till.model.terminal.can_start(), Ok(()));
    till.release_host().seconds(400);
    assert_eq!(settled(&till), 1, "{}", till.story());
}

#[test]
fn one_that_was_missed_is_made_up_for_after_the_next_start() {
    let mut till = till(at("23:30"));
    till.power_off(Cut::Kept);
    let morning = wall(&till, 18);
    till.set_wall(morning).start().sign_in("01").seconds(180);
    assert_eq!((settled(&till), till.disk.book.settled_day), (1, Some(20_260_122)));
    // And what nobody has read is read first.
    let mut till = self::till(at("23:30"));
    till.sell_stripe(99).host(approved()).power_off(Cut::Kept);
    let morning = wall(&till, 18);
    till.set_wall(morning).start().seconds(600);
    assert_eq!(settled(&till), 0);
    till.sign_in("01").seconds(180);
    assert_eq!(settled(&till), 1);
}

#[test]
fn a_power_cut_in_it_goes_on_where_it_was() {
    for cut in [Cut::Lost, Cut::Kept] {
        for steps in 0..6 {
            let mut till = till(at("14:08"));
            till.seconds(100).hold_host().hold_disk().seconds(150);
            for _ in 0..steps {
                match till.question.clone() {
                    Some(question) => drop(till.host(polite(&question))),
                    None => drop(till.disk_step()),
                }
            }
            till.restart(cut).seconds(200);
            assert_eq!(settled(&till), 1, "{cut:?} after {steps}\n{}", till.story());
            till.seconds(3600);
            assert_eq!(settled(&till), 1);
        }
    }
}

#[test]
fn a_clock_that_jumps_settles_no_day_twice_and_none_never() {
    let mut till = till(at("23:30"));
    till.seconds(10 * 3600);
    assert_eq!(settled(&till), 1);
    // Back by an hour, with a new sale: 23:30 comes a second time.
    let earlier = wall(&till, -1);
    till.set_wall(earlier).sign_in("01").sold_stripe(1).seconds(2 * 3600);
    assert_eq!(settled(&till), 1);
    // Forward by a year: once, and then each day.
    let later = wall(&till, 365 * 24);
    till.set_wall(later).seconds(300);
    assert_eq!(settled(&till), 2);
    // And back where it was: the mark of a day that is still to come counts for nothing.
    let back = wall(&till, -365 * 24);
    till.set_wall(back).sign_in("01").sold_stripe(2).seconds(26 * 3600);
    assert_eq!(settled(&till), 3);
}

#[test]
fn an_old_batch_is_warned_about_then_settled_at_a_quiet_moment() {
    let mut till = till(setup());
    till.seconds(23 * 3600);
    assert_eq!(till.model.terminal.batch_age(), BatchAge::Fresh);
    till.seconds(2 * 3600);
    assert_eq!((till.model.terminal.batch_age(), settled(&till)), (BatchAge::Old, 0));
    till.sign_in("00").must_show(&["This batch is old: settle it soon"]);
    till.seconds(24 * 3600);
    assert_eq!((till.model.terminal.batch_age(), settled(&till)), (BatchAge::Fresh, 1));
}

/// A shop that has no quiet minute is not stopped at once, but after an hour.
#[test]
fn an_old_batch_stops_a_busy_shop_only_after_an_hour() {
    let mut till = till(setup());
    let later = wall(&till, 49);
    till.set_wall(later).seconds(20);
    for minute in 0..70 {
        till.sell(minute + 1).seconds(50).keys("C E").seconds(5);
        till.keys("C");
        if till.model.terminal.can_start() == Err(CannotStart::BatchOld) {
            assert!((58..66).contains(&minute), "after {minute} minutes");
            till.keys("1 1").must_not_show(&["Type the amount"]);
            till.seconds(180);
            assert_eq!(settled(&till), 1);
            return;
        }
    }
    panic!("never stopped\n{}", till.story());
}

#[test]
fn a_full_batch_is_settled_by_itself_too() {
    let full = (1..=990).map(|stan| record(stan, Kind::Sale, Entry::Swipe));
    let mut till = Till::with_batch(setup(), full);
    till.release_host();
    assert_eq!(till.model.terminal.can_start(), Err(CannotStart::BatchFull));
    till.seconds(130);
    assert_eq!(settled(&till), 1);
    assert_eq!(till.model.terminal.can_start(), Ok(()));
    // A side may be full before the batch is.
    let declined = (1..100).map(|stan| record(stan, Kind::PreAuth, Entry::Swipe));
    let mut till = Till::with_batch(setup(), declined);
    till.release_host().seconds(600);
    assert_eq!(settled(&till), 0);
}

#[test]
fn an_open_reversal_or_item_keeps_it_from_beginning() {
    let mut unresolved = record(2, Kind::Refund, Entry::Swipe);
    unresolved.state = State::Unresolved;
    let mut till = Till::with_batch(at("14:10"), [unresolved, record(3, Kind::Sale, Entry::Swipe)]);
    till.release_host().seconds(3600);
    assert_eq!(settled(&till), 0);
}

#[test]
fn the_terminal_signs_off_after_it_and_on_again_for_the_next_trade() {
    let upkeep = Upkeep { sign_off: Demand::Yes, ..Upkeep::default() };
    let mut till = till(Setup { upkeep, ..setup() });
    till.asked();
    till.keys("1 5 E E");
    assert_eq!(till.asked().last().unwrap(), "sign-off");
    assert_eq!(till.model.terminal.line.status(), LinkStatus::SignedOff);
    // Quiet until somebody wants something.
    till.seconds(3600);
    assert_eq!(till.asked(), [""; 0]);
    till.sign_in("01").sell(1234).must_show(&["Insert, tap or swipe"]);
    assert_eq!(till.asked(), ["sign-on"]);
}

#[test]
fn parameter_21_of_the_host_decides_about_the_sign_off() {
    let mut till = till(setup());
    till.hold_host();
    till.flow(|t, now, out| t.start_chore(keytill::flow::Chore::Parameters, now, out));
    till.host(keytill::acquirer::Answer { body: b"211".to_vec(), ..answer("00") }).host(answer("00"));
    till.keys("1 5 E");
    till.friendly(3, Duration::ZERO);
    assert_eq!(till.asked().last().unwrap(), "sign-off");
    assert_eq!(till.disk.book.batch, BatchNo::try_from(2).unwrap());
}

/// A customer who comes before the sign-off has left needs the keys.
#[test]
fn a_sale_is_not_kept_waiting_by_a_sign_off() {
    let upkeep = Upkeep { sign_off: Demand::Yes, ..Upkeep::default() };
    let mut till = till(Setup { upkeep, ..setup() });
    till.hold_host().keys("1 5 E");
    for _ in 0..2 {
        let question = till.question.clone().unwrap();
        till.host(polite(&question));
    }
    assert_eq!(till.asked().last().unwrap(), "sign-off");
    till.host(unwilling()).keys("E C").sell(1234).must_show(&["Insert, tap or swipe"]);
}

fn unwilling() -> keytill::acquirer::Answer {
    answer("40")
}
