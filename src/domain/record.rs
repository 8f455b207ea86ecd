//! One commit of the journal.

use serde::{Deserialize, Serialize};

use super::{Fact, WallTime};

/// One commit: everything that became true at once, with the wall clock at that moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// When, by this terminal's clock.
    pub at: WallTime,
    /// What.
    pub facts: Vec<Fact>,
}
