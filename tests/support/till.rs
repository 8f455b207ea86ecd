//! The till: the model, its clock, and the outside that carries out effects.

use std::{collections::VecDeque, sync::Arc, time::Duration};

use keytill::{
    acquirer::Request,
    app::{self, Effect, Event, Model, NewPassword, OfficeGround, PasswordAnswer, Session, SessionId},
    domain::{Book, FileFault, Lang, Now, TxnRef, WallTime, operator::PasswordHash, receipt::Condition},
    enrol::service::Ask,
    flow::{Input, PrintJob, PrintKey, Setup, Terminal, Work},
    keypad::Keymap,
    orders::Ask as OrderAsk,
    reader::{EmvConfig, Order, Refusal, Report},
    screen::{PaysWhen, Secret},
    ui::Glyphs,
};

use super::{
    disk::{self, Cut, Disk},
    rules, trace, words,
};

/// So many ticks without the clock moving on would be a loop that keeps the processor busy.
const SPIN: usize = 8;
/// So many events after one another, each the answer to the one before, would be a circle.
const CIRCLE: usize = 2000;
/// How many lines of the story a failing test tells.
const STORY: usize = 60;

pub struct Till {
    pub model: Model,
    pub keymap: Arc<Keymap>,
    /// Effects as text, since the start or the last [`Till::forget`].
    pub trace: Vec<String>,
    pub disk: Disk,
    /// The message in flight.
    pub question: Option<Request>,
    /// The order that the reader has in hand.
    pub order: Option<Order>,
    /// What was printed.
    pub printed: Vec<PrintJob>,
    /// Cards of the training tray that were held to the pad.
    pub tray: Vec<u8>,
    /// The tables that the reader was given.
    pub tables: Vec<Arc<EmvConfig>>,
    pub quit: bool,
    pub(super) host_held: bool,
    pub(super) passwords_held: bool,
    /// What the printer says of itself when it is asked.
    pub condition: Condition,
    /// How often it was asked.
    pub printer_asked: usize,
    /// What was said aloud.
    pub said: Vec<keytill::app::Saying>,
    pub(super) printer_fault: Option<keytill::printer::Cause>,
    /// Whether no product and no customer can be kept.
    pub catalogue_broken: bool,
    /// What the stick with a roster says.
    pub stick: Result<Vec<u8>, FileFault>,
    /// What the enrolment service was asked and has not answered yet.
    pub asked: VecDeque<(OfficeGround, Ask)>,
    /// What the order gateway was asked and has not answered yet.
    pub order_asked: Option<(TxnRef, OrderAsk)>,
    /// Codes that the customer of the training world pays.
    pub paid: Vec<(String, PaysWhen)>,
    catalogue_held: bool,
    kept: VecDeque<Event>,
    now: Now,
    setup: Setup,
    lang: Lang,
    size: (u16, u16),
    events: VecDeque<Event>,
    checks: VecDeque<Event>,
    story: VecDeque<String>,
}

impl Till {
    /// A till that has just been switched on: nothing is answered yet, the sign-in screen is shown.
    pub fn new(setup: Setup, book: Book, lang: Lang, size: (u16, u16)) -> Till {
        let keymap = Arc::new(Keymap::parse("pc.toml", Keymap::shipped("pc").unwrap()).unwrap());
        let now = Now { wall: words::NOON, mono: Duration::from_secs(5) };
        let disk = Disk::with(book);
        let model = model(&setup, &disk.book, lang, size, &keymap, now);
        Till {
            model,
            keymap,
            trace: Vec::new(),
            disk,
            question: None,
            order: None,
            printed: Vec::new(),
            tray: Vec::new(),
            tables: Vec::new(),
            quit: false,
            host_held: false,
            passwords_held: false,
            condition: Condition::Silent,
            printer_asked: 0,
            said: Vec::new(),
            printer_fault: None,
            catalogue_broken: false,
            stick: Err(FileFault::NotThere),
            asked: VecDeque::new(),
            order_asked: None,
            paid: Vec::new(),
            catalogue_held: false,
            kept: VecDeque::new(),
            now,
            setup,
            lang,
            size,
            events: VecDeque::new(),
            checks: VecDeque::new(),
            story: VecDeque::new(),
        }
    }

    /// First effects; the reader has not been heard of yet.
    pub fn begin(&mut self) -> &mut Till {
        let effects = app::start(&mut self.model, self.now);
        self.carry_out(effects);
        let condition = self.condition;
        self.send(Event::Flow(Input::Printer(condition)))
    }

    /// First effects, and a reader that is there.
    pub fn start(&mut self) -> &mut Till {
        self.begin().send(Event::Flow(Input::Reader(words::reader_up())))
    }

    /// The configuration of the next start.
    pub fn set_up(&mut self, setup: Setup) -> &mut Till {
        self.setup = setup;
        self
    }

    /// The power goes and comes back.
    pub fn restart(&mut self, cut: Cut) -> &mut Till {
        self.power_off(cut);
        self.start()
    }

    /// The power goes; [`Till::start`] brings it back. The host has heard what was sent.
    pub fn power_off(&mut self, cut: Cut) -> &mut Till {
        self.tell(format!("--- power cut, commits under way {cut:?}"));
        self.disk.cut(cut);
        (self.question, self.order, self.quit) = (None, None, false);
        self.order_asked = None;
        (self.host_held, self.passwords_held) = (false, false);
        self.events.clear();
        self.checks.clear();
        self.asked.clear();
        // The monotonic clock begins anew, the wall clock goes on.
        self.now.mono = Duration::from_secs(1);
        self.model = model(&self.setup, &self.disk.book, self.lang, self.size, &self.keymap, self.now);
        self
    }

    /// One event, and everything that the outside answers to it by itself.
    pub fn send(&mut self, event: Event) -> &mut Till {
        self.events.push_back(event);
        self.settle_down();
        let book = &self.model.terminal.book;
        let counted = book.transactions.values().filter(|txn| txn.counts()).count();
        assert_eq!(book.counted(), counted, "{}", self.story());
        self
    }

    /// Lets virtual time pass, with a tick whenever something is due.
    pub fn pass(&mut self, by: Duration) -> &mut Till {
        let end = self.now.mono + by;
        let mut still = 0;
        loop {
            let wake = app::next_wake(&self.model);
            if wake > end || self.quit {
                break;
            }
            still = if wake <= self.now.mono { still + 1 } else { 0 };
            assert!(still < SPIN, "the program would keep the processor busy\n{}\n{}", self.screen(), self.story());
            self.advance(wake.saturating_sub(self.now.mono));
            self.send(Event::Tick);
        }
        let rest = end.saturating_sub(self.now.mono);
        self.advance(rest);
        self
    }

    /// Moves both clocks without an event.
    pub fn advance(&mut self, by: Duration) {
        self.now.mono += by;
        self.now.wall = WallTime(self.now.wall.0 + i64::try_from(by.as_millis()).unwrap());
    }

    /// Someone sets the wall clock.
    pub fn set_wall(&mut self, wall: WallTime) -> &mut Till {
        self.now.wall = wall;
        self
    }

    pub fn now(&self) -> Now {
        self.now
    }

    pub fn session(&self) -> &Session {
        &self.model.sessions[&SessionId::KEYPAD]
    }

    /// The latest effects and events, for the message of a failing test.
    pub fn story(&self) -> String {
        self.story.iter().map(|line| format!("  {line}\n")).collect()
    }

    fn tell(&mut self, line: String) {
        self.story.push_back(line);
        if self.story.len() > STORY {
            self.story.pop_front();
        }
    }

    /// Takes in what waits, until the outside has nothing more to say by itself.
    pub(super) fn settle_down(&mut self) {
        for round in 0.. {
            if self.quit {
                return;
            }
            assert!(round < CIRCLE, "the program goes round in a circle\n{}", self.story());
            let event = self.events.pop_front().or_else(|| self.next_answer());
            let Some(event) = event else { return };
            self.tell(format!("{:>9.3} {}", self.now.mono.as_secs_f64(), trace::event_text(&event)));
            let effects = app::update(&mut self.model, event, self.now);
            self.carry_out(effects);
            rules::after_event(self);
        }
    }

    /// From now on nobody is told that a product or a customer is kept.
    pub fn hold_catalogue(&mut self) -> &mut Till {
        self.catalogue_held = true;
        self
    }

    /// The disk tells of the products that it has kept meanwhile.
    pub fn release_catalogue(&mut self) -> &mut Till {
        self.catalogue_held = false;
        let kept = std::mem::take(&mut self.kept);
        self.events.extend(kept);
        self.settle_down();
        self
    }

    /// Does what the flows asked for outside an event, as when a test begins a trade without its screens.
    pub fn carry_out_work(&mut self, work: Vec<Work>) {
        self.carry_out(work.into_iter().map(Effect::Do).collect());
        self.settle_down();
    }

    fn next_answer(&mut self) -> Option<Event> {
        if !self.disk.held
            && let Some(event) = self.disk.work()
        {
            return Some(event);
        }
        if !self.passwords_held
            && let Some(event) = self.checks.pop_front()
        {
            return Some(event);
        }
        // An enquiry moves none, but it is what the test is about.
        let trade = |q: &Request| matches!(q, Request::Financial(_));
        let asks = self.question.as_ref().is_some_and(|q| !trade(q));
        if asks && !self.host_held {
            let question = self.question.take()?;
            return Some(Event::Flow(Input::Host(Box::new(Ok(words::polite(&question))))));
        }
        None
    }

    pub(super) fn carry_out(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            let text = trace::effect_text(&effect);
            self.tell(format!("          -> {text}"));
            // The tables are about money and messages; how often the printer is asked is counted.
            match &effect {
                Effect::Do(Work::AskPrinter) => self.printer_asked += 1,
                // What is said is told apart from what is done.
                Effect::Say(saying) => self.said.push(saying.clone()),
                _ => self.trace.push(text),
            }
            match effect {
                Effect::Do(work) => self.work(work),
                Effect::Find(session, query) => self.disk.orders.push_back(disk::Order::Find(session, query)),
                Effect::Audit(session, inquiry) => self.disk.orders.push_back(disk::Order::Audit(session, inquiry)),
                Effect::CheckPassword { session, ground, password, hash, new } => {
                    let answer = check(&password, hash.as_ref(), new.as_ref());
                    self.checks.push_back(Event::Password(session, ground, answer));
                }
                Effect::HashPassword { session, ground, new } => {
                    let answer = new_hash(&new);
                    self.checks.push_back(Event::Password(session, ground, answer));
                }
                Effect::KeepProduct(session, record) => {
                    let answer = if self.catalogue_broken { Err(()) } else { Ok(record) };
                    let lane = if self.catalogue_held { &mut self.kept } else { &mut self.events };
                    lane.push_back(Event::ProductKept(session, answer));
                }
                Effect::KeepStock(records) => {
                    let answer = if self.catalogue_broken { Err(()) } else { Ok(records) };
                    let lane = if self.catalogue_held { &mut self.kept } else { &mut self.events };
                    lane.push_back(Event::StockKept(answer));
                }
                Effect::ChangeCustomer(session, change) => {
                    let answer = if self.catalogue_broken { Err(change) } else { Ok(change) };
                    let lane = if self.catalogue_held { &mut self.kept } else { &mut self.events };
                    lane.push_back(Event::CustomerChanged(session, answer));
                }
                Effect::ReadRoster(session, _) => self.events.push_back(Event::RosterRead(session, self.stick.clone())),
                Effect::AskOffice(ground, ask) => self.asked.push_back((ground, ask)),
                Effect::KeepBlackBox(session) => {
                    self.events.push_back(Event::BlackBox(session, Ok("blackbox-1793491200.ktb".into())));
                }
                Effect::PayShown(code, when) => self.paid.push((code, when)),
                Effect::PresentCard(place) => self.tray.push(place),
                Effect::FeedPaper | Effect::TrainingFaults(_) | Effect::Bell(_) | Effect::SwitchWorld => {}
                Effect::Say(saying) => rules::may_say(self, saying.ending),
                Effect::Restart | Effect::Quit => self.quit = true,
            }
        }
    }

    fn work(&mut self, work: Work) {
        match work {
            Work::Commit { ticket, at, facts, secrets } => {
                self.disk.orders.push_back(disk::Order::Commit { ticket, at, facts, secrets });
            }
            Work::Unseal(txns) => self.disk.orders.push_back(disk::Order::Unseal(txns)),
            Work::Ask(request) => {
                rules::may_ask(self, &request);
                self.question = Some(*request);
            }
            Work::AskGateway(txn, ask) => {
                rules::may_order(self, txn);
                self.order_asked = Some((txn, *ask));
            }
            Work::Tables(config, _) => self.tables.push(config),
            Work::Read(order) => self.read(order),
            Work::AskPrinter => self.events.push_back(Event::Flow(Input::Printer(self.condition))),
            Work::Print(job) => {
                rules::may_print(self, &job);
                let result = self.printer_fault.map_or(Ok(()), Err);
                self.events.push_back(Event::Flow(Input::Printed(job.txn, result)));
                self.printed.push(*job);
            }
        }
    }

    /// One order in hand at a time, besides a cancel.
    fn read(&mut self, order: Order) {
        let report = match &order {
            // A cancel that comes after the report is forgotten.
            Order::Cancel => self.order.take().map(|_| Report::Refused(Refusal::Cancelled)),
            Order::Complete(c) if c.word == keytill::reader::HostWord::NoHost => {
                self.take_order(order);
                self.order.take().map(|_| words::completed(false))
            }
            _ => {
                self.take_order(order);
                None
            }
        };
        self.events.extend(report.map(|r| Event::Flow(Input::Reader(r))));
    }

    fn take_order(&mut self, order: Order) {
        assert!(self.order.is_none(), "two orders in the reader's hand\n{}", self.story());
        self.order = Some(order);
    }
}

fn model(setup: &Setup, book: &Book, lang: Lang, size: (u16, u16), keymap: &Arc<Keymap>, now: Now) -> Model {
    let terminal = Terminal::new(setup.clone(), book.clone(), PrintKey::new([7; 64]));
    let session = Session::new(lang, Glyphs::Blocks, size, now);
    Model::new(terminal, session, keymap.clone(), now)
}

fn new_hash(new: &NewPassword) -> PasswordAnswer {
    let hash = words::hash(new.digits.expose());
    if new.used.contains(&hash) { PasswordAnswer::Used } else { PasswordAnswer::Hashed(hash) }
}

fn check(password: &Secret, hash: Option<&PasswordHash>, new: Option<&NewPassword>) -> PasswordAnswer {
    if hash != Some(&words::hash(password.expose())) {
        return PasswordAnswer::Wrong;
    }
    match new {
        Some(new) => new_hash(new),
        None => PasswordAnswer::Right,
    }
}
