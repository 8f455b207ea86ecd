//! Details that go up before the settlement, where the host takes them: then the operator waits for none of them.

use std::time::Duration;

use crate::{
    acquirer::{Answer, LinkFault},
    domain::{Fact, Now, Stan},
    flow::{Job, Terminal, Then, Why, Work, background::Reception},
};

use super::{
    details::Form,
    upload::{Part, STRIPE_BLOCK},
};

/// Fewer stripe details than a block wait until the line has been quiet for so long.
const BLOCK_WAIT: Duration = Duration::from_secs(10);
/// After so many refusals in a row nothing more is tried before the settlement: the host does not take details early.
const EARLY_REFUSALS: u8 = 3;

impl Terminal {
    /// From when on the next detail may go up before the settlement.
    pub(in crate::flow) fn next_early_detail(&self) -> Option<Duration> {
        if self.upload.early_refusals >= EARLY_REFUSALS {
            return None;
        }
        let forms = self.waiting(self.early());
        let quiet = self.line.last_traffic + BLOCK_WAIT;
        let at = |(form, stans): (&Form, &Vec<Stan>)| {
            let first = stans.iter().map(|stan| self.upload.not_before(*stan)).min()?;
            let full = *form != Form::Stripe || stans.len() >= STRIPE_BLOCK;
            Some(if full { first } else { first.max(quiet) })
        };
        forms.iter().filter_map(at).min()
    }

    /// Takes the line for the next detail that may go up before the settlement.
    pub(in crate::flow) fn fetch_early_detail(&mut self, now: Now, out: &mut Vec<Work>) {
        let quiet = now.mono >= self.line.last_traffic + BLOCK_WAIT;
        let forms = self.waiting(self.early());
        let part = forms.into_iter().find_map(|(form, stans)| {
            let full = form != Form::Stripe || stans.len() >= STRIPE_BLOCK;
            let ready: Vec<Stan> = stans.into_iter().filter(|s| self.upload.not_before(*s) <= now.mono).collect();
            (!ready.is_empty() && (full || quiet)).then(|| (form, self.upload.block(form, &ready)))
        });
        if let Some((form, stans)) = part {
            self.line.begin(Job::Detail);
            self.fetch_cards(form, stans, out);
        }
    }

    /// The host's answer to a detail that went up early. What it does not take now it is asked again in the settlement.
    pub(in crate::flow) fn on_early_answer(
        &mut self,
        answer: Result<Answer, LinkFault>,
        now: Now,
        out: &mut Vec<Work>,
    ) {
        let Some(Part::Details(_, stans)) = self.upload.part.take() else { return };
        match answer.as_ref().map(Terminal::reception) {
            Ok(Reception::Taken) => {
                self.upload.early_refusals = 0;
                self.upload.forget(&stans);
                self.line.begin(Job::Detail);
                self.commit(now, vec![Fact::DetailsUploaded { stans }], Then::FreeLine, out);
            }
            Ok(Reception::Refused(code)) => {
                self.upload.early_refusals = self.upload.early_refusals.saturating_add(1);
                self.upload.fail(&stans, &Why::Declined(code), self.line.answers, now);
                self.upload.aside.extend(stans);
            }
            Ok(Reception::Again(why)) => self.fail_early(&stans, &why, now),
            Err(fault) if Terminal::is_own_fault(fault) => self.upload.aside.extend(stans),
            Err(fault) if fault.nothing_left() => {}
            Err(fault) => self.fail_early(&stans, &Why::of_fault(fault), now),
        }
    }

    fn fail_early(&mut self, stans: &[Stan], why: &Why, now: Now) {
        self.upload.fail(stans, why, self.line.answers, now);
        let limit = self.parcel_tries();
        let worn: Vec<Stan> = stans.iter().filter(|s| self.upload.failures(**s) >= limit).copied().collect();
        self.upload.aside.extend(worn);
    }
}
