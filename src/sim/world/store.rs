//! The box's disk: the real ledger over a medium in memory, working off its orders one after the other as the ledger's
//! thread does. Journal and keys alone: the index is sled's and always on the real disk, and what screens ask of it is
//! answered from the book.

use std::{collections::VecDeque, path::PathBuf, sync::Arc};

use super::{Chance, Medium, Trouble};
use crate::{
    app::{Event, Query, SessionId, answer},
    domain::{Book, CardSecret, Fact, TxnRef, WallTime},
    fees::Inquiry,
    flow::{Input, Storage, Ticket},
    ledger::{Extent, Ledger, Opened, Options, Room},
};

/// What the ledger is told.
pub enum Order {
    /// Make facts durable.
    Commit {
        /// Which commit.
        ticket: Ticket,
        /// The wall clock.
        at: WallTime,
        /// What.
        facts: Vec<Fact>,
        /// Cards to seal.
        secrets: Vec<(TxnRef, CardSecret)>,
    },
    /// Fetch sealed cards.
    Unseal(Vec<TxnRef>),
    /// Fetch transactions for a screen.
    Find(SessionId, Query),
    /// Look through the records; of the open batch, as there is no index.
    Audit(SessionId, Box<Inquiry>),
}

/// Ledger and medium.
pub struct Store {
    /// The medium; another one after each power cut.
    pub medium: Medium,
    /// Orders that wait.
    pub orders: VecDeque<Order>,
    ledger: Option<Ledger>,
    room: Option<Storage>,
    empty: Book,
}

impl Store {
    /// An empty medium; [`Store::open`] makes the ledger.
    pub fn new(chance: Chance) -> Store {
        let (orders, empty) = (VecDeque::new(), Book::default());
        Store { medium: Medium::seeded(chance), orders, ledger: None, room: None, empty }
    }

    /// The ledger's folder on the medium.
    pub fn dir() -> PathBuf {
        PathBuf::from("/till")
    }

    /// What is durable, summed up; empty while the box is off.
    pub fn book(&self) -> &Book {
        self.ledger.as_ref().map_or(&self.empty, Ledger::book)
    }

    /// Opens the ledger and gives its book.
    ///
    /// # Errors
    /// Why it cannot be opened.
    pub fn open(&mut self, at: WallTime) -> Result<Book, String> {
        let mut options = Options::new(at);
        options.disk = Arc::new(self.medium.clone());
        options.extent = Extent::JournalAlone;
        let Opened { ledger, book, .. } = Ledger::open(&Store::dir(), &options).map_err(|error| error.to_string())?;
        (self.ledger, self.room) = (Some(ledger), None);
        Ok(book)
    }

    /// Makes facts durable outside the program, as the first start does with the first operators.
    ///
    /// # Errors
    /// What the ledger says.
    pub fn record(&mut self, at: WallTime, facts: Vec<Fact>) -> Result<(), String> {
        let ledger = self.ledger.as_mut().ok_or("the ledger is closed")?;
        ledger.commit(at, facts, Vec::new()).map(|_| ()).map_err(|error| error.to_string())
    }

    /// The power goes, or the program ends: what waits is lost, and of what was not synced some sectors arrive.
    pub fn power_off(&mut self, chance: &mut Chance) {
        self.orders.clear();
        self.ledger = None;
        let names_arrive = chance.percent(50);
        let share = chance.below(101);
        let full = self.medium.is_full();
        self.medium = self.medium.after_cut(names_arrive, || chance.percent(share));
        // No room comes from switching it off.
        if full {
            self.medium.trouble(0, Trouble::Full);
        }
    }

    /// The program ends and begins again, and the power stays: what the system has in memory is still there, also what a failed
    /// sync did not make durable.
    pub fn begin_again(&mut self) {
        self.orders.clear();
        self.ledger = None;
    }

    /// Carries out the oldest order; what it leads to, in order.
    pub fn work(&mut self) -> Vec<Event> {
        let (Some(order), Some(ledger)) = (self.orders.pop_front(), self.ledger.as_mut()) else { return Vec::new() };
        match order {
            Order::Commit { ticket, at, facts, secrets } => {
                let committed = ledger.commit(at, facts, secrets);
                let failed = committed.is_err();
                let answer = match committed {
                    Ok(_) => Input::Committed(ticket),
                    Err(error) => Input::CommitFailed(ticket, error.to_string()),
                };
                // What fails here is told by the room.
                let _ = ledger.index_pending();
                if failed {
                    // The core takes every failure for the end; the ledger's own word on its room follows at once.
                    self.room = None;
                }
                let mut events = vec![Event::Flow(answer)];
                events.extend(self.tell_room());
                events
            }
            Order::Unseal(txns) => {
                let secrets = txns.iter().map(|txn| ledger.unseal(*txn).map_err(|error| error.to_string())).collect();
                vec![Event::Flow(Input::Unsealed(secrets))]
            }
            Order::Find(session, query) => vec![answer(session, query, ledger.book().transactions.values())],
            Order::Audit(session, inquiry) => {
                let found = inquiry.run(None, |_, each| {
                    ledger.book().transactions.values().for_each(each);
                    Ok(())
                });
                vec![Event::Audited(session, Box::new(found))]
            }
        }
    }

    /// What the ledger says of its room, where that has changed.
    pub fn tell_room(&mut self) -> Option<Event> {
        let room = match self.ledger.as_ref()?.room() {
            Room::Enough => Storage::Ready,
            Room::Low => Storage::Low,
            Room::Full => Storage::Stopped("the disk is full or the ledger has stopped".into()),
        };
        if self.room.as_ref() == Some(&room) {
            return None;
        }
        self.room = Some(room.clone());
        Some(Event::Flow(Input::Room(room)))
    }
}
