//! The terminal: everything that is true of the box, whoever looks at it.

use std::{collections::VecDeque, time::Duration};

use crate::{
    domain::{
        Book, CardSecret, ClockNote, Fact, ItemNo, Now, Recent, Stan, TxnRef, WallTime,
        receipt::{Cause, Condition},
    },
    reader::DeviceInfo,
};

use super::{
    BatchAge, BillDesk, CannotStart, Chores, ClockDoubt, Gateway, Input, Settle, Setup, Signing, Then, Ticket, Trade,
    Work,
    line::Line,
    queue::Attempts,
    settle::Upload,
    trade::{Hand, PrintKey, RecentSales},
};

/// A batch takes no new trades from here on: field 48 counts to 999, and a void and a reversal must still fit.
pub const BATCH_LIMIT: usize = 990;
/// For so long an overdue batch may wait for a quiet moment before nothing new begins.
const FORCE_GRACE: Duration = Duration::from_secs(3600);

/// How the ledger is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Storage {
    /// Ready.
    Ready,
    /// Nearly full: what has begun can be finished, nothing new begins.
    Low,
    /// Stopped: nothing can be made durable.
    Stopped(String),
}

/// How the reader is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReaderStatus {
    /// Being opened.
    Starting,
    /// Ready.
    Up(DeviceInfo),
    /// Not there.
    Down(String),
}

/// How the printer is, as far as the last job tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PrinterStatus {
    /// The last job went well, or there was none.
    Ready,
    /// So many jobs have been given to it and have not ended.
    Busy(usize),
    /// The last job failed.
    Trouble(Cause),
}

/// A commit on its way to the disk.
#[derive(Debug)]
pub(super) struct Pending {
    ticket: Ticket,
    at: WallTime,
    pub(super) facts: Vec<Fact>,
    pub(super) then: Then,
}

/// The truth of the box.
#[derive(Debug)]
pub struct Terminal {
    /// The configuration, with what was set on the box over it.
    pub setup: Setup,
    /// The configuration as it is.
    pub(super) configured: Box<Setup>,
    /// The durable state.
    pub book: Book,
    /// The ledger's health.
    pub storage: Storage,
    /// The host's line.
    pub line: Line,
    /// The line to the order gateway.
    pub gateway: Gateway,
    /// The reader's health.
    pub reader: ReaderStatus,
    /// Why the reader has not taken the tables that it was given, if it has not.
    pub tables_refused: Option<String>,
    /// Who waits for the reader's next report.
    pub(super) hand: Hand,
    /// How the last print job went.
    pub printer: PrinterStatus,
    /// What the printer says of itself.
    pub condition: Condition,
    /// The one trade in progress.
    pub trade: Option<Trade>,
    /// The settlement in progress.
    pub settle: Option<Settle>,
    /// Downloads and status: what waits, what is under way, how it ended.
    pub chores: Chores,
    /// Failures of what goes up in the background.
    pub(super) attempts: Attempts,
    /// The payments of the last minutes.
    pub(super) recent: RecentSales,
    /// The details on their way up.
    pub(super) upload: Upload,
    /// The last moment that it was told, and the last at which there was something to do for an operator.
    pub(super) clock: Option<Now>,
    pub(super) busy_at: Duration,
    overdue_at: Option<Duration>,
    /// The trade that a power cut or a restart left without anyone having seen its end.
    pub unseen: Option<TxnRef>,
    /// Why the wall clock is not believed, if so.
    pub doubt: Option<ClockDoubt>,
    /// The last facts that have become durable, for whoever looks on.
    pub told: Recent,
    /// The bills that people are at.
    pub desk: BillDesk,
    /// What has been sold, or has come back, since the stock was counted last: thousandths that go out or come in.
    pub goods_moved: Vec<(ItemNo, i64)>,
    next_stan: Stan,
    next_ticket: u64,
    pending: VecDeque<Pending>,
}

impl Terminal {
    /// A terminal with the state that the ledger came back with, and a key of this start for comparing cards.
    pub fn new(setup: Setup, book: Book, key: PrintKey) -> Terminal {
        let next_stan = book.free_stan();
        let unseen = book.newest().filter(|t| !t.seen).map(|t| t.txn);
        let settle = book.settlement.as_ref().map(Settle::resumed);
        let configured = Box::new(setup);
        Terminal {
            setup: super::parameters::at_start(&configured, &book.parameters),
            configured,
            book,
            storage: Storage::Ready,
            line: Line::default(),
            gateway: Gateway::default(),
            reader: ReaderStatus::Starting,
            tables_refused: None,
            hand: Hand::Idle,
            printer: PrinterStatus::Ready,
            condition: Condition::Unknown,
            trade: None,
            settle,
            chores: Chores::default(),
            attempts: Attempts::default(),
            recent: RecentSales::new(key),
            upload: Upload::default(),
            clock: None,
            busy_at: Duration::ZERO,
            overdue_at: None,
            unseen,
            doubt: None,
            told: Recent::default(),
            desk: BillDesk::default(),
            goods_moved: Vec::new(),
            next_stan,
            next_ticket: 1,
            pending: VecDeque::new(),
        }
    }

    /// First work after start: what was in flight when the power went has no known outcome and is reversed, or told again,
    /// or left to a person, as its kind has it.
    pub fn resume(&mut self, now: Now, out: &mut Vec<Work>) {
        self.note_time(now);
        let clock = self.look_at_clock(now);
        let facts: Vec<Fact> = self.interrupted().into_iter().chain(clock).collect();
        if !facts.is_empty() {
            self.commit(now, facts, Then::Nothing, out);
        }
        self.recall_sales(now, out);
        self.pump(now, out);
    }

    /// Takes in what the outside says.
    pub fn input(&mut self, input: Input, now: Now, out: &mut Vec<Work>) {
        self.note_time(now);
        match input {
            Input::Committed(ticket) => self.on_committed(ticket, now, out),
            Input::CommitFailed(ticket, reason) => self.on_commit_failed(ticket, reason, now, out),
            Input::Room(storage) => self.storage = storage,
            Input::Unsealed(secrets) => self.on_unsealed(secrets, now, out),
            Input::Host(answer) => self.on_host(*answer, now, out),
            Input::Gateway(txn, answer) => self.on_gateway(txn, answer, now, out),
            Input::HostInUse(place, address) => self.line.in_use = Some((place, address)),
            Input::Mobile(line, used) => self.line.mobile = Some((line, used)),
            Input::Reader(report) => self.on_reader(report, now, out),
            Input::Printer(condition) => self.condition = condition,
            Input::Printed(txn, result) => self.on_printed(txn, result, now, out),
            Input::Tick => {
                self.trade_deadline(now, out);
                self.settle_by_itself(now, out);
            }
        }
        if std::mem::take(&mut self.chores.fresh) {
            self.give_tables(out);
        }
        self.pump(now, out);
        self.note_time(now);
    }

    /// What is there for an operator to do keeps the terminal from settling by itself.
    fn note_time(&mut self, now: Now) {
        self.clock = Some(now);
        self.believe_clock(now);
        if self.trade.is_some() || self.is_settling() {
            self.busy_at = now.mono;
        }
        match self.batch_age() {
            BatchAge::Overdue => drop(self.overdue_at.get_or_insert(now.mono)),
            BatchAge::Fresh | BatchAge::Old => self.overdue_at = None,
        }
    }

    /// Whether nothing new begins because the batch is too old. Not at once: a shop is not stopped in the middle of its work,
    /// nor by a wall clock that jumps.
    fn is_forced(&self) -> bool {
        let late = |(now, at): (Now, Duration)| now.mono >= at + FORCE_GRACE;
        self.clock.zip(self.overdue_at).is_some_and(late)
    }

    /// How old the open batch is.
    pub fn batch_age(&self) -> BatchAge {
        match (self.clock, self.book.batch_began) {
            (Some(now), Some(began)) => self.setup.upkeep.age(began, now.wall),
            _ => BatchAge::Fresh,
        }
    }

    /// Whether a settlement is in progress.
    pub(super) fn is_settling(&self) -> bool {
        self.settle.as_ref().is_some_and(|settle| !settle.is_done())
    }

    /// Whether facts are on their way to the disk.
    pub fn is_writing(&self) -> bool {
        !self.pending.is_empty()
    }

    /// When the terminal next has something to do by itself, on the monotonic clock.
    pub fn next_wake(&self, now: Now) -> Option<Duration> {
        [self.line_wake(now), self.trade_wake(), self.gateway_wake()].into_iter().flatten().min()
    }

    /// Whether something new may begin, and if not, why.
    ///
    /// # Errors
    /// The first reason that stands against it.
    pub fn can_start(&self) -> Result<(), CannotStart> {
        if let Storage::Stopped(reason) = &self.storage {
            return Err(CannotStart::StorageStopped(reason.clone()));
        }
        if self.trade.is_some() {
            return Err(CannotStart::TradeInProgress);
        }
        if self.is_settling() {
            let held = self.settlement_held().cloned();
            return Err(held.map_or(CannotStart::Settling, CannotStart::SettlementHeld));
        }
        if self.storage == Storage::Low {
            return Err(if self.settles_nothing() { CannotStart::StorageFull } else { CannotStart::StorageLow });
        }
        if self.book.transactions.len() >= BATCH_LIMIT {
            return Err(CannotStart::BatchFull);
        }
        if self.is_forced() {
            return Err(CannotStart::BatchOld);
        }
        Ok(())
    }

    /// Whether the open batch may be another one as soon as the disk has answered.
    pub(super) fn is_signing_on_to_disk(&self) -> bool {
        self.pending.iter().any(|p| p.facts.iter().any(|f| matches!(f, Fact::SignedOn { .. })))
    }

    /// Makes facts durable, then goes on with `then`.
    pub(super) fn commit(&mut self, now: Now, facts: Vec<Fact>, then: Then, out: &mut Vec<Work>) -> Ticket {
        self.commit_sealed(now, facts, Vec::new(), then, out)
    }

    /// The same, with card numbers to be sealed in the same record.
    pub(super) fn commit_sealed(
        &mut self,
        now: Now,
        facts: Vec<Fact>,
        secrets: Vec<(TxnRef, CardSecret)>,
        then: Then,
        out: &mut Vec<Work>,
    ) -> Ticket {
        let facts = self.with_basket_ends(facts);
        let ticket = Ticket(self.next_ticket);
        self.next_ticket += 1;
        self.pending.push_back(Pending { ticket, at: now.wall, facts: facts.clone(), then });
        out.push(Work::Commit { ticket, at: now.wall, facts, secrets });
        ticket
    }

    /// Records facts that nothing waits for, such as a sign-in.
    pub fn record(&mut self, now: Now, facts: Vec<Fact>, out: &mut Vec<Work>) -> Ticket {
        self.commit(now, facts, Then::Nothing, out)
    }

    /// The next voucher number, one that the open batch has not used.
    pub(super) fn take_stan(&mut self) -> Stan {
        let mut stan = self.next_stan;
        while self.book.transactions.contains_key(&stan) {
            stan = stan.next();
        }
        self.next_stan = stan.next();
        stan
    }

    /// Batch and number of the next record.
    pub(super) fn take_txn(&mut self) -> TxnRef {
        TxnRef { batch: self.book.batch, stan: self.take_stan() }
    }

    fn on_committed(&mut self, ticket: Ticket, now: Now, out: &mut Vec<Work>) {
        let Some(done) = self.take_pending(ticket) else { return };
        done.facts.iter().for_each(|fact| self.learn(done.at, fact));
        self.gateway.saved(&done.facts);
        for fact in done.facts {
            self.told.push(done.at, fact);
        }
        match done.then {
            Then::Nothing => {}
            Then::SendTrade => self.send_trade(now, out),
            Then::SendOrder => self.send_order(now),
            Then::FreeLine => self.line.finish(),
            Then::ShowTrade(verdict) => self.show_trade(verdict, now, out),
            Then::SendReversal(request) => self.send_reversal(request, out),
            Then::Ask(request) => out.push(Work::Ask(request)),
            Then::TellRefused(txn, code) => self.tell_refused(txn, code, now),
            Then::PrintSigned(txn) => self.end_signing(txn, Signing::Saved, out),
            Then::StepSettlement => self.step_settlement(now, out),
            Then::TellLeft => self.tell_left(),
            Then::TellSettled(finding, slip) => self.tell_settled(finding, slip, out),
            Then::PrintSlip(job) => self.print(job, out),
            Then::TellBill(ended) => self.tell_bill(ended, out),
        }
    }

    /// A fact is durable: the book has it, and so have those who go by it.
    fn learn(&mut self, at: WallTime, fact: &Fact) {
        if matches!(fact, Fact::Settled { .. }) {
            self.recent.settle(&self.book);
        }
        self.move_goods(fact);
        if let Err(error) = self.book.apply(at, fact) {
            // The ledger checks every fact against the same book before it writes, so this is a fault of the program.
            self.storage = Storage::Stopped(error.to_string());
        }
        self.note_bill(fact);
        match fact {
            Fact::ParameterSet { name, .. } => self.take_parameter(*name),
            Fact::Clock(ClockNote::Confirmed { .. }) => self.doubt = None,
            _ => {}
        }
    }

    /// What is on its way to the disk, in order.
    pub(super) fn facts_on_their_way(&self) -> impl Iterator<Item = &[Fact]> {
        self.pending.iter().map(|pending| pending.facts.as_slice())
    }

    pub(super) fn take_pending(&mut self, ticket: Ticket) -> Option<Pending> {
        // The ledger answers in order; anything else would be a fault of the program and is passed over.
        while let Some(front) = self.pending.pop_front() {
            if front.ticket == ticket {
                return Some(front);
            }
        }
        None
    }
}
