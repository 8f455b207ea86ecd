//! What the flows ask of the outside, and what the outside tells them.

use std::sync::Arc;

use crate::{
    acquirer::{Answer, Finding, LinkFault, Place, Request, ReversalRequest},
    domain::{
        CardSecret, DataUse, Fact, MobileLine, ResponseCode, TxnRef, WallTime,
        receipt::{Cause, Condition, Receipt},
    },
    orders::{self, Ask},
    reader::{EmvConfig, LeftOut, Order, Report},
};

use super::Verdict;

/// The name of a commit, so that its answer finds its continuation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ticket(pub u64);

/// Something for the outside to do.
#[derive(Debug)]
pub enum Work {
    /// Make these facts durable together. Answered by `Committed` or `CommitFailed`.
    Commit {
        /// Which.
        ticket: Ticket,
        /// The wall clock that goes into the record.
        at: WallTime,
        /// What.
        facts: Vec<Fact>,
        /// Card numbers to seal in the same record.
        secrets: Vec<(TxnRef, CardSecret)>,
    },
    /// Fetch sealed card numbers. Answered by `Unsealed`, in the same order.
    Unseal(Vec<TxnRef>),
    /// Ask the host. Answered by `Host`. Never two at a time.
    Ask(Box<Request>),
    /// Ask the order gateway about this transaction. Answered by `Gateway`, whatever happens. Never two at a time.
    AskGateway(TxnRef, Box<Ask>),
    /// Order the reader.
    Read(Order),
    /// Bring the reader's tables to what the host has sent down, but for what no reader can use.
    Tables(Arc<EmvConfig>, Vec<LeftOut>),
    /// Print. Answered by `Printed`.
    Print(Box<PrintJob>),
    /// Ask the printer how it is. Answered by `Printer` where that has changed.
    AskPrinter,
}

/// A receipt on its way to the printer.
#[derive(Debug)]
pub struct PrintJob {
    /// The transaction that it belongs to; none for a settlement slip.
    pub txn: Option<TxnRef>,
    /// What stands on it.
    pub receipt: Receipt,
    /// The name under which the back office gets it, without its ending; none for what it has already.
    pub save_as: Option<String>,
}

/// What the outside tells the flows.
#[derive(Debug)]
pub enum Input {
    /// The facts of a commit are on the disk.
    Committed(Ticket),
    /// They are not, with the reason. Where the disk itself failed, the next start finds out whether they are there all the same.
    CommitFailed(Ticket, String),
    /// Whether the disk has room for more sales.
    Room(super::Storage),
    /// The sealed card numbers asked for.
    Unsealed(Vec<Result<CardSecret, String>>),
    /// The host's answer, or why there is none.
    Host(Box<Result<Answer, LinkFault>>),
    /// The order gateway's answer about this transaction, or why there is none.
    Gateway(TxnRef, Result<orders::Answer, orders::Trouble>),
    /// Another host is spoken to from now on, at this address.
    HostInUse(Place, String),
    /// The modem of the mobile line, and what has gone over the host's line; told where either has changed.
    Mobile(MobileLine, DataUse),
    /// The reader speaks.
    Reader(Report),
    /// A print job ended.
    Printed(Option<TxnRef>, Result<(), Cause>),
    /// How the printer is has changed.
    Printer(Condition),
    /// Time has passed.
    Tick,
}

/// What follows when a commit is durable.
#[derive(Debug)]
pub enum Then {
    /// Nothing.
    Nothing,
    /// The record of the trade is durable: its request may leave.
    SendTrade,
    /// The record of an order is durable: the gateway may hear of it.
    SendOrder,
    /// The end of a reversal or of a sign-on is durable: the line is free for the next message.
    FreeLine,
    /// The trade's outcome is durable: it may be told.
    ShowTrade(Verdict),
    /// The attempt is counted: the reversal may leave.
    SendReversal(Box<ReversalRequest>),
    /// The attempt is counted: what goes up in the background may leave.
    Ask(Box<Request>),
    /// The host's refusal of an advice is durable: the line is free, and a verdict of it that is still shown is not true any
    /// more.
    TellRefused(TxnRef, ResponseCode),
    /// The cardholder's signature is durable: the slip may say so.
    PrintSigned(TxnRef),
    /// The settlement moved on: do its next step.
    StepSettlement,
    /// What a slip says is durable: print it.
    PrintSlip(Box<PrintJob>),
    /// A bill has ended: it may be told, and its receipt printed.
    TellBill(Box<super::EndedBill>),
    /// A person has left the settlement: the batch stays open.
    TellLeft,
    /// The batch is closed: it may be told, and its slip printed.
    TellSettled(Finding, Box<PrintJob>),
}
