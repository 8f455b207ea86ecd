//! What was sold with baskets: the lines of those that are paid, and what they add up to by product.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{BasketNo, ItemNo, PartRef, Quantity};
use crate::domain::{Amount, OperatorNo};

/// A line as it was sold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SoldLine {
    /// The product; none for an amount that was typed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<ItemNo>,
    /// What it was called; empty for an amount that was typed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// How much of it.
    pub quantity: Quantity,
    /// What it brought, with its share of all discounts.
    pub amount: Amount,
}

/// A basket that is paid, as the journal keeps it for reports.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaidBasket {
    /// Which.
    pub basket: BasketNo,
    /// Who sold.
    pub operator: OperatorNo,
    /// What was paid: the sum of the lines.
    pub total: Amount,
    /// With which payments.
    pub by: Vec<PartRef>,
    /// What was sold.
    pub lines: Vec<SoldLine>,
}

/// How much of one product was sold, and what it brought.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sold {
    /// What it was called last.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// In thousandths of its unit.
    pub thousandths: u64,
    /// What it brought.
    pub amount: Amount,
}

impl Sold {
    /// How much, as it is read: `3` or `0.535`.
    pub fn quantity(&self) -> String {
        let (whole, part) = (self.thousandths / 1000, self.thousandths % 1000);
        match part {
            0 => whole.to_string(),
            part => format!("{whole}.{}", format!("{part:03}").trim_end_matches('0')),
        }
    }

    /// Adds a line. `None` where the sum is too large.
    pub fn add(&mut self, line: &SoldLine) -> Option<()> {
        self.thousandths = self.thousandths.checked_add(line.quantity.get().into())?;
        self.amount = self.amount.checked_add(line.amount)?;
        self.name.clone_from(&line.name);
        Some(())
    }
}

/// The baskets of the open batch that are paid.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Goods {
    /// What products were called last.
    names: Vec<(ItemNo, String)>,
    paid: Vec<Short>,
}

/// A paid basket without names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Short {
    no: BasketNo,
    by: Vec<PartRef>,
    /// Number, quantity, amount.
    lines: Vec<(Option<ItemNo>, Quantity, Amount)>,
    /// The goods came back.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    back: bool,
}

impl Goods {
    /// Whether nothing was sold with a basket.
    pub fn is_empty(&self) -> bool {
        self.paid.is_empty()
    }

    /// The payments of a basket that was paid in this batch.
    pub fn payments(&self, no: BasketNo) -> Option<&[PartRef]> {
        self.paid.iter().find(|short| short.no == no).map(|short| short.by.as_slice())
    }

    /// What a basket that was paid in this batch had, by product: what goes back into stock with it.
    pub fn lines(&self, no: BasketNo) -> impl Iterator<Item = (ItemNo, Quantity)> + '_ {
        let lines = self.paid.iter().filter(move |short| short.no == no).flat_map(|short| &short.lines);
        lines.filter_map(|(item, quantity, _)| Some(((*item)?, *quantity)))
    }

    /// By product what was sold and did not come back; what has no product stands under `None`. `None` where a sum is too large.
    pub fn by_item(&self) -> Option<BTreeMap<Option<ItemNo>, Sold>> {
        let names: BTreeMap<ItemNo, &str> = self.names.iter().map(|(item, name)| (*item, name.as_str())).collect();
        let mut all: BTreeMap<Option<ItemNo>, Sold> = BTreeMap::new();
        for (item, quantity, amount) in self.paid.iter().filter(|short| !short.back).flat_map(|short| &short.lines) {
            let name = item.and_then(|item| names.get(&item).copied()).unwrap_or_default().to_owned();
            let line = SoldLine { item: *item, name, quantity: *quantity, amount: *amount };
            all.entry(*item).or_default().add(&line)?;
        }
        Some(all)
    }

    /// A basket was paid.
    pub(in crate::domain) fn take(&mut self, paid: &PaidBasket) {
        for line in &paid.lines {
            if let Some(item) = line.item {
                self.names.retain(|(known, _)| *known != item);
                self.names.push((item, line.name.clone()));
            }
        }
        let lines = paid.lines.iter().map(|line| (line.item, line.quantity, line.amount)).collect();
        self.paid.push(Short { no: paid.basket, by: paid.by.clone(), lines, back: false });
    }

    /// The goods of a basket came back. False where it is not one of this batch, or has come back before.
    pub(in crate::domain) fn take_back(&mut self, no: BasketNo) -> bool {
        match self.paid.iter_mut().find(|short| short.no == no && !short.back) {
            Some(short) => {
                short.back = true;
                true
            }
            None => false,
        }
    }
}
