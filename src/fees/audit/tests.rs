use std::convert::Infallible;

use super::*;
use crate::{
    domain::{Amount, Entry, Kind, State, TxnRef, UtcOffset, WallTime},
    fees::{
        DifferenceKind, Taken,
        samples::{NOON, identity, of_card, record, table},
    },
};

/// A file of 2026-01-22 with these rows, each `stan,side,amount,fee,arrival`, and lines of deposits.
fn file(rows: &[&str], deposits: &[&str]) -> String {
    let (mut sums, mut body) = ([0, 0], String::new());
    for row in rows {
        let (stan, rest) = row.split_once(',').unwrap();
        let fields: Vec<&str> = rest.split(',').collect();
        sums[usize::from(fields[0] == "out")] += fields[1].parse::<u64>().unwrap();
        body += &format!("row,12345678,1,{stan},0,2026-01-22,{rest}\n");
    }
    deposits.iter().for_each(|line| body += &format!("deposit,{line}\n"));
    format!(
        "keytill-arrivals,1\nmerchant,999999999999999\ndays,2026-01-22,2026-01-22\ncurrency,CNY\n\
         columns,terminal,batch,stan,rrn,day,side,amount,fee,arrival\n{body}end,{},{},{}\n",
        rows.len(),
        sums[0],
        sums[1]
    )
}

fn deposit() -> Deposit {
    let amount = |minor| Amount::from_minor(minor).unwrap();
    Deposit {
        amount: amount(29_900),
        card_target: amount(20_000),
        qr_target: amount(5_000),
        from: "2026-01-20".parse().unwrap(),
        days: 30,
    }
}

fn run(text: &str, records: &[Transaction]) -> Findings {
    let terms = Terms { deposit: Some(deposit()), ..Terms::default() };
    let today = "2026-01-22".parse().unwrap();
    let inquiry = Inquiry { identity: identity(), terms, prices: Some(table()), today };
    let found = inquiry.run::<Infallible>(Some(Ok(text.as_bytes().to_vec())), |_, each| {
        records.iter().for_each(each);
        Ok(())
    });
    found.unwrap()
}

fn words(text: &str, records: &[Transaction]) -> Vec<String> {
    let findings = run(text, records);
    findings.report.unwrap().differences.iter().map(ToString::to_string).collect()
}

#[test]
fn a_day_that_is_the_same_has_no_difference() {
    let refund = Transaction { kind: Kind::Refund, ..record(2, 3_000) };
    let voided = Transaction { state: State::Voided, ..record(3, 500) };
    let void = Transaction { kind: Kind::Void, ..record(4, 500) };
    let text = file(&["1,in,10000,50,2026-01-23", "2,out,3000,15,2026-01-23"], &[]);
    let findings = run(&text, &[record(1, 10_000), refund, voided, void]);
    let report = findings.report.unwrap();
    assert!(report.is_even() && report.compared == 2 && report.not_known == 0, "{report:?}");
    assert_eq!((report.here, report.there), (report.there, Net { incoming: 10_000, outgoing: 3_000 }));
    assert_eq!(findings.coming.into_iter().next().unwrap().1.signed(), 9_950 - 2_985);
}

#[test]
fn each_kind_of_difference_is_listed() {
    let reversed = Transaction { state: State::Reversed, ..record(6, 700) };
    let records =
        [record(1, 10_000), record(2, 10_000), record(3, 10_000), record(4, 10_000), reversed, record(7, 900)];
    let text = file(
        &[
            "1,in,10000,60,2026-01-23",
            "2,in,9000,45,2026-01-23",
            "3,in,10000,50,2026-01-26",
            "5,in,800,4,2026-01-23",
            "6,in,700,4,2026-01-23",
            "7,out,900,5,2026-01-23",
        ],
        &[],
    );
    assert_eq!(
        words(&text, &records),
        [
            "fee 000001/000001 here 50 there 60",
            "amount 000001/000002 here 10000 there 9000",
            "date 000001/000003 here 2026-01-23 there 2026-01-26",
            "missing-there 000001/000004 here 10000 there none",
            "missing-here 000001/000005 here none there 800",
            "missing-here 000001/000006 here reversed there 700",
            "side 000001/000007 here in there out",
        ]
    );
}

#[test]
fn a_fee_that_is_not_known_is_no_difference_and_is_counted() {
    let text = file(&["1,in,10000,55,2026-01-23"], &[]);
    let report = run(&text, &[of_card(1, 10_000, "622000")]).report.unwrap();
    assert!(report.is_even() && report.not_known == 1);
}

#[test]
fn other_terminals_and_other_days_are_left_alone() {
    let text = file(&["1,in,100,1,2026-01-23"], &[]).replace("row,12345678", "row,87654321");
    let tomorrow = Transaction { began: WallTime(NOON + 2 * 86_400_000), ..record(2, 100) };
    let report = run(&text, &[tomorrow]).report.unwrap();
    assert!(report.is_even() && report.others == 1, "{report:?}");
    // The same number years ago is another payment.
    let old = Transaction { began: WallTime(NOON - 365 * 86_400_000), ..record(1, 100) };
    let report = run(&file(&["1,in,100,1,2026-01-23"], &[]), &[old]).report.unwrap();
    let txn = TxnRef { batch: 1.try_into().unwrap(), stan: 1.try_into().unwrap() };
    assert_eq!(report.differences[0].txn, txn);
    assert!(matches!(report.differences[0].kind, DifferenceKind::MissingHere { state: None, .. }));
}

#[test]
fn a_file_that_is_not_ours_is_not_compared() {
    let good = file(&[], &[]);
    for (from, to, part) in [
        ("999999999999999", "111111111111111", "merchant 111111111111111"),
        ("CNY", "USD", "USD"),
        ("end,0,0,0", "", "cut off"),
    ] {
        let findings = run(&good.replacen(from, to, 1), &[record(1, 100)]);
        assert!(findings.trouble.as_ref().is_some_and(|said| said.to_string().contains(part)), "{findings:?}");
        assert!(findings.report.is_none() && findings.deposit.is_some());
    }
}

#[test]
fn the_deposit_counts_what_stands_beside_the_hosts_word() {
    let code = Transaction { entry: Entry::Code, ..record(2, 4_000) };
    let refund = Transaction { kind: Kind::Refund, ..record(3, 3_000) };
    let reversed = Transaction { state: State::Reversed, ..record(4, 9_000) };
    let early = Transaction { began: WallTime(NOON - 3 * 86_400_000), ..record(5, 9_000) };
    let late = Transaction { began: WallTime(NOON + 86_400_000), ..record(6, 1_000) };
    let records = [record(1, 10_000), code, refund, reversed, early, late];
    let text = file(&[], &["12345678,2026-01-22,7000,4000", "87654321,2026-01-22,1,1"]);
    let counted = run(&text, &records).deposit.unwrap();
    assert_eq!((counted.taken.card.signed(), counted.taken.qr.signed()), (8_000, 4_000));
    assert!(counted.host.as_ref().unwrap().is_even(), "{counted:?}");
    let text = file(&[], &["12345678,2026-01-22,7000,3999"]);
    assert!(!run(&text, &records).deposit.unwrap().host.unwrap().is_even());
}

#[test]
fn what_is_not_known_of_payments_whose_money_has_come_is_no_news() {
    let day = 86_400_000;
    let unknown =
        |stan, days: i64| Transaction { began: WallTime(NOON - days * day), ..of_card(stan, 10_000, "622000") };
    let found = run(&file(&[], &[]), &[unknown(1, 0), unknown(2, 40), unknown(3, 41), unknown(4, 300)]);
    assert_eq!(found.not_known, 2);
}

#[test]
fn the_days_of_a_deposit_run_out() {
    let (deposit, day) = (deposit(), |text: &str| text.parse::<Day>().unwrap());
    assert_eq!(deposit.until(), day("2026-02-18"));
    let left = |text| deposit.days_left(day(text));
    assert_eq!(["2026-01-01", "2026-01-20", "2026-02-18", "2026-02-19"].map(left), [30, 30, 1, 0]);
    let net = |incoming| Net { incoming, outgoing: 0 };
    let reached = |card, qr| deposit.is_reached(&Taken { card: net(card), qr: net(qr) });
    assert_eq!([reached(20_000, 5_000), reached(19_999, 5_000), reached(20_000, 4_999)], [true, false, false]);
    assert!(Deposit { days: 0, ..deposit.clone() }.check().is_err());
}

#[test]
fn all_days_that_matter_are_asked_for() {
    let terms = Terms { deposit: Some(deposit()), ..Terms::default() };
    let inquiry = Inquiry { identity: identity(), terms, prices: None, today: "2026-06-01".parse().unwrap() };
    let asked = inquiry.run(None, |days, _| Err(days)).unwrap_err();
    assert_eq!((asked.0.to_string(), asked.1.to_string()), ("2026-01-19".into(), "2026-06-02".into()));
    assert_eq!(identity().offset, UtcOffset::default());
}
