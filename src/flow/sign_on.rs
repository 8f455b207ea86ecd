//! Sign-on: keys, batch and clock. Nothing but it goes out before there are keys.

use crate::{
    acquirer::{Answer, LinkFault, Request},
    domain::{Fact, Now, OperatorNo},
};

use super::{Job, Stage, Terminal, Then, Verdict, Why, Work, background::SignOff};

impl Terminal {
    pub(super) fn sign_on(&mut self, now: Now, out: &mut Vec<Work>) {
        let stan = self.take_stan();
        self.line.begin(Job::SignOn);
        self.record(now, vec![Fact::StanTaken { stan }], out);
        // Field 63.1 names an operator.
        let operator = OperatorNo::FIRST;
        out.push(Work::Ask(Box::new(Request::SignOn { stan, batch: self.book.batch, operator })));
    }

    pub(super) fn on_sign_on(&mut self, answer: Result<Answer, LinkFault>, now: Now, out: &mut Vec<Work>) {
        match answer {
            Ok(answer) if answer.code.as_str() == "00" && answer.keys.is_some() => {
                self.line.keys = answer.keys;
                self.line.wants_sign_on = false;
                self.line.sign_off = SignOff::No;
                self.want_first_downloads();
                let batch = answer.batch.unwrap_or(self.book.batch);
                let clock = self.host_believes_clock(answer.host_time.as_ref(), now);
                let fact = Fact::SignedOn { batch, host_time: answer.host_time };
                // The line stays taken until the batch is known for sure: a trade is recorded under its number.
                self.line.begin(Job::SignOn);
                self.commit(now, std::iter::once(fact).chain(clock).collect(), Then::FreeLine, out);
            }
            Ok(answer) => {
                self.line.note_failure(now);
                if self.trade_is_preparing() {
                    self.end_unsent(Verdict::not_paid(Why::SignOnRefused(answer.code.clone())), now, out);
                }
                self.line.refused = Some(answer.code);
            }
            Err(fault) => {
                let hopeless = fault.nothing_left() || matches!(fault, LinkFault::BadKeys { .. });
                if hopeless && self.trade_is_preparing() {
                    // A waiting customer is told at once instead of after the time-out.
                    self.end_unsent(Verdict::not_paid(Why::of_fault(&fault)), now, out);
                }
            }
        }
    }

    fn trade_is_preparing(&self) -> bool {
        matches!(self.trade.as_ref().map(|t| &t.stage), Some(Stage::Preparing))
    }
}
