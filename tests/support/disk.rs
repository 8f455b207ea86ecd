//! A ledger in memory: facts in order, folded as the real one folds them, answered in order or not at all.

use std::collections::{BTreeMap, VecDeque};

use keytill::{
    app::{Event, Query, SessionId},
    domain::{Book, CardSecret, Fact, FileFault, Pan, Record, Transaction, TxnRef, WallTime},
    fees::Inquiry,
    flow::{Input, Ticket},
};

/// What becomes of commits that were under way when the power went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// They were lost.
    Lost,
    /// They had reached the disk; nobody was told.
    Kept,
}

/// What the ledger was told and has not answered yet.
pub enum Order {
    Commit { ticket: Ticket, at: WallTime, facts: Vec<Fact>, secrets: Vec<(TxnRef, CardSecret)> },
    Unseal(Vec<TxnRef>),
    Find(SessionId, Query),
    Audit(SessionId, Box<Inquiry>),
}

#[derive(Default)]
pub struct Disk {
    /// What is durable, summed up.
    pub book: Book,
    /// What is durable, in order.
    pub records: Vec<Record>,
    /// Orders that wait.
    pub orders: VecDeque<Order>,
    pub held: bool,
    pub broken: bool,
    /// The settlement file, or why it cannot be read.
    pub statement: Option<Result<Vec<u8>, FileFault>>,
    secrets: BTreeMap<TxnRef, CardSecret>,
    /// The transactions of batches that are closed.
    pub settled: Vec<Transaction>,
}

impl Disk {
    pub fn with(book: Book) -> Disk {
        Disk { book, ..Disk::default() }
    }

    /// Seals a card for every transaction that is there.
    pub fn seal_all(&mut self) {
        let card = CardSecret::Card { pan: Pan::new(super::words::PAN).unwrap(), expiry: None };
        self.secrets = self.book.transactions.values().map(|t| (t.txn, card.clone())).collect();
    }

    /// Another card is sealed with one of them.
    pub fn change_card(&mut self, txn: TxnRef, pan: Pan) {
        self.secrets.insert(txn, CardSecret::Card { pan, expiry: None });
    }

    /// Loses the card of one of them.
    pub fn lose_card(&mut self, txn: TxnRef) {
        self.secrets.remove(&txn);
    }

    /// Every durable fact, in order.
    pub fn facts(&self) -> impl Iterator<Item = &Fact> {
        self.records.iter().flat_map(|r| &r.facts)
    }

    /// Carries out the oldest order.
    pub fn work(&mut self) -> Option<Event> {
        Some(match self.orders.pop_front()? {
            Order::Commit { ticket, .. } if self.broken => {
                Event::Flow(Input::CommitFailed(ticket, "no space left on the disk".into()))
            }
            Order::Commit { ticket, at, facts, secrets } => {
                self.store(at, facts, secrets);
                Event::Flow(Input::Committed(ticket))
            }
            Order::Unseal(txns) => {
                let secret = |txn| self.secrets.get(txn).cloned().ok_or_else(|| "no such card".to_owned());
                Event::Flow(Input::Unsealed(txns.iter().map(secret).collect()))
            }
            Order::Find(session, query) => {
                let all = self.settled.iter().chain(self.book.transactions.values());
                keytill::app::answer(session, query, all)
            }
            Order::Audit(session, inquiry) => {
                let found = inquiry.run(self.statement.clone(), |_, each| {
                    self.book.transactions.values().for_each(each);
                    Ok(())
                });
                Event::Audited(session, Box::new(found))
            }
        })
    }

    /// The power goes.
    pub fn cut(&mut self, cut: Cut) {
        let kept = cut == Cut::Kept && !self.broken;
        let orders = std::mem::take(&mut self.orders);
        for order in orders.into_iter().filter(|_| kept) {
            if let Order::Commit { at, facts, secrets, .. } = order {
                self.store(at, facts, secrets);
            }
        }
        self.held = false;
        self.broken = false;
    }

    fn store(&mut self, at: WallTime, facts: Vec<Fact>, secrets: Vec<(TxnRef, CardSecret)>) {
        for fact in &facts {
            if matches!(fact, Fact::Settled { .. }) {
                self.settled.extend(self.book.transactions.values().cloned());
            }
            // The real ledger refuses such a fact too; that the core asks for it is a fault of the program.
            self.book.apply(at, fact).unwrap_or_else(|error| panic!("the ledger refuses {fact:?}: {error}"));
            if matches!(fact, Fact::Settled { .. }) {
                self.secrets.clear();
            }
        }
        self.secrets.extend(secrets);
        let record = Record { at, facts };
        let written = serde_json::to_vec(&record).unwrap();
        assert_eq!(
            serde_json::from_slice::<Record>(&written).ok().as_ref(),
            Some(&record),
            "no journal could be read again"
        );
        self.records.push(record);
    }
}
