//! The ledger's thread: it blocks on the disk so that the loop does not.

use std::{
    collections::VecDeque,
    path::Path,
    sync::mpsc::{Receiver, RecvTimeoutError},
    time::Duration,
};

use tokio::sync::mpsc::Sender;

use crate::{
    app::{Event, Query, SessionId},
    domain::{CardSecret, Fact, Found, Place, Search, Transaction, TxnRef, WallTime},
    fees::{self, Findings, Inquiry, NotAudited},
    flow::{Input, Storage, Ticket},
    ledger::{self, DeviceKey, Ledger, Opened, Options, Page, QueryError, Retention, Room},
    report::Survey,
};

use super::{file_fault, read_bounded, worker::Worker};

/// How often a disk that is short of room is looked at.
const LOOK_AGAIN: Duration = Duration::from_secs(5);
/// How many orders may wait.
const ORDERS: usize = 64;

/// Why the ledger could not be opened.
pub type OpenFailure = ledger::OpenError;

/// What the thread is told.
enum Order {
    Commit { ticket: Ticket, at: WallTime, facts: Vec<Fact>, secrets: Vec<(TxnRef, CardSecret)> },
    Unseal(Vec<TxnRef>),
    Find(SessionId, Query),
    Audit(SessionId, Box<Inquiry>),
}

/// Passes over many days that wait.
type Audits = VecDeque<(SessionId, Box<Inquiry>)>;

/// The thread's handle. Dropping it closes the ledger in good order.
pub struct LedgerThread(Worker<Order>);

/// Opens the ledger; what opening found goes to the log.
///
/// # Errors
/// [`OpenFailure`], which says what to do.
pub fn open(dir: &Path, device_key: DeviceKey, retention: Retention, at: WallTime) -> Result<Opened, OpenFailure> {
    let opened = Ledger::open(dir, &Options { device_key, retention, ..Options::new(at) })?;
    for note in &opened.notes {
        tracing::warn!(?note, "the ledger was put right at start");
    }
    Ok(opened)
}

impl LedgerThread {
    /// Starts the thread.
    ///
    /// # Errors
    /// When the system has no thread to give.
    pub fn spawn(ledger: Ledger, events: Sender<Event>) -> std::io::Result<LedgerThread> {
        let keeper = Keeper { ledger, events, room: None };
        Worker::spawn("ledger", ORDERS, |inbox| keeper.run(&inbox)).map(LedgerThread)
    }

    /// Commits facts.
    pub fn commit(&self, ticket: Ticket, at: WallTime, facts: Vec<Fact>, secrets: Vec<(TxnRef, CardSecret)>) {
        self.0.order(Order::Commit { ticket, at, facts, secrets });
    }

    /// Fetches sealed card numbers.
    pub fn unseal(&self, txns: Vec<TxnRef>) {
        self.0.order(Order::Unseal(txns));
    }

    /// Fetches transactions for a screen.
    pub fn find(&self, session: SessionId, query: Query) {
        self.0.order(Order::Find(session, query));
    }

    /// Looks through the records of many days for a screen.
    pub fn audit(&self, session: SessionId, inquiry: Box<Inquiry>) {
        self.0.order(Order::Audit(session, inquiry));
    }
}

struct Keeper {
    ledger: Ledger,
    events: Sender<Event>,
    room: Option<Storage>,
}

impl Keeper {
    fn run(mut self, inbox: &Receiver<Order>) {
        self.tell_room();
        let mut audits = VecDeque::new();
        while let Some(order) = self.next(inbox) {
            self.obey(order, &mut audits);
            while let Some((session, inquiry)) = audits.pop_front() {
                self.audit(session, &inquiry, inbox, &mut audits);
            }
        }
        if let Err(error) = self.ledger.close() {
            tracing::warn!(%error, "the index was not closed; it is put right at the next start");
        }
    }

    fn obey(&mut self, order: Order, audits: &mut Audits) {
        match order {
            Order::Commit { ticket, at, facts, secrets } => self.commit(ticket, at, facts, secrets),
            Order::Unseal(txns) => self.unseal(&txns),
            Order::Find(session, query) => self.find(session, query),
            Order::Audit(session, inquiry) if audits.len() < ORDERS => audits.push_back((session, inquiry)),
            Order::Audit(session, _) => {
                let busy = Err(NotAudited::Busy);
                let _ = self.events.blocking_send(Event::Audited(session, Box::new(busy)));
            }
        }
    }

    /// The next order; none when there will be none. While the disk is short of room it is looked at again and again: nothing
    /// else tells when there is some.
    fn next(&mut self, inbox: &Receiver<Order>) -> Option<Order> {
        loop {
            if self.room == Some(Storage::Ready) {
                return inbox.recv().ok();
            }
            match inbox.recv_timeout(LOOK_AGAIN) {
                Ok(order) => return Some(order),
                Err(RecvTimeoutError::Timeout) => self.tell_room(),
                Err(RecvTimeoutError::Disconnected) => return None,
            }
        }
    }

    fn commit(&mut self, ticket: Ticket, at: WallTime, facts: Vec<Fact>, secrets: Vec<(TxnRef, CardSecret)>) {
        match self.ledger.commit(at, facts, secrets) {
            Ok(_) => self.say(Input::Committed(ticket)),
            Err(error) => {
                tracing::error!(%error, "facts could not be made durable");
                self.say(Input::CommitFailed(ticket, error.to_string()));
                // The core takes every failure for the end; the ledger's own word on its room follows at once.
                self.room = None;
            }
        }
        self.tell_room();
        // The answer has gone; now there is time for the index.
        if let Err(error) = self.ledger.index_pending() {
            tracing::warn!(%error, "the index is behind; it is built again when needed");
        }
    }

    fn unseal(&mut self, txns: &[TxnRef]) {
        let secrets = txns.iter().map(|txn| self.ledger.unseal(*txn).map_err(|error| error.to_string())).collect();
        self.say(Input::Unsealed(secrets));
    }

    fn find(&mut self, session: SessionId, query: Query) {
        let query = match query {
            Query::Batch(batch, limit) => ledger::Query::Batch { batch, page: Page { offset: 0, limit } },
            Query::These(txns) => {
                let each = |TxnRef { batch, stan }| self.rows(&ledger::Query::Stan { batch, stan });
                let each: Option<Vec<_>> = txns.into_iter().map(each).collect();
                let rows = each.map(|rows| rows.into_iter().flatten().collect());
                return drop(self.events.blocking_send(Event::Found(session, rows)));
            }
            Query::Search(search, after) => {
                let found = self.search(&search, after, Query::PAGE);
                return drop(self.events.blocking_send(Event::Searched(session, search, after, found)));
            }
            Query::Survey(survey, after) => {
                let surveyed = self.survey(survey, after);
                return drop(self.events.blocking_send(Event::Surveyed(session, surveyed)));
            }
        };
        let rows = self.rows(&query);
        let _ = self.events.blocking_send(Event::Found(session, rows));
    }

    fn rows(&mut self, query: &ledger::Query) -> Option<Vec<Transaction>> {
        let found = self.ledger.query(query);
        found.inspect_err(|error| tracing::error!(%error, "the index cannot answer")).ok()
    }

    fn search(&mut self, search: &Search, after: Option<Place>, limit: usize) -> Option<Found> {
        let found = self.ledger.search(search, after, limit);
        found.inspect_err(|error| tracing::error!(%error, "the index cannot answer")).ok()
    }

    /// A piece more of the last days.
    fn survey(&mut self, mut survey: Box<Survey>, after: Option<Place>) -> Option<(Box<Survey>, Option<Place>)> {
        let days = Search { span: Some(survey.span()), ..Search::default() };
        let found = self.search(&days, after, Query::PIECE)?;
        let summed = found.rows.iter().try_for_each(|txn| survey.add(txn));
        summed.inspect_err(|error| tracing::error!(%error, "the last days cannot be summed up")).ok()?;
        Some((survey, found.next))
    }

    /// Looks through the records day by day. What waits goes first between two days: a sale's commit waits for one day's
    /// records at most.
    fn audit(&mut self, session: SessionId, inquiry: &Inquiry, inbox: &Receiver<Order>, audits: &mut Audits) {
        let file = inquiry.terms.statement.as_deref();
        let file = file.map(|path| {
            read_bounded(path, fees::FILE_MAX).map_err(|error| {
                tracing::warn!(path = %path.display(), %error, "the settlement file cannot be read");
                file_fault::of(&error)
            })
        });
        let offset = inquiry.identity.offset;
        let found = inquiry.run(file, |(first, last), each| {
            for day in (0..=first.until(last)).map(|days| first.plus(days)) {
                self.ledger.each_between(day.start(offset), day.plus(1).start(offset), each)?;
                while let Ok(order) = inbox.try_recv() {
                    self.obey(order, audits);
                }
            }
            Ok::<(), QueryError>(())
        });
        let found = found.map_err(|error| {
            tracing::error!(%error, "the index cannot answer");
            NotAudited::Unreadable
        });
        if let Ok(Findings { trouble: Some(why), .. }) = &found {
            tracing::warn!(%why, "the settlement file is not compared");
        }
        let _ = self.events.blocking_send(Event::Audited(session, Box::new(found)));
    }

    fn tell_room(&mut self) {
        let room = match self.ledger.room() {
            Room::Enough => Storage::Ready,
            Room::Low => Storage::Low,
            Room::Full => Storage::Stopped("the disk is full or the ledger has stopped".into()),
        };
        if self.room.as_ref() != Some(&room) {
            self.room = Some(room.clone());
            self.say(Input::Room(room));
        }
    }

    fn say(&self, input: Input) {
        let _ = self.events.blocking_send(Event::Flow(input));
    }
}
