//! The guard of the passwords: a delay that grows with each wrong one, and a lock-out that a restart does not end.
//!
//! A number that does not exist is guarded like one that does, so that nothing can be learnt from the answer.

use std::{collections::BTreeMap, time::Duration};

use crate::domain::{Book, Now, OperatorNo};

/// Failures from which on only time or a supervisor helps.
pub const LOCK_AT: u8 = 6;
/// How long a lock-out lasts.
const LOCK: Duration = Duration::from_secs(30 * 60);

/// How long to wait after so many wrong passwords in a row.
pub fn delay(failures: u8) -> Duration {
    match failures {
        0 => Duration::ZERO,
        1 => Duration::from_secs(1),
        2 => Duration::from_secs(3),
        3 => Duration::from_secs(10),
        4 => Duration::from_secs(30),
        5 => Duration::from_secs(60),
        LOCK_AT.. => LOCK,
    }
}

/// Until when each number must wait, on the monotonic clock, which no change of the wall clock moves.
#[derive(Debug, Default)]
pub struct Guard {
    until: BTreeMap<OperatorNo, Duration>,
    /// Wrong passwords for numbers that do not exist.
    strangers: BTreeMap<OperatorNo, u8>,
}

impl Guard {
    /// After a start: whoever was waiting waits the whole time again, since nobody knows how long the box was off.
    pub fn after_start(book: &Book, now: Now) -> Guard {
        let mut guard = Guard::default();
        for (number, record) in book.operators.iter().filter(|(_, r)| r.failures > 0) {
            guard.until.insert(*number, now.mono + delay(record.failures));
        }
        guard
    }

    /// How long the number must still wait.
    pub fn wait(&self, operator: OperatorNo, now: Now) -> Option<Duration> {
        self.until.get(&operator).map(|until| until.saturating_sub(now.mono)).filter(|left| !left.is_zero())
    }

    /// A wrong password. `known` is the ledger's count before this one, where the number exists.
    pub fn failed(&mut self, operator: OperatorNo, known: Option<u8>, now: Now) {
        let failures = match known {
            Some(before) => before.saturating_add(1),
            None => {
                let count = self.strangers.entry(operator).or_default();
                *count = count.saturating_add(1);
                *count
            }
        };
        self.until.insert(operator, now.mono + delay(failures));
    }

    /// A right password, or a supervisor's release.
    pub fn release(&mut self, operator: OperatorNo) {
        self.until.remove(&operator);
        self.strangers.remove(&operator);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::WallTime;

    fn now(seconds: u64) -> Now {
        Now { wall: WallTime(0), mono: Duration::from_secs(seconds) }
    }

    #[test]
    fn the_delay_grows_up_to_a_lock() {
        let number: OperatorNo = "07".parse().unwrap();
        let mut guard = Guard::default();
        let mut last = Duration::ZERO;
        for failures in 0..7 {
            guard.failed(number, Some(failures), now(0));
            let wait = guard.wait(number, now(0)).unwrap();
            assert!(wait > last || wait == LOCK);
            last = wait;
        }
        assert_eq!(last, LOCK);
        assert_eq!(guard.wait(number, now(LOCK.as_secs())), None);
    }

    #[test]
    fn strangers_wait_like_everyone() {
        let (real, stranger): (OperatorNo, OperatorNo) = ("01".parse().unwrap(), "55".parse().unwrap());
        let mut guard = Guard::default();
        for failures in 0..7 {
            guard.failed(real, Some(failures), now(0));
            guard.failed(stranger, None, now(0));
            assert_eq!(guard.wait(real, now(0)), guard.wait(stranger, now(0)));
        }
    }
}
