//! Details on their way up, before a settlement or in it: picking them, asking, and what the answer means.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use crate::{
    acquirer::{
        Answer, EarlyCodes, Finding, LinkFault, Request,
        message::{ChipDetail, ChipSort, StripeDetail},
    },
    domain::{Book, CardSecret, Fact, Now, Stan, Transaction, TxnRef, hex},
};

use super::{
    SettleStage,
    details::{Form, Scope},
    held::Rest,
};
use crate::flow::{
    Job, QueueItem, QueueRow, Terminal, Then, Why, Work,
    background::{Reception, pause},
    parcel, queue,
};

/// How many stripe details fit one 0320.
pub(super) const STRIPE_BLOCK: usize = 8;

/// The details on their way up. In memory only: what is up is a fact, and the rest is tried again.
#[derive(Debug, Default)]
pub(in crate::flow) struct Upload {
    pub(super) part: Option<Part>,
    tries: BTreeMap<Stan, Try>,
    /// Not tried any more, until the settlement begins or the program starts again.
    pub(super) aside: BTreeSet<Stan>,
    /// Of a refused block: each is sent alone, to find the one that is not wanted.
    alone: BTreeSet<Stan>,
    pub(super) early_refusals: u8,
}

/// The failures of one detail.
#[derive(Debug)]
struct Try {
    failures: u16,
    not_before: Duration,
    /// How many answers the line had had when it failed last.
    answers: u64,
    last: Why,
}

/// What is in flight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// One detail, or up to eight of a stripe.
    Details(Form, Vec<Stan>),
    /// An echo, to know whether it is the line or the detail that fails.
    Probe,
}

impl Upload {
    /// Details that are not tried any more.
    pub(super) fn aside(&self) -> impl Iterator<Item = Stan> + '_ {
        self.aside.iter().copied()
    }

    /// Every detail has new tries; one that is in flight is still awaited.
    pub(super) fn begin_settlement(&mut self) {
        *self = Upload { part: self.part.take(), ..Upload::default() };
    }

    /// What was in flight is not any more.
    pub(super) fn drop_part(&mut self) {
        self.part = None;
    }

    pub(super) fn failures(&self, stan: Stan) -> u16 {
        self.tries.get(&stan).map_or(0, |t| t.failures)
    }

    pub(super) fn not_before(&self, stan: Stan) -> Duration {
        self.tries.get(&stan).map_or(Duration::ZERO, |t| t.not_before)
    }

    pub(super) fn fail(&mut self, stans: &[Stan], why: &Why, answers: u64, now: Now) {
        for stan in stans {
            let failures = self.failures(*stan).saturating_add(1);
            let not_before = now.mono + pause(failures.into());
            self.tries.insert(*stan, Try { failures, not_before, answers, last: why.clone() });
        }
    }

    pub(super) fn forget(&mut self, stans: &[Stan]) {
        for stan in stans {
            self.tries.remove(stan);
            self.alone.remove(stan);
        }
    }

    /// Up to eight stripes that may go together, or one that goes alone.
    pub(super) fn block(&self, form: Form, ready: &[Stan]) -> Vec<Stan> {
        let alone = |stan: &Stan| form != Form::Stripe || self.alone.contains(stan);
        match ready.first() {
            Some(first) if alone(first) => vec![*first],
            _ => ready.iter().filter(|stan| !alone(stan)).take(STRIPE_BLOCK).copied().collect(),
        }
    }
}

/// What the settlement does next.
pub(super) enum Next {
    /// Details are on their way, or a probe.
    Asked,
    /// Everything is up, or set aside.
    Finished,
}

impl Terminal {
    pub(super) fn early(&self) -> Scope {
        Scope::Early(self.setup.early_details)
    }

    /// What is being settled, or goes up before.
    fn scope(&self) -> Scope {
        match &self.settle {
            Some(settle) if !settle.is_done() => Scope::Settling(settle.findings),
            _ => self.early(),
        }
    }

    /// The details that are still to go up, by form and number.
    pub(super) fn waiting(&self, scope: Scope) -> BTreeMap<Form, Vec<Stan>> {
        let mut forms: BTreeMap<Form, Vec<Stan>> = BTreeMap::new();
        if scope == Scope::NOTHING {
            return forms;
        }
        for txn in self.book.transactions.values() {
            let stan = txn.txn.stan;
            if let Some(form) = scope.form(txn).filter(|_| !self.upload.aside.contains(&stan)) {
                forms.entry(form).or_default().push(stan);
            }
        }
        forms
    }

    pub(super) fn fetch_cards(&mut self, form: Form, stans: Vec<Stan>, out: &mut Vec<Work>) {
        let batch = self.book.batch;
        self.line.unseal(stans.iter().map(|stan| TxnRef { batch, stan: *stan }).collect(), out);
        self.upload.part = Some(Part::Details(form, stans));
    }

    /// The next details of a settlement. What failed comes last; what has failed too often is set aside, once another answer
    /// has shown that the line is not to blame.
    pub(super) fn fetch_details(&mut self, out: &mut Vec<Work>) -> Next {
        let limit = self.parcel_tries();
        loop {
            let forms = self.waiting(self.scope());
            let failures = |stan: &Stan| self.upload.failures(*stan);
            let pick = |wanted: &dyn Fn(u16) -> bool| {
                forms.iter().find_map(|(form, stans)| {
                    let ready: Vec<Stan> = stans.iter().filter(|s| wanted(failures(s))).copied().collect();
                    (!ready.is_empty()).then(|| (*form, self.upload.block(*form, &ready)))
                })
            };
            let next = pick(&|n| n == 0).or_else(|| pick(&|n| n < limit));
            if let Some((form, stans)) = next {
                self.fetch_cards(form, stans, out);
                return Next::Asked;
            }
            let Some((_, stans)) = pick(&|_| true) else { return Next::Finished };
            let answers = self.line.answers;
            let proven = |stan: &Stan| self.upload.tries.get(stan).is_none_or(|t| answers > t.answers);
            if !stans.iter().all(proven) {
                self.upload.part = Some(Part::Probe);
                out.push(Work::Ask(Box::new(Request::Echo { batch: self.book.batch })));
                return Next::Asked;
            }
            self.upload.aside.extend(stans);
        }
    }

    /// The card numbers have come: ask. Where one is missing its detail is set aside, and the rest goes on.
    pub(in crate::flow) fn on_detail_cards(
        &mut self,
        secrets: Vec<Result<CardSecret, String>>,
        now: Now,
        out: &mut Vec<Work>,
    ) {
        let Some(Part::Details(form, stans)) = self.upload.part.take() else { return self.line.finish() };
        let mut cards = Vec::new();
        for (index, stan) in stans.iter().enumerate() {
            match secrets.get(index) {
                Some(Ok(card)) => cards.push((*stan, card.clone())),
                Some(Err(_)) | None => drop(self.upload.aside.insert(*stan)),
            }
        }
        let stans = cards.iter().map(|(stan, _)| *stan).collect();
        match self.detail_request(form, &cards, now, out) {
            Some(request) => {
                self.upload.part = Some(Part::Details(form, stans));
                out.push(Work::Ask(Box::new(request)));
            }
            None => {
                self.upload.aside.extend(stans);
                self.line.finish();
            }
        }
    }

    fn detail_request(
        &mut self,
        form: Form,
        cards: &[(Stan, CardSecret)],
        now: Now,
        out: &mut Vec<Work>,
    ) -> Option<Request> {
        let batch = self.book.batch;
        if form == Form::Stripe {
            let details = stripe_details(&self.book, cards);
            if details.len() < cards.len() || details.is_empty() {
                return None;
            }
            let stan = self.take_stan();
            self.record(now, vec![Fact::StanTaken { stan }], out);
            return Some(Request::UploadStripe { stan, batch, details });
        }
        let (stan, card) = cards.first()?;
        let txn = self.book.transactions.get(stan)?;
        let sort = match form {
            Form::Chip => ChipSort::Approved,
            Form::ChipUnverified => ChipSort::IssuerUnverified,
            Form::Load => ChipSort::Load,
            _ => return Some(Request::UploadNotice(Box::new(parcel::financial(txn, card)))),
        };
        let detail = Box::new(chip_detail(txn, card, sort)?);
        Some(Request::UploadChip { batch, detail, balance: self.codes() })
    }

    /// Under which codes a chip detail goes up: by the finding, or by the profile before there is one.
    fn codes(&self) -> Finding {
        match (self.scope(), self.setup.upkeep.early_codes) {
            (Scope::Settling(findings), _) => findings.overall(),
            (Scope::Early(_), EarlyCodes::Equal) => Finding::Balanced,
            (Scope::Early(_), EarlyCodes::Unequal) => Finding::Unbalanced,
        }
    }

    /// The host's answer to a detail of a settlement.
    pub(super) fn on_details_up(&mut self, answer: Result<Answer, LinkFault>, now: Now, out: &mut Vec<Work>) {
        let (stans, answer) = match (self.upload.part.take(), answer) {
            (Some(Part::Details(_, stans)), answer) => (stans, answer),
            (Some(Part::Probe) | None, Ok(_)) => return self.line.finish(),
            (Some(Part::Probe) | None, Err(fault)) => {
                return self.interrupt_settlement(Why::of_fault(&fault), now);
            }
        };
        let fact = match answer.as_ref().map(Terminal::reception) {
            Ok(Reception::Taken) => Fact::DetailsUploaded { stans: stans.clone() },
            Ok(Reception::Refused(_)) if stans.len() > 1 => {
                // One of them is not wanted: each is asked alone.
                self.upload.alone.extend(stans);
                return self.line.finish();
            }
            Ok(Reception::Refused(code)) => Fact::DetailsRefused { stans: stans.clone(), code },
            Ok(Reception::Again(why)) => return self.fail_detail(&stans, why, now),
            Err(fault) if Terminal::is_own_fault(fault) => {
                self.upload.aside.extend(stans);
                return self.line.finish();
            }
            Err(fault) if fault.nothing_left() => return self.interrupt_settlement(Why::of_fault(fault), now),
            Err(fault) => return self.fail_detail(&stans, Why::of_fault(fault), now),
        };
        self.upload.forget(&stans);
        if let Some(settle) = &mut self.settle {
            (settle.trouble, settle.rest) = (None, Rest::default());
        }
        self.line.begin(Job::Settlement);
        self.commit(now, vec![fact], Then::StepSettlement, out);
    }

    fn fail_detail(&mut self, stans: &[Stan], why: Why, now: Now) {
        self.upload.fail(stans, &why, self.line.answers, now);
        self.interrupt_settlement(why, now);
    }

    /// How many details wait to go up.
    pub(in crate::flow) fn details_waiting(&self) -> usize {
        if self.settle.as_ref().is_some_and(|s| s.stage == SettleStage::Asking) {
            return 0;
        }
        match self.scope() {
            Scope::NOTHING => 0,
            scope => self.book.transactions.values().filter(|t| scope.form(t).is_some()).count(),
        }
    }

    /// The details that wait, for the queue.
    pub(in crate::flow) fn detail_rows(&self) -> Vec<QueueRow> {
        if self.details_waiting() == 0 {
            return Vec::new();
        }
        let scope = self.scope();
        let waiting = self.book.transactions.values().filter(|t| scope.form(t).is_some());
        waiting.map(|t| self.detail_row(t)).collect()
    }

    fn detail_row(&self, txn: &Transaction) -> QueueRow {
        let stan = txn.txn.stan;
        let attempt = self.upload.tries.get(&stan);
        QueueRow {
            what: QueueItem::Detail,
            tries: self.upload.failures(stan),
            last: attempt.map(|t| t.last.clone()),
            next: attempt.map(|t| t.not_before.max(self.line.not_before)),
            set_aside: self.upload.aside.contains(&stan),
            ..queue::row(txn)
        }
    }
}

fn chip_detail(txn: &Transaction, card: &CardSecret, sort: ChipSort) -> Option<ChipDetail> {
    Some(ChipDetail {
        stan: txn.txn.stan,
        pan: card.pan()?.clone(),
        // What the card's cryptogram is about; a tip on top goes up by itself.
        amount: txn.amount,
        currency: txn.currency,
        entry: txn.entry,
        pin: txn.pin,
        sequence: txn.card_sequence,
        chip: txn.chip.as_ref().and_then(|c| hex::decode(&c.request))?,
        class: txn.card_class(),
        sort,
    })
}

fn stripe_details(book: &Book, cards: &[(Stan, CardSecret)]) -> Vec<StripeDetail> {
    let detail = |(stan, card): &(Stan, CardSecret)| {
        let txn = book.transactions.get(stan)?;
        let pan = card.pan()?.clone();
        Some(StripeDetail { stan: *stan, pan, amount: txn.counted_amount(), class: txn.card_class() })
    };
    cards.iter().filter_map(detail).collect()
}
