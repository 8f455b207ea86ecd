//! From what was typed or scanned to a line.

use super::{
    super::{Action, BasketWish, See, Wish},
    found::Found,
    quantity::{Goods, QuantityScreen},
};
use crate::{
    catalogue::{Activity, Barcode, Hit, Match, Product},
    domain::{BasketLine, ItemNo, LineNo, PayCode, Quantity},
    screen::products,
};

/// So many products are offered where several fit.
pub(super) const OFFERED: usize = 40;

/// What was typed: a number or a barcode comes in at once, and so does what the initials leave no doubt about.
pub(super) fn typed(typed: &str, count: Option<u32>, see: &See<'_>) -> Action {
    if let Some(reason) = products::closed(see) {
        return Action::Refuse(reason);
    }
    let hits = search(typed, see);
    let exact = hits.iter().find(|hit| matches!(hit.by, Match::Number | Match::Barcode));
    match (exact, hits.as_slice()) {
        (Some(hit), _) | (None, [hit]) => with_hit(hit, count, see),
        (None, []) => nothing(typed, see),
        (None, _) => Action::Open(Box::new(Found::new(hits, count))),
    }
}

/// What was scanned: a barcode of a product, and nothing that only looks like one.
pub(super) fn scanned(code: &str, count: Option<u32>, see: &See<'_>) -> Action {
    if let Some(reason) = products::closed(see) {
        return Action::Refuse(reason);
    }
    let product = code.parse::<Barcode>().ok().and_then(|code| see.catalogue.get()?.by_barcode(&code));
    match product {
        Some(record) => with(&record.product, count, see),
        None => nothing(code, see),
    }
}

/// The products that fit what is typed so far.
pub(super) fn search(typed: &str, see: &See<'_>) -> Vec<Hit> {
    see.catalogue.get().map(|all| all.search(typed, OFFERED)).unwrap_or_default()
}

/// Adds the product of a hit.
pub(super) fn with_hit(hit: &Hit, count: Option<u32>, see: &See<'_>) -> Action {
    let record = see.catalogue.get().and_then(|all| all.get(hit.no));
    record.map_or_else(|| Action::Refuse(see.look.t.product_unknown()), |record| with(&record.product, count, see))
}

/// Adds a product. What is weighed and has no count yet is asked for its weight.
fn with(product: &Product, count: Option<u32>, see: &See<'_>) -> Action {
    let t = see.look.t;
    if product.activity == Activity::Inactive {
        return Action::Refuse(t.basket_not_on_sale(product.name.as_str()));
    }
    let divided = product.unit.is_divided();
    let quantity = match (divided, count) {
        (true, None) => {
            return Action::Open(Box::new(QuantityScreen::of(Goods::New(Box::new(line(product, Quantity::ONE))))));
        }
        (true, Some(thousandths)) => Quantity::try_from(thousandths).ok(),
        (false, count) => Quantity::pieces(count.unwrap_or(1)).ok(),
    };
    match quantity {
        Some(quantity) => add(line(product, quantity)),
        None => Action::Refuse(t.basket_bad_quantity()),
    }
}

/// A line of so much of a product, at the price of now. The core gives it its number.
fn line(product: &Product, quantity: Quantity) -> BasketLine {
    BasketLine {
        item: ItemNo::try_from(product.no.get()).ok(),
        name: product.name.as_str().to_owned(),
        unit: product.unit.to_string(),
        quantity,
        ..BasketLine::open_amount(LineNo::FIRST, product.price.amount())
    }
}

/// Adds a line to the open basket.
pub(super) fn add(line: BasketLine) -> Action {
    Action::Do(Wish::Basket(Box::new(BasketWish::Add(line))))
}

/// Why a code adds nothing. A customer's payment code is not among the goods, whoever scans it.
fn nothing(code: &str, see: &See<'_>) -> Action {
    let t = see.look.t;
    match PayCode::new(code) {
        Ok(_) => Action::Refuse(t.basket_pay_code(see.look.key(crate::keypad::Key::Enter).as_ref())),
        Err(_) => Action::Refuse(t.basket_unknown(code)),
    }
}
