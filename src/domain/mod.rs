//! The words of the trade as types: money, cards, operators, transactions, batches, facts and time.
//!
//! Nothing here reads a clock, a file or a socket, and nothing here knows another module of the program.

pub mod batch;
pub mod book;
pub mod card;
pub mod fact;
pub mod hex;
pub mod ids;
pub mod money;
pub mod operator;
pub mod receipt;
pub mod time;
pub mod transaction;

pub use batch::{KindTotals, Settlement, SettlementStage, Totals};
pub use book::{Book, BookError};
pub use card::{CardSecret, Entry, Expiry, MaskedPan, Pan, PinBlock, Track2};
pub use fact::{Fact, Record};
pub use ids::{AuthCode, BatchNo, MerchantId, ResponseCode, Rrn, Stan, TerminalId};
pub use money::{Amount, Currency};
pub use operator::{Lang, OperatorNo, OperatorRecord, Role};
pub use time::{Civil, HostTime, Now, UtcOffset, WallTime};
pub use transaction::{HostResult, Kind, Original, PinUse, Reversal, ReversalReason, State, Transaction, TxnRef};
