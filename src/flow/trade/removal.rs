//! A chip that was read and is not wanted: it must be taken out before another card can be read.

use crate::{domain::Entry, reader::Order};

use super::{Hand, Stage, Terminal, Work};

impl Terminal {
    /// Lets a chip go that was read and not asked for a cryptogram.
    pub(super) fn let_unread_card_go(&mut self, out: &mut Vec<Work>) {
        let Some(trade) = &self.trade else { return };
        let inside = trade.card.as_ref().is_some_and(|card| card.entry == Entry::Chip);
        let unasked = matches!(trade.stage, Stage::AwaitCard | Stage::SameSale(_)) && trade.authorised.is_none();
        if inside && unasked && self.hand == Hand::Idle {
            self.hand = Hand::Removal;
            out.push(Work::Read(Order::Release));
        }
    }

    /// Whether the last card is still in the reader and must be taken out before another can be read.
    pub fn waits_for_removal(&self) -> bool {
        self.hand == Hand::Removal
    }
}
