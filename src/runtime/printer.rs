//! The printer's thread.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use tokio::sync::mpsc::Sender;

use crate::{
    app::Event,
    domain::receipt::{Line, Receipt},
    flow::{Input, PrintJob},
    printer::{Cause, Sink},
};

/// How many jobs may wait; more are refused, and the operator is told.
const JOBS: usize = 16;

/// The thread's handle.
pub struct PrinterThread {
    jobs: SyncSender<PrintJob>,
    events: Sender<Event>,
}

impl PrinterThread {
    /// Starts the thread.
    ///
    /// # Errors
    /// When the system has no thread to give.
    pub fn spawn(sink: Sink, events: Sender<Event>) -> std::io::Result<PrinterThread> {
        let (jobs, inbox) = sync_channel(JOBS);
        let answers = events.clone();
        std::thread::Builder::new().name("printer".into()).spawn(move || print_all(sink, &inbox, &answers))?;
        Ok(PrinterThread { jobs, events })
    }

    /// Prints, after what waits already.
    pub fn print(&self, job: PrintJob) {
        if let Err(refused) = self.jobs.try_send(job) {
            let (std::sync::mpsc::TrySendError::Full(job) | std::sync::mpsc::TrySendError::Disconnected(job)) = refused;
            tracing::warn!("a receipt was not printed: more than {JOBS} wait already");
            let _ = self.events.try_send(Event::Flow(Input::Printed(job.txn, Err(Cause::Stalled))));
        }
    }

    /// Moves the paper on.
    pub fn feed(&self) {
        self.print(PrintJob { txn: None, receipt: Receipt { lines: vec![Line::Feed(3)] } });
    }
}

fn print_all(mut sink: Sink, inbox: &Receiver<PrintJob>, events: &Sender<Event>) {
    while let Ok(job) = inbox.recv() {
        let result = sink.print(&job.receipt).map_err(|error| {
            tracing::warn!(%error, "a receipt was not printed");
            error.cause()
        });
        if events.blocking_send(Event::Flow(Input::Printed(job.txn, result))).is_err() {
            return;
        }
    }
}
