//! Cash: it is paid as soon as its record is durable. Nobody is asked, and no host hears of it.

use crate::domain::{Fact, Now, State};
use crate::flow::{Then, Verdict, Why};

use super::{Stage, Terminal, Trade, Work};

impl Terminal {
    /// The record and its outcome go to the disk in one commit: there is no moment at which cash is neither.
    pub(super) fn save_cash(&mut self, now: Now, out: &mut Vec<Work>) {
        let txn = self.take_txn();
        let currency = self.setup.currency;
        let Some(trade) = &mut self.trade else { return };
        let record = trade.record(txn, currency, now);
        let Some(record) = self.with_items(record) else {
            return self.end_unsent(Verdict::not_paid(Why::BadRequest("the basket has changed".into())), now, out);
        };
        let Some(trade) = &mut self.trade else { return };
        trade.txn = Some(txn);
        trade.go(Stage::SavingResult, now);
        let mut facts = self.first_of_bill(&record, now);
        facts.push(Fact::Began(Box::new(record)));
        facts.push(Fact::Concluded { txn, state: State::Approved, host: None, chip: None, extra: None });
        self.commit(now, facts, Then::ShowTrade(Verdict::paid()), out);
    }

    /// It could not be made durable: nothing of it is recorded, so nothing may change hands.
    pub(in crate::flow) fn lose_cash(&mut self, reason: String, now: Now, out: &mut Vec<Work>) {
        if let Some(trade) = &mut self.trade {
            trade.txn = None;
        }
        self.end_unsent(Verdict::not_paid(Why::Storage(reason)), now, out);
    }

    /// Whether the trade in progress is one in cash.
    pub(in crate::flow) fn is_cash_trade(&self) -> bool {
        self.trade.as_ref().is_some_and(Trade::is_cash)
    }
}
