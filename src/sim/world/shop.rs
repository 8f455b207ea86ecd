//! The shop: the terminal's pure core on its box, and everything around it, under one simulated clock. Nothing here waits and
//! nothing here reads a clock; whatever takes time is a happening in a queue.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use super::{
    Chance, Faults, Pad, Store, Story, Told, Wire,
    orders::{Customer, Orders},
    pad, setting, told, trace,
    twice::Sent,
};
use crate::{
    acquirer::Request,
    app::{self, Event, Model, SessionId},
    domain::{Now, WallTime},
    flow::{Input, PrintJob},
    keypad::{Key, Keymap, Phase, Pointer},
    reader::Report,
};

/// The size of the screen.
pub(super) const SIZE: (u16, u16) = (40, 15);
/// So many ticks without the clock moving on would be a loop that keeps the processor busy.
const SPIN: u32 = 20;
/// What the monotonic clock says when the box comes up.
pub(super) const BOOT: Duration = Duration::from_secs(1);

/// Something that is going to happen.
pub enum Happening {
    /// The box hears something, if it has not been switched off since.
    ToBox(u32, Box<Event>),
    /// The ledger carries out an order.
    Disk(u32),
    /// The pad is done with an order.
    PadDone(u32, u64, Box<Report>),
    /// The person at the keypad does something.
    Person,
    /// A customer pays the code that was shown to him, in this way.
    Customer(String, Customer),
    /// The power goes.
    Cut,
    /// The box is switched on.
    On,
    /// The pad's cable is pulled.
    PadOut,
    /// The pad is plugged in again.
    PadIn,
    /// Somebody has put paper in.
    Paper,
    /// Somebody has made room on the disk.
    Space,
}

/// Everything.
pub struct Shop {
    /// Every choice comes from here.
    pub chance: Chance,
    /// What may go wrong.
    pub faults: Faults,
    /// Whether nothing goes wrong for now, so that a day can end.
    pub calm: bool,
    /// The program; none while the box is off.
    pub model: Option<Model>,
    /// Its disk.
    pub store: Store,
    /// Its line and its host.
    pub wire: Wire,
    /// The order gateway, and what customers make of the codes that the box shows.
    pub orders: Orders,
    /// Its pad.
    pub pad: Pad,
    /// What people were told.
    pub told: Told,
    /// What was printed.
    pub printed: Vec<PrintJob>,
    /// What happened last.
    pub story: Story,
    /// How many faults there were.
    pub fault_count: u64,
    /// How often the power went.
    pub cuts: u64,
    /// How many transactions came to a verdict.
    pub sales: u64,
    /// What has been sent of late.
    pub(super) sent: Sent,
    /// How wrong the box's wall clock is, in milliseconds.
    pub skew: i64,
    /// Whether the paper is at an end.
    pub no_paper: bool,
    /// The rule that was broken first.
    pub broken: Option<String>,
    pub(super) time: Duration,
    pub(super) booted: Duration,
    pub(super) epoch: u32,
    pub(super) queue: BTreeMap<(Duration, u64), Happening>,
    serial: u64,
    pub(super) question: Option<Request>,
    pub(super) shown: Option<told::Saying>,
    pub(super) keymap: Arc<Keymap>,
    spin: u32,
    pub(super) wake: Option<Duration>,
}

impl Shop {
    /// A shop on its first morning, before the box is switched on.
    ///
    /// # Errors
    /// When host or keymap cannot be made.
    pub fn new(seed: u64, faults: Faults, story: Story) -> Result<Shop, String> {
        let mut chance = Chance::new(seed);
        let medium_chance = chance.branch();
        let wire = Wire::new(setting::profile(), setting::TMK, setting::host()).map_err(|error| error.to_string())?;
        let keymap = Keymap::shipped("pc").ok_or("no keymap")?;
        let keymap = Keymap::parse("pc.toml", keymap).map_err(|error| error.to_string())?;
        Ok(Shop {
            chance,
            faults,
            calm: false,
            model: None,
            store: Store::new(medium_chance),
            wire,
            orders: Orders::new().ok_or("no order gateway")?,
            pad: Pad::new(setting::TMK),
            told: Told::default(),
            printed: Vec::new(),
            story,
            fault_count: 0,
            cuts: 0,
            sales: 0,
            sent: Sent::default(),
            skew: 0,
            no_paper: false,
            broken: None,
            time: Duration::ZERO,
            booted: Duration::ZERO,
            epoch: 0,
            queue: BTreeMap::new(),
            serial: 0,
            question: None,
            shown: None,
            keymap: Arc::new(keymap),
            spin: 0,
            wake: None,
        })
    }

    /// How long the shop has been there.
    pub fn time(&self) -> Duration {
        self.time
    }

    /// Both clocks of the box.
    pub fn now(&self) -> Now {
        let wall = WallTime(self.true_time().0.saturating_add(self.skew));
        Now { wall, mono: BOOT + self.time.saturating_sub(self.booted) }
    }

    /// The time everywhere else.
    pub(super) fn true_time(&self) -> WallTime {
        WallTime(setting::START.0 + i64::try_from(self.time.as_millis()).unwrap_or(i64::MAX))
    }

    /// Lets something happen after a while.
    pub fn later(&mut self, after: Duration, what: Happening) {
        self.serial += 1;
        self.queue.insert((self.time + after, self.serial), what);
    }

    /// Nobody is going to do what was planned for the person.
    pub fn forget_person(&mut self) {
        self.queue.retain(|_, what| !matches!(what, Happening::Person));
    }

    /// Breaks off with the first rule that does not hold.
    pub fn check(&mut self, rule: Result<(), String>) {
        if let (Err(rule), None) = (rule, &self.broken) {
            self.story.tell(self.time, || format!("BROKEN: {rule}"));
            self.broken = Some(rule);
        }
    }

    /// The next thing happens. True when it is the person's turn.
    pub fn step(&mut self) -> bool {
        let wake = self.next_wake();
        let next = self.queue.first_key_value().map(|(key, _)| key.0);
        if let Some(wake) = wake.filter(|wake| next.is_none_or(|next| *wake < next)) {
            self.tick(wake);
            return false;
        }
        let Some(((at, _), what)) = self.queue.pop_first() else { return false };
        self.move_to(at);
        let person = matches!(what, Happening::Person);
        self.happen(what);
        person
    }

    /// When the program is due next by itself. It changes with the model alone, and is asked for once after each change.
    fn next_wake(&mut self) -> Option<Duration> {
        let model = self.model.as_ref()?;
        let booted = self.booted;
        Some(*self.wake.get_or_insert_with(|| booted + app::next_wake(model).saturating_sub(BOOT)))
    }

    fn tick(&mut self, wake: Duration) {
        self.spin = if wake <= self.time { self.spin + 1 } else { 0 };
        if self.spin > SPIN {
            self.check(Err("the program would keep the processor busy".into()));
        }
        self.move_to(wake);
        self.update(Event::Tick);
    }

    fn move_to(&mut self, at: Duration) {
        self.time = self.time.max(at);
    }

    fn happen(&mut self, what: Happening) {
        match what {
            Happening::ToBox(epoch, event) if epoch == self.epoch => self.deliver(*event),
            Happening::Disk(epoch) if epoch == self.epoch => self.disk_works(),
            Happening::PadDone(epoch, number, report) if epoch == self.epoch && self.pad.done(number) => {
                self.tell_box(pad::ON_THE_CABLE, Event::Flow(Input::Reader(*report)));
            }
            // Of a box that has been switched off since, or of an order that was cancelled.
            Happening::ToBox(..) | Happening::Disk(_) | Happening::PadDone(..) | Happening::Person => {}
            Happening::Customer(code, how) => self.customer_pays(&code, how),
            Happening::Cut => self.cut("the power goes"),
            Happening::On => self.power_on(),
            Happening::PadOut => self.unplug(),
            Happening::PadIn => self.plug(),
            Happening::Paper => self.no_paper = false,
            Happening::Space => self.free_disk(),
        }
    }

    pub(super) fn deliver(&mut self, event: Event) {
        if matches!(event, Event::Flow(Input::Host(_))) {
            self.question = None;
        }
        if matches!(event, Event::Flow(Input::Gateway(..))) {
            self.orders.asked = None;
        }
        self.update(event);
    }

    /// Presses a key.
    pub fn press(&mut self, key: Key) {
        self.note_answer(key);
        self.update(Event::Key(SessionId::KEYPAD, key));
    }

    /// A finger draws a line over the pad, and now and then only a dot.
    pub(super) fn scribble(&mut self) {
        let (columns, rows) = SIZE;
        let at = |shop: &mut Shop, phase| {
            // Below the head of the screen and above its keys.
            let column = u16::try_from(shop.chance.below(columns.into())).unwrap_or(0);
            let row = 4 + u16::try_from(shop.chance.below(u64::from(rows) - 7)).unwrap_or(0);
            shop.update(Event::Pointer(SessionId::KEYPAD, Pointer { column, row, phase }));
        };
        at(self, Phase::Down);
        for _ in 0..self.chance.below(8) {
            at(self, Phase::Drag);
        }
        at(self, Phase::Up);
    }

    /// Tells the box something.
    pub fn update(&mut self, event: Event) {
        let now = self.now();
        let Some(model) = &mut self.model else { return };
        self.story.tell(self.time, || trace::event_text(&event));
        let effects = app::update(model, event, now);
        self.wake = None;
        self.carry_out(effects);
        self.show_customer();
        self.watch();
    }

    /// The text of the screen; none while it is dark.
    pub fn screen(&self) -> Option<String> {
        self.model.as_ref().map(|model| super::paint::picture(model, SIZE))
    }

    /// Reads the screen whenever a trade has come to a verdict, or its verdict has changed.
    fn watch(&mut self) {
        let Some(model) = &self.model else { return };
        let done = model.terminal.trade.as_ref().is_some_and(|trade| trade.verdict().is_some());
        // What was interrupted may become known while the person is typing below it.
        let done = done || model.terminal.unseen.is_some();
        match (done, self.shown) {
            (false, None) => {}
            (false, Some(_)) => self.shown = None,
            // While it is not known, it may become known.
            (true, Some(saying)) if saying.word != told::Word::Unknown => {}
            (true, _) => drop(self.look()),
        }
    }

    /// Reads the screen, and takes note of what it says about money.
    pub fn look(&mut self) -> Option<String> {
        let screen = self.screen()?;
        if let Some(saying) = told::read(&screen) {
            let fresh = self.shown.is_none() && self.model.as_ref().is_some_and(|m| m.terminal.trade.is_some());
            self.sales += u64::from(fresh && saying.voucher.is_some());
            self.shown = Some(saying);
            self.story.tell(self.time, || format!("the screen says {saying:?}"));
            let rule = match self.order_of(saying) {
                Some(record) => self.orders.hear(saying, &record, self.true_time()),
                None => self.told.hear(saying, self.store.book(), self.wire.host.books()),
            };
            self.check(rule);
        }
        Some(screen)
    }
}
