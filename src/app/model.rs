//! The model: the terminal and whoever looks at it.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};

use crate::{
    catalogue::{Catalogue, Shelf},
    customers::Customers,
    domain::{BillNo, Now},
    enrol::service::Challenge,
    flow::{Terminal, Ticket},
    keypad::{Keymap, Plug},
    screen::{
        See,
        seat::{Seats, SeatsView},
    },
    ui::Look,
};

use super::{Session, guard::Guard, roster::Rosters, untold::Untold};

/// The name of a screen with its keypad.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SessionId(pub u32);

impl SessionId {
    /// The keypad's own screen.
    pub const KEYPAD: SessionId = SessionId(0);
}

/// Everything that the program knows.
#[derive(Debug)]
pub struct Model {
    /// The truth of the box.
    pub terminal: Terminal,
    /// What the shop sells.
    pub catalogue: Shelf<Catalogue>,
    /// Who has agreed to be remembered.
    pub customers: Shelf<Customers>,
    /// Who looks at it.
    pub sessions: BTreeMap<SessionId, Session>,
    /// What the second screens share.
    pub seats: Seats,
    /// The time of the last event.
    pub now: Now,
    /// What is told once its facts are durable, such as refused passwords, so that a cut cannot undo the count.
    pub(super) untold: Vec<Untold>,
    /// Numbers that were given, and whose owners are not on record yet; the service hears of each when it is.
    pub(super) enrolled: Vec<(Ticket, Challenge)>,
    /// Until when no new challenge is given, after wrong codes.
    pub(super) afar_rest: Duration,
    /// How many challenges there were since the start.
    pub(super) challenges: u32,
    /// How often somebody wanted a number since the start.
    pub(super) rounds: u32,
    /// The roster of the enrolment service.
    pub(super) rosters: Rosters,
    /// The program is to end, at the latest at this time.
    pub(super) leaving: Option<Duration>,
    /// A product or a customer is on its way to the disk: one at a time, so that each is planned on what is kept.
    pub(super) keeping: bool,
    /// The end of the trade in progress has been said.
    pub(super) announced: bool,
    /// What should be plugged in and is not.
    pub(super) unplugged: BTreeSet<Plug>,
    /// The key in hand was pressed at a seat that has control.
    pub(super) driven: bool,
    /// The sale paid in parts whose end has been said last.
    pub(super) announced_bill: Option<BillNo>,
    pub(super) keymap: Arc<Keymap>,
    pub(super) guard: Guard,
}

impl Model {
    /// A model with one screen, the keypad's own.
    pub fn new(terminal: Terminal, session: Session, keymap: Arc<Keymap>, now: Now) -> Model {
        let guard = Guard::after_start(&terminal.book, now);
        let sessions = BTreeMap::from([(SessionId::KEYPAD, session)]);
        Model {
            terminal,
            catalogue: Shelf::default(),
            customers: Shelf::default(),
            sessions,
            seats: Seats::default(),
            now,
            untold: Vec::new(),
            enrolled: Vec::new(),
            afar_rest: Duration::ZERO,
            challenges: 0,
            rounds: 0,
            rosters: Rosters::default(),
            leaving: None,
            keeping: false,
            announced: false,
            unplugged: BTreeSet::new(),
            driven: false,
            announced_bill: None,
            keymap,
            guard,
        }
    }

    /// What a session's screens may look at.
    pub(super) fn see<'a>(&'a self, session: &'a Session) -> See<'a> {
        let keymap = session.keymap.as_ref().unwrap_or(&self.keymap);
        See {
            terminal: &self.terminal,
            catalogue: &self.catalogue,
            customers: &self.customers,
            newest: &self.rosters.newest,
            operator: session.operator,
            seats: SeatsView { all: &self.seats, own: session.seat },
            look: Look { touch: session.touch(), ..Look::new(session.lang, session.glyphs, keymap) },
            now: self.now,
        }
    }
}
