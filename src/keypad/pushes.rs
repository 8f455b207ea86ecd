//! What a person meant with a keypad, from how its keys move.
//!
//! A push counts once, when the key goes down. What the kernel repeats while a key is held counts nothing: a held ENTER confirms
//! once, a held digit is one digit. CLEAR alone means more when it is held: it takes back everything. A contact that bounces
//! makes one push into several within milliseconds; they count as one.

use std::{collections::HashMap, sync::Arc, time::Duration};

use super::{Chord, Key, Keycode, Keymap, Motion, Shift, Signal};

/// CLEAR that is held so long takes back everything.
pub const HELD: Duration = Duration::from_millis(800);

/// What one movement amounts to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Push {
    /// A key has been pressed.
    Key(Key),
    /// CLEAR has been held for [`HELD`].
    Held,
    /// A key that the keymap does not have.
    Unknown,
}

/// The keys of one keypad.
#[derive(Debug)]
pub struct Pushes {
    keymap: Arc<Keymap>,
    /// The Shifts that are held.
    shifts: Vec<Keycode>,
    /// When each key of the keymap last moved, on the clock of the device; no more of them than the keymap has.
    moved: HashMap<Keycode, Duration>,
    held: Option<Held>,
}

/// CLEAR that is down.
#[derive(Clone, Copy, Debug)]
struct Held {
    code: Keycode,
    /// When it will have been held long enough, on the monotonic clock.
    until: Duration,
}

impl Pushes {
    /// A keypad on which nothing is held.
    pub fn new(keymap: Arc<Keymap>) -> Pushes {
        Pushes { keymap, shifts: Vec::new(), moved: HashMap::new(), held: None }
    }

    /// Takes in a movement; `now` is the monotonic time at which it is seen.
    pub fn take(&mut self, signal: Signal, now: Duration) -> Option<Push> {
        let Signal::Key { at, code, motion } = signal else {
            self.let_go();
            return None;
        };
        if code.is_shift() {
            self.shift(code, motion);
        }
        if code.is_modifier() || !code.is_key() {
            return None;
        }
        match motion {
            Motion::Down => self.down(code, at, now),
            Motion::Up => {
                self.held = self.held.filter(|held| held.code != code);
                if self.keymap.has_code(code) {
                    self.moved.insert(code, at);
                }
                None
            }
            Motion::Repeat => None,
        }
    }

    /// When [`Pushes::held`] has something to say, on the monotonic clock.
    pub fn due(&self) -> Option<Duration> {
        self.held.map(|held| held.until)
    }

    /// Whether CLEAR has been held long enough by now. It says so once for each push.
    pub fn held(&mut self, now: Duration) -> Option<Push> {
        self.held.take_if(|held| held.until <= now).map(|_| Push::Held)
    }

    fn down(&mut self, code: Keycode, at: Duration, now: Duration) -> Option<Push> {
        let shift = if self.shifts.is_empty() { Shift::Up } else { Shift::Held };
        let key = self.keymap.pushed(Chord { code, shift });
        let bounced = key.is_some() && self.bounces(code, at);
        // Whoever presses another key has not meant the whole of it; and a key that bounced is down again.
        self.held = (key == Some(Key::Clear)).then_some(Held { code, until: now + HELD });
        match key {
            _ if bounced => None,
            Some(key) => Some(Push::Key(key)),
            None => Some(Push::Unknown),
        }
    }

    /// Whether a key that goes down has moved a moment ago. A clock that was set back says nothing.
    fn bounces(&mut self, code: Keycode, at: Duration) -> bool {
        let before = self.moved.insert(code, at);
        before.and_then(|before| at.checked_sub(before)).is_some_and(|passed| passed < self.keymap.bounce())
    }

    fn shift(&mut self, code: Keycode, motion: Motion) {
        self.shifts.retain(|held| *held != code);
        if motion != Motion::Up {
            self.shifts.push(code);
        }
    }

    fn let_go(&mut self) {
        self.shifts.clear();
        self.moved.clear();
        self.held = None;
    }
}

#[cfg(test)]
#[path = "pushes_tests.rs"]
mod tests;
