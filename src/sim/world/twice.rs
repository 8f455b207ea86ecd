//! The rule that nobody's card is charged the same amount twice within minutes, in one batch, unless the person at the keypad has
//! said so.

use std::{collections::VecDeque, time::Duration};

use super::{shop::Shop, told::entry};
use crate::{
    acquirer::Request,
    domain::{Amount, Entry, Kind, TxnRef},
    keypad::Key,
    sim::host::BookState,
};

/// The program asks for ten minutes; a few seconds of them pass between card and message.
const WITHIN: Duration = Duration::from_secs(590);

/// Sales that have left the box of late.
#[derive(Debug, Default)]
pub struct Sent {
    sales: VecDeque<(Duration, String, Amount, TxnRef)>,
    /// The person has said that the one at hand is meant.
    meant: bool,
}

impl Shop {
    /// Whether the question is on the screen, and this key says yes to it.
    pub(super) fn note_answer(&mut self, key: Key) {
        let trade = self.model.as_ref().and_then(|model| model.terminal.trade.as_ref());
        // What was said of a payment that came to nothing is not said of the next one.
        self.sent.meant &= trade.is_some();
        if trade.is_some_and(|trade| trade.same_as().is_some()) && key == Key::Digit(1) {
            self.sent.meant = true;
        }
    }

    /// A message is about to leave.
    ///
    /// # Errors
    /// It takes a second time what stands, and nobody was asked.
    pub(super) fn may_take(&mut self, request: &Request) -> Result<(), String> {
        let Request::Financial(sale) = request else { return Ok(()) };
        if !matches!(sale.kind, Kind::Sale | Kind::Instalment) || sale.card.entry == Entry::Code {
            return Ok(());
        }
        let (time, books) = (self.time, self.wire.host.books());
        let meant = std::mem::take(&mut self.sent.meant);
        self.sent.sales.retain(|(at, ..)| time < *at + WITHIN);
        let is_same = |(_, pan, amount, txn): &&(Duration, String, Amount, TxnRef)| {
            (pan, *amount) == (&self.pad.card.pan, sale.amount)
                && entry(books, *txn).is_some_and(|entry| entry.state == BookState::Approved)
        };
        let twice = self.sent.sales.iter().find(is_same).map(|(.., txn)| *txn).filter(|_| !meant);
        let txn = TxnRef { batch: sale.batch, stan: sale.stan };
        self.sent.sales.push_back((time, self.pad.card.pan.clone(), sale.amount, txn));
        match twice {
            Some(first) => {
                Err(format!("{} and {} take the same from one card, and nobody was asked", first.stan, txn.stan))
            }
            None => Ok(()),
        }
    }
}
