//! What the host refuses although it has to come to an end, and what people make of it: a reversal that it does not take back, a
//! settlement that it does not compare.

use serde::{Deserialize, Serialize};

use super::{OperatorNo, ResponseCode, TxnRef};

/// A refusal of something that is asked again, though not for ever; or what a person has said of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "of", rename_all = "snake_case")]
pub enum Refusal {
    /// The host refused a reversal.
    Reversal {
        /// Of which transaction.
        txn: TxnRef,
        /// With what.
        code: ResponseCode,
    },
    /// The host refused the settlement's totals, or the end of its details.
    Settlement {
        /// With what.
        code: ResponseCode,
    },
    /// A person has the settlement asked again: its refusals count from nothing.
    AskedAgain {
        /// Who.
        by: OperatorNo,
    },
    /// A person left a settlement of which the host has compared nothing: its batch stays open.
    Left {
        /// Who.
        by: OperatorNo,
    },
    /// A person closed a batch that the host has compared, without the host's word for the end of the details.
    ClosedAlone {
        /// Who.
        by: OperatorNo,
        /// With what the host had refused the end.
        code: ResponseCode,
    },
}

impl Refusal {
    /// Whether the host has refused what no new sign-on would make right.
    pub fn is_final(&self) -> bool {
        match self {
            Refusal::Reversal { code, .. } | Refusal::Settlement { code } => !code.wants_sign_on(),
            Refusal::AskedAgain { .. } | Refusal::Left { .. } | Refusal::ClosedAlone { .. } => false,
        }
    }
}

/// How often the host has refused something, and with what last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// The last code.
    pub code: ResponseCode,
    /// How often.
    pub times: u16,
}

impl Refused {
    /// Once more, with this code.
    pub(super) fn again(before: Option<&Refused>, code: &ResponseCode) -> Refused {
        Refused { code: code.clone(), times: before.map_or(0, |refused| refused.times).saturating_add(1) }
    }
}
