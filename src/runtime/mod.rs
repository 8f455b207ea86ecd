//! The only place that waits: it runs the effects of the core and turns what comes back into events.
//!
//! One loop on one thread takes events in the order signals, keys, ledger, reader, link, the rest; drains what is queued;
//! draws once, and only if something visible changed. The ledger, what the shop keeps and the printer have threads of
//! their own, because they block.

pub mod blackbox;
mod bounded;
mod changes;
pub mod child;
pub mod file_fault;
mod gateway;
mod input;
pub mod keypads;
mod lanes;
mod ledger;
mod link;
pub mod log;
mod log_tail;
pub mod mobile;
mod notify;
mod office;
mod operators;
mod painter;
pub mod panic;
mod password;
mod printer;
pub mod private;
mod readable;
mod roster;
pub mod scanner;
#[cfg(test)]
mod script;
mod seat;
mod service;
mod shop;
pub mod state;
mod tasks;
mod touch;
pub mod voice;
mod web;
mod worker;
mod world;

use std::{
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

use zeroize::Zeroizing;

use crate::{
    app::{self, Effect, Event, Model, Session, SessionId},
    domain::{Now, WallTime},
    flow::{PrintKey, Setup, SignatureOn, Terminal, Work},
    ledger::Opened,
    printer::Sink,
};

pub use bounded::read_bounded;
pub use gateway::{GatewayClient, GatewayConfig};
use input::Keys;
pub use input::{CtrlC, translate};
pub use ledger::OpenFailure;
pub use office::{ServiceConfig, Token};
pub use operators::{NotTaken, set_passwords, take_roster, verifier};
pub use painter::{restore, terminal_size};
pub use readable::readable;
pub use seat::Config as SeatConfig;
pub use touch::{TouchMode, Touchscreen};
pub use web::ServiceAddress;
pub use world::{Ended, OrderFaults, PayShown, Present, StartError, World};

use lanes::{Heard, Lane, Lanes, Signals};
use tasks::{Lines, Tasks};
use touch::Reports;

/// How many events are taken in before a picture is drawn.
const DRAIN: usize = 256;
/// How many orders to the reader may wait; the flows have one in hand, besides a cancel.
const ORDERS: usize = 8;

/// Runs a world until a person or the system ends it.
///
/// # Errors
/// [`StartError`] when the ledger or the terminal cannot be opened; nothing has been drawn then.
pub fn run(world: World) -> Result<Ended, StartError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().enable_time().build()?;
    let ended = runtime.block_on(async { Loop::open(world)?.main().await });
    // A task that hangs in the system must not keep the program from ending.
    runtime.shutdown_background();
    ended
}

/// The program's two clocks.
#[derive(Clone, Copy)]
struct Clock {
    started: Instant,
}

impl Clock {
    fn now(self) -> Now {
        let since_1970 = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        let millis = since_1970.map_or(0, |d| i64::try_from(d.as_millis()).unwrap_or(i64::MAX));
        Now { wall: WallTime(millis), mono: self.started.elapsed() }
    }
}

struct Loop {
    clock: Clock,
    model: Model,
    lanes: Lanes,
    signals: Signals,
    keys: Keys,
    keypads: keypads::Keypads,
    ledger: ledger::LedgerThread,
    printer: printer::PrinterThread,
    shop: shop::ShopThread,
    office: office::OfficeLine,
    gateway: gateway::GatewayLine,
    passwords: password::PasswordThread,
    voice: Option<voice::VoiceThread>,
    tasks: Tasks,
    seats: seat::Seats,
    /// Whether something has happened since the last picture.
    fresh: bool,
    present: Option<Present>,
    faults: Option<OrderFaults>,
    pay_shown: Option<PayShown>,
    ended: Option<Ended>,
    signal: Option<i32>,
    service: service::Service,
    /// The data folder.
    data: PathBuf,
    // Last, so that the screen is given back after everything else has ended.
    painter: painter::Painter,
}

/// A key of this start alone, for telling whether two cards are the same.
fn print_key() -> Result<PrintKey, StartError> {
    let mut bytes = Zeroizing::new([0; 64]);
    getrandom::fill(&mut *bytes).map_err(std::io::Error::other)?;
    Ok(PrintKey::new(*bytes))
}

/// Where nobody can draw on the screen, cardholders sign on the slip.
fn setup_for(mut setup: Setup, reports: Reports) -> Setup {
    if reports == Reports::Never && setup.rules.signature == SignatureOn::Screen {
        tracing::warn!("this terminal reports no touches: cardholders sign on the slip");
        setup.rules.signature = SignatureOn::Paper;
    }
    setup
}

/// The session of the terminal's own screen.
fn first_session(world: &World, reports: Reports, now: Now) -> Session {
    let mut session = Session::new(world.lang, world.glyphs, terminal_size(), now);
    session.lang_chosen = world.lang_chosen;
    (session.touchable, session.screen_size) = (reports == Reports::Always, world.touch.size);
    session.wedge.rules = world.scanner.wedge();
    session
}

impl Loop {
    fn open(world: World) -> Result<Loop, StartError> {
        let clock = Clock { started: Instant::now() };
        let reports = Reports::here(world.touch.mode);
        let session = first_session(&world, reports, clock.now());
        let opened = ledger::open(&world.data, world.device_key, world.retention, clock.now().wall)?;
        let Opened { mut ledger, book, .. } = opened;
        let sink = Sink::new(&world.printer)?;
        painter::check().map_err(StartError::Terminal)?;
        let signals = Signals::listen()?;
        let lanes = Lanes::new();
        let rest = || lanes.sender(Lane::Rest);
        let passwords = password::PasswordThread::spawn(rest())?;
        // Before the first picture: whoever sees the sign-in screen can sign in.
        let book = operators::with_shipped(&mut ledger, book, clock.now().wall)?;
        let setup = setup_for(world.setup, reports);
        let painter = painter::Painter::open(reports).map_err(StartError::Terminal)?;
        if let Some(messages) = world.messages {
            tokio::spawn(office::messages(messages, rest()));
        }
        tokio::spawn(scanner::read(world.scanner.clone(), rest()));
        let offset = setup.offset;
        let today = Box::new(move || clock.now().wall.day(offset));
        let (host, tmk, reader, mobile) = (world.host, world.tmk, world.reader, world.mobile);
        let tasks = Tasks::start(Lines { host, tmk, reader, mobile, data: &world.data, today }, &lanes)?;
        let keys = Keys::listen(Arc::clone(&world.keymap), world.ctrl_c, reports, world.scanner.prefix)?;
        let keypads = keypads::Keypads::open(world.keypads, Arc::clone(&world.keymap), clock.started);
        blackbox::start(i32::from(offset.0));
        let terminal = Terminal::new(setup, book, print_key()?);
        Ok(Loop {
            clock,
            model: Model::new(terminal, session, world.keymap, clock.now()),
            signals,
            keys,
            keypads,
            ledger: ledger::LedgerThread::spawn(ledger, lanes.sender(Lane::Ledger))?,
            printer: printer::PrinterThread::spawn(sink, world.archive, rest())?,
            shop: shop::ShopThread::spawn(world.data.clone(), rest())?,
            office: office::OfficeLine::new(world.office, rest()),
            gateway: gateway::GatewayLine::new(world.gateway, lanes.sender(Lane::Link)),
            passwords,
            voice: voice::VoiceThread::spawn(world.voice)?,
            tasks,
            lanes,
            seats: seat::Seats::open(world.seat),
            fresh: false,
            present: world.present,
            faults: world.faults,
            pay_shown: world.pay_shown,
            ended: None,
            signal: None,
            service: service::Service::here(),
            data: world.data,
            painter,
        })
    }

    async fn main(mut self) -> Result<Ended, StartError> {
        self.painter.paint(&self.model).map_err(StartError::Terminal)?;
        self.service.ready();
        self.fresh = true;
        let effects = app::start(&mut self.model, self.clock.now());
        self.carry_out(effects);
        while self.ended.is_none() {
            if std::mem::take(&mut self.fresh) {
                self.show();
            }
            self.service.tell(&self.model, self.clock.now().mono);
            self.wait().await;
            for _ in 0..DRAIN {
                let Some(event) = self.lanes.take() else { break };
                self.take(event);
            }
        }
        self.seats.farewell(self.ended.map_or("", Ended::words)).await;
        Ok(match (self.ended, self.signal) {
            (Some(Ended::Quit), Some(signal)) => Ended::Signal(signal),
            (ended, _) => ended.unwrap_or(Ended::Quit),
        })
    }

    /// Brings the operator's picture up to date at once; those of seats come when there is time.
    fn show(&mut self) {
        if self.painter.paint(&self.model).is_err() {
            // The terminal is gone; what is in flight is finished without it.
            self.take(Event::Signal(app::Signal::Hangup));
        }
        self.seats.changed(&self.model);
    }

    /// Waits for a signal, an event, or the moment at which something is due.
    async fn wait(&mut self) {
        let picture = self.seats.next_picture();
        let due = self.service.next().into_iter().fold(app::next_wake(&self.model), Duration::min);
        let wake = due.saturating_sub(self.clock.now().mono);
        tokio::select! {
            biased;
            heard = self.signals.next() => self.heed(heard),
            keys = self.keys.next() => keys.into_iter().for_each(|key| self.take(key)),
            keys = self.keypads.next() => keys.into_iter().for_each(|key| self.take(key)),
            event = self.lanes.wait() => self.take(event),
            () = tokio::time::sleep(wake) => self.take(Event::Tick),
            heard = self.seats.next() => self.seats.take(heard, &self.model).into_iter().for_each(|event| self.take(event)),
            // Last, and one at a time: keys are looked for before each.
            () = seat::time_to_paint(picture), if picture.is_some() => self.seats.paint_one(&self.model),
        }
    }

    fn heed(&mut self, heard: Heard) {
        match heard {
            Heard::End(signal, number) => {
                self.signal = Some(number);
                self.take(Event::Signal(signal));
            }
            Heard::KeepBlackBox => blackbox::on_signal(self.data.clone()),
            Heard::Resized => {
                let size = terminal_size();
                let _ = self.painter.resize(size);
                self.take(Event::Resize(SessionId::KEYPAD, size));
            }
        }
    }

    fn take(&mut self, event: Event) {
        self.fresh = true;
        let now = self.clock.now();
        blackbox::event(&self.model, &event, now);
        let effects = app::update(&mut self.model, event, now);
        blackbox::effects(&effects, now);
        self.carry_out(effects);
    }

    fn carry_out(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Do(work) => self.work(work),
                Effect::Find(session, query) => self.ledger.find(session, query),
                Effect::Audit(session, inquiry) => self.ledger.audit(session, inquiry),
                Effect::CheckPassword { session, ground, password, hash, new } => {
                    self.passwords.check(password::Check { session, ground, password, hash, new });
                }
                Effect::HashPassword { session, ground, new } => self.passwords.hash(session, ground, new),
                Effect::KeepProduct(session, record) => self.shop.keep_product(session, record),
                Effect::KeepStock(records) => self.shop.keep_stock(records),
                Effect::ChangeCustomer(session, change) => self.shop.change_customer(session, change),
                Effect::ReadRoster(session, path) => roster::read(session, path, self.lanes.sender(Lane::Rest)),
                Effect::AskOffice(ground, ask) => self.office.ask(ground, ask),
                Effect::FeedPaper => self.printer.feed(),
                Effect::PresentCard(place) => {
                    if let Some(present) = &self.present {
                        present(place);
                    }
                }
                Effect::PayShown(code, when) => {
                    if let Some(pay) = &self.pay_shown {
                        pay(code, when);
                    }
                }
                Effect::TrainingFaults(order) => {
                    if let Some(faults) = &self.faults {
                        faults(order);
                    }
                }
                Effect::KeepBlackBox(session) => {
                    blackbox::keep(self.data.clone(), session, self.lanes.sender(Lane::Rest));
                }
                Effect::Bell(SessionId::KEYPAD) => drop(self.painter.bell()),
                Effect::Bell(seat) => self.seats.bell(seat),
                Effect::Restart => self.ended = Some(Ended::Restart),
                Effect::Say(saying) => {
                    if let Some(voice) = &self.voice {
                        voice.say(saying);
                    }
                }
                Effect::SwitchWorld => self.ended = Some(Ended::OtherWorld),
                Effect::Quit => self.ended = Some(Ended::Quit),
            }
        }
    }

    fn work(&mut self, work: Work) {
        match work {
            Work::Commit { ticket, at, facts, secrets } => self.ledger.commit(ticket, at, facts, secrets),
            Work::Unseal(txns) => self.ledger.unseal(txns),
            // The flows ask one thing at a time, so there is always room; a full queue would be a fault of the program.
            Work::Ask(request) => {
                drop(self.tasks.link.try_send(*request).inspect_err(|_| tracing::error!("link queue full")))
            }
            Work::AskGateway(txn, ask) => self.gateway.ask(txn, *ask),
            Work::Read(order) => {
                drop(self.tasks.orders.try_send(order).inspect_err(|_| tracing::error!("reader queue full")))
            }
            Work::Tables(config, left_out) => {
                left_out.iter().for_each(|entry| tracing::warn!("{entry}"));
                self.tasks.tables.send_replace(Some(config));
            }
            Work::Print(job) => self.printer.print(*job),
            Work::AskPrinter => self.printer.ask(),
        }
    }
}
