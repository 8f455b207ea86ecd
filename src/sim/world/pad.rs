//! The PIN pad and the customer before it, as the terminal's reader task would report them.

use std::time::Duration;

use super::{Card, Chance, setting};
use crate::{
    domain::{Amount, Entry, Pan, Transaction},
    reader::{
        Authorise, Begin, Capabilities, Complete, Completed, DeviceInfo, HostWord, MacHelp, Order, Outcome, PinEntry,
        Refusal, Report,
    },
    sim::by_place,
};

/// Between the pad's last word on an order and its arrival: a cancel that comes in between is too late.
pub const ON_THE_CABLE: Duration = Duration::from_millis(30);

/// How many in a hundred of the cards that are swiped are of another scheme.
const FOREIGN: u64 = 25;

/// What the customer, or the card, does this time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mood {
    /// Everything as it should be.
    #[default]
    Good,
    /// The PIN is wrong.
    WrongPin,
    /// The customer presses cancel on the pad.
    Cancels,
    /// The customer walks away with the card.
    NeverComes,
    /// The card is pulled while the PIN is typed.
    PulledEarly,
    /// The card is pulled before it has had the last word.
    PulledLate,
    /// The card declines by itself.
    DeclinesAlone,
    /// The card declines although the host has approved.
    DeclinesLast,
}

/// The moods of bad cards.
pub const MOODS: [Mood; 7] = [
    Mood::WrongPin,
    Mood::Cancels,
    Mood::NeverComes,
    Mood::PulledEarly,
    Mood::PulledLate,
    Mood::DeclinesAlone,
    Mood::DeclinesLast,
];

/// The pad.
pub struct Pad {
    /// Whether it is plugged in.
    pub up: bool,
    /// What the customer holds.
    pub card: Card,
    /// What the customer does with it.
    pub mood: Mood,
    /// What the pad's display said that the customer pays.
    pub said: Option<Amount>,
    /// The order in hand, with its number.
    pub order: Option<(u64, Order)>,
    tmk: [u8; 16],
    count: u64,
}

impl Pad {
    /// A pad with this master key.
    pub fn new(tmk: [u8; 16]) -> Pad {
        let card = hold(Entry::Chip);
        Pad { up: true, card, mood: Mood::Good, said: None, order: None, tmk, count: 0 }
    }

    /// Takes an order: after how long the pad is done with which order, and what it then says. None: it waits for ever.
    pub fn take(&mut self, order: Order, chance: &mut Chance) -> Result<Option<(u64, Duration, Report)>, String> {
        if matches!(order, Order::Cancel) {
            // One that comes after the report is forgotten.
            let cancelled = self.order.take().map(|(number, _)| number);
            return Ok(cancelled.map(|number| (number, Duration::ZERO, Report::Refused(Refusal::Cancelled))));
        }
        if let Some((_, other)) = &self.order {
            return Err(format!("two orders in the reader's hand: {other:?} and {order:?}"));
        }
        self.count += 1;
        if !self.up {
            return Ok(Some((self.count, Duration::ZERO, Report::Refused(unplugged()))));
        }
        self.order = Some((self.count, order.clone()));
        let done = match &order {
            Order::Begin(begin) => self.begin(begin, chance),
            Order::Authorise(authorise) => self.authorise(authorise, chance),
            Order::Complete(complete) => Some(self.complete(complete, chance)),
            Order::Release => Some((Duration::ZERO, Report::Released)),
            Order::Cancel => None,
        };
        Ok(done.map(|(after, report)| (self.count, after, report)))
    }

    fn begin(&mut self, begin: &Begin, chance: &mut Chance) -> Option<(Duration, Report)> {
        self.said = Some(begin.amount);
        match self.mood {
            Mood::NeverComes => None,
            Mood::Cancels => Some((chance.millis(1000, 9000), Report::Refused(Refusal::CancelledByHolder))),
            _ => Some((chance.millis(800, 5000), Report::Presented(self.card.presented()))),
        }
    }

    fn authorise(&self, authorise: &Authorise, chance: &mut Chance) -> Option<(Duration, Report)> {
        let after = chance.millis(1200, 6000);
        if self.mood == Mood::PulledEarly {
            return Some((after, Report::Refused(Refusal::CardRemoved)));
        }
        let fen = self.said.unwrap_or(Amount::ZERO).minor();
        let mut authorised = self.card.authorised(authorise, self.tmk, fen)?;
        if self.mood == Mood::DeclinesAlone && self.card.entry == Entry::Chip {
            authorised.outcome = Outcome::DeclinedOffline;
        }
        Some((after, Report::Authorised(authorised)))
    }

    fn complete(&self, complete: &Complete, chance: &mut Chance) -> (Duration, Report) {
        let after = chance.millis(200, 1200);
        if self.mood == Mood::PulledLate {
            return (after, Report::Refused(Refusal::CardRemoved));
        }
        let approved = complete.word == HostWord::Approved;
        let script_results = if approved && chance.percent(5) { vec![0x20, 1, 2, 3, 4] } else { Vec::new() };
        let agrees = complete.word != HostWord::NoHost && !(approved && self.mood == Mood::DeclinesLast);
        (after, Report::Completed(Completed { approved: agrees, tags: Vec::new(), script_results }))
    }

    /// The pad is done with an order, unless that is not in hand any more.
    pub fn done(&mut self, number: u64) -> bool {
        self.order.take_if(|(known, _)| *known == number).is_some()
    }

    /// The cable is pulled: what the reader's task says.
    pub fn unplug(&mut self) -> Vec<Report> {
        self.up = false;
        let mut reports = vec![Report::Down("unplugged".into())];
        reports.extend(self.order.take().map(|_| Report::Refused(unplugged())));
        reports
    }

    /// The cable is back.
    pub fn plug(&mut self) -> Report {
        self.up = true;
        Report::Up(DeviceInfo {
            model: "PAD 1".into(),
            serial: "0001".into(),
            version: "2.20".into(),
            capabilities: full(),
        })
    }

    /// The power goes.
    pub fn forget(&mut self) {
        self.order = None;
    }
}

/// The usual card for a way of presenting it; the number is a test number.
pub fn hold(entry: Entry) -> Card {
    let place = match entry {
        Entry::Chip => 1,
        Entry::Tap => 7,
        _ => 8,
    };
    let (pan, pin) = by_place(place).map_or(("", ""), |card| (card.pan, card.pin));
    Card { pan: pan.into(), pin: pin.into(), entry }
}

/// A card of another scheme, which is swiped; the number is a test number.
fn hold_foreign() -> Card {
    let (pan, pin) = setting::FOREIGN;
    Card { pan: pan.into(), pin: pin.into(), entry: Entry::Swipe }
}

/// What the next customer has in hand.
pub fn hold_some(chance: &mut Chance) -> Card {
    let entry = chance.pick(&[Entry::Chip, Entry::Tap, Entry::Swipe]).unwrap_or(Entry::Chip);
    let foreign = entry == Entry::Swipe && chance.percent(FOREIGN);
    if foreign { hold_foreign() } else { hold(entry) }
}

/// The card that has paid this.
pub fn hold_again(paid: &Transaction) -> Card {
    let foreign = hold_foreign();
    let same = Pan::new(&foreign.pan).is_ok_and(|pan| pan.masked() == paid.pan);
    if same { foreign } else { hold(paid.entry) }
}

/// A pad that can do everything that a trade needs.
fn full() -> Capabilities {
    let display = Some((2, 16));
    let (pin, mac) = (PinEntry::MasterKey, MacHelp::Blocks);
    Capabilities { contact: true, contactless: true, stripe: true, pin, mac, display, ..Capabilities::default() }
}

fn unplugged() -> Refusal {
    Refusal::Unplugged("unplugged".into())
}
