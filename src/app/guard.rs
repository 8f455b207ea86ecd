//! The guard of the passwords: a delay that grows with each wrong one, a lock-out of the number and, after many wrong ones over
//! different numbers, of the whole terminal. A restart ends none of them, and no change of the wall clock moves them.
//!
//! A number that does not exist is guarded like one that does, so that nothing can be learnt from the answer. Whatever is locked,
//! 00 can sign in as soon as the delay of 00 itself is over, half an hour at most, and that releases the terminal.

use std::{collections::BTreeMap, time::Duration};

use crate::domain::{Book, Now, OperatorNo, watch::TERMINAL_LOCK_AT};

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

/// Why a password is not even looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    /// The number must wait.
    Number(Duration),
    /// The terminal takes nobody but 00.
    Terminal(Duration),
}

/// Until when each number must wait, on the monotonic clock, which no change of the wall clock moves.
#[derive(Debug, Default)]
pub struct Guard {
    until: BTreeMap<OperatorNo, Duration>,
    /// Until when nobody but 00 is let in.
    terminal: Duration,
}

impl Guard {
    /// After a start: whoever was waiting waits the whole time again, since nobody knows how long the box was off.
    pub fn after_start(book: &Book, now: Now) -> Guard {
        let mut guard = Guard::default();
        let known = book.operators.iter().map(|(number, record)| (*number, record.failures));
        let strangers = book.watch.guessed().filter(|(number, _)| !book.operators.contains_key(number));
        for (number, failures) in known.chain(strangers).filter(|(_, failures)| *failures > 0) {
            guard.until.insert(number, now.mono + delay(failures));
        }
        if book.watch.against_terminal() >= TERMINAL_LOCK_AT {
            guard.terminal = now.mono + LOCK;
        }
        guard
    }

    /// How long the number must still wait, for itself or with the whole terminal.
    pub fn wait(&self, operator: OperatorNo, now: Now) -> Option<Wait> {
        let left = |until: Duration| Some(until.saturating_sub(now.mono)).filter(|left| !left.is_zero());
        let terminal = left(self.terminal).filter(|_| operator != OperatorNo::SUPERVISOR).map(Wait::Terminal);
        terminal.or_else(|| self.until.get(&operator).copied().and_then(left).map(Wait::Number))
    }

    /// A wrong password, with what the book knew before this one.
    pub fn failed(&mut self, operator: OperatorNo, book: &Book, now: Now) {
        let failures = book.wrong_in_a_row(operator).saturating_add(1);
        self.until.insert(operator, now.mono + delay(failures));
        let against = book.watch.against_terminal().saturating_add(1);
        if operator != OperatorNo::SUPERVISOR && against >= TERMINAL_LOCK_AT {
            self.terminal = now.mono + LOCK;
        }
    }

    /// A right password, or a supervisor's release.
    pub fn release(&mut self, operator: OperatorNo) {
        self.until.remove(&operator);
    }

    /// 00 has signed in. Returns whether the terminal was locked.
    pub fn release_terminal(&mut self, now: Now) -> bool {
        std::mem::take(&mut self.terminal) > now.mono
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delay_grows_up_to_a_lock() {
        let delays: Vec<u64> = (0..9).map(|failures| delay(failures).as_secs()).collect();
        assert_eq!(delays, [0, 1, 3, 10, 30, 60, 1800, 1800, 1800]);
    }
}
