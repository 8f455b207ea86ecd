//! Where a journal begins whose old segments are gone.

use serde::{Deserialize, Serialize};

/// Where the kept part of a journal begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptFrom {
    /// The oldest segment that is kept.
    pub segment: u32,
    /// The sequence of its first record.
    pub sequence: u64,
    /// The hash of the last record before that, 64 hexadecimal digits.
    pub previous: String,
    /// The hash that the ledger's chain started at once, 64 hexadecimal digits: its identity.
    pub ledger: String,
}
