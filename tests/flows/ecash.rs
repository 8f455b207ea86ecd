//! Payments with electronic cash, and approvals by the card alone wherever else they come.

use keytill::{
    acquirer::Request,
    app::{Event, Signal},
    domain::{
        BatchNo, Fact, Kind, State,
        download::{Aid, BinList, Download},
    },
    flow::Input,
    reader::{Authorised, Offline, Order, Outcome, Presented, Report},
};

use super::{kinds::ready, support::*, table::Events};

/// A card that approves a sale by itself, as it may, has paid: the sale is recorded with what the card said, printed, and
/// told. About the tap of an ordinary sale the pad's own tables decide.
#[test]
fn a_card_that_approves_by_itself_has_paid() {
    let offline = || Authorised { outcome: Outcome::ApprovedOffline, ..without_pin() };
    for (keys, card) in [("11 1234E", tap()), ("1 8 5 6 1234E", tap()), ("1 8 5 6 1234E", chip())] {
        let mut till = Till::ready();
        till.keys(keys).card(card).authorised(offline());
        till.must_show(&["APPROVED", "12.34", "It is sent automatically"]);
        let record = till.record(2);
        assert_eq!((record.kind, record.state), (Kind::EcashSale, State::Stored), "{keys}");
        assert!(record.chip.as_ref().unwrap().request.ends_with("8A025931"), "the card's approval is told as Y1");
        assert!(matches!(&till.question, Some(Request::Financial(f)) if f.kind == Kind::EcashSale));
        till.host(answer("00")).must_show(&["APPROVED", "12.34", "Recorded, and the bank has been told"]);
        assert_eq!(till.record(2).state, State::Approved, "{keys}");
    }
}

/// The verdict does not go on promising what will not happen.
#[test]
fn an_advice_that_nobody_takes_is_not_promised_any_longer() {
    let mut till = Till::ready();
    let offline = Authorised { outcome: Outcome::ApprovedOffline, ..without_pin() };
    till.keys("1 8 5 6 1234E").card(chip()).authorised(offline);
    for _ in 0..60 {
        if till.question.is_some() {
            till.must_show(&["APPROVED", "It is sent automatically"]);
            till.fault(no_answer());
        }
        till.seconds(1);
    }
    till.must_show(&["APPROVED", "Recorded. The bank could not be told"]);
    assert_eq!(till.record(2).state, State::Stored);
}

/// The other way round: a card that wants the host makes an ordinary sale of it.
#[test]
fn electronic_cash_that_wants_the_host_is_a_sale() {
    let mut till = Till::ready();
    till.keys("1 8 5 6 1234E").card(chip()).authorised(without_pin()).host(approved()).reader(completed(true));
    assert_eq!((till.record(2).kind, till.record(2).state), (Kind::Sale, State::Approved));
}

/// Of any other kind a card cannot approve by itself: nothing has happened.
#[test]
fn a_pre_authorisation_is_never_approved_by_the_card_alone() {
    let mut till = Till::ready();
    let offline = Authorised { outcome: Outcome::ApprovedOffline, ..with_pin() };
    till.keys("1 7 1 1234E").card(chip()).authorised(offline);
    till.must_show(&["NOT", "The card approved unasked: not taken"]);
    assert_eq!(till.count(|f| matches!(f, Fact::Began(_))), 0);
}

/// What the reader was told about approvals by the card alone, after these keys and this card.
fn offline_of(till: &mut Till, keys: &str, card: Presented) -> Offline {
    till.keys(keys).card(card);
    match &till.order {
        Some(Order::Authorise(order)) => order.offline,
        other => panic!("{keys}: {other:?}"),
    }
}

/// A payment with electronic cash may end without the host, and so may the tap of a sale; everything else may not.
#[test]
fn a_card_may_approve_by_itself_where_electronic_cash_is_meant() {
    let below = Offline::Below(amount(100_000));
    for (keys, card, offline) in [
        ("1 8 5 6 1234E", chip(), below),
        ("1 8 5 6 1234E", tap(), below),
        ("11 1234E", tap(), below),
        ("11 1234E", chip(), Offline::Never),
        ("11 1234E", stripe(), Offline::Never),
        ("1 7 1 1234E", chip(), Offline::Never),
        ("1 7 1 1234E", tap(), Offline::Never),
        ("1 8 1", chip(), Offline::Never),
        ("1 8 5 1 1234E", chip(), Offline::Never),
    ] {
        assert_eq!(offline_of(&mut ready(), keys, card), offline, "{keys}");
    }
}

/// The host's card applications lower the limit, and cannot raise it.
#[test]
fn the_limit_of_electronic_cash_is_the_lowest_that_anyone_set() {
    for (configured, host, offline) in [
        (100_000, &["9F7B06000000005000", "9F7B06000000009000"][..], Offline::Below(amount(5000))),
        (3000, &["9F7B06000000005000"], Offline::Below(amount(3000))),
        (3000, &["9F1B0400000000"], Offline::Below(amount(3000))),
        (0, &["9F7B06000000005000"], Offline::Never),
        (100_000, &["9F7B06000000000000"], Offline::Never),
        (100_000, &["9F7B0600000000500A"], Offline::Never),
    ] {
        let mut till = ready();
        till.model.terminal.setup.rules.ecash_limit = amount(configured);
        till.model.terminal.book.host_data.aids =
            host.iter().map(|tags| Aid { aid: "A000000333010106".into(), tags: (*tags).into() }).collect();
        assert_eq!(offline_of(&mut till, "1 8 5 6 1234E", chip()), offline, "{configured} {host:?}");
    }
}

/// An approval that the order forbade is no payment: nothing is recorded, nothing is told, and the screen says why.
#[test]
fn an_approval_by_the_card_alone_against_the_order_is_not_taken() {
    for (name, keys, card) in [
        ("the chip of an ordinary sale", "11 1234E", chip()),
        ("electronic cash at the limit", "1 8 5 6 100000E", chip()),
        ("a tap at the limit", "11 100000E", tap()),
        ("a balance", "1 8 1", chip()),
    ] {
        let mut till = ready();
        let offline = Authorised { outcome: Outcome::ApprovedOffline, ..without_pin() };
        till.keys(keys).card(card).authorised(offline);
        till.must_show(&["The card approved unasked: not taken", "Nothing is recorded: use another card"]);
        assert!(!till.screen().contains("APPROVED"), "{name}: {}", till.screen());
        assert!(till.disk.book.transactions.is_empty() && till.printed.is_empty(), "{name}");
        assert!(till.question.is_none(), "{name}");
    }
}

/// An e-cash sale whose card is being read, and whose pad has just answered: a cancel is too late for it.
fn answered(keys: &str, card: Presented) -> Till {
    let mut till = ready();
    till.keys(keys).card(card);
    till.order = None;
    till
}

fn say(till: &mut Till, authorised: Authorised) -> &mut Till {
    till.send(Event::Flow(Input::Reader(Report::Authorised(authorised))))
}

/// The operator, a signal and the clock give up; the card has paid all the same, so the sale is recorded.
#[test]
fn a_payment_that_crosses_a_cancel_counts() {
    let ways: [(&str, Events); 3] = [
        ("the operator", |t| t.keys("C")),
        ("a signal", |t| t.signal(Signal::Terminate)),
        ("the clock", |t| t.seconds(120)),
    ];
    for (name, give_up) in ways {
        let mut till = answered("1 8 5 6 1234E", chip());
        give_up(&mut till);
        assert!(!till.quit && !till.screen().contains("NOT PAID"), "{name}: {}", till.screen());
        say(&mut till, approved_offline());
        let record = till.record(2);
        assert_eq!((record.kind, record.state), (Kind::EcashSale, State::Stored), "{name}");
        assert_eq!(till.printed.len(), 1, "{name}");
        assert_eq!(till.quit, name == "a signal");
    }
}

/// A card that wanted the host when it was given up has not paid; one whose pad says nothing any more is let go in the end.
#[test]
fn a_cancel_is_obeyed_where_the_card_has_not_paid() {
    let mut till = answered("1 8 5 6 1234E", chip());
    till.keys("C");
    say(&mut till, without_pin()).must_show(&["NOT PAID", "Cancelled"]);
    let mut till = answered("11 1234E", tap());
    till.keys("C").seconds(9);
    assert!(!till.screen().contains("NOT PAID"), "{}", till.screen());
    till.seconds(1).must_show(&["NOT PAID", "Cancelled"]);
    assert!(till.disk.book.transactions.is_empty());
    // Nobody waits where the card may not pay by itself, or where the pad obeys at once.
    for keys in ["11 1234E", "1 8 5 6 1234E"] {
        ready().keys(keys).card(chip()).keys("C").must_show(&["NOT PAID", "Cancelled"]);
    }
}

/// That its number is on a list is heard too late to undo it: the money has left the card.
#[test]
fn a_listed_card_that_has_paid_by_itself_has_paid() {
    let listed = Download::Bins { list: BinList::Blacklist, entries: vec!["622848".into()] };
    for (pan, shows) in [(chip().pan, "NOT PAID"), (None, "APPROVED")] {
        let mut till = Till::ready();
        till.flow(|t, now, out| t.record(now, vec![Fact::HostData(Box::new(listed.clone()))], out));
        till.keys("1 8 5 6 1234E").card(Presented { pan: pan.clone(), ..chip() });
        if pan.is_none() {
            till.authorised(approved_offline());
        }
        till.must_show(&[shows]);
    }
}

/// The number of its batch may still be on its way to the disk. The card has paid all the same: who gives up now is too late.
#[test]
fn a_payment_that_waits_for_the_number_of_its_batch_is_not_given_up() {
    let ways: [(&str, Events); 3] = [
        ("the operator", |t| t.keys("C")),
        ("a signal", |t| t.signal(Signal::Terminate)),
        ("the clock", |t| t.seconds(40)),
    ];
    for (name, give_up) in ways {
        let mut till = answered("1 8 5 6 1234E", chip());
        till.hold_host().sign_on_wanted().hold_disk().host(signed_on(BatchNo::FIRST));
        say(&mut till, approved_offline());
        give_up(&mut till);
        assert!(!till.quit, "{name}");
        till.must_not_show(&["NOT PAID"]);
        till.release_disk();
        assert_eq!((till.record(3).kind, till.record(3).state), (Kind::EcashSale, State::Stored), "{name}");
        assert_eq!((till.printed.len(), till.quit), (1, name == "a signal"), "{name}");
    }
}
