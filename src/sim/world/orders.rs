//! Codes that the box shows: the customers who pay them, the gateway's side, and whether people were told what is so there. A
//! customer pays no code but one that was shown to him.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use super::{
    Shop,
    gateway::OrderDesk,
    setting,
    shop::Happening,
    told::{Saying, Word},
};
use crate::{
    app::Event,
    domain::{Amount, Fact, Kind, ShownOrder, State, Transaction, TxnRef, WallTime},
    flow::Input,
    orders::{Ask, Trouble},
    sim::gateway::{self, Entry, Fault, FaultOrder},
};

/// How long an answer may take before nobody waits for it any more.
const NO_ANSWER: Duration = Duration::from_secs(6);
/// What goes wrong with a question.
const FAULTS: [Fault; 6] =
    [Fault::Down, Fault::NoAnswer, Fault::WrongSignature, Fault::Proxy(403), Fault::Proxy(502), Fault::Declined];

/// What a customer makes of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Customer {
    /// Pays at once.
    Pays,
    /// Begins in time; it is done so many milliseconds after the time of the code.
    PaysLate(i64),
}

/// The gateway, and what was said of its orders.
pub struct Orders {
    /// Both ends of the line to it.
    pub desk: OrderDesk,
    /// What is being asked about.
    pub(super) asked: Option<TxnRef>,
    /// The code that was shown last.
    shown: Option<String>,
    /// What people were told last, by transaction.
    told: BTreeMap<TxnRef, (Word, Amount)>,
    /// The numbers of orders and refunds whose days have been looked at.
    done: BTreeSet<String>,
}

impl Orders {
    /// A gateway that nobody has asked; none where it cannot be made.
    pub fn new() -> Option<Orders> {
        let (terminal, merchant) = setting::names();
        let desk = OrderDesk::new(merchant, terminal)?;
        let (asked, shown) = (None, None);
        Some(Orders { desk, asked, shown, told: BTreeMap::new(), done: BTreeSet::new() })
    }

    /// Whether the gateway's books say that this has happened.
    pub fn happened(&mut self, record: &Transaction, at: WallTime) -> bool {
        let entries = self.desk.entries(at.0);
        record.extra.order.as_deref().is_some_and(|order| stands(&entries, order, record.amount))
    }

    /// Takes in what a screen says of an order, and compares it with both books at this moment.
    ///
    /// # Errors
    /// What is not so.
    pub fn hear(&mut self, saying: Saying, record: &Transaction, at: WallTime) -> Result<(), String> {
        let happened = self.happened(record, at);
        let so = match saying.word {
            Word::Yes => happened && record.counts(),
            Word::No => !happened && matches!(record.state, State::Declined | State::NotSent | State::Reversed),
            Word::Unknown => matches!(record.state, State::Pending | State::Unresolved),
        };
        self.told.insert(record.txn, (saying.word, record.amount));
        if so {
            Ok(())
        } else {
            Err(format!("the screen says {:?} of an order, but it is so: {record:?}", saying.word))
        }
    }

    /// A person has asked the gateway what became of it, and knows now.
    pub fn found_out(&mut self, record: &Transaction, happened: bool) {
        let word = if happened { Word::Yes } else { Word::No };
        self.told.insert(record.txn, (word, record.amount));
    }

    /// Whether, at the end of a day, the gateway's books, the journal and what people were told are the same.
    ///
    /// # Errors
    /// Where they differ.
    pub fn agrees(&mut self, day: &OrderDay, at: WallTime) -> Result<(), String> {
        let entries = self.desk.entries(at.0);
        for (txn, (order, kind, amount, state)) in &day.0 {
            let happened = stands(&entries, order, *amount);
            let same = match state {
                State::Approved => happened,
                State::Declined | State::Reversed | State::NotSent => !happened,
                _ => false,
            };
            if !same {
                return Err(format!("the journal has {kind:?} {} as {state:?}, the gateway {entries:?}", order.number));
            }
            let told = self.told.remove(txn).map(|(word, _)| word);
            let right = if happened { told == Some(Word::Yes) } else { matches!(told, Some(Word::No) | None) };
            if !right {
                return Err(format!("{kind:?} {} is {state:?}, and people were told {told:?}", order.number));
            }
        }
        let ours: BTreeSet<&str> = day.0.values().map(|(order, ..)| order.number.as_str()).collect();
        let paid = entries.iter().filter(|entry| entry.state == gateway::State::Paid).map(|entry| &entry.order);
        let mut numbers = paid.chain(entries.iter().flat_map(|entry| entry.refunds.keys()));
        if let Some(number) = numbers.find(|number| !self.done.contains(*number) && !ours.contains(number.as_str())) {
            return Err(format!("the gateway alone has {number}"));
        }
        self.done.extend(ours.into_iter().map(str::to_owned));
        Ok(())
    }
}

/// Whether an order is paid, or a refund has happened, of this amount.
fn stands(entries: &[Entry], order: &ShownOrder, amount: Amount) -> bool {
    let (number, of) = (order.number.as_str(), order.of.as_ref());
    let name = of.map_or(number, |of| of.as_str());
    entries.iter().find(|entry| entry.order == name).is_some_and(|entry| match of {
        None => entry.state == gateway::State::Paid && entry.amount == amount.minor(),
        Some(_) => entry.refunds.get(number) == Some(&amount.minor()),
    })
}

/// The orders of a day as the journal tells them, whichever batch they are of.
#[derive(Default)]
pub struct OrderDay(BTreeMap<TxnRef, (ShownOrder, Kind, Amount, State)>);

impl OrderDay {
    /// Takes in a fact.
    pub fn take(&mut self, fact: &Fact) {
        let (txn, state) = match fact {
            Fact::Began(record) => {
                if let Some(order) = record.extra.order.as_deref() {
                    self.0.insert(record.txn, (order.clone(), record.kind, record.amount, record.state));
                }
                return;
            }
            Fact::Concluded { txn, state, .. } | Fact::UnresolvedClosed { txn, found: state, .. } => (txn, *state),
            Fact::ReversalUnresolved { txn, .. } => (txn, State::Unresolved),
            _ => return,
        };
        if let Some((.., was)) = self.0.get_mut(txn) {
            *was = state;
        }
    }
}

impl Shop {
    /// The order that the screen speaks of, if it does.
    pub(super) fn order_of(&self, saying: Saying) -> Option<Transaction> {
        let book = self.store.book();
        let txn = TxnRef { batch: book.batch, stan: saying.voucher? };
        book.find(txn).filter(|record| record.is_order()).cloned()
    }

    /// The box asks the gateway.
    pub(super) fn ask_gateway(&mut self, txn: TxnRef, ask: &Ask) {
        let open = self.store.book().find(txn).is_some_and(|t| t.is_order() && t.state == State::Pending);
        let rule = match (self.orders.asked, open) {
            (Some(_), _) => Err("two questions at the order gateway".into()),
            (None, false) => Err(format!("the order gateway hears of {}, which is not durable or has ended", txn.stan)),
            (None, true) => Ok(()),
        };
        self.check(rule);
        self.orders.asked = Some(txn);
        if !self.calm && self.chance.per_mille(self.faults.gateway) {
            self.fault_count += 1;
            let fault = self.chance.pick(&FAULTS).unwrap_or(Fault::Down);
            self.story.tell(self.time, || format!("FAULT of the gateway: {fault:?}"));
            self.orders.desk.gateway.order(FaultOrder { fault, count: 1 });
        }
        let (here, now) = (self.now().wall.0, self.true_time().0);
        let answer = self.orders.desk.ask(ask, here, now);
        let silent = matches!(answer, Err(Trouble::Silent(_))) && self.chance.percent(50);
        let after = if silent { NO_ANSWER } else { self.chance.millis(60, 900) };
        self.tell_box(after, Event::Flow(Input::Gateway(txn, answer)));
    }

    /// A customer sees a new code on the screen, and makes something of it.
    pub(super) fn show_customer(&mut self) {
        let trade = self.model.as_ref().and_then(|model| model.terminal.trade.as_ref());
        let Some(code) = trade.and_then(|trade| trade.shown_code()) else { return };
        if self.orders.shown.as_deref() == Some(code) {
            return;
        }
        let code = code.to_owned();
        self.orders.shown = Some(code.clone());
        let how = match self.chance.below(10) {
            0 | 1 => return,
            2 => Customer::PaysLate(i64::try_from(self.chance.below(15_000)).unwrap_or(0)),
            _ => Customer::Pays,
        };
        // Some come when the time is nearly over, or just behind it.
        let most = if self.chance.percent(20) { u64::from(setting::ORDER_SECONDS) * 1020 } else { 15_000 };
        let after = self.chance.millis(1500, most);
        self.later(after, Happening::Customer(code, how));
    }

    /// The customer pays, if the code can still be paid.
    pub(super) fn customer_pays(&mut self, code: &str, how: Customer) {
        let now = self.true_time().0;
        let gateway = &mut self.orders.desk.gateway;
        let paid = match how {
            Customer::Pays => gateway.pay(code, "wechat", now),
            Customer::PaysLate(after) => gateway.pay_late(code, "alipay", now, after),
        };
        self.story.tell(self.time, || format!("the customer {how:?} {code}: {paid:?}"));
    }
}
