//! Receipts and settlement slips as data, with the mandatory items of the terminal specification
//! (Q/CUP 007-2006, chapter 13), each label in Chinese and English.

use std::borrow::Cow;

use crate::{
    acquirer::Finding,
    domain::{
        Amount, Civil, Entry, Kind, Now, Original, PinUse, Transaction,
        receipt::{Line, Receipt, Size},
    },
    i18n::{Lang, Texts, texts},
};

use super::{Settle, Setup, Terminal, World};

/// The scheme of the country's own cards; others stand on the receipt.
const DOMESTIC_SCHEME: &str = "CUP";

/// Which copy of a receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Copy {
    /// Printed by itself after the trade.
    First,
    /// Printed again on request.
    Duplicate,
}

/// The receipt of an approved transaction: one slip, merchant's part then cardholder's part.
pub fn transaction(terminal: &Terminal, txn: &Transaction, copy: Copy) -> Receipt {
    let setup = &terminal.setup;
    let mut lines = Vec::new();
    head(setup, copy, &mut lines);
    trade_items(setup, txn, &mut lines);
    chip_items(txn, &mut lines);
    remarks(txn, &mut lines);
    signature(terminal, txn, &mut lines);
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

/// Room for the signature, or the words that none is needed: for a tap below the limit, and for a payment by code, which its
/// owner has confirmed on the telephone.
fn signature(terminal: &Terminal, txn: &Transaction, lines: &mut Vec<Line>) {
    let limit = terminal.tap_without_signature();
    let small_tap = txn.entry == Entry::Tap && txn.kind == Kind::Sale && txn.amount <= limit;
    if small_tap {
        lines.push(Line::Text(both(Texts::receipt_no_signature)));
        if txn.pin == PinUse::None {
            lines.push(Line::Text(both(Texts::receipt_no_pin)));
        }
        return lines.push(pair(Texts::receipt_limit, limit.display(txn.currency).to_string()));
    }
    if txn.entry == Entry::Code {
        return lines.push(Line::Text(both(Texts::receipt_no_signature)));
    }
    lines.push(Line::Text(both(Texts::receipt_signature)));
    lines.push(Line::Feed(2));
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
    if let Some(scheme) = txn.scheme().filter(|scheme| *scheme != DOMESTIC_SCHEME) {
        lines.push(pair(Texts::receipt_scheme, scheme.to_owned()));
    }
    let kind = match (txn.kind, txn.entry) {
        (Kind::Sale, Entry::Code) => Texts::pay_by_code,
        (kind, _) => receipt_kind(kind),
    };
    lines.push(pair(Texts::receipt_kind, both(kind)));
    lines.push(pair(Texts::receipt_batch, txn.txn.batch.to_string()));
    lines.push(pair(Texts::receipt_voucher, txn.txn.stan.to_string()));
    lines.push(pair(Texts::receipt_time, trade_time(setup, txn)));
    if let Some(rrn) = host.and_then(|h| h.rrn.as_ref()) {
        lines.push(pair(Texts::receipt_rrn, rrn.to_string()));
    }
    if let Some(code) = host.and_then(|h| h.auth_code.as_ref()) {
        lines.push(pair(Texts::receipt_auth_code, code.to_string()));
    }
    if let Some(voucher) = &txn.extra.voucher {
        lines.push(pair(Texts::receipt_pay_voucher, voucher.clone()));
    }
    amounts(txn, lines);
}

/// The amount; with a tip, what it was and what it has become; with instalments, their terms.
fn amounts(txn: &Transaction, lines: &mut Vec<Line>) {
    let money = |amount: Amount| format!("{} {}", txn.currency.letters(), amount.display(txn.currency));
    let large = |label, amount| Line::Pair(both(label), money(amount), Size::Large);
    match txn.extra.tip.and_then(|tip| Some((tip, txn.amount.checked_sub(tip)?))) {
        Some((tip, base)) => {
            lines.push(pair(Texts::receipt_amount, money(base)));
            lines.push(pair(Texts::receipt_tip, money(tip)));
            lines.push(large(Texts::receipt_total, txn.amount));
        }
        None => lines.push(large(Texts::receipt_amount, txn.amount)),
    }
    if let Some(total) = txn.extra.adjusted {
        lines.push(large(Texts::receipt_total, total));
    }
    if let Some(periods) = txn.extra.periods {
        lines.push(pair(Texts::receipt_periods, periods.to_string()));
    }
    if let Some(terms) = &txn.extra.terms {
        lines.push(pair(Texts::receipt_first_instalment, money(terms.first)));
        lines.push(pair(Texts::receipt_instalment_fee, money(terms.fee)));
    }
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
    if let Some(original) = &txn.original {
        original_items(txn.kind, original, lines);
    }
    let texts = txn.host.iter().flat_map(|h| h.texts.iter());
    lines.extend(texts.map(|text| Line::Text(text.clone())));
}

/// The original's voucher; for one of an earlier batch its reference number and date, and the pre-authorisation's code.
fn original_items(kind: Kind, original: &Original, lines: &mut Vec<Line>) {
    if let Some(stan) = original.stan() {
        lines.push(pair(Texts::receipt_original, stan.to_string()));
    }
    let refund = matches!(kind, Kind::Refund | Kind::EcashRefund);
    let completion = matches!(
        kind,
        Kind::PreAuthAdd | Kind::PreAuthVoid | Kind::Completion | Kind::CompletionAdvice | Kind::CompletionVoid
    );
    let items = [
        (Texts::receipt_original_rrn as fn(&Texts) -> _, original.rrn.as_ref().map(ToString::to_string), refund),
        (Texts::receipt_original_date, original.date.as_ref().map(ToString::to_string), refund || completion),
        (Texts::receipt_pre_auth_code, original.auth_code.as_ref().map(ToString::to_string), completion),
    ];
    lines.extend(items.into_iter().filter_map(|(label, value, wanted)| Some(pair(label, value.filter(|_| wanted)?))));
}

/// The words of chapter 13 for a kind of transaction on a receipt, where they differ from those of the screen.
fn receipt_kind(kind: Kind) -> fn(&Texts) -> Cow<'static, str> {
    match kind {
        Kind::Sale => Texts::receipt_kind_sale,
        Kind::Void => Texts::receipt_kind_void,
        Kind::Refund => Texts::receipt_kind_refund,
        Kind::PreAuth => Texts::receipt_kind_pre_auth,
        Kind::PreAuthAdd => Texts::receipt_kind_pre_auth_add,
        Kind::PreAuthVoid => Texts::receipt_kind_pre_auth_void,
        Kind::Completion => Texts::receipt_kind_completion,
        Kind::CompletionAdvice => Texts::receipt_kind_completion_advice,
        Kind::CompletionVoid => Texts::receipt_kind_completion_void,
        Kind::Offline => Texts::receipt_kind_offline,
        Kind::Adjust => Texts::receipt_kind_adjust,
        kind => kind_name(kind),
    }
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
