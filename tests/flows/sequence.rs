//! Which details of a mixed batch go up in a settlement, in which order and under which codes, and what becomes of those that
//! fail.

use std::time::Duration;

use keytill::{
    acquirer::{EarlyDetails, Finding, LinkFault, Request},
    domain::{BatchNo, CardClass, Entry, Fact, Kind, State, Transaction},
    flow::{QueueItem, Setup},
};

use super::support::*;

/// One of nearly every kind, each class of card.
fn mixed() -> Vec<Transaction> {
    let mut unverified = record(8, Kind::Sale, Entry::Chip);
    unverified.extra.issuer_unverified = true;
    let mut told = untold(9);
    told.deliveries.clear();
    told.state = State::Approved;
    let mut code = record(10, Kind::Sale, Entry::Code);
    code.chip = None;
    vec![
        record(2, Kind::Sale, Entry::Chip),
        record(3, Kind::Sale, Entry::Swipe),
        record(4, Kind::PreAuth, Entry::Chip),
        record(5, Kind::Refund, Entry::Swipe),
        record(6, Kind::Void, Entry::Manual),
        foreign(record(7, Kind::Sale, Entry::Tap)),
        unverified,
        told,
        code,
        record(11, Kind::LoadOwn, Entry::Chip),
        record(12, Kind::EcashSale, Entry::Chip),
        foreign(record(13, Kind::Sale, Entry::Fallback)),
        record(14, Kind::CompletionAdvice, Entry::Chip),
        record(15, Kind::Completion, Entry::Chip),
        Transaction { state: State::Declined, ..record(16, Kind::Sale, Entry::Chip) },
    ]
}

/// What is asked after the totals, when the host finds this.
fn after(found: [Finding; 2], batch: Vec<Transaction>) -> (Till, Vec<String>) {
    let mut till = Till::with_batch(setup(), batch);
    till.host(signed_on(BatchNo::FIRST)).keys("1 5 E").host(findings(found[0], found[1]));
    till.friendly(3, Duration::ZERO);
    let asked = after_the_totals(till.asked());
    (till, asked)
}

fn after_the_totals(asked: Vec<String>) -> Vec<String> {
    asked.into_iter().skip_while(|asked| !asked.starts_with("settlement")).skip(1).collect()
}

#[test]
fn equal_totals_bring_up_chips_alone() {
    let (till, asked) = after([Finding::Balanced; 2], mixed());
    let expected =
        ["chip detail 000002", "chip detail 000007", "chip detail 000008", "chip detail 000011", "end of upload of 4"];
    assert_eq!(asked, expected);
    till.must_show(&["BALANCED"]);
}

#[test]
fn unequal_totals_bring_up_all_in_the_order_of_the_standard() {
    let (till, asked) = after([Finding::Unbalanced; 2], mixed());
    let expected = [
        "notice offline 000009",
        "notice ecash sale 000012",
        "stripe details 000003 000006 000013 000015",
        "notice refund 000005",
        "notice sale 000010",
        "notice completion advice 000014",
        "chip detail 000002",
        "chip detail 000007",
        "chip detail 000008",
        "chip detail 000011",
        "end of upload of 13",
    ];
    assert_eq!(asked, expected);
    till.must_show(&["NOT BALANCED"]);
}

#[test]
fn each_half_goes_up_only_where_it_is_unequal() {
    let (_, foreign) = after([Finding::Balanced, Finding::Unbalanced], mixed());
    assert_eq!(foreign, ["stripe details 000013", "chip detail 000007", "end of upload of 2"]);
    let (_, domestic) = after([Finding::Unbalanced, Finding::Balanced], mixed());
    assert!(domestic.contains(&"stripe details 000003 000006 000015".to_owned()), "{domestic:?}");
    assert_eq!(domestic.last().unwrap(), "end of upload of 11");
}

/// Codes by the finding; the detail of a chip whose card could not verify the issuer is a notice.
#[test]
fn the_details_say_what_they_are() {
    for (finding, class) in [(Finding::Balanced, "00"), (Finding::Unbalanced, "00")] {
        let mut till = Till::with_batch(setup(), mixed());
        till.host(signed_on(BatchNo::FIRST)).keys("1 5 E").host(findings(finding, finding));
        let mut seen = Vec::new();
        while let Some(question) = till.question.clone() {
            match &question {
                Request::UploadChip { detail, balance, .. } => {
                    assert_eq!(*balance, finding);
                    seen.push((detail.stan.get(), format!("{:?}", detail.sort)));
                    let expected = if detail.stan.get() == 7 { CardClass::Foreign } else { CardClass::Domestic };
                    assert_eq!(detail.class, expected, "{class}");
                }
                Request::UploadEnd { balance, .. } => assert_eq!(*balance, finding),
                _ => {}
            }
            till.host(answer("00"));
        }
        let sorts = [(2, "Approved"), (7, "Approved"), (8, "IssuerUnverified"), (11, "Load")];
        assert_eq!(seen, sorts.map(|(stan, sort)| (stan, sort.to_owned())));
    }
}

#[test]
fn what_went_up_early_is_not_sent_again() {
    for finding in [Finding::Balanced, Finding::Unbalanced] {
        let mut till = Till::with_batch(Setup { early_details: EarlyDetails::All, ..setup() }, mixed());
        till.friendly(30, Duration::ZERO);
        assert_eq!(till.model.terminal.queued(), 0);
        till.asked();
        till.keys("1 5 E").host(findings(finding, finding));
        assert_eq!(till.asked().last().unwrap(), "end of upload of 13", "{finding:?}");
    }
}

/// The program goes on where it was, whichever half was unequal, and the host hears of nothing twice.
#[test]
fn resumes_at_the_break_point() {
    let halves = [Finding::Balanced, Finding::Unbalanced];
    for found in halves.into_iter().flat_map(|a| halves.map(|b| [a, b])) {
        let (_, whole) = after(found, mixed());
        for step in 0..whole.len() {
            for cut in [Cut::Lost, Cut::Kept] {
                let mut till = Till::with_batch(setup(), mixed());
                till.host(signed_on(BatchNo::FIRST)).keys("1 5 E").host(findings(found[0], found[1]));
                for _ in 0..step {
                    till.host(answer("00"));
                }
                till.hold_disk();
                let answered = till.question.is_some();
                till.host(answer("00")).power_off(cut).hold_host().start();
                till.friendly(3, Duration::ZERO);
                let asked = after_the_totals(till.asked());
                let asked: Vec<String> = asked.into_iter().filter(|a| a != "sign-on").collect();
                let mut once = asked.clone();
                once.dedup();
                // Only what was in flight when the answer could not be stored is asked again.
                assert!(answered && asked.len() <= whole.len() + 1, "{found:?} {step} {cut:?}: {asked:?}");
                assert_eq!(once, whole, "{found:?} {step} {cut:?}");
                assert_eq!(till.disk.book.batch.get(), 2);
            }
        }
    }
}

/// One of a block is not wanted: the others are.
#[test]
fn a_refused_block_is_asked_one_by_one() {
    let stripes = (2..6).map(|stan| record(stan, Kind::Sale, Entry::Swipe));
    let mut till = Till::with_batch(setup(), stripes);
    till.host(signed_on(BatchNo::FIRST)).keys("1 5 E").host(finding(Finding::Unbalanced));
    while let Some(question) = till.question.clone() {
        let bad =
            matches!(&question, Request::UploadStripe { details, .. } if details.iter().any(|d| d.stan.get() == 4));
        till.host(answer(if bad { "30" } else { "00" }));
    }
    let refused: Vec<Vec<u32>> = till
        .disk
        .facts()
        .filter_map(|f| match f {
            Fact::DetailsRefused { stans, .. } => Some(stans.iter().map(|s| s.get()).collect()),
            _ => None,
        })
        .collect();
    assert_eq!(refused, [[4]]);
    till.must_show(&["1 detail refused"]);
}

/// A detail that is never answered does not keep the batch open, once the line has shown that it is well.
#[test]
fn a_poisoned_detail_is_set_aside() {
    for poison in [no_answer(), LinkFault::BadRequest { reason: "field 55 is too long".into() }] {
        let chips = (2..5).map(|stan| record(stan, Kind::Sale, Entry::Chip));
        let mut till = Till::with_batch(setup(), chips);
        till.host(signed_on(BatchNo::FIRST)).keys("1 5 E").host(finding(Finding::Balanced));
        let mut tries = 0;
        for _ in 0..200 {
            match till.question.clone() {
                Some(Request::UploadChip { detail, .. }) if detail.stan.get() == 2 => {
                    tries += 1;
                    till.fault(poison.clone());
                }
                Some(question) => drop(till.host(polite(&question))),
                None => drop(till.seconds(1)),
            }
            if till.disk.book.batch.get() == 2 {
                break;
            }
        }
        let own = matches!(poison, LinkFault::BadRequest { .. });
        assert_eq!((tries, till.disk.book.batch.get()), (if own { 1 } else { 3 }, 2), "{}", till.story());
        let settle = till.model.terminal.settle.as_ref().unwrap();
        assert_eq!((settle.set_aside.len(), settle.refused.len()), (1, 0));
        let slip = format!("{:?}", till.printed.last().unwrap().receipt);
        assert!(slip.contains("000002 明细(DETAIL)") && !slip.contains("000003"), "{slip}");
        assert!(till.trace.contains(&"ask end of upload of 2".to_owned()));
    }
}

/// A line that is dead is not taken for details that are.
#[test]
fn a_dead_line_sets_nothing_aside() {
    let chips = (2..4).map(|stan| record(stan, Kind::Sale, Entry::Chip));
    let mut till = Till::with_batch(setup(), chips);
    till.host(signed_on(BatchNo::FIRST)).keys("1 5 E").host(finding(Finding::Balanced));
    for _ in 0..600 {
        if till.question.is_some() {
            till.fault(no_answer());
        }
        till.seconds(1);
    }
    assert_eq!(till.disk.book.batch.get(), 1);
    assert!(till.model.terminal.queue().iter().all(|r| r.what == QueueItem::Detail && !r.set_aside));
    // It comes back: each has its three tries behind it, and both go up all the same.
    till.friendly(70, Duration::ZERO);
    assert_eq!(till.disk.book.batch.get(), 2, "{}", till.story());
}
