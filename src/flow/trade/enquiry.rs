//! A payment by code whose end is not known: the host is asked what has become of it before it is taken back.
//!
//! The wallet's owner may still be typing a password, and an answer may have been lost on the way; a few seconds decide
//! between a sale and a reversal. Whatever is not plainly paid by then is reversed. The record says "pending" all the while,
//! so a power cut ends in a reversal too.

use std::time::Duration;

use crate::{
    acquirer::{Answer, CodeEnquiry, LinkFault, Request},
    domain::{Fact, Now, ReversalReason},
    flow::{CardSource, Demand, Job, Then},
    reader::Completed,
};

use super::{Stage, Terminal, Trade, Why, Work};

/// Between two questions.
const PAUSE: Duration = Duration::from_secs(4);
/// For so long it is asked.
pub(super) const ENQUIRY_LIMIT: Duration = Duration::from_secs(45);

/// The questions after a payment.
#[derive(Clone, Debug)]
pub struct Enquiry {
    /// Why its end is not known.
    pub why: Why,
    /// How often the host has been asked.
    pub asked: u16,
    /// When it is asked next, on the monotonic clock.
    pub next: Duration,
    /// What the reversal will say, if it comes to that.
    reason: ReversalReason,
}

impl Trade {
    /// The questions after this payment, while they are asked.
    pub fn enquiry(&self) -> Option<&Enquiry> {
        match &self.stage {
            Stage::Enquiring(enquiry) => Some(enquiry),
            _ => None,
        }
    }
}

impl Terminal {
    /// The end is not known: asks after a payment by code where the host has an answer to that, else takes it back.
    pub(super) fn leave_unknown(
        &mut self,
        reason: ReversalReason,
        why: Why,
        answer: Option<&Answer>,
        now: Now,
        out: &mut Vec<Work>,
    ) {
        let asks = self.setup.code_enquiry == Demand::Yes;
        match &mut self.trade {
            Some(trade) if asks && matches!(trade.source, CardSource::Code(_)) => {
                let next = now.mono + PAUSE;
                trade.go(Stage::Enquiring(Box::new(Enquiry { why, asked: 0, next, reason })), now);
            }
            _ => {
                let none = Completed::default();
                self.owe_reversal(reason, why, answer.map(|answer| (answer, &none)), now, out);
            }
        }
    }

    /// When the host is to be asked, if it is.
    pub(in crate::flow) fn enquiry_due(&self) -> Option<Duration> {
        let enquiry = self.trade.as_ref()?.enquiry()?;
        Some(enquiry.next.max(self.line.not_before))
    }

    /// The line is free: asks. The number is durable first, so that no other message gets it.
    pub(in crate::flow) fn ask_about_code(&mut self, now: Now, out: &mut Vec<Work>) {
        let stan = self.take_stan();
        let currency = self.setup.currency;
        let Some(trade) = &mut self.trade else { return };
        let (Some(original), Stage::Enquiring(enquiry)) = (trade.txn, &mut trade.stage) else { return };
        enquiry.asked = enquiry.asked.saturating_add(1);
        let request = CodeEnquiry { stan, original, amount: trade.amount, currency, wallet: trade.extra.wallet };
        self.line.begin(Job::Enquiry);
        let then = Then::Ask(Box::new(Request::Enquiry(Box::new(request))));
        self.commit(now, vec![Fact::StanTaken { stan }], then, out);
    }

    /// Paid, still under way, or taken back. A refusal may be one of the question, so it is no proof that nothing was paid.
    pub(in crate::flow) fn on_enquiry_answer(
        &mut self,
        answer: Result<Answer, LinkFault>,
        now: Now,
        out: &mut Vec<Work>,
    ) {
        let Some(Trade { stage: Stage::Enquiring(enquiry), .. }) = &mut self.trade else { return };
        enquiry.next = now.mono + PAUSE;
        match answer {
            Ok(answer) if answer.code.as_str() == "00" => self.save_approved(&answer, &Completed::default(), now, out),
            // Under way, or a new sign-on comes first.
            Ok(answer) if matches!(answer.code.as_str(), "09" | "77" | "99" | "A0") => {}
            Ok(_) => self.give_up_enquiry(now, out),
            Err(_) => {}
        }
    }

    /// Nobody waits any longer: it is taken back.
    pub(super) fn give_up_enquiry(&mut self, now: Now, out: &mut Vec<Work>) {
        let Some(enquiry) = self.trade.as_ref().and_then(Trade::enquiry).cloned() else { return };
        self.owe_reversal(enquiry.reason, enquiry.why, None, now, out);
    }
}
