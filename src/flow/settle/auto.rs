//! Settlements that begin by themselves: at a set time of day, when the batch is full, and when it is too old. Only at a quiet
//! moment, on a line that is well, and never of an empty batch.
//!
//! What is still to be settled by itself follows from the wall clock and the book alone (a batch that began before the set
//! time and is still open), so a restart forgets nothing and a failure is tried again. The day that was settled is a fact, so
//! that a clock that is set back does not settle a day twice.

use std::time::Duration;

use crate::{
    domain::{Civil, Fact, Now, Side, UtcOffset, WallTime},
    flow::{BatchAge, LinkStatus, Terminal, TimeOfDay, Work, terminal::BATCH_LIMIT},
};

/// So long nobody must have traded before a settlement begins by itself.
const QUIET: Duration = Duration::from_secs(60);
/// Milliseconds of a day.
const DAY: i64 = 86_400_000;
/// Milliseconds of a minute.
const MINUTE: i64 = 60_000;

impl Terminal {
    /// Begins a settlement that is due by itself, if this is a good moment. Asked about at each tick.
    pub(in crate::flow) fn settle_by_itself(&mut self, now: Now, out: &mut Vec<Work>) {
        let Some(facts) = self.due_by_itself(now) else { return };
        let quiet = now.mono >= self.busy_at + QUIET && self.line.job().is_none();
        // Once begun it keeps trades out until it is done: not while the host is away, and not while there is something that
        // nobody has read yet, which would be gone with the batch.
        let well = self.line.status() == LinkStatus::Online && self.unseen.is_none();
        if quiet && well && self.may_settle().is_ok() {
            self.begin_settlement(facts, now, out);
        }
    }

    /// What is to be recorded with a settlement that is due by itself, or none when none is.
    fn due_by_itself(&self, now: Now) -> Option<Vec<Fact>> {
        if self.book.settlement.is_some() || !self.book.transactions.values().any(|t| t.counts()) {
            return None;
        }
        let began = self.book.batch_began?;
        if let Some(at) = self.setup.upkeep.settle_at {
            let last = last_moment(at, now.wall, self.setup.offset);
            if self.is_called(began, last, now.wall) {
                return Some(vec![Fact::SettlementCalled { day: day(last, self.setup.offset) }]);
            }
        }
        (self.is_full() || self.batch_age() == BatchAge::Overdue).then(Vec::new)
    }

    /// Whether a batch that began then is still to be settled for the last set time. A batch or a day that lies in the future
    /// was noted by a clock that was wrong.
    fn is_called(&self, began: WallTime, last: WallTime, now: WallTime) -> bool {
        let open = began < last || began > now;
        let (last, today) = (day(last, self.setup.offset), day(now, self.setup.offset));
        open && self.book.settled_day.is_none_or(|done| done < last || done > today)
    }

    /// Whether the batch takes no more trades of some kind.
    pub fn is_full(&self) -> bool {
        let sides = [Side::Debit, Side::Credit];
        self.book.transactions.len() >= BATCH_LIMIT || sides.into_iter().any(|side| self.side_is_full(side))
    }
}

/// The newest moment at which the set time was reached.
fn last_moment(at: TimeOfDay, now: WallTime, UtcOffset(east): UtcOffset) -> WallTime {
    let to_local = i64::from(east) * MINUTE;
    let local = now.0.saturating_add(to_local);
    let today = local.saturating_sub(local.rem_euclid(DAY)).saturating_add(at.minutes() * MINUTE);
    let newest = if today <= local { today } else { today.saturating_sub(DAY) };
    WallTime(newest.saturating_sub(to_local))
}

/// YYYYMMDD as a number.
fn day(at: WallTime, offset: UtcOffset) -> u32 {
    let Civil { year, month, day, .. } = at.civil(offset);
    u32::from(year) * 10_000 + u32::from(month) * 100 + u32::from(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_moment_of_a_set_time() {
        let offset = UtcOffset::default();
        let at = |text: &str| TimeOfDay::try_from(text.to_owned()).unwrap();
        // 2026-01-22 14:05:09 in China.
        let now = WallTime(1_769_061_909_000);
        let newest = |text: &str| last_moment(at(text), now, offset).civil(offset).to_string();
        assert_eq!(newest("14:05"), "2026-01-22 14:05:00");
        assert_eq!(newest("14:06"), "2026-01-21 14:06:00");
        assert_eq!(newest("00:00"), "2026-01-22 00:00:00");
        assert_eq!(day(now, offset), 20_260_122);
    }

    #[test]
    fn a_clock_gone_mad_does_not_panic() {
        let at = TimeOfDay::try_from("23:30".to_owned()).unwrap();
        for wall in [i64::MIN, i64::MAX, -1, 0] {
            let _ = day(last_moment(at, WallTime(wall), UtcOffset(480)), UtcOffset(480));
        }
    }
}
