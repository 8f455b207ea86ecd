//! The goods of a basket on the receipts of its payments.

use super::{both, pair};
use crate::{
    domain::{
        Basket, BasketLine, Transaction,
        receipt::{Line, Size},
    },
    flow::Terminal,
    i18n::Texts,
};

/// The lines of the basket that a transaction pays, as long as the terminal has them: nothing for one that was closed long ago.
pub(super) fn lines(terminal: &Terminal, txn: &Transaction, lines: &mut Vec<Line>) {
    let baskets = &terminal.book.baskets;
    let basket = txn.basket.and_then(|no| baskets.closed(no).or_else(|| baskets.get(no)));
    let Some(basket) = basket else { return };
    lines.push(Line::Rule);
    lines.extend(basket.standing().map(|line| row(line, txn)));
    total(basket, txn, lines);
    lines.push(Line::Rule);
}

/// `面包 x2` and `17.00`.
fn row(line: &BasketLine, txn: &Transaction) -> Line {
    let name = if line.name.is_empty() { both(Texts::basket_open_amount) } else { line.name.clone() };
    let quantity = match line.quantity.is_whole() {
        true => format!("x{}", line.quantity),
        false => format!("{}{}", line.quantity, line.unit),
    };
    let net = line.net().unwrap_or_default().display(txn.currency).to_string();
    Line::Pair(format!("{name} {quantity}"), net, Size::Normal)
}

/// What all of it costs, with the discount on it.
fn total(basket: &Basket, txn: &Transaction, lines: &mut Vec<Line>) {
    let money = |amount: Option<crate::domain::Amount>| amount.unwrap_or_default().display(txn.currency).to_string();
    if basket.discount.is_some() {
        lines.push(pair(Texts::basket_discount, format!("-{}", money(basket.discounted()))));
    }
    lines.push(pair(Texts::basket_total, money(basket.total())));
}
