//! `[seat]`: second screens for technicians, over a Unix socket.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::{runtime::SeatConfig, seat::SOCKET};

/// The table.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SeatTable {
    /// Whether there are any.
    pub mode: SeatMode,
    /// The path of the socket; not given: `seat.sock` in the data folder.
    pub socket: Option<PathBuf>,
    /// Whose members are let in, beside root and the terminal's own user.
    pub group: Option<String>,
}

/// Whether there are second screens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SeatMode {
    /// There are.
    #[default]
    On,
    /// There are not.
    Off,
}

impl SeatTable {
    /// For the terminal whose data lies there.
    pub fn config(&self, data: &Path) -> Option<SeatConfig> {
        let socket = self.socket.clone().unwrap_or_else(|| data.join(SOCKET));
        (self.mode == SeatMode::On).then(|| SeatConfig { socket, group: self.group.clone() })
    }
}
