//! `keytill run` against a host and a pad that are not its own.

use std::time::Duration;

use keytill::{
    iso8583::Mti,
    sim::host::{BookState, Fault, Filter, MacKeyForm},
};

use crate::terminal::*;

/// A sale by chip with PIN, one by tap and one declined; journal and host must agree.
fn trade(plan: &Plan) {
    let rig = Rig::new(plan);
    let mut till = rig.start();
    till.see("Host OK");
    assert!(!till.shows("TRAINING"), "{}", till.screen());
    till.sign_in_to_sell();
    till.see("Reader OK");
    rig.sell(&mut till, "1234", 1, "APPROVED");
    till.leave();
    rig.sell(&mut till, "500", 7, "APPROVED");
    till.leave();
    rig.sell(&mut till, "600", 3, "Wrong PIN");
    assert_eq!(states(&rig.data()), ["approved", "approved", "declined"]);
    assert_agree_with(&rig.data(), &rig.host.snapshot());
}

#[test]
fn with_the_master_key_in_the_configuration() {
    trade(&Plan::default());
}

#[test]
fn with_the_master_key_in_the_pad_alone() {
    trade(&Plan { keys: key_in_pad(), ..Plan::default() });
}

#[test]
fn with_a_mac_key_of_eight_bytes_and_a_zero_half() {
    let host = |config: &mut keytill::sim::host::HostConfig| config.mac_key = MacKeyForm::SingleAndZeros;
    trade(&Plan { host, ..Plan::default() });
    trade(&Plan { host, keys: key_in_pad(), ..Plan::default() });
}

#[test]
fn with_single_length_keys() {
    let profile = "sign_on = \"001\"\nsecurity_with_pin = \"2000000000000000\"";
    trade(&Plan { profile, ..Plan::default() });
    trade(&Plan { profile, keys: key_in_pad(), ..Plan::default() });
}

#[test]
fn with_a_track_key_as_well() {
    trade(&Plan { profile: "sign_on = \"004\"", ..Plan::default() });
    trade(&Plan { profile: "sign_on = \"004\"", keys: key_in_pad(), ..Plan::default() });
}

/// A box that has another master key than its host.
fn refuses_to_sell_with_a_wrong_key(plan: &Plan) {
    let rig = Rig::new(plan);
    let mut till = rig.start();
    till.see("Host key fault");
    till.see("Reader OK");
    till.sign_in("99", "12345678");
    till.keys("4");
    till.see("Key checks");
    till.see("Sign-on key check failed");
    assert!(till.shows("signed off"), "{}", till.screen());
    till.keys("Esc");
    till.see("Back office");
    till.keys("Esc");
    till.sign_in_to_sell();
    till.keys("1");
    till.see("Type the amount");
    till.keys("1234 Enter");
    till.see("NOT PAID");
    till.see("Sign-on key check failed: load the master key again");
    assert!(rig.host.snapshot().entries.is_empty());
    assert_eq!(export(&rig.data()).len(), 0);
    assert!(!till.shows("Host OK"), "{}", till.screen());
}

#[test]
fn with_a_wrong_master_key_the_key_check_fails_and_nothing_is_sold() {
    let keys = key_in_file(b"not the host's!!");
    refuses_to_sell_with_a_wrong_key(&Plan { keys, ..Plan::default() });
    let pad_key = *b"not the host's!!";
    refuses_to_sell_with_a_wrong_key(&Plan { keys: key_in_pad(), pad_key, ..Plan::default() });
}

#[test]
fn a_host_that_comes_up_later_is_signed_on_to_without_help() {
    // An address of its own, so that nobody else is given the port while the host is away.
    let plan = Plan { address: "127.0.0.42:0", ..Plan::default() };
    let mut rig = Rig::new(&plan);
    rig.stop_host();
    let mut till = rig.start();
    till.see("Host offline");
    till.sign_in_to_sell();
    till.keys("1");
    till.see("Type the amount");
    till.keys("1234 Enter");
    till.see("NOT PAID");
    till.see("The bank cannot be reached");
    till.leave();
    rig.start_host(&plan);
    till.see("Host OK");
    till.see("Reader OK");
    rig.sell(&mut till, "1234", 1, "APPROVED");
    assert_agree_with(&rig.data(), &rig.host.snapshot());
}

/// A box whose host answers a sale in this way, and the first try of its reversal too.
fn reverses_after(fault: Fault) {
    let rig = Rig::new(&Plan::default());
    let mut till = rig.start();
    till.see("Host OK");
    till.sign_in_to_sell();
    till.see("Reader OK");
    rig.host.faults().next_for(Filter::Type(Mti::new("0200")), fault);
    rig.host.faults().next_for(Filter::Type(Mti::new("0400")), fault);
    rig.sell(&mut till, "1234", 8, "NOT KNOWN - being reversed");
    till.see("Reversed: no money moved");
    till.leave();
    rig.sell(&mut till, "500", 8, "APPROVED");
    assert_eq!(states(&rig.data()), ["reversed", "approved"]);
    assert_agree_with(&rig.data(), &rig.host.snapshot());
    let reversals: Vec<u32> = rig.host.snapshot().entries.values().map(|entry| entry.reversals).collect();
    assert_eq!(reversals, [2, 0], "{fault:?}");
}

#[test]
fn garbage_from_the_host_is_an_outcome_that_is_not_known() {
    std::thread::scope(|scope| {
        for fault in [Fault::Garbage, Fault::Half, Fault::BadMac, Fault::NoAnswer, Fault::Drop] {
            scope.spawn(move || reverses_after(fault));
        }
    });
}

#[test]
fn garbage_in_place_of_a_sign_on_is_tried_again() {
    let rig = Rig::new(&Plan::default());
    rig.host.faults().next_times(2, Fault::Garbage);
    let till = rig.start();
    // It gets through at the third try.
    till.see("Host OK");
}

#[test]
fn a_host_that_forgot_the_keys_is_signed_on_to_again() {
    let rig = Rig::new(&Plan::default());
    let mut till = rig.start();
    till.see("Host OK");
    till.sign_in_to_sell();
    till.see("Reader OK");
    rig.host.faults().next_for(Filter::Type(Mti::new("0200")), Fault::Code("A0"));
    rig.sell(&mut till, "1234", 8, "NOT PAID");
    till.leave();
    till.see("Host OK");
    rig.sell(&mut till, "1234", 8, "APPROVED");
    assert_agree_with(&rig.data(), &rig.host.snapshot());
}

#[test]
fn a_pad_that_is_plugged_in_later_is_found() {
    let mut rig = Rig::new(&Plan { pad: Pad::Absent, ..Plan::default() });
    let mut till = rig.start();
    till.see("Reader gone");
    till.sign_in_to_sell();
    till.keys("1");
    till.see("Type the amount");
    till.keys("1234 Enter");
    till.see("No card reader");
    till.keys("Esc");
    till.see("Reprint receipt");
    rig.plug_in(TMK);
    till.see("Reader OK");
    rig.sell(&mut till, "1234", 1, "APPROVED");
    till.leave();

    rig.pad.as_ref().unwrap().unplug();
    till.see("Reader gone");
    rig.pad.as_ref().unwrap().replug();
    till.see("Reader OK");
    rig.sell(&mut till, "1235", 1, "APPROVED");
    assert_agree_with(&rig.data(), &rig.host.snapshot());
}

#[test]
fn a_settlement_is_killed_again_and_again_and_closes_once() {
    let host = |config: &mut keytill::sim::host::HostConfig| config.delay = Duration::from_millis(100);
    let rig = Rig::new(&Plan { host, ..Plan::default() });
    let mut till = rig.start();
    till.sign_in_to_sell();
    for amount in ["100", "200", "300", "400", "500"] {
        till.see("Reader OK");
        rig.sell(&mut till, amount, 7, "APPROVED");
        till.leave();
    }
    till.keys("5");
    till.see("Check the totals");
    till.keys("Enter");
    assert!(within_patience(|| rig.host.snapshot().uploads(1).settlements == 1));
    till.restart();
    for uploaded in 1..5 {
        assert!(within_patience(|| rig.host.snapshot().uploads(1).chip.len() >= uploaded));
        till.restart();
    }
    assert_eq!(rig.host.snapshot().batch, 1, "all kills fell into the middle");
    till.sign_in("01", "0000");
    till.keys("1");
    till.see("Settlement");
    till.keys("5");
    till.see("Resumed where it stopped");
    till.see("BALANCED - batch settled");
    till.see("Next batch 000002");
    till.leave();
    till.see("Reader OK");
    rig.sell(&mut till, "77", 1, "APPROVED");
    let books = rig.host.snapshot();
    assert_eq!((books.batch, books.uploads(1).chip.len()), (2, 5), "closed once, with all details");
    assert_eq!((books.uploads(1).end_count, books.uploads(1).end_code.as_deref()), (Some(5), Some("207")));
    assert!(books.uploads(1).differences.is_empty(), "{:?}", books.uploads(1).differences);
    assert_agree_with(&rig.data(), &books);
}

#[test]
fn a_batch_that_does_not_balance_says_so_and_is_settled_all_the_same() {
    let rig = Rig::new(&Plan::default());
    let mut till = rig.start();
    till.sign_in_to_sell();
    till.see("Reader OK");
    rig.sell(&mut till, "100", 1, "APPROVED");
    till.leave();
    rig.sell(&mut till, "200", 8, "APPROVED");
    till.leave();
    rig.host.faults().unbalance();
    till.keys("5");
    till.see("Check the totals");
    till.keys("Enter");
    till.see("NOT BALANCED - settled with details");
    let books = rig.host.snapshot();
    assert_eq!(books.uploads(1).end_code.as_deref(), Some("202"));
    assert_eq!((books.uploads(1).chip.len(), books.uploads(1).stripe.len()), (1, 1));
    assert!(books.uploads(1).differences.is_empty(), "{:?}", books.uploads(1).differences);
    assert!(books.entries.values().all(|entry| entry.state == BookState::Approved));
}

#[test]
fn training_is_a_world_of_its_own_and_can_be_left() {
    let rig = Rig::new(&Plan::default());
    let mut till = rig.start();
    till.sign_in_to_sell();
    till.see("Reader OK");
    rig.sell(&mut till, "1234", 1, "APPROVED");
    till.leave();
    till.enter_training();
    till.sell("9900", 1, "APPROVED");
    till.leave();
    till.keys("Esc");
    till.see("Leave training");
    till.keys("3");
    till.see_gone("TRAINING");
    // The very first key counts.
    till.sign_in_to_sell();
    till.see("Count 1");
    till.see("Reader OK");
    rig.sell(&mut till, "500", 1, "APPROVED");
    assert_eq!(export(&rig.data()).iter().map(|row| row.amount_minor).collect::<Vec<_>>(), [1234, 500]);
    assert_agree_with(&rig.data(), &rig.host.snapshot());
    assert_eq!(states(&rig.data().join("training")), ["approved"]);
}

/// The training world is killed in the middle of a sale: nothing of that is in the live journal, and the training one is sound.
#[test]
fn a_kill_in_training_touches_nothing_live() {
    let rig = Rig::new(&Plan::default());
    let mut till = rig.start();
    till.sign_in_to_sell();
    till.see("Reader OK");
    rig.sell(&mut till, "1234", 1, "APPROVED");
    till.leave();
    till.enter_training();
    till.keys("1");
    till.see("Type the amount");
    till.keys("9900 Enter");
    till.see("Choose a training card");
    // The training host never answers this one.
    till.keys("4");
    till.see("Waiting for the bank");
    till.kill9();
    let mut till = rig.start();
    till.sign_in_to_sell();
    till.see("Count 1");
    till.see("Reader OK");
    rig.sell(&mut till, "500", 1, "APPROVED");
    assert_eq!(export(&rig.data()).iter().map(|row| row.amount_minor).collect::<Vec<_>>(), [1234, 500]);
    assert_agree_with(&rig.data(), &rig.host.snapshot());
    assert_eq!(states(&rig.data().join("training")), ["pending"], "it is reversed when training goes on");
    assert!(journal("verify", &rig.data().join("training")).status.success());
}

/// A parameter that the technician sets holds at once, over a restart, and is in the journal with who did it.
#[test]
fn a_parameter_is_set_on_the_box() {
    let rig = Rig::new(&Plan::default());
    let mut till = rig.start();
    till.see("Reader OK");
    till.sign_in("99", "12345678");
    till.keys("4 Down");
    till.see("Sign-out after");
    till.keys("3 Enter 5 Enter");
    till.see("Possible: 10 - 600");
    till.keys("Back 90 Enter");
    till.see("60 s > 90 s");
    till.kill9();
    let mut till = rig.start();
    till.sign_in_to_sell();
    till.keys("1");
    till.see("Type the amount");
    till.keys("1234 Enter");
    till.see("90 s");
}
