//! A pseudo-terminal with a screen behind it: what a program writes becomes cells, what is typed becomes its input.

use std::{
    ffi::CString,
    io::{Read, Write},
    num::NonZero,
    os::unix::net::UnixStream,
    process::Stdio,
    sync::{Arc, Condvar, Mutex, MutexGuard},
    thread::JoinHandle,
    time::{Duration, Instant},
};

use rustix::{
    event::{PollFd, PollFlags, poll},
    fd::OwnedFd,
    fs::{Mode, OFlags},
    pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt},
    termios::{LocalModes, Winsize, tcgetattr, tcsetwinsize},
};

/// Columns and rows of a screen.
pub type Size = (u16, u16);

/// The near end of a pseudo-terminal and the screen that shows what came out of it.
pub struct Line {
    near: Arc<OwnedFd>,
    /// The far end's name.
    name: CString,
    glass: Arc<Glass>,
    stop: UnixStream,
    reader: Option<JoinHandle<()>>,
}

/// The screen, and a bell for whoever waits for it to change.
struct Glass {
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    parser: vt100::Parser,
    /// Every byte that came.
    heard: Vec<u8>,
    /// Whether nobody holds the far end any more.
    closed: bool,
}

impl Line {
    /// A new pseudo-terminal, and its far end for the three standard streams of a program.
    pub fn open(size: Size) -> (Line, [Stdio; 3]) {
        let near = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC).unwrap();
        grantpt(&near).unwrap();
        unlockpt(&near).unwrap();
        let name = ptsname(&near, Vec::new()).unwrap();
        let flags = OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC;
        let far = rustix::fs::open(&*name, flags, Mode::empty()).unwrap();
        tcsetwinsize(&far, winsize(size)).unwrap();
        let streams = [far.try_clone().unwrap().into(), far.try_clone().unwrap().into(), far.into()];
        let parser = vt100::Parser::new(cells(size.1), cells(size.0), 0);
        let state = State { parser, heard: Vec::new(), closed: false };
        let glass = Arc::new(Glass { state: Mutex::new(state), changed: Condvar::new() });
        let near = Arc::new(near);
        let (stop, stopped) = UnixStream::pair().unwrap();
        let reader = {
            let (near, glass) = (Arc::clone(&near), Arc::clone(&glass));
            std::thread::spawn(move || read_all(&near, &glass, &stopped))
        };
        (Line { near, name, glass, stop, reader: Some(reader) }, streams)
    }

    /// Types these bytes. A far end that is gone takes nothing, which is no error here.
    pub fn write(&self, bytes: &[u8]) {
        let mut rest = bytes;
        while let Ok(written) = rustix::io::write(&*self.near, rest) {
            rest = &rest[written..];
            if rest.is_empty() {
                return;
            }
        }
    }

    /// Waits until the program has read everything that was typed.
    pub fn wait_read(&self, patience: Duration) {
        let end = Instant::now() + patience;
        while self.unread() > 0 && Instant::now() < end {
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    /// How many typed bytes the program has not read yet.
    fn unread(&self) -> u64 {
        let flags = OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC;
        let far = rustix::fs::open(&*self.name, flags, Mode::empty());
        far.ok().and_then(|far| rustix::io::ioctl_fionread(&far).ok()).unwrap_or(0)
    }

    /// Gives the terminal another size; the program hears of it by a signal, which is the caller's to send.
    pub fn resize(&self, size: Size) {
        self.lock().parser.screen_mut().set_size(cells(size.1), cells(size.0));
        tcsetwinsize(&*self.near, winsize(size)).unwrap();
    }

    /// The screen as text, a line a row.
    pub fn text(&self) -> String {
        self.lock().parser.screen().contents()
    }

    /// Every byte that the program has written.
    pub fn heard(&self) -> Vec<u8> {
        self.lock().heard.clone()
    }

    /// Waits until the screen's text is as wanted. False when the time is over or the program has let go of the line.
    pub fn wait(&self, patience: Duration, mut wanted: impl FnMut(&str) -> bool) -> bool {
        let end = Instant::now() + patience;
        let mut state = self.lock();
        loop {
            if wanted(&state.parser.screen().contents()) {
                return true;
            }
            let left = end.saturating_duration_since(Instant::now());
            if state.closed || left.is_zero() {
                return false;
            }
            state = self.glass.changed.wait_timeout(state, left).unwrap().0;
        }
    }

    /// Waits until the program has let go of the line and everything that it wrote is on the screen.
    pub fn wait_closed(&self, patience: Duration) -> bool {
        let state = self.lock();
        !self.glass.changed.wait_timeout_while(state, patience, |state| !state.closed).unwrap().1.timed_out()
    }

    /// Whether the terminal is as a shell wants it: main screen, cursor shown, echo and lines.
    pub fn is_restored(&self) -> bool {
        let modes = tcgetattr(&*self.near).unwrap().local_modes;
        let state = self.lock();
        let screen = state.parser.screen();
        !screen.alternate_screen() && !screen.hide_cursor() && modes.contains(LocalModes::ECHO | LocalModes::ICANON)
    }

    /// Whether the terminal has been told to report its mouse.
    pub fn reports_mouse(&self) -> bool {
        self.lock().parser.screen().mouse_protocol_mode() != vt100::MouseProtocolMode::None
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.glass.state.lock().unwrap()
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        // Only when the reader has ended is the last handle closed, and the far end hears a hang-up.
        let _ = self.stop.write_all(&[0]);
        if let Some(reader) = self.reader.take() {
            let _ = reader.join();
        }
    }
}

fn read_all(near: &OwnedFd, glass: &Glass, mut stopped: &UnixStream) {
    let mut buffer = [0; 4096];
    loop {
        let mut fds = [PollFd::new(near, PollFlags::IN), PollFd::new(stopped, PollFlags::IN)];
        if poll(&mut fds, None).is_err() {
            continue;
        }
        if !fds[1].revents().is_empty() {
            let _ = stopped.read(&mut buffer);
            return;
        }
        let got = rustix::io::read(near, &mut buffer);
        let mut state = glass.state.lock().unwrap();
        match got {
            Ok(count) if count > 0 => {
                state.parser.process(&buffer[..count]);
                state.heard.extend_from_slice(&buffer[..count]);
            }
            // EIO: the last handle of the far end is closed.
            _ => state.closed = true,
        }
        let closed = state.closed;
        drop(state);
        glass.changed.notify_all();
        if closed {
            return;
        }
    }
}

fn winsize((columns, rows): Size) -> Winsize {
    Winsize { ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 }
}

fn cells(count: u16) -> NonZero<u16> {
    NonZero::new(count).expect("a screen has at least one cell")
}
