//! The slip of a settlement.

use std::borrow::Cow;

use crate::{
    acquirer::Finding,
    domain::{
        DeliveryEnd, Now, Parcel, Stan, Transaction,
        receipt::{Line, Receipt, Size},
    },
    flow::{Settle, Setup},
    i18n::Texts,
};

use super::{both, kind_name, pair, receipt_kind, shop, training_mark};

/// The slip of a settlement.
///
/// Of the transactions of the batch, those stand on the slip that a person had to close, with that person, and those of which
/// something never went up.
pub fn settlement<'a>(
    setup: &Setup,
    settle: &Settle,
    finding: Finding,
    batch: impl Iterator<Item = &'a Transaction>,
    now: Now,
) -> Receipt {
    let mut lines = vec![Line::Centred(both(Texts::receipt_settlement), Size::Large)];
    training_mark(setup, &mut lines);
    lines.push(Line::Rule);
    shop(setup, &mut lines);
    lines.push(pair(Texts::receipt_batch, settle.settlement.batch.to_string()));
    lines.push(pair(Texts::receipt_time, now.wall.civil(setup.offset).to_string()));
    let verdict = match finding {
        Finding::Balanced => both(Texts::receipt_balanced),
        Finding::Unbalanced => both(Texts::receipt_unbalanced),
    };
    lines.push(Line::Centred(verdict, Size::Normal));
    lines.push(Line::Rule);
    for (kind, totals) in settle.settlement.totals.kinds() {
        let amount = totals.amount.display(setup.currency);
        lines.push(pair(kind_name(kind), format!("{} / {amount}", totals.count)));
    }
    if let Some((who, code)) = &settle.alone {
        lines.push(pair(Texts::receipt_closed_alone, format!("{code} / {who}")));
    }
    if !settle.refused.is_empty() {
        lines.push(Line::Rule);
        lines.push(Line::Text(both(Texts::receipt_refused_details)));
        lines.extend(settle.refused.iter().map(|stan| Line::Text(stan.to_string())));
    }
    let batch: Vec<&Transaction> = batch.collect();
    closed_by_hand(&batch, &mut lines);
    not_delivered(&batch, &settle.set_aside, &mut lines);
    lines.push(Line::Feed(3));
    lines.push(Line::Cut);
    Receipt { lines }
}

/// What a person had to close, and who did.
fn closed_by_hand(batch: &[&Transaction], lines: &mut Vec<Line>) {
    let closed = batch.iter().filter_map(|t| Some((t, t.closed_by?)));
    let row = |(txn, who): (&&Transaction, _)| {
        let amount = format!("{} / {who}", txn.amount.display(txn.currency));
        Line::Pair(txn.txn.stan.to_string(), amount, Size::Normal)
    };
    under(Texts::receipt_unresolved, closed.map(row).collect(), lines);
}

/// What was sent as often as is allowed and never taken: advices, notices and signatures, and the details that were set
/// aside. What the host refused stands among the refused.
fn not_delivered(batch: &[&Transaction], set_aside: &[Stan], lines: &mut Vec<Line>) {
    let mut rows = Vec::new();
    for txn in batch {
        let mut what = given_up(txn);
        if what.is_empty() && set_aside.contains(&txn.txn.stan) {
            what.push(Texts::receipt_detail);
        }
        let amount = txn.counted_amount().display(txn.currency).to_string();
        let row = |what| Line::Pair(format!("{} {}", txn.txn.stan, both(what)), amount.clone(), Size::Normal);
        rows.extend(what.into_iter().map(row));
    }
    under(Texts::receipt_not_delivered, rows, lines);
}

/// The names of what was given up on.
fn given_up(txn: &Transaction) -> Vec<fn(&Texts) -> Cow<'static, str>> {
    let given_up = txn.deliveries.iter().filter(|delivery| delivery.end == Some(DeliveryEnd::GivenUp));
    let name = |parcel| match parcel {
        Parcel::Script => Texts::receipt_parcel_script as fn(&Texts) -> _,
        Parcel::Advice => receipt_kind(txn.kind),
        Parcel::Signature => Texts::receipt_parcel_signature,
    };
    given_up.map(|delivery| name(delivery.parcel)).collect()
}

/// Rows under a heading, where there are any.
fn under(heading: fn(&Texts) -> Cow<'static, str>, rows: Vec<Line>, lines: &mut Vec<Line>) {
    if !rows.is_empty() {
        lines.push(Line::Rule);
        lines.push(Line::Text(both(heading)));
        lines.extend(rows);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Amount, Delivery, Entry, Kind, OperatorNo, Pan, ResponseCode, State, TxnRef, WallTime};

    fn advice(stan: u32, end: Option<DeliveryEnd>) -> Transaction {
        let delivery =
            Delivery { parcel: Parcel::Advice, since: WallTime(0), tries: 3, end, stan: None, content: String::new() };
        let txn = TxnRef { batch: crate::domain::BatchNo::FIRST, stan: Stan::try_from(stan).unwrap() };
        let money = (Amount::from_minor(8800).unwrap(), crate::domain::Currency::Cny);
        Transaction {
            state: State::Stored,
            entry: Entry::Manual,
            pan: Pan::new("6228480000000001234").unwrap().masked(),
            seen: true,
            printed: 1,
            deliveries: vec![delivery],
            ..Transaction::begun(txn, Kind::Offline, money, OperatorNo::SUPERVISOR, WallTime(0))
        }
    }

    #[test]
    fn what_was_given_up_on_stands_on_the_slip() {
        let refused: ResponseCode = "25".parse().unwrap();
        let batch = [
            advice(1, None),
            advice(2, Some(DeliveryEnd::Accepted("00".parse().unwrap()))),
            advice(3, Some(DeliveryEnd::Refused(refused))),
            advice(4, Some(DeliveryEnd::GivenUp)),
        ];
        let mut lines = Vec::new();
        let batch: Vec<_> = batch.iter().collect();
        let aside = [batch[3].txn.stan, batch[0].txn.stan];
        not_delivered(&batch, &aside, &mut lines);
        let text = format!("{lines:?}");
        assert!(text.contains("NOT DELIVERED") && text.contains("000004 离线结算(OFFLINE)"), "{text}");
        assert!(text.contains("000001 明细(DETAIL)") && text.matches("000004").count() == 1, "{text}");
        assert!(["000002", "000003"].iter().all(|other| !text.contains(other)), "{text}");
        lines.clear();
        not_delivered(&batch[..1], &[], &mut lines);
        assert!(lines.is_empty(), "{lines:?}");
    }
}
