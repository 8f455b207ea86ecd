//! Writing all of something, or giving up in time; and reading a byte that may never come.

use std::{
    os::fd::BorrowedFd,
    time::{Duration, Instant},
};

use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    io::Errno,
};

use crate::printer::Patience;

/// How long a printer may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// Between two moments at which it takes bytes.
    pub(super) stall: Duration,
    /// For a whole receipt.
    pub(super) total: Duration,
}

impl Limits {
    /// For a printer that may take nothing for so long.
    pub(super) fn of(patience: Patience) -> Limits {
        Limits { stall: patience.duration(), total: patience.duration() * 6 }
    }
}

/// How a write ended early.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Interrupted {
    Stalled { written: usize },
    Failed(Errno),
}

/// Writes to a descriptor in non-blocking mode. Blocks the calling thread, but no longer than `limits`.
pub(super) fn write_all(fd: BorrowedFd<'_>, bytes: &[u8], limits: Limits) -> Result<(), Interrupted> {
    let end = Instant::now() + limits.total;
    let mut written = 0;
    while let Some(rest) = bytes.get(written..).filter(|rest| !rest.is_empty()) {
        match rustix::io::write(fd, rest) {
            Ok(0) | Err(Errno::AGAIN) => {
                let left = end.saturating_duration_since(Instant::now()).min(limits.stall);
                if left.is_zero() || !becomes_ready(fd, PollFlags::OUT, left).map_err(Interrupted::Failed)? {
                    return Err(Interrupted::Stalled { written });
                }
            }
            Ok(count) => written += count,
            Err(Errno::INTR) => {}
            Err(errno) => return Err(Interrupted::Failed(errno)),
        }
    }
    Ok(())
}

/// The next bytes from a descriptor in non-blocking mode, as many as are there; none at its end, and none where nothing
/// comes in time.
pub(super) fn read_some(fd: BorrowedFd<'_>, buffer: &mut [u8], within: Duration) -> Result<usize, Errno> {
    let end = Instant::now() + within;
    loop {
        match rustix::io::read(fd, &mut *buffer) {
            Err(Errno::AGAIN) => {
                let left = end.saturating_duration_since(Instant::now());
                if left.is_zero() || !becomes_ready(fd, PollFlags::IN, left)? {
                    return Ok(0);
                }
            }
            Err(Errno::INTR) => {}
            other => return other,
        }
    }
}

/// Waits until a descriptor is ready. A hang-up counts as ready: the next read or write then says what is wrong.
pub(super) fn becomes_ready(fd: BorrowedFd<'_>, what: PollFlags, within: Duration) -> Result<bool, Errno> {
    let end = Instant::now() + within;
    loop {
        let left = end.saturating_duration_since(Instant::now());
        let timeout = Timespec { tv_sec: left.as_secs().cast_signed(), tv_nsec: left.subsec_nanos().into() };
        match poll(&mut [PollFd::new(&fd, what)], Some(&timeout)) {
            Ok(ready) => return Ok(ready > 0),
            Err(Errno::INTR) => {}
            Err(errno) => return Err(errno),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::os::fd::AsFd;

    use super::*;

    const SHORT: Limits = Limits { stall: Duration::from_millis(5), total: Duration::from_secs(30) };

    fn pipe() -> (std::io::PipeReader, std::io::PipeWriter) {
        let (reader, writer) = std::io::pipe().unwrap();
        rustix::fs::fcntl_setfl(&writer, rustix::fs::OFlags::NONBLOCK).unwrap();
        (reader, writer)
    }

    #[test]
    fn a_reader_that_takes_nothing_is_given_up() {
        let (_reader, writer) = pipe();
        let outcome = write_all(writer.as_fd(), &vec![0; 1 << 20], SHORT);
        assert!(matches!(outcome, Err(Interrupted::Stalled { written: 1.. })), "{outcome:?}");
    }

    #[test]
    fn the_total_limit_holds_too() {
        let (_reader, writer) = pipe();
        let limits = Limits { stall: Duration::from_secs(30), total: Duration::ZERO };
        let outcome = write_all(writer.as_fd(), &vec![0; 1 << 20], limits);
        assert!(matches!(outcome, Err(Interrupted::Stalled { .. })), "{outcome:?}");
    }

    #[test]
    fn a_reader_that_leaves_is_an_error() {
        let (reader, writer) = pipe();
        drop(reader);
        assert_eq!(write_all(writer.as_fd(), b"x", SHORT), Err(Interrupted::Failed(Errno::PIPE)));
    }
}
