//! What a supervisor is shown of a step of a basket before approving it.

use std::borrow::Cow;

use super::draw;
use crate::{
    domain::{Amount, BasketChange, BasketNo, Discount},
    i18n::Texts,
    screen::See,
};

/// What the step is called.
pub fn step_name(t: &Texts, change: &BasketChange) -> Cow<'static, str> {
    match change {
        BasketChange::LineStruck { .. } => t.basket_strike_title(),
        BasketChange::Dropped { .. } => t.basket_drop_title(),
        BasketChange::QuantitySet { .. } => t.basket_quantity_title(),
        BasketChange::DiscountGiven { line: Some(_), .. } => t.basket_line_discount(),
        _ => t.basket_discount(),
    }
}

/// What it is about, and how much of it.
pub fn approval_rows(
    no: BasketNo,
    change: &BasketChange,
    see: &See<'_>,
) -> Vec<(Cow<'static, str>, Cow<'static, str>)> {
    let (t, currency) = (see.look.t, see.terminal.setup.currency);
    let Some(basket) = see.terminal.book.baskets.get(no) else { return Vec::new() };
    let line = match change {
        BasketChange::LineStruck { line, .. } | BasketChange::QuantitySet { line, .. } => Some(*line),
        BasketChange::DiscountGiven { line, .. } => *line,
        _ => None,
    };
    let line = line.and_then(|line| basket.line(line));
    let name =
        line.map_or_else(|| t.basket_all(), |line| format!("{} {}", draw::name(line, t), draw::quantity(line)).into());
    let money =
        |amount: Option<Amount>| format!("{} {}", currency.sign(), amount.unwrap_or_default().display(currency));
    let before = line.map_or_else(|| basket.sum(), |line| line.gross());
    let mut rows = vec![(t.label_basket_on(), name), (t.label_basket_before(), money(before).into())];
    match change {
        BasketChange::DiscountGiven { discount: Some(Discount::Percent(percent)), .. } => {
            rows.push((t.label_basket_discount(), format!("{}%", percent.get()).into()));
        }
        BasketChange::DiscountGiven { discount: Some(Discount::Amount(less)), .. } => {
            rows.push((t.label_basket_discount(), format!("-{}", less.display(currency)).into()));
        }
        BasketChange::QuantitySet { quantity, .. } => {
            rows.push((t.label_basket_quantity(), quantity.to_string().into()));
        }
        _ => {}
    }
    rows
}
