//! The reader's tables: what the host has sent down goes on to the reader when that comes, and after each download.

use std::sync::Arc;

use crate::reader::{EmvConfig, TerminalData};

use super::{Terminal, Work};

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
