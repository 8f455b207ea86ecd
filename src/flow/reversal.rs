//! Taking back what nobody knows the end of: created once, sent until the host acknowledges it.

use std::time::Duration;

use crate::{
    acquirer::{Answer, LinkFault, Request, ReversalRequest},
    domain::{CardSecret, Conduct, Fact, Now, Refusal, ReversalReason, State, Transaction, TxnRef, hex},
};

use super::{Job, QueueItem, Storage, Terminal, Then, Why, Work};

/// So often the host may refuse a reversal, with a code that does not say "later", before a person has to find out. A refusal for
/// its MAC, its batch or its PIN format counts too: a new sign-on has been between the tries then, and has not helped. One that
/// cannot even be built is tried as often.
pub const REVERSAL_REFUSALS: u16 = 5;

/// Where a reversal that is owed stands, for whoever waits before its verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reversing {
    /// It is with the host.
    Asking {
        /// Which attempt, from 1 on.
        attempt: u16,
    },
    /// It goes at this moment of the monotonic clock, or as soon as the terminal is signed on.
    Waiting {
        /// The attempt that is next, from 1 on.
        attempt: u16,
        /// When.
        at: Duration,
    },
}

impl Terminal {
    /// Where the reversal of this transaction stands; none when there is none, or when nothing can be done now.
    pub fn reversing(&self, txn: TxnRef) -> Option<Reversing> {
        let record = self.book.find(txn).filter(|record| record.state == State::Reversing)?;
        let tries = record.reversal.as_ref().map_or(0, |reversal| reversal.tries);
        if matches!(self.storage, Storage::Stopped(_)) {
            return None;
        }
        if self.line.job() == Some(Job::Reversal(txn)) {
            return Some(Reversing::Asking { attempt: tries.max(1) });
        }
        let at = self.line.not_before.max(self.line.reversals_not_before);
        Some(Reversing::Waiting { attempt: tries.saturating_add(1), at })
    }

    /// The attempt is made durable before it leaves.
    pub(super) fn count_reversal(&mut self, txn: TxnRef, secret: Option<CardSecret>, now: Now, out: &mut Vec<Work>) {
        let Some(record) = self.book.find(txn) else { return self.line.finish() };
        let Some(reversal) = &record.reversal else { return self.line.finish() };
        let request = ReversalRequest {
            kind: record.kind,
            stan: txn.stan,
            batch: txn.batch,
            amount: record.amount,
            currency: record.currency,
            entry: record.entry,
            pin: record.pin,
            card: secret.filter(|_| record.pan_in_request),
            sequence: record.card_sequence,
            reason: reversal.reason,
            chip: record.chip.as_ref().and_then(|c| hex::decode(&c.reversal)).unwrap_or_default(),
            original: record.original.clone(),
            extra: record.extra.clone(),
        };
        self.commit(now, vec![Fact::ReversalTried { txn }], Then::SendReversal(Box::new(request)), out);
    }

    pub(super) fn send_reversal(&mut self, request: Box<ReversalRequest>, out: &mut Vec<Work>) {
        out.push(Work::Ask(Box::new(Request::Reversal(request))));
    }

    pub(super) fn on_reversal_answer(
        &mut self,
        txn: TxnRef,
        answer: Result<Answer, LinkFault>,
        now: Now,
        out: &mut Vec<Work>,
    ) {
        // 00 done, 25 the host never had it, 12 it cannot be reversed because it did not happen: all end the reversal.
        let acknowledged = answer.as_ref().is_ok_and(|a| matches!(a.code.as_str(), "00" | "25" | "12"));
        if let (true, Ok(answer)) = (acknowledged, &answer) {
            self.attempts.forget(txn, QueueItem::Reversal);
            let fact = Fact::ReversalAcknowledged { txn, host: answer.result.clone() };
            return self.end_reversal(txn, fact, now, out);
        }
        let refused = answer.as_ref().ok().map(|a| a.code.clone()).filter(|code| !code.is_passing());
        if self.is_worn(txn, &answer) {
            let host = answer.ok().map(|a| a.result);
            return self.end_reversal(txn, Fact::ReversalUnresolved { txn, host }, now, out);
        }
        self.pause_reversal(txn, &answer, now);
        if let Some(code) = refused {
            self.end_reversal(txn, Fact::Refusal(Refusal::Reversal { txn, code }), now, out);
        }
    }

    /// Whether a person has to find out after this answer.
    fn is_worn(&self, txn: TxnRef, answer: &Result<Answer, LinkFault>) -> bool {
        let reversal = self.book.find(txn).and_then(|t| t.reversal.as_ref());
        let (tries, refusals) = reversal.map_or((0, 0), |r| (r.tries, r.refusals));
        let tried = self.setup.reversal_tries.is_some_and(|limit| tries >= limit);
        match answer {
            Ok(answer) if !answer.code.is_passing() => tried || refusals.saturating_add(1) >= REVERSAL_REFUSALS,
            // What cannot be built now will not be built later.
            Err(fault) if Terminal::is_own_fault(fault) => tried || tries >= REVERSAL_REFUSALS,
            // The host has not been asked: however long a line is down, that leaves nothing to a person.
            Err(fault) if fault.nothing_left() => false,
            Ok(_) | Err(_) => tried,
        }
    }

    /// The line has a pause of its own after a fault. Where the host has answered, the line is well, and the reversal is tried again
    /// after longer and longer pauses all the same.
    fn pause_reversal(&mut self, txn: TxnRef, answer: &Result<Answer, LinkFault>, now: Now) {
        let Ok(answer) = answer else { return };
        self.attempts.fail(txn, QueueItem::Reversal, Why::Declined(answer.code.clone()), now);
        self.line.reversals_not_before = self.attempts.not_before(txn, QueueItem::Reversal);
    }

    /// The line stays taken until this is durable, so that the reversal is not picked again meanwhile.
    fn end_reversal(&mut self, txn: TxnRef, fact: Fact, now: Now, out: &mut Vec<Work>) {
        self.line.begin(Job::Reversal(txn));
        self.commit(now, vec![fact], Then::FreeLine, out);
    }
}

impl Transaction {
    /// What becomes of a transaction that was asked and has no answer.
    pub(super) fn without_answer(&self) -> Fact {
        let txn = self.txn;
        match self.kind.conduct() {
            Conduct::Reversible => Fact::ReversalOwed { txn, reason: ReversalReason::NoAnswer, host: None, chip: None },
            Conduct::Advice => Fact::Stored { txn, host: None },
            Conduct::Once | Conduct::Enquiry => Fact::ReversalUnresolved { txn, host: None },
        }
    }
}
