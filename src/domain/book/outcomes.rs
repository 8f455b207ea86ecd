//! What becomes of transactions: their ends, their reversals, and the steps that each state allows.

use super::{Book, BookError};
use crate::domain::{Fact, Kind, Reversal, State, Transaction, TxnRef, WallTime};

impl Book {
    pub(super) fn apply_transaction(&mut self, at: WallTime, fact: &Fact) -> Result<(), BookError> {
        match fact {
            Fact::Concluded { .. } => self.conclude(at, fact)?,
            Fact::ReversalOwed { txn, reason, host, chip } => {
                let record = self.step(*txn, State::Reversing)?;
                record.host = host.clone().or(record.host.take());
                record.merge_chip(chip.as_ref());
                record.reversal = Some(Reversal { reason: *reason, tries: 0, code: None, refusals: 0 });
            }
            Fact::ReversalTried { txn } => {
                if let Some(reversal) = &mut self.transaction_mut(*txn)?.reversal {
                    reversal.tries = reversal.tries.saturating_add(1);
                }
            }
            Fact::ReversalAcknowledged { txn, host } => {
                let record = self.step(*txn, State::Reversed)?;
                if let Some(reversal) = &mut record.reversal {
                    reversal.code = Some(host.code.clone());
                }
            }
            Fact::ReversalUnresolved { txn, host } => {
                let record = self.step(*txn, State::Unresolved)?;
                if let (Some(reversal), Some(host)) = (&mut record.reversal, host) {
                    reversal.code = Some(host.code.clone());
                }
            }
            Fact::UnresolvedClosed { txn, by, found } => {
                self.step(*txn, *found)?.closed_by = Some(*by);
                if *found == State::Approved {
                    self.note_refund(at, *txn)?;
                }
            }
            // A print may end, and a verdict be read, while its batch is being closed: nothing is left to note then.
            Fact::Seen { txn } | Fact::Printed { txn } if txn.batch != self.batch => {}
            Fact::Seen { txn } => self.transaction_mut(*txn)?.seen = true,
            Fact::Printed { txn } => {
                let record = self.transaction_mut(*txn)?;
                record.printed = record.printed.saturating_add(1);
            }
            _ => {}
        }
        Ok(())
    }

    /// A transaction has an end: what it voids, what the book learns of it, and the cash that it moved.
    fn conclude(&mut self, at: WallTime, fact: &Fact) -> Result<(), BookError> {
        let Fact::Concluded { txn, state, host, chip, extra } = fact else { return Ok(()) };
        // The original first: when it cannot be voided, nothing has changed yet.
        if let Some(original) = self.voids(*txn, *state)? {
            self.may_step(*txn, *state)?;
            let voided = self.step(original, State::Voided)?;
            let (kind, amount, currency) = (voided.kind, voided.amount, voided.currency);
            // Of a bill the total is what says something.
            if voided.extra.bill.is_none() {
                self.usual.forget(kind, amount, currency);
            }
        }
        let record = self.step(*txn, *state)?;
        record.host = host.clone().or(record.host.take());
        record.merge_chip(chip.as_ref());
        if let Some(extra) = extra {
            record.extra = (**extra).clone();
        }
        // Whoever left an order with its end not known has still to be told of it.
        record.seen &= !record.is_order();
        let (kind, amount, currency) = (record.kind, record.amount, record.currency);
        let (part, cash) = (record.extra.bill.is_some(), record.is_cash());
        if *state == State::Approved && !part {
            self.usual.learn(kind, amount, currency);
            self.note_refund(at, *txn)?;
        }
        if *state == State::Approved && cash {
            self.move_cash(kind, amount);
        }
        Ok(())
    }

    /// Adds up what goes back of a payment.
    fn note_refund(&mut self, at: WallTime, txn: TxnRef) -> Result<(), BookError> {
        let record = self.transaction_mut(txn)?;
        let rrn = record.original.as_ref().and_then(|original| original.rrn.clone());
        if let Some(rrn) = rrn.filter(|_| record.kind == Kind::Refund) {
            let amount = record.amount;
            self.refunded.add(&rrn, amount, at);
        }
        Ok(())
    }

    /// The sale that this end of a transaction voids, if it does.
    pub(super) fn voids(&mut self, txn: TxnRef, to: State) -> Result<Option<TxnRef>, BookError> {
        let record = self.transaction_mut(txn)?;
        let voids = record.kind.voids() && to == State::Approved;
        Ok(record.original.as_ref().filter(|_| voids).and_then(|original| original.txn))
    }

    /// Moves a transaction to a state that may follow the one it is in.
    pub(super) fn step(&mut self, txn: TxnRef, to: State) -> Result<&mut Transaction, BookError> {
        self.may_step(txn, to)?.state = to;
        self.note_part(txn);
        self.transaction_mut(txn)
    }

    /// The transaction, if that state may follow the one it is in.
    pub(super) fn may_step(&mut self, txn: TxnRef, to: State) -> Result<&mut Transaction, BookError> {
        let record = self.transaction_mut(txn)?;
        let allowed = match record.state {
            State::Pending => !matches!(to, State::Pending | State::Reversed | State::Voided),
            State::Reversing => matches!(to, State::Reversed | State::Unresolved),
            State::Unresolved => matches!(to, State::Reversed | State::Approved),
            State::Stored => matches!(to, State::Approved | State::Declined),
            State::Approved => matches!(to, State::Voided),
            State::Declined | State::NotSent | State::Reversed | State::Voided => false,
        };
        if !allowed {
            return Err(BookError::BadStep { stan: txn.stan, from: record.state, to });
        }
        Ok(record)
    }
}
