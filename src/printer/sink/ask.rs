//! Asking a printer how it is.

use std::{
    os::fd::BorrowedFd,
    time::{Duration, Instant},
};

use rustix::io::Errno;

use super::write::{Interrupted, Limits, read_some, write_all};
use crate::{
    domain::receipt::Condition,
    printer::status::{Answers, QUESTIONS, is_answer},
};

/// A printer answers within a few milliseconds, whatever else it does; a slow serial line takes a little longer.
const ANSWER: Duration = Duration::from_millis(300);
/// Bytes that are no answer are passed over, up to so many reads.
const READS: usize = 8;

/// The condition that the four answers say; unknown where there is no answer to the first question. An error is one of
/// sending: a device that cannot be read from gives no answer, and may print well.
pub(super) fn ask(fd: BorrowedFd<'_>) -> Result<Condition, Errno> {
    forget_old_bytes(fd);
    let mut answers = Answers::default();
    for question in QUESTIONS {
        let number = question[2];
        match ask_one(fd, &question)? {
            Some(byte) => answers.add(number, byte),
            // Whoever leaves the first question unanswered is not asked three more, and one that answers some is believed
            // in what it says.
            None if number == 1 => return Ok(Condition::Unknown),
            None => {}
        }
    }
    Ok(answers.condition())
}

/// What came unasked, such as status bytes of a printer that sends them by itself.
fn forget_old_bytes(fd: BorrowedFd<'_>) {
    let mut old = [0; 256];
    for _ in 0..READS {
        if !matches!(read_some(fd, &mut old, Duration::ZERO), Ok(1..)) {
            return;
        }
    }
}

fn ask_one(fd: BorrowedFd<'_>, question: &[u8]) -> Result<Option<u8>, Errno> {
    let limits = Limits { stall: ANSWER, total: ANSWER };
    match write_all(fd, question, limits) {
        Ok(()) => {}
        Err(Interrupted::Stalled { .. }) => return Ok(None),
        Err(Interrupted::Failed(errno)) => return Err(errno),
    }
    let mut heard = [0; 16];
    let end = Instant::now() + ANSWER;
    for _ in 0..READS {
        let left = end.saturating_duration_since(Instant::now());
        let Ok(count) = read_some(fd, &mut heard, left) else { return Ok(None) };
        let answer = heard.iter().take(count).copied().rfind(|byte| is_answer(*byte));
        if count == 0 || answer.is_some() {
            return Ok(answer);
        }
    }
    Ok(None)
}
