//! What the line does when nobody waits for it: which errand is next, and when.
//!
//! Sign-on, owed reversals and the customer come before all of these; [`super::line`] sees to that. One place says from
//! when on an errand may go, so that what is picked and when the terminal wakes cannot differ.

use std::time::Duration;

use crate::{
    acquirer::{Answer, LinkFault, Request},
    domain::{Fact, Now, Parcel, ResponseCode, TxnRef},
};

use super::{Demand, Job, Storage, Terminal, Why, Work};

/// The first pause after a failure; each further one doubles it.
const PAUSE_MIN: Duration = Duration::from_secs(1);
/// The longest pause between two tries.
const PAUSE_MAX: Duration = Duration::from_secs(60);
/// How often a sign-off after a settlement is tried.
const SIGN_OFF_TRIES: u16 = 3;

/// The pause after so many failures in a row.
pub(super) fn pause(failures: u32) -> Duration {
    PAUSE_MIN.saturating_mul(1 << failures.saturating_sub(1).min(6)).min(PAUSE_MAX)
}

/// Something to do for the host in the background.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Errand {
    /// The next message of a download.
    Chore,
    /// Something of a transaction that goes up.
    Parcel(TxnRef, Parcel),
    /// A detail, before the settlement.
    Detail,
    /// The next step of the settlement.
    Settlement,
    /// The sign-off after a settlement.
    SignOff,
    /// The test of a quiet line.
    Echo,
}

/// Where the sign-off after a settlement stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum SignOff {
    /// None is wanted.
    #[default]
    No,
    /// It is to be sent, and has failed so many times.
    Due(u16),
    /// The terminal has signed off; it signs on again when there is something to do.
    Done,
}

impl Terminal {
    /// The errands, the most urgent first, each with the moment from which on it may go.
    fn errands(&self) -> Vec<(Duration, Errand)> {
        let mut errands = Vec::with_capacity(4);
        let settling = self.is_settling();
        if !settling && self.storage == Storage::Ready {
            errands.extend(self.chores.next_at().map(|at| (at, Errand::Chore)));
        }
        let parcel = self.next_parcel();
        errands.extend(parcel.map(|(at, txn, parcel)| (at, Errand::Parcel(txn, parcel))));
        if !settling && self.storage == Storage::Ready {
            errands.extend(self.next_early_detail().map(|at| (at, Errand::Detail)));
        }
        // Whatever is left goes up before the totals are told: a refused advice changes them.
        if self.settlement_wants_line() && parcel.is_none() {
            let rest = self.settle.as_ref().map_or(Duration::ZERO, |settle| settle.rest.until);
            errands.push((rest, Errand::Settlement));
        }
        if matches!(self.line.sign_off, SignOff::Due(_)) && !settling {
            errands.push((Duration::ZERO, Errand::SignOff));
        }
        for (at, _) in &mut errands {
            *at = (*at).max(self.line.not_before);
        }
        errands.push((self.line.last_traffic + self.setup.limits.echo, Errand::Echo));
        errands
    }

    /// When the first errand may go.
    pub(super) fn errand_wake(&self) -> Option<Duration> {
        self.errands().into_iter().map(|(at, _)| at).min()
    }

    /// Whether there is a reason to be signed on. After a sign-off there is none until somebody wants something.
    pub(super) fn wants_host(&self) -> bool {
        self.line.sign_off != SignOff::Done
            || self.is_trading()
            || self.book.reversals_owed().next().is_some()
            || self.is_settling()
            || self.errands().iter().any(|(_, errand)| *errand != Errand::Echo)
    }

    /// Does the most urgent errand that may go now.
    pub(super) fn run_errand(&mut self, now: Now, out: &mut Vec<Work>) {
        let Some((_, errand)) = self.errands().into_iter().find(|(at, _)| *at <= now.mono) else { return };
        match errand {
            Errand::Chore => self.step_chore(now, out),
            Errand::Parcel(txn, parcel) => self.fetch_parcel(txn, parcel, out),
            Errand::Detail => self.fetch_early_detail(now, out),
            Errand::Settlement => self.step_settlement(now, out),
            Errand::SignOff => self.sign_off(now, out),
            Errand::Echo => {
                self.line.begin(Job::Echo);
                out.push(Work::Ask(Box::new(Request::Echo { batch: self.book.batch })));
            }
        }
    }

    /// Whether a sign-off follows a settlement: parameter 21, else the configuration.
    pub(super) fn signs_off(&self) -> bool {
        let configured = self.setup.upkeep.sign_off == Demand::Yes;
        self.book.host_data.number("21").map_or(configured, |on| on != 0)
    }

    fn sign_off(&mut self, now: Now, out: &mut Vec<Work>) {
        let stan = self.take_stan();
        self.line.begin(Job::SignOff);
        self.record(now, vec![Fact::StanTaken { stan }], out);
        out.push(Work::Ask(Box::new(Request::SignOff { stan, batch: self.book.batch })));
    }

    /// A sign-off that the host does not take is let be: the keys are good until the next sign-on.
    pub(super) fn on_sign_off(&mut self, answer: &Result<Answer, LinkFault>) {
        let SignOff::Due(tries) = self.line.sign_off else { return };
        self.line.sign_off = match answer {
            Ok(answer) if answer.code.is_approval() => {
                self.line.keys = None;
                SignOff::Done
            }
            Err(_) if tries + 1 < SIGN_OFF_TRIES => SignOff::Due(tries + 1),
            _ => SignOff::No,
        };
    }

    /// Whether this fault says nothing about the line: the request could not be built.
    pub(super) fn is_own_fault(fault: &LinkFault) -> bool {
        matches!(fault, LinkFault::BadRequest { .. })
    }

    /// What an answer means for something that goes up: taken, wanted again later, or refused.
    pub(super) fn reception(answer: &Answer) -> Reception {
        match answer.code.as_str() {
            "94" => Reception::Taken,
            _ if answer.code.wants_sign_on() || answer.code.is_passing() => {
                Reception::Again(Why::Declined(answer.code.clone()))
            }
            _ if answer.code.is_approval() => Reception::Taken,
            _ => Reception::Refused(answer.code.clone()),
        }
    }
}

/// What the host says to something that goes up.
pub(super) enum Reception {
    /// It has it, or had it already.
    Taken,
    /// Later: it wants a new sign-on first, or cannot say now.
    Again(Why),
    /// It does not want it.
    Refused(ResponseCode),
}
