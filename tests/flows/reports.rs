//! X and Z reports: what they say, when they are made, and that nothing changes them.

use keytill::domain::{Book, BookError, Fact, State, ZReport, receipt::Line};

use crate::support::*;

fn z_of(facts: &[Fact]) -> Option<&ZReport> {
    facts.iter().find_map(|fact| match fact {
        Fact::ZReported { report } => Some(&**report),
        _ => None,
    })
}

/// The Z report stands in the record that closes its batch, with the totals that were settled, and the number follows.
#[test]
fn a_z_report_is_made_with_the_settlement_and_numbered() {
    let mut till = Till::ready();
    for number in [1, 2] {
        till.sold(1234).sold_stripe(300);
        till.keys("1 5 E").must_show(&["BALANCED"]);
        till.keys("E C");
        let last = till.disk.records.iter().rev().find(|record| z_of(&record.facts).is_some()).unwrap();
        let report = z_of(&last.facts).unwrap();
        assert!(matches!(last.facts.last(), Some(Fact::Settled { batch, .. }) if *batch == report.batch));
        let began = till.disk.facts().filter_map(|fact| match fact {
            Fact::SettlementBegan(settlement) => Some(settlement.totals.clone()),
            _ => None,
        });
        assert_eq!(began.last().as_ref(), Some(&report.figures.totals));
        assert_eq!(report.number, number);
        assert_eq!(report.figures.states[&State::Approved].count, 2);
        assert_eq!(till.disk.book.last_z.as_deref(), Some(report));
    }
    let made = till.disk.facts().filter(|fact| matches!(fact, Fact::ZReported { .. })).count();
    assert_eq!(made, 2);
}

/// Whether the power goes before or after the record is durable, there is one report for the batch, and it stays.
#[test]
fn a_power_cut_makes_no_second_z_report() {
    for cut in [Cut::Lost, Cut::Kept] {
        let mut till = Till::ready();
        till.sold(1234).hold_host().keys("1 5 E");
        till.host(finding(keytill::acquirer::Finding::Balanced));
        till.host(answer("00")).hold_disk().host(answer("00"));
        till.power_off(cut).release_host().start();
        till.seconds(60);
        let numbers: Vec<_> = till.disk.records.iter().filter_map(|record| z_of(&record.facts)).collect();
        assert_eq!(numbers.iter().map(|z| (z.number, z.batch.get())).collect::<Vec<_>>(), [(1, 1)], "{cut:?}");
    }
}

/// An X report changes nothing: no fact, whether it is looked at or printed.
#[test]
fn an_x_report_changes_nothing() {
    let mut till = Till::ready();
    till.sold(1234).keys("C").sign_in("00");
    let (facts, book) = (till.disk.facts().count(), till.disk.book.clone());
    till.keys("2 9 1 1 v v E").must_show(&["Report printed"]);
    till.keys("C 3 C 4 C 5 C C");
    assert_eq!((till.disk.facts().count(), &till.disk.book), (facts, &book));
    let paper = format!("{:?}", till.printed.last().unwrap().receipt);
    assert!(
        paper.contains("X 报表(X report)") && paper.contains("净额(Net)") && paper.contains("1 / 12.34"),
        "{paper}"
    );
}

/// A Z report that was printed is the same when it is printed again, whatever was sold meanwhile.
#[test]
fn a_z_report_is_the_same_again() {
    let mut till = Till::ready();
    till.sold(1234).keys("1 5 E E C C").sign_in("00").keys("2 9 1 2 E");
    let first = till.printed.last().unwrap().receipt.clone();
    let text = format!("{first:?}");
    assert!(text.contains("Z 报表(Z report)") && text.contains("\"0001\"") && text.contains("1 / 12.34"), "{text}");
    till.keys("C C C C C").sign_in("01").sold(500).keys("C").sign_in("00").keys("2 9 1 2 E");
    assert_eq!(till.printed.last().unwrap().receipt, first);
    assert!(first.lines.contains(&Line::Cut));
}

#[test]
fn only_the_next_z_report_of_the_open_batch_is_taken() {
    let mut till = Till::ready();
    till.sold(1234).keys("1 5 E");
    let report = till.disk.book.last_z.clone().unwrap();
    let mut book = till.disk.book.clone();
    let batch = book.batch;
    let mut take = |number, batch| {
        let report = Box::new(ZReport { number, batch, ..(*report).clone() });
        book.apply(NOON, &Fact::ZReported { report })
    };
    assert_eq!(take(1, batch), Err(BookError::BadZ { number: 1, expected: 2, batch }));
    assert_eq!(take(3, batch), Err(BookError::BadZ { number: 3, expected: 2, batch }));
    assert!(take(2, report.batch).is_err());
    assert_eq!(take(2, batch), Ok(()));
}

/// Books of before have no Z report, and theirs begin with the first.
#[test]
fn a_book_without_a_z_report_is_read() {
    let json = serde_json::to_string(&book()).unwrap();
    assert!(!json.contains("last_z"));
    assert_eq!(serde_json::from_str::<Book>(&json).unwrap().next_z(), 1);
}

/// An operator finds the own records and no others, whatever the form says; the supervisor finds all.
#[test]
fn only_the_supervisor_finds_what_others_sold() {
    let mut till = Till::ready();
    till.sold(1234).keys("1 5 E E C C").sign_in("02").sold(500);
    till.keys("6 8").must_show(&["5.00"]);
    till.must_not_show(&["12.34"]);
    till.keys("C 6").must_show(&["No right to: records of others"]);
    till.keys("C C").sign_in("00").keys("6 8").must_show(&["5.00", "12.34"]);
    till.keys("C 6 01 E 8").must_show(&["12.34"]);
    till.must_not_show(&["5.00 "]);
}

/// A settlement that nobody has read yet gives its number to no other batch.
#[test]
fn the_totals_of_the_open_batch_have_its_number() {
    let mut till = Till::ready();
    till.sold(1234).hold_host().keys("1 5 E C").release_host();
    assert!(till.model.terminal.settle.as_ref().is_some_and(|settle| settle.is_done()));
    assert_eq!(till.model.terminal.book.batch.get(), 2);
    till.keys("C C").sign_in("00").keys("2 1").must_show(&["Batch totals"]);
    let shown = till.screen();
    let batch = shown.lines().find(|row| row.trim_start().starts_with("Batch ") && !row.contains("totals"));
    assert!(batch.is_some_and(|row| row.trim_end().ends_with('2')), "{shown}");
}

#[test]
fn a_search_that_is_still_under_way_has_not_come_to_its_end() {
    let mut till = Till::ready();
    till.sold(1234).keys("6").hold_disk().keys("8 0");
    till.must_show(&["In progress"]).must_not_show(&["no older"]);
    till.release_disk().keys("0").must_show(&["There are no older ones"]);
}

#[test]
fn where_there_is_no_printer_nothing_is_said_to_be_printed() {
    let mut till = Till::ready();
    till.condition = keytill::domain::receipt::Condition::None;
    till.sold(1234).keys("1 4 E").must_show(&["No printer"]).must_not_show(&["Receipt printed"]);
    till.keys("C C C").sign_in("00").keys("2 9 1 1 E").must_show(&["No printer"]).must_not_show(&["Report printed"]);
}
