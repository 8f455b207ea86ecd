//! Settlement: totals to the host, details up, next batch. Every step is durable, so a settlement that was cut off goes
//! on where it stopped.
//!
//! `Asking` (whatever is left goes up, then 0500) → `Uploading` (0320 details, in the order of the standard) → `Ending`
//! (0320 end) → `Done`.

mod auto;
pub(super) mod details;
mod early;
mod held;
mod upload;

pub use held::{HeldStep, SETTLEMENT_REFUSALS};
pub(super) use upload::Upload;

use crate::{
    acquirer::{Answer, Finding, Findings, LinkFault, Request},
    domain::{
        Book, DeliveryEnd, Fact, Now, OperatorNo, Refusal, ResponseCode, Settlement, SettlementStage, Stan, Transaction,
    },
};

use super::{CannotStart, Job, PrintJob, Terminal, Then, Why, Work, background::SignOff, receipts, slip};

use self::{details::Scope, upload::Next};

/// A slip with more lines than this is printed and not kept: it must never be what keeps a batch from being closed.
const LONGEST_KEPT: usize = 500;

/// The settlement in progress, or the last one until the operator has read its result.
#[derive(Debug)]
pub struct Settle {
    /// What is being settled.
    pub settlement: Settlement,
    /// Where it stands.
    pub stage: SettleStage,
    /// What the host found of each half, once it has compared.
    pub findings: Findings,
    /// How many details there are in all.
    pub total: usize,
    /// Whether it was taken up again after a restart.
    pub resumed: bool,
    /// What interrupted it last; it goes on by itself.
    pub trouble: Option<Why>,
    /// Transactions of which the host refused something (a detail, an advice, a notice, a signature). They stand on the slip;
    /// known when the batch is closed.
    pub refused: Vec<Stan>,
    /// Transactions of which something was tried as often as is allowed and never answered. They stand on the slip; known when
    /// the batch is closed.
    pub set_aside: Vec<Stan>,
    /// Who closed the batch without the host's word for the end of its details, and with what the host had refused it.
    pub alone: Option<(OperatorNo, ResponseCode)>,
    /// When it goes on after an interruption.
    pub(super) rest: held::Rest,
}

/// Where a settlement stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SettleStage {
    /// The host compares totals.
    Asking,
    /// Details go up.
    Uploading(Finding),
    /// The end of the upload is being told.
    Ending(Finding),
    /// The batch is closed.
    Done(Finding),
}

impl Settle {
    fn new(settlement: Settlement) -> Settle {
        Settle {
            settlement,
            stage: SettleStage::Asking,
            findings: Findings::both(Finding::Balanced),
            total: 0,
            resumed: false,
            trouble: None,
            refused: Vec::new(),
            set_aside: Vec::new(),
            alone: None,
            rest: held::Rest::default(),
        }
    }

    /// The settlement that a restart interrupted.
    pub(super) fn resumed(settlement: &Settlement) -> Settle {
        let fresh = Settle { resumed: true, ..Settle::new(settlement.clone()) };
        match findings_of(settlement.stage) {
            Some(findings) => Settle { stage: SettleStage::Uploading(findings.overall()), findings, ..fresh },
            None => fresh,
        }
    }

    /// Whether the batch is closed.
    pub fn is_done(&self) -> bool {
        matches!(self.stage, SettleStage::Done(_))
    }

    /// How many details are still to go up.
    pub fn left(&self, book: &Book) -> usize {
        match self.stage {
            SettleStage::Uploading(_) => {
                let scope = Scope::Settling(self.findings);
                book.transactions.values().filter(|t| scope.form(t).is_some()).count()
            }
            _ => 0,
        }
    }

    /// How many details have gone up.
    pub fn uploaded(&self, book: &Book) -> usize {
        book.transactions.values().filter(|t| t.uploaded).count()
    }
}

/// What the host had found at this stage, if it had been asked.
fn findings_of(stage: SettlementStage) -> Option<Findings> {
    let (domestic, foreign) = match stage {
        SettlementStage::Asked => return None,
        SettlementStage::Balanced => (Finding::Balanced, Finding::Balanced),
        SettlementStage::Unbalanced => (Finding::Unbalanced, Finding::Unbalanced),
        SettlementStage::DomesticUnbalanced => (Finding::Unbalanced, Finding::Balanced),
        SettlementStage::ForeignUnbalanced => (Finding::Balanced, Finding::Unbalanced),
    };
    Some(Findings { domestic, foreign })
}

fn stage_of(findings: Findings) -> SettlementStage {
    match (findings.domestic, findings.foreign) {
        (Finding::Balanced, Finding::Balanced) => SettlementStage::Balanced,
        (Finding::Unbalanced, Finding::Unbalanced) => SettlementStage::Unbalanced,
        (Finding::Unbalanced, Finding::Balanced) => SettlementStage::DomesticUnbalanced,
        (Finding::Balanced, Finding::Unbalanced) => SettlementStage::ForeignUnbalanced,
    }
}

impl Terminal {
    /// Begins the settlement of the open batch.
    ///
    /// # Errors
    /// Why it cannot begin now.
    pub fn start_settlement(&mut self, now: Now, out: &mut Vec<Work>) -> Result<(), CannotStart> {
        self.may_settle()?;
        self.begin_settlement(Vec::new(), now, out);
        Ok(())
    }

    /// Whether the batch is empty, so that no settlement makes room on a disk that is nearly full.
    pub fn settles_nothing(&self) -> bool {
        self.book.transactions.is_empty()
    }

    /// Whether the open batch may be settled. A full or an old one is a reason to settle, not against it.
    ///
    /// # Errors
    /// The first reason against it.
    pub fn may_settle(&self) -> Result<(), CannotStart> {
        match self.can_start() {
            Ok(())
            | Err(
                CannotStart::BatchFull | CannotStart::BatchOld | CannotStart::StorageLow | CannotStart::StorageFull,
            ) => {}
            Err(reason) => return Err(reason),
        }
        if !self.book.bills.open.is_empty() {
            return Err(CannotStart::BillOpen);
        }
        if self.book.in_flight().is_some() || self.book.reversals_owed().next().is_some() {
            return Err(CannotStart::ReversalOwed);
        }
        if self.book.unresolved().next().is_some() {
            return Err(CannotStart::Unresolved);
        }
        if self.book.orders_open().next().is_some() {
            return Err(CannotStart::OrderOpen);
        }
        if self.orders_untold().next().is_some() {
            return Err(CannotStart::OrderUntold);
        }
        if self.is_signing_on_to_disk() {
            return Err(CannotStart::SigningOn);
        }
        Ok(())
    }

    fn begin_settlement(&mut self, mut facts: Vec<Fact>, now: Now, out: &mut Vec<Work>) {
        let settlement = Settlement {
            batch: self.book.batch,
            stan: self.take_stan(),
            totals: self.book.totals(),
            began: now.wall,
            stage: SettlementStage::Asked,
            refused: None,
        };
        self.settle = Some(Settle::new(settlement.clone()));
        self.upload.begin_settlement();
        self.line.hurry(now);
        facts.push(Fact::SettlementBegan(settlement));
        self.record(now, facts, out);
        self.pump(now, out);
    }

    /// The operator has read the result.
    pub fn leave_settlement(&mut self) {
        if self.settle.as_ref().is_some_and(Settle::is_done) {
            self.settle = None;
        }
    }

    /// Whether the settlement has begun durably and is not done.
    pub(super) fn settlement_wants_line(&self) -> bool {
        let under_way = self.book.settlement.is_some() && self.settle.as_ref().is_some_and(|s| !s.is_done());
        under_way && self.settlement_held().is_none()
    }

    /// Does the next step; the line is ours ([`Job::Settlement`]).
    pub(super) fn step_settlement(&mut self, now: Now, out: &mut Vec<Work>) {
        self.line.begin(Job::Settlement);
        // The book learns of the settlement when its first fact is durable; nothing is asked before.
        if !self.settlement_wants_line() {
            return self.line.finish();
        }
        match self.settle.as_ref().map(|s| s.stage) {
            Some(SettleStage::Asking) => self.ask_settlement(now, out),
            Some(SettleStage::Uploading(finding)) => self.upload_details(finding, now, out),
            Some(SettleStage::Ending(finding)) => self.end_upload(finding, now, out),
            Some(SettleStage::Done(_)) | None => self.line.finish(),
        }
    }

    fn ask_settlement(&mut self, now: Now, out: &mut Vec<Work>) {
        let counted = self.book.totals();
        let Some(settle) = &mut self.settle else { return };
        if settle.settlement.totals != counted {
            // An advice was refused after the settlement had begun.
            settle.settlement.totals = counted.clone();
            self.commit(now, vec![Fact::SettlementCounted { totals: counted }], Then::StepSettlement, out);
            return;
        }
        let Settlement { stan, batch, totals, .. } = settle.settlement.clone();
        out.push(Work::Ask(Box::new(Request::Settle {
            stan,
            batch,
            totals,
            currency: self.setup.currency,
            operator: OperatorNo::FIRST,
        })));
    }

    /// Asks the next details; after the last one, the end.
    fn upload_details(&mut self, finding: Finding, now: Now, out: &mut Vec<Work>) {
        if let Some(settle) = &mut self.settle {
            settle.total = settle.left(&self.book) + settle.uploaded(&self.book);
        }
        if let Next::Finished = self.fetch_details(out) {
            if let Some(settle) = &mut self.settle {
                settle.stage = SettleStage::Ending(finding);
            }
            self.end_upload(finding, now, out);
        }
    }

    fn end_upload(&mut self, finding: Finding, now: Now, out: &mut Vec<Work>) {
        let stan = self.take_stan();
        let Some(settle) = &self.settle else { return };
        let uploaded = u16::try_from(settle.uploaded(&self.book)).unwrap_or(u16::MAX);
        let batch = settle.settlement.batch;
        self.record(now, vec![Fact::StanTaken { stan }], out);
        out.push(Work::Ask(Box::new(Request::UploadEnd { stan, batch, uploaded, balance: finding })));
    }

    pub(super) fn on_settlement_answer(&mut self, answer: Result<Answer, LinkFault>, now: Now, out: &mut Vec<Work>) {
        let stage = self.settle.as_ref().map(|s| s.stage);
        match (stage, answer) {
            (Some(SettleStage::Uploading(_)), answer) => self.on_details_up(answer, now, out),
            (_, Err(fault)) => self.interrupt_settlement(Why::of_fault(&fault), now),
            (Some(SettleStage::Asking), Ok(answer)) => self.on_totals(&answer, now, out),
            (Some(SettleStage::Ending(finding)), Ok(answer)) if answer.code.is_approval() => {
                self.close_batch(finding, now, out);
            }
            (Some(SettleStage::Ending(_)), Ok(answer)) => self.refuse_settlement(answer.code, now, out),
            (Some(SettleStage::Done(_)) | None, Ok(_)) => {}
        }
    }

    fn on_totals(&mut self, answer: &Answer, now: Now, out: &mut Vec<Work>) {
        let Some(settle) = &mut self.settle else { return };
        let Some(findings) = answer.finding.filter(|_| answer.code.is_approval()) else {
            return self.refuse_settlement(answer.code.clone(), now, out);
        };
        let stage = stage_of(findings);
        (settle.trouble, settle.rest) = (None, held::Rest::default());
        settle.findings = findings;
        settle.stage = SettleStage::Uploading(findings.overall());
        settle.settlement.stage = stage;
        self.line.begin(Job::Settlement);
        self.commit(now, vec![Fact::SettlementMoved { stage }], Then::StepSettlement, out);
    }

    /// The line stays taken until the end is durable: nothing goes out in the old batch any more.
    fn close_batch(&mut self, finding: Finding, now: Now, out: &mut Vec<Work>) {
        let refused =
            self.stans_with(|t| t.detail_refused.is_some() || has_end(t, |e| matches!(e, DeliveryEnd::Refused(_))));
        let mut set_aside = self.stans_with(|t| has_end(t, |e| *e == DeliveryEnd::GivenUp));
        set_aside.extend(self.upload.aside());
        set_aside.sort_unstable();
        set_aside.dedup();
        let Some(settle) = &mut self.settle else { return };
        settle.trouble = None;
        (settle.refused, settle.set_aside) = (refused, set_aside);
        let receipt = slip::settlement(&self.setup, settle, finding, self.book.transactions.values(), now);
        let batch = settle.settlement.batch;
        let save_as = Some(receipts::file_name(&self.setup, now.wall, batch, "settlement"));
        let alone = settle.alone.clone().map(|(by, code)| Fact::Refusal(Refusal::ClosedAlone { by, code }));
        self.line.begin(Job::Settlement);
        let kept = receipt.lines.len() <= LONGEST_KEPT;
        let slip = kept.then(|| Fact::SettlementSlip { receipt: Box::new(receipt.clone()) });
        let report = self.z_report(now).map(|report| Fact::ZReported { report: Box::new(report) });
        let settled = Fact::Settled { batch, next: batch.next() };
        let facts = slip.into_iter().chain(report).chain(alone).chain([settled]).collect();
        let job = Box::new(PrintJob { txn: None, receipt, save_as });
        self.commit(now, facts, Then::TellSettled(finding, job), out);
    }

    fn stans_with(&self, like: impl Fn(&Transaction) -> bool) -> Vec<Stan> {
        self.book.transactions.values().filter(|t| like(t)).map(|t| t.txn.stan).collect()
    }

    /// The next batch is open.
    pub(super) fn tell_settled(&mut self, finding: Finding, slip: Box<PrintJob>, out: &mut Vec<Work>) {
        self.line.finish();
        if let Some(settle) = &mut self.settle {
            settle.stage = SettleStage::Done(finding);
        }
        self.trade = self.trade.take().filter(|t| t.verdict().is_none());
        self.unseen = None;
        self.upload = Upload::default();
        self.attempts.clear();
        if self.signs_off() {
            self.line.sign_off = SignOff::Due(0);
        }
        self.print(slip, out);
    }

    pub(super) fn interrupt_settlement(&mut self, reason: Why, now: Now) {
        self.line.finish();
        self.upload.drop_part();
        if let Some(settle) = &mut self.settle {
            settle.rest.lengthen(now);
            (settle.trouble, settle.alone) = (Some(reason), None);
        }
    }
}

fn has_end(txn: &Transaction, like: impl Fn(&DeliveryEnd) -> bool) -> bool {
    txn.deliveries.iter().filter_map(|d| d.end.as_ref()).any(like)
}
