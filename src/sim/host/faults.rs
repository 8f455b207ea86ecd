//! Faults on order: what the host shall do wrong with the next messages.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use super::{order::FaultOrder, subject::Subject};
use crate::iso8583::Mti;

/// The most faults that can wait.
const MAX_WAITING: usize = 4096;
/// The most faults that can come by chance.
const MAX_STANDING: usize = 64;
/// How late a late answer is where nothing else is said.
pub(super) const USUAL_LATE: Duration = Duration::from_secs(75);

/// What goes wrong with one message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It never reaches the host: neither booked nor answered.
    Lost,
    /// It is booked and not answered.
    NoAnswer,
    /// It is booked and answered after this time.
    Late(Duration),
    /// It is booked and answered with a wrong MAC.
    BadMac,
    /// It is booked, then the connection breaks.
    Drop,
    /// It is booked and answered with bytes that are no message.
    Garbage,
    /// It is refused with this code.
    Code(&'static str),
    /// It is booked, half of the answer is sent, then the connection breaks.
    Half,
    /// It is booked and answered twice.
    Duplicate,
    /// It is booked, and before its answer comes one to another STAN.
    Stray,
    /// It is booked and answered with another amount, under a right MAC.
    WrongAmount,
    /// A sign-on's keys have a wrong check value.
    BadKcv,
    /// Field 62 of a sign-on has so many bytes, whatever was asked for.
    KeyBytes(u8),
    /// A settlement is found unequal.
    Unbalanced,
    /// A settlement is answered with flag 3, error.
    SettlementError,
    /// The answer asks the terminal for something: digit 6 of the header.
    Order(u8),
}

/// Which messages a fault is meant for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Filter {
    /// All.
    #[default]
    Any,
    /// Those of a type.
    Type(Mti),
    /// Those with a name: a trade's, or `reversal`, `settlement`, `upload`, `sign-on` and so on.
    Named(&'static str),
}

impl Fault {
    /// Every fault with a stable id, in the order of a menu, each with usual parameters.
    pub const ALL: [(&'static str, Fault); 14] = [
        ("no-answer", Fault::NoAnswer),
        ("late", Fault::Late(USUAL_LATE)),
        ("bad-mac", Fault::BadMac),
        ("half", Fault::Half),
        ("drop-after-send", Fault::Drop),
        ("code", Fault::Code("96")),
        ("unbalanced", Fault::Unbalanced),
        ("lost", Fault::Lost),
        ("garbage", Fault::Garbage),
        ("duplicate", Fault::Duplicate),
        ("stray", Fault::Stray),
        ("wrong-amount", Fault::WrongAmount),
        ("bad-kcv", Fault::BadKcv),
        ("order", Fault::Order(3)),
    ];

    /// The id of a fault, without its parameter.
    pub fn id(self) -> &'static str {
        match self {
            Fault::Lost => "lost",
            Fault::NoAnswer => "no-answer",
            Fault::Late(_) => "late",
            Fault::BadMac => "bad-mac",
            Fault::Drop => "drop-after-send",
            Fault::Garbage => "garbage",
            Fault::Code(_) => "code",
            Fault::Half => "half",
            Fault::Duplicate => "duplicate",
            Fault::Stray => "stray",
            Fault::WrongAmount => "wrong-amount",
            Fault::BadKcv => "bad-kcv",
            Fault::KeyBytes(_) => "key-bytes",
            Fault::Unbalanced => "unbalanced",
            Fault::SettlementError => "settlement-error",
            Fault::Order(_) => "order",
        }
    }

    /// Whether it can befall a message: a wrong check value needs a sign-on, a wrong sum a settlement.
    fn suits(self, subject: &Subject) -> bool {
        match self {
            Fault::BadKcv | Fault::KeyBytes(_) => subject.name == "sign-on",
            Fault::Unbalanced | Fault::SettlementError => subject.name == "settlement",
            Fault::WrongAmount => subject.has_amount,
            _ => true,
        }
    }
}

/// The handle to a host's faults; its clones are the same faults.
#[derive(Clone, Debug, Default)]
pub struct HostFaults(Arc<Mutex<Orders>>);

#[derive(Debug)]
struct Orders {
    waiting: VecDeque<(Filter, Fault)>,
    /// Faults that come by chance, with their percentage.
    standing: Vec<(Filter, Fault, u8)>,
    down: bool,
    unbalanced: bool,
    late: Duration,
    seed: u64,
}

impl Default for Orders {
    fn default() -> Orders {
        Orders {
            waiting: VecDeque::new(),
            standing: Vec::new(),
            down: false,
            unbalanced: false,
            late: USUAL_LATE,
            seed: 1,
        }
    }
}

impl HostFaults {
    /// The next message meets this fault; further calls queue up behind it.
    pub fn next(&self, fault: Fault) {
        self.order(Filter::Any, fault);
    }

    /// The next `count` messages meet this fault.
    pub fn next_times(&self, count: usize, fault: Fault) {
        (0..count.min(MAX_WAITING)).for_each(|_| self.order(Filter::Any, fault));
    }

    /// The next message that passes the filter meets this fault.
    pub fn next_for(&self, filter: Filter, fault: Fault) {
        self.order(filter, fault);
    }

    /// Takes an order of the grammar: so many times, or by chance until [`HostFaults::clear`].
    pub fn add(&self, order: &FaultOrder) {
        let fault = match order.fault {
            Fault::Late(time) if time.is_zero() => Fault::Late(self.lock().late),
            fault => fault,
        };
        match order.how_often {
            super::order::HowOften::Times(count) => (0..count).for_each(|_| self.order(order.filter, fault)),
            super::order::HowOften::Percent(percent) => {
                let mut orders = self.lock();
                if orders.standing.len() < MAX_STANDING {
                    orders.standing.push((order.filter, fault, percent));
                }
            }
        }
    }

    /// How many faults wait, and how many come by chance.
    pub fn pending(&self) -> (usize, usize) {
        let orders = self.lock();
        (orders.waiting.len(), orders.standing.len())
    }

    /// From now on connections are accepted and closed at once, and open ones close at their next message.
    pub fn go_down(&self) {
        self.lock().down = true;
    }

    /// Ends [`HostFaults::go_down`].
    pub fn come_up(&self) {
        self.lock().down = false;
    }

    /// Whether the host is down.
    pub fn is_down(&self) -> bool {
        self.lock().down
    }

    /// From now on settlements are found unequal.
    pub fn unbalance(&self) {
        self.lock().unbalanced = true;
    }

    /// Ends [`HostFaults::unbalance`].
    pub fn balance(&self) {
        self.lock().unbalanced = false;
    }

    /// Forgets all faults.
    pub fn clear(&self) {
        let mut orders = self.lock();
        let (late, seed) = (orders.late, orders.seed);
        *orders = Orders { late, seed, ..Orders::default() };
    }

    pub(super) fn is_unbalanced(&self) -> bool {
        self.lock().unbalanced
    }

    /// What the host was told: how late is late, and the seed of chance.
    pub(super) fn set_up(&self, late: Duration, seed: u64) {
        let mut orders = self.lock();
        (orders.late, orders.seed) = (late, seed);
    }

    /// Takes the first fault that is meant for this message; where none waits, one may come by chance.
    pub(super) fn take(&self, subject: &Subject) -> Option<Fault> {
        let mut orders = self.lock();
        let meant = |filter: &Filter, fault: &Fault| filter.passes(subject) && fault.suits(subject);
        if let Some(at) = orders.waiting.iter().position(|(filter, fault)| meant(filter, fault)) {
            return orders.waiting.remove(at).map(|(_, fault)| fault);
        }
        let meant: Vec<(Fault, u8)> =
            orders.standing.iter().filter(|(filter, fault, _)| meant(filter, fault)).map(|s| (s.1, s.2)).collect();
        meant.into_iter().find(|(_, percent)| orders.roll() < u64::from(*percent)).map(|(fault, _)| fault)
    }

    fn order(&self, filter: Filter, fault: Fault) {
        let mut orders = self.lock();
        if orders.waiting.len() < MAX_WAITING {
            orders.waiting.push_back((filter, fault));
        }
    }

    fn lock(&self) -> MutexGuard<'_, Orders> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Orders {
    /// A number below 100, the same ones for the same seed (SplitMix64).
    fn roll(&mut self) -> u64 {
        self.seed = self.seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.seed;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % 100
    }
}

impl Filter {
    fn passes(self, subject: &Subject) -> bool {
        match self {
            Filter::Any => true,
            Filter::Type(mti) => subject.mti == mti,
            Filter::Named(name) => subject.name == name,
        }
    }
}
