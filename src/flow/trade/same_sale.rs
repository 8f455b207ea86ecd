//! The guard against taking the same money twice: a card that is charged the same amount again within minutes is asked about
//! before anything leaves.
//!
//! Cards are compared by a keyed hash. Its key is made anew at each start and is in memory alone, and so are the hashes:
//! after a restart they are made again from the sealed numbers of the open batch. The numbers of settled batches are gone by then;
//! their newest payments are compared by what the book keeps of them, the masked number.

use std::{collections::VecDeque, fmt, time::Duration};

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::{
    domain::{Amount, Book, CardSecret, Challenge, Kind, MaskedPan, Now, Pan, Transaction, TxnRef},
    flow::CardSource,
};

use super::{Stage, Terminal, Trade, Work};

/// How many payments are remembered: more than fit into some minutes.
const REMEMBERED: usize = 128;
/// How many of them after a restart.
const RECALLED: usize = 32;
/// For so long the operator may think about it; then nothing is charged.
pub(super) const QUESTION_LIMIT: Duration = Duration::from_secs(30);

/// A key for hashes of card numbers. Wiped when dropped, never shown.
pub struct PrintKey(Box<Zeroizing<[u8; 64]>>);

impl PrintKey {
    /// Takes 64 random bytes, a block of the hash.
    pub fn new(bytes: [u8; 64]) -> PrintKey {
        PrintKey(Box::new(Zeroizing::new(bytes)))
    }

    fn print(&self, pan: &Pan) -> Print {
        Print(self.hash(&[pan.expose().as_bytes()]))
    }

    /// A challenge that nobody can foresee; another one for each number.
    fn challenge(&self, number: u32) -> Challenge {
        let [a, b, c, d, ..] = self.hash(&[b"challenge", &number.to_be_bytes()]);
        Challenge::from_number(u32::from_be_bytes([a, b, c, d]))
    }

    fn hash(&self, parts: &[&[u8]]) -> [u8; 32] {
        let mut mac = Hmac::<Sha256>::new((&**self.0).into());
        parts.iter().for_each(|part| mac.update(part));
        mac.finalize().into_bytes().into()
    }
}

impl fmt::Debug for PrintKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PrintKey(..)")
    }
}

/// A card without its number.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Print([u8; 32]);

impl fmt::Debug for Print {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Print(..)")
    }
}

/// What is known of the card of an earlier payment.
#[derive(Clone, Debug)]
enum Card {
    /// Exactly that one.
    Print(Print),
    /// One of few: its batch was settled before the restart.
    Masked(MaskedPan),
}

/// Kinds that look the same to who pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Pays,
    Holds,
    GetsBack,
}

/// Kinds that are watched. What goes back to a named original is refused by the host when it comes twice.
fn way(kind: Kind) -> Option<Way> {
    match kind {
        Kind::Sale | Kind::Instalment | Kind::EcashSale | Kind::Offline => Some(Way::Pays),
        Kind::PreAuth | Kind::PreAuthAdd => Some(Way::Holds),
        Kind::Refund | Kind::EcashRefund => Some(Way::GetsBack),
        _ => None,
    }
}

/// A payment of the last minutes.
#[derive(Clone, Debug)]
struct Recent {
    txn: TxnRef,
    way: Way,
    amount: Amount,
    card: Card,
    /// Until when it is remembered, on the monotonic clock.
    until: Duration,
    /// Its batch is settled, and it moved money.
    settled: bool,
}

/// The payments of the last minutes, oldest first.
#[derive(Debug)]
pub(in crate::flow) struct RecentSales {
    key: PrintKey,
    sales: VecDeque<Recent>,
    /// Those of before the restart whose numbers have been asked for.
    recalled: Vec<TxnRef>,
}

impl RecentSales {
    pub(in crate::flow) fn new(key: PrintKey) -> RecentSales {
        RecentSales { key, sales: VecDeque::new(), recalled: Vec::new() }
    }

    fn add(&mut self, sale: Recent) {
        if self.sales.len() >= REMEMBERED {
            self.sales.pop_front();
        }
        self.sales.push_back(sale);
    }

    /// The batch is about to be settled, and its records go: what may have moved money stays remembered.
    pub(in crate::flow) fn settle(&mut self, book: &Book) {
        self.sales.retain_mut(|sale| {
            sale.settled |= book.find(sale.txn).is_some_and(Transaction::may_have_moved);
            sale.settled
        });
    }
}

impl Terminal {
    /// The challenge of the request with this number since the start.
    pub fn challenge(&self, number: u32) -> Challenge {
        self.recent.key.challenge(number)
    }

    /// Asks the operator when this card has paid the same within minutes. True when the question is put.
    pub(super) fn ask_same_sale(&mut self, pan: &Pan, now: Now) -> bool {
        let Some(trade) = &self.trade else { return false };
        if trade.repeat == Repeat::Meant {
            return false;
        }
        let Some(way) = way(trade.kind) else { return false };
        let (amount, print, masked) = (trade.amount, self.recent.key.print(pan), pan.masked());
        let is_same = |sale: &&Recent| {
            let is_card = match &sale.card {
                Card::Print(earlier) => *earlier == print,
                Card::Masked(earlier) => *earlier == masked,
            };
            is_card
                && (sale.way, sale.amount) == (way, amount)
                && now.mono < sale.until
                && self.book.find(sale.txn).map_or(sale.settled, Transaction::may_have_moved)
        };
        let Some(earlier) = self.recent.sales.iter().rev().find(is_same).map(|sale| sale.txn) else { return false };
        if let Some(trade) = &mut self.trade {
            trade.go(Stage::SameSale(earlier), now);
        }
        true
    }

    /// The operator means it: the card is charged another time.
    pub fn charge_again(&mut self, now: Now, out: &mut Vec<Work>) {
        let Some(trade) = &mut self.trade else { return };
        if !matches!(trade.stage, Stage::SameSale(_)) {
            return;
        }
        trade.repeat = Repeat::Meant;
        if matches!(trade.source, CardSource::Present) && trade.authorised.is_none() {
            self.authorise(now, out);
        } else {
            trade.go(Stage::AwaitLine, now);
        }
        self.pump(now, out);
    }

    /// A payment is on its way to the disk.
    pub(super) fn remember_sale(&mut self, record: &Transaction, secret: &CardSecret, now: Now) {
        self.remember(record.txn, (record.kind, record.amount), secret, now.mono + self.setup.same_sale);
    }

    fn remember(&mut self, txn: TxnRef, (kind, amount): (Kind, Amount), secret: &CardSecret, until: Duration) {
        if let (Some(way), Some(pan)) = (way(kind), secret.pan()) {
            let card = Card::Print(self.recent.key.print(pan));
            self.recent.add(Recent { txn, way, amount, card, until, settled: false });
        }
    }

    /// After a restart: fetches the card numbers of the newest payments. Only the wall clock has gone on meanwhile, and somebody may
    /// have set that: so they are all remembered as if they had just been made.
    pub(in crate::flow) fn recall_sales(&mut self, now: Now, out: &mut Vec<Work>) {
        if self.setup.same_sale.is_zero() {
            return;
        }
        self.recall_settled(now.mono + self.setup.same_sale);
        let watched =
            |record: &&Transaction| way(record.kind).is_some() && record.entry.is_card() && record.may_have_moved();
        let mut newest: Vec<TxnRef> =
            self.book.transactions.values().filter(watched).map(|record| record.txn).collect();
        newest.sort_by_key(|txn| txn.stan.age(self.book.next_stan));
        newest.truncate(RECALLED);
        newest.reverse();
        if !newest.is_empty() {
            self.line.unseal_recent(newest.clone(), out);
        }
        self.recent.recalled = newest;
    }

    /// Those of settled batches, which have no sealed number any more.
    fn recall_settled(&mut self, until: Duration) {
        for paid in self.book.settled.iter() {
            let Some(way) = way(paid.kind) else { continue };
            let (amount, card) = (paid.amount, Card::Masked(paid.pan.clone()));
            self.recent.add(Recent { txn: paid.txn, way, amount, card, until, settled: true });
        }
    }

    /// They have come.
    pub(in crate::flow) fn on_recalled(&mut self, secrets: Vec<Result<CardSecret, String>>, now: Now) {
        let until = now.mono + self.setup.same_sale;
        for (txn, secret) in std::mem::take(&mut self.recent.recalled).into_iter().zip(secrets) {
            let Some(record) = self.book.find(txn) else { continue };
            let what = (record.kind, record.amount);
            if let Ok(secret) = secret {
                self.remember(txn, what, &secret, until);
            }
        }
    }
}

/// Whether a payment that looks like an earlier one is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Repeat {
    /// Nobody has said so.
    #[default]
    Unsaid,
    /// The operator has.
    Meant,
}

impl Trade {
    /// The earlier payment that this one looks like, while the operator is asked.
    pub fn same_as(&self) -> Option<TxnRef> {
        match self.stage {
            Stage::SameSale(earlier) => Some(earlier),
            _ => None,
        }
    }
}
