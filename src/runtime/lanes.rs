//! The lanes by which events reach the loop: bounded queues, taken from in a fixed order.

use tokio::sync::mpsc::{self, Receiver, Sender};

use crate::app::{Event, Signal};

/// How many events of a kind may wait. A sender that finds its lane full waits.
const LANE: usize = 256;

/// The lanes in the order in which they are taken from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// The ledger's answers.
    Ledger,
    /// The reader's reports.
    Reader,
    /// The host's answers.
    Link,
    /// The printer and checked passwords.
    Rest,
}

const COUNT: usize = 4;

/// Both ends of all lanes.
pub struct Lanes {
    senders: [Sender<Event>; COUNT],
    receivers: [Receiver<Event>; COUNT],
}

impl Lanes {
    /// Empty lanes.
    pub fn new() -> Lanes {
        let pairs: [_; COUNT] = std::array::from_fn(|_| mpsc::channel(LANE));
        let mut receivers = Vec::with_capacity(COUNT);
        let senders = pairs.map(|(sender, receiver)| {
            receivers.push(receiver);
            sender
        });
        let receivers = receivers.try_into().unwrap_or_else(|_| unreachable!("one receiver for each sender"));
        Lanes { senders, receivers }
    }

    /// A way in.
    pub fn sender(&self, lane: Lane) -> Sender<Event> {
        self.senders[lane as usize].clone()
    }

    /// The next event that is already there, in the order of the lanes.
    pub fn take(&mut self) -> Option<Event> {
        self.receivers.iter_mut().find_map(|lane| lane.try_recv().ok())
    }

    /// Waits for an event on any lane; the first lane in order wins.
    pub async fn wait(&mut self) -> Event {
        let [ledger, reader, link, rest] = &mut self.receivers;
        // The loop holds a sender of every lane, so no lane ever closes and `None` cannot come.
        let event = tokio::select! {
            biased;
            event = ledger.recv() => event,
            event = reader.recv() => event,
            event = link.recv() => event,
            event = rest.recv() => event,
        };
        event.unwrap_or(Event::Tick)
    }
}

/// The signals that the program heeds, as a stream of their own: they come before everything else.
pub struct Signals {
    terminate: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
    hangup: tokio::signal::unix::Signal,
    resize: tokio::signal::unix::Signal,
    keep: tokio::signal::unix::Signal,
}

/// What a signal means.
pub enum Heard {
    /// The program should end; with the signal's number.
    End(Signal, i32),
    /// The black box is to be kept in a file (SIGUSR1).
    KeepBlackBox,
    /// The terminal has a new size.
    Resized,
}

impl Signals {
    /// Begins to listen.
    ///
    /// # Errors
    /// When the system refuses a handler.
    pub fn listen() -> std::io::Result<Signals> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Signals {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            hangup: signal(SignalKind::hangup())?,
            resize: signal(SignalKind::window_change())?,
            keep: signal(SignalKind::user_defined1())?,
        })
    }

    /// Waits for the next one.
    pub async fn next(&mut self) -> Heard {
        tokio::select! {
            biased;
            _ = self.terminate.recv() => Heard::End(Signal::Terminate, 15),
            _ = self.interrupt.recv() => Heard::End(Signal::Terminate, 2),
            _ = self.hangup.recv() => Heard::End(Signal::Hangup, 1),
            _ = self.resize.recv() => Heard::Resized,
            _ = self.keep.recv() => Heard::KeepBlackBox,
        }
    }
}
