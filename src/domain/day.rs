//! A civil day, such as the one on which money is to arrive.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::{UtcOffset, WallTime};

/// Milliseconds of a day.
const DAY_MILLIS: i64 = 86_400_000;

/// A day of the Gregorian calendar from 1970 to 9999, written `2026-01-22`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Day {
    /// Days since 1970-01-01.
    number: u32,
}

/// Why a text is not a [`Day`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no date: write year, month and day as in 2026-01-22, from 1970 to 9999")]
pub struct BadDay(String);

impl Day {
    /// The last one, 9999-12-31.
    pub const LAST: Day = Day { number: 2_932_896 };

    /// So many days later; [`Day::LAST`] where that would be too late.
    #[must_use]
    pub fn plus(self, days: u32) -> Day {
        Day { number: self.number.saturating_add(days).min(Day::LAST.number) }
    }

    /// So many days earlier; 1970-01-01 where that would be too early.
    #[must_use]
    pub fn back(self, days: u32) -> Day {
        Day { number: self.number.saturating_sub(days) }
    }

    /// The day before; none before 1970.
    pub fn before(self) -> Option<Day> {
        self.number.checked_sub(1).map(|number| Day { number })
    }

    /// How many days it is until a later one; 0 where that is earlier.
    pub fn until(self, later: Day) -> u32 {
        later.number.saturating_sub(self.number)
    }

    /// Whether it is a Saturday or a Sunday.
    pub fn is_weekend(self) -> bool {
        // 1970-01-01 was a Thursday.
        matches!(self.number % 7, 2 | 3)
    }

    /// The year.
    pub fn year(self) -> u16 {
        self.start(UtcOffset(0)).civil(UtcOffset(0)).year
    }

    /// The day of year, month and day, or `None` where the calendar has no such day.
    pub fn from_parts(year: u16, month: u8, day: u8) -> Option<Day> {
        let month = time::Month::try_from(month).ok()?;
        let date = time::Date::from_calendar_date(i32::from(year), month, day).ok()?;
        let since_1970 = date.midnight().assume_utc().unix_timestamp() * 1000;
        (since_1970 >= 0).then(|| WallTime(since_1970).day(UtcOffset(0)))
    }

    /// Its first moment, at an offset from UTC.
    pub fn start(self, offset: UtcOffset) -> WallTime {
        WallTime(i64::from(self.number) * DAY_MILLIS - i64::from(offset.0) * 60_000)
    }

    /// The moment after its last one.
    pub fn end(self, offset: UtcOffset) -> WallTime {
        WallTime(self.start(offset).0 + DAY_MILLIS)
    }

    /// `11-25`.
    pub fn mm_dd(self) -> String {
        let civil = self.start(UtcOffset(0)).civil(UtcOffset(0));
        format!("{:02}-{:02}", civil.month, civil.day)
    }
}

impl WallTime {
    /// The day at an offset from UTC. A clock before 1970 reads as its first day, one after 9999 as the last.
    pub fn day(self, offset: UtcOffset) -> Day {
        let number = self.0.saturating_add(i64::from(offset.0) * 60_000).div_euclid(DAY_MILLIS);
        Day { number: u32::try_from(number.max(0)).unwrap_or(u32::MAX).min(Day::LAST.number) }
    }
}

impl FromStr for Day {
    type Err = BadDay;
    fn from_str(text: &str) -> Result<Day, BadDay> {
        let bad = || BadDay(text.chars().take(20).collect());
        let digits = |range: std::ops::Range<usize>| {
            let part = text.get(range).filter(|part| part.bytes().all(|b| b.is_ascii_digit()));
            part.and_then(|part| part.parse::<u16>().ok())
        };
        let marks = text.len() == 10 && text.as_bytes()[4] == b'-' && text.as_bytes()[7] == b'-';
        let (Some(year), Some(month), Some(day), true) = (digits(0..4), digits(5..7), digits(8..10), marks) else {
            return Err(bad());
        };
        // Two digits fit a byte.
        Day::from_parts(year, month as u8, day as u8).ok_or_else(bad)
    }
}

impl TryFrom<String> for Day {
    type Error = BadDay;
    fn try_from(text: String) -> Result<Day, BadDay> {
        text.parse()
    }
}

impl From<Day> for String {
    fn from(day: Day) -> String {
        day.to_string()
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{}", self.year(), self.mm_dd())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_and_written() {
        for text in ["1970-01-01", "2026-02-28", "2028-02-29", "9999-12-31"] {
            assert_eq!(text.parse::<Day>().unwrap().to_string(), text);
        }
        assert_eq!("9999-12-31".parse::<Day>().unwrap(), Day::LAST);
        for bad in ["", "2026-2-28", "2026-02-30", "2027-02-29", "1969-12-31", "2026/01/01", "+026-01-01", "日期日期"]
        {
            assert!(bad.parse::<Day>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_day_begins_at_midnight_in_china() {
        let day: Day = "2026-11-25".parse().unwrap();
        let start = day.start(UtcOffset(480));
        assert_eq!(start.civil(UtcOffset(480)).to_string(), "2026-11-25 00:00:00");
        assert_eq!(
            (start.day(UtcOffset(480)), WallTime(start.0 - 1).day(UtcOffset(480))),
            (day, day.before().unwrap())
        );
        assert!(!day.is_weekend() && day.plus(3).is_weekend() && day.plus(4).is_weekend() && !day.plus(5).is_weekend());
        assert_eq!((day.end(UtcOffset(480)), day.mm_dd().as_str()), (day.plus(1).start(UtcOffset(480)), "11-25"));
        assert_eq!(day.back(25).to_string(), "2026-10-31");
        assert_eq!((WallTime(i64::MAX).day(UtcOffset(480)), day.until(day.plus(7))), (Day::LAST, 7));
    }
}
