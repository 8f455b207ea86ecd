//! What people do to baskets, one small step a key.

use serde::{Deserialize, Serialize};

use super::{BasketLine, BasketNo, Discount, LINES_MAX, LIVE_MAX, LineNo, Quantity};
use crate::domain::OperatorNo;

/// One step. Each is a fact of its own, so that what was keyed in outlives the power.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum BasketChange {
    /// A line was added. The first one of a number that was not used yet begins the basket.
    LineAdded {
        /// Which.
        line: BasketLine,
    },
    /// A line got another quantity.
    QuantitySet {
        /// Which.
        line: LineNo,
        /// How much of it there is now.
        quantity: Quantity,
        /// Who approved it, where it is less than before and that takes a second person.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        approver: Option<OperatorNo>,
    },
    /// A line was struck.
    LineStruck {
        /// Which.
        line: LineNo,
        /// Who approved it, where that takes a second person.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        approver: Option<OperatorNo>,
    },
    /// A discount was given, or taken back.
    DiscountGiven {
        /// On which line; none: on all of the basket.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        line: Option<LineNo>,
        /// Which, in place of the one before; none: there is none any more.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        discount: Option<Discount>,
        /// Who approved it, where that takes a second person.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        approver: Option<OperatorNo>,
    },
    /// It was put aside.
    Parked,
    /// It was taken up again.
    Recalled,
    /// Some lines went into a new basket, which is parked.
    Split {
        /// Which lines.
        lines: Vec<LineNo>,
        /// The number of the new one.
        into: BasketNo,
    },
    /// All lines of a parked basket came into this one; that one is gone.
    Merged {
        /// Which one.
        from: BasketNo,
    },
    /// It was thrown away.
    Dropped {
        /// Who approved it, where that takes a second person.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        approver: Option<OperatorNo>,
    },
}

impl BasketChange {
    /// Who approved it, if somebody did.
    pub fn approver(&self) -> Option<OperatorNo> {
        match self {
            BasketChange::LineStruck { approver, .. }
            | BasketChange::DiscountGiven { approver, .. }
            | BasketChange::Dropped { approver }
            | BasketChange::QuantitySet { approver, .. } => *approver,
            _ => None,
        }
    }

    /// The same, approved by a second person; a step that takes none stays as it is.
    #[must_use]
    pub fn approved_by(mut self, who: OperatorNo) -> BasketChange {
        if let BasketChange::LineStruck { approver, .. }
        | BasketChange::DiscountGiven { approver, .. }
        | BasketChange::Dropped { approver }
        | BasketChange::QuantitySet { approver, .. } = &mut self
        {
            *approver = Some(who);
        }
        self
    }
}

/// Why a step cannot be. Nothing has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BasketError {
    /// There is no such basket among those that are not closed.
    #[error("there is no basket {0}")]
    NoBasket(BasketNo),
    /// A number that has been used, or would leave one out.
    #[error("basket {found} begins where {expected} must follow")]
    NotNext {
        /// The number given.
        found: BasketNo,
        /// The number that is next.
        expected: BasketNo,
    },
    /// Only an open basket can be changed.
    #[error("basket {0} is not open")]
    NotOpen(BasketNo),
    /// Only a parked basket can be taken up.
    #[error("basket {0} is not parked")]
    NotParked(BasketNo),
    /// There is an open basket already.
    #[error("basket {0} is open already")]
    OpenAlready(BasketNo),
    /// There is no such line, or it is struck.
    #[error("there is no line {0} in the basket")]
    NoLine(LineNo),
    /// A line with a number that it may not have.
    #[error("line {found} begins where {expected} must follow")]
    BadLine {
        /// The number given.
        found: LineNo,
        /// The number that is next.
        expected: LineNo,
    },
    /// No line more has room.
    #[error("a basket has at most {LINES_MAX} lines")]
    TooManyLines,
    /// No basket more has room.
    #[error("at most {LIVE_MAX} baskets are open, parked or being paid")]
    TooManyBaskets,
    /// The total would be more than an amount can be.
    #[error("the basket would cost more than an amount can be")]
    TooMuch,
    /// A discount would be more than what it is on.
    #[error("a discount would be more than what it is on")]
    DiscountTooHigh,
    /// A basket without a line can be neither parked nor paid.
    #[error("basket {0} has nothing in it")]
    Empty(BasketNo),
    /// A split must leave something on both sides.
    #[error("a split leaves lines on both sides")]
    NothingLeft,
    /// One with a discount on all of it cannot come into another, where the discount would be on more.
    #[error("basket {0} has a discount on all of it")]
    Discounted(BasketNo),
    /// A payment of more than is due.
    #[error("a payment of more than is due for basket {0}")]
    MoreThanDue(BasketNo),
    /// It cannot be closed: not all of it is paid for certain, or its lines are not what it costs.
    #[error("basket {0} is not paid")]
    NotPaid(BasketNo),
    /// More parts than one basket may have.
    #[error("basket {0} has too many payments")]
    TooManyParts(BasketNo),
}
