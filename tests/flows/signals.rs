//! The system asks the program to end: at once where nothing is in flight, and never by forgetting money.

use keytill::{app::Signal, domain::State};

use super::support::*;

const SIGNALS: [Signal; 2] = [Signal::Terminate, Signal::Hangup];

#[test]
fn at_once_where_nothing_is_in_flight() {
    for signal in SIGNALS {
        let mut till = Till::on();
        till.signal(signal);
        assert!(till.quit);
        let mut till = Till::ready();
        till.sell_stripe(1234).host(approved()).signal(signal);
        assert!(till.quit, "a verdict on the screen keeps nobody waiting");
    }
}

#[test]
fn a_trade_that_can_be_cancelled_is() {
    for signal in SIGNALS {
        let mut till = Till::ready();
        till.sell(1234).signal(signal);
        assert!(till.quit);
        assert_eq!(till.trace[till.trace.len() - 2..], ["read cancel", "quit"]);
        let mut till = Till::ready();
        till.sell(1234).card(chip()).signal(signal);
        assert!(till.quit && till.disk.book.transactions.is_empty());
    }
}

#[test]
fn a_trade_in_flight_is_waited_for() {
    let mut till = Till::ready();
    till.sell_chip(1234).signal(Signal::Terminate).seconds(9);
    assert!(!till.quit);
    till.host(approved());
    assert!(!till.quit, "the card has not been told");
    till.hold_disk().reader(completed(true));
    assert!(!till.quit, "the result is not durable");
    till.release_disk();
    assert!(till.quit);
    assert_eq!(till.record(2).state, State::Approved);
    till.restart(Cut::Lost).must_show(&["Interrupted Sale: APPROVED"]);
}

#[test]
fn but_not_for_ever() {
    let mut till = Till::ready();
    till.sell_chip(1234).signal(Signal::Terminate).seconds(9);
    assert!(!till.quit);
    till.seconds(1);
    assert!(till.quit);
    assert_eq!(till.record(2).state, State::Pending);
    till.power_off(Cut::Lost).hold_host().start().must_show(&["NOT KNOWN"]);
    till.release_host();
    assert_eq!(till.record(2).state, State::Reversed);
}

#[test]
fn a_second_signal_does_not_lengthen_the_wait() {
    let mut till = Till::ready();
    till.sell_chip(1234).signal(Signal::Terminate).seconds(8).signal(Signal::Hangup).seconds(2);
    assert!(till.quit);
}

#[test]
fn while_the_record_is_on_its_way_to_the_disk() {
    let mut till = Till::ready();
    till.hold_disk().sell_chip(1234).signal(Signal::Terminate);
    assert!(!till.quit);
    till.release_disk().fault(no_answer());
    assert!(till.quit);
    assert_eq!(till.record(2).state, State::Reversing);
}
