//! How long each stage of a trade may take, and what becomes of it then.

use std::time::Duration;

use crate::domain::Now;

use super::{Stage, Terminal, Why, Work, enquiry::ENQUIRY_LIMIT, same_sale::QUESTION_LIMIT, withdraw::WITHDRAW_LIMIT};

impl Terminal {
    /// Ends the trade when its stage has taken too long.
    pub(in crate::flow) fn trade_deadline(&mut self, now: Now, out: &mut Vec<Work>) {
        let Some(limit) = self.stage_limit() else { return };
        let Some(trade) = &self.trade else { return };
        if now.mono < trade.since + limit {
            return;
        }
        let why = match trade.stage {
            Stage::AwaitCard => Why::NoCard,
            Stage::Authorising => Why::PinTimeout,
            Stage::Withdrawing(ref why) => why.clone(),
            Stage::SameSale(earlier) => Why::SameSale(earlier.stan),
            Stage::Enquiring(_) => return self.give_up_enquiry(now, out),
            _ => self.why_not_prepared(),
        };
        self.withdraw(why, now, out);
    }

    /// When the stage in hand runs out.
    pub(in crate::flow) fn trade_wake(&self) -> Option<Duration> {
        Some(self.trade.as_ref()?.since + self.stage_limit()?)
    }

    /// How long the stage in hand may take, where the flow keeps the clock.
    pub fn stage_limit(&self) -> Option<Duration> {
        let limits = &self.setup.limits;
        let trade = self.trade.as_ref()?;
        match trade.stage {
            // It waits for the number of its batch, and is recorded whenever that comes.
            Stage::AwaitLine if trade.has_paid_alone() => None,
            Stage::Preparing | Stage::FetchingCard | Stage::AwaitLine => Some(limits.prepare),
            Stage::AwaitCard => Some(limits.card),
            Stage::Authorising => Some(limits.pin),
            Stage::Withdrawing(_) => Some(WITHDRAW_LIMIT),
            Stage::SameSale(_) => Some(QUESTION_LIMIT),
            Stage::Enquiring(_) => Some(ENQUIRY_LIMIT),
            _ => None,
        }
    }

    fn why_not_prepared(&self) -> Why {
        if self.book.reversals_owed().next().is_some() {
            return Why::ReversalFirst;
        }
        if self.waits_for_removal() {
            return Why::CardLeftIn;
        }
        match self.line.trouble() {
            Some(why @ (Why::BadKeys | Why::SignOnRefused(_) | Why::HostUnreachable(_))) => why,
            // It was the sign-on that got no good answer: nothing of this trade has left.
            Some(other) => Why::NotSignedOn(format!("{other:?}")),
            None => Why::NotSignedOn(String::new()),
        }
    }
}
