//! The rules of the day's end, seen to fail.

use super::*;
use crate::{
    domain::{
        CardClass, Currency, Figures, HostResult, Kind, OperatorNo, Pan, SettlementStage, Totals, WallTime,
        receipt::Size,
    },
    sim::host::{BookState, Trade},
};

fn amount(minor: u64) -> Amount {
    Amount::from_minor(minor).unwrap()
}

fn txn() -> TxnRef {
    TxnRef { batch: 1.try_into().unwrap(), stan: 7.try_into().unwrap() }
}

/// An approved sale, and what the host has booked of it.
fn sale() -> (Transaction, BookEntry) {
    let begun =
        Transaction::begun(txn(), Kind::Sale, (amount(1234), Currency::Cny), OperatorNo::SUPERVISOR, WallTime(0));
    let host = HostResult {
        code: "00".parse().unwrap(),
        rrn: Some("140509000001".parse().unwrap()),
        auth_code: Some("A1B2C3".parse().unwrap()),
        time: None,
        acquirer: None,
        settlement_date: None,
        institutions: None,
        scheme: Some("CUP".into()),
        texts: Vec::new(),
    };
    let pan = Pan::new("6210948000000005607").unwrap().masked();
    let theirs = serde_json::json!({
        "batch": 1, "stan": 7, "kind": "sale", "amount": 1234, "state": "approved", "code": "00",
        "rrn": "140509000001", "auth": "A1B2C3", "pan": pan.to_string(), "original": null, "reversals": 0
    });
    let record = Transaction { state: State::Approved, entry: Entry::Swipe, pan, host: Some(host), ..begun };
    (record, serde_json::from_value(theirs).unwrap())
}

#[test]
fn an_answer_that_was_anothers_is_found() {
    let (record, theirs) = sale();
    assert_eq!(theirs.state, BookState::Approved);
    assert_eq!(same_answer(&record, &theirs), Ok(()));
    for wrong in [
        BookEntry { rrn: "140509000002".into(), ..theirs.clone() },
        BookEntry { auth: "000000".into(), ..theirs.clone() },
        BookEntry { pan: "621094*********0707".into(), ..theirs.clone() },
        BookEntry { kind: Trade::Instalment, ..theirs.clone() },
        BookEntry { kind: Trade::QrSale, ..theirs.clone() },
    ] {
        assert!(same_answer(&record, &wrong).is_err(), "{wrong:?}");
    }
    let unheard = Transaction { host: None, ..record };
    assert!(same_answer(&unheard, &theirs).is_err());
    let closed = Transaction { closed_by: Some(OperatorNo::SUPERVISOR), ..unheard };
    assert_eq!(same_answer(&closed, &theirs), Ok(()), "a person has asked for it");
}

/// A batch with one sale, its slip and its Z report.
fn closing() -> Closing {
    let mut totals = Totals::default();
    totals.add(Kind::Sale, CardClass::Domestic, amount(123_456));
    let batch = txn().batch;
    let settlement = Settlement {
        batch,
        stan: txn().stan,
        totals: totals.clone(),
        began: WallTime(0),
        stage: SettlementStage::Balanced,
        refused: None,
    };
    let figures = Figures { totals, ..Figures::default() };
    let report = ZReport { number: 1, batch, began: None, closed: WallTime(0), figures };
    let slip = slip("1 / 1,234.56", "0 / 0.00");
    let (uploaded, refused) = (BTreeSet::new(), BTreeSet::new());
    Closing { settlement, uploaded, refused, slip: Some(slip), report: Some(report) }
}

fn slip(sales: &str, voids: &str) -> Receipt {
    let row = |label: &str, value: &str| Line::Pair(label.into(), value.into(), Size::Normal);
    Receipt { lines: vec![row("消费(Sale)", sales), row("消费撤销(Void)", voids)] }
}

#[test]
fn a_slip_says_each_kind_with_its_own_sum() {
    let closing = closing();
    assert_eq!(same_slip(closing.slip.as_ref().unwrap(), &closing), Ok(()));
    assert!(same_slip(&slip("1 / 1,234.65", "0 / 0.00"), &closing).is_err());
    assert!(same_slip(&slip("0 / 0.00", "1 / 1,234.56"), &closing).is_err(), "the sums of each other");
}

#[test]
fn a_z_report_has_the_totals_and_the_cash() {
    let mut closing = closing();
    assert_eq!(same_report(&closing, &[]), Ok(()));
    let other_batch = (2.try_into().unwrap(), Side::Debit, amount(5));
    assert_eq!(same_report(&closing, &[other_batch]), Ok(()));
    assert!(same_report(&closing, &[(txn().batch, Side::Debit, amount(5))]).is_err(), "cash that it does not have");
    closing.settlement.totals.add(Kind::Sale, CardClass::Domestic, amount(1));
    assert!(same_report(&closing, &[]).is_err());
    closing.report = None;
    assert!(same_report(&closing, &[]).is_err());
}
