//! A program on a pseudo-terminal of its own: keys in, text out, and what the system counts of it.

#![allow(dead_code, reason = "each bench uses only a part of it")]

use std::{
    ffi::OsString,
    io::{Error, Result},
    num::NonZero,
    os::fd::OwnedFd,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    process::{Pid, Signal, kill_process},
    pty::{OpenptFlags, grantpt, ioctl_tiocgptpeer, openpt, unlockpt},
    termios::{Winsize, tcsetwinsize},
};

/// How long a program may take to end after it was asked to.
const END_WITHIN: Duration = Duration::from_secs(15);

/// A running program and the terminal before which it runs.
pub struct Program {
    child: Child,
    line: OwnedFd,
    screen: vt100::Parser,
    /// When it was started.
    pub started: Instant,
    /// How many bytes it has written.
    pub written: u64,
}

/// What the system counts of a program, over all its threads.
#[derive(Clone, Copy, Debug, Default)]
pub struct Usage {
    /// Memory in use, in KiB.
    pub rss_kib: u64,
    /// How many threads there are.
    pub threads: u64,
    /// How often a thread went to sleep by itself: each is a wake-up later.
    pub sleeps: u64,
}

impl Program {
    /// Starts a command before a screen of so many columns and rows.
    pub fn start(command: &[OsString], (columns, rows): (u16, u16)) -> Result<Program> {
        let (name, arguments) = command.split_first().ok_or_else(|| Error::other("no command given"))?;
        let line = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC)?;
        grantpt(&line)?;
        unlockpt(&line)?;
        tcsetwinsize(&line, Winsize { ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 })?;
        let end = || -> Result<Stdio> {
            Ok(ioctl_tiocgptpeer(&line, OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC)?.into())
        };
        let mut command = Command::new(name);
        command.args(arguments).env("TERM", "xterm-256color").stdin(end()?).stdout(end()?).stderr(end()?);
        let started = Instant::now();
        let child = command.spawn()?;
        // The command holds this side's copies of the other end: without them a dead program is noticed.
        drop(command);
        let screen = vt100::Parser::new(side(rows)?, side(columns)?, 0);
        Ok(Program { child, line, screen, started, written: 0 })
    }

    /// Presses a key.
    pub fn send(&mut self, key: &[u8]) -> Result<()> {
        rustix::io::write(&self.line, key)?;
        Ok(())
    }

    /// What comes within the limit: how many bytes, and when they were there. `None` when nothing came.
    pub fn read(&mut self, limit: Duration) -> Result<Option<(usize, Instant)>> {
        let limit = Timespec::try_from(limit).map_err(Error::other)?;
        if poll(&mut [PollFd::new(&self.line, PollFlags::IN)], Some(&limit))? == 0 {
            return Ok(None);
        }
        let mut bytes = [0; 16 << 10];
        let count = rustix::io::read(&self.line, &mut bytes).map_err(|error| self.ended(error.into()))?;
        let at = Instant::now();
        self.screen.process(&bytes[..count]);
        self.written += count as u64;
        Ok(Some((count, at)))
    }

    /// Reads until nothing has come for so long.
    pub fn settle(&mut self, silence: Duration) -> Result<()> {
        while self.read(silence)?.is_some() {}
        Ok(())
    }

    /// Waits until the text stands on the screen. Returns when the bytes that completed it were there.
    pub fn wait_for(&mut self, text: &str, limit: Duration) -> Result<Instant> {
        let until = Instant::now() + limit;
        let mut at = Instant::now();
        while !self.shows(text) {
            match self.read(until.saturating_duration_since(Instant::now()))? {
                Some((_, read)) => at = read,
                None => {
                    let shown = self.screen.screen().contents();
                    return Err(Error::other(format!(
                        "\"{text}\" did not appear within {limit:?}; shown is:\n{shown}"
                    )));
                }
            }
        }
        Ok(at)
    }

    /// Whether the text stands on the screen now.
    pub fn shows(&self, text: &str) -> bool {
        self.screen.screen().contents().contains(text)
    }

    /// The screen as it is now.
    pub fn screen(&self) -> &vt100::Screen {
        self.screen.screen()
    }

    /// Has the program draw everything anew, as after a change of the window's size.
    pub fn redraw(&self) -> Result<()> {
        Ok(self.signal(Signal::WINCH)?)
    }

    fn signal(&self, signal: Signal) -> rustix::io::Result<()> {
        Pid::from_raw(self.child.id().cast_signed()).map_or(Ok(()), |process| kill_process(process, signal))
    }

    /// What the system counts now.
    pub fn usage(&self) -> Result<Usage> {
        let process = format!("/proc/{}", self.child.id());
        let status = std::fs::read_to_string(format!("{process}/status"))?;
        let mut usage = Usage { rss_kib: count(&status, "VmRSS:"), ..Usage::default() };
        for task in std::fs::read_dir(format!("{process}/task"))? {
            let status = std::fs::read_to_string(task?.path().join("status"))?;
            usage.threads += 1;
            usage.sleeps += count(&status, "voluntary_ctxt_switches:");
        }
        Ok(usage)
    }

    /// Asks the program to end, and waits for it.
    pub fn end(mut self) -> Result<()> {
        self.signal(Signal::TERM)?;
        let until = Instant::now() + END_WITHIN;
        while self.child.try_wait()?.is_none() {
            if Instant::now() > until {
                self.child.kill()?;
                return Err(Error::other(format!("the program did not end within {END_WITHIN:?}")));
            }
            // What it writes while it ends is read, so that it does not wait for room. A dead line is no news here.
            if self.read(Duration::from_millis(5)).is_err() {
                std::thread::sleep(Duration::from_millis(1));
            }
        }
        Ok(())
    }

    fn ended(&self, error: Error) -> Error {
        let shown = self.screen.screen().contents();
        Error::other(format!("the program has ended ({error}); last shown:\n{shown}"))
    }
}

fn side(cells: u16) -> Result<NonZero<u16>> {
    NonZero::new(cells).ok_or_else(|| Error::other("a screen has at least one row and one column"))
}

impl Drop for Program {
    /// A program that is still there after a failure is killed: one that reads a dead line may spin.
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A number in a status file of the system.
fn count(status: &str, name: &str) -> u64 {
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    line.and_then(|rest| rest.split_whitespace().next()).and_then(|number| number.parse().ok()).unwrap_or(0)
}

/// Keys written as text: characters stand for themselves, `{ENTER}`, `{BS}`, `{ESC}`, `{UP}` and `{DOWN}` for those keys,
/// `{TAP 12 9}` for a finger.
pub fn keys(text: &str) -> Result<Vec<Vec<u8>>> {
    let mut keys = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let Some(named) = rest.strip_prefix('{') else {
            keys.push(first.to_string().into_bytes());
            rest = &rest[first.len_utf8()..];
            continue;
        };
        let (name, after) = named.split_once('}').ok_or_else(|| Error::other(format!("\"{rest}\" lacks a }}")))?;
        keys.push(match name {
            "ENTER" => b"\r".to_vec(),
            "BS" => b"\x7f".to_vec(),
            "ESC" => b"\x1b".to_vec(),
            "UP" => b"\x1b[A".to_vec(),
            "DOWN" => b"\x1b[B".to_vec(),
            other => tap(other).ok_or_else(|| Error::other(format!("there is no key {{{other}}}")))?,
        });
        rest = after;
    }
    Ok(keys)
}

/// `TAP 12 9`: a finger on the cell in this column and row, counted from 1, and off it.
fn tap(name: &str) -> Option<Vec<u8>> {
    let (column, row) = name.strip_prefix("TAP ")?.split_once(' ')?;
    let (column, row): (u16, u16) = (column.parse().ok()?, row.parse().ok()?);
    Some(format!("\x1b[<0;{column};{row}M\x1b[<0;{column};{row}m").into_bytes())
}

/// The value below which so many of a hundred lie.
pub fn percentile(values: &[Duration], percent: usize) -> Duration {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    sorted.get((sorted.len() * percent / 100).min(sorted.len().saturating_sub(1))).copied().unwrap_or_default()
}

/// Milliseconds with two decimals.
pub fn ms(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1000.0)
}
