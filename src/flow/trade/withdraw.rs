//! Stepping back from a trade while its card may be paying by itself.
//!
//! Elsewhere nothing has happened before the host is asked, so whoever cancels is obeyed at once and the reader's report is
//! dropped. A card that may approve by itself may have done so already when the pad hears that it is to stop. So the pad's
//! last word is waited for, and an approval within the order counts.

use std::time::Duration;

use crate::{
    domain::Now,
    reader::{Authorised, Order, Outcome},
};

use super::{Stage, Terminal, Trade, Verdict, Why, Work};

/// How long the pad may take to stop: the driver gives it up after three tries of two seconds.
pub(super) const WITHDRAW_LIMIT: Duration = Duration::from_secs(10);

impl Trade {
    /// Whether the card may be approving by itself at this moment.
    fn may_be_paying(&self) -> bool {
        matches!(self.stage, Stage::Authorising) && self.offline.allows(self.amount)
    }

    /// Whether its card has paid by itself, and that has still to be recorded: it cannot be given up any more.
    pub(super) fn has_paid_alone(&self) -> bool {
        let approved = self.authorised.as_ref().is_some_and(|card| card.outcome == Outcome::ApprovedOffline);
        approved && matches!(self.stage, Stage::AwaitLine)
    }

    /// Why this trade is being given up, if it is.
    pub(super) fn withdrawn(&self) -> Option<&Why> {
        match &self.stage {
            Stage::Withdrawing(why) => Some(why),
            _ => None,
        }
    }
}

impl Terminal {
    /// Gives up a trade of which nothing has been sent.
    pub(super) fn withdraw(&mut self, why: Why, now: Now, out: &mut Vec<Work>) {
        match &mut self.trade {
            Some(trade) if trade.may_be_paying() => {
                trade.go(Stage::Withdrawing(why), now);
                out.push(Work::Read(Order::Cancel));
            }
            _ => self.end_unsent(Verdict::not_paid(why), now, out),
        }
    }

    /// Nothing can be made durable any more: a trade of which nothing has left goes no further. Where its card has paid by
    /// itself, only the attempt to record that is left.
    pub(in crate::flow) fn stop_unsaved(&mut self, reason: String, now: Now, out: &mut Vec<Work>) {
        match &self.trade {
            Some(trade) if trade.has_paid_alone() => self.save_intent(now, out),
            Some(trade) if trade.can_cancel() => self.withdraw(Why::Storage(reason), now, out),
            _ => {}
        }
    }

    /// Ends a trade that is being given up and whose card has not paid. True when it is ended.
    pub(super) fn end_withdrawn(&mut self, authorised: &Authorised, now: Now, out: &mut Vec<Work>) -> bool {
        let Some(why) = self.trade.as_ref().and_then(Trade::withdrawn).cloned() else { return false };
        if authorised.outcome == Outcome::ApprovedOffline {
            return false;
        }
        self.release_card(out);
        self.end_unsent(Verdict::not_paid(why), now, out);
        true
    }
}
