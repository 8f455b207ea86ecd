//! The order gateway: payments for which the terminal shows a code. It is another host than the acquirer's, and neither keeps
//! the other waiting.
//!
//! The record of an order is durable before the gateway hears of it, and its number makes every repetition harmless. An order
//! has ended only when the gateway has said so with its signature: paid, or closed and not paid, or refused. Until then it is
//! asked about, over restarts, and what the operator has left meanwhile is closed there. After a time a person finds out.
//!
//! The order on the screen is `trade::ordering`; here is what goes on without anybody waiting, and what ends an order.

use std::{collections::BTreeMap, time::Duration};

use crate::{
    domain::{Extra, Fact, HostResult, HostTime, Kind, Now, ResponseCode, State, Transaction, TxnRef, WallTime},
    orders::{Answer, Ask, Payment, Trouble, What},
};

use super::{Storage, Terminal, Then, Work, background::pause};

/// An order is asked about at least so often before a person is asked, however slow the clock of the gateway's line is.
const LEAST_TRIES: u32 = 5;

/// What the configuration says of the order gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OrderRules {
    /// For how many seconds a code can be paid.
    pub seconds: u16,
    /// For how long an order whose end is not known is asked about before a person has to find out.
    pub give_up: Duration,
}

/// The line to the gateway.
#[derive(Debug, Default)]
pub struct Gateway {
    /// What is being asked about; one thing at a time.
    asking: Option<TxnRef>,
    /// What has ended and is on its way to the disk.
    saving: Option<TxnRef>,
    /// What nobody waits for, by how often it was asked about.
    attempts: BTreeMap<TxnRef, Attempt>,
    /// Why the last question got no answer, until one does.
    silent: Option<String>,
}

/// How an order in the background has gone so far.
#[derive(Clone, Copy, Debug)]
struct Attempt {
    since: Duration,
    not_before: Duration,
    failures: u32,
}

impl Attempt {
    fn first(now: Now) -> Attempt {
        Attempt { since: now.mono, not_before: now.mono, failures: 0 }
    }
}

impl Gateway {
    /// Why the last question got no answer, until one does.
    pub fn silent(&self) -> Option<&str> {
        self.silent.as_deref()
    }

    pub(super) fn is_free(&self) -> bool {
        self.asking.is_none() && self.saving.is_none()
    }

    /// The end of this one goes to the disk.
    pub(super) fn save(&mut self, txn: TxnRef) {
        self.saving = Some(txn);
        self.attempts.remove(&txn);
    }

    /// What a commit means for the line. Where it failed, the order is open still, and is asked about again.
    pub(super) fn saved(&mut self, facts: &[Fact]) {
        let ended = |fact: &Fact| match fact {
            Fact::Concluded { txn, .. } | Fact::ReversalUnresolved { txn, .. } => Some(*txn),
            _ => None,
        };
        if facts.iter().filter_map(ended).any(|txn| Some(txn) == self.saving) {
            self.saving = None;
        }
    }

    /// How often this one was asked about in the background, and when it is asked next.
    pub(super) fn attempt(&self, txn: TxnRef) -> Option<(u32, Duration)> {
        self.attempts.get(&txn).map(|attempt| (attempt.failures, attempt.not_before))
    }
}

impl Terminal {
    /// Whether the terminal can show codes.
    pub fn shows_codes(&self) -> bool {
        self.setup.orders.is_some()
    }

    /// Orders that have ended while nobody looked, oldest first: somebody has to be told.
    pub fn orders_untold(&self) -> impl Iterator<Item = &Transaction> {
        let shown = self.trade.as_ref().and_then(|trade| trade.txn);
        let ended =
            |t: &&Transaction| t.is_order() && !t.seen && !matches!(t.state, State::Pending | State::Unresolved);
        self.book.transactions.restless().filter(ended).filter(move |t| Some(t.txn) != shown)
    }

    /// Asks the next question, if the line is free: the customer's first.
    pub(super) fn pump_gateway(&mut self, now: Now, out: &mut Vec<Work>) {
        self.order_deadline(now, out);
        if !self.gateway.is_free() {
            return;
        }
        let Some((txn, ask)) = self.order_question(now).or_else(|| self.background_question(now)) else { return };
        self.gateway.asking = Some(txn);
        out.push(Work::AskGateway(txn, Box::new(ask)));
    }

    /// When the gateway is asked next, or a limit of the order on the screen is reached.
    pub(super) fn gateway_wake(&self) -> Option<Duration> {
        if matches!(self.storage, Storage::Stopped(_)) {
            return None;
        }
        let next = || self.order_next().into_iter().chain(self.left_orders().map(|t| self.left_order_at(t.txn))).min();
        let due = if self.gateway.is_free() { next() } else { None };
        [due, self.order_until()].into_iter().flatten().min()
    }

    /// The gateway has answered, or not.
    pub(super) fn on_gateway(&mut self, txn: TxnRef, answer: Result<Answer, Trouble>, now: Now, out: &mut Vec<Work>) {
        if self.gateway.asking != Some(txn) {
            return;
        }
        self.gateway.asking = None;
        self.gateway.silent = match &answer {
            Err(Trouble::Silent(reason)) => Some(reason.clone()),
            Ok(_) | Err(Trouble::Refused(_)) => None,
        };
        if self.is_on_screen(txn) {
            return self.on_order_answer(txn, answer, now, out);
        }
        match self.book.find(txn).and_then(|record| self.end_of(record, &answer)) {
            Some(fact) => self.end_order(txn, fact, now, out),
            None => self.ask_later(txn, now, out),
        }
    }

    /// The fact that ends an order, where an answer does.
    pub(super) fn end_of(&self, record: &Transaction, answer: &Result<Answer, Trouble>) -> Option<Fact> {
        let txn = record.txn;
        let ended = |state, host, extra| Fact::Concluded { txn, state, host, chip: None, extra };
        match answer {
            Ok(Answer::Paid(payment) | Answer::Refunded(payment)) => {
                let extra = Extra { wallet: payment.wallet.or(record.extra.wallet), ..record.extra.clone() };
                let extra = (extra != record.extra).then(|| Box::new(extra));
                Some(ended(State::Approved, Some(self.host_result(payment)), extra))
            }
            Ok(Answer::Closed | Answer::Expired) | Err(Trouble::Refused(_)) => Some(ended(State::Declined, None, None)),
            Ok(Answer::Open(_) | Answer::Paying | Answer::Refunding) | Err(Trouble::Silent(_)) => None,
        }
    }

    /// What an acquirer would have said. The gateway's number of a payment stands where the reference number does, so that the
    /// payment is found by it.
    fn host_result(&self, payment: &Payment) -> HostResult {
        let at = WallTime(payment.at.saturating_mul(1000)).civil(self.setup.offset);
        let time = HostTime { date: at.mmdd(), time: format!("{:02}{:02}{:02}", at.hour, at.minute, at.second) };
        HostResult {
            code: ResponseCode::approved(),
            rrn: Some(payment.number.clone()),
            auth_code: None,
            time: Some(time),
            acquirer: None,
            settlement_date: None,
            institutions: None,
            scheme: None,
            texts: Vec::new(),
        }
    }

    fn end_order(&mut self, txn: TxnRef, fact: Fact, now: Now, out: &mut Vec<Work>) {
        self.gateway.save(txn);
        self.commit(now, vec![fact], Then::Nothing, out);
    }

    /// What nobody waits for.
    fn left_orders(&self) -> impl Iterator<Item = &Transaction> {
        self.book.orders_open().filter(|t| !self.is_on_screen(t.txn))
    }

    /// From when on it is asked about again.
    fn left_order_at(&self, txn: TxnRef) -> Duration {
        self.gateway.attempt(txn).map_or(Duration::ZERO, |(_, at)| at)
    }

    /// What was left is closed, so that nobody pays it any more; what goes back is asked for until it is known.
    fn background_question(&mut self, now: Now) -> Option<(TxnRef, Ask)> {
        let due = self.left_orders().filter(|t| self.left_order_at(t.txn) <= now.mono);
        let record = due.min_by_key(|t| self.left_order_at(t.txn))?;
        let (txn, ask) = (record.txn, closing_question(record)?);
        self.gateway.attempts.entry(txn).or_insert_with(|| Attempt::first(now));
        Some((txn, ask))
    }

    /// Later again, or not: then a person finds out.
    fn ask_later(&mut self, txn: TxnRef, now: Now, out: &mut Vec<Work>) {
        let give_up = self.setup.orders.map_or(Duration::MAX, |rules| rules.give_up);
        let attempt = self.gateway.attempts.entry(txn).or_insert_with(|| Attempt::first(now));
        attempt.failures = attempt.failures.saturating_add(1);
        attempt.not_before = now.mono + pause(attempt.failures);
        let over = attempt.failures >= LEAST_TRIES && now.mono >= attempt.since.saturating_add(give_up);
        if over && self.book.find(txn).is_some() {
            self.end_order(txn, Fact::ReversalUnresolved { txn, host: None }, now, out);
        }
    }
}

/// The question that ends an order which nobody waits for.
pub(super) fn closing_question(record: &Transaction) -> Option<Ask> {
    let order = record.extra.order.as_deref()?;
    let amount = record.amount;
    Some(match (&order.of, record.kind) {
        (Some(of), Kind::Void | Kind::Refund) => {
            Ask { order: of.clone(), amount, what: What::Refund { refund: order.number.clone() } }
        }
        _ => Ask { order: order.number.clone(), amount, what: What::Close },
    })
}
