//! Keys from the terminal, read by a thread of their own.
//!
//! crossterm's own waiting spins for ever when the terminal dies; so this thread waits with poll(2), and ends when the
//! line hangs up.

use std::{sync::Arc, thread::JoinHandle};

use crossterm::event::{self, Event as TermEvent, KeyCode, KeyEvent, KeyModifiers};
use rustix::{
    event::{EventfdFlags, PollFd, PollFlags, eventfd, poll},
    fd::OwnedFd,
};
use tokio::sync::mpsc::Sender;

use crate::{
    app::{Event, SessionId, Signal},
    keypad::Keymap,
};

/// Whether Ctrl-C on the keyboard ends the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CtrlC {
    /// It does: the training world of a developer's machine.
    Ends,
    /// It is a key like others: a kiosk has no way out by keys.
    Ignored,
}

/// The thread's handle. Dropping it ends the thread: two of them would take each other's keys.
pub struct KeysThread {
    stop: Arc<OwnedFd>,
    thread: Option<JoinHandle<()>>,
}

impl KeysThread {
    /// Starts the thread.
    ///
    /// # Errors
    /// When the system has no thread to give.
    pub fn spawn(keymap: Arc<Keymap>, ctrl_c: CtrlC, events: Sender<Event>) -> std::io::Result<KeysThread> {
        let stop = Arc::new(eventfd(0, EventfdFlags::CLOEXEC)?);
        let stopped = Arc::clone(&stop);
        let thread = std::thread::Builder::new().name("keys".into());
        let thread = thread.spawn(move || read_all(&keymap, ctrl_c, &events, &stopped))?;
        Ok(KeysThread { stop, thread: Some(thread) })
    }
}

impl Drop for KeysThread {
    fn drop(&mut self) {
        let _ = rustix::io::write(&*self.stop, &1u64.to_ne_bytes());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn read_all(keymap: &Keymap, ctrl_c: CtrlC, events: &Sender<Event>, stop: &OwnedFd) {
    loop {
        // Everything that has arrived, or that a thread before this one has left, then back to poll(2).
        while event::poll(std::time::Duration::ZERO).unwrap_or(false) {
            let Ok(TermEvent::Key(key)) = event::read() else { continue };
            // A full lane means that the loop is far behind: the key is lost rather than acted on much later.
            let _ = events.try_send(translate(keymap, ctrl_c, &key));
        }
        match wait(stop) {
            Waited::Input => {}
            Waited::Stopped => return,
            Waited::Dead => {
                let _ = events.blocking_send(Event::Signal(Signal::Hangup));
                return;
            }
        }
    }
}

/// What the waiting ended with.
enum Waited {
    /// There is something to read.
    Input,
    /// The handle was dropped.
    Stopped,
    /// The line can give nothing any more.
    Dead,
}

fn wait(stop: &OwnedFd) -> Waited {
    let stdin = rustix::stdio::stdin();
    let mut fds = [PollFd::new(&stdin, PollFlags::IN), PollFd::new(stop, PollFlags::IN)];
    loop {
        match poll(&mut fds, None) {
            Ok(_) => break,
            Err(rustix::io::Errno::INTR) => continue,
            Err(_) => return Waited::Dead,
        }
    }
    let got = fds[0].revents();
    if !fds[1].revents().is_empty() {
        Waited::Stopped
    } else if got.contains(PollFlags::IN) && !got.intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL) {
        Waited::Input
    } else {
        Waited::Dead
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
