//! Working days, as data: `packaging/calendar.toml` has those of China and says where they come from.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::source::{self, NoText};
use crate::domain::{Day, Speed};

/// The calendar that the program brings along.
const SHIPPED: &str = include_str!("../../packaging/calendar.toml");
/// No holiday is longer.
const HOLIDAY_MAX: u32 = 31;
/// The most years of a file.
const YEARS_MAX: usize = 100;

/// When money is to come. In order, what is certain stands first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Arrival {
    /// On this day.
    On(Day),
    /// On this day by the law's holidays alone: the year's arrangement of days off and working weekends is not in the
    /// calendar.
    Provisional(Day),
    /// The calendar does not reach so far, or the table has no term for the day.
    NotKnown,
}

impl Arrival {
    /// The day, firm or not.
    pub fn day(self) -> Option<Day> {
        match self {
            Arrival::On(day) | Arrival::Provisional(day) => Some(day),
            Arrival::NotKnown => None,
        }
    }
}

/// Why a calendar cannot be used. The caller names the file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// No text.
    #[error(transparent)]
    NoText(#[from] NoText),
    /// A key or value is not what it should be.
    #[error("line {line}: {what}; docs/fees.md has the form of a calendar")]
    Form {
        /// Where.
        line: usize,
        /// What was found or expected.
        what: String,
    },
    /// A year is wrong in itself.
    #[error("year {year}: {what}")]
    Year {
        /// Which.
        year: u16,
        /// What is wrong, and what to do.
        what: String,
    },
    /// There are no years, or too many.
    #[error("the calendar has {0} years, but must have 1 to {YEARS_MAX}")]
    Years(usize),
}

/// How sure the days of a year are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Status {
    /// The State Council has published its arrangement.
    Published,
    /// Only the holidays of the law are known.
    Statutory,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCalendar {
    #[serde(default, rename = "year")]
    years: Vec<RawYear>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawYear {
    year: u16,
    status: Status,
    /// For people.
    #[serde(rename = "source")]
    _source: String,
    holidays: Vec<RawHoliday>,
    #[serde(default)]
    working_weekends: Vec<Day>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawHoliday {
    /// For people.
    #[serde(rename = "name")]
    _name: String,
    from: Day,
    until: Day,
}

/// The days on which banks work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    years: BTreeMap<u16, Year>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Year {
    status: Status,
    off: BTreeSet<Day>,
    working: BTreeSet<Day>,
}

impl Default for Calendar {
    /// The shipped one. A test reads it, so that it is never empty.
    fn default() -> Calendar {
        Calendar::read(SHIPPED.as_bytes()).unwrap_or(Calendar { years: BTreeMap::new() })
    }
}

impl Calendar {
    /// Reads a calendar.
    ///
    /// # Errors
    /// [`CalendarError`] names line or year, and what to do.
    pub fn read(bytes: &[u8]) -> Result<Calendar, CalendarError> {
        let text = source::text(bytes)?;
        let raw: RawCalendar = toml::from_str(text).map_err(|error| {
            let (line, what) = source::toml_fault(text, &error);
            CalendarError::Form { line, what }
        })?;
        if raw.years.is_empty() || raw.years.len() > YEARS_MAX {
            return Err(CalendarError::Years(raw.years.len()));
        }
        let mut years = BTreeMap::new();
        for raw in raw.years {
            let year = raw.year;
            if years.contains_key(&year) {
                return Err(CalendarError::Year { year, what: "it is there twice; remove one".into() });
            }
            years.insert(year, Year::of(raw)?);
        }
        Ok(Calendar { years })
    }

    /// When the money of a day's payments comes.
    pub fn arrival(&self, day: Day, speed: Speed) -> Arrival {
        match speed {
            Speed::D0 => Arrival::On(day),
            Speed::D1 => Arrival::On(day.plus(1)),
            Speed::T1 => self.next_working(day),
        }
    }

    fn next_working(&self, after: Day) -> Arrival {
        let mut firm = true;
        for day in (1..=HOLIDAY_MAX).map(|days| after.plus(days)) {
            let Some(year) = self.years.get(&day.year()) else { return Arrival::NotKnown };
            firm &= year.status == Status::Published;
            if year.is_working(day) {
                return if firm { Arrival::On(day) } else { Arrival::Provisional(day) };
            }
        }
        Arrival::NotKnown
    }
}

impl Year {
    fn of(raw: RawYear) -> Result<Year, CalendarError> {
        let bad = |what: String| CalendarError::Year { year: raw.year, what };
        let mut off = BTreeSet::new();
        for RawHoliday { from, until, .. } in &raw.holidays {
            let (from, until) = (*from, *until);
            if until < from || from.until(until) >= HOLIDAY_MAX {
                return Err(bad(format!(
                    "the holiday from {from} until {until} is no span of 1 to {HOLIDAY_MAX} days"
                )));
            }
            for day in (0..=from.until(until)).map(|days| from.plus(days)) {
                if !off.insert(day) {
                    return Err(bad(format!("{day} is in two holidays; take it from one")));
                }
            }
        }
        let working: BTreeSet<Day> = raw.working_weekends.iter().copied().collect();
        if let Some(day) = off.iter().chain(&working).find(|day| day.year() != raw.year) {
            return Err(bad(format!("{day} is in another year; write it there")));
        }
        if let Some(day) = working.iter().find(|day| !day.is_weekend() || off.contains(day)) {
            return Err(bad(format!("{day} is no Saturday or Sunday that a holiday leaves free; remove it")));
        }
        Ok(Year { status: raw.status, off, working })
    }

    fn is_working(&self, day: Day) -> bool {
        self.working.contains(&day) || !(day.is_weekend() || self.off.contains(&day))
    }
}

#[cfg(test)]
mod tests;
