//! The host's settlement file: what it pays out, record by record. `docs/fees.md` has the form.
//!
//! Lines of fields between commas, without quotes: no field can hold a comma. The last line says how many rows there are and
//! what they add up to, so that a file that was cut off is not taken for a short day.

use std::{collections::BTreeMap, str::FromStr};

use super::{
    cost::{Direction, Net},
    source::{self, NoText},
};
use crate::domain::{Amount, BatchNo, Currency, Day, MerchantId, Stan, TerminalId, TxnRef};

/// The most rows of a file.
const ROWS_MAX: usize = 200_000;
/// The most days of a file.
const DAYS_MAX: u32 = 366;
/// The columns, in this order.
const COLUMNS: [&str; 9] = ["terminal", "batch", "stan", "rrn", "day", "side", "amount", "fee", "arrival"];

/// Why a settlement file cannot be used. The caller names the file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StatementError {
    /// No text.
    #[error(transparent)]
    NoText(#[from] NoText),
    /// A line is not what it should be.
    #[error("line {line}: {what}; docs/fees.md has the form of a settlement file")]
    Form {
        /// Where.
        line: usize,
        /// What was found or expected.
        what: String,
    },
    /// A payment is listed twice.
    #[error("line {line}: the payment of line {other} again; ask the acquirer for a right file")]
    Twice {
        /// Where.
        line: usize,
        /// Where it stood first.
        other: usize,
    },
    /// The last line is not there.
    #[error("the file ends after line {0} without its line \"end\": it was cut off; fetch it again")]
    CutOff(usize),
    /// The last line says something else than the rows.
    #[error("the line \"end\" says {said}, but the rows above it are {found}: the file is damaged; fetch it again")]
    Sums {
        /// Rows, in and out by the last line.
        said: String,
        /// The same as they are.
        found: String,
    },
}

/// One payment as the host pays it out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its line in the file.
    pub line: usize,
    /// Whose.
    pub terminal: TerminalId,
    /// Batch and STAN.
    pub txn: TxnRef,
    /// The host's day.
    pub day: Day,
    /// To the shop or from it.
    pub direction: Direction,
    /// How much, in minor units.
    pub amount: Amount,
    /// The fee in minor units.
    pub fee: Amount,
    /// When the money comes.
    pub arrival: Day,
}

/// How far a deposit has come by the host's count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DepositRow {
    /// Whose.
    pub terminal: TerminalId,
    /// Up to and with which day.
    pub until: Day,
    /// By card, in minor units.
    pub card: Amount,
    /// By code, in minor units.
    pub qr: Amount,
}

/// A whole file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Whose.
    pub merchant: MerchantId,
    /// The first day that it is about.
    pub from: Day,
    /// The last.
    pub until: Day,
    /// Of all amounts.
    pub currency: Currency,
    /// The payments.
    pub rows: Vec<Row>,
    /// What the host says of deposits.
    pub deposits: Vec<DepositRow>,
}

impl Statement {
    /// Reads a file.
    ///
    /// # Errors
    /// [`StatementError`] names the line and what to do.
    pub fn read(bytes: &[u8]) -> Result<Statement, StatementError> {
        let mut lines = Lines::of(source::text(bytes)?);
        lines.exactly("keytill-arrivals", &["1"])?;
        let merchant = lines.next("merchant")?.one("merchant number")?;
        let days = lines.next("days")?;
        let (from, until): (Day, Day) = (days.field(0, "first day")?, days.field(1, "last day")?);
        if until < from || from.until(until) >= DAYS_MAX {
            return Err(days.bad(format!("from {from} until {until} is no span of 1 to {DAYS_MAX} days")));
        }
        let currency = lines.next("currency")?;
        let letters = currency.text(0, "currency")?;
        let known = Currency::ALL.into_iter().find(|known| known.letters() == letters);
        let known = known.ok_or_else(|| currency.bad(format!("{} is no currency of this terminal", shown(letters))))?;
        lines.exactly("columns", &COLUMNS)?;
        Statement { merchant, from, until, currency: known, rows: Vec::new(), deposits: Vec::new() }.body(lines)
    }

    fn body(mut self, mut lines: Lines<'_>) -> Result<Statement, StatementError> {
        let mut seen: BTreeMap<(String, TxnRef), usize> = BTreeMap::new();
        let mut sums = Net::default();
        loop {
            let line = lines.any()?;
            match line.word {
                "row" => {
                    let row = self.row(&line)?;
                    if let Some(other) = seen.insert((row.terminal.as_str().to_owned(), row.txn), row.line) {
                        return Err(StatementError::Twice { line: row.line, other });
                    }
                    if self.rows.len() >= ROWS_MAX {
                        return Err(line.bad(format!("more than {ROWS_MAX} rows")));
                    }
                    sums.add(row.direction, row.amount);
                    self.rows.push(row);
                }
                "deposit" => self.deposits.push(line.deposit()?),
                "end" => {
                    let found = format!("{},{},{}", self.rows.len(), sums.incoming, sums.outgoing);
                    let said = line.fields.join(",");
                    if said != found {
                        return Err(StatementError::Sums { said: said.chars().take(60).collect(), found });
                    }
                    return lines.nothing_more().map(|()| self);
                }
                other => return Err(line.bad(format!("{} is no row, deposit or end", shown(other)))),
            }
        }
    }

    fn row(&self, line: &Line<'_>) -> Result<Row, StatementError> {
        line.has(COLUMNS.len())?;
        let day: Day = line.field(4, "day")?;
        if day < self.from || self.until < day {
            return Err(
                line.bad(format!("day {day} is not among the days of the file, {} to {}", self.from, self.until))
            );
        }
        let direction = match line.text(5, "side")? {
            "in" => Direction::In,
            "out" => Direction::Out,
            other => return Err(line.bad(format!("side is {}, but must be in or out", shown(other)))),
        };
        let (amount, fee) = (line.amount(6, "amount")?, line.amount(7, "fee")?);
        if fee > amount {
            return Err(line.bad(format!("the fee of {} is more than the amount of {}", fee.minor(), amount.minor())));
        }
        Ok(Row {
            line: line.number,
            terminal: line.field(0, "terminal")?,
            txn: TxnRef { batch: line.field::<BatchNo>(1, "batch")?, stan: line.field::<Stan>(2, "stan")? },
            day,
            direction,
            amount,
            fee,
            arrival: line.field(8, "arrival")?,
        })
    }
}

/// The lines of a file that are not empty.
struct Lines<'a> {
    rest: std::iter::Enumerate<std::str::Lines<'a>>,
    last: usize,
}

/// One line: its first field, and the others.
struct Line<'a> {
    number: usize,
    word: &'a str,
    fields: Vec<&'a str>,
}

impl<'a> Lines<'a> {
    fn of(text: &'a str) -> Lines<'a> {
        Lines { rest: text.lines().enumerate(), last: 0 }
    }

    fn any(&mut self) -> Result<Line<'a>, StatementError> {
        let next = self.rest.find(|(_, text)| !text.trim().is_empty());
        let (at, text) = next.ok_or(StatementError::CutOff(self.last))?;
        self.last = at + 1;
        let mut fields = text.split(',').map(str::trim);
        let word = fields.next().unwrap_or_default();
        Ok(Line { number: at + 1, word, fields: fields.collect() })
    }

    fn next(&mut self, word: &str) -> Result<Line<'a>, StatementError> {
        let line = self.any()?;
        if line.word == word { Ok(line) } else { Err(line.bad(format!("{} in place of {word}", shown(line.word)))) }
    }

    /// A line that is the same in all files.
    fn exactly(&mut self, word: &str, fields: &[&str]) -> Result<(), StatementError> {
        let line = self.next(word)?;
        let wrong = line.fields.iter().find(|field| !fields.contains(field));
        match wrong {
            Some(field) => Err(line.bad(format!("{word} has {}, which is not known", shown(field)))),
            None if line.fields != fields => Err(line.bad(format!("{word} must be {}", fields.join(",")))),
            None => Ok(()),
        }
    }

    fn nothing_more(&mut self) -> Result<(), StatementError> {
        match self.any() {
            Err(StatementError::CutOff(_)) => Ok(()),
            Ok(line) => Err(line.bad("something stands after the line \"end\"".into())),
            Err(error) => Err(error),
        }
    }
}

impl Line<'_> {
    fn bad(&self, what: String) -> StatementError {
        StatementError::Form { line: self.number, what }
    }

    fn has(&self, count: usize) -> Result<(), StatementError> {
        let found = self.fields.len();
        if found == count { Ok(()) } else { Err(self.bad(format!("{found} fields where {count} are expected"))) }
    }

    fn text(&self, at: usize, name: &str) -> Result<&str, StatementError> {
        self.fields.get(at).copied().ok_or_else(|| self.bad(format!("{name} is missing")))
    }

    fn field<T: FromStr>(&self, at: usize, name: &str) -> Result<T, StatementError> {
        let text = self.text(at, name)?;
        text.parse().map_err(|_| self.bad(format!("{} is no {name}", shown(text))))
    }

    fn one<T: FromStr>(&self, name: &str) -> Result<T, StatementError> {
        self.has(1)?;
        self.field(0, name)
    }

    /// Minor units, digits alone: a sign is in no column.
    fn amount(&self, at: usize, name: &str) -> Result<Amount, StatementError> {
        let text = self.text(at, name)?;
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let minor = text.parse::<u64>().ok().filter(|_| digits).and_then(|minor| Amount::from_minor(minor).ok());
        minor.ok_or_else(|| {
            self.bad(format!("{name} is {}, but must be minor units as digits alone, 12.34 as 1234", shown(text)))
        })
    }

    fn deposit(&self) -> Result<DepositRow, StatementError> {
        self.has(4)?;
        Ok(DepositRow {
            terminal: self.field(0, "terminal")?,
            until: self.field(1, "day")?,
            card: self.amount(2, "amount by card")?,
            qr: self.amount(3, "amount by code")?,
        })
    }
}

/// A field for people, not too long.
fn shown(text: &str) -> String {
    format!("{:?}", text.chars().take(30).collect::<String>())
}

#[cfg(test)]
mod tests;
