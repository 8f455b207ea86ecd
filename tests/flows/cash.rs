//! Cash: sales with change, voids and refunds, the drawer that counts them, pay-in and pay-out; and that no host hears of any.

use keytill::{
    acquirer::Request,
    domain::{CashMove, CashReason, CashWay, Entry, Fact, Kind, Side, State, Way, receipt::Line},
    flow::{CannotStart, Demand, ReceiptRules, Setup},
};

use super::{
    support::*,
    table::{Row, play},
};

/// A cash sale of 12.00, of which 20.00 is given: a twenty.
fn sale(till: &mut Till) -> &mut Till {
    till.keys("1 8 7 1 1200E 3 E")
}

fn with_drawer() -> Setup {
    let receipts = ReceiptRules { drawer: Demand::Yes, ..ReceiptRules::default() };
    Setup { receipts, ..setup() }
}

/// A float of 500.00, and operator 01 at the choice of modes.
fn floated(setup: Setup) -> Till {
    let mut till = Till::on_with(setup);
    till.sign_in("00").keys("2 9 3 E 50000 E CCCC").sign_in("01");
    till.forget()
}

fn lines(till: &Till) -> Vec<String> {
    let text = |line: &Line| match line {
        Line::Centred(text, _) | Line::Text(text) => Some(text.clone()),
        Line::Pair(label, value, _) => Some(format!("{label}: {value}")),
        _ => None,
    };
    till.printed.last().map(|job| job.receipt.lines.iter().filter_map(text).collect()).unwrap_or_default()
}

#[test]
fn cash_is_paid_when_it_is_durable_and_nobody_is_asked() {
    play(&[
        Row {
            name: "sale with change",
            state: Till::ready,
            events: sale,
            effects: &["save sale 000002 12.00 + 000002 approved", "print 000002", "save 000002 printed"],
            shows: &["APPROVED", "CHANGE 8.00", "Give the goods, change and receipt", "Receipt printed"],
        },
        Row {
            name: "sale, exact",
            state: Till::ready,
            events: |t| t.keys("1 8 7 1 1200E 7 E"),
            effects: &["save sale 000002 12.00 + 000002 approved", "print 000002", "save 000002 printed"],
            shows: &["APPROVED", "CHANGE 0.00"],
        },
        Row {
            name: "not enough",
            state: Till::ready,
            events: |t| t.keys("1 8 7 1 1200E 4 E"),
            effects: &["bell"],
            shows: &["Still to give", "2.00 is missing"],
        },
        Row {
            name: "nothing",
            state: Till::ready,
            events: |t| t.keys("1 8 7 1 1200E E"),
            effects: &["bell"],
            shows: &["Nothing given yet"],
        },
        Row {
            name: "typed, with a change that somebody has to mean",
            state: Till::ready,
            events: |t| t.keys("1 8 7 1 1200E v 20000 E E"),
            effects: &["bell"],
            shows: &["IS THIS CHANGE RIGHT?", "Given 200.00", "Due 12.00"],
        },
        Row {
            name: "and is meant",
            state: Till::ready,
            events: |t| t.keys("1 8 7 1 1200E v 20000 E v"),
            effects: &["save sale 000002 12.00 + 000002 approved", "print 000002", "save 000002 printed"],
            shows: &["APPROVED", "CHANGE 188.00"],
        },
        Row {
            name: "void",
            state: || {
                let mut till = Till::ready();
                sale(&mut till).keys("E C");
                till.forget()
            },
            events: |t| t.keys("1 2 2E E 123456E"),
            effects: &[
                "check password: void by 00",
                "save void of 01 approved by 00",
                "save void 000003 12.00 + 000003 approved",
                "print 000003",
                "save 000003 printed",
            ],
            shows: &["VOIDED", "Give the money back from the drawer"],
        },
        Row {
            name: "refund",
            state: Till::ready,
            events: |t| t.keys("1 8 7 2 500E E 123456E"),
            effects: &[
                "check password: refund by 00",
                "save refund of 01 approved by 00",
                "save refund 000002 5.00 + 000002 approved",
                "print 000002",
                "save 000002 printed",
            ],
            shows: &["REFUNDED", "Give the money back from the drawer"],
        },
    ]);
}

#[test]
fn the_host_settles_what_it_knows_and_the_report_says_what_is_in_the_drawer() {
    let mut till = Till::ready();
    sale(&mut till).keys("EC");
    till.sold(5_000);
    till.keys("1 8 7 2 500E E 123456E").keys("E C");
    let record = till.record(2);
    assert_eq!((record.entry, record.kind, record.state), (Entry::Cash, Kind::Sale, State::Approved));
    assert_eq!((record.extra.given, record.change()), (Some(amount(2_000)), Some(amount(800))));

    let book = &till.disk.book;
    assert_eq!((book.totals().debit().count, book.totals().debit().amount), (1, amount(5_000)));
    assert_eq!(book.totals().credit().count, 0);
    let figures = till.model.terminal.x_report().unwrap();
    assert_eq!(figures.cash.kind(Kind::Sale).amount, amount(1_200));
    assert_eq!(figures.sides().debit.amount, amount(6_200));
    assert_eq!(figures.sides().credit.amount, amount(500));
    let cash = figures.ways[&Way::Cash];
    assert_eq!((cash.debit.amount, cash.credit.amount), (amount(1_200), amount(500)));

    // Neither total nor detail of it goes to the host.
    till.hold_host().start_settling().unwrap();
    let Some(Request::Settle { totals, .. }) = &till.question else { panic!("{}", till.story()) };
    assert_eq!((totals.debit().count, totals.credit().count), (1, 0));
    let Some(details) = till.model.terminal.settle.as_ref().map(|s| s.settlement.totals.clone()) else { panic!() };
    assert_eq!(details.kinds().map(|(_, one)| one.count).sum::<u32>(), 1);
    till.host(finding(keytill::acquirer::Finding::Unbalanced));
    assert!(!till.story().contains("detail 000002"), "{}", till.story());
}

#[test]
fn nothing_is_cash_that_is_not_recorded() {
    let mut till = Till::ready();
    till.keys("1 8 7 1 1200E 3");
    till.break_disk().keys("E").must_show(&["NOT PAID"]);
    till.must_not_show(&["APPROVED", "CHANGE"]);
    assert!(till.printed.is_empty());
    // A power cut before the record is durable leaves nothing; after it, the sale.
    let mut till = Till::ready();
    till.keys("1 8 7 1 1200E 3").hold_disk().keys("E").must_not_show(&["APPROVED"]);
    till.restart(Cut::Lost);
    assert!(till.disk.book.transactions.is_empty());
    let mut till = Till::ready();
    till.keys("1 8 7 1 1200E 3").hold_disk().keys("E");
    till.restart(Cut::Kept).must_show(&["12.00"]);
    assert_eq!(till.record(2).state, State::Approved);
}

#[test]
fn a_line_that_is_down_keeps_no_cash_out() {
    let mut till = Till::new(setup(), book(), keytill::domain::Lang::En, (80, 24));
    till.hold_host().start();
    till.sign_in("01");
    sale(&mut till).must_show(&["APPROVED", "CHANGE 8.00"]);
}

#[test]
fn the_drawer_counts_what_came_and_went() {
    let mut till = floated(with_drawer());
    sale(&mut till).keys("EC");
    assert_eq!(till.printed.last().unwrap().receipt.lines[0], Line::Drawer);
    till.keys("1 8 7 2 500E E 123456E").keys("E C").keys("C");
    till.sign_in("00").keys("2 9 3").must_show(&["Cash sales", "12.00", "Given back", "-5.00", "507.00"]);
    till.keys("v1").must_show(&["Pay-in", "change brought", "another reason"]);
    till.keys("1 10000E").must_show(&["change brought", "Put it into the drawer"]);
    till.keys("E").must_show(&["Pay-in", "607.00"]);
    assert!(lines(&till).iter().any(|line| line.contains("change brought")), "{:?}", lines(&till));
    assert_eq!(till.printed.last().unwrap().receipt.lines[0], Line::Drawer);
    till.keys("v2 1 30000E E").must_show(&["Pay-out", "-300.00", "307.00"]);
    till.keys("v2 1 30701E E").must_show(&["There is less than that in the drawer"]);
    // In words of one's own.
    till.keys("CCC 2 6").must_show(&["Reason"]);
    till.keys("222 3 E 100E E").must_show(&["306.00"]);
    let moved: Vec<CashMove> = till
        .disk
        .facts()
        .filter_map(|fact| match fact {
            Fact::CashMoved(moved) => Some(moved.clone()),
            _ => None,
        })
        .collect();
    assert_eq!(moved.len(), 3);
    assert_eq!((moved[1].way, &moved[1].reason, moved[1].by), (CashWay::Out, &CashReason::ToBank, operator("00")));
    assert!(matches!(&moved[2].reason, CashReason::Other(text) if !text.to_string().is_empty()));
    let figures = till.model.terminal.x_report().unwrap();
    assert_eq!(figures.moves.paid_in.amount, amount(10_000));
    assert_eq!((figures.moves.paid_out.count, figures.moves.paid_out.amount), (2, amount(30_100)));
    // All of it is there after a power cut, and a count finds what is right.
    till.restart(Cut::Lost).sign_in("01").keys("7 3E 0E 0E 0E 1E 1E E E E C").sign_in("00").keys("2 9 3");
    till.must_show(&["306.00 right"]);
}

#[test]
fn only_who_answers_for_the_drawer_moves_its_cash() {
    let mut till = floated(setup());
    let moved = CashMove { way: CashWay::Out, amount: amount(100), reason: CashReason::ToBank, by: operator("01") };
    let mut work = Vec::new();
    till.model
        .terminal
        .move_cash(CashMove { amount: amount(50_001), ..moved.clone() }, till.now(), &mut work)
        .unwrap_err();
    let now = till.now();
    let none = till.model.terminal.move_cash(CashMove { amount: amount(0), ..moved }, now, &mut work);
    assert_eq!(none, Err(CannotStart::NoAmount));
    assert!(work.is_empty());
    till.keys("2").must_show(&["Mode"]);
    assert!(!till.disk.facts().any(|fact| matches!(fact, Fact::CashMoved(_))));
}

#[test]
fn a_cash_receipt_has_no_signature_and_no_card() {
    let mut till = Till::ready();
    sale(&mut till);
    let text = lines(&till).join("\n");
    for words in ["CASH RECEIPT", "12.00", "20.00", "8.00"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    for words in ["签购单", "SIGNATURE", "CARD", "ACKNOWLEDGE"] {
        assert!(!text.contains(words), "{words}: {text}");
    }
    assert_eq!(till.record(2).kind.side(), Side::Debit);
    // Printed again it is marked, and opens nothing.
    let mut till = floated(with_drawer());
    sale(&mut till).keys("E 4 E");
    let job = till.printed.last().unwrap();
    assert!(!job.receipt.lines.contains(&Line::Drawer));
}

#[test]
fn cash_says_what_is_usual_too_and_is_asked_about() {
    let mut till = Till::ready();
    till.keys("1 8 7 1 1000001E").must_show(&["IS THIS AMOUNT RIGHT?"]);
    till.keys("E").must_show(&["IS THIS AMOUNT RIGHT?"]);
    till.keys("v").must_show(&["Due", "10,000.01"]);
    assert_eq!(till.said.len(), 0);
    let mut till = Till::ready();
    sale(&mut till);
    assert!(till.said.last().unwrap().line.starts_with("collected"), "{:?}", till.said);
}
