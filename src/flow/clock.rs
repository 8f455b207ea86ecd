//! Whether the wall clock can be believed. A box whose battery is flat starts in another year; trades would then stand under
//! wrong days in journal, receipts and reports.
//!
//! The clock is looked at when the program starts, before anything is sold. A doubt goes when the clock is set right, when
//! the host's clock agrees at sign-on, or when a supervisor says that the clock is right.

use std::time::Duration;

use crate::domain::{ClockNote, Fact, HostTime, Now, OperatorNo, UtcOffset, WallTime};

use super::{Terminal, World};

/// No program of this version runs earlier: 2026-01-01 in UTC. A release may move it on (docs/release.md).
pub const EARLIEST: WallTime = WallTime(1_767_225_600_000);
/// So much earlier than the journal's latest record a clock may be, as one that is set by a time server now and then is.
const BEHIND: Duration = Duration::from_secs(300);
/// So much the host's clock and this one may differ, and still agree.
const APART: u64 = 900;
/// The host says no year, so it cannot speak for a clock that was set back further than this: half a year.
const YEARLESS: i64 = 180 * DAY;
const DAY: i64 = 86_400;

/// Why the wall clock is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockDoubt {
    /// It is earlier than this program was made.
    BeforeProgram,
    /// It is earlier than what the journal has already; with the latest time there.
    BeforeRecords(WallTime),
}

impl Terminal {
    /// Looks at the clock, once, at the start.
    pub(super) fn look_at_clock(&mut self, now: Now) -> Option<Fact> {
        let watched = self.setup.world == World::Live && self.setup.limits.earliest.is_some();
        if !watched {
            return None;
        }
        self.doubt = self.clock_doubt_at(now.wall);
        self.book.latest.is_none().then_some(Fact::Clock(ClockNote::Watched))
    }

    /// A clock that has been set right is believed again.
    pub(super) fn believe_clock(&mut self, now: Now) {
        if self.doubt.is_some() {
            self.doubt = self.clock_doubt_at(now.wall);
        }
    }

    /// The fact that ends a doubt, where the host's clock says the same as this one.
    pub(super) fn host_believes_clock(&self, host: Option<&HostTime>, now: Now) -> Option<Fact> {
        let Some(ClockDoubt::BeforeRecords(latest)) = self.doubt else { return None };
        let near = (latest.0 - now.wall.0) / 1000 < YEARLESS;
        (near && agrees(host?, now.wall, self.setup.offset)).then_some(Fact::Clock(ClockNote::Confirmed { by: None }))
    }

    /// The fact that ends a doubt, because somebody says that the clock is right.
    pub fn person_believes_clock(&self, by: OperatorNo) -> Option<Fact> {
        self.doubt.map(|_| Fact::Clock(ClockNote::Confirmed { by: Some(by) }))
    }

    fn clock_doubt_at(&self, wall: WallTime) -> Option<ClockDoubt> {
        let earliest = self.setup.limits.earliest?;
        if wall < earliest {
            return Some(ClockDoubt::BeforeProgram);
        }
        let behind = i64::try_from(BEHIND.as_millis()).unwrap_or(i64::MAX);
        let latest = self.book.latest?;
        (wall.0.saturating_add(behind) < latest.0).then_some(ClockDoubt::BeforeRecords(latest))
    }
}

/// Whether the host's clock and this one say nearly the same.
fn agrees(host: &HostTime, wall: WallTime, offset: UtcOffset) -> bool {
    seconds_apart(host, wall, offset).is_some_and(|seconds| seconds <= APART)
}

/// By how many seconds the host's clock, which has no year, and this one differ; none where the host told no time.
pub fn seconds_apart(host: &HostTime, wall: WallTime, offset: UtcOffset) -> Option<u64> {
    let here = wall.civil(offset);
    let there = second_of_year(&host.date, &host.time)?;
    let here = second_of_year(&here.mmdd(), &here.hhmmss())?;
    // Both count with the 29th of February, so that the two ends of a year are a leap year apart.
    let apart = (there - here).rem_euclid(366 * DAY);
    u64::try_from(apart.min(366 * DAY - apart)).ok()
}

/// Seconds since the first of January of a leap year.
fn second_of_year(mmdd: &str, hhmmss: &str) -> Option<i64> {
    const BEFORE: [i64; 12] = [0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335];
    let pair = |text: &str, at: usize| text.get(at..at + 2)?.parse::<i64>().ok();
    let month = usize::try_from(pair(mmdd, 0)?).ok()?;
    let days = BEFORE.get(month.checked_sub(1)?)? + pair(mmdd, 2)? - 1;
    Some(days * DAY + pair(hhmmss, 0)? * 3600 + pair(hhmmss, 2)? * 60 + pair(hhmmss, 4)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-01-22 14:05:09 in China.
    const HERE: WallTime = WallTime(1_769_061_909_000);

    fn says(date: &str, time: &str) -> bool {
        agrees(&HostTime { date: date.into(), time: time.into() }, HERE, UtcOffset::default())
    }

    #[test]
    fn the_host_agrees_within_a_quarter_of_an_hour() {
        assert!(says("0122", "140509") && says("0122", "142008") && says("0122", "135010"));
        assert!(
            !says("0122", "142010") && !says("0122", "130509") && !says("0121", "140509") && !says("0222", "140509")
        );
    }

    #[test]
    fn seconds_are_counted_over_midnight_and_a_day_is_no_agreement() {
        let apart = |millis: i64, date: &str, time: &str| {
            let host = HostTime { date: date.into(), time: time.into() };
            seconds_apart(&host, WallTime(HERE.0 + millis), UtcOffset::default())
        };
        assert_eq!(apart(0, "0122", "140509"), Some(0));
        assert_eq!(apart(0, "0122", "140309"), Some(120));
        assert_eq!(apart(0, "0123", "140509"), Some(86_400));
        assert_eq!(apart(0, "0122", "14"), None);
        let midnight = (9 * 3600 + 54 * 60 + 50) * 1000;
        assert_eq!(apart(midnight, "0122", "235958"), Some(1));
        assert_eq!(apart(midnight, "0123", "000004"), Some(5));
    }

    #[test]
    fn new_year_is_no_difference() {
        let last = WallTime(1_767_196_799_000); // 2025-12-31 23:59:59 in China.
        let host = HostTime { date: "0101".into(), time: "000001".into() };
        assert!(agrees(&host, last, UtcOffset::default()));
    }

    #[test]
    fn what_is_no_time_agrees_with_nothing() {
        for (date, time) in
            [("", ""), ("1322", "140509"), ("0022", "140509"), ("01", "140509"), ("0122", "1405"), ("一二", "140509")]
        {
            assert!(!says(date, time), "{date} {time}");
        }
    }
}
