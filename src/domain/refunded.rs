//! How much of each payment has gone back already, so that no more than the whole of it does.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Amount, Rrn, WallTime};

/// So many payments are remembered, those that were given back last. The host has its own word on what is older.
const KEPT: usize = 4096;

/// What has gone back, by the reference number of the payment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Refunded(BTreeMap<Rrn, Part>);

/// What has gone back of one payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Part {
    amount: Amount,
    at: WallTime,
}

impl Refunded {
    /// Whether nothing has gone back.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How much of this payment has gone back.
    pub fn of(&self, rrn: &Rrn) -> Amount {
        self.0.get(rrn).map_or(Amount::ZERO, |part| part.amount)
    }

    /// Takes in a refund. The sum stops at [`Amount::MAX`], which no payment is above.
    pub(super) fn add(&mut self, rrn: &Rrn, amount: Amount, at: WallTime) {
        let amount = self.of(rrn).checked_add(amount).unwrap_or(Amount::MAX);
        self.0.insert(rrn.clone(), Part { amount, at });
        if self.0.len() > KEPT {
            let oldest = self.0.iter().min_by_key(|(_, part)| part.at).map(|(rrn, _)| rrn.clone());
            oldest.and_then(|rrn| self.0.remove(&rrn));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_add_up_and_the_oldest_are_let_go() {
        let amount = |minor| Amount::from_minor(minor).unwrap();
        let rrn = |number: usize| format!("{number:012}").parse::<Rrn>().unwrap();
        let mut refunded = Refunded::default();
        refunded.add(&rrn(1), amount(300), WallTime(1));
        refunded.add(&rrn(1), amount(200), WallTime(2));
        assert_eq!((refunded.of(&rrn(1)), refunded.of(&rrn(2))), (amount(500), Amount::ZERO));
        for number in 2..KEPT + 2 {
            refunded.add(&rrn(number), amount(1), WallTime(10));
        }
        assert_eq!((refunded.0.len(), refunded.of(&rrn(1))), (KEPT, Amount::ZERO));
    }
}
