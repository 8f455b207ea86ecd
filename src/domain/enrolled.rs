//! An operator number that somebody got at the terminal from the enrolment service, and what a sign-in says of other terminals.

use serde::{Deserialize, Serialize};

use super::{Mobile, OperatorNo, PersonName, TerminalId, WallTime, operator::PasswordHash};

/// A number that was given on the terminal. It only trains until a supervisor approves it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolled {
    /// Which.
    pub operator: OperatorNo,
    /// Whose it is, where that was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<PersonName>,
    /// The mobile number, which the service has seen to.
    pub mobile: Mobile,
    /// The password that was chosen on the terminal.
    pub password: PasswordHash,
    /// When the number lapses, where nobody approves it.
    pub lapses: WallTime,
}

/// What is known, at a sign-in, of the same operator at other terminals.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "claim", rename_all = "snake_case")]
pub enum Claim {
    /// No other terminal knows the operator.
    #[default]
    Own,
    /// The service has kept the operator for this terminal.
    Held,
    /// The service did not say: the operator may be signed in elsewhere, too.
    Unclaimed,
    /// The operator was signed in elsewhere, and somebody here let him in all the same.
    TakenOver {
        /// Who let him in.
        by: OperatorNo,
        /// Where he was.
        from: TerminalId,
    },
}

impl Claim {
    /// Whether there is nothing to say.
    pub fn is_own(&self) -> bool {
        *self == Claim::Own
    }
}
