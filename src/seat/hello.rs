//! The first frame of a client: which version it speaks, and what it wants.

use serde::{Deserialize, Serialize};

use crate::domain::Lang;

/// The version of what goes over the socket. A terminal that speaks another one says so and ends.
pub const VERSION: u16 = 1;

/// Who is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hello {
    /// [`VERSION`] of the client.
    pub version: u16,
    /// What it wants.
    pub want: Want,
    /// The fingerprint of the SSH key by which the person came in, where sshd gave it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ssh_key: Option<String>,
    /// Where the person's SSH client is, where sshd gave it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ssh_from: Option<String>,
}

/// What a client wants.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "what")]
pub enum Want {
    /// A screen.
    Seat {
        /// Its columns.
        columns: u16,
        /// And rows.
        rows: u16,
        /// Its language; none: the terminal's.
        #[serde(default)]
        lang: Option<Lang>,
        /// Whether it shows ASCII alone.
        #[serde(default)]
        plain: bool,
    },
    /// One line: how the terminal is.
    Status,
    /// The last facts, a line each.
    Recent,
    /// The same, and then each fact as it becomes durable.
    Follow,
}
