//! The host's part of a trade: saving the record, asking, and judging the answer.

use crate::{
    acquirer::{Answer, LinkFault, Request},
    domain::{CardSecret, Conduct, Entry, Fact, Now, Parcel, ReversalReason, State, Transaction},
    flow::{Ending, Job, Then},
    reader::{Complete, Completed, HostWord, Order},
};

use super::{Hand, Stage, Terminal, Trade, Verdict, Why, Work};

impl Terminal {
    /// The sealed card number of a void's original has come.
    pub(in crate::flow) fn on_void_card(&mut self, secret: Result<CardSecret, String>, now: Now, out: &mut Vec<Work>) {
        let Some(trade) = &mut self.trade else { return };
        if !matches!(trade.stage, Stage::FetchingCard) {
            return;
        }
        match secret {
            Ok(secret) => {
                trade.secret = Some(secret);
                trade.go(Stage::AwaitLine, now);
            }
            Err(reason) => self.end_unsent(Verdict::not_paid(Why::Storage(reason)), now, out),
        }
    }

    /// The line is free and this trade is next: its record goes to the disk, and with it the reversal-to-be. What the host
    /// is told later is done with that; an enquiry leaves no record but its number.
    pub(in crate::flow) fn save_intent(&mut self, now: Now, out: &mut Vec<Work>) {
        if self.is_cash_trade() {
            return self.save_cash(now, out);
        }
        if self.has_old_pin() {
            return self.end_unsent(Verdict::not_paid(Why::KeysChanged), now, out);
        }
        let txn = self.take_txn();
        let currency = self.setup.currency;
        let Some(trade) = &mut self.trade else { return };
        let Some((record, secret, financial)) = trade.prepare(txn, currency, now) else {
            return self.end_unsent(Verdict::not_paid(Why::BadRequest("no card data".into())), now, out);
        };
        let kind = trade.kind;
        let Some(record) = self.with_items(record) else {
            return self.end_unsent(Verdict::not_paid(Why::BadRequest("the basket has changed".into())), now, out);
        };
        self.remember_sale(&record, &secret, now);
        let mut facts = self.first_of_bill(&record, now);
        let Some(trade) = &mut self.trade else { return };
        if !kind.is_asked_at_once() {
            trade.txn = Some(txn);
            trade.go(Stage::SavingResult, now);
            let due = Fact::ParcelDue { txn, parcel: Parcel::Advice, content: String::new() };
            facts.extend([Fact::Began(Box::new(Transaction { state: State::Stored, ..record })), due]);
            self.commit_sealed(now, facts, vec![(txn, secret)], Then::ShowTrade(Verdict::stored()), out);
            return;
        }
        trade.request = Some(Box::new(Request::Financial(Box::new(financial))));
        trade.go(Stage::SavingIntent, now);
        self.line.begin(Job::Trade);
        if kind.conduct() == Conduct::Enquiry {
            self.commit(now, vec![Fact::StanTaken { stan: txn.stan }], Then::SendTrade, out);
            return;
        }
        if let Some(trade) = &mut self.trade {
            trade.txn = Some(txn);
        }
        facts.push(Fact::Began(Box::new(record)));
        self.commit_sealed(now, facts, vec![(txn, secret)], Then::SendTrade, out);
    }

    /// Whether the PIN was enciphered under the key of an earlier sign-on. The host would take it for a wrong one.
    fn has_old_pin(&self) -> bool {
        let typed = |trade: &&Trade| trade.authorised.as_ref().is_some_and(|card| card.pin_block.is_some());
        let key = self.line.keys.as_ref().map(|keys| &keys.pin);
        self.trade.as_ref().filter(typed).is_some_and(|trade| trade.pin_key.as_ref() != key)
    }

    /// A record with the products of the basket that it pays; none where that basket cannot be paid so any more.
    pub(super) fn with_items(&self, record: Transaction) -> Option<Transaction> {
        let Some(no) = record.basket else { return Some(record) };
        let ahead = self.baskets_ahead();
        let basket = ahead.get(no).filter(|basket| basket.may_pay(record.amount).is_ok())?;
        Some(Transaction { items: basket.items(), ..record })
    }

    /// The record is durable: ask.
    pub(in crate::flow) fn send_trade(&mut self, now: Now, out: &mut Vec<Work>) {
        let Some(trade) = &mut self.trade else { return };
        let Some(request) = trade.request.take() else { return };
        trade.go(Stage::AwaitHost, now);
        out.push(Work::Ask(request));
    }

    /// The record could not be made durable: nothing has left, and nothing will.
    pub(in crate::flow) fn abandon_trade(&mut self, why: Why, now: Now, out: &mut Vec<Work>) {
        self.line.finish();
        self.end_unsent(Verdict::not_paid(why), now, out);
    }

    /// The outcome could not be made durable. The record says "pending", so the next start reverses it.
    pub(in crate::flow) fn lose_trade(&mut self, why: Why, now: Now) {
        if let Some(trade) = &mut self.trade {
            trade.wipe();
            trade.go(Stage::Done(Verdict::unknown(why)), now);
        }
    }

    /// The host's answer to the trade, or why there is none.
    pub(in crate::flow) fn on_trade_answer(
        &mut self,
        answer: Result<Answer, LinkFault>,
        now: Now,
        out: &mut Vec<Work>,
    ) {
        let Some(trade) = &mut self.trade else { return };
        if !matches!(trade.stage, Stage::AwaitHost) {
            return;
        }
        match answer {
            answer if trade.kind.conduct() == Conduct::Enquiry => self.end_enquiry(answer, now, out),
            Ok(answer) if answer.code.is_partial_approval() => self.refuse_part(&answer, now, out),
            Ok(answer) if answer.code.is_duplicate() => self.leave_duplicate(&answer, now, out),
            // The wallet's owner has not confirmed yet, and nobody can say how that ends.
            Ok(answer) if trade.is_in_progress(&answer) => {
                self.leave_unknown(ReversalReason::Other, Why::InProgress, Some(&answer), now, out);
            }
            Ok(answer) => self.tell_card(answer, now, out),
            Err(fault) if fault.nothing_left() => self.save_not_sent(&fault, now, out),
            Err(fault) => self.on_no_outcome(&fault, now, out),
        }
    }

    /// A chip in the slot hears the answer first; otherwise the outcome is clear.
    fn tell_card(&mut self, answer: Answer, now: Now, out: &mut Vec<Work>) {
        let Some(trade) = &mut self.trade else { return };
        if !trade.has_chip_in_slot() {
            return if answer.code.is_approval() {
                self.save_approved(&answer, &Completed::default(), now, out)
            } else {
                self.save_declined(&answer, now, out)
            };
        }
        let word = if answer.code.is_approval() { HostWord::Approved } else { HostWord::Declined };
        let order = Complete { word, code: answer.code.bytes(), issuer_data: answer.chip.clone() };
        trade.go(Stage::Completing(Box::new(answer)), now);
        self.hand = Hand::Trade;
        out.push(Work::Read(Order::Complete(order)));
    }

    /// A part of the amount is no payment: what the host has booked is taken back.
    fn refuse_part(&mut self, answer: &Answer, now: Now, out: &mut Vec<Work>) {
        self.free_card(out);
        let none = Completed::default();
        self.owe_reversal(ReversalReason::NotCompleted, Why::PartlyApproved, Some((answer, &none)), now, out);
    }

    /// The host has heard of this number before: most likely of this very trade, which the line has brought it twice, and
    /// whose first answer may have been an approval. So nobody knows.
    fn leave_duplicate(&mut self, answer: &Answer, now: Now, out: &mut Vec<Work>) {
        self.free_card(out);
        self.leave_unknown(ReversalReason::Other, Why::Duplicate, Some(answer), now, out);
    }

    /// A balance has come, or has not; no money has moved either way.
    fn end_enquiry(&mut self, answer: Result<Answer, LinkFault>, now: Now, out: &mut Vec<Work>) {
        if let (Ok(answer), Some(trade)) = (&answer, &mut self.trade) {
            trade.balance = answer.balance.filter(|_| answer.code.is_approval());
        }
        let verdict = match &answer {
            Ok(answer) if answer.code.is_approval() => Verdict::paid(),
            Ok(answer) => Verdict::not_paid(Why::Declined(answer.code.clone())),
            Err(fault) => Verdict::not_paid(Why::of_fault(fault)),
        };
        // The card hears the answer and goes; it has no say in what the account holds.
        let word = if verdict.ending == Ending::Paid { HostWord::Approved } else { HostWord::NoHost };
        if self.trade.as_ref().is_some_and(Trade::has_chip_in_slot) {
            let (code, issuer_data) = answer.map_or((*b"Z3", Vec::new()), |a| (a.code.bytes(), a.chip));
            self.hand = Hand::Abandoned;
            out.push(Work::Read(Order::Complete(Complete { word, code, issuer_data })));
        }
        if let Some(trade) = &mut self.trade {
            trade.wipe();
            trade.go(Stage::Done(verdict), now);
        }
    }

    fn save_not_sent(&mut self, fault: &LinkFault, now: Now, out: &mut Vec<Work>) {
        let why = Why::of_fault(fault);
        self.free_card(out);
        let Some(trade) = &mut self.trade else { return };
        let Some(txn) = trade.txn else { return };
        trade.go(Stage::SavingResult, now);
        let fact = Fact::Concluded { txn, state: State::NotSent, host: None, chip: None, extra: None };
        self.commit(now, vec![fact], Then::ShowTrade(Verdict::not_paid(why)), out);
    }

    /// The request may have reached the host: a reversal is owed, or whatever its kind has in place of one.
    fn on_no_outcome(&mut self, fault: &LinkFault, now: Now, out: &mut Vec<Work>) {
        let reason = match fault {
            LinkFault::BadMac => ReversalReason::BadMac,
            LinkFault::Garbled { .. } => ReversalReason::Other,
            _ => ReversalReason::NoAnswer,
        };
        self.free_card(out);
        self.leave_unknown(reason, Why::of_fault(fault), None, now, out);
    }

    pub(super) fn owe_reversal(
        &mut self,
        reason: ReversalReason,
        why: Why,
        answer: Option<(&Answer, &Completed)>,
        now: Now,
        out: &mut Vec<Work>,
    ) {
        let Some(trade) = &mut self.trade else { return };
        let Some(txn) = trade.txn else { return };
        let host = answer.map(|(a, _)| a.result.clone());
        let chip = answer.and_then(|(_, card)| trade.reversal_chip(&card.tags));
        let (fact, verdict) = match trade.kind.conduct() {
            Conduct::Reversible => (Fact::ReversalOwed { txn, reason, host, chip }, Verdict::unknown(why)),
            Conduct::Advice => (Fact::Stored { txn, host }, Verdict::stored()),
            Conduct::Once | Conduct::Enquiry => (Fact::ReversalUnresolved { txn, host }, Verdict::unknown(why)),
        };
        let mut facts = vec![fact];
        facts.extend(answer.and_then(|(_, card)| trade.script_due(txn, card)));
        trade.go(Stage::SavingResult, now);
        self.line.pause_for_reversal(now);
        self.commit(now, facts, Then::ShowTrade(verdict), out);
    }

    /// Lets a chip card in the slot go without a host's word; its answer does not matter.
    pub(super) fn free_card(&mut self, out: &mut Vec<Work>) {
        if self.trade.as_ref().is_some_and(Trade::has_chip_in_slot) {
            self.release_card(out);
        }
    }

    /// Lets whatever chip is in the slot go.
    pub(super) fn release_card(&mut self, out: &mut Vec<Work>) {
        if self.trade.as_ref().and_then(|t| t.card.as_ref()).is_some_and(|c| c.entry == Entry::Chip) {
            self.hand = Hand::Abandoned;
            let order = Complete { word: HostWord::NoHost, code: *b"Z3", issuer_data: Vec::new() };
            out.push(Work::Read(Order::Complete(order)));
        }
    }

    /// The outcome is durable: show it, and print what is paid.
    pub(in crate::flow) fn show_trade(&mut self, verdict: Verdict, now: Now, out: &mut Vec<Work>) {
        let Some(trade) = &mut self.trade else { return };
        trade.wipe();
        trade.go(Stage::Done(verdict), now);
        let paid = trade.txn.filter(|txn| self.book.find(*txn).is_some_and(|t| t.counts()));
        if let Some(txn) = paid {
            self.finish_paper(txn, out);
        }
    }
}
