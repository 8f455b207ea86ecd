//! The questions that lead to a transaction: what they refuse, how they step back, who must approve, and what they leave
//! behind.

use keytill::{
    acquirer::Request,
    app::{Event, SessionId},
    domain::{CardSecret, Fact, Kind, Original, PayVoucher, State},
    flow::{CannotStart, CardSource, Demand, Rules, Setup, TradeOrder},
    keypad::Key,
};

use super::{
    kinds::{CODE, held, loaded, ready, refund_asked, sold, with_rules},
    support::*,
    table::Start,
};

#[test]
fn keys_do_nothing_where_nobody_can_see_the_question() {
    let mut till = Till::ready();
    till.keys("1 1 1234");
    let before = till.screen();
    till.send(Event::Resize(SessionId::KEYPAD, (39, 15))).must_show(&["Screen too small", "Needs 40 x 12"]);
    till.keys("5 E C").must_show(&["Screen too small"]);
    till.send(Event::Resize(SessionId::KEYPAD, (80, 24)));
    assert_eq!(till.screen(), before);
    till.send(Event::Resize(SessionId::KEYPAD, (40, 12))).keys("E").must_show(&["Insert, tap or swipe"]);
}

#[test]
fn a_supervisor_approves_where_it_takes_one() {
    let rows: [(&str, Start, &str); 6] = [
        ("refund", ready, "1 6 000000000017E 0121E 1234E E"),
        ("void of a pre-authorisation", held, "1 7 5 3 2E E"),
        ("refund of electronic cash", ready, "1 8 5 5 000000000017E 0121E 1234E E"),
        ("void of a load", loaded, "1 8 5 4 2E E"),
        ("void of a sale", sold, "1 2 2E E"),
        ("by number", ready, "1 7 5 2 6228480000000001234E 3012E 123456E 0120E 5000E"),
    ];
    for (name, state, keys) in rows {
        let mut till = state();
        till.keys(keys).must_show(&["Supervisor must approve"]);
        // Neither the operator's own password nor a wrong one begins anything.
        let before = till.disk.book.transactions.len();
        till.keys("0000E").must_show(&["Supervisor must approve", "Wrong number or password"]);
        assert!(till.model.terminal.trade.is_none(), "{name}");
        assert_eq!(till.disk.book.transactions.len(), before, "{name}");
        till.seconds(2).keys("123456E").must_not_show(&["Supervisor must approve"]);
        let trade = till.model.terminal.trade.as_ref().unwrap();
        assert_eq!((trade.operator, trade.approver), (operator("01"), Some(operator("00"))), "{name}");
        assert!(till.session().approving.is_none(), "{name}");
    }
}

/// Whoever goes away while the password is checked leaves nothing behind that another could begin.
#[test]
fn an_approval_ends_with_its_session() {
    let mut till = ready();
    till.keys("1 6 000000000017E 0121E 1234E E").hold_passwords().keys("123456E");
    assert!(till.session().approving.is_some());
    till.seconds(600).must_show(&["Locked", "Operator 01 has work unfinished"]);
    assert!(till.session().approving.is_none());
    till.release_passwords();
    assert!(till.model.terminal.trade.is_none());
}

#[test]
fn refused_before_anything_has_begun() {
    let no_typing = || with_rules(Rules { typed_cards: Demand::No, ..Rules::default() });
    let bare = || {
        let without = [Kind::Refund, Kind::PreAuth, Kind::Balance].into_iter().collect();
        with_rules(Rules { without, ..Rules::default() })
    };
    let rows: [(&str, Start, &str, &str); 19] = [
        ("refund above the limit", ready, "1 6 000000000017E 0121E 1000001E", "at most"),
        ("no reference number", ready, "1 6 E", "12 characters are needed"),
        ("half a reference number", ready, "1 6 00000000001E", "12 characters are needed"),
        ("no date", ready, "1 6 000000000017E E", "MMDD"),
        ("a day that does not exist", ready, "1 6 000000000017E 0230E", "MMDD"),
        ("no amount", ready, "1 6 000000000017E 0121E E", "Type an amount first"),
        ("half a code", ready, "1 7 2 1234567E", "6 characters are needed"),
        ("half a card number", ready, "1 7 3 2 62284800E", "12 to 19 digits"),
        ("a month that does not exist", ready, "1 7 3 2 6228480000000001234E 3013E", "YYMM"),
        ("card numbers are not typed here", no_typing, "1 7 3 2", "may not be typed"),
        ("nor for an offline sale", no_typing, "1 8 4 1", "may not be typed"),
        ("one instalment", ready, "1 8 2 1000E 1E", "From 2 to 99"),
        ("no wallet's code", ready, "1 8 3 1000E 9912345678901234E", "no payment code"),
        ("half a payment voucher", ready, "1 8 6 000000000017E 1 2026012200000000000E", "has 20 digits"),
        (
            "refund of a code above the limit",
            ready,
            "1 8 6 000000000017E 1 20260122000000000001E 0121E 1000001E",
            "at most",
        ),
        ("too high a tip", sold, "1 8 4 3 2E E 3001E", "at most 15%"),
        ("a sale is not adjusted", sold, "1 8 4 2 2E E", "cannot be adjusted"),
        ("a sale is not a completion", sold, "1 7 6 2E E", "cannot be voided"),
        ("refunds are not offered", bare, "1 6", "Refund is not enabled"),
    ];
    for (name, state, keys, why) in rows {
        let mut till = state();
        till.keys(keys).must_show(&[why]);
        assert_eq!(till.trace.last().map(String::as_str), Some("bell"), "{name}: {:?}", till.trace);
        assert!(till.model.terminal.trade.is_none(), "{name}");
    }
    // A check digit that is wrong is no reason: some test cards have one.
    let mut till = ready();
    till.keys("1 7 3 2 6228480000000001235E").must_show(&["expiry"]);
}

#[test]
fn cancel_steps_back_and_keeps_what_was_typed() {
    let mut till = ready();
    till.keys("1 6 000000000017E 0121E 1234E").must_show(&["confirm?"]);
    till.keys("C").must_show(&["Type the amount"]).must_not_show(&["confirm?"]);
    till.keys("C").must_show(&["Original date", "0121"]);
    till.keys("C").must_show(&["Original RRN", "000000000017"]);
    till.keys("C").must_show(&["1 Sale", "6 Refund"]);
    // Forward again, with another amount.
    till.keys("6 000000000017E 0121E 1234E C DDDD 5E E").must_show(&["Supervisor must approve", "0.05"]);
    // Another way of the card has other questions, and forgets the first one's number.
    let mut till = ready();
    till.keys("1 7 3 2 6228480000000001234E CCC 1 123456E 0120E 5000E").must_show(&["Insert, tap or swipe"]);
}

/// What was found under a voucher is no original of what is entered by hand afterwards.
#[test]
fn another_way_forgets_the_voucher() {
    let mut till = held();
    till.keys("1 7 5 3 2E E").must_show(&["Supervisor must approve", "000002", "500.00"]);
    till.keys("CCC 1 123456E 0120E 5000E").must_show(&["Supervisor must approve", "123456", "50.00"]);
    till.must_not_show(&["000002"]);
    till.keys("123456E").must_show(&["Insert, tap or swipe"]);
    assert_eq!(till.model.terminal.trade.as_ref().unwrap().original.as_ref().unwrap().txn, None);
}

/// A scanner sends ENTER by itself, some send it twice; the payment waits for a person.
#[test]
fn the_enter_of_a_scanner_confirms_no_money() {
    let mut till = ready();
    till.keys("1 8 3 1234E").advance(std::time::Duration::from_secs(1));
    for digit in "6228123456789012345".bytes() {
        till.key(Key::Digit(digit - b'0'));
    }
    till.key(Key::Enter).key(Key::Enter).must_show(&["12.34", "UnionPay", "confirm?"]);
    assert!(till.trace.is_empty() && till.model.terminal.trade.is_none(), "{:?}", till.trace);
    till.keys("E");
    assert_eq!(till.effects(), ["save sale 000002 12.34", "ask sale 000002 12.34"]);
    let Some(Request::Financial(asked)) = &till.question else { panic!("{}", till.story()) };
    assert_eq!(asked.card.code.as_ref().map(|c| c.expose().to_owned()), Some("6228123456789012345".into()));
    assert!(asked.card.pan.is_none());
}

/// A refund without an answer is closed with what the supervisor found out.
#[test]
fn the_supervisor_says_what_became_of_a_refund() {
    for (key, state, shown) in [("1", State::Approved, "refunded"), ("2", State::Reversed, "reversed")] {
        let mut till = refund_asked();
        till.fault(no_answer()).must_show(&["NOT KNOWN"]);
        till.keys("E 9").must_show(&["000002 Unresolved 12.34"]);
        // The operator may look, not close.
        till.keys("1 1").must_show(&["No right to: unresolved items"]);
        till.keys("CCCC").sign_in("00").keys("2 3 1 E").must_show(&["Press 1 or 2"]);
        till.keys(key).must_show(&["Nothing is waiting"]);
        let record = till.record(2);
        assert_eq!((record.state, record.closed_by), (state, Some(operator("00"))));
        assert_eq!(till.count(|f| matches!(f, Fact::UnresolvedClosed { .. })), 1);
        till.keys("C 2").must_show(&[shown]);
    }
}

/// The digit that opens it from the list, bouncing, does not say what became of the money.
#[test]
fn the_digit_that_opens_an_unresolved_refund_does_not_close_it() {
    let mut till = refund_asked();
    till.fault(no_answer()).must_show(&["NOT KNOWN"]);
    till.keys("ECCC").sign_in("00").keys("2 3").must_show(&["000002 Unresolved 12.34"]);
    till.advance(std::time::Duration::from_secs(1));
    till.key(Key::Digit(1)).key(Key::Digit(1)).must_show(&["Too soon - press 1 again"]);
    assert_eq!(till.count(|f| matches!(f, Fact::UnresolvedClosed { .. })), 0);
    till.keys("2");
    assert_eq!(till.record(2).state, State::Reversed);
}

/// The questions, and the card data in them, are gone as soon as the transaction begins; and no screen writes it out.
#[test]
fn typed_card_data_goes_with_the_questions() {
    let mut till = ready();
    till.keys(&format!("1 7 3 2 {PAN}E 3012E {CODE}E 0120E 50"));
    let stack = format!("{:?}", till.session().stack);
    assert!(!stack.contains(PAN) && !stack.contains("3012"), "{stack}");
    till.keys("00E").must_show(&["Waiting for the bank"]);
    assert_eq!(till.session().stack.len(), 3);
    assert!(!format!("{:?}", till.model).contains(PAN));
    // It is sealed with the record.
    let secret = till.model.terminal.trade.as_ref().map(|t| format!("{:?}", t.source())).unwrap();
    assert!(!secret.contains(PAN), "{secret}");
    assert!(matches!(till.model.terminal.trade.as_ref().unwrap().source(), CardSource::Typed(CardSecret::Card { .. })));
}

/// What a transaction goes back to must be whole before anything begins, whoever made the order.
#[test]
fn an_order_without_its_original_is_refused() {
    let till = ready();
    let voucher: PayVoucher = "20260122000000000001".parse().unwrap();
    let named = Original {
        rrn: "000000000017".parse().ok(),
        date: "0121".parse().ok(),
        voucher: Some(voucher.clone()),
        ..Original::default()
    };
    let order = TradeOrder::new(Kind::Refund, amount(1234), operator("01")).approved_by(operator("00"));
    let order = order.with_card(CardSource::Voucher(voucher));
    let check = |original: Original| till.model.terminal.check_order(&order.clone().going_back_to(original));
    assert_eq!(check(named.clone()), Ok(()));
    for missing in [
        Original { rrn: None, ..named.clone() },
        Original { date: None, ..named.clone() },
        Original { voucher: None, ..named.clone() },
        Original { voucher: "20260122000000000002".parse().ok(), ..named },
    ] {
        assert_eq!(check(missing.clone()), Err(CannotStart::OriginalIncomplete), "{missing:?}");
    }
}

#[test]
fn training_faults_reach_the_host_and_live_boxes_have_none() {
    let mut till = Till::ready_with(Setup { world: keytill::flow::World::Training, ..setup() });
    till.keys("01").must_show(&["1 No answer", "9 Garbled answer"]);
    till.keys("3 2").must_show(&["The next 2 messages: Wrong MAC"]);
    till.keys("E 6 E D");
    assert_eq!(till.effects(), ["fault bad-mac x 2", "fault code x 1", "no faults"]);
    let mut till = ready();
    till.keys("0").must_show(&["This key does nothing here"]);
}
