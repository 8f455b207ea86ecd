//! A day of the terminal's calendar.

use std::{fmt, str::FromStr};

use crate::domain::{UtcOffset, WallTime};

const MILLISECONDS: i64 = 24 * 60 * 60 * 1000;

/// A day of the calendar, counted from 1970-01-01; from midnight to midnight of the terminal's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(i32);

/// A text is no day.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no day; write year, month and day as 2026-11-25")]
pub struct BadDay(String);

impl Day {
    /// The day that a moment is in.
    pub fn of(at: WallTime, offset: UtcOffset) -> Day {
        let local = at.0.saturating_add(i64::from(offset.0) * 60_000);
        Day(i32::try_from(local.div_euclid(MILLISECONDS)).unwrap_or(0))
    }

    /// The day of year, month and day, or `None` where the calendar has no such day.
    pub fn from_parts(year: u16, month: u8, day: u8) -> Option<Day> {
        let month = time::Month::try_from(month).ok()?;
        let date = time::Date::from_calendar_date(year.into(), month, day).ok()?;
        Some(Day(date.to_julian_day() - epoch()))
    }

    /// Its first moment.
    pub fn start(self, offset: UtcOffset) -> WallTime {
        WallTime(i64::from(self.0) * MILLISECONDS - i64::from(offset.0) * 60_000)
    }

    /// The moment after its last one.
    pub fn end(self, offset: UtcOffset) -> WallTime {
        self.plus(1).start(offset)
    }

    /// So many days later, or earlier.
    #[must_use]
    pub fn plus(self, days: i32) -> Day {
        Day(self.0.saturating_add(days))
    }

    /// How many days this one is after another.
    pub fn since(self, other: Day) -> i32 {
        self.0.saturating_sub(other.0)
    }

    /// `11-25`.
    pub fn mm_dd(self) -> String {
        let date = self.date();
        format!("{:02}-{:02}", u8::from(date.month()), date.day())
    }

    /// A day that no calendar has reads as 1970-01-01.
    fn date(self) -> time::Date {
        time::Date::from_julian_day(self.0.saturating_add(epoch())).unwrap_or(time::OffsetDateTime::UNIX_EPOCH.date())
    }
}

fn epoch() -> i32 {
    time::OffsetDateTime::UNIX_EPOCH.to_julian_day()
}

impl fmt::Display for Day {
    /// `2026-11-25`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{}", self.date().year(), self.mm_dd())
    }
}

impl FromStr for Day {
    type Err = BadDay;

    fn from_str(text: &str) -> Result<Day, BadDay> {
        let bad = || BadDay(text.chars().take(20).collect());
        let mut parts = text.split('-');
        let mut number = |digits: usize| {
            let part = parts.next().filter(|p| p.len() == digits && p.bytes().all(|b| b.is_ascii_digit()));
            part.and_then(|p| p.parse::<u16>().ok()).ok_or_else(bad)
        };
        let (year, month, day) = (number(4)?, number(2)?, number(2)?);
        let whole = parts.next().is_none();
        Day::from_parts(year, month as u8, day as u8).filter(|_| whole).ok_or_else(bad)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_midnight_of_the_terminal() {
        let (china, day) = (UtcOffset(480), "2026-11-25".parse::<Day>().unwrap());
        assert_eq!(day.start(china).civil(china).to_string(), "2026-11-25 00:00:00");
        assert_eq!(day.end(china).civil(china).to_string(), "2026-11-26 00:00:00");
        assert_eq!(Day::of(day.start(china), china), day);
        assert_eq!(Day::of(WallTime(day.end(china).0 - 1), china), day);
        assert_eq!(Day::of(WallTime(day.start(china).0 - 1), china).to_string(), "2026-11-24");
        assert_eq!(day.plus(6).mm_dd(), "12-01");
    }

    #[test]
    fn only_days_of_the_calendar_are_read() {
        assert!("2024-02-29".parse::<Day>().is_ok());
        for bad in ["", "2026-02-29", "2026-13-01", "2026-1-1", "2026-11-25-", "+026-11-25", "today", "2026/11/25"] {
            assert!(bad.parse::<Day>().is_err(), "{bad}");
        }
        for wall in [i64::MIN, i64::MAX] {
            let _ = Day::of(WallTime(wall), UtcOffset(480)).plus(i32::MAX).end(UtcOffset(480)).civil(UtcOffset(0));
        }
    }
}
