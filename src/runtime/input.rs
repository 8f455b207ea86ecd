//! Keys from the terminal, read by a thread of their own.
//!
//! The thread waits with poll(2), reads what is there, and ends when the line hangs up. crossterm's own reader does none
//! of these; see [`crate::keypad::Decoder`].

use std::{io, os::fd::OwnedFd, sync::Arc, thread::JoinHandle};

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use rustix::{
    event::{EventfdFlags, PollFd, PollFlags, Timespec, eventfd, poll},
    io::Errno,
};
use tokio::sync::mpsc::Sender;

use crate::{
    app::{Event, SessionId, Signal},
    keypad::{Decoder, Keymap},
};

/// How long the rest of a sequence may take after its ESC: longer than between two pieces of one over SSH, shorter than a
/// person notices.
const REST_OF_SEQUENCE: Timespec = Timespec { tv_sec: 0, tv_nsec: 30_000_000 };
/// How many bytes are read at once.
const PIECE: usize = 256;

/// Whether Ctrl-C on the keyboard ends the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CtrlC {
    /// It does: the training world of a developer's machine.
    Ends,
    /// It is a key like others: a kiosk has no way out by keys.
    Ignored,
}

/// The thread's handle. Dropping it stops the thread, so that another may read the same terminal.
pub struct InputThread {
    stop: Arc<OwnedFd>,
    thread: Option<JoinHandle<()>>,
}

impl InputThread {
    /// Starts the thread.
    ///
    /// # Errors
    /// When the system has no thread or descriptor to give.
    pub fn spawn(keymap: Arc<Keymap>, ctrl_c: CtrlC, events: Sender<Event>) -> io::Result<InputThread> {
        let stop = Arc::new(eventfd(0, EventfdFlags::CLOEXEC)?);
        let heard = stop.clone();
        let thread = std::thread::Builder::new()
            .name("keys".into())
            .spawn(move || read_all(&heard, &keymap, ctrl_c, &events))?;
        Ok(InputThread { stop, thread: Some(thread) })
    }
}

impl Drop for InputThread {
    fn drop(&mut self) {
        let told = rustix::io::write(&self.stop, &1u64.to_ne_bytes()).is_ok();
        if let Some(thread) = self.thread.take().filter(|_| told) {
            let _ = thread.join();
        }
    }
}

/// What waiting for a key came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Line {
    Ready,
    /// The rest of a sequence has not come.
    Quiet,
    Dead,
    Stopped,
}

fn read_all(stop: &OwnedFd, keymap: &Keymap, ctrl_c: CtrlC, events: &Sender<Event>) {
    let mut decoder = Decoder::default();
    let mut piece = [0; PIECE];
    loop {
        let keys = match wait(stop, decoder.is_waiting()) {
            Line::Ready => match rustix::io::read(rustix::stdio::stdin(), &mut piece) {
                Ok(count @ 1..) => decoder.feed(&piece[..count]),
                Err(Errno::INTR | Errno::AGAIN) => continue,
                Ok(_) | Err(_) => return hang_up(events),
            },
            Line::Quiet => decoder.give_up().into_iter().collect(),
            Line::Stopped => return,
            Line::Dead => return hang_up(events),
        };
        for key in keys {
            // A full lane means that the loop is far behind: the key is lost rather than acted on much later.
            let _ = events.try_send(translate(keymap, ctrl_c, &key));
        }
    }
}

fn hang_up(events: &Sender<Event>) {
    let _ = events.blocking_send(Event::Signal(Signal::Hangup));
}

/// Waits for a key, the end of the line, or the word to stop; only for a short time when a sequence has begun.
fn wait(stop: &OwnedFd, begun: bool) -> Line {
    let stdin = rustix::stdio::stdin();
    let mut fds = [PollFd::new(&stdin, PollFlags::IN), PollFd::new(stop, PollFlags::IN)];
    let limit = begun.then_some(&REST_OF_SEQUENCE);
    loop {
        match poll(&mut fds, limit) {
            Ok(0) => return Line::Quiet,
            Ok(_) => break,
            Err(Errno::INTR) => continue,
            Err(_) => return Line::Dead,
        }
    }
    let got = fds[0].revents();
    if fds[1].revents().contains(PollFlags::IN) {
        Line::Stopped
    } else if got.contains(PollFlags::IN) && !got.intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL) {
        Line::Ready
    } else {
        Line::Dead
    }
}

fn translate(keymap: &Keymap, ctrl_c: CtrlC, key: &KeyEvent) -> Event {
    let is_ctrl_c = key.code == KeyCode::Char('c') && key.modifiers.contains(KeyModifiers::CONTROL);
    if is_ctrl_c && ctrl_c == CtrlC::Ends {
        return Event::Signal(Signal::Terminate);
    }
    match keymap.key(key) {
        Some(key) => Event::Key(SessionId::KEYPAD, key),
        None => Event::UnknownKey(SessionId::KEYPAD),
    }
}
