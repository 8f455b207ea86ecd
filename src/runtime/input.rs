//! Keys and touches from the terminal, waited for by the loop itself: a key that had to change threads or tasks would come later.
//!
//! Nothing is read before poll(2) has said that something is there and that the line is not dead; a line that hangs up is
//! told once. crossterm's own reader does neither; see [`crate::keypad::Decoder`].

use std::{future, io, sync::Arc, time::Duration};

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    io::Errno,
};
use tokio::{
    io::unix::AsyncFd,
    time::{Instant, timeout_at},
};

use crate::{
    app::{Event, SessionId, Signal},
    keypad::{Decoder, Keymap, Pressed},
};

use super::{readable::readable, touch::Reports};

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

/// The terminal's keys.
pub struct Keys {
    line: AsyncFd<io::Stdin>,
    decoder: Decoder,
    keymap: Arc<Keymap>,
    ctrl_c: CtrlC,
    reports: Reports,
    /// The sign that a scanner sends before a code.
    prefix: Option<char>,
    /// Until when the rest of a sequence that has begun is waited for.
    rest_until: Option<Instant>,
    hung_up: bool,
}

/// What the line has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Line {
    Ready,
    Quiet,
    Dead,
}

impl Keys {
    /// Begins to listen.
    ///
    /// # Errors
    /// When the system does not let the terminal be waited for.
    pub(super) fn listen(
        keymap: Arc<Keymap>,
        ctrl_c: CtrlC,
        reports: Reports,
        prefix: Option<char>,
    ) -> io::Result<Keys> {
        let line = readable(io::stdin())?;
        let decoder = Decoder::default();
        Ok(Keys { line, decoder, keymap, ctrl_c, reports, prefix, rest_until: None, hung_up: false })
    }

    /// Waits for the next keys, or for the end of the line. Nothing is lost when the wait is given up.
    pub async fn next(&mut self) -> Vec<Event> {
        let mut piece = [0; PIECE];
        loop {
            let pressed = match self.wait().await {
                Line::Ready => match rustix::io::read(self.line.get_ref(), &mut piece) {
                    Ok(count @ 1..) if self.is_late() => self.decoder.feed_late(&piece[..count]),
                    Ok(count @ 1..) => self.decoder.feed(&piece[..count]),
                    Err(Errno::INTR | Errno::AGAIN) => continue,
                    Ok(_) | Err(_) => return self.hang_up(),
                },
                Line::Quiet => self.decoder.give_up().into_iter().collect(),
                Line::Dead => return self.hang_up(),
            };
            self.rest_until = self.decoder.is_waiting().then(|| Instant::now() + REST_OF_SEQUENCE);
            // An answer that nobody has asked for is none.
            let meant = |one: &Pressed| *one != Pressed::Touchable || self.reports == Reports::Ask;
            let event = |one| match self.is_prefix(&one) {
                true => Event::ScanBegins(SessionId::KEYPAD),
                false => translate(&self.keymap, self.ctrl_c, one),
            };
            let events: Vec<Event> = pressed.into_iter().filter(meant).map(event).collect();
            if !events.is_empty() {
                return events;
            }
        }
    }

    /// Whether the rest of a sequence should have been here before now.
    fn is_late(&self) -> bool {
        self.rest_until.is_some_and(|until| until < Instant::now())
    }

    /// Whether it is the sign that a scanner sends before a code, whatever the keymap makes of that.
    fn is_prefix(&self, pressed: &Pressed) -> bool {
        matches!(pressed, Pressed::Key(key) if self.prefix.is_some_and(|sign| key.code == KeyCode::Char(sign)))
    }

    fn hang_up(&mut self) -> Vec<Event> {
        self.hung_up = true;
        vec![Event::Signal(Signal::Hangup)]
    }

    /// Waits for a key or the end of the line; only for a short time when a sequence has begun.
    async fn wait(&self) -> Line {
        if self.hung_up {
            future::pending::<()>().await;
        }
        loop {
            let ready = self.line.readable();
            let woken = match self.rest_until {
                Some(until) => {
                    let Ok(woken) = timeout_at(until, ready).await else { return Line::Quiet };
                    woken
                }
                None => ready.await,
            };
            let Ok(mut woken) = woken else { return Line::Dead };
            match look(self.line.get_ref()) {
                Line::Quiet => woken.clear_ready(),
                known => return known,
            }
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

/// What a key or a touch means to the program.
pub fn translate(keymap: &Keymap, ctrl_c: CtrlC, pressed: Pressed) -> Event {
    translate_for(SessionId::KEYPAD, keymap, ctrl_c, pressed)
}

/// The same for any session.
pub(super) fn translate_for(id: SessionId, keymap: &Keymap, ctrl_c: CtrlC, pressed: Pressed) -> Event {
    match pressed {
        Pressed::Key(key) => translate_key(id, keymap, ctrl_c, &key),
        Pressed::Pointer(pointer) => Event::Pointer(id, pointer),
        Pressed::Touchable => Event::Touchable(id),
    }
}

fn translate_key(id: SessionId, keymap: &Keymap, ctrl_c: CtrlC, key: &KeyEvent) -> Event {
    let is_ctrl_c = key.code == KeyCode::Char('c') && key.modifiers.contains(KeyModifiers::CONTROL);
    if is_ctrl_c && ctrl_c == CtrlC::Ends {
        return Event::Signal(Signal::Terminate);
    }
    match (keymap.key(key), key.code) {
        (Some(key), _) => Event::Key(id, key),
        // No keypad has such a key: the input method of a console wrote it.
        (None, KeyCode::Char(sign)) if !sign.is_ascii() => Event::Written(id, sign),
        (None, _) => Event::UnknownKey(id),
    }
}
