//! Random days: keys, cards, answers, faults, failing commits, power cuts and time in any order. After each event the
//! rules of `tests/support/rules.rs` hold; at the end of the day, when everything works again, the host's books and the
//! journal agree to the cent.

use std::collections::BTreeMap;

use keytill::{
    acquirer::{EarlyDetails, LinkFault, Request},
    app::SessionId,
    domain::{
        Amount, BatchNo, CardSecret, Conduct, DeliveryEnd, Fact, Kind, Original, Pan, Parcel, State, Transaction,
        TxnRef,
    },
    flow::{CardSource, Ending, QueueItem, Rules, Setup, Storage, TimeOfDay, TradeOrder, Upkeep},
    keypad::Key,
    reader::{Authorised, Order, Outcome, Refusal, Report},
};
use proptest::{prelude::*, sample::select};

use super::support::*;

/// One thing that happens.
#[derive(Clone, Debug)]
enum Step {
    /// Any key, at any moment.
    Key(u8),
    /// Whoever has something in hand does it well.
    GoOn,
    /// An operator gets as far as the amount lets him.
    Sell(u32),
    /// Something that no screen does: an offline settlement, a refund, a pre-authorisation, an advice of a completion.
    Start(Kind, u32),
    /// The last approved sale is to be voided.
    Void,
    /// The batch is to be settled.
    Settle,
    /// The reader does something with the order in hand.
    Reader(Pad),
    /// The host does something with the message in flight.
    Host(Fate),
    /// The host wants something done with the next thing that it says: the sixth digit of its header.
    Order(u8),
    /// The host opens another batch, where it can.
    NewBatch,
    /// The disk stops answering, or answers again.
    Disk(Pace),
    /// Milliseconds.
    Pass(u32),
    /// Nobody comes for a while, and the host answers.
    Quiet,
    /// The power goes.
    Cut(Cut),
    /// Somebody sets the wall clock by so many seconds.
    Clock(i32),
    /// The printer runs out of paper, or gets some.
    Paper(bool),
    /// The window gets another size.
    Size(u16, u16),
}

#[derive(Clone, Copy, Debug)]
enum Pad {
    Go,
    OtherWay,
    Decline,
    Cancel,
    Pulled,
    Unplug,
    Plug,
}

/// What becomes of the message in flight.
#[derive(Clone, Copy, Debug)]
enum Fate {
    /// Heard, done, answered.
    Answered,
    /// Refused without being done.
    Refused(&'static str),
    /// Done, and the answer lost or spoilt.
    DoneButLost(usize),
    /// Lost on the way.
    Lost(usize),
    /// Nothing left the box.
    Unreachable,
}

#[derive(Clone, Copy, Debug)]
enum Pace {
    AtOnce,
    Held,
    One,
    Broken,
}

fn step() -> impl Strategy<Value = Step> {
    let pad = select(vec![
        Pad::Go,
        Pad::Go,
        Pad::Go,
        Pad::Go,
        Pad::OtherWay,
        Pad::Decline,
        Pad::Cancel,
        Pad::Pulled,
        Pad::Unplug,
        Pad::Plug,
    ]);
    let fate = prop_oneof![
        3 => Just(Fate::Answered),
        1 => select(vec!["51", "55", "96", "77", "99", "A0", "94"]).prop_map(Fate::Refused),
        2 => (0usize..4).prop_map(Fate::DoneButLost),
        1 => (0usize..4).prop_map(Fate::Lost),
        1 => Just(Fate::Unreachable),
    ];
    let other =
        select(vec![Kind::Offline, Kind::Offline, Kind::Refund, Kind::Refund, Kind::PreAuth, Kind::CompletionAdvice]);
    let pace = select(vec![Pace::AtOnce, Pace::AtOnce, Pace::Held, Pace::One, Pace::One, Pace::Broken]);
    prop_oneof![
        3 => (0u8..22).prop_map(Step::Key),
        30 => Just(Step::GoOn),
        8 => (1u32..200_000).prop_map(Step::Sell),
        2 => Just(Step::Void),
        1 => Just(Step::Settle),
        6 => pad.prop_map(Step::Reader),
        8 => fate.prop_map(Step::Host),
        2 => (1u8..8).prop_map(Step::Order),
        6 => (other, 1u32..200_000).prop_map(|(kind, minor)| Step::Start(kind, minor)),
        1 => Just(Step::NewBatch),
        4 => pace.prop_map(Step::Disk),
        4 => (0u32..70_000).prop_map(Step::Pass),
        1 => Just(Step::Quiet),
        1 => select(vec![Cut::Lost, Cut::Kept]).prop_map(Step::Cut),
        1 => any::<i32>().prop_map(Step::Clock),
        1 => any::<bool>().prop_map(Step::Paper),
        1 => (0u16..=200, 0u16..=60).prop_map(|(w, h)| Step::Size(w, h)),
    ]
}

struct Day {
    till: Till,
    bank: Bank,
    order: u8,
    /// Whether the trade in progress has no screen.
    bare: bool,
}

impl Day {
    fn new() -> Day {
        // Nothing is ever given up on here, so that the books must agree; that has tests of its own.
        let rules = Rules { parcel_tries: u16::MAX, ..Rules::default() };
        let at = TimeOfDay::try_from("14:08".to_owned()).unwrap();
        let upkeep = Upkeep { settle_at: Some(at), ..Upkeep::default() };
        let setup = Setup { rules, upkeep, early_details: EarlyDetails::All, ..setup() };
        let mut till = Till::ready_with(setup);
        till.hold_host();
        Day { till, bank: Bank::new(BatchNo::FIRST), order: 0, bare: false }
    }

    fn live(&mut self, step: &Step) {
        match step {
            Step::Key(index) => {
                self.till.key(Key::ALL[usize::from(*index)]);
            }
            Step::GoOn => self.go_on(),
            // Nobody walks off in the middle of a trade.
            Step::Sell(_) | Step::Void | Step::Settle | Step::Start(..) if self.is_trading() => self.go_on(),
            Step::Sell(minor) => self.sell(*minor),
            Step::Start(kind, minor) => self.start(*kind, *minor),
            Step::Void => self.void(),
            Step::Settle => {
                if self.at_menu() {
                    self.till.keys("5E");
                }
            }
            Step::Reader(pad) => self.pad(*pad),
            Step::Host(fate) => self.host(*fate),
            Step::Order(digit) => self.order = *digit,
            Step::NewBatch => self.bank.new_batch(),
            Step::Disk(pace) => self.disk(*pace),
            Step::Pass(millis) => {
                self.till.pass(std::time::Duration::from_millis(u64::from(*millis)));
            }
            Step::Quiet => self.quiet(),
            Step::Cut(cut) => self.restart(*cut),
            Step::Clock(seconds) => {
                let wall = self.till.now().wall.0.saturating_add(i64::from(*seconds) * 1000);
                self.till.set_wall(keytill::domain::WallTime(wall));
            }
            Step::Paper(true) => drop_it(self.till.plug_printer()),
            Step::Paper(false) => drop_it(self.till.unplug_printer()),
            Step::Size(w, h) => {
                self.till.send(keytill::app::Event::Resize(SessionId::KEYPAD, (*w, *h)));
            }
        }
        if self.till.quit {
            self.restart(Cut::Kept);
        }
    }

    fn is_trading(&self) -> bool {
        self.till.model.terminal.trade.as_ref().is_some_and(|t| t.verdict().is_none())
    }

    fn go_on(&mut self) {
        if self.till.disk.held && !self.till.disk.orders.is_empty() {
            self.till.disk_step();
        } else if self.till.order.is_some() {
            self.pad(Pad::Go);
        } else if self.till.question.is_some() {
            self.host(Fate::Answered);
        } else {
            self.leave_bare();
        }
    }

    /// A trade that has no screen is left once it has a verdict.
    fn leave_bare(&mut self) {
        if self.bare && !self.is_trading() {
            self.bare = false;
            self.till.flow(|t, now, out| t.leave_trade(now, out));
        }
    }

    fn quiet(&mut self) {
        self.leave_bare();
        if !self.is_trading() && self.till.model.terminal.trade.is_some() {
            self.till.keys("E");
        }
        for _ in 0..60 {
            if self.till.question.is_some() {
                self.host(Fate::Answered);
            } else if self.till.quit {
                return;
            } else {
                self.till.seconds(3);
            }
        }
    }

    fn start(&mut self, kind: Kind, minor: u32) {
        self.leave_bare();
        let mut order = TradeOrder::new(kind, amount(minor.into()), operator("01"));
        if kind == Kind::Offline {
            let pan = Pan::new(PAN).unwrap();
            order = order.with_card(CardSource::Typed(CardSecret::Card { pan, expiry: None }));
        } else if kind != Kind::PreAuth {
            order = order.approved_by(operator("00")).going_back_to(Original {
                rrn: Some("000000000017".parse().unwrap()),
                auth_code: Some("A1B2C3".parse().unwrap()),
                date: Some("0121".parse().unwrap()),
                ..Original::default()
            });
        }
        self.bare |= self.till.flow(|t, now, out| t.start(order, now, out)).is_ok();
    }

    fn restart(&mut self, cut: Cut) {
        self.bare = false;
        self.till.power_off(cut).hold_host().start();
    }

    /// Brings the operator to the menu of transactions, where that can be done.
    fn at_menu(&mut self) -> bool {
        for _ in 0..8 {
            let signed_in = self.till.session().operator;
            let depth = self.till.session().stack.len();
            match (signed_in, depth) {
                (None, _) => {
                    self.till.keys("C 01E 0000E");
                }
                (Some(who), _) if who != operator("01") => drop_it(self.till.keys("C")),
                (Some(_), 1) => {
                    self.till.keys("1");
                    return true;
                }
                (Some(_), _) => drop_it(self.till.keys("C")),
            }
        }
        false
    }

    fn sell(&mut self, minor: u32) {
        if self.at_menu() {
            self.till.keys(&format!("1{minor}E"));
        }
    }

    fn void(&mut self) {
        let sale = self.till.model.terminal.book.transactions.values().rev().find(|t| t.can_be_voided());
        let Some(stan) = sale.map(|t| t.txn.stan.get()) else { return };
        if self.at_menu() {
            self.till.keys(&format!("2{stan}E E 123456E"));
        }
    }

    fn pad(&mut self, pad: Pad) {
        let order = self.till.order.clone();
        let report = match (pad, order) {
            (Pad::Plug, _) => reader_up(),
            (Pad::Unplug, _) => return drop_it(self.till.unplug_reader()),
            (_, None) => return,
            (Pad::Cancel, _) => Report::Refused(Refusal::CancelledByHolder),
            (Pad::Pulled, _) => Report::Refused(Refusal::CardRemoved),
            (Pad::OtherWay, Some(Order::Begin(_))) => Report::Refused(Refusal::ChipFailed),
            (_, Some(Order::Begin(begin))) => Report::Presented(match begin.amount.minor() % 3 {
                0 => chip(),
                1 => tap(),
                _ => stripe(),
            }),
            (Pad::Decline, Some(Order::Authorise(_))) => {
                Report::Authorised(Authorised { outcome: Outcome::DeclinedOffline, ..with_pin() })
            }
            (_, Some(Order::Authorise(_))) => Report::Authorised(with_pin()),
            (Pad::Decline, Some(Order::Complete(_))) => completed(false),
            (_, Some(Order::Complete(_))) => completed(true),
            (_, Some(Order::Release)) => Report::Released,
            (_, Some(Order::Cancel)) => return,
        };
        self.till.reader(report);
    }

    fn host(&mut self, fate: Fate) {
        let Some(request) = self.till.question.clone() else { return };
        let fault = |which: usize| [no_answer(), broken(), LinkFault::BadMac, garbled()][which].clone();
        let result = match fate {
            Fate::Answered => Ok(self.bank.hear(&request)),
            // A host knows what it has: it says 94 to that, and to nothing else.
            Fate::Refused(code) if self.bank.has(&request) || (code == "94" && is_told(&request)) => {
                Ok(self.bank.hear(&request))
            }
            Fate::Refused(code) => Ok(answer(code)),
            Fate::DoneButLost(which) => {
                self.bank.hear(&request);
                Err(fault(which))
            }
            Fate::Lost(which) => Err(fault(which)),
            Fate::Unreachable => Err(unreachable()),
        };
        let result = result.map(|mut answer| {
            answer.order = std::mem::take(&mut self.order);
            answer
        });
        self.till.host_says(result);
    }

    fn disk(&mut self, pace: Pace) {
        match pace {
            Pace::AtOnce => drop_it(self.till.release_disk()),
            Pace::Held => drop_it(self.till.hold_disk()),
            Pace::One => drop_it(self.till.disk_step()),
            Pace::Broken => drop_it(self.till.break_disk().release_disk()),
        }
    }

    /// Everything works again, and what is open comes to an end by itself.
    fn rest(&mut self) {
        if self.till.disk.broken || matches!(self.till.model.terminal.storage, Storage::Stopped(_)) {
            self.restart(Cut::Lost);
        }
        self.till.release_disk().plug_printer();
        self.order = 0;
        self.pad(Pad::Plug);
        for _ in 0..2000 {
            if self.till.question.is_some() {
                self.host(Fate::Answered);
            } else if self.till.order.is_some() {
                self.pad(Pad::Pulled);
            } else if self.is_open() {
                self.close_by_hand();
                self.till.seconds(1);
            } else {
                return;
            }
        }
        panic!("the day does not come to an end\n{}\n{}", self.till.screen(), self.till.story());
    }

    /// A person finds out what became of a refund without an answer, and closes it.
    fn close_by_hand(&mut self) {
        let unresolved = self.till.model.terminal.book.unresolved();
        let found = |txn: TxnRef| if self.bank.stands(txn) { State::Approved } else { State::Reversed };
        let close = |t: &Transaction| Fact::UnresolvedClosed { txn: t.txn, by: operator("00"), found: found(t.txn) };
        let facts: Vec<Fact> = unresolved.map(close).collect();
        if !facts.is_empty() {
            self.till.flow(|t, now, out| t.record(now, facts, out));
        }
    }

    fn is_open(&self) -> bool {
        let terminal = &self.till.model.terminal;
        let waits = terminal.queue().iter().any(|row| !row.set_aside || row.what == QueueItem::Unresolved);
        // One that nobody has closed waits; and a trade without a screen is left by nobody else.
        if waits || terminal.chores.is_busy() {
            return true;
        }
        terminal.trade.as_ref().is_some_and(|t| t.verdict().is_none())
            || terminal.book.reversals_owed().next().is_some()
            || terminal.settle.as_ref().is_some_and(|s| !s.is_done())
            || !terminal.line.is_signed_on()
            || terminal.line.job().is_some()
    }
}

fn drop_it(_: &mut Till) {}

/// Whether it tells the host of something that is recorded already.
fn is_told(request: &Request) -> bool {
    matches!(request, Request::Financial(f) if f.kind.conduct() == Conduct::Advice)
}

/// The end of each transaction as the facts tell it, without the product's own fold.
fn ends(till: &Till) -> BTreeMap<TxnRef, (Kind, Amount, State)> {
    let mut ends: BTreeMap<TxnRef, (Kind, Amount, State)> = BTreeMap::new();
    let step = |ends: &mut BTreeMap<TxnRef, (Kind, Amount, State)>, txn: &TxnRef, to: State| {
        let end = ends.get_mut(txn).unwrap_or_else(|| panic!("{txn:?} ends before it begins"));
        let open = match end.2 {
            State::Pending => true,
            State::Reversing => to == State::Reversed,
            State::Stored => matches!(to, State::Approved | State::Declined),
            State::Unresolved => matches!(to, State::Approved | State::Reversed),
            _ => false,
        };
        assert!(open, "{txn:?} goes from {:?} to {to:?}", end.2);
        end.2 = to;
    };
    for fact in till.disk.facts() {
        match fact {
            Fact::Began(t) => assert_eq!(ends.insert(t.txn, (t.kind, t.amount, t.state)), None, "begun twice"),
            Fact::Stored { txn, .. } => step(&mut ends, txn, State::Stored),
            Fact::ParcelEnded { txn, parcel: Parcel::Advice, end: DeliveryEnd::Accepted(_), .. } => {
                step(&mut ends, txn, State::Approved);
            }
            Fact::ParcelEnded { txn, parcel: Parcel::Advice, end: DeliveryEnd::Refused(_), .. } => {
                step(&mut ends, txn, State::Declined);
            }
            Fact::ReversalUnresolved { txn, .. } => step(&mut ends, txn, State::Unresolved),
            Fact::UnresolvedClosed { txn, found, .. } => step(&mut ends, txn, *found),
            Fact::Concluded { txn, state, .. } => step(&mut ends, txn, *state),
            Fact::ReversalOwed { txn, .. } => step(&mut ends, txn, State::Reversing),
            Fact::ReversalAcknowledged { txn, .. } => step(&mut ends, txn, State::Reversed),
            _ => {}
        }
    }
    ends
}

fn check(day: &Day) {
    let Day { till, bank, .. } = day;
    let ends = ends(till);
    for (txn, (kind, amount, state)) in &ends {
        let open = matches!(state, State::Pending | State::Reversing | State::Stored | State::Unresolved);
        assert!(!open, "{txn:?} has no end: {state:?}\n{}", till.story());
        let paid = *state == State::Approved;
        assert_eq!(paid, bank.stands(*txn), "{kind:?} {txn:?} {amount:?}: {state:?}\n{}", till.story());
    }
    for (txn, booking) in bank.books.iter().filter(|(_, b)| b.stands) {
        let (kind, amount, _) = ends.get(txn).unwrap_or_else(|| panic!("the host has {txn:?}, the journal has not"));
        assert_eq!((kind, amount), (&booking.kind, &booking.amount));
    }
    let open = till.disk.book.batch;
    assert_eq!(till.disk.book.totals(), bank.totals(open), "totals of the open batch\n{}", till.story());
    assert_eq!(bank.differences, 0, "a settlement did not balance\n{}", till.story());
    let flow = &till.model.terminal;
    assert_eq!(flow.book, till.disk.book, "the core and the ledger differ\n{}", till.story());
}

/// So many cases, or as many as `PROPTEST_CASES` says: a long night finds more than a short build.
fn cases(usual: u32) -> ProptestConfig {
    let config = ProptestConfig { max_shrink_iters: 2000, failure_persistence: None, ..ProptestConfig::default() };
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { config.cases } else { usual };
    ProptestConfig { cases, ..config }
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn books_and_journal_agree_at_the_end_of_any_day(steps in prop::collection::vec(step(), 1..120)) {
        let mut day = Day::new();
        for step in &steps {
            day.live(step);
        }
        day.rest();
        check(&day);
        // And a restart finds the same.
        day.restart(Cut::Lost);
        day.rest();
        check(&day);
    }

}

proptest! {
    #![proptest_config(cases(30))]

    #[test]
    fn every_screen_can_be_drawn_at_any_size(
        keys in prop::collection::vec(0u8..22, 0..40),
        sizes in prop::collection::vec((0u16..=200, 0u16..=60), 1..4),
    ) {
        let mut till = Till::on();
        for (index, number) in ["01", "00", "99"].into_iter().enumerate() {
            till.keys("C").sign_in(number);
            for key in keys.iter().skip(index * 5) {
                till.pass(std::time::Duration::from_millis(450)).key(Key::ALL[usize::from(*key)]);
                for size in &sizes {
                    picture(&till.model, *size);
                }
            }
            till.restart(Cut::Lost);
        }
    }
}

/// The random days reach what they are about; else they would prove nothing.
#[test]
fn the_days_are_eventful() {
    use proptest::{strategy::ValueTree, test_runner::TestRunner};
    let mut runner = TestRunner::deterministic();
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for _ in 0..60 {
        let steps = prop::collection::vec(step(), 60..120).new_tree(&mut runner).unwrap().current();
        let mut day = Day::new();
        for step in &steps {
            day.live(step);
            let verdict = day.till.model.terminal.trade.as_ref().and_then(|t| t.verdict()).map(|v| v.ending);
            match verdict {
                Some(Ending::Paid) => *seen.entry("paid").or_default() += 1,
                Some(Ending::NotPaid) => *seen.entry("not paid").or_default() += 1,
                Some(Ending::Unknown) => *seen.entry("unknown").or_default() += 1,
                None => {}
            }
        }
        day.rest();
        for fact in day.till.disk.facts() {
            let what = match fact {
                Fact::Concluded { state: State::Approved, .. } => "approved",
                Fact::Concluded { state: State::NotSent, .. } => "not sent",
                Fact::ReversalAcknowledged { .. } => "reversed",
                Fact::Settled { .. } => "settled",
                Fact::Began(t) if t.kind == Kind::Void => "void",
                Fact::ParcelEnded { end: DeliveryEnd::Accepted(_), .. } => "told",
                Fact::ReversalUnresolved { .. } => "left to a person",
                Fact::DetailsUploaded { .. } => "detail",
                Fact::SettlementCalled { .. } => "settled by itself",
                _ => continue,
            };
            *seen.entry(what).or_default() += 1;
        }
    }
    for what in [
        "paid",
        "not paid",
        "unknown",
        "approved",
        "not sent",
        "reversed",
        "settled",
        "void",
        "told",
        "left to a person",
        "detail",
        "settled by itself",
    ] {
        assert!(seen.get(what).is_some_and(|n| *n >= 2), "too few: {what} of {seen:?}");
    }
}
