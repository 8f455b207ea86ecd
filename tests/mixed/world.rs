//! The terminal, a reader with cards, the host, and the frames between them.

use std::time::Duration;

use keytill::{
    acquirer::{EarlyDetails, Profile, Request},
    app::{Event, SessionId},
    domain::{Amount, Entry, Fact, State, UtcOffset},
    flow::{QueueItem, Setup, TradeOrder},
    keypad::Key,
    reader::{Begin, Completed, HostWord, Order, Report},
    sim::{
        host::{BookState, Fault, Filter, HostConfig},
        world::{Chance, Wire},
    },
};

use super::support::*;
pub use keytill::sim::world::Card;

pub const TMK: [u8; 16] = *b"KEYTILL-TRAINING";
/// So many rounds without an end would be a circle.
const ROUNDS: usize = 4000;

pub struct World {
    pub till: Till,
    /// The host, and the frames on the way to it.
    pub wire: Wire,
    pub chance: Chance,
    /// What the customer holds.
    pub card: Card,
    /// How many cards of a hundred change their mind after the host's approval.
    pub declining_cards: u64,
    /// How many issuers of a hundred have a script for their card.
    pub scripts: u64,
    begun: Option<Begin>,
}

/// A profile with the terminal and the merchant of this world.
pub fn profile(of: Profile) -> Profile {
    let setup = setup();
    Profile { terminal: setup.terminal, merchant: setup.merchant, ..of }
}

/// The settings of a host that knows this world's terminal and a foreign card.
pub fn host_config(early: EarlyDetails) -> HostConfig {
    let setup = setup();
    let mut config = HostConfig::new(TMK, setup.terminal, setup.merchant);
    config.accounts.push(keytill::sim::host::Account {
        pan: VISA.into(),
        expiry: "3012".into(),
        pin: "1234".into(),
        balance: Amount::from_minor(900_000_000).unwrap(),
        scheme: keytill::sim::host::Scheme::Vis,
        conduct: keytill::sim::HostConduct::Approve,
        training_chip: false,
    });
    config.rules.early_details = early != EarlyDetails::None;
    config
}

pub const VISA: &str = "4761739001010010";

impl World {
    pub fn new(chance: Chance, early: EarlyDetails) -> World {
        World::of(chance, early, profile(Profile::default()), host_config(early))
    }

    /// A world with another acquirer.
    pub fn of(chance: Chance, early: EarlyDetails, profile: Profile, host: HostConfig) -> World {
        let setup = Setup { early_details: early, ..setup() };
        let mut till = Till::new(setup, book(), keytill::domain::Lang::En, (80, 24));
        till.hold_host();
        let card = Card { pan: String::new(), pin: String::new(), entry: Entry::Swipe };
        let wire = Wire::new(profile, TMK, host).unwrap();
        // One card in thirty changes its mind after the host's approval; one issuer in ten has a script for its card.
        let (declining_cards, scripts) = (3, 10);
        let mut world = World { till, wire, chance, card, declining_cards, scripts, begun: None };
        world.till.start();
        world.go_on_until(|world| world.till.model.terminal.line.is_signed_on());
        world.till.sign_in("01");
        world
    }

    /// The next message of a trade meets a fault.
    pub fn next_message_fails(&mut self) {
        let faults = [
            Fault::Lost,
            Fault::NoAnswer,
            Fault::Late(Duration::from_secs(90)),
            Fault::BadMac,
            Fault::Half,
            Fault::Drop,
            Fault::Garbage,
            Fault::Code("96"),
            Fault::Code("51"),
            Fault::Duplicate,
            Fault::Stray,
            Fault::WrongAmount,
            Fault::Order(3),
        ];
        let fault = self.chance.pick(&faults).unwrap();
        self.wire.host.faults().next_for(Filter::Any, fault);
    }

    /// Plays a trade from its order to its verdict; says whether it could begin.
    pub fn play(&mut self, order: TradeOrder) -> bool {
        if self.till.start_order(order).is_err() {
            return false;
        }
        self.go_on_until(|world| world.till.model.terminal.trade.as_ref().is_none_or(|t| t.verdict().is_some()));
        self.till.leave_order();
        self.begun = None;
        self.go_on_until(|world| world.till.question.is_none() && world.till.order.is_none());
        true
    }

    /// Everything that goes up by itself has gone up.
    pub fn come_to_rest(&mut self) {
        self.go_on_until(|world| {
            let terminal = &world.till.model.terminal;
            let waits = terminal.queue().into_iter().any(|row| !row.set_aside && row.what != QueueItem::Unresolved);
            !waits && world.till.question.is_none() && terminal.line.is_signed_on()
        });
    }

    /// A person asks the acquirer what became of refunds without an answer, and closes them.
    fn close_unresolved(&mut self) {
        for open in self.stans(|t| t.state == State::Unresolved) {
            let theirs = self.wire.host.books().entry(open.txn.batch.get(), open.txn.stan.get());
            let happened = theirs.is_some_and(|entry| entry.state == BookState::Approved);
            let found = if happened { State::Approved } else { State::Reversed };
            let fact = Fact::UnresolvedClosed { txn: open.txn, by: operator("00"), found };
            let mut work = Vec::new();
            self.till.model.terminal.record(self.till.now(), vec![fact], &mut work);
            self.till.carry_out_work(work);
        }
    }

    pub fn settle(&mut self) {
        self.close_unresolved();
        self.till.start_settling().unwrap_or_else(|reason| panic!("{reason:?}\n{}", self.till.story()));
        self.go_on_until(|world| world.till.model.terminal.settle.as_ref().is_some_and(|s| s.is_done()));
    }

    /// Answers reader and host, and lets time pass where nobody has anything to say.
    pub fn go_on_until(&mut self, done: impl Fn(&World) -> bool) {
        for _ in 0..ROUNDS {
            if done(self) {
                return;
            }
            if self.till.order.is_some() {
                self.answer_order();
            } else if let Some(question) = self.till.question.clone() {
                self.answer_question(&question);
            } else {
                self.till.pass(Duration::from_millis(500));
            }
        }
        let queue = self.till.model.terminal.queue();
        panic!("no end\n{}\n{queue:#?}\n{}", self.till.screen(), self.till.story());
    }

    fn answer_question(&mut self, question: &Request) {
        let heard = self.wire.ask(question, self.till.now().wall.civil(UtcOffset::default()));
        if !heard.after.is_zero() {
            self.till.pass(heard.after);
        }
        self.till.host_says(heard.answer);
    }

    fn answer_order(&mut self) {
        let order = self.till.order.clone().unwrap();
        let report = match order {
            Order::Begin(begin) => {
                self.begun = Some(begin);
                Report::Presented(self.card.presented())
            }
            Order::Authorise(authorise) => {
                Report::Authorised(self.card.authorised(&authorise, TMK, self.begun_minor()).unwrap())
            }
            Order::Complete(complete) => {
                let approved = complete.word == HostWord::Approved;
                let agrees = !approved || !self.chance.percent(self.declining_cards);
                let scripted = approved && self.chance.percent(self.scripts);
                let script_results = if scripted { vec![0x20, 1, 2, 3, 4] } else { Vec::new() };
                Report::Completed(Completed { approved: agrees, tags: Vec::new(), script_results })
            }
            Order::Release => Report::Released,
            Order::Cancel => return,
        };
        self.till.reader(report);
    }

    fn begun_minor(&self) -> u64 {
        self.begun.as_ref().map_or(0, |b| b.amount.minor())
    }

    /// Transactions of the open batch in a state that fits.
    pub fn stans(&self, fits: impl Fn(&keytill::domain::Transaction) -> bool) -> Vec<keytill::domain::Transaction> {
        self.till.model.terminal.book.transactions.values().filter(|t| fits(t)).cloned().collect()
    }

    /// Approved ones that this kind may take back.
    pub fn voidable_by(&self, kind: keytill::domain::Kind) -> Vec<keytill::domain::Transaction> {
        self.stans(|t| t.state == State::Approved && t.voidable_by() == Some(kind))
    }

    /// Leaves the keypad alone for a while; an operator is never idle for so long that he is signed out.
    pub fn pause(&mut self) {
        self.till.send(Event::Key(SessionId::KEYPAD, Key::Up));
        self.till.pass(Duration::from_secs(20));
    }
}
