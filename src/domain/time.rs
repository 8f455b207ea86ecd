//! Time as an argument: the pure core never reads a clock, it is told [`Now`].

use std::{fmt, time::Duration};

use serde::{Deserialize, Serialize};

/// Both clocks at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Now {
    /// The wall clock, which people read and which may jump.
    pub wall: WallTime,
    /// The monotonic clock, counted from program start, which time-outs use.
    pub mono: Duration,
}

/// Milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct WallTime(pub i64);

impl WallTime {
    /// The civil date and time at an offset from UTC. A clock outside the years 1 to 9999 reads as 1970.
    pub fn civil(self, offset: UtcOffset) -> Civil {
        let seconds = self.0.div_euclid(1000).saturating_add(i64::from(offset.0) * 60);
        let at = time::OffsetDateTime::from_unix_timestamp(seconds).ok().filter(|at| at.year() >= 1);
        let at = at.unwrap_or(time::OffsetDateTime::UNIX_EPOCH);
        Civil {
            year: at.year() as u16,
            month: at.month().into(),
            day: at.day(),
            hour: at.hour(),
            minute: at.minute(),
            second: at.second(),
        }
    }

    /// How long until the next full minute, for a clock that shows minutes.
    pub fn to_next_minute(self) -> Duration {
        Duration::from_millis(60_000 - self.0.rem_euclid(60_000) as u64)
    }
}

/// Minutes east of UTC. Civil time in China is +480.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UtcOffset(pub i16);

impl Default for UtcOffset {
    fn default() -> Self {
        UtcOffset(480)
    }
}

/// A civil date and time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Civil {
    /// Year, four digits.
    pub year: u16,
    /// Month, 1 to 12.
    pub month: u8,
    /// Day, 1 to 31.
    pub day: u8,
    /// Hour, 0 to 23.
    pub hour: u8,
    /// Minute, 0 to 59.
    pub minute: u8,
    /// Second, 0 to 59.
    pub second: u8,
}

impl Civil {
    /// `14:05`.
    pub fn hh_mm(self) -> String {
        format!("{:02}:{:02}", self.hour, self.minute)
    }
    /// `260122`, year, month and day.
    pub fn yymmdd(self) -> String {
        format!("{:02}{:02}{:02}", self.year % 100, self.month, self.day)
    }
    /// `0122`, month and day, as fields 13 and 15 carry them.
    pub fn mmdd(self) -> String {
        format!("{:02}{:02}", self.month, self.day)
    }
    /// `140509`, as field 12 carries it.
    pub fn hhmmss(self) -> String {
        format!("{:02}{:02}{:02}", self.hour, self.minute, self.second)
    }
}

impl fmt::Display for Civil {
    /// `2026-01-22 14:05:09`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Civil { year, month, day, hour, minute, second } = self;
        write!(f, "{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
    }
}

/// The host's own time of a transaction: fields 13 and 12, without a year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostTime {
    /// MMDD.
    pub date: String,
    /// hhmmss.
    pub time: String,
}

impl HostTime {
    /// Its year, which is the one that brings it nearest to this terminal's own time: the two may lie on both sides of New Year.
    /// Of what is no date, this terminal's.
    pub fn year(&self, own: Civil) -> u16 {
        let month = self.date.get(..2).and_then(|month| month.parse::<u8>().ok());
        match (own.month, month) {
            (12, Some(1)) => own.year.saturating_add(1),
            (1, Some(12)) => own.year.saturating_sub(1),
            _ => own.year,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_year_lies_between_two_clocks() {
        // 2025-12-31 23:59:59 in China.
        let last = WallTime(1_767_196_799_000).civil(UtcOffset::default());
        let year = |date: &str, own| HostTime { date: date.into(), time: "000001".into() }.year(own);
        assert_eq!((year("0101", last), year("1231", last), year("1130", last)), (2026, 2025, 2025));
        let first = Civil { year: 2026, month: 1, day: 1, ..last };
        assert_eq!((year("1231", first), year("0101", first), year("0201", first)), (2025, 2026, 2026));
        assert_eq!((year("", last), year("一二", first)), (2025, 2026));
    }

    #[test]
    fn civil_time_in_china() {
        let at = WallTime(1_769_061_909_000).civil(UtcOffset::default());
        assert_eq!(at.to_string(), "2026-01-22 14:05:09");
        assert_eq!((at.yymmdd(), at.mmdd(), at.hhmmss()), ("260122".into(), "0122".into(), "140509".into()));
    }

    #[test]
    fn a_clock_gone_mad_does_not_panic() {
        for wall in [i64::MIN, i64::MAX, -1, 0, -100_000_000_000_000] {
            let civil = WallTime(wall).civil(UtcOffset(480));
            assert_eq!((civil.year, civil.month), (1970, 1), "{wall}");
            assert!(WallTime(wall).to_next_minute() <= Duration::from_secs(60));
        }
    }
}
