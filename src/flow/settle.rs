//! Settlement: totals to the host, details up, next batch. Every step is durable, so a settlement that was cut off goes
//! on where it stopped.
//!
//! `Asking` (0500) → `Uploading` (0320 details, in the order of the standard) → `Ending` (0320 end) → `Done`.

use crate::{
    acquirer::{
        Answer, Finding, LinkFault, Request,
        message::{ChipDetail, ChipSort, StripeDetail},
    },
    domain::{
        Book, CardSecret, Entry, Fact, Kind, Now, OperatorNo, Settlement, SettlementStage, Stan, Totals, Transaction,
        TxnRef, hex,
    },
};

use super::{CannotStart, Job, PrintJob, Terminal, Then, Why, Work, slip};

/// How many stripe details fit one 0320.
const STRIPE_BLOCK: usize = 8;

/// The settlement in progress, or the last one until the operator has read its result.
#[derive(Debug)]
pub struct Settle {
    /// What is being settled.
    pub settlement: Settlement,
    /// Where it stands.
    pub stage: SettleStage,
    /// How many details there are in all.
    pub total: usize,
    /// Whether it was taken up again after a restart.
    pub resumed: bool,
    /// What interrupted it last; it goes on by itself.
    pub trouble: Option<Why>,
    /// Details that the host refused; they stand on the slip.
    pub refused: Vec<Stan>,
    part: Option<Part>,
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

/// The details in flight.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Stripe(Vec<Stan>),
    Chip(Stan),
}

impl Settle {
    fn new(settlement: Settlement) -> Settle {
        Settle {
            settlement,
            stage: SettleStage::Asking,
            total: 0,
            resumed: false,
            trouble: None,
            refused: Vec::new(),
            part: None,
        }
    }

    /// The settlement that a restart interrupted.
    pub(super) fn resumed(settlement: &Settlement) -> Settle {
        let stage = match settlement.stage {
            SettlementStage::Asked => SettleStage::Asking,
            SettlementStage::Balanced => SettleStage::Uploading(Finding::Balanced),
            SettlementStage::Unbalanced => SettleStage::Uploading(Finding::Unbalanced),
        };
        Settle { stage, resumed: true, ..Settle::new(settlement.clone()) }
    }

    /// Whether the batch is closed.
    pub fn is_done(&self) -> bool {
        matches!(self.stage, SettleStage::Done(_))
    }

    fn wants_line(&self) -> bool {
        !self.is_done()
    }

    /// How many details are still to go up.
    pub fn left(&self, book: &Book) -> usize {
        match self.stage {
            SettleStage::Uploading(finding) => {
                book.transactions.values().filter(|t| !t.uploaded && goes_up(t, finding)).count()
            }
            _ => 0,
        }
    }

    /// How many details have gone up.
    pub fn uploaded(&self, book: &Book) -> usize {
        book.transactions.values().filter(|t| t.uploaded).count()
    }
}

/// Whether a transaction's detail goes up: chip sales always, stripe sales and voids when the totals differ.
fn goes_up(txn: &Transaction, finding: Finding) -> bool {
    txn.counts() && (is_chip_detail(txn) || finding == Finding::Unbalanced)
}

fn is_chip_detail(txn: &Transaction) -> bool {
    txn.kind == Kind::Sale && matches!(txn.entry, Entry::Chip | Entry::Tap)
}

impl Terminal {
    /// Begins the settlement of the open batch.
    ///
    /// # Errors
    /// Why it cannot begin now.
    pub fn start_settlement(&mut self, now: Now, out: &mut Vec<Work>) -> Result<(), CannotStart> {
        match self.can_start() {
            Ok(()) | Err(CannotStart::BatchFull | CannotStart::StorageLow) => {}
            Err(reason) => return Err(reason),
        }
        if self.book.reversals_owed().next().is_some() {
            return Err(CannotStart::ReversalOwed);
        }
        if self.book.unresolved().next().is_some() {
            return Err(CannotStart::Unresolved);
        }
        if self.is_signing_on_to_disk() {
            return Err(CannotStart::SigningOn);
        }
        let settlement = Settlement {
            batch: self.book.batch,
            stan: self.take_stan(),
            totals: self.book.totals(),
            began: now.wall,
            stage: SettlementStage::Asked,
        };
        self.settle = Some(Settle::new(settlement.clone()));
        self.line.hurry(now);
        self.record(now, vec![Fact::SettlementBegan(settlement)], out);
        self.pump(now, out);
        Ok(())
    }

    /// The operator has read the result.
    pub fn leave_settlement(&mut self) {
        if self.settle.as_ref().is_some_and(Settle::is_done) {
            self.settle = None;
        }
    }

    /// Whether the settlement has begun durably and is not done.
    pub(super) fn settlement_wants_line(&self) -> bool {
        self.book.settlement.is_some() && self.settle.as_ref().is_some_and(Settle::wants_line)
    }

    /// Does the next step; the line is ours ([`Job::Settlement`]).
    pub(super) fn step_settlement(&mut self, now: Now, out: &mut Vec<Work>) {
        self.line.begin(Job::Settlement);
        let Some(settle) = &mut self.settle else { return self.line.finish() };
        // The book learns of the settlement when its first fact is durable; nothing is asked before.
        if self.book.settlement.is_none() && !settle.is_done() {
            return self.line.finish();
        }
        match settle.stage {
            SettleStage::Asking => self.ask_settlement(out),
            SettleStage::Uploading(finding) => self.fetch_details(finding, now, out),
            SettleStage::Ending(finding) => self.end_upload(finding, now, out),
            SettleStage::Done(_) => self.line.finish(),
        }
    }

    fn ask_settlement(&mut self, out: &mut Vec<Work>) {
        let Some(settle) = &self.settle else { return };
        let Settlement { stan, batch, totals, .. } = settle.settlement.clone();
        out.push(Work::Ask(Box::new(Request::Settle {
            stan,
            batch,
            totals,
            currency: self.setup.currency,
            operator: first_operator(),
        })));
    }

    /// Picks the next details and fetches their card numbers.
    fn fetch_details(&mut self, finding: Finding, now: Now, out: &mut Vec<Work>) {
        let Some(settle) = &mut self.settle else { return };
        let waiting: Vec<&Transaction> =
            self.book.transactions.values().filter(|t| !t.uploaded && goes_up(t, finding)).collect();
        settle.total = waiting.len() + settle.uploaded(&self.book);
        // Unequal totals: stripe details go up before chip details.
        let stripe: Vec<Stan> =
            waiting.iter().filter(|t| !is_chip_detail(t)).take(STRIPE_BLOCK).map(|t| t.txn.stan).collect();
        let chip = waiting.iter().find(|t| is_chip_detail(t)).map(|t| t.txn.stan);
        settle.part = match (stripe.is_empty(), chip) {
            (false, _) => Some(Part::Stripe(stripe)),
            (true, Some(stan)) => Some(Part::Chip(stan)),
            (true, None) => None,
        };
        let batch = self.book.batch;
        match &settle.part {
            Some(part) => {
                let txns = part.stans().iter().map(|stan| TxnRef { batch, stan: *stan }).collect();
                out.push(Work::Unseal(txns));
            }
            None => {
                settle.stage = SettleStage::Ending(finding);
                self.end_upload(finding, now, out);
            }
        }
    }

    pub(super) fn on_settlement_cards(
        &mut self,
        secrets: Vec<Result<CardSecret, String>>,
        now: Now,
        out: &mut Vec<Work>,
    ) {
        let cards: Result<Vec<CardSecret>, String> = secrets.into_iter().collect();
        let cards = match cards {
            Ok(cards) => cards,
            Err(reason) => return self.interrupt_settlement(Why::Storage(reason), now),
        };
        let batch = self.book.batch;
        let Some(settle) = &self.settle else { return self.line.finish() };
        let SettleStage::Uploading(finding) = settle.stage else { return self.line.finish() };
        let request = match &settle.part {
            Some(Part::Chip(stan)) => chip_request(&self.book, *stan, cards, finding),
            Some(Part::Stripe(stans)) => {
                let details = stripe_details(&self.book, stans, cards);
                let stan = self.take_stan();
                self.record(now, vec![Fact::StanTaken { stan }], out);
                Some(Request::UploadStripe { stan, batch, details })
            }
            None => None,
        };
        match request {
            Some(request) => out.push(Work::Ask(Box::new(request))),
            None => self.interrupt_settlement(Why::BadRequest("a detail to upload is not in the batch".into()), now),
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
        let answer = match answer {
            Ok(answer) => answer,
            Err(fault) => return self.interrupt_settlement(Why::of_fault(&fault), now),
        };
        let Some(settle) = &mut self.settle else { return };
        match settle.stage {
            SettleStage::Asking => self.on_totals(&answer, now, out),
            SettleStage::Uploading(_) => self.on_details_up(&answer, now, out),
            SettleStage::Ending(finding) if answer.code.is_approval() => self.close_batch(finding, now, out),
            SettleStage::Ending(_) => {
                self.interrupt_settlement(Why::Declined(answer.code), now);
            }
            SettleStage::Done(_) => {}
        }
    }

    fn on_totals(&mut self, answer: &Answer, now: Now, out: &mut Vec<Work>) {
        let Some(settle) = &mut self.settle else { return };
        let Some(finding) = answer.finding.filter(|_| answer.code.is_approval()) else {
            return self.interrupt_settlement(Why::Declined(answer.code.clone()), now);
        };
        settle.trouble = None;
        settle.stage = SettleStage::Uploading(finding);
        let stage = match finding {
            Finding::Balanced => SettlementStage::Balanced,
            Finding::Unbalanced => SettlementStage::Unbalanced,
        };
        settle.settlement.stage = stage;
        self.line.begin(Job::Settlement);
        self.commit(now, vec![Fact::SettlementMoved { stage }], Then::StepSettlement, out);
    }

    /// Accepted or refused, a detail is not sent again; a refused one stands on the slip.
    fn on_details_up(&mut self, answer: &Answer, now: Now, out: &mut Vec<Work>) {
        if matches!(answer.code.as_str(), "77" | "99" | "A0") {
            return self.interrupt_settlement(Why::Declined(answer.code.clone()), now);
        }
        let Some(settle) = &mut self.settle else { return };
        let Some(part) = settle.part.take() else { return };
        let stans = part.stans();
        settle.trouble = None;
        if !matches!(answer.code.as_str(), "00" | "94") {
            settle.refused.extend(&stans);
        }
        self.line.begin(Job::Settlement);
        self.commit(now, vec![Fact::DetailsUploaded { stans }], Then::StepSettlement, out);
    }

    /// The line stays taken until the end is durable: nothing goes out in the old batch any more.
    fn close_batch(&mut self, finding: Finding, now: Now, out: &mut Vec<Work>) {
        let Some(settle) = &mut self.settle else { return };
        settle.trouble = None;
        let closed = self.book.transactions.values().filter(|t| t.closed_by.is_some());
        let receipt = slip::settlement(&self.setup, settle, finding, closed, now);
        let slip = Box::new(PrintJob { txn: None, receipt });
        let batch = settle.settlement.batch;
        self.line.begin(Job::Settlement);
        let fact = Fact::Settled { batch, next: batch.next() };
        self.commit(now, vec![fact], Then::TellSettled(finding, slip), out);
    }

    /// The next batch is open.
    pub(super) fn tell_settled(&mut self, finding: Finding, slip: Box<PrintJob>, out: &mut Vec<Work>) {
        self.line.finish();
        if let Some(settle) = &mut self.settle {
            settle.stage = SettleStage::Done(finding);
        }
        self.trade = self.trade.take().filter(|t| t.verdict().is_none());
        self.unseen = None;
        self.print(slip, out);
    }

    pub(super) fn interrupt_settlement(&mut self, reason: Why, now: Now) {
        self.line.finish();
        self.line.pause(now);
        if let Some(settle) = &mut self.settle {
            settle.trouble = Some(reason);
            settle.part = None;
        }
    }
}

impl Part {
    fn stans(&self) -> Vec<Stan> {
        match self {
            Part::Stripe(stans) => stans.clone(),
            Part::Chip(stan) => vec![*stan],
        }
    }
}

fn first_operator() -> OperatorNo {
    "01".parse().unwrap_or(OperatorNo::SUPERVISOR)
}

fn chip_request(book: &Book, stan: Stan, cards: Vec<CardSecret>, finding: Finding) -> Option<Request> {
    let txn = book.transactions.get(&stan)?;
    let card = cards.into_iter().next()?;
    let detail = ChipDetail {
        stan,
        pan: card.pan()?.clone(),
        amount: txn.amount,
        currency: txn.currency,
        entry: txn.entry,
        pin: txn.pin,
        sequence: txn.card_sequence,
        chip: txn.chip.as_ref().and_then(|c| hex::decode(&c.request)).unwrap_or_default(),
        class: txn.card_class(),
        sort: ChipSort::Approved,
    };
    Some(Request::UploadChip { batch: book.batch, detail: Box::new(detail), balance: finding })
}

fn stripe_details(book: &Book, stans: &[Stan], cards: Vec<CardSecret>) -> Vec<StripeDetail> {
    stans
        .iter()
        .filter_map(|stan| book.transactions.get(stan))
        .zip(cards)
        .filter_map(|(txn, card)| {
            let pan = card.pan()?.clone();
            Some(StripeDetail { stan: txn.txn.stan, pan, amount: txn.amount, class: txn.card_class() })
        })
        .collect()
}

/// What this terminal counted, for the confirmation screen.
pub fn totals(book: &Book) -> Totals {
    book.settlement.as_ref().map_or_else(|| book.totals(), |s| s.totals.clone())
}
