//! A program that runs beside the terminal for a bounded time.

use std::{
    io,
    process::{Child, ExitStatus},
    time::Duration,
};

use rustix::{
    event::{PollFd, PollFlags, poll},
    process::{Pid, PidfdFlags, Signal, kill_process_group, pidfd_open},
};

/// Waits for the end of a program that leads a group of its own. When it takes too long, it and what it started are ended by
/// force, and there is no status.
///
/// # Errors
/// What the system says.
pub fn wait(child: &mut Child, longest: Duration) -> io::Result<Option<ExitStatus>> {
    let pid = Pid::from_child(child);
    let process = pidfd_open(pid, PidfdFlags::empty())?;
    let limit = longest.try_into().unwrap_or_default();
    let ended = poll(&mut [PollFd::new(&process, PollFlags::IN)], Some(&limit));
    // What it has left behind would keep its output open.
    let _ = kill_process_group(pid, Signal::KILL);
    let status = child.wait()?;
    Ok(matches!(ended, Ok(1..)).then_some(status))
}
