//! How tests drive a till: keys, time, and what the outside says.

use std::time::Duration;

use keytill::{
    acquirer::{Answer, LinkFault},
    app::{Event, SessionId, Signal},
    domain::{Fact, Lang, Transaction, TxnRef},
    enrol::service::{Answer as ServiceAnswer, Ask, Trouble},
    flow::{CannotStart, Input, Setup, Storage, TradeOrder},
    keypad::{Key, Phase, Pointer},
    orders,
    reader::{Authorised, Order, Presented, Refusal, Report},
};

use super::{Till, paint, words};

/// Between two keys of a quick person; longer than a bouncing ENTER.
const BETWEEN_KEYS: Duration = Duration::from_millis(500);

impl Till {
    /// Signed on to the host, reader there, English sign-in screen of 80x24.
    pub fn on() -> Till {
        Till::on_with(words::setup())
    }

    pub fn on_with(setup: Setup) -> Till {
        let mut till = Till::new(setup, words::book(), Lang::En, (80, 24));
        till.start();
        till.forget()
    }

    /// The same, with operator 01 at the choice of modes.
    pub fn ready() -> Till {
        Till::ready_with(words::setup())
    }

    pub fn ready_with(setup: Setup) -> Till {
        let mut till = Till::on_with(setup);
        till.sign_in("01");
        till.forget()
    }

    /// Forgets the effects so far.
    pub fn forget(mut self) -> Till {
        self.trace.clear();
        self
    }

    /// Keys: digits, `E`nter, `C`ancel, `D` for CLEAR, `M`enu, `^` and `v`, `:` for 00, `F`eed; blanks are skipped. `V` is a
    /// DOWN on the smallest usual screen, where a page scrolls that a larger one shows whole.
    pub fn keys(&mut self, keys: &str) -> &mut Till {
        for c in keys.chars().filter(|c| *c != ' ') {
            self.advance(BETWEEN_KEYS);
            match c {
                'V' => self.key_on((40, 15), Key::Down),
                c => self.key(key(c)),
            };
        }
        self
    }

    /// A key on a screen of this size.
    fn key_on(&mut self, size: (u16, u16), key: Key) -> &mut Till {
        let usual = self.session().size;
        let resize = |size| Event::Resize(SessionId::KEYPAD, size);
        self.send(resize(size)).key(key).send(resize(usual))
    }

    /// One key, at this very moment.
    pub fn key(&mut self, key: Key) -> &mut Till {
        self.send(Event::Key(SessionId::KEYPAD, key))
    }

    /// A finger that comes down at the first cell, moves over the others and leaves.
    pub fn touch(&mut self, cells: &[(u16, u16)]) -> &mut Till {
        let (Some(first), Some(last)) = (cells.first(), cells.last()) else { return self };
        let moves = cells.iter().skip(1).map(|cell| (cell, Phase::Drag));
        for (&(column, row), phase) in [(first, Phase::Down)].into_iter().chain(moves).chain([(last, Phase::Up)]) {
            self.send(Event::Pointer(SessionId::KEYPAD, Pointer { column, row, phase }));
        }
        self
    }

    /// A name, more or less, on whatever size of screen.
    pub fn scribble(&mut self) -> &mut Till {
        let wave: Vec<(u16, u16)> = (4..34).map(|x| (x, 9 + [0, 1, 2, 1][usize::from(x) % 4])).collect();
        self.touch(&wave).touch(&[(6, 12), (20, 8), (33, 12)])
    }

    pub fn sign_in(&mut self, number: &str) -> &mut Till {
        let (_, password) = words::PASSWORDS.iter().find(|(n, _)| *n == number).unwrap();
        self.keys(&format!("{number}E{password}E"))
    }

    /// From the choice of modes to the wait for a card.
    pub fn sell(&mut self, minor: u64) -> &mut Till {
        let meant = if self.model.terminal.unusual(words::amount(minor)).is_some() { "v" } else { "" };
        self.keys(&format!("11{minor}E{meant}"))
    }

    /// A sale by chip and PIN, up to the wait for the host.
    pub fn sell_chip(&mut self, minor: u64) -> &mut Till {
        self.sell(minor).card(words::chip()).authorised(words::with_pin())
    }

    /// A sale by stripe and PIN, up to the wait for the host.
    pub fn sell_stripe(&mut self, minor: u64) -> &mut Till {
        self.sell(minor).card(words::stripe()).authorised(words::stripe_with_pin())
    }

    /// A whole sale by chip, approved, read and left: back at the choice of modes.
    pub fn sold(&mut self, minor: u64) -> &mut Till {
        self.sell_chip(minor).host(words::approved()).reader(words::completed(true)).keys("EC")
    }

    /// The same by stripe.
    pub fn sold_stripe(&mut self, minor: u64) -> &mut Till {
        self.sell_stripe(minor).host(words::approved()).keys("EC")
    }

    /// Begins a trade without its screens.
    pub fn start_order(&mut self, order: TradeOrder) -> Result<(), CannotStart> {
        let mut work = Vec::new();
        let started = self.model.terminal.start(order, self.now(), &mut work);
        self.carry_out_work(work);
        started
    }

    /// Reads the verdict of a trade that was begun without its screens.
    pub fn leave_order(&mut self) {
        let mut work = Vec::new();
        self.model.terminal.leave_trade(self.now(), &mut work);
        self.carry_out_work(work);
    }

    /// Settles without the screens.
    pub fn start_settling(&mut self) -> Result<(), CannotStart> {
        let mut work = Vec::new();
        let started = self.model.terminal.start_settlement(self.now(), &mut work);
        self.carry_out_work(work);
        started
    }

    pub fn seconds(&mut self, seconds: u64) -> &mut Till {
        self.pass(Duration::from_secs(seconds))
    }

    // The reader

    /// The reader reports, whatever it has in hand.
    pub fn reader(&mut self, report: Report) -> &mut Till {
        if matches!(
            report,
            Report::Presented(_) | Report::Authorised(_) | Report::Completed(_) | Report::Released | Report::Refused(_)
        ) {
            assert!(self.order.take().is_some(), "the reader has no order in hand\n{}", self.story());
        }
        self.send(Event::Flow(Input::Reader(report)))
    }

    pub fn card(&mut self, card: Presented) -> &mut Till {
        assert!(matches!(self.order, Some(Order::Begin(_))), "no card was asked for\n{}", self.story());
        self.reader(Report::Presented(card))
    }

    pub fn authorised(&mut self, authorised: Authorised) -> &mut Till {
        assert!(matches!(self.order, Some(Order::Authorise(_))), "no PIN was asked for\n{}", self.story());
        self.reader(Report::Authorised(authorised))
    }

    pub fn refuse(&mut self, refusal: Refusal) -> &mut Till {
        self.reader(Report::Refused(refusal))
    }

    pub fn unplug_reader(&mut self) -> &mut Till {
        self.send(Event::Flow(Input::Reader(Report::Down("unplugged".into()))));
        if self.order.is_some() {
            self.refuse(Refusal::Unplugged("unplugged".into()));
        }
        self
    }

    // The host

    /// The host answers the message in flight.
    pub fn host(&mut self, answer: Answer) -> &mut Till {
        self.host_says(Ok(answer))
    }

    /// The message in flight gets no answer.
    pub fn fault(&mut self, fault: LinkFault) -> &mut Till {
        self.host_says(Err(fault))
    }

    pub fn host_says(&mut self, answer: Result<Answer, LinkFault>) -> &mut Till {
        assert!(self.question.take().is_some(), "nothing is in flight\n{}", self.story());
        self.send(Event::Flow(Input::Host(Box::new(answer))))
    }

    /// The order gateway answers what it was asked.
    pub fn gateway(&mut self, answer: Result<orders::Answer, orders::Trouble>) -> &mut Till {
        let (txn, _) = self.order_asked.take().unwrap_or_else(|| panic!("nothing is asked\n{}", self.story()));
        self.send(Event::Flow(Input::Gateway(txn, answer)))
    }

    /// What the order gateway is asked now.
    pub fn order_question(&self) -> &orders::What {
        &self.order_asked.as_ref().unwrap_or_else(|| panic!("nothing is asked\n{}", self.story())).1.what
    }

    /// From now on the host answers nothing by itself.
    pub fn hold_host(&mut self) -> &mut Till {
        self.host_held = true;
        self
    }

    pub fn release_host(&mut self) -> &mut Till {
        self.host_held = false;
        self.settle_down();
        self
    }

    /// The terminal wants a new sign-on, as after the host's code 77.
    pub fn sign_on_wanted(&mut self) -> &mut Till {
        let now = self.now();
        self.model.terminal.line.want_sign_on(now);
        self.send(Event::Tick)
    }

    // The disk

    pub fn hold_disk(&mut self) -> &mut Till {
        self.disk.held = true;
        self
    }

    pub fn release_disk(&mut self) -> &mut Till {
        self.disk.held = false;
        self.settle_down();
        self
    }

    /// The disk carries out the oldest of its orders.
    pub fn disk_step(&mut self) -> &mut Till {
        let event = self.disk.work();
        match event {
            Some(event) => self.send(event),
            None => self,
        }
    }

    /// From now on nothing can be stored.
    pub fn break_disk(&mut self) -> &mut Till {
        self.disk.broken = true;
        self
    }

    pub fn room(&mut self, room: Storage) -> &mut Till {
        self.send(Event::Flow(Input::Room(room)))
    }

    // The rest

    pub fn hold_passwords(&mut self) -> &mut Till {
        self.passwords_held = true;
        self
    }

    pub fn release_passwords(&mut self) -> &mut Till {
        self.passwords_held = false;
        self.settle_down();
        self
    }

    /// The enrolment service answers what it was asked first.
    pub fn office(&mut self, answer: Result<ServiceAnswer, Trouble>) -> &mut Till {
        let (ground, _) = self.asked.pop_front().expect("the service was asked");
        self.send(Event::Office(ground, answer))
    }

    /// What the enrolment service was asked first, and has not answered.
    pub fn first_asked(&self) -> Option<&Ask> {
        self.asked.front().map(|(_, ask)| ask)
    }

    pub fn unplug_printer(&mut self) -> &mut Till {
        self.printer_fault = Some(keytill::printer::Cause::OutOfPaper);
        self
    }

    pub fn plug_printer(&mut self) -> &mut Till {
        self.printer_fault = None;
        self
    }

    pub fn signal(&mut self, signal: Signal) -> &mut Till {
        self.send(Event::Signal(signal))
    }

    // What came of it

    /// The durable record of a transaction of batch 1.
    pub fn record(&self, stan: u32) -> &Transaction {
        let txn: TxnRef = words::txn(self.disk.book.batch.get(), stan);
        self.disk.book.find(txn).unwrap_or_else(|| panic!("no transaction {stan}\n{}", self.story()))
    }

    /// How many durable facts are like this.
    pub fn count(&self, like: impl Fn(&Fact) -> bool) -> usize {
        self.disk.facts().filter(|f| like(f)).count()
    }

    /// The screen in its own size.
    pub fn screen(&self) -> String {
        paint::picture(&self.model, self.session().size)
    }

    /// Fails unless the screen shows every one of these texts.
    pub fn must_show(&self, texts: &[&str]) -> &Till {
        let screen = self.screen();
        for text in texts {
            assert!(screen.contains(text), "the screen does not show {text:?}:\n{screen}\n{}", self.story());
        }
        self
    }

    /// Fails if the screen shows one of these texts.
    pub fn must_not_show(&self, texts: &[&str]) -> &Till {
        let screen = self.screen();
        for text in texts {
            assert!(!screen.contains(text), "the screen shows {text:?}:\n{screen}\n{}", self.story());
        }
        self
    }

    /// The effects since the last look at them.
    pub fn effects(&mut self) -> Vec<String> {
        std::mem::take(&mut self.trace)
    }
}

fn key(c: char) -> Key {
    match c {
        '0'..='9' => Key::Digit(c as u8 - b'0'),
        'E' => Key::Enter,
        'C' => Key::Cancel,
        'D' => Key::Clear,
        'M' => Key::Menu,
        '^' => Key::Up,
        'v' => Key::Down,
        ':' => Key::DoubleZero,
        'F' => Key::Feed,
        other => panic!("no key {other:?}"),
    }
}
