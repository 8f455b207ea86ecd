//! Help and support over whatever is shown: never in the way of a transaction.

use std::time::Duration;

use keytill::{
    domain::Lang,
    flow::{Contact, Setup, Support},
    keypad::Key,
};

use super::support::*;

#[test]
fn help_says_what_the_screen_is_for_and_leads_to_whom_to_call() {
    let contact = |text: &str| Contact::try_from(text.to_owned()).ok();
    let support = Support { acquirer: contact("95516"), vendor: None, shop: contact("店长 13800000000") };
    let mut till = Till::ready_with(Setup { support, ..setup() });
    till.keys("1 1 12 M").must_show(&["Help: Sale", "1234 is 12.34", "Enter  go on", "Esc  back"]);
    till.keys("M").must_show(&["Support", "Acquirer", "95516", "Shop", "店长 13800000000", "99999906"]);
    till.must_show(&["Nothing is wrong now", env!("CARGO_PKG_VERSION")]);
    till.keys("C C 34E").must_show(&["Insert, tap or swipe"]);
    assert_eq!(till.model.terminal.trade.as_ref().unwrap().amount, amount(1234));
    // F1 is the same, where a keyboard has it.
    till.key(Key::F1).must_show(&["Help: Sale", "Do what the terminal says"]);
    till.key(Key::F1).must_show(&["Support"]);
}

#[test]
fn help_before_anyone_has_signed_in() {
    let mut till = Till::on();
    till.keys("v").must_show(&["Help: Sign in", "two-digit number or mobile number"]);
    till.keys("M").must_show(&["Support", "99999906"]);
    till.keys("C C 01E0000E").must_show(&["Mode"]);
    let mut till = Till::new(setup(), book(), Lang::ZhCn, (80, 24));
    till.start();
    till.keys("v M").must_show(&["服务支持", "未设置，请询问主管"]);
}

#[test]
fn help_during_a_transaction_disturbs_nothing_and_gives_way_to_its_end() {
    let mut till = Till::ready();
    till.keys("1 1 1234E").must_show(&["Insert, tap or swipe"]);
    till.keys("M M").must_show(&["Support"]);
    // Nobody is signed out, and CANCEL leaves the support screen and not the sale.
    till.pass(Duration::from_secs(30));
    till.keys("C").must_show(&["Help: Sale"]);
    till.keys("M").must_show(&["99999906"]);
    till.card(chip()).authorised(with_pin()).host(approved()).reader(completed(true)).must_show(&["APPROVED"]);
    till.must_not_show(&["Help", "Support"]);
}

#[test]
fn the_last_error_is_told_with_what_it_means() {
    let mut till = Till::ready();
    till.unplug_reader().keys("M M").must_show(&["The card reader does not answer"]);
    let mut till = Till::ready();
    till.sell_chip(1234).host(answer("51")).reader(completed(false)).keys("E");
    till.keys("M M").must_show(&["Declined 51", "14:05"]);
}

#[test]
fn a_locked_screen_has_help_and_stays_locked() {
    let mut till = Till::ready();
    till.keys("1 1 1234").pass(Duration::from_secs(600));
    till.must_show(&["Locked"]);
    till.keys("M").must_show(&["Help: Locked"]);
    till.keys("M C C").must_show(&["Locked"]);
    till.pass(Duration::from_secs(6000));
    till.must_show(&["Locked"]);
}

/// What a screen waits for comes to it while its help is read.
#[test]
fn an_answer_reaches_the_screen_below_the_help() {
    let mut till = Till::ready();
    till.sold(1234).keys("6").hold_disk().keys("8 M").must_show(&["Help: Found"]);
    till.release_disk().keys("C").must_show(&["Found", "12.34"]);
    till.keys("C C C").sign_in("00").hold_disk().keys("2 9 1 5 M M").must_show(&["Support"]);
    till.release_disk().keys("C C").must_show(&["Last 30 days", "12.34"]);
}

#[test]
fn a_lock_goes_with_its_password_whatever_was_opened_over_it() {
    let mut till = Till::ready();
    till.keys("1 1 1234").pass(Duration::from_secs(600)).must_show(&["Locked"]);
    till.hold_passwords().keys("0000E M").must_show(&["Help: Locked"]);
    till.release_passwords().must_show(&["Sale", "Type the amount"]);
    till.keys("E").must_show(&["Insert, tap or swipe"]);
}
