//! Everything that the program can do.

use crate::{
    catalogue::Record,
    domain::{BatchNo, Kind, OperatorNo, Stan, operator::PasswordHash},
    flow::Work,
    screen::{FaultOrder, Secret},
};

use super::SessionId;

/// Something to do. The runtime does it; later events tell how it went.
#[derive(Debug)]
pub enum Effect {
    /// Work of the flows: ledger, host, reader, printer.
    Do(Work),
    /// Fetch transactions for a screen. Answered by `Found`.
    Find(SessionId, Query),
    /// Check a password against a hash, taking as long where there is none. Answered by `Password`.
    CheckPassword {
        /// For whom.
        session: SessionId,
        /// Why; comes back with the answer.
        ground: Ground,
        /// What was typed.
        password: Secret,
        /// What the ledger has; none for a number that does not exist.
        hash: Option<PasswordHash>,
        /// A new password to hash when the check went well.
        new: Option<Secret>,
    },
    /// Hash a new password. Answered by `Password`.
    HashPassword {
        /// For whom.
        session: SessionId,
        /// Why; comes back with the answer.
        ground: Ground,
        /// The new password.
        new: Secret,
    },
    /// Keep a product's new record in the catalogue. Answered by `ProductKept`.
    KeepProduct(SessionId, Box<Record>),
    /// Move the paper on.
    FeedPaper,
    /// Hold a card of the training tray to the pad.
    PresentCard(u8),
    /// The training host does something wrong with its next messages; none: it forgets all faults.
    TrainingFaults(Option<FaultOrder>),
    /// Sound the bell: a key was refused.
    Bell(SessionId),
    /// Go to the training world, or back from it.
    SwitchWorld,
    /// End the program.
    Quit,
}

/// Transactions to fetch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Query {
    /// A batch, newest first, so many at most.
    Batch(BatchNo, usize),
    /// One by its voucher number.
    Voucher(BatchNo, Stan),
}

/// Why a password is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// Sign-in.
    SignIn(OperatorNo),
    /// Approval of the transaction that the session waits to begin: of which kind, by whom.
    Approve(Kind, OperatorNo),
    /// A new password for this operator.
    NewPassword(OperatorNo),
}
