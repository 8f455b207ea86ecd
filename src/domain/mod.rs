//! The words of the trade as types: money, cards, operators, transactions, batches, facts and time.
//!
//! Nothing here reads a clock, a file or a socket, and nothing here knows another module of the program.

pub mod batch;
pub mod book;
pub mod card;
pub mod download;
pub mod fact;
pub mod hex;
pub mod ids;
pub mod kind;
pub mod money;
pub mod operator;
pub mod permission;
pub mod person;
pub mod picture;
pub mod qr;
pub mod receipt;
pub mod roster;
pub mod time;
pub mod transaction;

pub use batch::{CardClass, KindTotals, Settlement, SettlementStage, Totals};
pub use book::{Book, BookError, Transactions};
pub use card::{CardSecret, Entry, Expiry, MaskedPan, Pan, PayCode, PinBlock, Track2, Wallet};
pub use download::{Aid, CaKey, Download, HostData};
pub use fact::{Fact, KeptFrom, Record};
pub use ids::{AuthCode, BatchNo, MerchantId, MonthDay, PayVoucher, ResponseCode, Rrn, Stan, TerminalId};
pub use kind::{ChipUse, Conduct, Kind, Side};
pub use money::{Amount, Currency};
pub use operator::{Lang, OperatorNo, OperatorRecord, Role};
pub use permission::{Permission, Roles};
pub use person::{Mobile, PersonName};
pub use picture::Picture;
pub use qr::{Modules, Qr, QrLevel};
pub use roster::{Quarantine, RosterEntry};
pub use time::{Civil, HostTime, Now, UtcOffset, WallTime};
pub use transaction::{
    Delivery, DeliveryEnd, Extra, HostResult, Original, Parcel, PinUse, Reversal, ReversalReason, State, Transaction,
    TxnRef,
};
