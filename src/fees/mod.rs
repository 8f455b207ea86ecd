//! What payments cost, when their money comes, and whether it came: rate tables and the calendar as data, the host's
//! settlement file against the journal, and the device deposit. `docs/fees.md` has the forms of the files.
//!
//! Nothing here knows a terminal, a file or a clock: texts, transactions and days come as arguments.

mod audit;
mod calendar;
mod compare;
mod cost;
mod deposit;
#[cfg(test)]
mod samples;
mod source;
mod statement;
mod table;

pub use audit::{Findings, Inquiry, NotAudited, NotCompared, Terms};
pub use calendar::{Arrival, Calendar, CalendarError};
pub use compare::{Difference, DifferenceKind, Identity, Report};
pub use cost::{CardType, Cost, Direction, Fee, Net, Unknown, card_type, cost};
pub use deposit::{Counted, Deposit, HostCount, Taken};
pub use source::{FILE_MAX, NoText};
pub use statement::{DepositRow, Row, Statement, StatementError};
pub use table::{TableError, read_table};
