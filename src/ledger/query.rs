//! What can be asked of the index.

use crate::domain::{BatchNo, OperatorNo, Place, Rrn, Stan, WallTime};

/// A question. Every answer is newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Query {
    /// The transactions of a batch.
    Batch {
        /// Which batch.
        batch: BatchNo,
        /// Which part of the answer.
        page: Page,
    },
    /// One transaction by its voucher number.
    Stan {
        /// Its batch.
        batch: BatchNo,
        /// Its STAN.
        stan: Stan,
    },
    /// The transactions that the host gave this reference number; hosts use numbers again after months.
    Rrn(Rrn),
    /// The transactions of one operator.
    Operator {
        /// Who.
        operator: OperatorNo,
        /// Which part of the answer.
        page: Page,
    },
    /// The transactions that began from one moment until just before another: a day, by the caller's calendar.
    Day {
        /// The first moment.
        from: WallTime,
        /// The moment after the last.
        until: WallTime,
        /// Which part of the answer.
        page: Page,
    },
    /// The newest transactions of all.
    Last {
        /// How many at most.
        limit: usize,
    },
}

/// A piece of a search.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    /// It goes on from here to older transactions; none: from the newest on.
    pub(super) after: Option<Place>,
    /// How many are given at most.
    pub(super) limit: usize,
}

/// A part of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// How many are passed over.
    pub offset: usize,
    /// How many are given at most.
    pub limit: usize,
}
