//! The receipt of one transaction.

use crate::{
    domain::{
        Amount, Civil, DeliveryEnd, Entry, Kind, Original, Parcel, PinUse, Qr, QrLevel, Transaction,
        receipt::{Line, Receipt, Size},
    },
    flow::{self, CardholderCopy, Copies, Demand, ReceiptRules, Setup, Terminal},
    i18n::{Lang, Texts, texts},
};

use super::{
    both, code_name, duplicate_mark, goods, has_card, pair, pay_voucher, receipt_kind, shop, training_mark, wallet_name,
};

/// The scheme of the country's own cards; others stand on the receipt.
const DOMESTIC_SCHEME: &str = "CUP";

/// Whether a receipt is printed for the first time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Copy {
    /// Printed by itself after the trade.
    First,
    /// Printed again on request, and marked so.
    Duplicate,
}

/// Whose copy it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The shop's, with the signature.
    Merchant,
    /// The customer's, with the address of the receipt.
    Cardholder,
}

/// A module of the QR code with the receipt's address is so many dots wide, half a millimetre, where the paper has the room.
const MODULE: u8 = 4;

/// The receipt of an approved transaction, with the copies that come at once: the merchant's, then the cardholder's. Printed
/// again, it has all copies there are.
pub fn transaction(terminal: &Terminal, txn: &Transaction, copy: Copy) -> Receipt {
    let ReceiptRules { copies, cardholder, .. } = terminal.setup.receipts;
    let both = copies == Copies::Two && (cardholder == CardholderCopy::AtOnce || copy == Copy::Duplicate);
    if txn.is_cash() {
        return super::cash::receipt(terminal, txn, copy);
    }
    let mut receipt = part(terminal, txn, Part::Merchant, copy);
    if both {
        receipt.lines.extend(part(terminal, txn, Part::Cardholder, copy).lines);
    }
    receipt
}

/// One copy of the receipt of an approved transaction.
pub fn part(terminal: &Terminal, txn: &Transaction, part: Part, copy: Copy) -> Receipt {
    let setup = &terminal.setup;
    let mut lines = Vec::new();
    if (part, copy, setup.receipts.drawer) == (Part::Merchant, Copy::First, Demand::Yes) {
        lines.push(Line::Drawer);
    }
    head(setup, part, copy, &mut lines);
    goods::lines(terminal, txn, &mut lines);
    trade_items(setup, txn, &mut lines);
    chip_items(txn, &mut lines);
    remarks(txn, &mut lines);
    signature(terminal, txn, part, &mut lines);
    lines.push(Line::Rule);
    lines.push(Line::Text(texts(Lang::ZhCn).receipt_acknowledge().into()));
    lines.push(Line::Text(texts(Lang::En).receipt_acknowledge().into()));
    // Where there is one copy alone, the customer scans that one.
    if part == Part::Cardholder || setup.receipts.copies == Copies::One {
        address(terminal, txn, &mut lines);
    }
    slip_code(setup, txn, &mut lines);
    lines.push(Line::Feed(3));
    lines.push(Line::Cut);
    Receipt { lines }
}

/// Where the customer finds the receipt.
fn address(terminal: &Terminal, txn: &Transaction, lines: &mut Vec<Line>) {
    let Some(text) = terminal.receipt_url(txn) else { return };
    lines.push(Line::Rule);
    lines.push(Line::Centred(both(Texts::receipt_code), Size::Normal));
    lines.push(Line::Qr(Qr { text, level: QrLevel::Medium, module: MODULE }));
}

/// What a scanner finds the transaction by, when something goes back to it; in figures too, for who has none.
pub(super) fn slip_code(setup: &Setup, txn: &Transaction, lines: &mut Vec<Line>) {
    if setup.receipts.slip_code == Demand::No {
        return;
    }
    let text = txn.txn.slip_code(&setup.terminal);
    lines.push(Line::Rule);
    lines.push(Line::Centred(both(Texts::receipt_slip_code), Size::Normal));
    lines.push(Line::Qr(Qr { text: text.clone(), level: QrLevel::Medium, module: MODULE }));
    lines.push(Line::Centred(text, Size::Normal));
}

/// Whether it is a tap below the limit up to which nobody signs.
pub(in crate::flow) fn is_small_tap(terminal: &Terminal, txn: &Transaction) -> bool {
    txn.entry == Entry::Tap && txn.kind == Kind::Sale && txn.amount <= terminal.tap_without_signature()
}

/// Room for the signature, the one that was given on the screen with its code, or the words that none is needed. The customer
/// signs the merchant's copy alone, and has no use for a picture of the own signature. One that the host does not have is given
/// on a copy of the slip as well.
fn signature(terminal: &Terminal, txn: &Transaction, part: Part, lines: &mut Vec<Line>) {
    if let Some(delivery) = txn.delivery(Parcel::Signature) {
        lines.push(pair(Texts::receipt_signed_on_screen, flow::signature::code(txn).to_string()));
        let picture = flow::signature::picture(&delivery.content).filter(|_| part == Part::Merchant);
        lines.extend(picture.map(Line::Picture));
        let is_lost = matches!(delivery.end, Some(DeliveryEnd::Refused(_) | DeliveryEnd::GivenUp));
        if is_lost {
            room_to_sign(part, lines);
        }
        return;
    }
    if !terminal.needs_signature(txn) {
        lines.push(Line::Text(both(Texts::receipt_no_signature)));
        if is_small_tap(terminal, txn) {
            if txn.pin == PinUse::None {
                lines.push(Line::Text(both(Texts::receipt_no_pin)));
            }
            let limit = terminal.tap_without_signature();
            lines.push(pair(Texts::receipt_limit, limit.display(txn.currency).to_string()));
        }
        return;
    }
    room_to_sign(part, lines);
}

fn room_to_sign(part: Part, lines: &mut Vec<Line>) {
    if part == Part::Merchant {
        lines.push(Line::Text(both(Texts::receipt_signature)));
        lines.push(Line::Feed(2));
    }
}

fn head(setup: &Setup, part: Part, copy: Copy, lines: &mut Vec<Line>) {
    lines.push(Line::Centred(both(Texts::receipt_title), Size::Large));
    training_mark(setup, lines);
    if copy == Copy::Duplicate {
        lines.push(duplicate_mark());
    }
    let whose = match part {
        Part::Merchant => Texts::receipt_of_merchant,
        Part::Cardholder => Texts::receipt_of_cardholder,
    };
    lines.push(Line::Centred(both(whose), Size::Normal));
    lines.push(Line::Rule);
    shop(setup, lines);
}

pub(super) fn trade_items(setup: &Setup, txn: &Transaction, lines: &mut Vec<Line>) {
    let host = txn.host.as_ref();
    lines.push(pair(Texts::receipt_operator, txn.operator.to_string()));
    if let Some(approver) = txn.approver {
        lines.push(pair(Texts::receipt_approver, approver.to_string()));
    }
    if let Some((issuer, acquirer)) = host.and_then(|h| h.institutions.clone()) {
        lines.push(pair(Texts::receipt_issuer, issuer));
        lines.push(pair(Texts::receipt_acquirer, acquirer));
    }
    if has_card(txn) {
        lines.push(pair(Texts::receipt_card, txn.pan.to_string()));
    }
    if let Some(scheme) = txn.scheme().filter(|scheme| *scheme != DOMESTIC_SCHEME) {
        lines.push(pair(Texts::receipt_scheme, scheme.to_owned()));
    }
    let kind = code_name(txn).unwrap_or_else(|| receipt_kind(txn.kind));
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
    if let Some(voucher) = pay_voucher(txn) {
        lines.push(pair(Texts::receipt_pay_voucher, voucher.to_string()));
    }
    if let Some(wallet) = txn.extra.wallet {
        lines.push(pair(Texts::receipt_wallet, both(wallet_name(wallet))));
    }
    if let Some(order) = &txn.extra.order {
        lines.push(pair(Texts::receipt_order, order.number.to_string()));
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

/// The host's date and time where it gave them. It says no year.
fn trade_time(setup: &Setup, txn: &Transaction) -> String {
    let own: Civil = txn.began.civil(setup.offset);
    let host = txn.host.as_ref().and_then(|h| h.time.as_ref());
    match host.map(|t| (t.date.as_bytes(), t.time.as_bytes(), t)) {
        Some((date, time, t)) if date.len() == 4 && time.len() == 6 && date.is_ascii() && time.is_ascii() => format!(
            "{:04}-{}-{} {}:{}:{}",
            t.year(own),
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

pub(super) fn remarks(txn: &Transaction, lines: &mut Vec<Line>) {
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
