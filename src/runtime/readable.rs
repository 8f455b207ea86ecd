//! A descriptor that a task waits for, such as a terminal or a keypad.

use std::{io, os::fd::AsRawFd};

use tokio::io::{Interest, unix::AsyncFd};

/// Lets a task wait until there is something to be read.
///
/// # Errors
/// When the system does not let it be waited for.
#[expect(
    deprecated,
    reason = "it asks that the descriptor stays open for as long as it is waited for, and the AsyncFd owns it, or it is standard \
              input; the newer form says so by being unsafe, which this crate has nowhere"
)]
pub fn readable<T: AsRawFd>(line: T) -> io::Result<AsyncFd<T>> {
    AsyncFd::with_interest(line, Interest::READABLE)
}
