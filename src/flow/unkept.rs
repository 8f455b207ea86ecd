//! What could not be made durable: nothing is sent or told that hangs on it. A disk that takes records again goes on where a
//! restart would.

use crate::domain::{Fact, Now, State, Transaction};

use super::{Signing, Storage, Terminal, Then, Ticket, Why, Work};

impl Terminal {
    pub(super) fn on_commit_failed(&mut self, ticket: Ticket, reason: String, now: Now, out: &mut Vec<Work>) {
        let Some(lost) = self.take_pending(ticket) else { return };
        self.storage = Storage::Stopped(reason.clone());
        self.gateway.saved(&lost.facts);
        if lost.facts.iter().any(|fact| matches!(fact, Fact::SettlementBegan(_))) {
            // There is none. The next one begins when there is room for its first fact.
            self.settle = None;
        }
        match lost.then {
            Then::Nothing | Then::PrintSlip(_) | Then::TellBill(_) | Then::TellLeft => {}
            Then::ShowTrade(_) if self.is_cash_trade() => self.lose_cash(reason, now, out),
            Then::SendTrade => self.abandon_trade(Why::Storage(reason), now, out),
            Then::SendOrder => self.abandon_order(Why::Storage(reason), now, out),
            Then::ShowTrade(_) => self.lose_trade(Why::StorageAfterAnswer(reason), now),
            Then::FreeLine | Then::SendReversal(_) | Then::Ask(_) | Then::TellRefused(..) => self.line.finish(),
            Then::PrintSigned(txn) => self.end_signing(txn, Signing::No, out),
            Then::StepSettlement | Then::TellSettled(..) => self.interrupt_settlement(Why::Storage(reason), now),
        }
    }

    /// A trade whose outcome could not be stored has none in the journal. Nothing is settled before it has one.
    pub(super) fn take_up_unkept(&mut self, now: Now, out: &mut Vec<Work>) {
        let in_hand = self.trade.as_ref().is_some_and(|trade| trade.verdict().is_none());
        if in_hand || self.is_writing() {
            return;
        }
        let facts = self.interrupted();
        if !facts.is_empty() {
            self.commit(now, facts, Then::Nothing, out);
        }
    }

    /// What becomes of trades that were asked and have no outcome in the journal. The order gateway is asked about its own.
    pub(super) fn interrupted(&self) -> Vec<Fact> {
        let open = self.book.transactions.restless().filter(|t| t.state == State::Pending && !t.is_order());
        open.map(Transaction::without_answer).collect()
    }
}
