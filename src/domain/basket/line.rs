//! A line of a basket, and discounts.

use serde::{Deserialize, Serialize};

use super::{ItemNo, LineNo, Quantity, round};
use crate::domain::{Amount, OperatorNo, ids::BadId};

/// One kind of goods in a basket, at the price of the moment at which it came in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BasketLine {
    /// Its number in the basket.
    pub no: LineNo,
    /// The product; none for an amount that was typed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<ItemNo>,
    /// What it is called, as the catalogue had it; empty for an amount that was typed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// What one of it is called; empty for an amount that was typed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub unit: String,
    /// The price of one unit, in minor units.
    pub price: Amount,
    /// How much of it.
    pub quantity: Quantity,
    /// The discount on this line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discount: Option<GivenDiscount>,
    /// Who struck it, if somebody did: it counts no more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub struck: Option<OperatorNo>,
}

impl BasketLine {
    /// An amount that was typed, without a product.
    pub fn open_amount(no: LineNo, price: Amount) -> BasketLine {
        let (name, unit) = (String::new(), String::new());
        BasketLine { no, item: None, name, unit, price, quantity: Quantity::ONE, discount: None, struck: None }
    }

    /// Price times quantity, rounded. `None` where that is more than an amount can be.
    pub fn gross(&self) -> Option<Amount> {
        round(u128::from(self.price.minor()) * u128::from(self.quantity.get()), 1000)
    }

    /// What its discount is. `None` where it is more than the line.
    pub fn discounted(&self) -> Option<Amount> {
        self.discount.as_ref().map_or(Some(Amount::ZERO), |given| given.discount.of(self.gross()?))
    }

    /// What it brings before the discount on all of the basket.
    pub fn net(&self) -> Option<Amount> {
        self.gross()?.checked_sub(self.discounted()?)
    }
}

/// What somebody pays less.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Discount {
    /// So many percent, rounded.
    Percent(Percent),
    /// So much.
    Amount(Amount),
}

impl Discount {
    /// What that is of an amount. `None` where it is more than all of it.
    pub fn of(self, amount: Amount) -> Option<Amount> {
        let less = match self {
            Discount::Percent(percent) => round(u128::from(amount.minor()) * u128::from(percent.get()), 100)?,
            Discount::Amount(less) => less,
        };
        (less <= amount).then_some(less)
    }
}

/// A whole percentage of 1 to 100.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Percent(u8);

impl Percent {
    /// The plain number.
    pub fn get(self) -> u8 {
        self.0
    }
}

impl TryFrom<u8> for Percent {
    type Error = BadId;
    fn try_from(number: u8) -> Result<Percent, BadId> {
        match (1..=100).contains(&number) {
            true => Ok(Percent(number)),
            false => Err(BadId { what: "percentage", expected: "from 1 to 100", found: number.to_string() }),
        }
    }
}

impl From<Percent> for u8 {
    fn from(percent: Percent) -> u8 {
        percent.0
    }
}

/// A discount with those who answer for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenDiscount {
    /// What.
    pub discount: Discount,
    /// Who gave it.
    pub by: OperatorNo,
    /// Who approved it, where that takes a second person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approver: Option<OperatorNo>,
}
