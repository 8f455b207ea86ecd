//! What goes up by itself: in which order, how often, and what does not hold up what.

use std::time::Duration;

use keytill::{
    acquirer::{EarlyDetails, LinkFault, Request},
    domain::{BatchNo, DeliveryEnd, Entry, Fact, Kind, Pan, Parcel, State, Transaction},
    flow::{AdviceMode, Chore, Ending, QueueItem, Rules, Setup, TradeOrder, Why},
};

use super::support::*;

fn early(early_details: EarlyDetails) -> Setup {
    Setup { early_details, ..setup() }
}

/// One of everything that goes up, and a reversal.
fn everything() -> Vec<Transaction> {
    let mut reversing = record(9, Kind::Sale, Entry::Swipe);
    reversing.state = State::Pending;
    vec![signed(2), untold(3), scripted(4), record(5, Kind::Sale, Entry::Chip), reversing]
}

/// Answers what is in flight until nothing is asked any more.
fn answer_all(till: &mut Till) {
    for _ in 0..100 {
        match till.question.clone() {
            Some(question) => drop(till.host(polite(&question))),
            None => return,
        }
    }
    panic!("no end of questions\n{}", till.story());
}

#[test]
fn reversals_then_downloads_then_notices_advices_signatures_details() {
    let mut till = Till::with_batch(early(EarlyDetails::All), everything());
    till.flow(|t, now, out| t.start_chore(Chore::Parameters, now, out));
    till.pass(Duration::from_secs(3)).host(signed_on(BatchNo::FIRST));
    answer_all(&mut till);
    till.seconds(12);
    answer_all(&mut till);
    let asked = till.asked();
    let expected = [
        "reversal 000009 98",
        "manage 360",
        "manage 361",
        "script notice of 000004",
        "offline 000003 0.03",
        "signature of 000002",
        "notice offline 000003",
        "chip detail 000004",
        "chip detail 000005",
        // Less than a block of stripes waits for a quiet line.
        "stripe details 000002",
    ];
    assert_eq!(asked, expected);
    assert_eq!(till.model.terminal.queue(), []);
    assert_eq!(till.record(3).state, State::Approved);
}

#[test]
fn each_try_is_durable_before_it_leaves() {
    let mut till = Till::with_batch(setup(), [untold(3)]);
    till.hold_disk().host(signed_on(BatchNo::FIRST));
    for _ in 0..8 {
        till.disk_step();
        let tried = till.count(|f| matches!(f, Fact::ParcelTried { .. }));
        assert_eq!(tried, usize::from(matches!(till.question, Some(Request::Financial(_)))));
    }
    assert!(till.question.is_some(), "{}", till.story());
}

#[test]
fn a_sale_waits_for_the_one_message_in_flight_and_no_other() {
    let mut till = Till::with_batch(setup(), (2..8).map(untold));
    till.host(signed_on(BatchNo::FIRST));
    assert_eq!(till.asked().last().unwrap(), "offline 000002 0.02");
    till.sell_stripe(1234);
    till.host(answer("00"));
    assert_eq!(till.asked(), ["sale 000008 12.34"]);
    till.host(approved());
    // The verdict is shown: the rest goes on without waiting for a key.
    assert_eq!(till.asked(), ["offline 000003 0.03"]);
}

#[test]
fn what_the_host_says_ends_it() {
    for (code, end, state) in [
        ("00", DeliveryEnd::Accepted("00".parse().unwrap()), State::Approved),
        ("94", DeliveryEnd::Accepted("94".parse().unwrap()), State::Approved),
        ("51", DeliveryEnd::Refused("51".parse().unwrap()), State::Declined),
    ] {
        let mut till = Till::with_batch(setup(), [untold(3)]);
        till.host(signed_on(BatchNo::FIRST)).host(answer(code));
        assert_eq!(till.record(3).delivery(Parcel::Advice).unwrap().end, Some(end), "{code}");
        assert_eq!(till.record(3).state, state, "{code}");
        till.asked();
        till.seconds(200);
        assert_eq!(till.asked(), [""; 0], "{code}");
        let aside: Vec<(QueueItem, bool)> = till.model.terminal.queue().iter().map(|r| (r.what, r.set_aside)).collect();
        let expected = if code == "51" { vec![(QueueItem::Advice, true)] } else { vec![] };
        assert_eq!(aside, expected, "{code}");
    }
}

/// The operator still reads that it is recorded when the host refuses it: then that is not so any more.
#[test]
fn a_verdict_that_is_not_true_any_more_is_changed() {
    let mut till = Till::ready();
    till.hold_host();
    let mut order = TradeOrder::new(Kind::Offline, amount(500), operator("01"));
    order.card = keytill::flow::CardSource::Typed(keytill::domain::CardSecret::Card {
        pan: Pan::new(PAN).unwrap(),
        expiry: None,
    });
    till.flow(|t, now, out| t.start(order, now, out)).unwrap();
    let ending = |till: &Till| till.model.terminal.trade.as_ref().unwrap().verdict().unwrap().ending;
    assert_eq!(ending(&till), Ending::Paid);
    till.host(answer("51"));
    assert_eq!(ending(&till), Ending::NotPaid);
}

#[test]
fn a_new_sign_on_is_no_refusal() {
    for code in ["77", "99", "A0"] {
        let mut till = Till::with_batch(setup(), [untold(3)]);
        till.host(signed_on(BatchNo::FIRST)).host(answer(code));
        till.friendly(5, Duration::ZERO);
        assert_eq!(till.asked(), ["offline 000003 0.03", "sign-on", "offline 000003 0.03"], "{code}");
        assert_eq!(till.record(3).state, State::Approved, "{code}");
    }
}

/// A host that cannot say now has refused nothing: it is asked again, as often as is allowed.
#[test]
fn later_is_no_refusal() {
    for code in ["68", "90", "91", "92", "96", "98"] {
        let mut till = Till::with_batch(setup(), [untold(3)]);
        till.host(signed_on(BatchNo::FIRST)).host(answer(code));
        assert_eq!(till.record(3).delivery(Parcel::Advice).unwrap().end, None, "{code}");
        till.friendly(5, Duration::ZERO);
        assert_eq!(till.asked(), ["offline 000003 0.03"; 2], "{code}");
        assert_eq!(till.record(3).state, State::Approved, "{code}");
        let mut till = Till::with_batch(setup(), [untold(3)]);
        till.host(signed_on(BatchNo::FIRST)).host(answer(code)).seconds(1).host(answer(code)).seconds(2);
        till.host(answer(code)).seconds(600);
        assert_eq!(till.record(3).delivery(Parcel::Advice).unwrap().end, Some(DeliveryEnd::GivenUp), "{code}");
        assert_eq!(till.asked().iter().filter(|asked| *asked == "offline 000003 0.03").count(), 3, "{code}");
    }
}

/// One that is never answered is tried three times, ever more slowly, and holds up none of the others.
#[test]
fn a_poisoned_one_is_set_aside_and_the_rest_goes_on() {
    let mut till = Till::with_batch(setup(), [untold(2), untold(3), scripted(4)]);
    till.host(signed_on(BatchNo::FIRST));
    let mut tries = Vec::new();
    for second in 0..60 {
        while let Some(question) = till.question.clone() {
            match &question {
                Request::Financial(f) if f.stan.get() == 2 => {
                    tries.push(second);
                    till.fault(no_answer());
                }
                _ => drop(till.host(polite(&question))),
            }
        }
        till.seconds(1);
    }
    assert_eq!(tries, [0, 1, 3]);
    assert_eq!(till.record(2).delivery(Parcel::Advice).unwrap().end, Some(DeliveryEnd::GivenUp));
    // It stands as it was recorded, and is shown with what is known of it.
    assert_eq!((till.record(2).state, till.record(3).state), (State::Stored, State::Approved));
    let rows = till.model.terminal.queue();
    let [row] = rows.as_slice() else { panic!("{rows:?}") };
    assert_eq!((row.what, row.tries, row.set_aside, row.next), (QueueItem::Advice, 3, true, None));
    assert_eq!((row.since, row.last.clone()), (NOON, Some(Why::NoAnswer(60))));
    assert_eq!(till.model.terminal.queued(), 1);
}

#[test]
fn a_host_that_is_away_uses_up_no_tries() {
    let mut till = Till::with_batch(setup(), [untold(2), scripted(3)]);
    till.host(signed_on(BatchNo::FIRST));
    for _ in 0..200 {
        if till.question.is_some() {
            till.fault(unreachable());
        }
        till.seconds(1);
    }
    let waiting: Vec<(QueueItem, u16, bool)> =
        till.model.terminal.queue().iter().map(|r| (r.what, r.tries, r.set_aside)).collect();
    assert_eq!(waiting, [(QueueItem::Script, 0, false), (QueueItem::Advice, 0, false)]);
    till.friendly(70, Duration::ZERO);
    assert_eq!(till.model.terminal.queue(), []);
}

#[test]
fn what_cannot_be_built_or_has_lost_its_card_is_set_aside_at_once() {
    let mut till = Till::with_batch(setup(), [untold(2), untold(3), untold(4)]);
    till.disk.lose_card(txn(1, 2));
    till.host(signed_on(BatchNo::FIRST));
    till.fault(LinkFault::BadRequest { reason: "field 2 is too long".into() });
    answer_all(&mut till);
    let ends: Vec<Option<DeliveryEnd>> =
        (2..5).map(|stan| till.record(stan).delivery(Parcel::Advice).unwrap().end.clone()).collect();
    let taken = DeliveryEnd::Accepted("00".parse().unwrap());
    assert_eq!(ends, [Some(DeliveryEnd::GivenUp), Some(DeliveryEnd::GivenUp), Some(taken)]);
}

#[test]
fn what_waits_for_the_pad_uses_up_no_tries() {
    let mut till = Till::with_batch(setup(), [scripted(2)]);
    till.host(signed_on(BatchNo::FIRST));
    for _ in 0..5 {
        till.fault(LinkFault::PadSilent { reason: "status 042".into() }).seconds(61);
    }
    let delivery = |till: &Till| till.record(2).delivery(Parcel::Script).unwrap().clone();
    assert_eq!((delivery(&till).tries, delivery(&till).end), (1, None), "the sixth is on its way");
    answer_all(&mut till);
    assert_eq!(delivery(&till).end, Some(DeliveryEnd::Accepted("00".parse().unwrap())));
}

/// A notice keeps its number over tries and restarts, so that the host can tell a repetition.
#[test]
fn a_power_cut_at_any_point_loses_nothing_and_sends_nothing_as_new() {
    for cut in [Cut::Lost, Cut::Kept] {
        for steps in 0..12 {
            let mut till = Till::with_batch(setup(), [untold(2), scripted(3)]);
            till.hold_disk();
            let mut numbers: Vec<(String, u32)> = Vec::new();
            for _ in 0..steps {
                go_on(&mut till, &mut numbers);
            }
            till.power_off(cut).hold_host().start();
            for _ in 0..40 {
                go_on(&mut till, &mut numbers);
            }
            assert_eq!(till.model.terminal.queue(), [], "{cut:?} after {steps}");
            assert_eq!(till.record(2).state, State::Approved);
            numbers.sort();
            numbers.dedup();
            let script = numbers.iter().filter(|(what, _)| what == "script").count();
            let told = till.count(|f| matches!(f, Fact::ParcelEnded { .. }));
            assert_eq!((script, told), (1, 2), "{cut:?} after {steps}: {numbers:?}");
        }
    }
}

fn go_on(till: &mut Till, numbers: &mut Vec<(String, u32)>) {
    match &till.question {
        Some(Request::Script(s)) => numbers.push(("script".into(), s.stan.get())),
        Some(Request::Financial(f)) => numbers.push(("advice".into(), f.stan.get())),
        _ => {}
    }
    if let Some(question) = till.question.clone() {
        till.host(polite(&question));
    } else if till.disk.orders.is_empty() {
        till.seconds(1);
    } else {
        till.disk_step();
    }
}

#[test]
fn advices_that_wait_for_the_settlement() {
    let rules = Rules { advices: AdviceMode::BeforeSettlement, ..Rules::default() };
    let mut till = Till::with_batch(Setup { rules, ..setup() }, [untold(2), untold(3), scripted(4)]);
    till.friendly(20, Duration::ZERO);
    assert_eq!(till.asked(), ["script notice of 000004"]);
    let waiting = till.model.terminal.queue();
    assert!(waiting.iter().all(|r| r.what == QueueItem::Advice && r.next.is_none() && !r.set_aside), "{waiting:?}");
    // The totals are told when it is known what counts: the second one is refused.
    till.keys("1 5 E");
    till.host(answer("00")).host(answer("51"));
    let settlement = till.asked();
    assert_eq!(
        settlement,
        ["offline 000002 0.02", "offline 000003 0.03", "settlement 000001: 2 x 0.06, 0 x 0.00"],
        "{settlement:?}"
    );
    assert_eq!(till.count(|f| matches!(f, Fact::SettlementCounted { .. })), 1);
    till.friendly(3, Duration::ZERO);
    let slip = format!("{:?}", till.printed.last().unwrap().receipt);
    assert!(slip.contains("DETAILS REFUSED") && slip.contains("000003"), "{slip}");
}

#[test]
fn what_is_only_recorded_waits_for_no_host() {
    let mut till = Till::with_batch(setup(), []);
    assert!(matches!(till.question, Some(Request::SignOn { .. })));
    let mut order = TradeOrder::new(Kind::Offline, amount(500), operator("01"));
    order.card = keytill::flow::CardSource::Typed(keytill::domain::CardSecret::Card {
        pan: keytill::domain::Pan::new(PAN).unwrap(),
        expiry: None,
    });
    till.flow(|t, now, out| t.start(order, now, out)).unwrap();
    assert!(till.model.terminal.trade.as_ref().unwrap().verdict().is_some(), "{}", till.story());
    assert_eq!(till.model.terminal.queued(), 1);
}

#[test]
fn early_details_go_up_in_blocks_or_when_it_is_quiet() {
    let stripes = |count: u32| (2..2 + count).map(|stan| record(stan, Kind::Sale, Entry::Swipe));
    let mut till = Till::with_batch(early(EarlyDetails::All), stripes(19));
    till.host(signed_on(BatchNo::FIRST));
    let mut sizes = Vec::new();
    for _ in 0..20 {
        match till.question.clone() {
            Some(Request::UploadStripe { details, .. }) => {
                sizes.push((till.now().mono.as_secs(), details.len()));
                till.host(answer("00"));
            }
            _ => drop(till.seconds(1)),
        }
    }
    let start = sizes[0].0;
    let sizes: Vec<(u64, usize)> = sizes.iter().map(|(at, n)| (at - start, *n)).collect();
    assert_eq!(sizes, [(0, 8), (0, 8), (10, 3)]);
    // Where only chips go up early, no stripe does.
    let mut till = Till::with_batch(early(EarlyDetails::Chip), stripes(19).chain([record(40, Kind::Sale, Entry::Tap)]));
    till.friendly(30, Duration::ZERO);
    assert_eq!(till.asked(), ["chip detail 000040"]);
    // And without, none.
    let mut till = Till::with_batch(setup(), stripes(19));
    till.friendly(30, Duration::ZERO);
    assert_eq!((till.asked().len(), till.model.terminal.queued()), (0, 0));
}

/// A host that does not take details early is not asked for ever, and gets them in the settlement.
#[test]
fn a_host_that_refuses_early_details_gets_them_later() {
    let chips = (2..12).map(|stan| record(stan, Kind::Sale, Entry::Chip));
    let mut till = Till::with_batch(early(EarlyDetails::Chip), chips);
    till.host(signed_on(BatchNo::FIRST));
    for _ in 0..10 {
        if till.question.is_some() {
            till.host(answer("40"));
        }
        till.seconds(1);
    }
    assert_eq!(till.asked().len(), 3);
    assert!(till.disk.book.transactions.values().all(|t| !t.uploaded));
    till.keys("1 5 E").friendly(5, Duration::ZERO);
    assert_eq!(till.asked().len(), 12);
    till.must_show(&["BALANCED"]).must_not_show(&["refused"]);
}

/// Sealed numbers come in the order in which they were asked for, and each goes to whoever asked, or to nobody.
#[test]
fn nobody_gets_the_card_number_that_another_asked_for() {
    let other = Pan::new("6222020000000009999").unwrap();
    let mut till =
        Till::with_batch(setup(), [record(2, Kind::Sale, Entry::Swipe), record(3, Kind::Sale, Entry::Swipe)]);
    till.disk.change_card(txn(1, 3), other.clone());
    till.release_host().hold_disk();
    let void = |till: &mut Till, stan: u32| {
        let order = till.model.terminal.void_of(txn(1, stan), operator("01"), operator("00")).unwrap();
        till.flow(|t, now, out| t.start(order, now, out)).unwrap();
    };
    // The first one is cancelled before its number has come.
    while !till.disk.orders.is_empty() {
        till.disk_step();
    }
    void(&mut till, 2);
    till.flow(|t, now, out| t.cancel_trade(now, out)).unwrap();
    till.flow(|t, now, out| t.leave_trade(now, out));
    void(&mut till, 3);
    till.release_disk();
    let Some(Request::Financial(asked)) = &till.question else { panic!("{}", till.story()) };
    assert_eq!(asked.card.pan.as_ref().map(Pan::expose), Some(other.expose()));
    // And one that goes up in the background does not take the number of a void that was cancelled.
    let mut till = Till::with_batch(setup(), [record(2, Kind::Sale, Entry::Swipe), untold(3)]);
    till.disk.change_card(txn(1, 3), other.clone());
    till.host(signed_on(BatchNo::FIRST)).fault(no_answer()).hold_disk();
    void(&mut till, 2);
    till.flow(|t, now, out| t.cancel_trade(now, out)).unwrap();
    till.seconds(2).release_disk();
    let Some(Request::Financial(asked)) = &till.question else { panic!("{}", till.story()) };
    assert_eq!((asked.stan.get(), asked.card.pan.as_ref().map(Pan::expose)), (3, Some(other.expose())));
}
