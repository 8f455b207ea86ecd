//! A settlement file against the journal, record by record.

use std::{collections::BTreeMap, fmt};

use super::{
    Arrival, Calendar, Statement,
    cost::{Cost, Direction, Net, Unknown, cost, moves_money, trade_day},
    statement::Row,
};
use crate::domain::{Amount, Currency, Day, MerchantId, RateTable, State, TerminalId, Transaction, TxnRef, UtcOffset};

/// The most differences that are listed; more are counted.
const LISTED_MAX: usize = 500;

/// Who compares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Field 42.
    pub merchant: MerchantId,
    /// Field 41.
    pub terminal: TerminalId,
    /// Of all amounts.
    pub currency: Currency,
    /// Minutes east of UTC.
    pub offset: UtcOffset,
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Of which payment.
    pub txn: TxnRef,
    /// What differs.
    pub kind: DifferenceKind,
}

/// What differs between journal and file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DifferenceKind {
    /// The host pays out what does not count here.
    MissingHere {
        /// What the host has.
        amount: Amount,
        /// What became of it here; none where the journal does not know it.
        state: Option<State>,
    },
    /// The host has nothing of what counts here.
    MissingThere {
        /// What the journal has.
        amount: Amount,
    },
    /// It is a payment in one place and goes back in the other.
    Direction {
        /// Here.
        here: Direction,
    },
    /// Another amount.
    Amount {
        /// Here.
        here: Amount,
        /// At the host.
        there: Amount,
    },
    /// Another fee.
    Fee {
        /// By the terminal's rates.
        here: Amount,
        /// At the host.
        there: Amount,
    },
    /// Another day of arrival than one that is certain.
    Date {
        /// By the terminal's term and calendar.
        here: Day,
        /// At the host.
        there: Day,
    },
}

/// What came of the comparison.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Payments that are in both.
    pub compared: usize,
    /// Payments whose fee or arrival is not known here, or whose day is not certain and another at the host: these were not compared.
    pub not_known: usize,
    /// Rows of other terminals of the merchant.
    pub others: usize,
    /// What the journal has.
    pub here: Net,
    /// What the host has of this terminal.
    pub there: Net,
    /// The fees at the host, of payments less those of refunds.
    pub fees: Net,
    /// The differences, by batch and STAN.
    pub differences: Vec<Difference>,
    /// Differences that are not listed because there are too many.
    pub more: usize,
}

/// A comparison under way.
pub struct Comparison<'a> {
    identity: &'a Identity,
    statement: &'a Statement,
    waiting: BTreeMap<TxnRef, &'a Row>,
    report: Report,
}

impl<'a> Comparison<'a> {
    /// The rows of this terminal wait for their records. The file's merchant and currency have been checked.
    pub(super) fn begin(identity: &'a Identity, statement: &'a Statement) -> Comparison<'a> {
        let (own, others): (Vec<&Row>, Vec<&Row>) =
            statement.rows.iter().partition(|row| row.terminal == identity.terminal);
        let mut report = Report { others: others.len(), ..Report::default() };
        for row in &own {
            report.there.add(row.direction, row.amount);
            report.fees.add(row.direction, row.fee);
        }
        let waiting = own.into_iter().map(|row| (row.txn, row)).collect();
        Comparison { identity, statement, waiting, report }
    }

    /// Compares one record.
    pub(super) fn take(&mut self, txn: &Transaction, prices: Option<&RateTable>, calendar: &Calendar) {
        let day = trade_day(txn, self.identity.offset);
        if let Some(row) = self.waiting.get(&txn.txn).copied().filter(|row| near(row.day, day)) {
            self.waiting.remove(&txn.txn);
            return self.pair(txn, row, prices, calendar);
        }
        if moves_money(txn) && self.statement.from <= day && day <= self.statement.until {
            self.count(txn);
            self.differ(txn.txn, DifferenceKind::MissingThere { amount: txn.counted_amount() });
        }
    }

    fn pair(&mut self, txn: &Transaction, row: &Row, prices: Option<&RateTable>, calendar: &Calendar) {
        if !moves_money(txn) {
            let kind = DifferenceKind::MissingHere { amount: row.amount, state: Some(txn.state) };
            return self.differ(txn.txn, kind);
        }
        self.report.compared += 1;
        let here = self.count(txn);
        if here != row.direction {
            return self.differ(txn.txn, DifferenceKind::Direction { here });
        }
        let amount = txn.counted_amount();
        if amount != row.amount {
            self.differ(txn.txn, DifferenceKind::Amount { here: amount, there: row.amount });
        }
        let known =
            prices.map_or(Cost::NotKnown(Unknown::NoRate), |table| cost(table, calendar, txn, self.identity.offset));
        let Cost::Known(fee) = known else {
            self.report.not_known += 1;
            return;
        };
        // Of another amount the fee is another too, which says nothing new.
        if fee.fee != row.fee && amount == row.amount {
            self.differ(txn.txn, DifferenceKind::Fee { here: fee.fee, there: row.fee });
        }
        match fee.arrival {
            Arrival::On(here) | Arrival::Provisional(here) if here == row.arrival => {}
            Arrival::On(here) => self.differ(txn.txn, DifferenceKind::Date { here, there: row.arrival }),
            // A day by the law's holidays alone says nothing against the host's.
            Arrival::Provisional(_) | Arrival::NotKnown => self.report.not_known += 1,
        }
    }

    fn count(&mut self, txn: &Transaction) -> Direction {
        let direction = Direction::of(txn);
        self.report.here.add(direction, txn.counted_amount());
        direction
    }

    fn differ(&mut self, txn: TxnRef, kind: DifferenceKind) {
        if self.report.differences.len() < LISTED_MAX {
            self.report.differences.push(Difference { txn, kind });
        } else {
            self.report.more += 1;
        }
    }

    /// What waits still has no record here.
    pub(super) fn finish(mut self) -> Report {
        for (txn, row) in std::mem::take(&mut self.waiting) {
            self.differ(txn, DifferenceKind::MissingHere { amount: row.amount, state: None });
        }
        self.report.differences.sort_by_key(|difference| difference.txn);
        self.report
    }
}

/// Whether two days can be the same payment's: batch and STAN come again after years.
fn near(row: Day, here: Day) -> bool {
    row.until(here) <= 1 && here.until(row) <= 1
}

impl Report {
    /// Whether file and journal are the same in all that could be compared.
    pub fn is_even(&self) -> bool {
        self.differences.is_empty()
    }
}

impl DifferenceKind {
    /// Its word in the list of `keytill arrivals check`.
    pub fn word(&self) -> &'static str {
        match self {
            DifferenceKind::MissingHere { .. } => "missing-here",
            DifferenceKind::MissingThere { .. } => "missing-there",
            DifferenceKind::Direction { .. } => "side",
            DifferenceKind::Amount { .. } => "amount",
            DifferenceKind::Fee { .. } => "fee",
            DifferenceKind::Date { .. } => "date",
        }
    }
}

impl fmt::Display for Difference {
    /// `amount 000001/000012 here 1234 there 1200`, in minor units.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}/{} ", self.kind.word(), self.txn.batch, self.txn.stan)?;
        match &self.kind {
            DifferenceKind::MissingHere { amount, state: None } => write!(f, "here none there {}", amount.minor()),
            DifferenceKind::MissingHere { amount, state: Some(state) } => {
                write!(f, "here {} there {}", format!("{state:?}").to_lowercase(), amount.minor())
            }
            DifferenceKind::MissingThere { amount } => write!(f, "here {} there none", amount.minor()),
            DifferenceKind::Direction { here: Direction::In } => f.write_str("here in there out"),
            DifferenceKind::Direction { here: Direction::Out } => f.write_str("here out there in"),
            DifferenceKind::Amount { here, there } | DifferenceKind::Fee { here, there } => {
                write!(f, "here {} there {}", here.minor(), there.minor())
            }
            DifferenceKind::Date { here, there } => write!(f, "here {here} there {there}"),
        }
    }
}
