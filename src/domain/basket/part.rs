//! The payments of a basket: each a part, with a state of its own.

use serde::{Deserialize, Serialize};

use crate::domain::{Amount, State, TxnRef};

/// The payment that a part is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartRef {
    /// A transaction with the host, by card or by code.
    Txn(TxnRef),
}

/// What is known of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartState {
    /// It has begun.
    Pending,
    /// It is paid.
    Taken,
    /// It came to nothing: no money moved.
    NotTaken,
    /// Nobody knows; it is being reversed.
    Reversing,
    /// Nobody knows; a person must find out.
    Unknown,
    /// It was taken back: no money is left of it.
    Back,
}

impl PartState {
    /// What the state of a transaction is to the basket that it pays.
    pub fn of(state: State) -> PartState {
        match state {
            State::Pending => PartState::Pending,
            // What is stored is true as it is recorded; only the host has not heard of it yet.
            State::Approved | State::Stored => PartState::Taken,
            State::Declined | State::NotSent => PartState::NotTaken,
            State::Reversing => PartState::Reversing,
            State::Unresolved => PartState::Unknown,
            State::Reversed | State::Voided => PartState::Back,
        }
    }

    /// Whether it is known for good, unless it is taken back later.
    pub fn is_certain(self) -> bool {
        matches!(self, PartState::Taken | PartState::NotTaken | PartState::Back)
    }

    /// Whether its amount is paid, or may be: nobody else may pay that.
    pub fn holds(self) -> bool {
        !matches!(self, PartState::NotTaken | PartState::Back)
    }
}

/// One payment towards a basket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BasketPart {
    /// Which.
    pub pay: PartRef,
    /// How much of the total.
    pub amount: Amount,
    /// What is known of it.
    pub state: PartState,
}
