//! Keeps sled's threads from waking the processor.
//!
//! sled 0.34 has seven threads that wait for work with a time-out of one second, for ever. A thread inherits the timer
//! slack of the one that starts it; with a large slack the kernel does not run the processor for those time-outs. Work
//! still wakes them at once.

use std::{fs, path::PathBuf};

/// An hour in nanoseconds: how late a time-out may come.
const SLACK: &str = "3600000000000";

/// While it lives, threads started from this thread get the large slack.
pub(super) struct Calm {
    file: Option<PathBuf>,
}

impl Calm {
    /// Sets the slack of this thread. Where `/proc` does not allow it, nothing happens: it saves power and no more.
    pub(super) fn begin() -> Calm {
        let thread = fs::read_link("/proc/thread-self").ok();
        let file = thread.and_then(|t| Some(PathBuf::from("/proc").join(t.file_name()?).join("timerslack_ns")));
        Calm { file: file.filter(|file| fs::write(file, SLACK).is_ok()) }
    }
}

impl Drop for Calm {
    fn drop(&mut self) {
        if let Some(file) = &self.file {
            // Zero means the default.
            let _ = fs::write(file, "0");
        }
    }
}
