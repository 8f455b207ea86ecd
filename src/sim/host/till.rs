//! One terminal as the host sees it: its settings, its keys, its books, and what it is still asked to do.

use std::collections::VecDeque;

use super::{
    Books, SessionKeys,
    config::{MacMethod, TerminalSetup},
    crypto::Key,
    subject::Subject,
};
use crate::{
    domain::hex,
    iso8583::{Message, mac_input},
};

/// One terminal as the host sees it.
pub(super) struct Till {
    pub(super) setup: TerminalSetup,
    pub(super) master: Key,
    /// A master key that it was given and has not activated.
    pub(super) next_master: Option<Key>,
    pub(super) keys: Option<SessionKeys>,
    pub(super) books: Books,
    /// Whether the books have changed since they were saved.
    pub(super) changed: bool,
    /// What it is asked to do, header digit 6; the first one is shown until it is done.
    pub(super) orders: VecDeque<u8>,
}

impl Till {
    /// A terminal with empty books.
    pub(super) fn new(setup: &TerminalSetup, method: MacMethod) -> Till {
        Till {
            master: Key::of(method.cipher(), &setup.tmk),
            books: Books::new(setup.batch),
            setup: setup.clone(),
            next_master: None,
            keys: None,
            changed: false,
            orders: VecDeque::new(),
        }
    }

    /// Takes saved books, and the master key that was given out since the configuration.
    pub(super) fn take(&mut self, books: Books) {
        let given = books.master.as_deref().and_then(hex::decode).and_then(|key| <[u8; 16]>::try_from(key).ok());
        if let Some(key) = given {
            self.master = Key::of(self.master.cipher(), &key);
        }
        self.books = books;
    }

    /// Whether a request has the MAC that it needs. Trades, reversals, script notices and signatures need one; whoever has
    /// one without need must have a right one.
    pub(super) fn mac_is_right(&self, request: &Message, bytes: &[u8], subject: &Subject, method: MacMethod) -> bool {
        let without =
            matches!(request.mti().as_str(), "0800" | "0820" | "0500" | "0320") && subject.name != "signature";
        if without && !request.has(64) {
            return true;
        }
        let right = self.keys.as_ref().map(|keys| keys.mac.mac_by(method, mac_input(bytes)));
        right.is_some_and(|right| request.bytes(64) == Some(&right[..]))
    }

    /// Why a MAC is not right, in a few words.
    pub(super) fn no_mac_because(&self, request: &Message) -> &'static str {
        match (&self.keys, request.has(64)) {
            (None, _) => "the terminal has not signed on since this host began",
            (Some(_), false) => "field 64 is missing",
            (Some(_), true) => "field 64 is not the MAC of this message under the keys of the last sign-on",
        }
    }

    /// Header digit 6 of the next answer.
    pub(super) fn order(&self) -> u8 {
        self.orders.front().copied().unwrap_or(0)
    }

    /// The terminal has done what this digit asks for.
    pub(super) fn done(&mut self, order: u8) {
        if self.orders.front() == Some(&order) {
            self.orders.pop_front();
        }
    }
}
