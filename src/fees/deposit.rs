//! The deposit on the device: so much must be sold by card and by code within so many days, then it is paid back.

use serde::Deserialize;

use super::{
    cost::{Direction, Net, moves_money, trade_day},
    statement::DepositRow,
};
use crate::domain::{Amount, Day, Entry, Transaction, UtcOffset};

/// No promise runs longer.
const DAYS_MAX: u32 = 3_650;

/// What was agreed.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deposit {
    /// The deposit itself, in minor units.
    pub amount: Amount,
    /// To be sold by card, in minor units; 0: nothing.
    pub card_target: Amount,
    /// To be sold by code, in minor units; 0: nothing.
    pub qr_target: Amount,
    /// The first day that counts.
    pub from: Day,
    /// How many days count.
    pub days: u32,
}

/// What was sold, both ways.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// By card.
    pub card: Net,
    /// By code.
    pub qr: Net,
}

/// How far a deposit has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// What the journal has of the days that count.
    pub taken: Taken,
    /// The host's count, where it gave one.
    pub host: Option<HostCount>,
}

/// The host's count beside the journal's of the same days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostCount {
    /// What the host said.
    pub said: DepositRow,
    /// What the journal has up to and with that day.
    pub here: Taken,
}

impl Deposit {
    /// Says what is wrong with it.
    ///
    /// # Errors
    /// A sentence about the key.
    pub fn check(&self) -> Result<(), String> {
        if !(1..=DAYS_MAX).contains(&self.days) {
            return Err(format!("deposit.days is {}, but must be 1 to {DAYS_MAX}", self.days));
        }
        if self.card_target.is_zero() && self.qr_target.is_zero() {
            return Err("deposit.card_target and deposit.qr_target are both 0; remove [deposit] or set one".into());
        }
        Ok(())
    }

    /// The last day that counts.
    pub fn until(&self) -> Day {
        self.from.plus(self.days.saturating_sub(1))
    }

    /// How many days are left, today with them; 0 when it is over.
    pub fn days_left(&self, today: Day) -> u32 {
        let last = self.until();
        if last < today { 0 } else { today.max(self.from).until(last) + 1 }
    }

    /// Whether both targets are reached.
    pub fn is_reached(&self, taken: &Taken) -> bool {
        let reached = |net: Net, target: Amount| net.signed() >= i64::try_from(target.minor()).unwrap_or(i64::MAX);
        reached(taken.card, self.card_target) && reached(taken.qr, self.qr_target)
    }
}

impl Counted {
    /// Nothing counted yet, with the host's word on this terminal.
    pub(super) fn begin(host: Option<DepositRow>) -> Counted {
        let host = host.map(|said| HostCount { said, here: Taken::default() });
        Counted { taken: Taken::default(), host }
    }

    /// Counts a record: sales less refunds; what was voided or reversed is not there.
    pub(super) fn take(&mut self, deposit: &Deposit, txn: &Transaction, offset: UtcOffset) {
        let day = trade_day(txn, offset);
        if !moves_money(txn) || day < deposit.from || deposit.until() < day {
            return;
        }
        self.taken.add(txn);
        if let Some(host) = self.host.as_mut().filter(|host| day <= host.said.until) {
            host.here.add(txn);
        }
    }
}

impl Taken {
    fn add(&mut self, txn: &Transaction) {
        let side = if txn.entry == Entry::Code { &mut self.qr } else { &mut self.card };
        side.add(Direction::of(txn), txn.counted_amount());
    }
}

impl HostCount {
    /// Whether both counts are the same.
    pub fn is_even(&self) -> bool {
        let same = |here: Net, there: Amount| here.signed() == i64::try_from(there.minor()).unwrap_or(i64::MAX);
        same(self.here.card, self.said.card) && same(self.here.qr, self.said.qr)
    }
}
