//! Receipts of cash, of a whole sale that was paid in parts, and slips of cash that moves without a customer. Nobody signs them.

use std::borrow::Cow;

use crate::{
    domain::{
        Amount, Bill, CashMove, CashReason, CashWay, Currency, Kind, Now, Standing, Transaction,
        receipt::{Line, Receipt, Size},
    },
    flow::{Demand, Setup, Terminal},
    i18n::{Lang, Texts, texts},
};

use super::{
    Copy, TextOf, both, code_name, duplicate_mark, goods, kind_name, pair, shop, training_mark,
    transaction::{remarks, slip_code, trade_items},
};

/// The receipt of a transaction in cash: one copy, for the customer, or for the shop when money goes back.
pub(super) fn receipt(terminal: &Terminal, txn: &Transaction, copy: Copy) -> Receipt {
    let setup = &terminal.setup;
    let mut lines = Vec::new();
    if copy == Copy::First {
        drawer(setup, &mut lines);
    }
    head(setup, Texts::receipt_cash_title, &mut lines);
    if copy == Copy::Duplicate {
        lines.push(duplicate_mark());
    }
    lines.push(Line::Rule);
    shop(setup, &mut lines);
    trade_items(setup, txn, &mut lines);
    goods::lines(terminal, txn, &mut lines);
    if let (Some(given), Some(change)) = (txn.extra.given, txn.change()) {
        lines.push(pair(Texts::cash_given, money(given, txn.currency)));
        lines.push(pair(Texts::cash_change, money(change, txn.currency)));
    }
    remarks(txn, &mut lines);
    slip_code(setup, txn, &mut lines);
    finish(lines)
}

/// The receipt of a whole sale: what it was, each part with its change.
pub fn bill_receipt(terminal: &Terminal, bill: &Bill) -> Receipt {
    let setup = &terminal.setup;
    let all = &terminal.book.transactions;
    let mut lines = Vec::new();
    head(setup, Texts::receipt_sale_title, &mut lines);
    lines.push(Line::Rule);
    shop(setup, &mut lines);
    lines.push(pair(Texts::receipt_operator, bill.by.to_string()));
    lines.push(pair(Texts::receipt_bill, bill.no.to_string()));
    lines.push(pair(Texts::receipt_time, bill.began.civil(setup.offset).to_string()));
    lines.push(Line::Rule);
    if let Some(basket) = bill.basket.and_then(|no| goods::find(terminal, no)) {
        goods::of(basket, bill.currency, &mut lines);
        lines.push(Line::Rule);
    }
    lines.push(Line::Pair(both(Texts::receipt_total), money(bill.total, bill.currency), Size::Large));
    for (part, _) in bill.payments(all).filter(|(_, standing)| *standing == Standing::Taken) {
        part_lines(part, &mut lines);
    }
    finish(lines)
}

/// How a part was paid, with its voucher number and what tells it from the others.
fn part_lines(part: &Transaction, lines: &mut Vec<Line>) {
    let way = part_way(part);
    let label = format!("{} {}", both(way), part.txn.stan);
    lines.push(Line::Pair(label, money(part.amount, part.currency), Size::Normal));
    if !part.is_cash() {
        lines.push(Line::Text(part.pan.to_string()));
    }
    if let (Some(given), Some(change)) = (part.extra.given, part.change()) {
        lines.push(pair(Texts::cash_given, money(given, part.currency)));
        lines.push(pair(Texts::cash_change, money(change, part.currency)));
    }
}

/// By which way a part is paid, in a word.
pub fn part_way(part: &Transaction) -> TextOf {
    match (part.kind, code_name(part)) {
        (Kind::Sale, None) => Texts::way_card,
        (_, Some(name)) => name,
        (kind, None) => kind_name(kind),
    }
}

/// What is known of a part, in a word.
pub fn part_state(t: &Texts, standing: Standing) -> Cow<'static, str> {
    match standing {
        Standing::Taken => t.part_taken(),
        Standing::NotTaken => t.part_not_taken(),
        Standing::NotKnown => t.part_not_known(),
        Standing::TakenBack => t.part_taken_back(),
    }
}

/// The slip of cash that went into the drawer or out of it without a customer.
pub fn move_slip(setup: &Setup, moved: &CashMove, now: Now) -> Receipt {
    let mut lines = Vec::new();
    drawer(setup, &mut lines);
    let title = match moved.way {
        CashWay::In => Texts::cash_in,
        CashWay::Out => Texts::cash_out,
    };
    head(setup, title, &mut lines);
    lines.push(Line::Rule);
    shop(setup, &mut lines);
    lines.push(pair(Texts::receipt_operator, moved.by.to_string()));
    lines.push(pair(Texts::receipt_time, now.wall.civil(setup.offset).to_string()));
    let reason = |lang| reason_text(texts(lang), &moved.reason);
    let words = match &moved.reason {
        CashReason::Other(text) => text.to_string(),
        _ => format!("{}({})", reason(Lang::ZhCn), reason(Lang::En)),
    };
    lines.push(pair(Texts::cash_reason, words));
    lines.push(Line::Pair(both(Texts::receipt_amount), money(moved.amount, setup.currency), Size::Large));
    finish(lines)
}

/// Why cash moves, in words.
pub fn reason_text(t: &Texts, reason: &CashReason) -> Cow<'static, str> {
    match reason {
        CashReason::ChangeBrought => t.reason_change(),
        CashReason::FloatRaised => t.reason_float(),
        CashReason::AdvanceReturned => t.reason_advance_returned(),
        CashReason::ToBank => t.reason_bank(),
        CashReason::ToSafe => t.reason_safe(),
        CashReason::Purchase => t.reason_purchase(),
        CashReason::Freight => t.reason_freight(),
        CashReason::Advance => t.reason_advance(),
        CashReason::Other(text) => Cow::Owned(text.to_string()),
    }
}

fn head(setup: &Setup, title: TextOf, lines: &mut Vec<Line>) {
    lines.push(Line::Centred(both(title), Size::Large));
    training_mark(setup, lines);
}

fn drawer(setup: &Setup, lines: &mut Vec<Line>) {
    if setup.receipts.drawer == Demand::Yes {
        lines.push(Line::Drawer);
    }
}

fn money(amount: Amount, currency: Currency) -> String {
    format!("{} {}", currency.letters(), amount.display(currency))
}

fn finish(mut lines: Vec<Line>) -> Receipt {
    lines.push(Line::Feed(3));
    lines.push(Line::Cut);
    Receipt { lines }
}
