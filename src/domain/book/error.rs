//! Facts that contradict those before them.

use crate::domain::{BasketError, BatchNo, OperatorNo, Parcel, Stan, State};

/// A fact that does not follow from those before it: the journal is damaged or the program is wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BookError {
    /// A fact names a transaction that is not in the open batch.
    #[error("fact names transaction {stan} of batch {batch}, which is not in the open batch")]
    UnknownTransaction {
        /// Its batch.
        batch: BatchNo,
        /// Its STAN.
        stan: Stan,
    },
    /// A transaction begins with a STAN that the batch already has.
    #[error("transaction {stan} of batch {batch} begins twice")]
    Twice {
        /// Its batch.
        batch: BatchNo,
        /// Its STAN.
        stan: Stan,
    },
    /// A change of state that no rule allows, such as approving what was reversed.
    #[error("transaction {stan} cannot go from {from:?} to {to:?}")]
    BadStep {
        /// Its STAN.
        stan: Stan,
        /// The state that it is in.
        from: State,
        /// The state that the fact asks for.
        to: State,
    },
    /// A number is given to somebody new and belongs to somebody.
    #[error("operator number {0} is given a second time")]
    NumberTaken(OperatorNo),
    /// A fact about a bill that is not open, or is opened twice.
    #[error("fact names bill {0}, which is not open, or opens it twice")]
    UnknownBill(crate::domain::BillNo),
    /// A part that is more than what is left of its bill, or one part too many.
    #[error("part {stan} does not fit into bill {bill}")]
    PartTooLarge {
        /// The part.
        stan: Stan,
        /// The bill.
        bill: crate::domain::BillNo,
    },
    /// An end of a bill that its parts do not give.
    #[error("bill {0} is closed while its parts say otherwise")]
    BillNotDone(crate::domain::BillNo),
    /// A batch is closed with a bill that is still open.
    #[error("the batch is closed while bill {0} is open")]
    OpenBill(crate::domain::BillNo),
    /// A settlement fact without a settlement, or for another batch.
    #[error("settlement fact outside a settlement of the open batch")]
    NoSettlement,
    /// A Z report that is not the next one, or not of the open batch.
    #[error("Z report {number} of batch {batch} where number {expected} of the open batch must follow")]
    BadZ {
        /// Its number.
        number: u32,
        /// The number that is next.
        expected: u32,
        /// Its batch.
        batch: BatchNo,
    },
    /// A fact about a parcel that the transaction does not have, or whose delivery has ended.
    #[error("transaction {stan} has no {parcel:?} to deliver")]
    NoParcel {
        /// Its STAN.
        stan: Stan,
        /// Which parcel.
        parcel: Parcel,
    },
    /// A fact about an operator that does not exist.
    #[error("fact names operator {0}, who does not exist")]
    UnknownOperator(OperatorNo),
    /// Rates were confirmed that there are none of.
    #[error("rates were confirmed, but there are none")]
    NoRates,
    /// A step of a basket that does not follow from those before it.
    #[error(transparent)]
    Basket(#[from] BasketError),
    /// Cash was counted before there was a float to count it against.
    #[error("cash was counted, but the drawer has no float")]
    NoFloat,
    /// A roster that is not newer than the one that was taken last.
    #[error("roster {serial} does not follow roster {taken}")]
    OldRoster {
        /// Its number.
        serial: u64,
        /// That of the one that was taken last.
        taken: u64,
    },
}
