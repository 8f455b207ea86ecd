//! What the reader can do, and its tables: what the host has sent down goes on to the reader when that comes, and after each download.

use std::sync::Arc;

use crate::reader::{EmvConfig, PinEntry, TerminalData, Ways};

use super::{ReaderStatus, Terminal, Work};

impl Terminal {
    /// Gives the reader what the host has sent down. The reader loads it if it has something else. While more is on its way it
    /// keeps what it has: with half of the applications it would refuse good cards.
    pub(super) fn give_tables(&self, out: &mut Vec<Work>) {
        if self.chores.brings_tables() {
            return;
        }
        let terminal = TerminalData {
            merchant: self.setup.merchant.to_string(),
            terminal: self.setup.terminal.to_string(),
            currency: self.setup.currency,
        };
        if let (Some(config), left_out) = EmvConfig::from_host(terminal, &self.book.host_data) {
            out.push(Work::Tables(Arc::new(config), left_out));
        }
    }
}

impl ReaderStatus {
    /// Whether a PIN can be asked for. One that is not there may have a keypad.
    pub(super) fn takes_pin(&self) -> bool {
        !matches!(self, ReaderStatus::Up(info) if info.capabilities.pin == PinEntry::None)
    }

    /// The ways of presenting a card, for the screen that asks for one; all of them where the reader is not there or does not
    /// say.
    pub fn ways(&self) -> Ways {
        let all = Ways { insert: true, tap: true, swipe: true };
        match self {
            ReaderStatus::Up(info) => Some(info.capabilities.ways()).filter(|ways| ways.any()).unwrap_or(all),
            ReaderStatus::Starting | ReaderStatus::Down(_) => all,
        }
    }
}
