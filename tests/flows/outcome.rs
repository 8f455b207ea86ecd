//! What the host's answer, or its silence, makes of a sale: exactly one of paid, not paid, not known.

use keytill::{
    acquirer::LinkFault,
    domain::{Fact, ReversalReason, State},
    flow::{Setup, Why, reversal::REVERSAL_REFUSALS},
    keypad::Key,
    reader::Refusal,
};

use super::{
    support::*,
    table::{Events, Row, play},
};

fn asked() -> Till {
    let mut till = Till::ready();
    till.sell_chip(1234);
    till
}

fn asked_stripe() -> Till {
    let mut till = Till::ready();
    till.sell_stripe(1234);
    till
}

fn answered() -> Till {
    let mut till = asked();
    till.host(approved());
    till
}

#[test]
fn declined() {
    play(&[
        Row {
            name: "by the host, chip",
            state: asked,
            events: |t| t.host(answer("51")).reader(completed(false)),
            effects: &["read completion: declined", "save 000002 declined"],
            shows: &["NOT PAID", "Declined 51: Not enough funds", "Ask for another card", "No money moved"],
        },
        Row {
            name: "by the host, stripe",
            state: asked_stripe,
            events: |t| t.host(answer("55")),
            effects: &["save 000002 declined"],
            shows: &["NOT PAID", "Declined 55: Wrong PIN", "enter the PIN again"],
        },
        Row {
            name: "by the host, and the card was pulled: still just declined",
            state: asked,
            events: |t| t.host(answer("51")).refuse(Refusal::CardRemoved),
            effects: &["read completion: declined", "save 000002 declined"],
            shows: &["NOT PAID", "Declined 51"],
        },
        Row {
            name: "a number that the host has already, chip: it may have been paid",
            state: asked,
            events: |t| t.host(answer("94")),
            effects: &["read completion: no host", "save 000002 owes reversal 06"],
            shows: &["NOT KNOWN - being reversed", "the bank has this number already"],
        },
        Row {
            name: "a number that the host has already, stripe",
            state: asked_stripe,
            events: |t| t.host(answer("94")),
            effects: &["save 000002 owes reversal 06"],
            shows: &["NOT KNOWN - being reversed", "the bank has this number already"],
        },
        Row {
            name: "approved for a part only: not taken",
            state: asked_stripe,
            events: |t| t.host(answer("10")),
            effects: &["save 000002 owes reversal 96"],
            shows: &["NOT KNOWN", "approved only a part", "Do not charge again"],
        },
    ]);
}

#[test]
fn other_codes_that_approve() {
    for code in ["00", "11", "16", "A2", "A4", "A5", "A6"] {
        let mut till = asked_stripe();
        till.host(answer(code)).must_show(&["APPROVED"]);
        assert_eq!(till.record(2).state, State::Approved);
    }
}

/// Asked, and the outcome is not known: 98, 98, A0, 06 in the reversal.
#[test]
fn not_known_after_asking() {
    let rows: [(LinkFault, ReversalReason, &str); 4] = [
        (no_answer(), ReversalReason::NoAnswer, "No answer from the bank within 60 s"),
        (broken(), ReversalReason::NoAnswer, "The line broke"),
        (LinkFault::BadMac, ReversalReason::BadMac, "The MAC of the answer was wrong"),
        (garbled(), ReversalReason::Other, "could not be read"),
    ];
    for (fault, reason, why) in rows {
        for chip_card in [true, false] {
            let mut till = if chip_card { asked() } else { asked_stripe() };
            till.trace.clear();
            till.fault(fault.clone());
            till.must_show(&["NOT KNOWN", why, "Do not charge again"]);
            let mut effects = vec![format!("save 000002 owes reversal {}", reason.code())];
            if chip_card {
                effects.insert(0, "read completion: no host".into());
            }
            assert_eq!(till.effects(), effects);
            assert_eq!(till.record(2).reversal.as_ref().unwrap().reason, reason);

            till.seconds(2);
            let code = reason.code();
            let effects = [
                "unseal 000002".into(),
                "save 000002 tries reversal".into(),
                format!("ask reversal 000002 {code}"),
                "save 000002 reversed".into(),
            ];
            assert_eq!(till.effects(), effects);
            till.must_show(&["NOT PAID", why, "Reversed: no money moved. You may charge again"]);
            assert!(till.printed.is_empty());
            assert_eq!(till.record(2).state, State::Reversed);
        }
    }
}

#[test]
fn the_host_approved_but_the_card_was_not_there_to_agree() {
    let rows: [(Events, &str); 4] = [
        (|t| t.reader(completed(false)), "the card refused"),
        (|t| t.refuse(Refusal::CardRemoved), "the card was gone"),
        (|t| t.unplug_reader(), "the reader was gone"),
        (|t| t.refuse(Refusal::Timeout), "the reader was gone"),
    ];
    for (events, why) in rows {
        let mut till = answered();
        till.trace.clear();
        events(&mut till);
        assert_eq!(till.effects(), ["save 000002 owes reversal 96"]);
        till.must_show(&["NOT KNOWN", why, "Do not charge again"]);
        // What the host said is kept: the acquirer will ask for it.
        assert_eq!(till.record(2).host.as_ref().unwrap().rrn.as_ref().unwrap().as_str(), "000000000017");
        till.seconds(2);
        assert_eq!(till.effects()[2], "ask reversal 000002 96");
        till.must_show(&["NOT PAID", "Reversed"]);
        assert!(till.printed.is_empty());
    }
}

#[test]
fn the_reversal_after_the_cards_refusal_carries_its_last_word() {
    let mut till = answered();
    till.hold_host().reader(completed(false)).seconds(2);
    let Some(keytill::acquirer::Request::Reversal(reversal)) = &till.question else { panic!("{}", till.story()) };
    // 95, then the card's own 9F10 of the second cryptogram, then 9F36.
    assert_eq!(reversal.chip, [0x95, 5, 0, 0, 0, 0, 0, 0x9F, 0x10, 4, 7, 2, 2, 4, 0x9F, 0x36, 2, 0, 9]);
    assert_eq!(reversal.card.as_ref().unwrap().pan().unwrap().expose(), PAN);
}

#[test]
fn nothing_left_the_box() {
    let rows = [
        (unreachable(), "cannot be reached"),
        (LinkFault::NotSignedOn, "not signed on"),
        (LinkFault::BadRequest { reason: "field 35".into() }, "nothing was sent"),
    ];
    for (fault, why) in rows {
        let mut till = asked();
        till.hold_host();
        till.trace.clear();
        till.fault(fault);
        assert_eq!(till.effects()[..2], ["read completion: no host", "save 000002 not sent"]);
        till.must_show(&["NOT PAID", why, "No money moved"]).must_not_show(&["reversed"]);
        assert_eq!(till.record(2).state, State::NotSent);
        till.seconds(120);
        assert!(!till.trace.iter().any(|e| e.contains("reversal")), "{:?}", till.trace);
    }
}

#[test]
fn a_reversal_is_created_once_and_sent_until_it_is_acknowledged() {
    let mut till = asked();
    till.hold_host().fault(no_answer()).seconds(2);
    for _ in 0..5 {
        till.fault(no_answer()).seconds(60);
    }
    // A refusal does not end it either.
    till.host(answer("96")).seconds(60);
    till.must_show(&["NOT KNOWN", "Do not charge again"]);
    till.host(answer("00")).must_show(&["NOT PAID", "Reversed"]);
    assert_eq!(till.count(|f| matches!(f, Fact::ReversalOwed { .. })), 1);
    assert_eq!(till.count(|f| matches!(f, Fact::ReversalTried { .. })), 7);
    assert_eq!(till.count(|f| matches!(f, Fact::ReversalAcknowledged { .. })), 1);
    till.seconds(200);
    assert!(till.question.is_none(), "{}", till.story());
}

#[test]
fn answers_that_end_a_reversal() {
    for code in ["00", "25", "12"] {
        let mut till = asked();
        till.hold_host().fault(no_answer()).seconds(2).host(answer(code));
        assert_eq!(till.record(2).state, State::Reversed, "{code}");
    }
}

/// What the host refuses with a code that does not say "later" is not sent for ever; what it has said so far outlives a restart.
#[test]
fn a_reversal_that_the_host_refuses_for_good_is_left_to_a_person() {
    let mut till = asked();
    till.hold_host().fault(no_answer()).seconds(2);
    for refusal in 1..REVERSAL_REFUSALS {
        till.host(answer("30"));
        assert_eq!(till.record(2).state, State::Reversing);
        assert_eq!(till.record(2).reversal.as_ref().unwrap().refusals, refusal);
        let row = till.model.terminal.queue().remove(0);
        assert_eq!(row.last, Some(Why::Declined("30".parse().unwrap())));
        if refusal == 3 {
            till.power_off(Cut::Lost).hold_host().start().host(signed_on(keytill::domain::BatchNo::FIRST));
        } else {
            // Each pause is longer than the one before.
            till.seconds(u64::from(refusal) - 1);
            assert!(refusal > 2 || till.question.is_none(), "{}", till.story());
            till.seconds(60);
        }
        // "Later" is no refusal, and neither is silence.
        if refusal == 3 {
            till.host(answer("96")).seconds(60).fault(no_answer()).seconds(60);
        }
    }
    till.host(answer("30"));
    assert_eq!(till.record(2).state, State::Unresolved);
    assert_eq!(till.record(2).reversal.as_ref().unwrap().code, Some("30".parse().unwrap()));
    till.must_show(&["NOT KNOWN", "Open 1"]);
    // The queue goes on, and so does trade; the batch is settled when a person has closed it.
    till.seconds(600).release_host().sign_in("01").sell_stripe(500);
    till.host(approved()).must_show(&["APPROVED"]).must_show(&["Open 1"]);
    till.keys("E 5E").must_show(&["The supervisor must close open items"]);
    till.keys("CCC").sign_in("00").keys("2 3").must_show(&["000002 Unresolved 12.34"]);
    till.keys("1 E C 4 E").must_show(&["batch settled"]);
    let slip = format!("{:?}", till.printed.last().unwrap().receipt);
    assert!(slip.contains("CLOSED BY HAND") && slip.contains("000002"), "{slip}");
}

/// A new sign-on comes before the next try, and has not helped either.
#[test]
fn a_reversal_whose_mac_is_refused_again_and_again_ends_too() {
    let mut till = asked();
    till.hold_host().fault(no_answer()).seconds(2);
    for _ in 1..REVERSAL_REFUSALS {
        till.host(answer("A0")).host(signed_on(keytill::domain::BatchNo::FIRST)).seconds(60);
    }
    assert_eq!(till.record(2).state, State::Reversing);
    till.host(answer("A0"));
    assert_eq!(till.record(2).state, State::Unresolved);
}

/// A line that is down uses up no tries: the reversal goes when it is back.
#[test]
fn a_line_that_is_down_leaves_no_reversal_to_a_person() {
    let mut till = Till::ready_with(keytill::flow::Setup { reversal_tries: Some(2), ..setup() });
    till.sell_stripe(1234).hold_host().fault(no_answer()).seconds(2);
    for _ in 0..6 {
        till.fault(unreachable()).seconds(60);
        assert_eq!(till.record(2).state, State::Reversing);
    }
    till.host(answer("00"));
    assert_eq!(till.record(2).state, State::Reversed);
}

/// One that cannot be built would stand before everything else for ever.
#[test]
fn a_reversal_that_cannot_be_built_is_left_to_a_person() {
    let mut till = Till::ready();
    till.sell_stripe(1234).hold_host().fault(no_answer()).seconds(2);
    for _ in 0..5 {
        assert_eq!(till.record(2).state, State::Reversing);
        till.fault(LinkFault::BadRequest { reason: "field 2".into() }).seconds(60);
    }
    assert_eq!(till.record(2).state, State::Unresolved);
}

#[test]
fn a_limit_of_tries_leaves_it_to_a_person() {
    let mut till = Till::ready_with(keytill::flow::Setup { reversal_tries: Some(3), ..setup() });
    till.sell_chip(1234).hold_host().fault(no_answer()).seconds(2);
    till.fault(no_answer()).seconds(60).host(answer("96")).seconds(60).fault(no_answer());
    assert_eq!(till.record(2).state, State::Unresolved);
    till.must_show(&["NOT KNOWN", "The supervisor must call the acquirer", "Open 1"]);
    // It stays in sight across a restart, and a person closes it.
    till.restart(Cut::Lost).must_show(&["Open 1", "NOT KNOWN"]);
    till.sign_in("00").keys("2 3").must_show(&["000002", "Unresolved"]);
    till.keys("1 E").must_not_show(&["Open 1"]);
    assert_eq!(till.record(2).state, State::Reversed);
    assert_eq!(till.count(|f| matches!(f, Fact::UnresolvedClosed { .. })), 1);
}

/// One push of ENTER, bouncing or held, opens what a person must close and does not close it.
#[test]
fn the_push_that_opens_an_unresolved_transaction_does_not_close_it() {
    let mut till = Till::ready_with(Setup { reversal_tries: Some(1), ..setup() });
    till.sell_stripe(1234).hold_host().fault(no_answer()).seconds(2).fault(no_answer()).seconds(60);
    till.release_host().keys("E C C").sign_in("00").keys("2 3").must_show(&["Unresolved"]);
    till.key(Key::Enter).key(Key::Enter).must_show(&["close it only after asking the acquirer"]);
    assert_eq!(till.count(|fact| matches!(fact, Fact::UnresolvedClosed { .. })), 0);
    till.keys("E");
    assert_eq!(till.count(|fact| matches!(fact, Fact::UnresolvedClosed { .. })), 1);
}
