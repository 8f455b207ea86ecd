//! Everything that needs records of many days, in one pass over them: the settlement file, what is on its way, the deposit.

use std::{collections::BTreeMap, path::PathBuf};

use super::{
    Calendar, Counted, Deposit, Identity, Net, Report, Statement, StatementError,
    compare::Comparison,
    cost::{Cost, cost, trade_day},
};
use crate::domain::{Currency, Day, FileFault, MerchantId, RateTable, Transaction};

/// How far back payments are looked at whose money may still be on its way: longer than any holiday.
const ON_ITS_WAY: u32 = 40;

/// What the configuration says of money.
#[derive(Clone, Debug, Default)]
pub struct Terms {
    /// The rate table of its file; none: that of the journal stays.
    pub table: Option<RateTable>,
    /// Working days.
    pub calendar: Calendar,
    /// Where the host's settlement file lies.
    pub statement: Option<PathBuf>,
    /// The deposit on the device.
    pub deposit: Option<Deposit>,
}

/// Why a settlement file is not compared.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotCompared {
    /// It cannot be read.
    #[error(transparent)]
    Unread(#[from] FileFault),
    /// It is no settlement file, or not a whole one.
    #[error(transparent)]
    Form(#[from] StatementError),
    /// Another merchant's.
    #[error("the file is of merchant {file}, but this is merchant {own}: fetch the right one")]
    OtherMerchant {
        /// Of the file.
        file: MerchantId,
        /// Of the terminal.
        own: MerchantId,
    },
    /// Another currency.
    #[error("the file is in {}, but this terminal takes {}: fetch the right one", file.letters(), own.letters())]
    OtherCurrency {
        /// Of the file.
        file: Currency,
        /// Of the terminal.
        own: Currency,
    },
}

/// Why nothing is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAudited {
    /// Too many wait already.
    Busy,
    /// The records cannot be read; the log says why.
    Unreadable,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// The comparison, where there is a file.
    pub report: Option<Report>,
    /// What is to come from today on, by day, fees taken off.
    pub coming: BTreeMap<Day, Net>,
    /// Payments of the last days of which it cannot be said how much comes, or when.
    pub not_known: usize,
    /// The deposit, where there is one.
    pub deposit: Option<Counted>,
    /// Why the settlement file is not compared, where it should be and is not.
    pub trouble: Option<NotCompared>,
}

/// A pass under way.
struct Audit<'a> {
    identity: &'a Identity,
    prices: Option<&'a RateTable>,
    calendar: &'a Calendar,
    deposit: Option<&'a Deposit>,
    today: Day,
    comparison: Option<Comparison<'a>>,
    days: Option<(Day, Day)>,
    findings: Findings,
}

impl<'a> Audit<'a> {
    /// Whether a file is about this terminal's money.
    fn fits(own: &Identity, file: &Statement) -> Result<(), NotCompared> {
        if file.merchant != own.merchant {
            return Err(NotCompared::OtherMerchant { file: file.merchant.clone(), own: own.merchant.clone() });
        }
        if file.currency != own.currency {
            return Err(NotCompared::OtherCurrency { file: file.currency, own: own.currency });
        }
        Ok(())
    }

    fn begin(inquiry: &'a Inquiry, statement: Option<&'a Statement>) -> Audit<'a> {
        let Inquiry { identity, terms, prices, today } = inquiry;
        let deposits = statement.into_iter().flat_map(|file| &file.deposits);
        let said = deposits.filter(|row| row.terminal == identity.terminal).max_by_key(|row| row.until).cloned();
        let deposit = terms.deposit.as_ref();
        Audit {
            identity,
            prices: prices.as_ref(),
            calendar: &terms.calendar,
            deposit,
            today: *today,
            comparison: statement.map(|file| Comparison::begin(identity, file)),
            days: statement.map(|file| (file.from, file.until)),
            findings: Findings { deposit: deposit.map(|_| Counted::begin(said)), ..Findings::default() },
        }
    }

    /// The first and the last day whose records are wanted: one more on either side than is asked about, for payments around
    /// midnight.
    fn days(&self) -> (Day, Day) {
        let back = self.today.back(ON_ITS_WAY);
        let spans = [Some((back, self.today)), self.days, self.deposit.map(|d| (d.from, d.until().min(self.today)))];
        let (from, until) = spans
            .into_iter()
            .flatten()
            .fold((back, self.today), |(from, until), span| (from.min(span.0), until.max(span.1)));
        (from.before().unwrap_or(from), until.plus(1))
    }

    /// Takes in one record of these days.
    fn take(&mut self, txn: &Transaction) {
        if let Some(comparison) = &mut self.comparison {
            comparison.take(txn, self.prices, self.calendar);
        }
        if let (Some(counted), Some(deposit)) = (&mut self.findings.deposit, self.deposit) {
            counted.take(deposit, txn, self.identity.offset);
        }
        // What another house pays out is not in the acquirer's file, nor among what comes from him.
        let Some(prices) = self.prices.filter(|_| !txn.is_order()) else { return };
        // The money of what is older has come, whatever is known of it: the records of a deposit may go back for years.
        let recent = trade_day(txn, self.identity.offset) >= self.today.back(ON_ITS_WAY);
        match cost(prices, self.calendar, txn, self.identity.offset) {
            Cost::Nothing => {}
            Cost::Known(fee) => match fee.arrival.day() {
                Some(day) if day >= self.today => {
                    self.findings.coming.entry(day).or_default().add(fee.direction, fee.net);
                }
                Some(_) => {}
                None => self.findings.not_known += usize::from(recent),
            },
            Cost::NotKnown(_) => self.findings.not_known += usize::from(recent),
        }
    }

    /// What was found.
    fn finish(self) -> Findings {
        Findings { report: self.comparison.map(Comparison::finish), ..self.findings }
    }
}

/// What is asked of the records, and by which terms.
#[derive(Clone, Debug)]
pub struct Inquiry {
    /// Who asks.
    pub identity: Identity,
    /// By which terms.
    pub terms: Terms,
    /// The rates in force.
    pub prices: Option<RateTable>,
    /// Today.
    pub today: Day,
}

impl Inquiry {
    /// Looks at the settlement file, where there is one, and at the records of all days that matter. `records` is given the
    /// first and the last of these days, and gives each record once.
    ///
    /// # Errors
    /// What `records` says.
    pub fn run<E>(
        &self,
        file: Option<Result<Vec<u8>, FileFault>>,
        records: impl FnOnce((Day, Day), &mut dyn FnMut(&Transaction)) -> Result<(), E>,
    ) -> Result<Findings, E> {
        let read = file.map(|bytes| {
            let statement = Statement::read(&bytes?)?;
            Audit::fits(&self.identity, &statement).map(|()| statement)
        });
        let (statement, trouble) = match read.transpose() {
            Ok(statement) => (statement, None),
            Err(trouble) => (None, Some(trouble)),
        };
        let mut audit = Audit::begin(self, statement.as_ref());
        records(audit.days(), &mut |txn| audit.take(txn))?;
        Ok(Findings { trouble, ..audit.finish() })
    }
}

#[cfg(test)]
mod tests;
