//! Receipts and settlement slips as data, with the mandatory items of the terminal specification
//! (Q/CUP 007-2006, chapter 13), each label in Chinese and English.

use std::borrow::Cow;

use crate::{
    acquirer::Finding,
    domain::{
        Civil, Kind, Now, Original, Transaction,
        receipt::{Line, Receipt, Size},
    },
    i18n::{Lang, Texts, texts},
};

use super::{Settle, Setup, World};

/// Which copy of a receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Copy {
    /// Printed by itself after the trade.
    First,
    /// Printed again on request.
    Duplicate,
}

/// The receipt of an approved transaction: one slip, merchant's part then cardholder's part.
pub fn transaction(setup: &Setup, txn: &Transaction, copy: Copy) -> Receipt {
    let mut lines = Vec::new();
    head(setup, copy, &mut lines);
    trade_items(setup, txn, &mut lines);
    chip_items(txn, &mut lines);
    remarks(txn, &mut lines);
    lines.push(Line::Text(both(Texts::receipt_signature)));
    lines.push(Line::Feed(2));
    lines.push(Line::Rule);
    lines.push(Line::Text(texts(Lang::ZhCn).receipt_acknowledge().into()));
    lines.push(Line::Text(texts(Lang::En).receipt_acknowledge().into()));
    lines.push(Line::Feed(3));
    lines.push(Line::Cut);
    Receipt { lines }
}

/// The slip of a settlement.
///
/// `closed` are the transactions whose reversal a person had to close: they stand on the slip with that person.
pub fn settlement<'a>(
    setup: &Setup,
    settle: &Settle,
    finding: Finding,
    closed: impl Iterator<Item = &'a Transaction>,
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
    if !settle.refused.is_empty() {
        lines.push(Line::Rule);
        lines.push(Line::Text(both(Texts::receipt_refused_details)));
        lines.extend(settle.refused.iter().map(|stan| Line::Text(stan.to_string())));
    }
    let mut closed = closed.peekable();
    if closed.peek().is_some() {
        lines.push(Line::Rule);
        lines.push(Line::Text(both(Texts::receipt_unresolved)));
    }
    for txn in closed {
        let who = txn.closed_by.map(|by| by.to_string()).unwrap_or_default();
        let amount = format!("{} / {who}", txn.amount.display(txn.currency));
        lines.push(Line::Pair(txn.txn.stan.to_string(), amount, Size::Normal));
    }
    lines.push(Line::Feed(3));
    lines.push(Line::Cut);
    Receipt { lines }
}

fn head(setup: &Setup, copy: Copy, lines: &mut Vec<Line>) {
    lines.push(Line::Centred(both(Texts::receipt_title), Size::Large));
    training_mark(setup, lines);
    if copy == Copy::Duplicate {
        lines.push(Line::Centred(both(Texts::receipt_copy), Size::Large));
    }
    lines.push(Line::Rule);
    shop(setup, lines);
}

fn training_mark(setup: &Setup, lines: &mut Vec<Line>) {
    if setup.world == World::Training {
        lines.push(Line::Centred(both(Texts::receipt_training), Size::Normal));
    }
}

fn shop(setup: &Setup, lines: &mut Vec<Line>) {
    lines.push(pair(Texts::receipt_merchant_name, setup.merchant_name.clone()));
    lines.push(pair(Texts::receipt_merchant, setup.merchant.to_string()));
    lines.push(pair(Texts::receipt_terminal, setup.terminal.to_string()));
}

fn trade_items(setup: &Setup, txn: &Transaction, lines: &mut Vec<Line>) {
    let host = txn.host.as_ref();
    lines.push(pair(Texts::receipt_operator, txn.operator.to_string()));
    if let Some(approver) = txn.approver {
        lines.push(pair(Texts::receipt_approver, approver.to_string()));
    }
    if let Some((issuer, acquirer)) = host.and_then(|h| h.institutions.clone()) {
        lines.push(pair(Texts::receipt_issuer, issuer));
        lines.push(pair(Texts::receipt_acquirer, acquirer));
    }
    lines.push(pair(Texts::receipt_card, txn.pan.to_string()));
    lines.push(pair(Texts::receipt_kind, both(kind_name(txn.kind))));
    lines.push(pair(Texts::receipt_batch, txn.txn.batch.to_string()));
    lines.push(pair(Texts::receipt_voucher, txn.txn.stan.to_string()));
    lines.push(pair(Texts::receipt_time, trade_time(setup, txn)));
    if let Some(rrn) = host.and_then(|h| h.rrn.as_ref()) {
        lines.push(pair(Texts::receipt_rrn, rrn.to_string()));
    }
    if let Some(code) = host.and_then(|h| h.auth_code.as_ref()) {
        lines.push(pair(Texts::receipt_auth_code, code.to_string()));
    }
    let amount = format!("{} {}", txn.currency.letters(), txn.amount.display(txn.currency));
    lines.push(Line::Pair(both(Texts::receipt_amount), amount, Size::Large));
}

/// The host's date and time where it gave them, with this terminal's year.
fn trade_time(setup: &Setup, txn: &Transaction) -> String {
    let own: Civil = txn.began.civil(setup.offset);
    let host = txn.host.as_ref().and_then(|h| h.time.as_ref());
    match host.map(|t| (t.date.as_bytes(), t.time.as_bytes(), t)) {
        Some((date, time, t)) if date.len() == 4 && time.len() == 6 && date.is_ascii() && time.is_ascii() => format!(
            "{:04}-{}-{} {}:{}:{}",
            own.year,
            &t.date[..2],
            &t.date[2..],
            &t.time[..2],
            &t.time[2..4],
            &t.time[4..]
        ),
        _ => own.to_string(),
    }
}

fn chip_items(txn: &Transaction, lines: &mut Vec<Line>) {
    let Some(chip) = &txn.chip else { return };
    let items = [("AID", &chip.aid), ("APP", &chip.label), ("TC", &chip.certificate)];
    lines.extend(items.into_iter().filter_map(|(label, value)| {
        value.as_ref().map(|value| Line::Pair(label.into(), value.clone(), Size::Normal))
    }));
}

fn remarks(txn: &Transaction, lines: &mut Vec<Line>) {
    lines.push(Line::Rule);
    if let Some(stan) = txn.original.as_ref().and_then(Original::stan) {
        lines.push(pair(Texts::receipt_original, stan.to_string()));
    }
    let texts = txn.host.iter().flat_map(|h| h.texts.iter());
    lines.extend(texts.map(|text| Line::Text(text.clone())));
}

/// The text that names a kind of transaction.
pub fn kind_name(kind: Kind) -> fn(&Texts) -> Cow<'static, str> {
    match kind {
        Kind::Sale => Texts::kind_sale,
        Kind::Instalment => Texts::kind_instalment,
        Kind::Void => Texts::kind_void,
        Kind::Refund => Texts::kind_refund,
        Kind::PreAuth => Texts::kind_pre_auth,
        Kind::PreAuthAdd => Texts::kind_pre_auth_add,
        Kind::PreAuthVoid => Texts::kind_pre_auth_void,
        Kind::Completion => Texts::kind_completion,
        Kind::CompletionAdvice => Texts::kind_completion_advice,
        Kind::CompletionVoid => Texts::kind_completion_void,
        Kind::Offline => Texts::kind_offline,
        Kind::Adjust => Texts::kind_adjust,
        Kind::Tip => Texts::kind_tip,
        Kind::EcashSale => Texts::kind_ecash_sale,
        Kind::EcashRefund => Texts::kind_ecash_refund,
        Kind::LoadOwn => Texts::kind_load_own,
        Kind::LoadOther => Texts::kind_load_other,
        Kind::LoadCash => Texts::kind_load_cash,
        Kind::LoadVoid => Texts::kind_load_void,
        Kind::Balance => Texts::kind_balance,
    }
}

fn pair(label: fn(&Texts) -> Cow<'static, str>, value: String) -> Line {
    Line::Pair(both(label), value, Size::Normal)
}

/// A label in both languages: `金额(AMOUNT)`.
fn both(label: fn(&Texts) -> Cow<'static, str>) -> String {
    format!("{}({})", label(texts(Lang::ZhCn)), label(texts(Lang::En)))
}
