//! The host's part of a trade: saving the record, asking, and judging the answer.

use crate::{
    acquirer::{Answer, CardData, Financial, LinkFault, Request},
    domain::{
        CardSecret, ChipUse, Conduct, Entry, Extra, Fact, Kind, Now, Parcel, PinUse, ReversalReason, State,
        Transaction, TxnRef, hex, transaction::ChipTags,
    },
    emv::{self, Tag, Tlv},
    flow::{CardSource, Ending, Job, Then, slip},
    reader::{Authorised, Complete, Completed, HostWord, Order},
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
        let txn = TxnRef { batch: self.book.batch, stan: self.take_stan() };
        let currency = self.setup.currency;
        let Some(trade) = &mut self.trade else { return };
        let Some((record, secret, financial)) = trade.prepare(txn, currency, now) else {
            return self.end_unsent(Verdict::not_paid(Why::BadRequest("no card data".into())), now, out);
        };
        let kind = trade.kind;
        if !kind.is_asked_at_once() {
            trade.txn = Some(txn);
            trade.go(Stage::SavingResult, now);
            let due = Fact::ParcelDue { txn, parcel: Parcel::Advice, content: String::new() };
            let facts = vec![Fact::Began(Box::new(Transaction { state: State::Stored, ..record })), due];
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
        self.commit_sealed(now, vec![Fact::Began(Box::new(record))], vec![(txn, secret)], Then::SendTrade, out);
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
    pub(in crate::flow) fn lose_trade(&mut self, why: Why, now: Now, _out: &mut Vec<Work>) {
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
            Ok(answer) if trade.is_in_progress(&answer) => self.leave_in_progress(&answer, now, out),
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

    /// The wallet's owner has not confirmed yet. Nobody can say how that ends, so it is taken back.
    fn leave_in_progress(&mut self, answer: &Answer, now: Now, out: &mut Vec<Work>) {
        let none = Completed::default();
        self.owe_reversal(ReversalReason::Other, Why::InProgress, Some((answer, &none)), now, out);
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
        self.owe_reversal(reason, Why::of_fault(fault), None, now, out);
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
    fn free_card(&mut self, out: &mut Vec<Work>) {
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
        let paid = trade.txn.and_then(|txn| self.book.find(txn)).filter(|t| t.counts());
        if let Some(record) = paid {
            let receipt = slip::transaction(self, record, slip::Copy::First);
            let job = crate::flow::PrintJob { txn: Some(record.txn), receipt };
            self.print(Box::new(job), out);
        }
    }
}

impl Trade {
    /// Record, sealed part and request of this trade.
    fn prepare(
        &mut self,
        txn: TxnRef,
        currency: crate::domain::Currency,
        now: Now,
    ) -> Option<(Transaction, CardSecret, Financial)> {
        let (card, secret, chip) = match (&self.authorised, &self.secret) {
            (Some(authorised), _) => self.card_present(authorised)?,
            (None, Some(secret)) => (number_alone(self.kind, secret), secret.clone(), None),
            (None, None) => return None,
        };
        let record = Transaction {
            txn,
            kind: self.kind,
            state: State::Pending,
            amount: self.amount,
            currency,
            entry: card.entry,
            pin: if card.pin_block.is_some() { PinUse::Entered } else { PinUse::None },
            pan: secret.masked(),
            pan_in_request: card.pan.is_some() || card.code.is_some(),
            card_sequence: card.sequence,
            operator: self.operator,
            approver: self.approver,
            began: now.wall,
            original: self.original.clone(),
            chip,
            host: None,
            reversal: None,
            closed_by: None,
            seen: false,
            printed: 0,
            uploaded: false,
            detail_refused: None,
            extra: self.extra.clone(),
            deliveries: Vec::new(),
        };
        let financial = Financial {
            kind: self.kind,
            stan: txn.stan,
            batch: txn.batch,
            amount: self.amount,
            currency,
            card,
            original: self.original.clone(),
            extra: self.extra.clone(),
        };
        Some((record, secret, financial))
    }

    /// Whether the host says that the wallet's owner has still to confirm.
    fn is_in_progress(&self, answer: &Answer) -> bool {
        matches!(self.source, CardSource::Code(_)) && answer.code.as_str() == "09"
    }

    /// What the answers of host and card add to the record.
    pub(super) fn final_extra(&self, answer: &Answer, card: &Completed) -> Option<Box<Extra>> {
        // Byte 5, bit 7 of the terminal verification results: issuer authentication failed.
        let verified = emv::find(&card.tags, Tag::TVR).and_then(|tvr| tvr.get(4)).is_none_or(|b| b & 0x40 == 0);
        let mut extra = self.extra.clone();
        extra.voucher = answer.voucher.clone().or(extra.voucher);
        extra.terms = answer.terms.clone().or(extra.terms);
        extra.issuer_unverified = !verified;
        (extra != self.extra).then(|| Box::new(extra))
    }

    /// The notice of an issuer script, where one was run.
    pub(super) fn script_due(&self, txn: TxnRef, card: &Completed) -> Option<Fact> {
        if card.script_results.is_empty() {
            return None;
        }
        let mut all = Vec::new();
        Tlv::new(Tag::SCRIPT_RESULTS, &card.script_results).write(&mut all);
        all.extend_from_slice(&card.tags);
        all.extend_from_slice(self.authorised.as_ref().map_or(&[], |a| a.tags.as_slice()));
        let content = hex::encode(&emv::select(&emv::SCRIPT_NOTICE, &all));
        Some(Fact::ParcelDue { txn, parcel: Parcel::Script, content })
    }

    fn card_present(&self, authorised: &Authorised) -> Option<(CardData, CardSecret, Option<ChipTags>)> {
        let presented = self.card.as_ref()?;
        let fallback = presented.entry == Entry::Swipe && self.chip_failed;
        let entry = if fallback { Entry::Fallback } else { presented.entry };
        let stripe = matches!(entry, Entry::Swipe | Entry::Fallback);
        let mut chip = emv::select(&emv::REQUEST, &authorised.tags);
        if self.kind == Kind::EcashSale {
            Tlv::new(Tag::new(0x8A), b"Y1").write(&mut chip);
        }
        let card = CardData {
            entry,
            pan: (!stripe).then(|| authorised.pan.clone()),
            expiry: if stripe { None } else { authorised.expiry },
            sequence: authorised.sequence,
            track2: authorised.track2.clone(),
            pin_block: authorised.pin_block.clone(),
            chip,
            code: None,
        };
        let secret = CardSecret::Card { pan: authorised.pan.clone(), expiry: authorised.expiry };
        let chip = (!authorised.tags.is_empty()).then(|| ChipTags {
            request: hex::encode(&card.chip),
            reversal: hex::encode(&emv::select(&emv::REVERSAL, &authorised.tags)),
            label: presented.label.clone(),
            aid: emv::find(&authorised.tags, Tag::DF_NAME).map(hex::encode),
            certificate: emv::find(&authorised.tags, Tag::CRYPTOGRAM).map(hex::encode),
        });
        Some((card, secret, chip))
    }

    /// Whether a chip waits for the host's word. One that was only read has been let go.
    fn has_chip_in_slot(&self) -> bool {
        self.kind.chip_use() == ChipUse::Full && self.card.as_ref().is_some_and(|c| c.entry == Entry::Chip)
    }

    /// The chip data after an approval: the certificate of the second cryptogram where there is one.
    pub(super) fn final_chip(&self, tags: &[u8]) -> Option<ChipTags> {
        let authorised = self.authorised.as_ref().filter(|a| !a.tags.is_empty())?;
        let presented = self.card.as_ref()?;
        let newest = |tag| emv::find(tags, tag).or_else(|| emv::find(&authorised.tags, tag));
        Some(ChipTags {
            request: String::new(),
            reversal: hex::encode(&emv::select(&emv::REVERSAL, &authorised.tags)),
            label: presented.label.clone(),
            aid: newest(Tag::DF_NAME).map(hex::encode),
            certificate: newest(Tag::CRYPTOGRAM).map(hex::encode),
        })
    }

    /// The chip data of a reversal after the card's refusal: 9F10 goes along.
    fn reversal_chip(&self, tags: &[u8]) -> Option<ChipTags> {
        let chip = self.final_chip(tags)?;
        if tags.is_empty() {
            return Some(chip);
        }
        let authorised = self.authorised.as_ref()?;
        let mut all = tags.to_vec();
        all.extend_from_slice(&authorised.tags);
        Some(ChipTags { reversal: hex::encode(&emv::select(&emv::REVERSAL_CARD_DECLINED, &all)), ..chip })
    }

    /// Forgets card data that is not needed any more.
    pub(super) fn wipe(&mut self) {
        self.authorised = None;
        self.secret = None;
        self.request = None;
    }
}

/// A number without its card: sealed with the original, typed, or shown as a code. The code itself is for the sale alone;
/// what goes back to it has the host's voucher.
fn number_alone(kind: Kind, secret: &CardSecret) -> CardData {
    let (entry, code) = match secret {
        CardSecret::Card { .. } => (Entry::Manual, None),
        CardSecret::Code(code) => (Entry::Code, Some(code.clone()).filter(|_| kind == Kind::Sale)),
    };
    CardData {
        entry,
        pan: secret.pan().cloned(),
        expiry: secret.expiry(),
        sequence: None,
        track2: None,
        pin_block: None,
        chip: Vec::new(),
        code,
    }
}
