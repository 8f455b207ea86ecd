//! What a sale, a void, a reversal and a settlement are, step by step: no pixels, no bytes, no clock.
//!
//! [`Terminal`] is the truth of the box. Its methods take an [`Input`] or a person's wish, change it, and push the
//! [`Work`] that the outside must do. Money rules live here:
//! - no request that moves money is asked before its record is durable ([`Then::SendTrade`]);
//! - no outcome is shown before it is durable ([`Then::ShowTrade`]);
//! - an outcome that is not known becomes a reversal, which goes before anything else to the host ([`mod@line`]).

pub use crate::reader::{CardTrouble, PadTrouble};

mod background;
mod basket;
mod bill;
pub mod cannot;
pub mod chores;
pub mod clock;
mod fees;
pub mod gateway;
mod label;
pub mod line;
pub mod order;
mod parameters;
mod parcel;
mod printing;
pub mod queue;
mod reader_tables;
pub mod receipts;
mod refunds;
mod reports;
pub mod reversal;
mod rights;
pub mod rules;
pub mod settle;
pub mod setup;
mod sign_on;
pub mod signature;
mod signing;
pub mod slip;
pub mod terminal;
pub mod trade;
mod unkept;
pub mod upkeep;
pub mod verdict;
pub mod work;

pub use basket::CannotChange;
pub use bill::{BillDesk, EndedBill, NewBill};
pub use cannot::CannotStart;
pub use chores::{Chore, ChoreState, ChoreTrouble, Chores};
pub use clock::ClockDoubt;
pub use gateway::{Gateway, OrderRules};
pub use line::{Job, LinkStatus};
pub use order::{CardSource, TradeOrder};
pub use parameters::{BadParameter, value_of};
pub use queue::{QueueItem, QueueRow};
pub use receipts::{CardholderCopy, Copies, ReceiptRules, ReceiptUrl};
pub use reversal::Reversing;
pub use rights::needed_for;
pub use rules::{AdviceMode, CompletionMode, Demand, Rules, SignatureOn};
pub use settle::{HeldStep, Settle, SettleStage};
pub use setup::{Contact, Enrolment, Idle, Limits, Service, Setup, Support, World};
pub use signing::Signing;
pub use terminal::{PrinterStatus, ReaderStatus, Storage, Terminal};
pub use trade::{CardNote, Enquiry, OrderStep, Ordering, PrintKey, Stage, Trade};
pub use upkeep::{BatchAge, TimeOfDay, Upkeep};
pub use verdict::{Ending, Verdict, Why};
pub use work::{Input, PrintJob, Then, Ticket, Work};
