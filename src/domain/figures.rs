//! The figures of a report as the journal keeps them. `report` counts them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    Amount, BatchNo, CashMoves, Entry, ItemNo, KindTotals, OperatorNo, Side, Sold, State, Totals, Transaction, WallTime,
};

/// How many hours a day has.
pub const HOURS: usize = 24;

/// What moved towards the shop, and what went back to cardholders.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sides {
    /// Towards the shop.
    pub debit: KindTotals,
    /// Back to cardholders.
    pub credit: KindTotals,
}

impl Sides {
    /// Adds one transaction; of a kind that counts on neither side nothing is added. `None` when the sum is too large.
    #[must_use]
    pub fn with(self, side: Side, amount: Amount) -> Option<Sides> {
        match side {
            Side::Debit => Some(Sides { debit: self.debit.with(amount)?, ..self }),
            Side::Credit => Some(Sides { credit: self.credit.with(amount)?, ..self }),
            Side::Neither => Some(self),
        }
    }

    /// Both together. `None` when the sum is too large.
    #[must_use]
    pub fn checked_add(self, other: Sides) -> Option<Sides> {
        Some(Sides { debit: self.debit.checked_add(other.debit)?, credit: self.credit.checked_add(other.credit)? })
    }

    /// Whether nothing moved.
    pub fn is_empty(&self) -> bool {
        self.debit.count == 0 && self.credit.count == 0
    }
}

/// How a customer paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// A chip in the slot.
    Chip,
    /// A tap.
    Tap,
    /// The magnetic stripe, also where the chip had failed.
    Stripe,
    /// No card present: typed, or from the original's record.
    Typed,
    /// A code that the customer showed.
    Code,
    /// A code that the terminal showed.
    ShownCode,
    /// Notes and coins.
    Cash,
}

impl Way {
    /// Every way, in the order of reports.
    pub const ALL: [Way; 7] = [Way::Chip, Way::Tap, Way::Stripe, Way::Typed, Way::Code, Way::ShownCode, Way::Cash];

    /// The way of a transaction.
    pub fn of(txn: &Transaction) -> Way {
        match txn.entry {
            Entry::Chip => Way::Chip,
            Entry::Tap => Way::Tap,
            Entry::Swipe | Entry::Fallback => Way::Stripe,
            Entry::Manual => Way::Typed,
            Entry::Code => Way::Code,
            Entry::ShownCode => Way::ShownCode,
            Entry::Cash => Way::Cash,
        }
    }
}

/// What some transactions add up to. Only those count as moved that happened ([`Transaction::counts`]); `states` has all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// By kind and class of card: what the batch is settled with.
    pub totals: Totals,
    /// What moved past the acquirer, by the order gateway: in no settlement.
    #[serde(default, skip_serializing_if = "Sides::is_empty")]
    pub outside: Sides,
    /// Cash by kind, which the host does not hear of.
    #[serde(default, skip_serializing_if = "Totals::is_empty")]
    pub cash: Totals,
    /// What else was put into the cash drawer and taken out of it.
    #[serde(default, skip_serializing_if = "CashMoves::is_empty")]
    pub moves: CashMoves,
    /// All of them, by what became of them.
    pub states: BTreeMap<State, KindTotals>,
    /// By operator.
    pub operators: BTreeMap<OperatorNo, Sides>,
    /// By the hour of the terminal's day in which they began.
    pub hours: [Sides; HOURS],
    /// By way of payment.
    pub ways: BTreeMap<Way, Sides>,
    /// By card scheme, or the wallet of a code. [`Figures::NOT_NAMED`] where the host named none, [`Figures::OTHERS`] where
    /// there are too many.
    pub schemes: BTreeMap<String, Sides>,
    /// What was sold with baskets and did not come back, by product, what brought most first; what has no product stands under
    /// `None`. At most [`Figures::PRODUCTS_MAX`], and then one more for all others, without a name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub products: Vec<(Option<ItemNo>, Sold)>,
}

impl Figures {
    /// The scheme of a card that nobody named.
    pub const NOT_NAMED: &str = "-";
    /// No scheme: notes and coins.
    pub const CASH: &str = "cash";
    /// All schemes beyond [`Figures::SCHEMES_MAX`].
    pub const OTHERS: &str = "+";
    /// So many products are told apart.
    pub const PRODUCTS_MAX: usize = 200;
    /// So many schemes are told apart.
    pub const SCHEMES_MAX: usize = 16;

    /// The products of these sums. `None` where those that are not told apart are too large a sum.
    #[must_use]
    pub fn with_products(self, sums: BTreeMap<Option<ItemNo>, Sold>) -> Option<Figures> {
        let mut rows: Vec<(Option<ItemNo>, Sold)> = sums.into_iter().collect();
        rows.sort_by_key(|(item, sold)| (std::cmp::Reverse(sold.amount), *item));
        let others = rows.split_off(rows.len().min(Figures::PRODUCTS_MAX));
        let mut rest = Sold { name: Figures::OTHERS.into(), ..Sold::default() };
        for (_, sold) in &others {
            rest.thousandths = rest.thousandths.checked_add(sold.thousandths)?;
            rest.amount = rest.amount.checked_add(sold.amount)?;
        }
        rows.extend((!others.is_empty()).then_some((None, rest)));
        Some(Figures { products: rows, ..self })
    }

    /// Both sides of everything. No sum of a report is so large that it stops at the largest amount.
    pub fn sides(&self) -> Sides {
        let debit = self.totals.debit().plus(self.cash.debit()).plus(self.outside.debit);
        Sides { debit, credit: self.totals.credit().plus(self.cash.credit()).plus(self.outside.credit) }
    }
}

/// The Z report of a batch: what it added up to when it was closed. Numbered by the terminal, one after the other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ZReport {
    /// Its number, from 1.
    pub number: u32,
    /// The batch that was closed.
    pub batch: BatchNo,
    /// When the first transaction of the batch began, if it had any.
    pub began: Option<WallTime>,
    /// When the batch was closed.
    pub closed: WallTime,
    /// What it added up to.
    pub figures: Figures,
}
