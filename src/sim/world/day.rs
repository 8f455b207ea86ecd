//! A day in the shop: customers one after the other, closing time, the settlement, the night.

use std::time::Duration;

use super::{
    Shop,
    card::Card,
    goods,
    pad::{self, MOODS, Mood},
    person::{Deed, Person, Task},
    proof,
    shop::Happening,
};
use crate::{
    app::{Event, Signal},
    domain::{BatchNo, Kind, Transaction},
    flow::QueueItem,
    sim::CODES,
};

/// A person is done with one customer within this time, or can never be.
const ONE_TRADE: Duration = Duration::from_secs(1800);
/// So long it takes at most until everything that waits has gone up, once nothing goes wrong any more.
const REST: Duration = Duration::from_secs(3 * 3600);
/// So long a settlement takes at most.
const SETTLING: Duration = Duration::from_secs(4 * 3600);
/// From one morning to the next.
const DAY: Duration = Duration::from_secs(24 * 3600);
/// A settlement sees so many times the power cuts of a sale: it takes longer.
const LONGER: u64 = 5;
/// A person looks so often at what is left open.
const OPEN_ENDS: u32 = 5;
/// How many sales in a thousand are rung up another time.
const RUNG_UP_AGAIN: u64 = 25;

/// What a wall clock may be off by, in milliseconds: nothing, three seconds, an hour, a day, ten years.
const JUMPS: [i64; 9] =
    [0, -3_000, 3_000, -3_600_000, 3_600_000, -86_400_000, 86_400_000, -315_360_000_000, 315_360_000_000];

/// How many instalments a customer may want, from two on.
const PERIODS: u64 = 23;

/// In which ways the customers pay.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ways {
    /// By card, by a code on the telephone, in cash.
    Usual,
    /// And by a code that the terminal shows, in parts, for baskets of goods, and by what is told to the host afterwards.
    #[default]
    All,
}

impl Ways {
    fn has(self, want: Want) -> bool {
        let new = matches!(want, Want::Shown | Want::ShownRefund | Want::Parts | Want::Basket | Want::Advice);
        self == Ways::All || !new
    }
}

/// What a customer may want.
#[derive(Clone, Copy, Debug)]
enum Want {
    /// A transaction by card.
    Card(Kind),
    /// To pay with a code on the telephone.
    Code,
    /// To pay by a code that the terminal shows.
    Shown,
    /// Money back for such a payment.
    ShownRefund,
    /// To pay in cash.
    Cash,
    /// To pay in parts.
    Parts,
    /// To buy goods.
    Basket,
    /// To leave something that is recorded and told later.
    Advice,
}

/// The wishes of a day, by weight.
const WANTS: [(u64, Want); 16] = [
    (64, Want::Card(Kind::Sale)),
    (2, Want::Card(Kind::Instalment)),
    (6, Want::Card(Kind::Void)),
    (4, Want::Card(Kind::Refund)),
    (4, Want::Card(Kind::PreAuth)),
    (3, Want::Card(Kind::Completion)),
    (1, Want::Card(Kind::PreAuthVoid)),
    (1, Want::Card(Kind::CompletionVoid)),
    (2, Want::Card(Kind::Balance)),
    (5, Want::Code),
    (8, Want::Shown),
    (2, Want::ShownRefund),
    (5, Want::Cash),
    (4, Want::Parts),
    (6, Want::Basket),
    (7, Want::Advice),
];

/// The shop and whoever works there.
pub struct World {
    /// The shop.
    pub shop: Shop,
    /// The person at the keypad.
    pub person: Person,
    ways: Ways,
    /// The sale before, with its card.
    last: Option<(Deed, Card)>,
    /// The first record of the journal that no day has looked at.
    from: u64,
}

impl World {
    /// The first morning.
    pub fn new(mut shop: Shop, ways: Ways) -> World {
        shop.power_on();
        World { shop, ways, person: Person::default(), last: None, from: 1 }
    }

    /// One day with so many customers, to its proof.
    ///
    /// # Errors
    /// The rule that was broken.
    pub fn day(&mut self, customers: u64) -> Result<proof::Proven, String> {
        self.shop.calm = false;
        for _ in 0..customers {
            self.customer()?;
        }
        self.close_up()?;
        proof::same_books(&self.shop)?;
        let batch = self.shop.store.book().batch;
        self.settle(batch)?;
        self.close_up()?;
        let proven = proof::settled(&mut self.shop, self.from)?;
        self.from = proven.next;
        proven.batches.iter().for_each(|batch| self.shop.told.forget(*batch));
        Ok(proven)
    }

    /// Until the next morning; now and then the box is switched off.
    ///
    /// # Errors
    /// The rule that was broken.
    pub fn night(&mut self) -> Result<(), String> {
        if self.shop.chance.percent(50) {
            self.shop.update(Event::Signal(Signal::Terminate));
        }
        let days = self.shop.time().as_secs() / DAY.as_secs() + 1;
        let morning = DAY * u32::try_from(days).unwrap_or(u32::MAX);
        let left = morning.saturating_sub(self.shop.time());
        self.run(left, |_| false).map(drop)
    }

    /// Lets things happen until something is so; false when it is not so in time.
    fn run(&mut self, limit: Duration, done: impl Fn(&World) -> bool) -> Result<bool, String> {
        let end = self.shop.time() + limit;
        loop {
            if let Some(rule) = self.shop.broken.take() {
                return Err(rule);
            }
            if done(self) {
                return Ok(true);
            }
            if self.shop.time() > end {
                return Ok(false);
            }
            let was_on = self.shop.model.is_some();
            if self.shop.step() {
                self.person.turn(&mut self.shop);
            }
            if was_on && self.shop.model.is_none() {
                self.person.drop_trade();
            }
        }
    }

    fn customer(&mut self) -> Result<(), String> {
        let pause = self.shop.chance.millis(2000, 45_000);
        self.run(pause, |_| false)?;
        let again = self.last.clone().filter(|_| self.shop.chance.per_mille(RUNG_UP_AGAIN));
        let Some(deed) = again.map(|last| self.repeat(last)).or_else(|| self.next_deed()) else { return Ok(()) };
        self.last = matches!(deed, Deed::Sale(_)).then(|| (deed.clone(), self.shop.pad.card.clone()));
        self.trouble();
        self.person.begin(Task::Trade(deed), &mut self.shop);
        if self.happens(self.shop.faults.changed_minds) {
            self.person.gives_up_after = Some(self.shop.chance.millis(500, 20_000));
        }
        if !self.run(ONE_TRADE, |world| world.person.task.is_none())? {
            let screen = self.shop.screen().unwrap_or_default();
            return Err(format!("{:?} does not come to an end:\n{screen}", self.person.task));
        }
        Ok(())
    }

    /// The same sale once more: somebody believes that it did not go through.
    fn repeat(&mut self, (deed, card): (Deed, Card)) -> Deed {
        self.shop.pad.card = card;
        deed
    }

    fn happens(&mut self, per_mille: u64) -> bool {
        let happens = self.shop.chance.per_mille(per_mille);
        self.shop.fault_count += u64::from(happens);
        happens
    }

    /// What goes wrong around the next trade.
    fn trouble(&mut self) {
        let bad = self.happens(self.shop.faults.bad_cards);
        self.shop.pad.mood = if bad { self.shop.chance.pick(&MOODS).unwrap_or_default() } else { Mood::Good };
        if self.shop.pad.mood == Mood::WrongPin {
            self.shop.pad.card.pin = "999999".into();
        }
        if self.happens(self.shop.faults.power_cuts) {
            self.plan_cut(15_000);
        }
        if self.happens(self.shop.faults.pad_unplugged) {
            let after = self.shop.chance.millis(0, 15_000);
            self.shop.later(after, Happening::PadOut);
        }
        if self.happens(self.shop.faults.no_paper) {
            self.shop.no_paper = true;
            let after = self.shop.chance.millis(20_000, 400_000);
            self.shop.later(after, Happening::Paper);
        }
        if self.happens(self.shop.faults.clock_jumps) {
            self.shop.skew = self.shop.chance.pick(&JUMPS).unwrap_or_default();
        }
        if self.happens(self.shop.faults.full_disk) {
            self.shop.fill_disk();
        } else if self.happens(self.shop.faults.disk_errors) {
            self.shop.fail_disk();
        }
    }

    /// The power goes at one of the disk's next operations, or at some moment.
    fn plan_cut(&mut self, within: u64) {
        if self.shop.chance.percent(60) && !self.shop.store.medium.is_full() {
            let at = 1 + self.shop.chance.below(14);
            self.shop.store.medium.trouble(usize::try_from(at).unwrap_or(1), super::Trouble::Cut);
        } else {
            let after = self.shop.chance.millis(0, within);
            self.shop.later(after, Happening::Cut);
        }
    }

    /// A transaction that the next customer wants; none where there is nothing to go back to.
    fn next_deed(&mut self) -> Option<Deed> {
        let ways = self.ways;
        let wants = || WANTS.iter().filter(|(_, want)| ways.has(*want));
        let all: u64 = wants().map(|(weight, _)| weight).sum();
        let mut at = self.shop.chance.below(all);
        let want = wants().find(|(weight, _)| {
            at.checked_sub(*weight).is_none_or(|left| {
                at = left;
                false
            })
        });
        let fen = 1 + self.shop.chance.below(80_000);
        match want.map(|(_, want)| *want)? {
            Want::Code => {
                let code = self.shop.chance.pick(&CODES)?;
                Some(Deed::Code(fen, code.code.into()))
            }
            Want::Shown => Some(Deed::Shown(fen)),
            Want::ShownRefund => {
                let sale = self.earlier(|t| t.is_order() && t.kind == Kind::Sale && t.can_be_voided())?;
                Some(Deed::CodeRefund(sale.txn.stan, 1 + fen % sale.amount.minor()))
            }
            Want::Cash => Some(Deed::Cash(fen)),
            Want::Advice => self.advice(fen),
            Want::Parts => Some(Deed::Parts(self.with_card(fen))),
            Want::Basket => {
                self.with_card(1);
                Some(Deed::Basket(goods::wanted(&mut self.shop.chance)))
            }
            Want::Card(kind) => self.by_card(kind, fen),
        }
    }

    fn by_card(&mut self, kind: Kind, fen: u64) -> Option<Deed> {
        match kind {
            Kind::Void => self.original(Kind::Void).map(|t| Deed::Void(t.txn.stan)),
            Kind::PreAuthVoid => self.original(Kind::PreAuthVoid).map(|t| Deed::PreAuthVoid(t.txn.stan)),
            Kind::CompletionVoid => self.original(Kind::CompletionVoid).map(|t| Deed::CompletionVoid(t.txn.stan)),
            Kind::Refund => self.refund(fen),
            Kind::Completion => self.held().map(|(date, code, fen)| Deed::Completion { date, code, fen }),
            Kind::PreAuth => Some(Deed::PreAuth(self.with_card(fen))),
            Kind::Balance => Some(Deed::Balance).filter(|_| self.with_card(1) > 0),
            Kind::Instalment => {
                let periods = 2 + self.shop.chance.below(PERIODS);
                Some(Deed::Instalment(self.with_card(fen), periods))
            }
            _ => Some(Deed::Sale(self.with_card(fen))),
        }
    }

    /// The customer has a card in hand.
    fn with_card(&mut self, fen: u64) -> u64 {
        self.shop.pad.card = pad::hold_some(&mut self.shop.chance);
        fen
    }

    /// An earlier transaction, with its card in the customer's hand.
    pub(super) fn earlier(&mut self, fits: impl Fn(&Transaction) -> bool) -> Option<Transaction> {
        let fitting: Vec<Transaction> =
            self.shop.store.book().transactions.values().filter(|t| fits(t)).cloned().collect();
        let original = self.shop.chance.pick(&fitting)?;
        // Whoever paid with a telephone or in cash has no card in hand.
        if original.entry.is_card() {
            self.shop.pad.card = pad::hold_again(&original);
        }
        Some(original)
    }

    fn original(&mut self, kind: Kind) -> Option<Transaction> {
        self.earlier(|t| t.voidable_by() == Some(kind))
    }

    fn refund(&mut self, fen: u64) -> Option<Deed> {
        let sale = self.earlier(|t| t.can_be_voided() && t.kind == Kind::Sale && !t.is_by_code())?;
        let host = sale.host.as_ref()?;
        let (rrn, date) = (host.rrn.as_ref()?.to_string(), host.time.as_ref()?.date.clone());
        Some(Deed::Refund { rrn, date, fen: 1 + fen % sale.amount.minor() })
    }

    /// Everything is whole again, and whatever waits goes up. What nobody knows is asked and closed by a person.
    fn close_up(&mut self) -> Result<(), String> {
        self.shop.repair();
        self.person.task = None;
        self.come_to_rest()?;
        for _ in 0..OPEN_ENDS {
            if !self.has_open_ends() {
                break;
            }
            self.close_open_ends()?;
        }
        self.come_to_rest()
    }

    /// The supervisor asks about what nobody knows, and closes it.
    fn close_open_ends(&mut self) -> Result<(), String> {
        self.person.begin(Task::Close, &mut self.shop);
        if self.run(REST, |world| world.person.task.is_none())? {
            return Ok(());
        }
        Err(format!("refunds cannot be closed:\n{}", self.shop.screen().unwrap_or_default()))
    }

    /// Whether a person has something to find out, or to read.
    fn has_open_ends(&self) -> bool {
        let untold = self.shop.model.as_ref().is_some_and(|m| m.terminal.orders_untold().next().is_some());
        untold || self.shop.store.book().unresolved().next().is_some()
    }

    fn come_to_rest(&mut self) -> Result<(), String> {
        if self.run(REST, World::is_at_rest)? {
            return Ok(());
        }
        let queue = self.shop.model.as_ref().map(|m| m.terminal.queue());
        Err(format!("never comes to rest: {queue:?}\n{}", self.shop.screen().unwrap_or_default()))
    }

    fn is_at_rest(&self) -> bool {
        let Some(model) = &self.shop.model else { return false };
        let terminal = &model.terminal;
        let waits = terminal.queue().into_iter().any(|row| !row.set_aside && row.what != QueueItem::Unresolved);
        let trade = terminal.trade.as_ref().is_some_and(|trade| trade.verdict().is_none());
        let settles = terminal.settle.as_ref().is_some_and(|settle| !settle.is_done());
        !waits && !trade && !settles && terminal.line.is_signed_on() && terminal.line.job().is_none()
    }

    fn settle(&mut self, batch: BatchNo) -> Result<(), String> {
        self.shop.calm = false;
        let cuts = self.shop.faults.power_cuts.saturating_mul(LONGER);
        if self.happens(cuts) {
            self.plan_cut(30_000);
        }
        let settled = |world: &World| world.person.task.is_none() && world.shop.store.book().batch != batch;
        // A stray key may have begun something whose end nobody knows; that is closed first.
        let unresolved = |world: &World| world.shop.store.book().unresolved().next().is_some();
        for _ in 0..OPEN_ENDS {
            self.person.begin(Task::Settle(batch), &mut self.shop);
            if !self.run(SETTLING, |world| settled(world) || unresolved(world))? {
                break;
            }
            if settled(self) {
                return Ok(());
            }
            self.close_open_ends()?;
        }
        Err(format!("the settlement does not come to an end:\n{}", self.shop.screen().unwrap_or_default()))
    }
}
