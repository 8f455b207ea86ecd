//! The host's line: one message in flight, the customer first, reversals before everything else.
//!
//! `Terminal::pump` runs after every event and picks the next message when the line is free:
//! sign-on where one is needed, then owed reversals, then the trade that waits, then the errands of
//! `background`.

use std::{collections::VecDeque, time::Duration};

use crate::{
    acquirer::{Answer, LinkFault, Place, WorkingKeys},
    domain::{CardSecret, DataUse, MobileLine, Now, Parcel, ResponseCode, TxnRef},
};

use super::{
    Chore, Stage, Storage, Terminal, Why, Work,
    background::{SignOff, pause},
};

/// Before the first try of a reversal: time for the operator to read that the outcome is not known, and for the host to
/// be done with the original. A waiting sale ends it.
const REVERSAL_PAUSE: Duration = Duration::from_secs(2);
/// Header digit 6: the host wants a new sign-on.
const ORDER_SIGN_ON: u8 = 3;

/// The state of the host's line.
#[derive(Debug, Default)]
pub struct Line {
    /// The working keys of the last sign-on.
    pub keys: Option<WorkingKeys>,
    /// Which host is spoken to and its address, once it has changed.
    pub in_use: Option<(Place, String)>,
    /// The modem of the mobile line and what has gone over it, where somebody asks.
    pub mobile: Option<(MobileLine, DataUse)>,
    /// What is in flight, if anything.
    job: Option<Job>,
    /// Why the last message failed, until one goes well.
    fault: Option<LinkFault>,
    /// The host's last refusal of a sign-on.
    pub(super) refused: Option<ResponseCode>,
    pub(super) wants_sign_on: bool,
    failures: u32,
    /// How many answers have come since the start.
    pub(super) answers: u64,
    pub(super) not_before: Duration,
    pub(super) reversals_not_before: Duration,
    pub(super) last_traffic: Duration,
    pub(super) sign_off: SignOff,
    /// Who asked for sealed card numbers, oldest first: they come in that order.
    unsealing: VecDeque<Asker>,
    /// How many trades have asked for one since the start.
    fetching: u64,
}

/// Who asked for sealed card numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asker {
    /// What is in flight.
    Job,
    /// The guard against the same sale twice.
    Guard,
    /// A trade, by its count. When it was cancelled before the number came, nobody else gets it.
    Trade(u64),
}

/// What is in flight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Job {
    /// Sign-on.
    SignOn,
    /// Echo test.
    Echo,
    /// The trade in progress.
    Trade,
    /// What has become of the trade in progress.
    Enquiry,
    /// A reversal.
    Reversal(TxnRef),
    /// Something of a transaction that goes up.
    Parcel(TxnRef, Parcel),
    /// A detail of the batch, before its settlement.
    Detail,
    /// A message of a download or a status.
    Chore,
    /// A step of the settlement.
    Settlement,
    /// Sign-off after a settlement.
    SignOff,
}

/// The line in a word, for the status bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkStatus {
    /// Signed on, and the last message went well.
    Online,
    /// Signing on.
    SigningOn,
    /// The last message failed.
    Offline,
    /// The keys of the sign-on failed their check, so that the master key is wrong; or the pad that holds it does nothing with
    /// it.
    KeyFault,
    /// Not signed on yet.
    SignedOff,
}

impl Line {
    /// Whether the backup host is spoken to.
    pub fn is_on_backup(&self) -> bool {
        matches!(self.in_use, Some((Place::Backup, _)))
    }

    /// Whether a message is in flight.
    pub fn is_busy(&self) -> bool {
        self.job.is_some()
    }

    /// The line in a word.
    pub fn status(&self) -> LinkStatus {
        use LinkFault::{BadKeys, KeysUnchecked, PadSilent};
        match (&self.keys, &self.fault) {
            _ if self.job == Some(Job::SignOn) && self.failures == 0 => LinkStatus::SigningOn,
            (_, Some(BadKeys { .. } | KeysUnchecked { .. } | PadSilent { .. })) => LinkStatus::KeyFault,
            (_, Some(_)) => LinkStatus::Offline,
            _ if self.refused.is_some() => LinkStatus::Offline,
            (Some(_), None) => LinkStatus::Online,
            (None, None) => LinkStatus::SignedOff,
        }
    }

    /// Whether the terminal has working keys and the host has not asked for new ones.
    pub fn is_signed_on(&self) -> bool {
        self.keys.is_some() && !self.wants_sign_on
    }

    /// What is in flight.
    pub fn job(&self) -> Option<Job> {
        self.job
    }

    /// What went wrong last.
    pub fn trouble(&self) -> Option<Why> {
        let refused = || self.refused.clone().map(Why::SignOnRefused);
        self.fault.as_ref().map(Why::of_fault).or_else(refused)
    }

    /// Asks for a new sign-on at the next opportunity.
    pub fn want_sign_on(&mut self, now: Now) {
        self.sign_off = SignOff::No;
        self.wants_sign_on = true;
        self.not_before = now.mono;
    }

    pub(super) fn begin(&mut self, job: Job) {
        self.job = Some(job);
    }

    pub(super) fn finish(&mut self) {
        self.job = None;
    }

    /// What is in flight needs sealed card numbers.
    pub(super) fn unseal(&mut self, txns: Vec<TxnRef>, out: &mut Vec<Work>) {
        self.unsealing.push_back(Asker::Job);
        out.push(Work::Unseal(txns));
    }

    /// The guard against the same sale twice needs those of the last minutes.
    pub(super) fn unseal_recent(&mut self, txns: Vec<TxnRef>, out: &mut Vec<Work>) {
        self.unsealing.push_back(Asker::Guard);
        out.push(Work::Unseal(txns));
    }

    /// Someone waits: the pause after earlier failures is over now.
    pub(super) fn hurry(&mut self, now: Now) {
        self.not_before = self.not_before.min(now.mono);
        self.reversals_not_before = now.mono;
    }

    /// A reversal has just become owed.
    pub(super) fn pause_for_reversal(&mut self, now: Now) {
        self.reversals_not_before = now.mono + REVERSAL_PAUSE;
    }

    fn note_success(&mut self, now: Now) {
        self.fault = None;
        self.refused = None;
        self.failures = 0;
        self.answers = self.answers.saturating_add(1);
        self.not_before = now.mono;
        self.last_traffic = now.mono;
    }

    pub(super) fn note_failure(&mut self, now: Now) {
        self.failures = self.failures.saturating_add(1);
        self.not_before = now.mono + pause(self.failures);
        self.last_traffic = now.mono;
    }
}

impl Terminal {
    /// Picks the next thing to do, if the line is free.
    pub(super) fn pump(&mut self, now: Now, out: &mut Vec<Work>) {
        self.begin_trade_step(now, out);
        if let Storage::Stopped(reason) = &self.storage {
            let reason = reason.clone();
            self.stop_order(&reason, now);
            return self.stop_unsaved(reason, now, out);
        }
        self.take_up_unkept(now, out);
        self.pump_gateway(now, out);
        self.save_what_needs_no_host(now, out);
        self.close_bills(now, out);
        if self.line.job.is_some() || self.close_alone(now, out) {
            return;
        }
        let due = now.mono >= self.line.not_before;
        let trading = self.is_trading();
        if trading && matches!(self.line.sign_off, SignOff::Due(_)) {
            self.line.sign_off = SignOff::No;
        }
        if !self.line.is_signed_on() {
            if due && self.wants_host() {
                self.sign_on(now, out);
            }
            return;
        }
        if let Some(owed) = self.book.reversals_owed().next().map(|t| t.txn) {
            if due && now.mono >= self.line.reversals_not_before {
                self.line.begin(Job::Reversal(owed));
                self.line.unseal(vec![owed], out);
            }
            return;
        }
        if self.trade.as_ref().is_some_and(|t| matches!(t.stage, Stage::AwaitLine)) {
            return self.save_intent(now, out);
        }
        if self.enquiry_due().is_some_and(|at| at <= now.mono) {
            return self.ask_about_code(now, out);
        }
        if !trading {
            self.run_errand(now, out);
        }
    }

    /// Whether a trade that the acquirer is asked about is between its beginning and its verdict.
    pub(super) fn is_trading(&self) -> bool {
        self.trade.as_ref().is_some_and(|trade| trade.verdict().is_none() && !trade.is_order())
    }

    /// Takes the trade on, and notes when it asks for a sealed card number.
    fn begin_trade_step(&mut self, now: Now, out: &mut Vec<Work>) {
        let fetches = |t: &Terminal| t.trade.as_ref().is_some_and(|t| matches!(t.stage, Stage::FetchingCard));
        let before = fetches(self);
        self.advance_trade(now, out);
        if !before && fetches(self) {
            self.line.fetching += 1;
            self.line.unsealing.push_back(Asker::Trade(self.line.fetching));
        }
    }

    /// What is only recorded now and told later waits for no line, only for the number of its batch.
    fn save_what_needs_no_host(&mut self, now: Now, out: &mut Vec<Work>) {
        let trade = self.trade.as_ref().filter(|t| matches!(t.stage, Stage::AwaitLine));
        if trade.is_some_and(|t| !t.asks_host()) && !self.is_signing_on_to_disk() {
            self.save_intent(now, out);
        }
    }

    /// When the line next has something to do by itself.
    pub(super) fn line_wake(&self, now: Now) -> Option<Duration> {
        if self.line.job.is_some() || matches!(self.storage, Storage::Stopped(_)) {
            return None;
        }
        let reversal = self.book.reversals_owed().next().is_some();
        let trading = self.is_trading();
        let at = if !self.line.is_signed_on() {
            self.wants_host().then_some(self.line.not_before)?
        } else if reversal {
            self.line.not_before.max(self.line.reversals_not_before)
        } else if trading {
            // Nothing else goes before the trade ends, and that is an event of its own; but for a question after it.
            self.enquiry_due()?
        } else {
            self.errand_wake()?
        };
        Some(at.max(now.mono))
    }

    /// The host's answer to whatever is in flight.
    pub(super) fn on_host(&mut self, answer: Result<Answer, LinkFault>, now: Now, out: &mut Vec<Work>) {
        let Some(job) = self.line.job.take() else { return };
        match &answer {
            Ok(answer) => {
                self.line.note_success(now);
                self.heed_host(job, answer, now);
            }
            // What cannot be built says nothing about the line; what is no errand is tried again after a pause all the same.
            Err(fault)
                if Terminal::is_own_fault(fault) && matches!(job, Job::Parcel(..) | Job::Detail | Job::Chore) => {}
            Err(fault) => {
                self.line.note_failure(now);
                self.line.fault = Some(fault.clone());
                if matches!(fault, LinkFault::NotSignedOn) {
                    self.line.keys = None;
                }
            }
        }
        match job {
            Job::SignOn => self.on_sign_on(answer, now, out),
            Job::Echo => {}
            Job::Trade => self.on_trade_answer(answer, now, out),
            Job::Enquiry => self.on_enquiry_answer(answer, now, out),
            Job::Reversal(txn) => self.on_reversal_answer(txn, answer, now, out),
            Job::Parcel(txn, parcel) => self.on_parcel_answer((txn, parcel), answer, now, out),
            Job::Detail => self.on_early_answer(answer, now, out),
            Job::Chore => self.on_chore_answer(answer, now, out),
            Job::Settlement => self.on_settlement_answer(answer, now, out),
            Job::SignOff => self.on_sign_off(&answer),
        }
    }

    /// Codes and orders that lead to a new sign-on: batch or MAC mismatch, PIN format, header digit 6.
    fn heed_host(&mut self, job: Job, answer: &Answer, now: Now) {
        let asks = answer.code.wants_sign_on() || answer.order == ORDER_SIGN_ON;
        if asks && job != Job::SignOn {
            self.line.want_sign_on(now);
        }
        // A download under way is told to begin with each of its answers until the host has heard of its end.
        if let Some(chore) = Chore::ordered(answer.order) {
            self.chores.order(chore, now);
        }
    }

    /// Sealed card numbers have come for whoever asked.
    pub(super) fn on_unsealed(&mut self, secrets: Vec<Result<CardSecret, String>>, now: Now, out: &mut Vec<Work>) {
        let first = |secrets: Vec<Result<CardSecret, String>>| secrets.into_iter().next();
        match (self.line.unsealing.pop_front(), self.line.job) {
            (Some(Asker::Job), Some(Job::Reversal(txn))) => {
                self.count_reversal(txn, first(secrets).and_then(Result::ok), now, out);
            }
            (Some(Asker::Job), Some(Job::Parcel(txn, parcel))) => {
                self.count_parcel((txn, parcel), first(secrets), now, out);
            }
            (Some(Asker::Job), Some(Job::Detail | Job::Settlement)) => self.on_detail_cards(secrets, now, out),
            (Some(Asker::Trade(count)), _) if count == self.line.fetching => {
                if let Some(secret) = first(secrets) {
                    self.on_void_card(secret, now, out);
                }
            }
            (Some(Asker::Guard), _) => self.on_recalled(secrets, now),
            // Nobody waits for it any more.
            (Some(Asker::Job | Asker::Trade(_)) | None, _) => {}
        }
    }
}
