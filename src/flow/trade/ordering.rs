//! The order on the screen: opened at the gateway, shown as a code, asked about every few seconds, and closed when its time is
//! over or the operator gives it up. A void or a refund of one is a single question, asked until it is answered.
//!
//! Only a signed answer ends it. Whoever gives up waits for that answer for a while; then the screen says that the end is not
//! known, and [`crate::flow::gateway`] goes on asking.

use std::time::Duration;

use crate::{
    domain::{Entry, Fact, Kind, Now, OrderNo, ShownOrder, Transaction, TxnRef},
    flow::{CardSource, Ending, Then, gateway::closing_question},
    orders::{Answer, Ask, Open, Trouble, What},
};

use super::{Stage, Terminal, Trade, Verdict, Why, Work};

/// Between two questions after a code that is shown.
const POLL: Duration = Duration::from_secs(3);
/// After a question that got no answer, or none that ends anything.
const AGAIN: Duration = Duration::from_secs(2);
/// For so long it is tried to open an order; then it is closed, whether it was opened or not.
const OPEN_LIMIT: Duration = Duration::from_secs(30);
/// For so long whoever gives up waits for the gateway's word.
const CLOSE_LIMIT: Duration = Duration::from_secs(20);
/// The same, where the gateway says that the customer is paying.
const PAYING_LIMIT: Duration = Duration::from_secs(60);
/// For so long whoever gives money back waits for the gateway's word.
const REFUND_LIMIT: Duration = Duration::from_secs(30);

/// Where the order on the screen stands.
#[derive(Clone, Debug)]
pub struct Ordering {
    /// At which step.
    pub step: OrderStep,
    /// When that ends by itself, on the monotonic clock.
    pub until: Duration,
    /// Whether the gateway said last that the customer is paying.
    pub paying: bool,
    /// Why the last question got no answer, if it got none.
    pub silent: Option<String>,
    /// When it is asked next.
    next: Duration,
    /// Whether the question of this step has been asked; an answer before that belongs to the step before.
    asked: bool,
}

/// The steps of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OrderStep {
    /// The gateway is asked to open it.
    Opening,
    /// The customer can scan this.
    Shown(String),
    /// It is being closed, for this reason.
    Closing(Why),
    /// Money is being given back.
    GivingBack,
}

impl Trade {
    /// Whether it goes through the order gateway.
    pub fn is_order(&self) -> bool {
        matches!(self.source, CardSource::ShownCode | CardSource::Order(_))
    }

    /// The order, while the gateway has it.
    pub fn ordering(&self) -> Option<&Ordering> {
        match &self.stage {
            Stage::Ordering(ordering) => Some(ordering),
            _ => None,
        }
    }

    /// Whether the operator can still give the order up.
    pub fn can_be_closed(&self) -> bool {
        self.ordering().is_some_and(|order| matches!(order.step, OrderStep::Opening | OrderStep::Shown(_)))
    }

    /// The code to be scanned, while it may be.
    pub fn shown_code(&self) -> Option<&str> {
        match &self.ordering()?.step {
            OrderStep::Shown(code) => Some(code),
            _ => None,
        }
    }

    /// Its record; its number at the gateway is part of it.
    fn order_record(&self, txn: TxnRef, currency: crate::domain::Currency, now: Now) -> Transaction {
        Transaction { entry: Entry::ShownCode, ..self.record(txn, currency, now) }
    }
}

impl Ordering {
    fn new(step: OrderStep, limit: Duration, now: Now) -> Ordering {
        Ordering { step, until: now.mono + limit, paying: false, silent: None, next: now.mono, asked: false }
    }
}

impl Terminal {
    /// The record goes to the disk before the gateway hears of it. Not while the open batch may become another one.
    pub(super) fn save_order(&mut self, now: Now, out: &mut Vec<Work>) {
        if self.is_signing_on_to_disk() {
            return;
        }
        let txn = self.take_txn();
        let number = OrderNo::new(&self.setup.terminal, now.wall, txn.stan);
        let currency = self.setup.currency;
        let Some(trade) = &mut self.trade else { return };
        let of = match &trade.source {
            CardSource::Order(of) => Some(of.clone()),
            _ => None,
        };
        trade.extra.order = Some(Box::new(ShownOrder { number, of }));
        trade.txn = Some(txn);
        let record = trade.order_record(txn, currency, now);
        let Some(record) = self.with_items(record) else {
            return self.end_unsent(Verdict::not_paid(Why::BadRequest("the basket has changed".into())), now, out);
        };
        let mut facts = self.first_of_bill(&record, now);
        facts.push(Fact::Began(Box::new(record)));
        if let Some(trade) = &mut self.trade {
            trade.go(Stage::SavingIntent, now);
        }
        self.commit(now, facts, Then::SendOrder, out);
    }

    /// The record is durable: the gateway may hear of it.
    pub(in crate::flow) fn send_order(&mut self, now: Now) {
        let Some(trade) = &mut self.trade else { return };
        let (step, limit) = match trade.kind {
            Kind::Sale => (OrderStep::Opening, OPEN_LIMIT),
            _ => (OrderStep::GivingBack, REFUND_LIMIT),
        };
        trade.go(Stage::Ordering(Box::new(Ordering::new(step, limit, now))), now);
    }

    /// The record could not be made durable: the gateway hears of nothing.
    pub(in crate::flow) fn abandon_order(&mut self, why: Why, now: Now, out: &mut Vec<Work>) {
        self.end_unsent(Verdict::not_paid(why), now, out);
    }

    /// Whether the gateway is asked about this one for somebody who waits.
    pub(in crate::flow) fn is_on_screen(&self, txn: TxnRef) -> bool {
        self.trade.as_ref().is_some_and(|trade| trade.txn == Some(txn) && trade.verdict().is_none())
    }

    /// The next question about it, if that is due.
    pub(in crate::flow) fn order_question(&mut self, now: Now) -> Option<(TxnRef, Ask)> {
        let question = self.order_question_due(now)?;
        if let Some(Trade { stage: Stage::Ordering(ordering), .. }) = &mut self.trade {
            ordering.asked = true;
        }
        Some(question)
    }

    fn order_question_due(&self, now: Now) -> Option<(TxnRef, Ask)> {
        let trade = self.trade.as_ref()?;
        let ordering = trade.ordering().filter(|ordering| ordering.next <= now.mono)?;
        let record = self.book.find(trade.txn?)?;
        let order = record.extra.order.as_deref()?.number.clone();
        let what = match ordering.step {
            OrderStep::Opening => {
                let seconds = self.setup.orders.map_or(0, |rules| rules.seconds);
                What::Create { currency: record.currency, seconds }
            }
            OrderStep::Shown(_) => What::Query,
            OrderStep::Closing(_) | OrderStep::GivingBack => return Some((record.txn, closing_question(record)?)),
        };
        Some((record.txn, Ask { order, amount: record.amount, what }))
    }

    /// When that is.
    pub(in crate::flow) fn order_next(&self) -> Option<Duration> {
        self.trade.as_ref()?.ordering().map(|ordering| ordering.next)
    }

    /// When the step in hand is over by itself.
    pub(in crate::flow) fn order_until(&self) -> Option<Duration> {
        self.trade.as_ref()?.ordering().map(|ordering| ordering.until)
    }

    /// The time of a step is over: what can still be paid is closed, and nobody waits for ever for the gateway's word.
    pub(in crate::flow) fn order_deadline(&mut self, now: Now, out: &mut Vec<Work>) {
        let Some(trade) = &mut self.trade else { return };
        let Some(ordering) = trade.ordering().filter(|ordering| ordering.until <= now.mono) else { return };
        match ordering.step {
            OrderStep::Opening => trade.close_order(Why::GatewaySilent, now),
            OrderStep::Shown(_) => trade.close_order(Why::OrderExpired, now),
            // What is so is in the record, which says that its end is not known; the gateway is asked in the background.
            OrderStep::Closing(_) | OrderStep::GivingBack => {
                let why = if ordering.paying { Why::OrderPaying } else { Why::GatewaySilent };
                trade.go(Stage::Done(Verdict::unknown(why)), now);
                self.pump(now, out);
            }
        }
    }

    /// The operator gives it up.
    pub(super) fn give_up_order(&mut self, now: Now, out: &mut Vec<Work>) -> Result<(), super::TooLate> {
        let Some(trade) = &mut self.trade else { return Err(super::TooLate) };
        match trade.ordering().map(|ordering| &ordering.step) {
            Some(OrderStep::Opening | OrderStep::Shown(_)) => trade.close_order(Why::Cancelled, now),
            _ => return Err(super::TooLate),
        }
        self.pump_gateway(now, out);
        Ok(())
    }

    /// Nothing can be made durable any more. The gateway closes the order by itself, and the next start asks about it.
    pub(in crate::flow) fn stop_order(&mut self, reason: &str, now: Now) {
        if let Some(trade) = self.trade.as_mut().filter(|trade| trade.ordering().is_some()) {
            trade.go(Stage::Done(Verdict::unknown(Why::StorageAfterAnswer(reason.into()))), now);
        }
    }

    /// The gateway's answer to the question about it.
    pub(in crate::flow) fn on_order_answer(
        &mut self,
        txn: TxnRef,
        answer: Result<Answer, Trouble>,
        now: Now,
        out: &mut Vec<Work>,
    ) {
        let Some(fact) = self.book.find(txn).and_then(|record| self.end_of(record, &answer)) else {
            return self.order_goes_on(answer, now);
        };
        let Some(trade) = &mut self.trade else { return };
        let Some(verdict) = trade.ordering().map(|ordering| verdict(&ordering.step, &answer)) else { return };
        trade.go(Stage::SavingResult, now);
        self.gateway.save(txn);
        self.commit(now, vec![fact], Then::ShowTrade(verdict), out);
    }

    /// It has not ended: what is known of it by now, and when it is asked about again.
    fn order_goes_on(&mut self, answer: Result<Answer, Trouble>, now: Now) {
        let longest = self.setup.orders.map_or(Duration::ZERO, |rules| Duration::from_secs(rules.seconds.into()));
        let Some(Trade { stage: Stage::Ordering(ordering), .. }) = &mut self.trade else { return };
        let was_paying = ordering.paying;
        ordering.paying = matches!(answer, Ok(Answer::Paying));
        ordering.silent = answer.as_ref().err().map(ToString::to_string);
        if !std::mem::replace(&mut ordering.asked, false) {
            return;
        }
        ordering.next = now.mono + if ordering.silent.is_some() { AGAIN } else { POLL };
        match (&ordering.step, answer) {
            (OrderStep::Opening, Ok(Answer::Open(Open { code, left }))) => {
                ordering.step = OrderStep::Shown(code);
                ordering.until = now.mono + left.min(longest);
            }
            // It is paid within moments, or not; that is worth waiting for.
            (OrderStep::Closing(_), Ok(Answer::Paying)) if !was_paying => ordering.until = now.mono + PAYING_LIMIT,
            _ => {}
        }
    }
}

impl Trade {
    /// Nobody shall pay it any more.
    fn close_order(&mut self, why: Why, now: Now) {
        let paying = self.ordering().is_some_and(|ordering| ordering.paying);
        let closing = Ordering::new(OrderStep::Closing(why), CLOSE_LIMIT, now);
        self.go(Stage::Ordering(Box::new(Ordering { paying, ..closing })), now);
    }
}

/// What an answer that ends an order means for whoever waits.
fn verdict(step: &OrderStep, answer: &Result<Answer, Trouble>) -> Verdict {
    match (answer, step) {
        // It had been given up, or its time was over: whoever waits must not take that for "not paid".
        (Ok(Answer::Paid(_)), OrderStep::Closing(_)) => Verdict { ending: Ending::Paid, why: Some(Why::PaidAfterAll) },
        (Ok(Answer::Paid(_) | Answer::Refunded(_)), _) => Verdict::paid(),
        (Ok(_), OrderStep::Closing(why)) => Verdict::not_paid(why.clone()),
        (Ok(Answer::Expired), _) => Verdict::not_paid(Why::OrderExpired),
        (Ok(_), _) => Verdict::not_paid(Why::OrderClosed),
        (Err(Trouble::Refused(refusal)), _) => Verdict::not_paid(Why::OrderRefused(*refusal)),
        (Err(Trouble::Silent(_)), _) => Verdict::unknown(Why::GatewaySilent),
    }
}
