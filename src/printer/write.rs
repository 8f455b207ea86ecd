//! Writing all of something, or giving up in time.

use std::{
    os::fd::BorrowedFd,
    time::{Duration, Instant},
};

use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    io::Errno,
};

/// How long a printer may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct Patience {
    /// Between two moments at which it takes bytes.
    pub(super) stall: Duration,
    /// For a whole receipt.
    pub(super) total: Duration,
}

impl Patience {
    pub(super) const USUAL: Patience = Patience { stall: Duration::from_secs(5), total: Duration::from_secs(30) };
}

/// How a write ended early.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Interrupted {
    Stalled { written: usize },
    Failed(Errno),
}

/// Writes to a descriptor in non-blocking mode. Blocks the calling thread, but no longer than `patience`.
pub(super) fn write_all(fd: BorrowedFd<'_>, bytes: &[u8], patience: Patience) -> Result<(), Interrupted> {
    let end = Instant::now() + patience.total;
    let mut written = 0;
    while let Some(rest) = bytes.get(written..).filter(|rest| !rest.is_empty()) {
        match rustix::io::write(fd, rest) {
            Ok(0) | Err(Errno::AGAIN) => {
                let left = end.saturating_duration_since(Instant::now()).min(patience.stall);
                if left.is_zero() || !becomes_ready(fd, left)? {
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

/// A hang-up counts as ready: the next write then says what is wrong.
fn becomes_ready(fd: BorrowedFd<'_>, within: Duration) -> Result<bool, Interrupted> {
    let end = Instant::now() + within;
    loop {
        let left = end.saturating_duration_since(Instant::now());
        let timeout = Timespec { tv_sec: left.as_secs().cast_signed(), tv_nsec: left.subsec_nanos().into() };
        match poll(&mut [PollFd::new(&fd, PollFlags::OUT)], Some(&timeout)) {
            Ok(ready) => return Ok(ready > 0),
            Err(Errno::INTR) => {}
            Err(errno) => return Err(Interrupted::Failed(errno)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::os::fd::AsFd;

    use super::*;

    const SHORT: Patience = Patience { stall: Duration::from_millis(5), total: Duration::from_secs(30) };

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
        let patience = Patience { stall: Duration::from_secs(30), total: Duration::ZERO };
        let outcome = write_all(writer.as_fd(), &vec![0; 1 << 20], patience);
        assert!(matches!(outcome, Err(Interrupted::Stalled { .. })), "{outcome:?}");
    }

    #[test]
    fn a_reader_that_leaves_is_an_error() {
        let (reader, writer) = pipe();
        drop(reader);
        assert_eq!(write_all(writer.as_fd(), b"x", SHORT), Err(Interrupted::Failed(Errno::PIPE)));
    }
}
