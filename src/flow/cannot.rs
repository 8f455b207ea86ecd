//! Why nothing new can begin.

use crate::domain::{Amount, BasketError, Kind, OperatorNo, Permission, ResponseCode};

/// Why nothing new can begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CannotStart {
    /// Another trade is in progress.
    TradeInProgress,
    /// The batch is being settled.
    Settling,
    /// The host refuses the settlement with this, and a person has to say how it goes on.
    SettlementHeld(ResponseCode),
    /// The batch is full: settle first.
    BatchFull,
    /// The batch is older than is allowed: settle first.
    BatchOld,
    /// The disk is nearly full: settle first.
    StorageLow,
    /// The disk is nearly full, and there is nothing to settle: somebody must make room.
    StorageFull,
    /// The ledger has stopped.
    StorageStopped(String),
    /// There is no reader.
    ReaderDown(String),
    /// A reversal is still owed.
    ReversalOwed,
    /// A person must close an unresolved transaction first.
    Unresolved,
    /// A sign-on is being stored, which may open another batch.
    SigningOn,
    /// The order gateway has still to say how something ended.
    OrderOpen,
    /// Somebody has still to read how an order ended.
    OrderUntold,
    /// There is no order gateway.
    NoGateway,
    /// So much of the payment has gone back already that only this can still.
    RefundedBefore(Amount),
    /// The transaction cannot be voided.
    NotVoidable,
    /// This kind is not offered on this terminal.
    NotOffered(Kind),
    /// There is no amount.
    NoAmount,
    /// It takes a supervisor's approval.
    NotApproved,
    /// Whoever asks for it, or approves it, may not.
    Forbidden(Permission),
    /// The passwords of these are still those that every terminal is shipped with, and money is real.
    ShippedPasswords(Vec<OperatorNo>),
    /// Nobody has approved this operator's number yet, and money is real.
    Quarantined(OperatorNo),
    /// The number was withdrawn by head office.
    Withdrawn(OperatorNo),
    /// This operator's password is for the first sign-in alone, and money is real.
    FirstPassword(OperatorNo),
    /// A refund may not be higher than this.
    AboveRefundLimit(Amount),
    /// Card numbers may not be typed for this.
    NoTypedCards,
    /// Reference number, authorisation code or date of the original is missing.
    OriginalIncomplete,
    /// The transaction cannot be adjusted or tipped: it is of another kind, has been adjusted before, or is not known.
    NotAdjustable,
    /// The clock may be wrong, and money is real.
    ClockDoubted,
    /// A sale that is paid in parts has not come to its end.
    BillOpen,
    /// A part does not fit into its sale: that is over, is being given up, or less is left of it.
    NotOfBill,
    /// So many payments of the bill were tried that no more are kept: whoever has the right to ends it as it is.
    BillTriedOften,
    /// As many sales are unfinished as there may be.
    TooManyBills,
    /// There is less in the cash drawer.
    DrawerTooLow,
    /// The cash drawer has not begun with a float.
    NoFloat,
    /// The basket that it would pay cannot be paid so.
    Basket(BasketError),
    /// The tip is nothing, or above so many percent.
    TipTooHigh(u8),
}
