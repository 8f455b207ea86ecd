//! Second screens over a Unix socket. Each connection has a task of its own; the loop hears of them after everything else, and
//! paints their screens one at a time when nothing else is to be done, so that no key of the operator waits for more than one.
//!
//! A client that is slow is never waited for: while its last picture is on the way none is made, and then the newest is. One that
//! takes nothing for [`server::WRITE_WITHIN`] is dropped.

mod client;
mod peer;
mod screen;
mod server;
mod socket;

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use tokio::{
    sync::{
        mpsc::{self, Receiver, Sender, error::TrySendError},
        oneshot,
    },
    task::yield_now,
    time::{Instant, sleep_until},
};

use crate::{
    app::{self, Arrival, Event, Model, SeatEvent, SessionId},
    keypad::{Keymap, Pressed},
    seat::ToClient,
};

use super::{
    input::{CtrlC, translate_for},
    log_tail,
};
use screen::SeatScreen;
pub use socket::Config;

/// How many screens there may be beside the operator's.
pub const SEATS: usize = 10;
/// How much of what clients say may wait for the loop.
const SAYINGS: usize = 64;
/// How many scripts may follow the facts.
const FOLLOWERS: usize = 8;
/// Between two pictures of a seat: what an eye takes for at once, and a line over SSH can carry.
const PICTURE_PAUSE: Duration = Duration::from_millis(50);
/// How long the clients are given to hear that the program ends.
const FAREWELL: Duration = Duration::from_millis(300);

/// What clients say.
enum Said {
    /// Somebody opens a seat.
    Opened(SessionId, Box<Opening>),
    /// Keys, a few at a time.
    Pressed(SessionId, Vec<Pressed>),
    /// Its screen has another size.
    Resized(SessionId, (u16, u16)),
    /// The picture that was in the way is gone.
    Drained(SessionId),
    /// It is gone.
    Closed(SessionId),
    /// How the terminal is.
    Status(oneshot::Sender<String>),
    /// The last facts, and those that come as long as the other end listens.
    Facts(Follow, Sender<String>),
    /// The log has another line.
    Logged,
}

/// Whether the facts to come are wanted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Follow {
    Yes,
    No,
}

/// A new seat.
struct Opening {
    guest: crate::domain::Guest,
    size: (u16, u16),
    lang: Option<crate::domain::Lang>,
    glyphs: crate::ui::Glyphs,
    outbox: Sender<Vec<u8>>,
    behind: Arc<AtomicBool>,
}

/// A seat, as the loop has it.
struct Seat {
    screen: SeatScreen,
    outbox: Sender<Vec<u8>>,
    /// Told by the loop: a picture could not be sent, so the client's task is to say when there is room.
    behind: Arc<AtomicBool>,
    /// Whether something may have changed since the last picture.
    stale: bool,
    /// When the next picture may be made.
    not_before: Instant,
}

/// All seats.
pub struct Seats {
    said: Receiver<Said>,
    seats: BTreeMap<SessionId, Seat>,
    followers: Vec<Sender<String>>,
    /// How many facts the followers have heard.
    told: u64,
    /// How many lines of the log the core has heard.
    logged: u64,
    keymap: Option<Arc<Keymap>>,
    /// Ends when the last connection has.
    connections: Receiver<()>,
    _socket: Option<socket::Socket>,
}

impl Seats {
    /// Begins to listen, where there is a socket to listen at. A terminal without one sells all the same.
    pub fn open(config: Option<Config>) -> Seats {
        let (sayings, said) = mpsc::channel(SAYINGS);
        let (alive, connections) = mpsc::channel(1);
        let socket = config.and_then(|config| {
            let opened = socket::Socket::open(&config);
            opened.inspect_err(|error| tracing::warn!("nobody can look at this terminal over SSH: {error}")).ok()
        });
        let socket = socket.map(|(socket, listener, rules)| {
            tokio::spawn(server::listen(listener, rules, sayings, alive));
            socket
        });
        Seats {
            said,
            seats: BTreeMap::new(),
            followers: Vec::new(),
            told: 0,
            logged: 0,
            keymap: None,
            connections,
            _socket: socket,
        }
    }

    /// Waits for a client.
    pub(super) async fn next(&mut self) -> Heard {
        let said = tokio::select! {
            biased;
            said = self.said.recv() => said,
            () = log_tail::changed(), if !self.seats.is_empty() => Some(Said::Logged),
        };
        match said {
            Some(said) => Heard(said),
            // Nobody listens, so nobody will come.
            None => std::future::pending().await,
        }
    }

    /// What a client has said, as events for the core.
    pub(super) fn take(&mut self, Heard(said): Heard, model: &Model) -> Vec<Event> {
        match said {
            Said::Opened(id, opening) => self.opened(id, *opening),
            Said::Pressed(id, pressed) => self.pressed(id, pressed),
            Said::Resized(id, size) => {
                if let Some(seat) = self.seats.get_mut(&id) {
                    seat.screen.resize(size);
                }
                vec![Event::Resize(id, screen::at_most(size))]
            }
            Said::Drained(id) => {
                if let Some(seat) = self.seats.get_mut(&id) {
                    seat.stale = true;
                }
                Vec::new()
            }
            Said::Closed(id) => self.closed(id),
            Said::Status(answer) => {
                let status = serde_json::to_string(&app::status(model, log_tail::last_error()));
                // Whoever asked may be gone.
                let _ = answer.send(status.unwrap_or_default());
                Vec::new()
            }
            Said::Facts(follow, to) => {
                self.facts(model, follow, to);
                Vec::new()
            }
            Said::Logged => {
                let (lines, count) = log_tail::after(self.logged);
                self.logged = count;
                vec![Event::Seat(SeatEvent::Logged(lines))]
            }
        }
    }

    fn opened(&mut self, id: SessionId, opening: Opening) -> Vec<Event> {
        let Opening { guest, size, lang, glyphs, outbox, behind } = opening;
        let Some(keymap) = self.keymap() else { return refuse(&outbox, "the keys of a seat are not known") };
        if self.seats.len() >= SEATS {
            return refuse(&outbox, &format!("{SEATS} seats are taken; close one"));
        }
        tracing::info!("a seat is opened by {guest}");
        let screen = SeatScreen::new(size);
        self.seats.insert(id, Seat { screen, outbox, behind, stale: true, not_before: Instant::now() });
        let (lines, count) = log_tail::after(if self.seats.len() == 1 { 0 } else { self.logged });
        self.logged = count;
        let arrival = Arrival { guest, size: screen::at_most(size), lang, glyphs, keymap };
        vec![Event::Seat(SeatEvent::Opened(id, Box::new(arrival))), Event::Seat(SeatEvent::Logged(lines))]
    }

    /// The keys of an ordinary keyboard, read when the first seat is opened.
    fn keymap(&mut self) -> Option<Arc<Keymap>> {
        if self.keymap.is_none() {
            let keymap = Keymap::shipped("pc").and_then(|text| Keymap::parse("pc", text).ok());
            self.keymap = keymap.map(Arc::new);
        }
        self.keymap.clone()
    }

    fn pressed(&mut self, id: SessionId, pressed: Vec<Pressed>) -> Vec<Event> {
        let Some(keymap) = self.keymap.clone().filter(|_| self.seats.contains_key(&id)) else { return Vec::new() };
        let keys = pressed.into_iter().filter(|one| matches!(one, Pressed::Key(_)));
        keys.map(|one| translate_for(id, &keymap, CtrlC::Ignored, one)).collect()
    }

    fn closed(&mut self, id: SessionId) -> Vec<Event> {
        match self.seats.remove(&id) {
            Some(_) => vec![Event::Seat(SeatEvent::Closed(id))],
            None => Vec::new(),
        }
    }

    /// The facts so far; and the listener is kept, where more are wanted and there is room.
    fn facts(&mut self, model: &Model, follow: Follow, to: Sender<String>) {
        self.tell(model);
        let offset = model.terminal.setup.offset;
        // The lane is longer than the list.
        model.terminal.told.iter().for_each(|told| drop(to.try_send(told.json(offset))));
        self.followers.retain(|follower| !follower.is_closed());
        if follow == Follow::Yes && self.followers.len() < FOLLOWERS {
            self.followers.push(to);
        }
    }

    /// After events: pictures may be old, and there may be facts to tell. One who does not listen fast enough is let go.
    pub(super) fn changed(&mut self, model: &Model) {
        self.seats.values_mut().for_each(|seat| seat.stale = true);
        self.tell(model);
    }

    fn tell(&mut self, model: &Model) {
        let recent = &model.terminal.told;
        if self.told == recent.count() {
            return;
        }
        let offset = model.terminal.setup.offset;
        let fresh = recent.after(self.told);
        for told in fresh.take(if self.followers.is_empty() { 0 } else { usize::MAX }) {
            let line = told.json(offset);
            self.followers.retain(|follower| follower.try_send(line.clone()).is_ok());
        }
        self.told = recent.count();
    }

    /// When a picture may be made that is old; none where none is.
    pub(super) fn next_picture(&self) -> Option<Instant> {
        self.seats.values().filter(|seat| seat.stale).map(|seat| seat.not_before).min()
    }

    /// Brings the picture up to date that has waited longest.
    pub(super) fn paint_one(&mut self, model: &Model) {
        let stale = self.seats.iter_mut().filter(|(_, seat)| seat.stale);
        let Some((id, seat)) = stale.min_by_key(|(_, seat)| seat.not_before) else { return };
        seat.stale = false;
        match seat.outbox.try_reserve() {
            Ok(place) => {
                if let Some(bytes) = seat.screen.paint(model, *id) {
                    place.send(ToClient::Paint(bytes).encode());
                    seat.not_before = Instant::now() + PICTURE_PAUSE;
                }
            }
            Err(TrySendError::Full(())) => seat.behind.store(true, Ordering::Release),
            // Its end is on the way here.
            Err(TrySendError::Closed(())) => {}
        }
    }

    /// Sounds the bell of a seat, if there is room for it.
    pub(super) fn bell(&self, id: SessionId) {
        if let Some(seat) = self.seats.get(&id) {
            let _ = seat.outbox.try_send(ToClient::Paint(b"\x07".to_vec()).encode());
        }
    }

    /// Tells everybody that the program ends.
    pub(super) async fn farewell(&mut self, why: &str) {
        let Seats { seats, followers, said, connections, .. } = self;
        for seat in std::mem::take(seats).into_values() {
            let _ = refuse(&seat.outbox, why);
        }
        followers.clear();
        said.close();
        self._socket = None;
        // The tasks end when they have written what waits.
        let _ = tokio::time::timeout(FAREWELL, connections.recv()).await;
    }
}

/// Waits until a picture may be made. Before that the system is asked once more for everything else, the operator's keys above all.
pub(super) async fn time_to_paint(at: Option<Instant>) {
    match at.filter(|at| *at > Instant::now()) {
        Some(at) => sleep_until(at).await,
        None => yield_now().await,
    }
}

/// Something that a client has said.
pub(super) struct Heard(Said);

/// The last word to a client, if there is room for it.
fn refuse(outbox: &Sender<Vec<u8>>, why: &str) -> Vec<Event> {
    let _ = outbox.try_send(ToClient::End(why.to_owned()).encode());
    Vec::new()
}
