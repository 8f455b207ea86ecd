//! The printer's thread: receipts, their saved copies, and the question how the printer is.

use std::{
    sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel},
    time::Duration,
};

use tokio::sync::mpsc::Sender;

use crate::{
    app::Event,
    domain::receipt::{Condition, Line, Receipt},
    flow::{Input, PrintJob},
    printer::{Archive, Cause, Sink},
};

/// How many jobs may wait; more are refused, and the operator is told.
const JOBS: usize = 16;
/// How often a printer that answers is asked while nothing is printed.
const PACE: Duration = Duration::from_secs(60);

/// The thread's handle.
pub struct PrinterThread {
    orders: SyncSender<Order>,
    events: Sender<Event>,
}

enum Order {
    Print(PrintJob),
    Ask,
}

impl PrinterThread {
    /// Starts the thread.
    ///
    /// # Errors
    /// When the system has no thread to give.
    pub fn spawn(sink: Sink, archive: Option<Archive>, events: Sender<Event>) -> std::io::Result<PrinterThread> {
        let (orders, inbox) = sync_channel(JOBS);
        let desk = Desk { sink, archive, events: events.clone(), pace: PACE, told: None };
        std::thread::Builder::new().name("printer".into()).spawn(move || desk.work(&inbox))?;
        Ok(PrinterThread { orders, events })
    }

    /// Prints, after what waits already.
    pub fn print(&self, job: PrintJob) {
        if let Err(TrySendError::Full(order) | TrySendError::Disconnected(order)) =
            self.orders.try_send(Order::Print(job))
        {
            let Order::Print(job) = order else { return };
            tracing::warn!("a receipt was not printed: more than {JOBS} wait already");
            let _ = self.events.try_send(Event::Flow(Input::Printed(job.txn, Err(Cause::Stalled))));
        }
    }

    /// Asks the printer how it is. One that is busy with so many jobs will be asked before each of them.
    pub fn ask(&self) {
        let _ = self.orders.try_send(Order::Ask);
    }

    /// Moves the paper on.
    pub fn feed(&self) {
        self.print(PrintJob { txn: None, receipt: Receipt { lines: vec![Line::Feed(3)] }, save_as: None });
    }
}

/// What the thread has.
struct Desk {
    sink: Sink,
    archive: Option<Archive>,
    events: Sender<Event>,
    pace: Duration,
    /// What was told of the printer last.
    told: Option<Condition>,
}

impl Desk {
    /// Works until the program ends.
    fn work(mut self, inbox: &Receiver<Order>) {
        self.sink.ask();
        loop {
            if !self.tell_condition() {
                return;
            }
            match self.next(inbox) {
                Ok(Order::Print(job)) => {
                    if !self.print(&job) {
                        return;
                    }
                }
                Ok(Order::Ask) | Err(RecvTimeoutError::Timeout) => drop(self.sink.ask()),
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    /// The next order. Nobody wakes up for a printer that gives no answer, nor for a file.
    fn next(&self, inbox: &Receiver<Order>) -> Result<Order, RecvTimeoutError> {
        if self.sink.can_be_asked() && self.sink.condition() != Condition::Unknown {
            return inbox.recv_timeout(self.pace);
        }
        inbox.recv().map_err(RecvTimeoutError::from)
    }

    /// Tells what is new. Returns whether somebody still listens.
    fn tell_condition(&mut self) -> bool {
        let condition = self.sink.condition();
        if self.told == Some(condition) {
            return true;
        }
        self.told = Some(condition);
        self.events.blocking_send(Event::Flow(Input::Printer(condition))).is_ok()
    }

    /// Saves, prints, and tells how it went. Returns whether somebody still listens.
    fn print(&mut self, job: &PrintJob) -> bool {
        let saved = self.save(job);
        let printed = self.sink.print(&job.receipt).map_err(|error| {
            tracing::warn!(%error, "a receipt was not printed");
            error.cause()
        });
        // Where there is no printer, the saved copy is the receipt.
        let result = if self.sink.condition() == Condition::None { printed.and(saved) } else { printed };
        // The condition first: a job that failed is then told beside the reason.
        self.tell_condition() && self.events.blocking_send(Event::Flow(Input::Printed(job.txn, result))).is_ok()
    }

    fn save(&self, job: &PrintJob) -> Result<(), Cause> {
        let (Some(archive), Some(name)) = (&self.archive, &job.save_as) else { return Ok(()) };
        archive.save(&job.receipt, name).map(drop).map_err(|error| {
            tracing::warn!(%error, "a receipt was not saved");
            error.cause()
        })
    }
}

#[cfg(test)]
mod tests {
    use std::{
        io::{Read, Write},
        net::{TcpListener, TcpStream},
    };

    use super::*;
    use crate::printer::{Config, SinkKind};

    const PAPER_OUT: u8 = 0x72;
    const WELL: u8 = 0x12;

    /// Answers one round of questions, the last of them so.
    fn answer(stream: &mut TcpStream, paper: u8) {
        let mut question = [0; 3];
        while stream.read_exact(&mut question).is_ok() {
            let last = question[2] == 4;
            stream.write_all(&[if last { paper } else { WELL }]).unwrap();
        }
    }

    /// A printer that answers is asked at once, now and then, and when somebody wants to know; what has changed is told, and
    /// nothing else.
    #[test]
    fn what_changes_is_told_without_a_job() {
        // An address of its own.
        let listener = TcpListener::bind("127.0.0.44:0").unwrap();
        let config =
            Config { kind: SinkKind::Network, address: Some(listener.local_addr().unwrap()), ..Config::default() };
        let (events, mut told) = tokio::sync::mpsc::channel(8);
        let (orders, inbox) = sync_channel(1);
        let sink = Sink::new(&config).unwrap();
        let desk = Desk { sink, archive: None, events, pace: Duration::from_millis(1), told: None };
        let thread = std::thread::spawn(move || desk.work(&inbox));
        for paper in [PAPER_OUT, PAPER_OUT, WELL, WELL] {
            answer(&mut listener.accept().unwrap().0, paper);
        }
        // Nobody listens there any more once the last is answered. Dropping the listener would not do: another test could be given its
        // port, or a program that one just starts could have it a moment longer.
        let mut last = listener.accept().unwrap().0;
        rustix::net::shutdown(&listener, rustix::net::Shutdown::Both).unwrap();
        answer(&mut last, PAPER_OUT);
        let mut next = || match told.blocking_recv() {
            Some(Event::Flow(Input::Printer(condition))) => condition,
            other => panic!("{other:?}"),
        };
        assert_eq!([next(), next(), next()], [Condition::PaperOut, Condition::Well, Condition::PaperOut]);
        // That is told as well, and ends when the program ends.
        assert_eq!(next(), Condition::Gone);
        drop(orders);
        thread.join().unwrap();
    }

    /// A file is told about once, and nobody wakes up for it.
    #[test]
    fn a_file_is_not_asked() {
        let folder = tempfile::tempdir().unwrap();
        let config = Config { kind: SinkKind::File, path: Some(folder.path().join("out")), ..Config::default() };
        let (events, mut told) = tokio::sync::mpsc::channel(8);
        let (orders, inbox) = sync_channel(1);
        let sink = Sink::new(&config).unwrap();
        assert!(!sink.can_be_asked());
        let desk = Desk { sink, archive: None, events, pace: Duration::ZERO, told: None };
        let thread = std::thread::spawn(move || desk.work(&inbox));
        orders.send(Order::Ask).unwrap();
        drop(orders);
        thread.join().unwrap();
        assert!(matches!(told.blocking_recv(), Some(Event::Flow(Input::Printer(Condition::Silent)))));
        assert!(told.blocking_recv().is_none());
    }
}
