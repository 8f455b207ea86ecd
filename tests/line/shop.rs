//! A terminal's core and its real link, on a real socket, to a training host with books of its own. The terminal's clock is
//! virtual, so no test waits for a pause.

use std::{net::TcpListener, path::Path, time::Duration};

use keytill::{
    acquirer::{HostConfig, Link, Profile, TlsConfig, Tmk, Traffic},
    app::{Event, SessionId},
    domain::{Entry, Kind, Lang, State, Transaction},
    flow::{Ending, Setup, TradeOrder},
    keypad::Key,
    reader::{Completed, HostWord, Order, Report},
    sim::{
        by_place,
        host::{self, BookEntry, BookState, Host, HostHandle},
        world::Card,
    },
};
use tokio::runtime::Runtime;
use tokio_rustls::TlsAcceptor;

use super::{relay::Relay, support::*};

const TMK: [u8; 16] = *b"KEYTILL-TRAINING";
/// So many rounds without an end would be a circle.
const ROUNDS: usize = 4000;

pub struct Shop {
    pub till: Till,
    pub relay: Relay,
    pub traffic: Traffic,
    link: Link,
    runtime: Runtime,
    host: HostHandle,
    card: Card,
    minor: u64,
}

impl Shop {
    /// Signed on, operator 01 at the choice of modes. With TLS, this ends it on the host's side, under this CA.
    pub fn open(tls: Option<(TlsAcceptor, &Path)>) -> Shop {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let Setup { terminal, merchant, .. } = setup();
        let books = Host::new(host::HostConfig::new(TMK, terminal.clone(), merchant.clone())).unwrap();
        let host = host::serve(TcpListener::bind("127.0.0.1:0").unwrap(), books).unwrap();
        let (acceptor, ca) = tls.unzip();
        let relay = runtime.block_on(Relay::open(host.address(), acceptor));
        let config = TlsConfig {
            ca: ca.unwrap_or(Path::new("")).into(),
            certificate: None,
            key: None,
            server_name: Some("pos.bank.example".into()),
            backup_server_name: None,
        };
        let profile = Profile { terminal, merchant, ..Profile::default() };
        let plain = HostConfig::plain(relay.address.to_string(), profile);
        let traffic = Traffic::default();
        let link = Link::new(HostConfig { tls: ca.map(|_| config), ..plain }, Tmk::software(TMK), None);
        let link = link.counting(traffic.clone());
        let held = by_place(8).unwrap();
        let card = Card { pan: held.pan.into(), pin: held.pin.into(), entry: Entry::Swipe };
        let mut till = Till::new(setup(), book(), Lang::En, (80, 24));
        till.hold_host().start();
        let mut shop = Shop { till, relay, traffic, link, runtime, host, card, minor: 0 };
        shop.go_on_until(|shop| shop.till.model.terminal.line.is_signed_on());
        shop.till.sign_in("01");
        shop
    }

    /// A sale by chip, as the training tray's first card.
    pub fn hold_chip(&mut self) {
        let held = by_place(1).unwrap();
        self.card = Card { pan: held.pan.into(), pin: held.pin.into(), entry: Entry::Chip };
    }

    /// A sale, to what the person is told.
    pub fn sell(&mut self, minor: u64) -> Ending {
        // Nobody is signed out while the shop is open.
        self.till.send(Event::Key(SessionId::KEYPAD, Key::Up));
        self.minor = minor;
        self.till.start_order(TradeOrder::new(Kind::Sale, amount(minor), operator("01"))).unwrap();
        self.go_on_until(|shop| shop.till.model.terminal.trade.as_ref().is_some_and(|t| t.verdict().is_some()));
        let ending = self.till.model.terminal.trade.as_ref().unwrap().verdict().unwrap().ending;
        self.till.leave_order();
        ending
    }

    /// Everything that goes up by itself has gone up, and the terminal is signed on.
    pub fn come_to_rest(&mut self) {
        self.go_on_until(|shop| {
            let terminal = &shop.till.model.terminal;
            terminal.queue().is_empty() && shop.till.question.is_none() && terminal.line.is_signed_on()
        });
    }

    pub fn settle(&mut self) {
        self.till.start_settling().unwrap();
        self.go_on_until(|shop| shop.till.model.terminal.settle.as_ref().is_some_and(|settle| settle.is_done()));
        self.come_to_rest();
    }

    pub fn sign_on(&mut self) {
        let (now, answers) = (self.till.now(), self.till.model.terminal.line.status());
        self.till.model.terminal.line.want_sign_on(now);
        self.till.pass(Duration::from_millis(1));
        self.come_to_rest();
        assert_eq!(self.till.model.terminal.line.status(), answers);
    }

    /// The newest transaction, and what the host has of it.
    pub fn newest(&self) -> (Transaction, Option<BookEntry>) {
        let txn = self.till.disk.book.newest().unwrap().clone();
        let books = self.host.snapshot();
        let entry = books.entry(txn.txn.batch.get(), txn.txn.stan.get()).cloned();
        (txn, entry)
    }

    /// Both books agree in every transaction, and nothing is left to be done.
    pub fn check_books(&self, when: &str) {
        let books = self.host.snapshot();
        for txn in self.till.disk.book.transactions.values() {
            let entry = books.entry(txn.txn.batch.get(), txn.txn.stan.get());
            let stands = entry.is_some_and(|entry| entry.state == BookState::Approved && entry.amount == txn.amount);
            let agrees = match txn.state {
                State::Approved => stands,
                State::NotSent | State::Reversed | State::Declined => !stands,
                _ => false,
            };
            assert!(agrees, "{when}: {txn:?}\n{entry:?}\n{}", self.till.story());
        }
        let ours = self.till.disk.book.transactions.len();
        assert!(
            books.of_batch(self.till.disk.book.batch.get()).count() <= ours,
            "{when}: the host alone has something"
        );
    }

    fn go_on_until(&mut self, done: impl Fn(&Shop) -> bool) {
        for _ in 0..ROUNDS {
            if done(self) {
                return;
            }
            if let Some(order) = self.till.order.clone() {
                let report = self.report(&order);
                self.till.reader(report);
            } else if let Some(question) = self.till.question.clone() {
                let answer = self.runtime.block_on(self.link.exchange(&question));
                self.till.host_says(answer);
            } else {
                self.till.pass(Duration::from_millis(500));
            }
        }
        panic!("no end\n{}\n{}", self.till.screen(), self.till.story());
    }

    fn report(&self, order: &Order) -> Report {
        match order {
            Order::Begin(_) => Report::Presented(self.card.presented()),
            Order::Authorise(authorise) => {
                Report::Authorised(self.card.authorised(authorise, TMK, self.minor).unwrap())
            }
            Order::Complete(complete) => Report::Completed(Completed {
                approved: complete.word == HostWord::Approved,
                tags: Vec::new(),
                script_results: Vec::new(),
            }),
            Order::Release | Order::Cancel => Report::Released,
        }
    }
}
