//! The task that owns the reader: keeps the line open, takes one order at a time, says what became of it.

use std::{collections::VecDeque, pin::pin, sync::Arc, time::Duration};

use tokio::{
    sync::{mpsc, oneshot, watch},
    time::{Instant, sleep_until},
};
use zeroize::Zeroizing;

use super::{
    Config, Device, Ears, EmvConfig, Fault, Order, Outcome, PinPad, Protocol, Refusal, Report, abecs, device::Done,
    line, neo2,
};
use crate::domain::Entry;

/// Wait before the first new try to open a line that was lost; each further try waits twice as long.
pub const FIRST_BACK_OFF: Duration = Duration::from_secs(1);
/// Longest wait between two tries.
pub const MAX_BACK_OFF: Duration = Duration::from_secs(30);
/// How many orders may wait behind the one in hand. The flows have one in hand at a time.
pub const MAX_HELD: usize = 4;

/// A wish to encrypt eight bytes under a working key that only the pad can open (for message MACs).
pub struct CipherOrder {
    /// Slot of the master key.
    pub key_index: u8,
    /// The data key under the master key, 8 or 16 bytes.
    pub key: Zeroizing<Vec<u8>>,
    /// What to encrypt: triple DES, ECB.
    pub block: [u8; 8],
    /// Where the answer goes.
    pub reply: oneshot::Sender<Result<[u8; 8], String>>,
}

impl std::fmt::Debug for CipherOrder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CipherOrder").field("key_index", &self.key_index).finish_non_exhaustive()
    }
}

/// Where the task's work comes from.
pub struct Inbox {
    /// Orders of the flows; the task ends when this is closed.
    pub orders: mpsc::Receiver<Order>,
    /// Blocks to encrypt for message MACs.
    pub ciphers: mpsc::Receiver<CipherOrder>,
    /// What the device's tables are to be; loaded when a device comes, and when it changes.
    pub tables: watch::Receiver<Option<Arc<EmvConfig>>>,
}

/// Runs until the inbox of orders is closed. Must be called within a tokio runtime with I/O and time.
pub async fn run(config: Config, inbox: Inbox, report: impl FnMut(Report) + Send) {
    match config.protocol {
        Protocol::Neo2 => {
            let settings = neo2::Settings::of(&config);
            run_on(|| async { neo2::Driver::open(line::open(&config)?, &settings).await }, inbox, report).await
        }
        Protocol::Abecs => {
            let settings = abecs::Settings::of(&config);
            run_on(|| async { abecs::Driver::open(line::open(&config)?, &settings).await }, inbox, report).await
        }
    }
}

/// As [`run`], with devices that `connect` gives: it opens a line and greets what is on it, and is called again when that is gone.
async fn run_on<C, F, D>(connect: C, inbox: Inbox, report: impl FnMut(Report) + Send)
where
    C: FnMut() -> F,
    F: Future<Output = Done<D>>,
    D: Device,
{
    let Inbox { orders, ciphers, tables } = inbox;
    let desk = Desk { orders, held: VecDeque::new(), ciphers, ciphers_open: true, tables, in_hand: None, report };
    Task { connect, desk, told_down: false }.run().await;
}

struct Task<C, R> {
    connect: C,
    desk: Desk<R>,
    told_down: bool,
}

/// Where orders come in and reports go out.
struct Desk<R> {
    orders: mpsc::Receiver<Order>,
    held: VecDeque<Order>,
    ciphers: mpsc::Receiver<CipherOrder>,
    ciphers_open: bool,
    tables: watch::Receiver<Option<Arc<EmvConfig>>>,
    /// The chip or tap that another order is to come for: loading tables in between would take its trade out of the
    /// device. A tap that is given up before that stays here until the next trade.
    in_hand: Option<Entry>,
    report: R,
}

enum Wish {
    Order(Order),
    Cipher(CipherOrder),
    /// The tables are to be looked at.
    Tables,
}

/// What may be asked next.
enum Next {
    /// Something of the card in hand.
    SameCard,
    /// Nothing of this card.
    NoCard,
    /// What could be asked before.
    AsBefore,
}

/// Why the task goes on no longer with this line.
enum End {
    /// The line is gone, for this reason.
    Lost(String),
    /// Nobody gives orders any more.
    Closed,
}

impl<R: FnMut(Report) + Send> Desk<R> {
    /// The next wish, or `None` when nobody gives orders any more. May be dropped and called again.
    async fn next(&mut self) -> Option<Wish> {
        if let Some(order) = self.held.pop_front() {
            return Some(Wish::Order(order));
        }
        loop {
            tokio::select! {
                biased;
                order = self.orders.recv() => return order.map(Wish::Order),
                cipher = self.ciphers.recv(), if self.ciphers_open => match cipher {
                    Some(cipher) => return Some(Wish::Cipher(cipher)),
                    None => self.ciphers_open = false,
                },
                Ok(()) = self.tables.changed(), if self.in_hand.is_none() => return Some(Wish::Tables),
            }
        }
    }

    /// Waits for something while the reader is not there, and answers wishes at once. `None` when nobody gives orders
    /// any more.
    async fn turn_down_until<T>(&mut self, mut what: impl Future<Output = T> + Unpin, reason: &str) -> Option<T> {
        loop {
            tokio::select! {
                biased;
                done = &mut what => return Some(done),
                wish = self.next() => self.turn_down(wish?, reason),
            }
        }
    }

    /// Whether nobody waits for the reader.
    fn is_empty(&self) -> bool {
        self.held.is_empty() && self.orders.is_empty() && self.ciphers.is_empty()
    }

    /// Answers a wish while the reader is not there.
    fn turn_down(&mut self, wish: Wish, reason: &str) {
        match wish {
            // Nothing is in hand that could be cancelled.
            Wish::Order(Order::Cancel) => {}
            Wish::Order(_) => (self.report)(Report::Refused(Refusal::Unplugged(reason.to_owned()))),
            Wish::Cipher(order) => {
                let _ = order.reply.send(Err(format!("the reader does not answer: {reason}")));
            }
            // They are loaded when a device comes.
            Wish::Tables => {}
        }
    }
}

impl<C, F, D, R> Task<C, R>
where
    C: FnMut() -> F,
    F: Future<Output = Done<D>>,
    D: Device,
    R: FnMut(Report) + Send,
{
    async fn run(mut self) {
        let mut back_off = FIRST_BACK_OFF;
        loop {
            let reason = match self.connect().await {
                Ok(Some(driver)) => {
                    back_off = FIRST_BACK_OFF;
                    match self.serve(driver).await {
                        End::Lost(reason) => reason,
                        End::Closed => return,
                    }
                }
                Ok(None) => return,
                Err(reason) => reason,
            };
            self.tell_down(&reason);
            let again = Instant::now() + back_off;
            if self.desk.turn_down_until(pin!(sleep_until(again)), &reason).await.is_none() {
                return;
            }
            back_off = (back_off * 2).min(MAX_BACK_OFF);
        }
    }

    /// Opens the line and greets the pad. `Ok(None)` when nobody gives orders any more.
    async fn connect(&mut self) -> Result<Option<D>, String> {
        let greeting = pin!((self.connect)());
        match self.desk.turn_down_until(greeting, "it is being opened").await {
            None => Ok(None),
            Some(Ok(device)) => {
                self.told_down = false;
                let info = device.info().clone();
                tracing::info!(model = %info.model, version = %info.version, "reader is ready");
                (self.desk.report)(Report::Up(info));
                self.desk.tables.mark_changed();
                Ok(Some(device))
            }
            Some(Err(Fault::Lost(reason))) => Err(reason),
            Some(Err(Fault::Refused(refusal))) => Err(refusal.to_string()),
        }
    }

    fn tell_down(&mut self, reason: &str) {
        if !self.told_down {
            tracing::warn!(reason, "reader is not there");
            (self.desk.report)(Report::Down(reason.to_owned()));
        }
        self.told_down = true;
    }

    /// Serves orders on an open line. While there is none it sits in a read, so that a lost line is seen at once.
    async fn serve(&mut self, mut device: D) -> End {
        let mut at_rest = false;
        self.desk.in_hand = None;
        loop {
            if !at_rest && self.desk.is_empty() {
                if let Err(reason) = rest(&mut device).await {
                    return End::Lost(reason);
                }
                at_rest = true;
            }
            let wish = tokio::select! {
                biased;
                fault = device.idle() => return lost(fault),
                wish = self.desk.next() => wish,
            };
            match wish {
                Some(Wish::Order(order)) => {
                    match self.carry_out(&mut device, order).await {
                        // Between the orders of one trade the display is the trade's.
                        Ok(Next::SameCard) => at_rest = true,
                        Ok(Next::NoCard) => at_rest = false,
                        Ok(Next::AsBefore) => {}
                        Err(reason) => return End::Lost(reason),
                    }
                }
                Some(Wish::Cipher(order)) => {
                    if let Err(reason) = encrypt(&mut device, order).await {
                        return End::Lost(reason);
                    }
                }
                Some(Wish::Tables) => {
                    if let Err(reason) = self.load(&mut device).await {
                        return End::Lost(reason);
                    }
                }
                None => {
                    let _ = device.close().await;
                    return End::Closed;
                }
            }
        }
    }

    /// Brings the device's tables up to date, if any are known. `Err` says that the line was lost over it.
    async fn load(&mut self, device: &mut D) -> Result<(), String> {
        let Some(config) = self.desk.tables.borrow_and_update().clone() else { return Ok(()) };
        match device.load(&config).await {
            Ok(loaded) => {
                tracing::info!(version = %config.version(), ?loaded, "tables of the reader");
                (self.desk.report)(Report::Tables(Ok(loaded)));
            }
            Err(Fault::Refused(refusal)) => {
                tracing::warn!(%refusal, "the reader does not take its tables");
                (self.desk.report)(Report::Tables(Err(refusal.to_string())));
            }
            Err(Fault::Lost(reason)) => return Err(reason),
        }
        Ok(())
    }

    /// Carries out one order and reports its one outcome. `Err` says that the line was lost over it.
    async fn carry_out(&mut self, device: &mut D, order: Order) -> Result<Next, String> {
        let Desk { orders, held, in_hand, report, .. } = &mut self.desk;
        let done = {
            let cancelled = pin!(until_cancel(orders, held));
            let mut notice = |text: String| report(Report::Notice(text));
            let mut ears = Ears::new(cancelled, &mut notice);
            match &order {
                Order::Begin(begin) => device.begin(begin, &mut ears).await.map(Report::Presented),
                Order::Authorise(authorise) => device.authorise(authorise, &mut ears).await.map(Report::Authorised),
                // The host has spoken: the card gets its last word, whoever cancels.
                Order::Complete(complete) => device.complete(complete).await.map(Report::Completed),
                Order::Release => device.release(&mut ears).await.map(|()| Report::Released),
                // The order that it was meant for has ended already.
                Order::Cancel => return Ok(Next::AsBefore),
            }
        };
        let before = in_hand.take();
        match done {
            Ok(outcome) => {
                *in_hand = match &outcome {
                    // Of a stripe the device has nothing more to do.
                    Report::Presented(card) => Some(card.entry).filter(|it| matches!(it, Entry::Chip | Entry::Tap)),
                    // A chip that wants the host has the last word.
                    Report::Authorised(card) if card.outcome == Outcome::GoOnline => {
                        before.filter(|it| *it == Entry::Chip)
                    }
                    _ => None,
                };
                let goes_on = matches!(outcome, Report::Presented(_) | Report::Authorised(_));
                report(outcome);
                return Ok(if goes_on { Next::SameCard } else { Next::NoCard });
            }
            Err(Fault::Refused(refusal)) => {
                // The screen says it in fewer words; whoever repairs the box needs all of them.
                tracing::warn!(%refusal, "an order of the reader came to nothing");
                report(Report::Refused(refusal));
            }
            Err(Fault::Lost(reason)) => {
                report(Report::Refused(Refusal::Unplugged(reason.clone())));
                return Err(reason);
            }
        }
        Ok(Next::NoCard)
    }
}

/// Lets the device show what it shows between trades. What it does not show is no reason to be without it.
async fn rest(device: &mut impl Device) -> Result<(), String> {
    match device.rest().await {
        Err(Fault::Lost(reason)) => Err(reason),
        Err(Fault::Refused(refusal)) => {
            tracing::debug!(%refusal, "the pad does not show what it should between trades");
            Ok(())
        }
        Ok(()) => Ok(()),
    }
}

/// Ends when a cancel comes, or when nobody gives orders any more. Other orders are kept for later.
async fn until_cancel(orders: &mut mpsc::Receiver<Order>, held: &mut VecDeque<Order>) {
    while held.len() < MAX_HELD {
        match orders.recv().await {
            Some(Order::Cancel) | None => return,
            Some(other) => held.push_back(other),
        }
    }
    std::future::pending().await
}

async fn encrypt(device: &mut impl Device, order: CipherOrder) -> Result<(), String> {
    let Some(pad) = device.pin_pad() else {
        let _ = order.reply.send(Err("the reader has no keys for message MACs".into()));
        return Ok(());
    };
    let done = pad.encrypt(order.key_index, &order.key, &order.block).await;
    let lost = match &done {
        Err(Fault::Lost(reason)) => Err(reason.clone()),
        _ => Ok(()),
    };
    let answer = done.map_err(|fault| match fault {
        Fault::Lost(reason) => format!("the reader does not answer: {reason}"),
        Fault::Refused(refusal) => refusal.to_string(),
    });
    // Whoever asked may have given up; then nobody needs the answer.
    let _ = order.reply.send(answer);
    lost
}

fn lost(fault: Fault) -> End {
    match fault {
        Fault::Lost(reason) => End::Lost(reason),
        Fault::Refused(refusal) => End::Lost(refusal.to_string()),
    }
}

#[cfg(test)]
mod tests;
