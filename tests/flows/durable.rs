//! Save, then send; save, then say.

use keytill::{
    domain::State,
    flow::{CannotStart, Ending, Storage},
};

use super::{support::*, table::Events};

#[test]
fn nothing_is_asked_before_its_record_is_durable() {
    let mut till = Till::ready();
    till.hold_disk().sell_chip(1234).seconds(20);
    assert_eq!(till.trace.last().unwrap(), "save sale 000002 12.34");
    assert!(till.question.is_none());
    till.release_disk();
    assert_eq!(till.trace.last().unwrap(), "ask sale 000002 12.34");
}

#[test]
fn nothing_is_said_or_printed_before_the_result_is_durable() {
    let mut till = Till::ready();
    till.sell_chip(1234).host(approved()).hold_disk().reader(completed(true)).seconds(20);
    till.must_not_show(&["APPROVED"]);
    assert!(till.printed.is_empty());
    till.release_disk().must_show(&["APPROVED"]);
    assert_eq!(till.printed.len(), 1);

    // A decline waits for the disk too, and so does a reversal that is owed.
    for code in ["51", "98"] {
        let mut till = Till::ready();
        till.sell_stripe(1234).hold_disk();
        if code == "98" {
            till.fault(no_answer())
        } else {
            till.host(answer(code))
        };
        till.must_not_show(&["NOT PAID", "NOT KNOWN"]);
        till.release_disk();
        till.must_show(&[if code == "98" { "NOT KNOWN" } else { "NOT PAID" }]);
    }
}

#[test]
fn a_reversal_is_sent_only_when_it_and_its_attempt_are_durable() {
    let mut till = Till::ready();
    till.sell_stripe(1234).hold_disk().fault(no_answer()).seconds(10);
    assert!(till.question.is_none());
    // Owed: durable. Its card number: fetched. Its attempt: on its way.
    till.disk_step().seconds(2).disk_step();
    assert_eq!(till.trace.last().unwrap(), "save 000002 tries reversal");
    assert!(till.question.is_none());
    till.disk_step();
    assert!(till.trace.contains(&"ask reversal 000002 98".to_owned()), "{}", till.story());
}

#[test]
fn a_disk_that_fails_before_the_host_is_asked() {
    let mut till = Till::ready();
    till.break_disk().sell_chip(1234);
    till.must_show(&["NOT PAID", "Storage fault: nothing was sent", "STORAGE FAULT - sales stopped"]);
    assert_eq!(till.trace.last().unwrap(), "read completion: no host", "the card in the slot is let go");
    assert!(till.question.is_none());
    assert!(!till.trace.iter().any(|e| e.starts_with("ask")), "{:?}", till.trace);
    // Nothing new begins.
    till.keys("E 1").must_show(&["Storage fault - no sales"]);
    till.seconds(600);
    assert!(till.question.is_none(), "asks although nothing can be stored\n{}", till.story());
    // The power cut finds nothing to put right.
    till.restart(Cut::Lost);
    assert!(till.disk.book.transactions.is_empty());
}

#[test]
fn a_disk_that_fails_after_the_answer() {
    let mut till = Till::ready();
    till.sell_chip(1234).host(approved()).break_disk().reader(completed(true));
    till.must_show(&["NOT KNOWN", "The result could not be stored", "do not charge again", "Get the storage repaired"]);
    assert!(till.printed.is_empty());
    assert_eq!(till.record(2).state, State::Pending);
    // The next start reverses it and says so.
    till.power_off(Cut::Lost).hold_host().start().must_show(&["Interrupted Sale", "NOT KNOWN", "12.34"]);
    till.release_host().must_show(&["NOT PAID", "Reversed"]);
    assert_eq!(till.record(2).state, State::Reversed);
}

#[test]
fn a_disk_that_fails_when_a_reversal_is_owed() {
    let mut till = Till::ready();
    till.sell_stripe(1234).break_disk().fault(no_answer());
    till.must_show(&["NOT KNOWN", "do not charge again", "Get the storage repaired"]);
    assert_eq!(till.record(2).state, State::Pending);
    till.power_off(Cut::Lost).hold_host().start();
    assert_eq!(till.record(2).state, State::Reversing);
    till.release_host();
    assert_eq!(till.record(2).state, State::Reversed);
}

#[test]
fn a_disk_that_fails_at_the_reversal_loses_nothing() {
    let mut till = Till::ready();
    till.sell_stripe(1234).fault(no_answer()).break_disk().seconds(100);
    assert!(till.question.is_none(), "sent without counting the attempt\n{}", till.story());
    till.restart(Cut::Lost).seconds(3);
    assert_eq!(till.record(2).state, State::Reversed);
}

#[test]
fn a_disk_that_is_nearly_full() {
    let mut till = Till::ready();
    till.sell_stripe(1234).host(approved()).keys("E");
    till.room(Storage::Low).must_show(&["STORAGE NEARLY FULL - settle first"]);
    till.keys("1").must_show(&["Storage low - settle first"]);
    assert!(till.model.terminal.trade.is_none());
    // What has begun is finished.
    let mut till = Till::ready();
    till.sell_chip(1234).room(Storage::Low).host(approved()).reader(completed(true)).must_show(&["APPROVED"]);
    till.keys("E 5 E").must_show(&["BALANCED"]);
    // Where nothing is left to settle, nobody is told to settle.
    till.keys("E 1").must_show(&["STORAGE FULL - call for service", "Storage full: call service"]);
    till.must_not_show(&["settle first"]);
    assert!(till.model.terminal.trade.is_none());
}

#[test]
fn a_failed_print_takes_nothing_back() {
    let mut till = Till::ready();
    till.unplug_printer().sell_stripe(1234).host(approved());
    till.must_show(&["APPROVED", "Not printed - do not charge again", "out of paper"]);
    assert_eq!((till.record(2).state, till.record(2).printed), (State::Approved, 0));
    till.plug_printer().keys("E 4 E").must_show(&["Receipt printed"]);
    assert_eq!(till.trace[till.trace.len() - 2..], ["print copy 000002", "save 000002 printed"]);
    assert_eq!(till.record(2).printed, 1);
}

#[test]
fn the_verdict_is_one_of_three() {
    // Of every way in which a sale of this file ends, the screen says exactly one.
    let ends: [(Events, Ending); 3] = [
        (|t| t.host(approved()), Ending::Paid),
        (|t| t.host(answer("05")), Ending::NotPaid),
        (|t| t.fault(broken()), Ending::Unknown),
    ];
    let words = ["APPROVED", "NOT PAID", "NOT KNOWN"];
    for (events, ending) in ends {
        let mut till = Till::ready();
        till.sell_stripe(1234);
        events(&mut till);
        let screen = till.screen();
        let said: Vec<&str> = words.into_iter().filter(|w| screen.contains(w)).collect();
        let wanted = match ending {
            Ending::Paid => "APPROVED",
            Ending::NotPaid => "NOT PAID",
            Ending::Unknown => "NOT KNOWN",
        };
        assert_eq!(said, [wanted], "{screen}");
    }
}

/// Something of the background cannot be recorded while the pad waits for a card.
#[test]
fn a_disk_that_fails_under_a_trade_ends_it_at_once_while_nothing_has_left() {
    for chip_is_read in [false, true] {
        let mut till = Till::ready();
        till.sell(1234);
        if chip_is_read {
            till.card(chip());
        }
        till.trace.clear();
        till.break_disk();
        till.room(keytill::flow::Storage::Stopped("the disk is gone".into()));
        till.must_show(&["NOT PAID", "Storage fault"]);
        assert_eq!(till.effects(), ["read cancel"], "the pad is told");
    }
}

/// A disk may take records again while the program runs. What could not be stored goes on as after a restart; nothing is settled
/// before.
#[test]
fn a_disk_that_works_again_takes_up_what_could_not_be_stored() {
    let mut till = Till::ready();
    till.hold_host()
        .sell_stripe(1234)
        .break_disk()
        .host(approved())
        .must_show(&["NOT KNOWN", "Get the storage repaired"]);
    till.disk.broken = false;
    till.hold_disk().room(Storage::Ready).keys("E");
    assert_eq!(till.start_settling(), Err(CannotStart::ReversalOwed));
    till.release_disk();
    assert_eq!(till.record(2).state, State::Reversing);
    assert_eq!(till.start_settling(), Err(CannotStart::ReversalOwed));
    till.release_host().seconds(5);
    assert_eq!(till.record(2).state, State::Reversed);
    // Whoever still looks at it is told.
    let mut till = Till::ready();
    till.hold_host().sell_stripe(1234).break_disk().host(approved());
    till.disk.broken = false;
    till.room(Storage::Ready).release_host().seconds(5);
    till.must_show(&["NOT PAID"]).must_not_show(&["Get the storage repaired"]);
    till.keys("E C").sell_stripe(1234).host(approved()).must_show(&["APPROVED"]);
}
