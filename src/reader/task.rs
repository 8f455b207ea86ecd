//! The task that owns the reader: keeps the line open, takes one order at a time, says what became of it.

use std::{collections::VecDeque, io, pin::pin, time::Duration};

use tokio::{
    io::{AsyncRead, AsyncWrite},
    sync::{mpsc, oneshot},
    time::{Instant, sleep_until},
};
use zeroize::Zeroizing;

use super::{
    Config, Order, Protocol, Refusal, Report,
    abecs::{Driver, Ears, Fault},
    line,
};

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

/// Runs until `orders` is closed. Must be called within a tokio runtime with I/O and time.
pub async fn run(
    config: Config,
    orders: mpsc::Receiver<Order>,
    ciphers: mpsc::Receiver<CipherOrder>,
    report: impl FnMut(Report) + Send,
) {
    let acquirer = config.acquirer;
    match config.protocol {
        Protocol::Abecs => run_on(move || line::open(&config), acquirer, orders, ciphers, report).await,
    }
}

/// As [`run`], over lines that `open` gives.
pub async fn run_on<L: AsyncRead + AsyncWrite + Unpin>(
    open: impl FnMut() -> io::Result<L>,
    acquirer: u8,
    orders: mpsc::Receiver<Order>,
    ciphers: mpsc::Receiver<CipherOrder>,
    report: impl FnMut(Report) + Send,
) {
    let desk = Desk { orders, held: VecDeque::new(), ciphers, ciphers_open: true, report };
    Task { open, acquirer, desk, told_down: false }.run().await;
}

struct Task<O, R> {
    open: O,
    acquirer: u8,
    desk: Desk<R>,
    told_down: bool,
}

/// Where orders come in and reports go out.
struct Desk<R> {
    orders: mpsc::Receiver<Order>,
    held: VecDeque<Order>,
    ciphers: mpsc::Receiver<CipherOrder>,
    ciphers_open: bool,
    report: R,
}

enum Wish {
    Order(Order),
    Cipher(CipherOrder),
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
            }
        }
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
        }
    }
}

impl<L, O, R> Task<O, R>
where
    L: AsyncRead + AsyncWrite + Unpin,
    O: FnMut() -> io::Result<L>,
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
            if self.turn_down_until(pin!(sleep_until(again)), &reason).await.is_none() {
                return;
            }
            back_off = (back_off * 2).min(MAX_BACK_OFF);
        }
    }

    /// Opens the line and greets the pad. `Ok(None)` when nobody gives orders any more.
    async fn connect(&mut self) -> Result<Option<Driver<L>>, String> {
        let line = (self.open)().map_err(|e| e.to_string())?;
        let greeting = pin!(Driver::open(line, self.acquirer));
        match self.turn_down_until(greeting, "it is being opened").await {
            None => Ok(None),
            Some(Ok((driver, info))) => {
                self.told_down = false;
                tracing::info!(model = %info.model, version = %info.version, "reader is ready");
                (self.desk.report)(Report::Up(info));
                Ok(Some(driver))
            }
            Some(Err(Fault::Lost(reason))) => Err(reason),
            Some(Err(Fault::Refused(refusal))) => Err(refusal.to_string()),
        }
    }

    /// Waits for something while the reader is not there, and answers wishes at once. `None` when nobody gives orders
    /// any more.
    async fn turn_down_until<T>(&mut self, mut what: impl Future<Output = T> + Unpin, reason: &str) -> Option<T> {
        loop {
            tokio::select! {
                biased;
                done = &mut what => return Some(done),
                wish = self.desk.next() => self.desk.turn_down(wish?, reason),
            }
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
    async fn serve(&mut self, mut driver: Driver<L>) -> End {
        loop {
            let wish = tokio::select! {
                biased;
                fault = driver.idle() => return lost(fault),
                wish = self.desk.next() => wish,
            };
            match wish {
                Some(Wish::Order(order)) => {
                    if let Err(reason) = self.carry_out(&mut driver, order).await {
                        return End::Lost(reason);
                    }
                }
                Some(Wish::Cipher(order)) => {
                    if let Err(reason) = encrypt(&mut driver, order).await {
                        return End::Lost(reason);
                    }
                }
                None => {
                    let _ = driver.close().await;
                    return End::Closed;
                }
            }
        }
    }

    /// Carries out one order and reports its one outcome. `Err` says that the line was lost over it.
    async fn carry_out(&mut self, driver: &mut Driver<L>, order: Order) -> Result<(), String> {
        let Desk { orders, held, report, .. } = &mut self.desk;
        let done = {
            let cancelled = pin!(until_cancel(orders, held));
            let mut notice = |text: String| report(Report::Notice(text));
            let mut ears = Ears::new(cancelled, &mut notice);
            match &order {
                Order::Begin(begin) => driver.begin(begin, &mut ears).await.map(Report::Presented),
                Order::Authorise(authorise) => driver.authorise(authorise, &mut ears).await.map(Report::Authorised),
                // The host has spoken: the card gets its last word, whoever cancels.
                Order::Complete(complete) => driver.complete(complete).await.map(Report::Completed),
                // The order that it was meant for has ended already.
                Order::Cancel => return Ok(()),
            }
        };
        match done {
            Ok(outcome) => report(outcome),
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
        Ok(())
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

async fn encrypt<L: AsyncRead + AsyncWrite + Unpin>(driver: &mut Driver<L>, order: CipherOrder) -> Result<(), String> {
    let done = driver.encrypt(order.key_index, &order.key, &order.block).await;
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
