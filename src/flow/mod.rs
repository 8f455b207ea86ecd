//! What a sale, a void, a reversal and a settlement are, step by step: no pixels, no bytes, no clock.
//!
//! [`Terminal`] is the truth of the box. Its methods take an [`Input`] or a person's wish, change it, and push the
//! [`Work`] that the outside must do. Money rules live here:
//! - no request that moves money is asked before its record is durable ([`Then::SendTrade`]);
//! - no outcome is shown before it is durable ([`Then::ShowTrade`]);
//! - an outcome that is not known becomes a reversal, which goes before anything else to the host ([`line`]).

pub mod line;
pub mod order;
pub mod queue;
pub mod rules;
pub mod settle;
pub mod slip;
pub mod terminal;
pub mod trade;
pub mod verdict;
pub mod work;

pub use line::{Job, LinkStatus};
pub use order::{CardSource, TradeOrder};
pub use queue::{QueueItem, QueueRow};
pub use rules::{AdviceMode, CompletionMode, Demand, Rules};
pub use settle::{Settle, SettleStage};
pub use terminal::{CannotStart, Limits, PrinterStatus, ReaderStatus, Setup, Storage, Terminal, World};
pub use trade::{CardNote, Stage, Trade};
pub use verdict::{Ending, Verdict, Why};
pub use work::{Input, PrintJob, Then, Ticket, Work};
