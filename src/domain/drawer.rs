//! The cash drawer: the float that a day begins with, and what was counted against it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Amount, CashMoves, Currency, KindTotals, OperatorNo, WallTime};

/// How many counts of a float are kept; older ones stay in the journal alone.
pub const COUNTS_MAX: usize = 12;

impl Currency {
    /// The notes and coins that people pay with, in minor units, largest first.
    pub fn denominations(self) -> &'static [u32] {
        match self {
            // What the People's Bank of China still issues; the old 2 yuan, 2 jiao and fen are counted as what they are worth.
            Currency::Cny => &[10_000, 5_000, 2_000, 1_000, 500, 100, 50, 10],
            Currency::Hkd => &[100_000, 50_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 100, 50, 20, 10],
            Currency::Mop => &[100_000, 50_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 100, 50, 20, 10],
            Currency::Usd => &[10_000, 5_000, 2_000, 1_000, 500, 200, 100, 50, 25, 10, 5, 1],
            Currency::Eur => &[50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 100, 50, 20, 10, 5, 2, 1],
            Currency::Jpy => &[10_000, 5_000, 2_000, 1_000, 500, 100, 50, 10, 5, 1],
        }
    }
}

/// So many pieces of each note and coin, written as pairs of both. No denomination is in it with no piece, so equal counts are equal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<(u32, u32)>", into = "Vec<(u32, u32)>")]
pub struct CashCount(BTreeMap<u32, u32>);

impl From<Vec<(u32, u32)>> for CashCount {
    fn from(pairs: Vec<(u32, u32)>) -> CashCount {
        let mut count = CashCount::default();
        pairs.into_iter().for_each(|(denomination, pieces)| count.set(denomination, pieces));
        count
    }
}

impl From<CashCount> for Vec<(u32, u32)> {
    fn from(count: CashCount) -> Vec<(u32, u32)> {
        count.0.into_iter().collect()
    }
}

impl CashCount {
    /// Sets how many pieces of a denomination, in minor units, there are.
    pub fn set(&mut self, denomination: u32, pieces: u32) {
        match pieces {
            0 => self.0.remove(&denomination),
            _ => self.0.insert(denomination, pieces),
        };
    }

    /// How many pieces of a denomination there are.
    pub fn pieces(&self, denomination: u32) -> u32 {
        self.0.get(&denomination).copied().unwrap_or(0)
    }

    /// What all of them are worth; `None` when that is more than an amount can be.
    pub fn sum(&self) -> Option<Amount> {
        self.0.iter().try_fold(Amount::ZERO, |sum, (denomination, pieces)| {
            let worth = u64::from(*denomination) * u64::from(*pieces);
            sum.checked_add(Amount::from_minor(worth).ok()?)
        })
    }
}

/// One count of the drawer. Whoever made it did not see what should be in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// When.
    pub at: WallTime,
    /// By whom.
    pub by: OperatorNo,
    /// What was found.
    pub count: CashCount,
    /// What should have been there.
    pub expected: Amount,
}

impl Counted {
    /// What was found less what should have been there, in minor units; `None` for pieces that no amount can be.
    pub fn difference(&self) -> Option<i64> {
        let signed = |amount: Amount| i64::try_from(amount.minor()).ok();
        signed(self.count.sum()?)?.checked_sub(signed(self.expected)?)
    }
}

/// The drawer since its last float.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawer {
    /// What was put in.
    pub float: Amount,
    /// When.
    pub since: WallTime,
    /// By whom.
    pub by: OperatorNo,
    /// The counts since, oldest first, at most [`COUNTS_MAX`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub counts: Vec<Counted>,
    /// What customers paid in cash since.
    #[serde(default, skip_serializing_if = "KindTotals::is_empty")]
    pub taken: KindTotals,
    /// What went back to customers in cash since.
    #[serde(default, skip_serializing_if = "KindTotals::is_empty")]
    pub given_back: KindTotals,
    /// What else was put in and taken out since.
    #[serde(default, skip_serializing_if = "CashMoves::is_empty")]
    pub moves: CashMoves,
}

impl Drawer {
    /// With a float, and nothing since.
    pub fn new(float: Amount, since: WallTime, by: OperatorNo) -> Drawer {
        let (taken, given_back) = (KindTotals::default(), KindTotals::default());
        Drawer { float, since, by, counts: Vec::new(), taken, given_back, moves: CashMoves::default() }
    }

    /// What should be in it now: the float, with what came in and without what went out since. A drawer holds no less than
    /// nothing, whatever was forgotten to be recorded.
    pub fn expected(&self) -> Amount {
        let minor = |amount: Amount| u128::from(amount.minor());
        let sum = |all: [Amount; 3]| all.into_iter().map(minor).sum::<u128>();
        let came = sum([self.float, self.taken.amount, self.moves.paid_in.amount]);
        let went = sum([self.given_back.amount, self.moves.paid_out.amount, Amount::ZERO]);
        let left = u64::try_from(came.saturating_sub(went)).unwrap_or(u64::MAX);
        Amount::from_minor(left).unwrap_or(Amount::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn denominations_fall_and_pay_every_amount() {
        for currency in Currency::ALL {
            let all = currency.denominations();
            assert!(all.windows(2).all(|pair| pair[0] > pair[1] && pair[1] > 0), "{currency:?}");
        }
    }

    #[test]
    fn pieces_add_up_or_are_no_amount() {
        let mut count = CashCount::default();
        count.set(10_000, 3);
        count.set(50, 1);
        count.set(10, 7);
        count.set(10, 0);
        assert_eq!((count.sum(), count.pieces(10)), (Amount::from_minor(30_050).ok(), 0));
        count.set(u32::MAX, u32::MAX);
        assert_eq!(count.sum(), None);
    }

    #[test]
    fn a_difference_has_a_sign() {
        let counted = |pieces, expected: u64| {
            let mut count = CashCount::default();
            count.set(100, pieces);
            let expected = Amount::from_minor(expected).unwrap();
            Counted { at: WallTime(0), by: OperatorNo::SUPERVISOR, count, expected }.difference()
        };
        assert_eq!((counted(3, 500), counted(5, 500), counted(6, 500)), (Some(-200), Some(0), Some(100)));
    }
}
