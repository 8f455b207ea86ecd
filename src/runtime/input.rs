//! Keys from the terminal, read by a task on the loop's own thread: a key that had to change threads would come later.
//!
//! Nothing is read before poll(2) has said that something is there and that the line is not dead; a line that hangs up ends
//! the task. crossterm's own reader does neither; see [`crate::keypad::Decoder`].

use std::{io, sync::Arc, time::Duration};

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    io::Errno,
};
use tokio::{
    io::{Interest, unix::AsyncFd},
    sync::mpsc::Sender,
    task::JoinHandle,
    time::timeout,
};

use crate::{
    app::{Event, SessionId, Signal},
    keypad::{Decoder, Keymap},
};

/// How long the rest of a sequence may take after its ESC: longer than between two pieces of one over SSH, shorter than a
/// person notices.
const REST_OF_SEQUENCE: Duration = Duration::from_millis(30);
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

/// The task's handle. Dropping it stops the task, so that another may read the same terminal.
pub struct Keys(JoinHandle<()>);

impl Keys {
    /// Starts the task.
    ///
    /// # Errors
    /// When the system does not let the terminal be waited for.
    pub fn listen(keymap: Arc<Keymap>, ctrl_c: CtrlC, events: Sender<Event>) -> io::Result<Keys> {
        // The constructor asks that the descriptor stays open for as long as it is waited for; standard input always does.
        // The newer form says so by being unsafe, which this crate has nowhere.
        #[allow(deprecated)]
        let line = AsyncFd::with_interest(io::stdin(), Interest::READABLE)?;
        Ok(Keys(tokio::spawn(async move { read_all(&line, &keymap, ctrl_c, &events).await })))
    }
}

impl Drop for Keys {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// What the line has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Line {
    Ready,
    Quiet,
    Dead,
}

async fn read_all(line: &AsyncFd<io::Stdin>, keymap: &Keymap, ctrl_c: CtrlC, events: &Sender<Event>) {
    let mut decoder = Decoder::default();
    let mut piece = [0; PIECE];
    loop {
        let keys = match wait(line, decoder.is_waiting()).await {
            Line::Ready => match rustix::io::read(line.get_ref(), &mut piece) {
                Ok(count @ 1..) => decoder.feed(&piece[..count]),
                Err(Errno::INTR | Errno::AGAIN) => continue,
                Ok(_) | Err(_) => return hang_up(events).await,
            },
            Line::Quiet => decoder.give_up().into_iter().collect(),
            Line::Dead => return hang_up(events).await,
        };
        for key in keys {
            // A full lane means that the loop is far behind: the key is lost rather than acted on much later.
            let _ = events.try_send(translate(keymap, ctrl_c, &key));
        }
    }
}

async fn hang_up(events: &Sender<Event>) {
    let _ = events.send(Event::Signal(Signal::Hangup)).await;
}

/// Waits for a key or the end of the line; only for a short time when a sequence has begun.
async fn wait(line: &AsyncFd<io::Stdin>, begun: bool) -> Line {
    loop {
        let ready = line.readable();
        let woken = if begun {
            let Ok(woken) = timeout(REST_OF_SEQUENCE, ready).await else { return Line::Quiet };
            woken
        } else {
            ready.await
        };
        let Ok(mut woken) = woken else { return Line::Dead };
        match look(line.get_ref()) {
            Line::Quiet => woken.clear_ready(),
            known => return known,
        }
    }
}

/// What the line has at this moment.
fn look(line: &io::Stdin) -> Line {
    let mut fds = [PollFd::new(line, PollFlags::IN)];
    let at_once = Timespec { tv_sec: 0, tv_nsec: 0 };
    match poll(&mut fds, Some(&at_once)) {
        Ok(0) | Err(Errno::INTR) => return Line::Quiet,
        Ok(_) => {}
        Err(_) => return Line::Dead,
    }
    let got = fds[0].revents();
    let dead = got.intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL);
    if got.contains(PollFlags::IN) && !dead { Line::Ready } else { Line::Dead }
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
