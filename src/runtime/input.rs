//! Keys from the terminal, read by a thread of their own.
//!
//! crossterm's own waiting spins for ever when the terminal dies; so this thread waits with poll(2), and ends when the
//! line hangs up.

use std::sync::Arc;

use crossterm::event::{self, Event as TermEvent, KeyCode, KeyEvent, KeyModifiers};
use rustix::event::{PollFd, PollFlags, poll};
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

/// Starts the thread.
///
/// # Errors
/// When the system has no thread to give.
pub fn spawn(keymap: Arc<Keymap>, ctrl_c: CtrlC, events: Sender<Event>) -> std::io::Result<()> {
    std::thread::Builder::new().name("keys".into()).spawn(move || read_all(&keymap, ctrl_c, &events)).map(drop)
}

fn read_all(keymap: &Keymap, ctrl_c: CtrlC, events: &Sender<Event>) {
    loop {
        if !line_is_alive() {
            let _ = events.blocking_send(Event::Signal(Signal::Hangup));
            return;
        }
        // Everything that has arrived, then back to poll(2).
        while event::poll(std::time::Duration::ZERO).unwrap_or(false) {
            let Ok(TermEvent::Key(key)) = event::read() else { continue };
            if events.is_closed() {
                return;
            }
            // A full lane means that the loop is far behind: the key is lost rather than acted on much later.
            let _ = events.try_send(translate(keymap, ctrl_c, &key));
        }
    }
}

/// Waits for input. Returns whether the line can still give some.
fn line_is_alive() -> bool {
    let stdin = rustix::stdio::stdin();
    let mut fds = [PollFd::new(&stdin, PollFlags::IN)];
    loop {
        match poll(&mut fds, None) {
            Ok(_) => break,
            Err(rustix::io::Errno::INTR) => continue,
            Err(_) => return false,
        }
    }
    let got = fds[0].revents();
    got.contains(PollFlags::IN) && !got.intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL)
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
