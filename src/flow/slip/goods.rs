//! The goods of a basket on the receipts of its payments.

use super::{both, pair};
use crate::{
    domain::{
        Basket, BasketLine, BasketNo, Currency, Transaction,
        receipt::{Line, Size},
    },
    flow::Terminal,
    i18n::Texts,
};

/// The lines of the basket that a transaction pays as a whole, as long as the terminal has them: nothing for one that was closed
/// long ago. Where it pays a part, they are on the receipt of the sale.
pub(super) fn lines(terminal: &Terminal, txn: &Transaction, lines: &mut Vec<Line>) {
    let whole = |basket: &&Basket| basket.total() == Some(txn.amount);
    if let Some(basket) = txn.basket.and_then(|no| find(terminal, no)).filter(whole) {
        lines.push(Line::Rule);
        of(basket, txn.currency, lines);
        lines.push(Line::Rule);
    }
}

/// A basket that the terminal has.
pub(super) fn find(terminal: &Terminal, no: BasketNo) -> Option<&Basket> {
    let baskets = &terminal.book.baskets;
    baskets.closed(no).or_else(|| baskets.get(no))
}

/// The lines of a basket, and what all of it costs.
pub(super) fn of(basket: &Basket, currency: Currency, lines: &mut Vec<Line>) {
    lines.extend(basket.standing().map(|line| row(line, currency)));
    total(basket, currency, lines);
}

/// `面包 x2` and `17.00`.
fn row(line: &BasketLine, currency: Currency) -> Line {
    let name = if line.name.is_empty() { both(Texts::basket_open_amount) } else { line.name.clone() };
    let quantity = match line.quantity.is_whole() {
        true => format!("x{}", line.quantity),
        false => format!("{}{}", line.quantity, line.unit),
    };
    let net = line.net().unwrap_or_default().display(currency).to_string();
    Line::Pair(format!("{name} {quantity}"), net, Size::Normal)
}

/// What all of it costs, with the discount on it.
fn total(basket: &Basket, currency: Currency, lines: &mut Vec<Line>) {
    let money = |amount: Option<crate::domain::Amount>| amount.unwrap_or_default().display(currency).to_string();
    if basket.discount.is_some() {
        lines.push(pair(Texts::basket_discount, format!("-{}", money(basket.discounted()))));
    }
    lines.push(pair(Texts::basket_total, money(basket.total())));
}
