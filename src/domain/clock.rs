//! What the journal says of the wall clock.

use serde::{Deserialize, Serialize};

use super::OperatorNo;

/// What is known of the wall clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "clock", rename_all = "snake_case")]
pub enum ClockNote {
    /// From here on the latest time of the journal is known.
    Watched,
    /// It was doubted, and is right.
    Confirmed {
        /// Who says so; none: the host's clock agrees.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<OperatorNo>,
    },
}
