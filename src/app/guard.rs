//! The guard of the passwords: a delay that grows with each wrong one, and a lock-out that a restart does not end.
//!
//! Trying one number after the other locks the terminal: for half an hour only the supervisor is let in, and with him it is
//! released. His own number has its own pause, which ends by itself: nobody can shut a shop out for good.
//!
//! A number that does not exist is guarded like one that does, so that nothing can be learnt from the answer.

use std::{collections::BTreeMap, time::Duration};

use crate::domain::{Book, Now, OperatorNo};

/// Failures from which on only time or a supervisor helps.
pub const LOCK_AT: u8 = 6;
/// Wrong passwords in a row, for whatever numbers, from which on the terminal takes nobody but the supervisor.
pub const TERMINAL_LOCK_AT: u16 = 2 * LOCK_AT as u16;
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
    /// Until when the terminal takes nobody but the supervisor.
    locked_until: Option<Duration>,
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
        let _ = guard.failed_here(book.wrong_in_a_row, now);
        guard
    }

    /// How long the number must still wait.
    pub fn wait(&self, operator: OperatorNo, now: Now) -> Option<Duration> {
        self.until.get(&operator).map(|until| until.saturating_sub(now.mono)).filter(|left| !left.is_zero())
    }

    /// How long the terminal still takes nobody but the supervisor, who has a pause of his own and can always end it.
    pub fn lock(&self, operator: OperatorNo, now: Now) -> Option<Duration> {
        let until = self.locked_until.filter(|_| operator != OperatorNo::SUPERVISOR)?;
        Some(until.saturating_sub(now.mono)).filter(|left| !left.is_zero())
    }

    /// So many passwords in a row were wrong on this terminal, for whatever numbers. How long it is locked for that, if it is.
    pub fn failed_here(&mut self, in_a_row: u16, now: Now) -> Option<Duration> {
        let locks = in_a_row >= TERMINAL_LOCK_AT;
        self.locked_until = locks.then(|| now.mono + LOCK);
        locks.then_some(LOCK)
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

    /// Somebody has signed in: the count of wrong passwords begins anew.
    pub fn signed_in(&mut self, operator: OperatorNo) {
        self.release(operator);
        self.locked_until = None;
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
    fn a_locked_terminal_takes_the_supervisor_alone() {
        let (one, boss): (OperatorNo, OperatorNo) = ("01".parse().unwrap(), OperatorNo::SUPERVISOR);
        let mut guard = Guard::default();
        assert_eq!(guard.failed_here(TERMINAL_LOCK_AT - 1, now(0)), None);
        assert_eq!(guard.lock(one, now(0)), None);
        assert_eq!(guard.failed_here(TERMINAL_LOCK_AT, now(0)), Some(LOCK));
        assert_eq!((guard.lock(one, now(1)), guard.lock(boss, now(1))), (Some(LOCK - Duration::from_secs(1)), None));
        assert_eq!(guard.lock(one, now(LOCK.as_secs())), None, "it ends by itself");
        guard.signed_in(boss);
        assert_eq!(guard.lock(one, now(1)), None);
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
