//! The thin part of the training pad that touches the system: a pseudo-terminal, a link to it, a clock.

use std::{
    collections::VecDeque,
    fs, io,
    os::unix::fs::symlink,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
        mpsc::Receiver,
    },
    time::{Duration, Instant},
};

use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    fd::{AsFd, OwnedFd},
    fs::{Mode, OFlags},
    io::Errno,
    pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt},
    termios::{OptionalActions, ioctl_tiocnxcl, tcgetattr, tcsetattr},
};

use super::{
    Ask, PadConfig, PadFault, Protocol, abecs, by_place,
    machine::{Machine, Out},
    neo2,
};

/// Both ends of a pseudo-terminal. The far end is held open so that the near one works before the till opens it.
struct Cable {
    near: OwnedFd,
    far: OwnedFd,
}

impl Cable {
    fn plug_in(link: &PathBuf) -> io::Result<Self> {
        let near = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC)?;
        grantpt(&near)?;
        unlockpt(&near)?;
        let name = ptsname(&near, Vec::new())?;
        let far = rustix::fs::open(&*name, OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC, Mode::empty())?;
        let mut raw = tcgetattr(&far)?;
        raw.make_raw();
        tcsetattr(&far, OptionalActions::Now, &raw)?;
        rustix::io::ioctl_fionbio(&near, true)?;
        point(link, &name.to_string_lossy())?;
        Ok(Cable { near, far })
    }
}

/// Lets the link lead to a device, without a moment in which it leads nowhere.
fn point(link: &PathBuf, device: &str) -> io::Result<()> {
    let fresh = link.with_extension("new");
    let _ = fs::remove_file(&fresh);
    symlink(device, &fresh)?;
    fs::rename(&fresh, link)
}

/// The thread's state.
pub(super) struct Shell {
    pad: Box<dyn Machine>,
    cable: Option<Cable>,
    link: PathBuf,
    away: Duration,
    back_at: Option<Duration>,
    inbox: Receiver<Ask>,
    bell: Arc<OwnedFd>,
    wakeups: Arc<AtomicU64>,
    began: Instant,
    /// Bytes that wait to be written.
    queue: VecDeque<u8>,
    /// The pause between two bytes, when they are written one by one.
    slow: Option<Duration>,
    next_byte: Duration,
}

/// What woke the thread.
struct Woken {
    bell: bool,
    line: PollFlags,
}

impl Shell {
    pub(super) fn new(
        config: PadConfig,
        link: PathBuf,
        inbox: Receiver<Ask>,
        bell: Arc<OwnedFd>,
        wakeups: Arc<AtomicU64>,
    ) -> io::Result<Self> {
        Ok(Shell {
            cable: Some(Cable::plug_in(&link)?),
            pad: match config.protocol {
                Protocol::Neo2 => Box::new(neo2::Reader::new(&config)),
                Protocol::Abecs => Box::new(abecs::Pad::new(config.masters, config.pace, config.plain_only)),
            },
            link,
            away: config.away,
            back_at: None,
            inbox,
            bell,
            wakeups,
            began: Instant::now(),
            queue: VecDeque::new(),
            slow: None,
            next_byte: Duration::ZERO,
        })
    }

    pub(super) fn run(mut self) {
        while let Ok(woken) = self.wait() {
            self.wakeups.fetch_add(1, Ordering::Relaxed);
            if woken.bell && self.obey() {
                break;
            }
            if woken.line.contains(PollFlags::IN) {
                self.read();
            }
            self.pass_time();
            self.act();
            self.write();
        }
        let _ = fs::remove_file(&self.link);
    }

    fn now(&self) -> Duration {
        self.began.elapsed()
    }

    /// Sleeps until something happens or is due.
    fn wait(&self) -> rustix::io::Result<Woken> {
        let mut due: Vec<Duration> = self.pad.deadline().into_iter().chain(self.back_at).collect();
        let writing = self.cable.is_some() && !self.queue.is_empty();
        let held_back = writing && self.slow.is_some() && self.now() < self.next_byte;
        due.extend(held_back.then_some(self.next_byte));
        let left = due.into_iter().min().map(|at| timespec(at.saturating_sub(self.now())));
        let interest = if writing && !held_back { PollFlags::IN | PollFlags::OUT } else { PollFlags::IN };
        let mut fds = vec![PollFd::new(&*self.bell, PollFlags::IN)];
        fds.extend(self.cable.as_ref().map(|cable| PollFd::from_borrowed_fd(cable.near.as_fd(), interest)));
        match poll(&mut fds, left.as_ref()) {
            Ok(_) | Err(Errno::INTR) => {}
            Err(error) => return Err(error),
        }
        let line = fds.get(1).map_or(PollFlags::empty(), |fd| fd.revents());
        Ok(Woken { bell: !fds[0].revents().is_empty(), line })
    }

    /// Does what the handle asks. True at the end of it all.
    fn obey(&mut self) -> bool {
        let mut count = [0; 8];
        let _ = rustix::io::read(&*self.bell, &mut count);
        while let Ok(ask) = self.inbox.try_recv() {
            let now = self.now();
            match ask {
                Ask::Present(place) => {
                    if let Some(card) = by_place(place) {
                        self.pad.present(now, card);
                    }
                }
                Ask::PressCancel => self.pad.press_cancel(),
                Ask::Unplug => self.unplug(None),
                Ask::Replug => self.replug(),
                Ask::Fault(PadFault::Slow(pause)) => self.slow = Some(pause),
                Ask::Fault(fault) => self.pad.fault(fault),
                Ask::Stop => return true,
            }
        }
        false
    }

    fn read(&mut self) {
        let now = self.now();
        let Some(cable) = &self.cable else { return };
        let mut buffer = [0; 512];
        if let Ok(count) = rustix::io::read(&cable.near, &mut buffer) {
            self.pad.input(now, &buffer[..count]);
        }
    }

    fn pass_time(&mut self) {
        let now = self.now();
        self.pad.tick(now);
        if self.back_at.is_some_and(|at| now >= at) {
            self.replug();
        }
    }

    fn act(&mut self) {
        while let Some(out) = self.pad.next_out() {
            match out {
                Out::Bytes(bytes) => self.queue.extend(bytes),
                // A till that was killed leaves the exclusive mark behind on a pseudo-terminal that somebody else
                // holds open; the next one could not open it.
                Out::Greeted => {
                    if let Some(cable) = &self.cable {
                        let _ = ioctl_tiocnxcl(&cable.far);
                    }
                }
                Out::Unplug => {
                    let back = self.now() + self.away;
                    self.unplug(Some(back));
                }
            }
        }
    }

    fn write(&mut self) {
        let now = self.now();
        let Some(cable) = &self.cable else { return };
        if self.slow.is_some() && now < self.next_byte {
            return;
        }
        let bytes: Vec<u8> = match self.slow {
            Some(_) => self.queue.iter().take(1).copied().collect(),
            None => self.queue.iter().copied().collect(),
        };
        if bytes.is_empty() {
            return;
        }
        // What does not go now goes when the line takes more.
        if let Ok(count) = rustix::io::write(&cable.near, &bytes) {
            self.queue.drain(..count);
            self.next_byte = now + self.slow.unwrap_or_default();
        }
    }

    fn unplug(&mut self, back_at: Option<Duration>) {
        self.cable = None;
        self.queue.clear();
        self.pad.power_cut();
        self.back_at = back_at;
        let _ = fs::remove_file(&self.link);
    }

    fn replug(&mut self) {
        self.back_at = None;
        if self.cable.is_none() {
            self.cable = Cable::plug_in(&self.link).ok();
        }
    }
}

fn timespec(left: Duration) -> Timespec {
    // Rounded up, so that the thread does not wake a little before it is due and sleep again.
    let left = left + Duration::from_micros(999);
    Timespec { tv_sec: left.as_secs() as i64, tv_nsec: i64::from(left.subsec_nanos()) }
}
