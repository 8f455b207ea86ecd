//! The exceptions of the last thirty days by operator: what every shop has a little of, and what stands out where one person has
//! much more of it than the others at the same terminal. Counted piece by piece, newest first; what is kept does not grow with
//! the number of transactions.

use std::collections::{BTreeMap, VecDeque};

use crate::domain::{Day, Entry, Kind, MaskedPan, OperatorNo, Side, State, Transaction, UtcOffset, WallTime, Watch};

use super::DAYS;

/// A declined card that the same operator tries again within this time has been retried, in milliseconds.
const RETRY: i64 = 10 * 60 * 1000;
/// So many attempts of these minutes are remembered at most.
const REMEMBERED: usize = 256;
/// Below so many sales nothing is compared, neither those of an operator nor those of the others.
pub const FEW: u32 = 20;
/// Below so many nothing stands out.
const FEWEST: u32 = 3;
/// What stands out is at least so many times the rate of the others.
const TIMES: u64 = 2;

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Voids of sales, pre-authorisations, completions and loads.
    Voids,
    /// Refunds.
    Refunds,
    /// Card numbers that were typed.
    TypedCards,
    /// Transactions that the host or the card declined.
    Declined,
    /// Declined cards that were tried again within ten minutes.
    Retried,
    /// Wrong passwords, at sign-in, at a lock and at approvals.
    WrongPasswords,
    /// Openings of the cash drawer without a sale.
    DrawerOpenings,
}

impl Measure {
    /// All of them, in the order of the board.
    pub const ALL: [Measure; 7] = [
        Measure::Voids,
        Measure::Refunds,
        Measure::TypedCards,
        Measure::Declined,
        Measure::Retried,
        Measure::WrongPasswords,
        Measure::DrawerOpenings,
    ];
}

/// What one operator did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Tally {
    sales: u32,
    counts: [u32; Measure::ALL.len()],
}

impl Tally {
    fn count(&mut self, measure: Measure) {
        let slot = &mut self.counts[measure as usize];
        *slot = slot.saturating_add(1);
    }
}

/// The exceptions so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exceptions {
    first: Day,
    offset: UtcOffset,
    /// By operator; 100 numbers at most.
    tallies: BTreeMap<OperatorNo, Tally>,
    /// The attempts of the ten minutes after the transaction that was counted last.
    later: VecDeque<(WallTime, OperatorNo, MaskedPan)>,
}

/// One operator's figure beside that of the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Compared {
    /// How many.
    pub count: u32,
    /// For each hundred sales, in tenths: the operator's, and that of all others together. None where either has too few
    /// sales to say so.
    pub rates: Option<(u64, u64)>,
    /// Whether it is much more than usual.
    pub stands_out: bool,
}

impl Exceptions {
    /// Nothing counted yet. The last of the days is the one of this moment.
    pub fn until(now: WallTime, offset: UtcOffset) -> Exceptions {
        let first = now.day(offset).back(DAYS as u32 - 1);
        Exceptions { first, offset, tallies: BTreeMap::new(), later: VecDeque::new() }
    }

    /// The first moment, and the one after the last.
    pub fn span(&self) -> (WallTime, WallTime) {
        (self.first.start(self.offset), self.first.plus(DAYS as u32).start(self.offset))
    }

    /// Counts one transaction in its last state, which began no later than the one before it.
    pub fn add(&mut self, txn: &Transaction) {
        self.later.retain(|(began, ..)| began.0.saturating_sub(txn.began.0) <= RETRY);
        let again = self.later.iter().any(|(_, operator, pan)| *operator == txn.operator && *pan == txn.pan);
        let tally = self.tallies.entry(txn.operator).or_default();
        if txn.counts() && txn.kind.side() == Side::Debit {
            tally.sales = tally.sales.saturating_add(1);
        }
        if txn.counts() && is_void(txn.kind) {
            tally.count(Measure::Voids);
        }
        if txn.counts() && matches!(txn.kind, Kind::Refund | Kind::EcashRefund) {
            tally.count(Measure::Refunds);
        }
        if txn.entry == Entry::Manual && takes_card(txn.kind) {
            tally.count(Measure::TypedCards);
        }
        if txn.state == State::Declined {
            tally.count(Measure::Declined);
            if again {
                tally.count(Measure::Retried);
            }
        }
        if self.later.len() == REMEMBERED {
            self.later.pop_front();
        }
        self.later.push_back((txn.began, txn.operator, txn.pan.clone()));
    }

    /// Adds what the terminal watches beside its transactions. Its days are those of UTC.
    pub fn add_watched(&mut self, watch: &Watch) {
        for operator in watch.numbers() {
            let counts = [
                (Measure::WrongPasswords, watch.wrong_since(self.first, operator)),
                (Measure::DrawerOpenings, watch.opened_since(self.first, operator)),
            ];
            for (measure, count) in counts.into_iter().filter(|(_, count)| *count > 0) {
                self.tallies.entry(operator).or_default().counts[measure as usize] = count;
            }
        }
    }

    /// Who sold or did something else that counts here, those with most that stands out first.
    pub fn operators(&self) -> Vec<OperatorNo> {
        let mut operators: Vec<OperatorNo> = self.tallies.keys().copied().collect();
        operators.sort_by_key(|operator| (std::cmp::Reverse(self.standing_out(*operator).len()), *operator));
        operators
    }

    /// How much an operator sold.
    pub fn sales(&self, operator: OperatorNo) -> u32 {
        self.tallies.get(&operator).map_or(0, |tally| tally.sales)
    }

    /// What of an operator stands out.
    pub fn standing_out(&self, operator: OperatorNo) -> Vec<Measure> {
        Measure::ALL.into_iter().filter(|measure| self.compare(operator, *measure).stands_out).collect()
    }

    /// One figure of an operator beside that of all others together.
    pub fn compare(&self, operator: OperatorNo, measure: Measure) -> Compared {
        let own = self.tallies.get(&operator).copied().unwrap_or_default();
        let others = self.tallies.iter().filter(|(number, _)| **number != operator);
        let (others_sales, others_count) = others.fold((0_u64, 0_u64), |(sales, count), (_, tally)| {
            (sales + u64::from(tally.sales), count + u64::from(tally.counts[measure as usize]))
        });
        let (sales, count) = (u64::from(own.sales), u64::from(own.counts[measure as usize]));
        let enough = own.sales >= FEW && others_sales >= u64::from(FEW);
        let rates = enough.then(|| (count * 1000 / sales, others_count * 1000 / others_sales));
        let much = count * others_sales >= TIMES * others_count * sales;
        let count = own.counts[measure as usize];
        Compared { count, rates, stands_out: enough && count >= FEWEST && much }
    }
}

fn is_void(kind: Kind) -> bool {
    matches!(kind, Kind::Void | Kind::PreAuthVoid | Kind::CompletionVoid | Kind::LoadVoid)
}

/// Whether a number in such a transaction was typed by somebody; that of the others may come from the record of their original.
fn takes_card(kind: Kind) -> bool {
    !is_void(kind) && !matches!(kind, Kind::Adjust | Kind::Tip | Kind::Refund | Kind::EcashRefund)
}

#[cfg(test)]
mod tests;
