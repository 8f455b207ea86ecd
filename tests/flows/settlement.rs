//! Settlement: totals, details, next batch; cut off anywhere, it goes on where it stopped.

use std::time::Duration;

use keytill::{
    acquirer::{Finding, Request},
    domain::{BatchNo, Fact, Refusal},
    flow::{Storage, settle::SETTLEMENT_REFUSALS},
    keypad::Key,
};

use super::{
    support::*,
    table::{Row, play},
};

/// Two sales by chip, two by stripe, one of each voided... by chip: vouchers 2 to 6.
fn day() -> Till {
    let mut till = Till::ready();
    till.sold(1000).sold(2000).sold_stripe(300).sold_stripe(40);
    till.keys("1 2 5E E 123456E").host(approved()).keys("E");
    till
}

fn at_question() -> Till {
    let mut till = day();
    till.keys("5");
    till
}

const BALANCED: &[&str] = &[
    "save settlement of 000001",
    "ask settlement 000001: 4 x 33.40, 1 x 0.40",
    "save settlement balanced",
    "unseal 000002",
    "ask chip detail 000002",
    "save uploaded 000002",
    "unseal 000003",
    "ask chip detail 000003",
    "save uploaded 000003",
    "save number 000008",
    "ask end of upload of 2",
    "save slip kept + Z report 1 + 000001 settled, next 000002",
    "print slip",
];

#[test]
fn from_the_question_to_the_next_batch() {
    play(&[
        Row {
            name: "the question",
            state: day,
            events: |t| t.keys("5"),
            effects: &[],
            shows: &["4 x  33.40", "1 x  0.40", "Check the totals"],
        },
        Row {
            name: "balanced: the details of chip sales go up",
            state: at_question,
            events: |t| t.keys("E"),
            effects: BALANCED,
            shows: &["BALANCED - batch settled", "4 x  33.40", "Next batch 000002", "Count 0"],
        },
        Row {
            name: "not balanced: all details go up, stripes first",
            state: at_question,
            events: |t| t.hold_host().keys("E").host(finding(Finding::Unbalanced)).release_host(),
            effects: &[
                "save settlement of 000001",
                "ask settlement 000001: 4 x 33.40, 1 x 0.40",
                "save settlement unbalanced",
                "unseal 000004 000005 000006",
                "save number 000008",
                "ask stripe details 000004 000005 000006",
                "save uploaded 000004 000005 000006",
                "unseal 000002",
                "ask chip detail 000002",
                "save uploaded 000002",
                "unseal 000003",
                "ask chip detail 000003",
                "save uploaded 000003",
                "save number 000009",
                "ask end of upload of 5",
                "save slip kept + Z report 1 + 000001 settled, next 000002",
                "print slip",
            ],
            shows: &["NOT BALANCED", "Next batch 000002"],
        },
        Row {
            name: "the result has been read",
            state: || {
                let mut till = at_question();
                till.keys("E");
                till
            },
            events: |t| t.keys("E"),
            effects: &[],
            shows: &["1 Sale"],
        },
        Row {
            name: "an empty batch",
            state: Till::ready,
            events: |t| t.keys("1 5 E"),
            effects: &[
                "save settlement of 000001",
                "ask settlement 000001: 0 x 0.00, 0 x 0.00",
                "save settlement balanced",
                "save number 000003",
                "ask end of upload of 0",
                "save slip kept + Z report 1 + 000001 settled, next 000002",
                "print slip",
            ],
            shows: &["BALANCED"],
        },
        Row {
            name: "left at the question",
            state: at_question,
            events: |t| t.keys("C"),
            effects: &[],
            shows: &["1 Sale"],
        },
    ]);
}

#[test]
fn the_push_that_opens_the_question_does_not_answer_it() {
    let mut till = day();
    // In the menu: the fifth entry is marked, and ENTER is pressed twice.
    till.keys("vvv").must_show(&["5 Settlement"]);
    till.advance(Duration::from_secs(1));
    for pause in [0, 250, 149] {
        till.advance(Duration::from_millis(pause));
        till.key(Key::Enter).must_show(&["Check the totals"]);
    }
    till.keys("E").must_show(&["BALANCED"]);
}

#[test]
fn eight_stripes_go_into_one_message() {
    let mut till = Till::ready();
    for minor in 1..=19 {
        till.sold_stripe(minor);
    }
    till.hold_host().keys("1 5 E").host(finding(Finding::Unbalanced)).release_host();
    let sizes: Vec<usize> = till
        .trace
        .iter()
        .filter_map(|e| e.strip_prefix("ask stripe details "))
        .map(|list| list.split(' ').count())
        .collect();
    assert_eq!(sizes, [8, 8, 3]);
    till.must_show(&["NOT BALANCED"]);
}

/// Asks of the settlement, in order, with the host's silence or a power cut at one of them.
#[test]
fn interrupted_at_every_step() {
    for unbalanced in [false, true] {
        for step in 0.. {
            for interruption in ["no answer", "not reached", "power cut"] {
                let Some(till) = interrupted(unbalanced, step, interruption) else { continue };
                check_settled(&till, unbalanced, &format!("{interruption} at step {step}"));
            }
            if interrupted(unbalanced, step, "power cut").is_none() {
                assert!(step >= 4, "only {step} steps");
                break;
            }
        }
    }
}

/// Plays a settlement with an interruption at one ask; `None` when there are fewer.
fn interrupted(unbalanced: bool, step: usize, interruption: &str) -> Option<Till> {
    let mut till = at_question();
    till.hold_host().keys("E");
    for _ in 0..step {
        till.question.as_ref()?;
        answer_step(&mut till, unbalanced);
    }
    till.question.as_ref()?;
    match interruption {
        "no answer" => {
            till.fault(no_answer()).must_show(&["Interrupted; it goes on by itself"]);
        }
        "not reached" => {
            till.fault(unreachable()).must_show(&["Interrupted; it goes on by itself"]);
        }
        _ => {
            till.power_off(Cut::Lost).hold_host().start().sign_in("01").keys("1 5");
            till.must_show(&["Resumed where it stopped"]);
        }
    }
    for _ in 0..20 {
        if till.question.is_some() {
            answer_step(&mut till, unbalanced);
        } else {
            till.seconds(1);
        }
    }
    Some(till)
}

fn answer_step(till: &mut Till, unbalanced: bool) {
    let answer = match &till.question {
        Some(Request::Settle { .. }) if unbalanced => finding(Finding::Unbalanced),
        Some(question) => polite(question),
        None => return,
    };
    till.host(answer);
}

fn check_settled(till: &Till, unbalanced: bool, name: &str) {
    till.must_show(&[if unbalanced { "NOT BALANCED" } else { "BALANCED - batch settled" }]);
    assert_eq!(till.disk.book.batch, BatchNo::try_from(2).unwrap(), "{name}");
    assert_eq!(till.count(|f| matches!(f, Fact::SettlementBegan(_))), 1, "{name}");
    assert_eq!(till.count(|f| matches!(f, Fact::Settled { .. })), 1, "{name}");
    let mut uploaded: Vec<u32> = till
        .disk
        .facts()
        .filter_map(|f| match f {
            Fact::DetailsUploaded { stans } => Some(stans.iter().map(|s| s.get()).collect::<Vec<_>>()),
            _ => None,
        })
        .flatten()
        .collect();
    uploaded.sort_unstable();
    let all: &[u32] = if unbalanced { &[2, 3, 4, 5, 6] } else { &[2, 3] };
    assert_eq!(uploaded, all, "{name}: a detail is missing or twice");
}

#[test]
fn a_refused_detail_is_not_sent_again_and_stands_on_the_slip() {
    let mut till = at_question();
    till.hold_host().keys("E").host(finding(Finding::Balanced)).host(answer("30")).release_host();
    till.must_show(&["BALANCED", "1 detail refused, see the slip"]);
    assert_eq!(till.trace.iter().filter(|e| *e == "ask chip detail 000002").count(), 1);
    let slip = format!("{:?}", till.printed.last().unwrap().receipt);
    assert!(slip.contains("DETAILS REFUSED") && slip.contains("000002"), "{slip}");
    // A duplicate is one that the host has already.
    let mut till = at_question();
    till.hold_host().keys("E").host(finding(Finding::Balanced)).host(answer("94")).release_host();
    till.must_not_show(&["refused"]);
}

/// What the host refuses with a code that does not say "later" is asked five times, ever more slowly, and then no more.
fn refused(till: &mut Till, code: &str) {
    for _ in 1..SETTLEMENT_REFUSALS {
        till.host(answer(code));
        assert!(till.question.is_none(), "{}", till.story());
        till.seconds(60);
    }
    till.host(answer(code)).seconds(200);
    assert!(till.question.is_none(), "{}", till.story());
}

#[test]
fn totals_that_the_host_refuses_for_good_wait_for_a_person() {
    let mut till = at_question();
    till.hold_host().keys("E").host(answer("96")).seconds(1);
    refused(&mut till, "95");
    till.must_show(&["REFUSED - not asked any more", "95", "1  again", "2  leave"]);
    // A restart changes nothing.
    till.power_off(Cut::Lost).hold_host().start().host(signed_on(BatchNo::FIRST)).seconds(200);
    assert!(till.question.is_none(), "{}", till.story());
    till.sign_in("01").keys("1 1").must_show(&["Settlement refused: 95"]);
    till.keys("5").must_show(&["REFUSED - not asked any more"]);
    till.keys("E").must_show(&["Press 1 or 2"]).must_show(&["REFUSED"]);
    till.keys("2").must_show(&["No right to"]).must_show(&["REFUSED"]);
    // Asked again, the refusals count from nothing.
    till.keys("1").must_not_show(&["REFUSED"]);
    refused(&mut till, "95");
    // The supervisor leaves it: trade goes on in the same batch, and it can be settled later.
    till.keys("CCC").sign_in("00").keys("2 4").must_show(&["REFUSED"]);
    till.keys("22").must_show(&["Check the totals"]);
    assert_eq!(till.count(|f| matches!(f, Fact::Refusal(Refusal::Left { .. }))), 1);
    till.release_host().keys("CCC").sign_in("01").sell_stripe(500).host(approved()).must_show(&["APPROVED"]);
    assert_eq!(till.model.terminal.book.batch, BatchNo::FIRST);
    till.keys("E 5 E").must_show(&["BALANCED - batch settled", "5 x"]);
}

#[test]
fn an_end_that_the_host_refuses_for_good_is_closed_by_a_person() {
    let mut till = at_question();
    till.hold_host().keys("E");
    for _ in 0..3 {
        answer_step(&mut till, false);
    }
    refused(&mut till, "30");
    till.must_show(&["REFUSED - not asked any more", "2  close"]);
    till.power_off(Cut::Lost).hold_host().start().host(signed_on(BatchNo::FIRST)).seconds(60);
    till.sign_in("00").keys("2 4").must_show(&["REFUSED"]);
    till.keys("2").must_show(&["batch settled", "Next batch 000002"]);
    assert_eq!(till.count(|f| matches!(f, Fact::Refusal(Refusal::ClosedAlone { .. }))), 1);
    let slip = format!("{:?}", till.printed.last().unwrap().receipt);
    assert!(slip.contains("END REFUSED") && slip.contains("30 / 00"), "{slip}");
}

#[test]
fn a_detail_that_wants_a_new_sign_on_is_sent_again() {
    let mut till = at_question();
    till.hold_host().keys("E").host(finding(Finding::Balanced)).host(answer("A0")).release_host().seconds(2);
    till.must_show(&["BALANCED"]);
    assert_eq!(till.trace.iter().filter(|e| *e == "ask chip detail 000002").count(), 2, "{:?}", till.trace);
    assert_eq!(till.count(|f| matches!(f, Fact::DetailsUploaded { .. })), 2);
}

#[test]
fn unresolved_transactions_are_closed_by_the_supervisor_and_stand_on_the_slip() {
    let mut till = Till::ready_with(keytill::flow::Setup { reversal_tries: Some(1), ..setup() });
    till.sell_stripe(1234).hold_host().fault(no_answer()).seconds(2).fault(no_answer()).seconds(60);
    till.release_host().keys("E 5").must_show(&["The supervisor must close open items"]);
    till.keys("E").must_not_show(&["BALANCED"]);
    till.keys("CCC 00E123456E 23").must_show(&["000002 Unresolved 12.34"]);
    till.keys("1").must_show(&["only after asking the acquirer"]);
    till.keys("E").must_show(&["Nothing is waiting"]);
    till.keys("C 4 E").must_show(&["BALANCED"]);
    let slip = format!("{:?}", till.printed.last().unwrap().receipt);
    assert!(slip.contains("CLOSED BY HAND") && slip.contains("000002") && slip.contains("12.34 / 00"), "{slip}");
}

#[test]
fn the_batch_is_said_to_be_settled_only_when_that_is_durable() {
    let mut till = at_question();
    till.hold_host().keys("E");
    for _ in 0..3 {
        answer_step(&mut till, false);
    }
    assert!(matches!(till.question, Some(Request::UploadEnd { .. })));
    till.hold_disk();
    answer_step(&mut till, false);
    till.must_not_show(&["BALANCED - batch settled"]);
    assert!(till.printed.iter().all(|job| job.txn.is_some()), "the slip was printed too early");
    // Nothing may begin in the old batch meanwhile.
    assert!(till.model.terminal.can_start().is_err());
    till.release_disk().must_show(&["BALANCED - batch settled"]);
    assert!(till.printed.last().unwrap().txn.is_none());
}

/// A receipt may come out of the printer, and a verdict be read, while the end of its batch is on its way to the disk.
#[test]
fn a_receipt_that_is_printed_while_its_batch_closes_stops_nothing() {
    let mut till = at_question();
    till.hold_host().keys("E");
    for _ in 0..3 {
        answer_step(&mut till, false);
    }
    till.hold_disk();
    answer_step(&mut till, false);
    till.keys("C 4 2E");
    assert_eq!(till.trace[till.trace.len() - 2..], ["print copy 000002", "save 000002 printed"]);
    till.release_disk().must_not_show(&["STORAGE FAULT"]);
    assert_eq!(till.disk.book.batch, BatchNo::try_from(2).unwrap());
}

#[test]
fn a_disk_that_fails_stops_the_settlement_until_the_next_start() {
    let mut till = at_question();
    till.hold_host().keys("E").break_disk().host(finding(Finding::Balanced));
    till.must_show(&["STORAGE FAULT"]).must_not_show(&["batch settled"]);
    till.seconds(600);
    assert!(till.question.is_none());
    till.restart(Cut::Lost).sign_in("01").keys("1 5").must_show(&["BALANCED - batch settled"]);
}

/// A message that is under way when a person closes the batch keeps the line: its answer is none to what is asked next.
#[test]
fn a_batch_is_closed_alone_only_when_nothing_is_on_the_line() {
    for fails in [false, true] {
        let mut till = at_question();
        till.hold_host().keys("E");
        for _ in 0..3 {
            answer_step(&mut till, false);
        }
        refused(&mut till, "30");
        till.keys("CCC").sign_in("00").keys("2 4").must_show(&["REFUSED"]);
        // The quiet line is tested, and the host takes its time.
        till.seconds(400);
        assert!(matches!(till.question, Some(Request::Echo { .. })), "{}", till.story());
        till.keys("2").must_not_show(&["batch settled", "REFUSED"]);
        till.keys("2").must_show(&["The settlement goes on"]);
        if fails {
            till.fault(no_answer())
        } else {
            till.host(answer("00"))
        };
        till.must_show(&["batch settled", "Next batch 000002"]);
        assert_eq!(till.count(|f| matches!(f, Fact::Settled { .. })), 1);
        assert_eq!(till.count(|f| matches!(f, Fact::Refusal(Refusal::ClosedAlone { .. }))), 1);
    }
}

/// A settlement that could not be begun keeps nobody from trading, nor from beginning it again.
#[test]
fn a_settlement_whose_beginning_cannot_be_kept_is_none() {
    let mut till = at_question();
    till.break_disk().keys("E").must_not_show(&["BALANCED"]);
    till.disk.broken = false;
    till.room(Storage::Ready).must_show(&["Check the totals"]);
    till.keys("E").must_show(&["BALANCED - batch settled"]);
    assert_eq!(till.count(|f| matches!(f, Fact::SettlementBegan(_))), 1);
}
