//! Everything that can happen.

use crate::{
    catalogue::{Catalogue, Record, Shelf},
    customers::{Change, Customers},
    domain::{FileFault, Found, Mobile, Place, Search, Transaction, operator::PasswordHash},
    enrol::service::{Answer, Trouble},
    fees::{Findings, NotAudited},
    flow::Input,
    keypad::{Key, Plug, Pointer, Presence, Scanned},
    report::Survey,
};

use super::{Ground, OfficeGround, SessionId};

/// Something happened.
#[derive(Debug)]
pub enum Event {
    /// The system wants something.
    Signal(Signal),
    /// A key of the keypad.
    Key(SessionId, Key),
    /// The sign that a scanner on the keyboard line sends before a code.
    ScanBegins(SessionId),
    /// A key that the keymap does not know.
    UnknownKey(SessionId),
    /// CLEAR has been held: everything that was typed goes.
    ClearHeld(SessionId),
    /// A scanner has read a code: one of its own, or one on the keyboard line that was told from fingers.
    Scanned(SessionId, Scanned),
    /// A keypad or a scanner has been plugged in or pulled out.
    Plugged(Plug, Presence),
    /// A character that the input method of a console wrote, such as a Hanzi.
    Written(SessionId, char),
    /// A touch of the screen.
    Pointer(SessionId, Pointer),
    /// The terminal of a session has said that it reports touches.
    Touchable(SessionId),
    /// A screen has a new size, in columns and rows.
    Resize(SessionId, (u16, u16)),
    /// The ledger, the host, the reader or the printer speaks.
    Flow(Input),
    /// Transactions that a screen asked for; none where the ledger could not answer, and its log says why.
    Found(SessionId, Option<Vec<Transaction>>),
    /// A piece of a search, with what was asked; none where the ledger could not answer, and its log says why.
    Searched(SessionId, Box<Search>, Option<Place>, Option<Found>),
    /// The sums of the last days so far, and where to go on; none where they could not be made.
    Surveyed(SessionId, Option<(Box<Survey>, Option<Place>)>),
    /// What the records of many days say; or why they cannot be read.
    Audited(SessionId, Box<Result<Findings, NotAudited>>),
    /// A password has been checked or hashed.
    Password(SessionId, Ground, PasswordAnswer),
    /// The catalogue has been read, or cannot be used.
    Catalogue(Shelf<Catalogue>),
    /// A product's record is durable now, or could not be kept, for the reason that the log has.
    ProductKept(SessionId, Result<Box<Record>, ()>),
    /// Stock counts are durable now, or could not be kept, for the reason that the log has.
    StockKept(Result<Vec<Record>, ()>),
    /// The customers have been read, or cannot be used.
    Customers(Shelf<Customers>),
    /// A change of a customer is durable now, or this one could not be made, for the reason that the log has.
    CustomerChanged(SessionId, Result<Change, Change>),
    /// What a roster's file holds, or why it cannot be read.
    RosterRead(SessionId, Result<Vec<u8>, FileFault>),
    /// The enrolment service has answered, or not.
    Office(OfficeGround, Result<Answer, Trouble>),
    /// The training world has sent a short message to a telephone: to whom, and the code in it.
    ShortMessage(Mobile, String),
    /// The black box is in this file of the data folder; or could not be kept, for this reason.
    BlackBox(SessionId, Result<String, FileFault>),
    /// Something of a second screen.
    Seat(super::SeatEvent),
    /// Time has passed: something may be due.
    Tick,
}

/// What the system wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// End in good order (SIGTERM, SIGINT).
    Terminate,
    /// The terminal has gone (SIGHUP, or its line is dead).
    Hangup,
}

/// What became of a password.
#[derive(Debug, PartialEq, Eq)]
pub enum PasswordAnswer {
    /// It was right.
    Right,
    /// It was wrong.
    Wrong,
    /// It was right, or needed no check, and this is the hash of the new one.
    Hashed(PasswordHash),
    /// The new one is one of those that it may not be.
    Used,
    /// It could not be checked, for the reason that the log has.
    Failed,
}
