//! What this terminal usually takes at once: the last amounts that were paid, and the range that follows from them.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::{Amount, Currency, Kind, Side};

/// So many amounts are kept, the last ones.
const KEPT: usize = 200;
/// With fewer than these nothing is known of what is usual.
const ENOUGH: usize = 30;
/// So many of the highest and of the lowest say nothing: one wrong amount must not make the next one usual. Of [`KEPT`]
/// amounts the rest ends at the first and the 99th percentile.
const OUTLIERS: usize = 2;
/// What is so many times above or below all of the rest is far out of the range.
const FACTOR: u64 = 5;

/// The last amounts that were paid, oldest first, in one currency.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsualAmounts {
    #[serde(default)]
    currency: Currency,
    #[serde(default)]
    amounts: VecDeque<Amount>,
}

/// An amount that is far out of the range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unusual {
    /// Above this, so many times the most that is usual.
    Above(Amount),
    /// Below this, so small a part of the least that is usual.
    Below(Amount),
    /// Above this, where nothing is known of what is usual.
    AboveLimit(Amount),
}

impl UsualAmounts {
    /// Whether nothing is known yet.
    pub fn is_empty(&self) -> bool {
        self.amounts.is_empty()
    }

    /// Takes in a transaction that has just been paid. What gives back, holds nothing or only changes another one says nothing of
    /// what is usual.
    pub(super) fn learn(&mut self, kind: Kind, amount: Amount, currency: Currency) {
        if !teaches(kind) {
            return;
        }
        if self.currency != currency {
            *self = UsualAmounts { currency, amounts: VecDeque::new() };
        }
        if self.amounts.len() >= KEPT {
            self.amounts.pop_front();
        }
        self.amounts.push_back(amount);
    }

    /// Lets go of a transaction that was taken back: its amount may have been the mistake.
    pub(super) fn forget(&mut self, kind: Kind, amount: Amount, currency: Currency) {
        let same = self.amounts.iter().rposition(|kept| *kept == amount);
        if let Some(at) = same.filter(|_| teaches(kind) && self.currency == currency) {
            self.amounts.remove(at);
        }
    }

    /// Whether an amount is far out of the range: by what was paid here, or above `few` while that is too little to go by.
    pub fn judge(&self, amount: Amount, currency: Currency, few: Amount) -> Option<Unusual> {
        let Some((lowest, highest)) = self.middle().filter(|_| self.currency == currency) else {
            return (amount > few).then_some(Unusual::AboveLimit(few));
        };
        let most = Amount::from_minor(highest.minor().saturating_mul(FACTOR)).unwrap_or(Amount::MAX);
        let least = Amount::from_minor(lowest.minor() / FACTOR).unwrap_or(Amount::ZERO);
        match amount {
            _ if amount > most => Some(Unusual::Above(most)),
            _ if amount < least => Some(Unusual::Below(least)),
            _ => None,
        }
    }

    /// The lowest and the highest amount without the outliers.
    fn middle(&self) -> Option<(Amount, Amount)> {
        if self.amounts.len() < ENOUGH {
            return None;
        }
        let mut sorted: Vec<Amount> = self.amounts.iter().copied().collect();
        sorted.sort_unstable();
        Some((*sorted.get(OUTLIERS)?, *sorted.get(sorted.len() - 1 - OUTLIERS)?))
    }
}

fn teaches(kind: Kind) -> bool {
    kind.side() == Side::Debit || kind == Kind::PreAuth
}

#[cfg(test)]
mod tests {
    use super::*;

    const FEW: u64 = 1_000_000;

    fn amount(minor: u64) -> Amount {
        Amount::from_minor(minor).unwrap()
    }

    fn after(sales: impl IntoIterator<Item = u64>) -> UsualAmounts {
        let mut usual = UsualAmounts::default();
        sales.into_iter().for_each(|minor| usual.learn(Kind::Sale, amount(minor), Currency::Cny));
        usual
    }

    fn judge(usual: &UsualAmounts, minor: u64) -> Option<Unusual> {
        usual.judge(amount(minor), Currency::Cny, amount(FEW))
    }

    #[test]
    fn while_there_are_few_the_parameter_decides() {
        let few = after(std::iter::repeat_n(500, ENOUGH - 1));
        assert_eq!(judge(&few, FEW), None);
        assert_eq!(judge(&few, FEW + 1), Some(Unusual::AboveLimit(amount(FEW))));
        assert_eq!(judge(&few, 1), None);
    }

    #[test]
    fn then_five_times_what_is_usual_is_far() {
        // 8.00 to 57.50: a café.
        let cafe = after((0..100).map(|n| 800 + n * 50));
        assert_eq!(judge(&cafe, 5 * 5650), None);
        assert_eq!(judge(&cafe, 5 * 5650 + 1), Some(Unusual::Above(amount(5 * 5650))));
        assert_eq!(judge(&cafe, 180), None);
        assert_eq!(judge(&cafe, 179), Some(Unusual::Below(amount(180))));
    }

    #[test]
    fn one_or_two_wrong_amounts_change_nothing() {
        let right = (0..48).map(|_| 1000);
        let spoilt = after(right.chain([99_999_900, 1]));
        assert!(matches!(judge(&spoilt, 100_000), Some(Unusual::Above(_))));
        assert!(matches!(judge(&spoilt, 10), Some(Unusual::Below(_))));
    }

    #[test]
    fn of_a_full_list_the_hundredth_part_at_each_end_is_left_out() {
        let full = after(1..=2 * KEPT as u64);
        assert_eq!(full.amounts.len(), KEPT);
        assert_eq!(full.middle(), Some((amount(203), amount(398))));
    }

    #[test]
    fn what_was_taken_back_or_is_of_another_kind_or_currency_says_nothing() {
        let mut usual = after([100; ENOUGH]);
        usual.forget(Kind::Sale, amount(100), Currency::Cny);
        assert_eq!(usual.amounts.len(), ENOUGH - 1);
        for kind in [Kind::Refund, Kind::Void, Kind::Tip, Kind::Adjust, Kind::Balance, Kind::PreAuthVoid] {
            usual.learn(kind, amount(100), Currency::Cny);
        }
        assert_eq!(usual.amounts.len(), ENOUGH - 1);
        usual.learn(Kind::PreAuth, amount(100), Currency::Cny);
        assert!(usual.middle().is_some());
        assert_eq!(usual.judge(amount(5000), Currency::Jpy, amount(FEW)), None);
        usual.learn(Kind::Sale, amount(100), Currency::Jpy);
        assert_eq!(usual.amounts.len(), 1);
    }

    #[test]
    fn the_largest_amounts_do_not_overflow() {
        let huge = after([Amount::MAX.minor(); ENOUGH]);
        assert_eq!(huge.judge(Amount::MAX, Currency::Cny, Amount::ZERO), None);
    }
}
