//! What all seats share: who looks on, who presses the operator's keys, what the log says, and a restart that waits.

use std::{collections::VecDeque, time::Duration};

use crate::domain::{Guest, OperatorNo};

/// How long the operator is asked; silence refuses.
pub const ASK_WITHIN: Duration = Duration::from_secs(30);
/// How long control lasts at most.
pub const CONTROL_FOR: Duration = Duration::from_secs(300);

/// Of all seats. Nothing of it outlives the program.
#[derive(Debug, Default)]
pub struct Seats {
    /// Who has the mirror of the operator's screen open.
    pub watchers: Vec<Watcher>,
    /// Who has asked for the operator's keys, or presses them.
    pub control: Option<Control>,
    /// The last lines of the log, oldest first, while there is a seat.
    pub log: VecDeque<String>,
    /// The restart that waits until nothing is under way.
    pub restart: Option<Restart>,
    /// Whether the operator has begun something that a restart would lose.
    pub in_hand: bool,
}

/// Somebody who looks at the operator's screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watcher {
    /// The number of the seat's session.
    pub seat: u32,
    /// Who is signed in there.
    pub by: OperatorNo,
    /// Whose screen it is.
    pub guest: Guest,
}

/// Control of the operator's screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Control {
    /// Who has asked.
    pub who: Watcher,
    /// How far it has come.
    pub stage: Stage,
    /// When that ends by itself, on the monotonic clock.
    pub until: Duration,
}

/// How far control has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The operator has been asked.
    Asked,
    /// The operator has agreed.
    Held,
}

/// A restart that somebody has ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Restart {
    /// Who.
    pub by: OperatorNo,
}

/// The seats, as one session sees them.
#[derive(Clone, Copy, Debug)]
pub struct SeatsView<'a> {
    /// All of them.
    pub all: &'a Seats,
    /// The session's own number, where it is a seat.
    pub own: Option<u32>,
}

impl<'a> SeatsView<'a> {
    /// As the operator sees them.
    pub fn of(all: &'a Seats) -> SeatsView<'a> {
        SeatsView { all, own: None }
    }

    /// How far the session's own wish for control has come.
    pub fn own_stage(&self) -> Option<Stage> {
        self.all.control.as_ref().filter(|control| Some(control.who.seat) == self.own).map(|control| control.stage)
    }
}
