//! What a customer buys: lines of goods with their discounts, from the first line until every part of the payment is certain.
//!
//! Amounts are rounded in one way alone, `round`: to the nearest minor unit, halves up. A line is rounded by itself, then its
//! discount; the basket's discount is of the sum of the lines. So the total is what a person gets who adds the lines up.

mod baskets;
mod change;
mod goods;
mod ids;
mod line;
mod part;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use super::{Amount, OperatorNo, WallTime};

pub use baskets::Baskets;
pub use change::{BasketChange, BasketError};
pub use goods::{Goods, PaidBasket, Sold, SoldLine};
pub use ids::{BasketNo, ItemNo, LineNo, Quantity};
pub use line::{BasketLine, Discount, GivenDiscount, Percent};
pub use part::{BasketPart, PartRef, PartState};

/// The most lines of one basket, struck ones among them.
pub const LINES_MAX: usize = 200;
/// The most baskets that are open, parked or being paid at one time.
pub const LIVE_MAX: usize = 20;
/// So many closed baskets are kept whole.
pub const CLOSED_KEPT: usize = 10;
/// The most parts of one payment that are kept, those that were taken back among them; what came to nothing makes room.
pub const PARTS_MAX: usize = 12;

/// Where a basket stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BasketState {
    /// Somebody is filling it. At most one is.
    Open,
    /// It waits for its customer.
    Parked,
    /// A payment for it has begun and is not certain, or only a part is paid. It cannot be changed.
    Paying,
    /// It is paid.
    Closed,
}

/// What whoever takes a basket up again should know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BasketWord {
    /// Its payment was taken back: it is not paid.
    TakenBack,
    /// The batch was closed before anybody knew what became of its payment.
    NeverKnown,
}

/// One customer's goods.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Basket {
    /// Its number, which no other basket of this terminal has.
    pub no: BasketNo,
    /// When it began.
    pub began: WallTime,
    /// Who has it in hand, or had it last.
    pub operator: OperatorNo,
    /// Where it stands.
    pub state: BasketState,
    /// Its lines in the order in which they came. Struck ones stay.
    pub lines: Vec<BasketLine>,
    /// The discount on all of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discount: Option<GivenDiscount>,
    /// Its payments in the order in which they began.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<BasketPart>,
    /// What is to be known of it, until it is changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub word: Option<BasketWord>,
}

impl Basket {
    /// An open basket without a line.
    pub fn new(no: BasketNo, began: WallTime, operator: OperatorNo) -> Basket {
        let (lines, parts) = (Vec::new(), Vec::new());
        Basket { no, began, operator, state: BasketState::Open, lines, discount: None, parts, word: None }
    }

    /// The lines that count.
    pub fn standing(&self) -> impl Iterator<Item = &BasketLine> {
        self.lines.iter().filter(|line| line.struck.is_none())
    }

    /// Whether nothing in it counts.
    pub fn is_empty(&self) -> bool {
        self.standing().next().is_none()
    }

    /// A line that counts.
    pub fn line(&self, no: LineNo) -> Option<&BasketLine> {
        self.standing().find(|line| line.no == no)
    }

    /// The number that its next line has.
    pub fn next_line(&self) -> LineNo {
        self.lines.iter().map(|line| line.no).max().map_or(LineNo::FIRST, LineNo::next)
    }

    /// The lines with their own discounts. `None` where that is more than an amount can be, or a discount more than its line.
    pub fn sum(&self) -> Option<Amount> {
        self.standing().try_fold(Amount::ZERO, |sum, line| sum.checked_add(line.net()?))
    }

    /// What the discount on all of it is. `None` where there is no sum, or where it is more than that.
    pub fn discounted(&self) -> Option<Amount> {
        let sum = self.sum()?;
        self.discount.as_ref().map_or(Some(Amount::ZERO), |given| given.discount.of(sum))
    }

    /// What the customer pays. `None` where that is no amount; no basket of the journal is so.
    pub fn total(&self) -> Option<Amount> {
        self.sum()?.checked_sub(self.discounted()?)
    }

    /// What has been paid for certain.
    pub fn paid(&self) -> Option<Amount> {
        let mut taken = self.parts.iter().filter(|part| part.state == PartState::Taken);
        taken.try_fold(Amount::ZERO, |sum, part| sum.checked_add(part.amount))
    }

    /// What is neither paid nor on its way: as much as a new part may take.
    pub fn due(&self) -> Option<Amount> {
        let mut held = self.parts.iter().filter(|part| part.state.holds());
        held.try_fold(self.total()?, |due, part| due.checked_sub(part.amount))
    }

    /// Whether all of it is paid for certain, so that it can be closed.
    pub fn is_paid(&self) -> bool {
        let certain = self.parts.iter().all(|part| part.state.is_certain());
        certain && !self.is_empty() && self.total().is_some_and(|total| self.paid() == Some(total))
    }

    /// The numbers of the products in it, each once and in order.
    pub fn items(&self) -> Vec<ItemNo> {
        let all: std::collections::BTreeSet<ItemNo> = self.standing().filter_map(|line| line.item).collect();
        all.into_iter().collect()
    }

    /// What is sold with it: each line with what it brings, the discount on all of it shared out. The amounts add up to
    /// the total. `None` where there is no total.
    pub fn sold(&self) -> Option<Vec<SoldLine>> {
        let (sum, discount) = (self.sum()?, self.discounted()?);
        let (mut so_far, mut given) = (Amount::ZERO, Amount::ZERO);
        let mut sold = Vec::new();
        for line in self.standing() {
            so_far = so_far.checked_add(line.net()?)?;
            // What the lines up to this one bear, less what those before it do: no minor unit is lost between them.
            let up_to_here = share(discount, so_far, sum)?;
            let amount = line.net()?.checked_sub(up_to_here.checked_sub(given)?)?;
            given = up_to_here;
            sold.push(SoldLine { item: line.item, name: line.name.clone(), quantity: line.quantity, amount });
        }
        Some(sold)
    }
}

/// The part of an amount that `part` is of `whole`, rounded.
fn share(amount: Amount, part: Amount, whole: Amount) -> Option<Amount> {
    match whole.is_zero() {
        true => Some(Amount::ZERO),
        false => round(u128::from(amount.minor()) * u128::from(part.minor()), whole.minor().into()),
    }
}

/// A quotient in minor units, rounded to the nearest one, halves up. `None` where it is no amount; `by` is not zero.
fn round(number: u128, by: u128) -> Option<Amount> {
    let rounded = number.checked_mul(2)?.checked_add(by)? / by.checked_mul(2)?;
    u64::try_from(rounded).ok().and_then(|minor| Amount::from_minor(minor).ok())
}
