//! Everything that the program can do.

use crate::{
    catalogue::Record,
    customers::Change,
    domain::{BatchNo, Kind, OperatorNo, Place, Search, TxnRef, operator::PasswordHash},
    enrol::service::Ask,
    fees::Inquiry,
    flow::Work,
    report::Survey,
    screen::{FaultOrder, PaysWhen, Secret},
};

use super::{OfficeGround, Saying, SessionId};

/// Something to do. The runtime does it; later events tell how it went.
#[derive(Debug)]
pub enum Effect {
    /// Work of the flows: ledger, host, reader, printer.
    Do(Work),
    /// Fetch transactions for a screen. Answered by `Found`.
    Find(SessionId, Query),
    /// Look through the records of many days, and the settlement file, for a screen. Answered by `Audited`.
    Audit(SessionId, Box<Inquiry>),
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
        new: Option<NewPassword>,
    },
    /// Hash a new password. Answered by `Password`.
    HashPassword {
        /// For whom.
        session: SessionId,
        /// Why; comes back with the answer.
        ground: Ground,
        /// The new password.
        new: NewPassword,
    },
    /// Keep a product's new record in the catalogue. Answered by `ProductKept`.
    KeepProduct(SessionId, Box<Record>),
    /// Keep new stock counts of products. Answered by `StockKept`.
    KeepStock(Vec<Record>),
    /// Keep a customer, or erase one. Answered by `CustomerChanged`.
    ChangeCustomer(SessionId, Change),
    /// Read a roster of operators from this file. Answered by `RosterRead`.
    ReadRoster(SessionId, std::path::PathBuf),
    /// Ask the enrolment service. Answered by `Office`.
    AskOffice(OfficeGround, Ask),
    /// Move the paper on.
    FeedPaper,
    /// Hold a card of the training tray to the pad.
    PresentCard(u8),
    /// The customer of the training world pays this code.
    PayShown(String, PaysWhen),
    /// The training host does something wrong with its next messages; none: it forgets all faults.
    TrainingFaults(Option<FaultOrder>),
    /// Keep the black box in a file, for support. Answered by `BlackBox`.
    KeepBlackBox(SessionId),
    /// Sound the bell: a key was refused.
    Bell(SessionId),
    /// Say how a transaction ended, where the box has a voice.
    Say(Saying),
    /// End the program and start it anew.
    Restart,
    /// Go to the training world, or back from it.
    SwitchWorld,
    /// End the program.
    Quit,
}

/// A password to be set.
#[derive(Debug)]
pub struct NewPassword {
    /// Its digits.
    pub digits: Secret,
    /// Those that it may not be.
    pub used: Vec<PasswordHash>,
}

/// Transactions to fetch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Query {
    /// A batch, newest first, so many at most.
    Batch(BatchNo, usize),
    /// These, of whichever batches; those that are not in the journal any more are left out.
    These(Vec<TxnRef>),
    /// A piece of a search in all batches, from a place on. Answered by `Searched`.
    Search(Box<Search>, Option<Place>),
    /// A piece more for the sums of the last days, from a place on. Answered by `Surveyed`.
    Survey(Box<Survey>, Option<Place>),
}

impl Query {
    /// A piece of a search has so many transactions at most: what a page shows.
    pub const PAGE: usize = 9;
    /// A piece of the last days has so many.
    pub const PIECE: usize = 250;
}

/// Why a password is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// Sign-in.
    SignIn(OperatorNo),
    /// Approval of the transaction that the session waits to begin: of which kind, by whom.
    Approve(Kind, OperatorNo),
    /// Approval of the step of a basket that the session waits to take: by whom.
    ApproveStep(OperatorNo),
    /// A new password for this operator.
    NewPassword(OperatorNo),
    /// A locked session goes on, or is signed out, by this number.
    Resume(OperatorNo),
    /// This number lets in an operator who is signed in at another terminal.
    TakeOver(OperatorNo),
    /// The password of somebody who is given this number.
    Enrol(OperatorNo),
}
