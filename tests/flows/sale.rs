//! Sales that go well, and those that end before the host is asked.

use std::time::Duration;

use keytill::{
    domain::{Entry, PinUse, State},
    keypad::Key,
    reader::{CardTrouble, Order, PadTrouble, Presented, Refusal, TapOffer},
};

use super::{
    support::*,
    table::{Events, Row, play},
};

#[test]
fn sales_that_go_well() {
    let state = Till::ready;
    play(&[
        Row {
            name: "chip and PIN",
            state,
            events: |t| t.sell_chip(1234).host(approved()).reader(completed(true)),
            effects: &[
                "read a card for 12.34",
                "read PIN",
                "save sale 000002 12.34",
                "ask sale 000002 12.34",
                "read completion: approved",
                "save 000002 approved",
                "print 000002",
                "save 000002 printed",
            ],
            shows: &["APPROVED", "12.34", "000002", "Receipt printed"],
        },
        Row {
            name: "tap without PIN up to the limit",
            state,
            events: |t| t.sell(100_000).card(tap()).authorised(without_pin()).host(approved()),
            effects: &[
                "read a card for 1,000.00",
                "read no PIN",
                "save sale 000002 1,000.00",
                "ask sale 000002 1,000.00",
                "save 000002 approved",
                "print 000002",
                "save 000002 printed",
            ],
            shows: &["APPROVED", "1,000.00"],
        },
        Row {
            name: "tap with PIN above it",
            state,
            events: |t| t.sell(100_001).card(tap()),
            effects: &["read a card for 1,000.01", "read PIN"],
            shows: &["PIN on the pad"],
        },
        Row {
            name: "swipe",
            state,
            events: |t| t.sell_stripe(1234).host(approved()),
            effects: &[
                "read a card for 12.34",
                "read PIN",
                "save sale 000002 12.34",
                "ask sale 000002 12.34",
                "save 000002 approved",
                "print 000002",
                "save 000002 printed",
            ],
            shows: &["APPROVED"],
        },
        Row {
            name: "the verdict has been read",
            state: || {
                let mut till = Till::ready();
                till.sell_chip(1234).host(approved()).reader(completed(true));
                till
            },
            events: |t| t.keys("E"),
            effects: &["save 000002 seen"],
            shows: &["Transactions", "1 Sale"],
        },
    ]);
}

#[test]
fn another_way_to_read_the_card() {
    let state = Till::ready;
    let twice: &[&str] = &["read a card for 12.34", "read a card for 12.34"];
    play(&[
        Row {
            name: "a swiped card with a chip is to be inserted",
            state,
            events: |t| t.sell(1234).card(stripe_of_chip_card()),
            effects: twice,
            shows: &["Chip card: please insert"],
        },
        Row {
            name: "a chip that cannot be read is to be swiped",
            state,
            events: |t| t.sell(1234).refuse(Refusal::ChipFailed),
            effects: twice,
            shows: &["Chip failed: please swipe"],
        },
        Row {
            name: "and then the swipe of a chip card counts",
            state,
            events: |t| t.sell(1234).refuse(Refusal::ChipFailed).card(stripe_of_chip_card()),
            effects: &["read a card for 12.34", "read a card for 12.34", "read PIN"],
            shows: &["PIN on the pad"],
        },
        Row {
            name: "a failed tap",
            state,
            events: |t| t.sell(1234).refuse(Refusal::TapFailed),
            effects: &["read a card for 12.34", "read a card for 12.34, no tap"],
            shows: &["Tap failed: please insert"],
        },
        Row {
            name: "a telephone that wants its owner",
            state,
            events: |t| t.sell(1234).refuse(Refusal::SeePhone),
            effects: twice,
            shows: &["See the phone"],
        },
    ]);
}

#[test]
fn the_record_says_how_the_card_was_read() {
    let rows: [(Events, Entry, PinUse); 4] = [
        (|t| t.sell_chip(1), Entry::Chip, PinUse::Entered),
        (|t| t.sell(1).card(tap()).authorised(without_pin()), Entry::Tap, PinUse::None),
        (|t| t.sell_stripe(1), Entry::Swipe, PinUse::Entered),
        (
            |t| t.sell(1).refuse(Refusal::ChipFailed).card(stripe_of_chip_card()).authorised(stripe_with_pin()),
            Entry::Fallback,
            PinUse::Entered,
        ),
    ];
    for (events, entry, pin) in rows {
        let mut till = Till::ready();
        events(&mut till);
        let record = till.record(2);
        assert_eq!((record.state, record.entry, record.pin), (State::Pending, entry, pin));
        assert_eq!(record.operator, operator("01"));
        assert_eq!(record.pan.as_str(), "622848*********1234");
    }
}

#[test]
fn cancelled_before_the_host_is_asked() {
    let state = Till::ready;
    play(&[
        Row { name: "amount", state, events: |t| t.keys("11 12 C"), effects: &[], shows: &["1 Sale"] },
        Row {
            name: "waiting for a card",
            state,
            events: |t| t.sell(1234).keys("C"),
            effects: &["read a card for 12.34", "read cancel"],
            shows: &["NOT PAID", "Cancelled", "No money moved"],
        },
        Row {
            name: "PIN",
            state,
            events: |t| t.sell(1234).card(chip()).keys("C"),
            effects: &["read a card for 12.34", "read PIN", "read cancel"],
            shows: &["NOT PAID", "Cancelled"],
        },
        Row {
            name: "by the cardholder",
            state,
            events: |t| t.sell(1234).card(chip()).refuse(Refusal::CancelledByHolder),
            effects: &["read a card for 12.34", "read PIN"],
            shows: &["NOT PAID", "Cancelled by the cardholder"],
        },
    ]);
}

#[test]
fn too_late_to_cancel() {
    play(&[
        Row {
            name: "the record is on its way to the disk",
            state: Till::ready,
            events: |t| t.hold_disk().sell_chip(1234).keys("C"),
            effects: &["read a card for 12.34", "read PIN", "save sale 000002 12.34", "bell"],
            shows: &["Already sent"],
        },
        Row {
            name: "the host is being asked",
            state: || {
                let mut till = Till::ready();
                till.sell_chip(1234);
                till
            },
            events: |t| t.keys("C"),
            effects: &["bell"],
            shows: &["Already sent", "Waiting for the bank"],
        },
        Row {
            name: "the card has the last word",
            state: || {
                let mut till = Till::ready();
                till.sell_chip(1234).host(approved());
                till
            },
            events: |t| t.keys("C"),
            effects: &["bell"],
            shows: &["Already sent", "Do not remove the card"],
        },
        Row {
            name: "the result is on its way to the disk",
            state: || {
                let mut till = Till::ready();
                till.sell_chip(1234).host(approved()).hold_disk().reader(completed(true));
                till
            },
            events: |t| t.keys("C"),
            effects: &["bell"],
            shows: &["Already sent"],
        },
    ]);
}

#[test]
fn a_card_is_presented_again_and_not_for_ever() {
    let mut till = Till::ready();
    till.sell(1234).refuse(Refusal::StripeUnreadable).must_show(&["Not read: swipe again"]);
    till.refuse(Refusal::SeveralCards).must_show(&["Several cards"]);
    till.refuse(Refusal::TapLost).must_show(&["Not read: tap again"]);
    till.refuse(Refusal::SeveralCards).refuse(Refusal::TapLost).must_show(&["Not read: tap again"]);
    till.refuse(Refusal::TapLost).must_show(&["Tap failed: please insert"]);
    assert!(matches!(&till.order, Some(Order::Begin(begin)) if begin.tap == TapOffer::Closed));
    for _ in 0..3 {
        till.refuse(Refusal::StripeUnreadable).must_show(&["Not read: swipe again"]);
    }
    till.refuse(Refusal::StripeUnreadable).must_show(&["NOT PAID", "The card was not read"]);
}

#[test]
fn a_stripe_after_its_chip_failed_is_a_fallback_whatever_the_reader_says() {
    let mut till = Till::ready();
    let with_chip = || Presented { has_chip: true, ..stripe() };
    till.sell(1234).card(with_chip()).must_show(&["Chip card: please insert"]);
    till.refuse(Refusal::ChipFailed).must_show(&["Chip failed: please swipe"]);
    till.card(with_chip());
    assert_eq!(till.model.terminal.trade.as_ref().unwrap().card.as_ref().unwrap().entry, Entry::Fallback);
}

#[test]
fn ended_by_card_or_reader_before_the_host_is_asked() {
    let rows: [(&str, Events, &str); 24] = [
        ("card pulled", |t| t.card(chip()).refuse(Refusal::CardRemoved), "removed too early"),
        ("card invalid", |t| t.refuse(Refusal::CardNotAccepted(CardTrouble::Invalidated)), "The card is not valid"),
        ("card faulty", |t| t.refuse(Refusal::CardNotAccepted(CardTrouble::Faulty)), "The card does not work"),
        ("card data", |t| t.refuse(Refusal::CardNotAccepted(CardTrouble::BadData)), "Wrong data on the card"),
        ("other card", |t| t.refuse(Refusal::CardNotAccepted(CardTrouble::NoApplication)), "does not take this card"),
        ("card forbids", |t| t.refuse(Refusal::CardNotAccepted(CardTrouble::NotAllowed)), "does not allow this"),
        ("many", |t| t.refuse(Refusal::CardNotAccepted(CardTrouble::TooManyApplications)), "Too many applications"),
        ("card expired", |t| t.refuse(Refusal::CardNotAccepted(CardTrouble::Expired)), "The card has expired"),
        ("card blocked", |t| t.refuse(Refusal::CardNotAccepted(CardTrouble::Blocked)), "The card is blocked"),
        ("no PIN now", |t| t.card(chip()).refuse(Refusal::PinBusy), "PIN entry paused"),
        ("pad broken", |t| t.refuse(Refusal::Pad(PadTrouble::Internal)), "Fault in the card reader"),
        ("keys", |t| t.card(chip()).refuse(Refusal::Pad(PadTrouble::Keys)), "keys do not fit"),
        ("pad locked", |t| t.refuse(Refusal::Pad(PadTrouble::Locked)), "locked itself"),
        ("no tables", |t| t.refuse(Refusal::Pad(PadTrouble::Tables)), "card tables are missing"),
        ("amount", |t| t.refuse(Refusal::Pad(PadTrouble::Amount)), "does not take this amount"),
        ("picture", |t| t.refuse(Refusal::Pad(PadTrouble::Picture)), "cannot show this picture"),
        ("other", |t| t.refuse(Refusal::Pad(PadTrouble::Command(11))), "Card reader error 11"),
        ("no master key", |t| t.card(chip()).refuse(Refusal::KeyMissing(1)), "No master key in slot 1"),
        ("reader gone while waiting", |t| t.unplug_reader(), "The card reader is gone"),
        ("reader gone at the PIN", |t| t.card(chip()).unplug_reader(), "The card reader is gone"),
        ("garbled", |t| t.refuse(Refusal::Garbled("x".into())), "The card reader is gone"),
        ("the pad's own time limit", |t| t.refuse(Refusal::Timeout), "No card in time"),
        ("the pad's time limit for the PIN", |t| t.card(chip()).refuse(Refusal::Timeout), "No PIN in time"),
        ("declined by the card", |t| t.card(chip()).authorised(declined_offline()), "The card declined"),
    ];
    for (name, events, why) in rows {
        let mut till = Till::ready();
        till.sell(1234);
        events(&mut till);
        till.must_show(&["NOT PAID", why, "No money moved"]);
        assert!(!till.trace.iter().any(|e| e.starts_with("save") || e.starts_with("ask")), "{name}: {:?}", till.trace);
        assert!(till.disk.book.transactions.is_empty(), "{name}");
    }
}

#[test]
fn time_limits_of_the_stages() {
    let rows: [(&str, Events, u64, &str); 3] = [
        ("card", |t| t.sell(1234), 60, "No card in time"),
        ("PIN", |t| t.sell(1234).card(chip()), 120, "No PIN in time"),
        ("sign-on", |t| t.hold_host().sign_on_wanted().sell(1234), 30, "not signed on"),
    ];
    for (name, events, limit, why) in rows {
        let mut till = Till::ready();
        events(&mut till);
        till.pass(Duration::from_secs(limit) - Duration::from_millis(1));
        till.must_not_show(&["NOT PAID"]);
        till.pass(Duration::from_millis(1));
        till.must_show(&["NOT PAID", why]);
        assert!(till.disk.book.transactions.is_empty(), "{name}");
        assert!(till.order.is_none(), "{name}: the reader still waits");
    }
}

#[test]
fn the_clock_of_a_stage_starts_anew_with_each_card() {
    let mut till = Till::ready();
    till.sell(1234).seconds(50).card(stripe_of_chip_card()).seconds(59);
    till.must_not_show(&["NOT PAID"]);
    till.seconds(1).must_show(&["No card in time"]);
}

#[test]
fn a_bouncing_enter_confirms_once() {
    let mut till = Till::ready();
    till.keys("11 1234").advance(Duration::from_secs(1));
    till.key(Key::Enter);
    for bounce in [50, 200, 149] {
        till.advance(Duration::from_millis(bounce));
        till.key(Key::Enter);
    }
    assert_eq!(till.trace, ["read a card for 12.34"], "{}", till.story());

    // The ENTER that confirmed an amount must not close a verdict that comes right after it either.
    let mut till = Till::ready();
    till.hold_host().sign_on_wanted().keys("11 1234").advance(Duration::from_secs(1));
    till.key(Key::Enter).fault(unreachable()).must_show(&["NOT PAID"]);
    till.advance(Duration::from_millis(399));
    till.key(Key::Enter).must_show(&["NOT PAID"]);
    till.advance(Duration::from_millis(100));
    till.key(Key::Enter).must_show(&["1 Sale"]);
}

#[test]
fn an_enter_too_soon_behind_other_keys_is_told() {
    let mut till = Till::ready();
    till.keys("1").advance(Duration::from_secs(1));
    till.key(Key::Enter).must_show(&["Type the amount"]);
    let typed = [Key::Digit(5), Key::Digit(0), Key::Digit(0), Key::Enter];
    typed.into_iter().for_each(|key| {
        till.advance(Duration::from_millis(60));
        till.key(key);
    });
    till.must_show(&["Type the amount", "Too soon - press Enter again"]);
    assert!(till.order.is_none(), "{}", till.story());
    till.advance(Duration::from_millis(300));
    till.key(Key::Enter).must_show(&["Insert, tap or swipe"]);
}

#[test]
fn a_card_that_was_faster_than_the_cancel_is_forgotten() {
    let mut till = Till::ready();
    till.sell(1234);
    // The report is on its way when the operator cancels; the cancel then finds nothing to stop.
    let begin = till.order.take();
    till.keys("C").must_show(&["NOT PAID", "Cancelled"]);
    till.order = begin;
    till.card(chip()).must_show(&["NOT PAID", "Cancelled"]);
    assert!(till.order.is_none());
    till.keys("E 1 500 E").must_show(&["Insert, tap or swipe"]);
    assert!(till.order.is_some());
}

#[test]
fn an_amount_of_nothing_is_refused() {
    let mut till = Till::ready();
    till.keys("11 0 : E").must_show(&["Type an amount first"]);
    assert!(till.model.terminal.trade.is_none());
    till.keys("999999999 9").must_show(&["No more digits fit"]);
}
