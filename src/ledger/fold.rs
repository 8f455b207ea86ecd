//! Facts taken into the book as one step: all of a commit or nothing, and what it touched.

use std::collections::BTreeMap;

use crate::domain::{
    Baskets, BatchNo, Bills, Book, BookError, CashMoves, Drawer, Fact, Goods, HostData, KeptFrom, Kind, OperatorNo,
    OperatorRecord, Original, Parameters, Rates, Refunded, Refusal, SettledPayments, Settlement, Stan, State,
    Transaction, Transactions, TxnRef, UsualAmounts, WallTime, Watch, ZReport, receipt::Receipt,
};

/// Everything that the journal adds up to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sum {
    /// The terminal's state.
    pub(super) book: Book,
    /// The sealed cards of the open batch.
    pub(super) sealed: BTreeMap<TxnRef, String>,
    /// Where the journal begins, once old segments were let go.
    pub(super) kept: Option<KeptFrom>,
}

/// What a commit changed.
pub(super) struct Change {
    /// The transactions that it touched, as they are now.
    pub(super) rows: Vec<Transaction>,
    /// The batches that it settled.
    pub(super) settled: Vec<BatchNo>,
    /// How to take it back.
    pub(super) undo: Undo,
}

/// The parts of a [`Sum`] before a change.
pub(super) struct Undo {
    batch: BatchNo,
    next_stan: Stan,
    settlement: Option<Settlement>,
    batch_began: Option<WallTime>,
    settled_day: Option<u32>,
    cash_moves: CashMoves,
    latest: Option<WallTime>,
    kept: Option<KeptFrom>,
    steps: Vec<Before>,
}

/// One part, newest last.
enum Before {
    Row(Stan, Option<Box<Transaction>>),
    Operator(OperatorNo, Option<OperatorRecord>, Box<Watch>),
    /// All of them, and the number of the roster.
    Operators(BTreeMap<OperatorNo, OperatorRecord>, u64),
    Watch(Box<Watch>),
    Sealed(TxnRef, Option<String>),
    Batch(Transactions, SettledPayments, BTreeMap<TxnRef, String>),
    HostData(Box<HostData>),
    Slip(Option<Box<Receipt>>),
    Z(Option<Box<ZReport>>),
    Rates(Option<Box<Rates>>),
    Drawer(Option<Box<Drawer>>),
    Parameters(Box<Parameters>),
    Refunded(Box<Refunded>),
    /// What payments change: what is usual, and the drawer where they are in cash.
    Paid(Box<UsualAmounts>, Option<Box<Drawer>>),
    /// Bills, and with a closed one what is usual.
    Bills(Bills, Box<UsualAmounts>),
    Baskets(Box<Baskets>),
    Goods(Box<Goods>),
    Whole(Box<Sum>),
}

impl Sum {
    /// Takes in the facts of one record.
    ///
    /// # Errors
    /// [`BookError`] when one contradicts those before it; nothing is changed then.
    pub(super) fn apply(&mut self, at: WallTime, facts: &[Fact]) -> Result<Change, BookError> {
        let Book { batch, next_stan, batch_began, settled_day, latest, cash_moves, .. } = self.book;
        let settlement = self.book.settlement.clone();
        let kept = self.kept.clone();
        let undo = Undo {
            batch,
            next_stan,
            settlement,
            batch_began,
            settled_day,
            latest,
            cash_moves,
            kept,
            steps: Vec::new(),
        };
        let mut change = Change { rows: Vec::new(), settled: Vec::new(), undo };
        let mut rows = BTreeMap::new();
        for fact in facts {
            if let Err(error) = self.apply_one(at, fact, &mut change, &mut rows) {
                self.undo(change.undo);
                return Err(error);
            }
        }
        change.rows = rows.into_values().collect();
        Ok(change)
    }

    /// Takes a change back.
    pub(super) fn undo(&mut self, undo: Undo) {
        for step in undo.steps.into_iter().rev() {
            match step {
                Before::Row(stan, before) => self.book.transactions.put_back(stan, before.map(|row| *row)),
                Before::Operator(number, before, watch) => {
                    put_back(&mut self.book.operators, number, before);
                    self.book.watch = *watch;
                }
                Before::Operators(before, roster) => {
                    self.book.operators = before;
                    self.book.roster = roster;
                }
                Before::Watch(before) => self.book.watch = *before,
                Before::Sealed(txn, before) => put_back(&mut self.sealed, txn, before),
                Before::Batch(transactions, settled, sealed) => {
                    self.book.transactions = transactions;
                    self.book.settled = settled;
                    self.sealed = sealed;
                }
                Before::HostData(before) => self.book.host_data = *before,
                Before::Slip(before) => self.book.last_slip = before,
                Before::Z(before) => self.book.last_z = before,
                Before::Rates(before) => self.book.rates = before,
                Before::Drawer(before) => self.book.drawer = before,
                Before::Parameters(before) => self.book.parameters = *before,
                Before::Refunded(before) => self.book.refunded = *before,
                Before::Paid(usual, drawer) => {
                    self.book.usual = *usual;
                    self.book.drawer = drawer;
                }
                Before::Bills(bills, usual) => {
                    self.book.bills = bills;
                    self.book.usual = *usual;
                }
                Before::Baskets(before) => self.book.baskets = *before,
                Before::Goods(before) => self.book.goods = *before,
                Before::Whole(sum) => *self = *sum,
            }
        }
        self.book.batch = undo.batch;
        self.book.next_stan = undo.next_stan;
        self.book.settlement = undo.settlement;
        self.book.batch_began = undo.batch_began;
        self.book.settled_day = undo.settled_day;
        self.book.latest = undo.latest;
        self.book.cash_moves = undo.cash_moves;
        self.kept = undo.kept;
    }

    /// The facts at the head of a segment, from which this sum is read again.
    pub(super) fn checkpoint(&self) -> Vec<Fact> {
        let sealed = self.sealed.iter().map(|(txn, sealed)| Fact::CardSealed { txn: *txn, sealed: sealed.clone() });
        let kept = self.kept.iter().cloned().map(Fact::SegmentsLetGo);
        std::iter::once(Fact::Checkpoint(Box::new(self.book.clone()))).chain(kept).chain(sealed).collect()
    }

    /// Whether these facts at the head of a segment say what this adds up to. A program of before [`SettledPayments`] or [`Refunded`]
    /// left them out; the rest must agree all the same.
    pub(super) fn is_told_by(&self, facts: &[Fact]) -> bool {
        let mut checkpoint = self.checkpoint();
        if let (Some(Fact::Checkpoint(told)), Some(Fact::Checkpoint(mine))) = (facts.first(), checkpoint.first_mut()) {
            if told.settled.is_empty() {
                mine.settled = SettledPayments::default();
            }
            if told.refunded.is_empty() {
                mine.refunded = Refunded::default();
            }
        }
        facts == checkpoint
    }

    fn apply_one(
        &mut self,
        at: WallTime,
        fact: &Fact,
        change: &mut Change,
        rows: &mut BTreeMap<TxnRef, Transaction>,
    ) -> Result<(), BookError> {
        let touched = touched(&self.book, fact);
        let before =
            touched.iter().map(|stan| Before::Row(*stan, self.book.transactions.get(stan).cloned().map(Box::new)));
        change.undo.steps.extend(before);
        self.remember_baskets(fact, &touched, &mut change.undo);
        self.remember(fact, &mut change.undo);
        self.book.apply(at, fact)?;
        match fact {
            Fact::CardSealed { txn, sealed } => {
                self.sealed.insert(*txn, sealed.clone());
            }
            Fact::SegmentsLetGo(kept) => self.kept = Some(kept.clone()),
            Fact::Settled { batch, .. } => change.settled.push(*batch),
            _ => {}
        }
        for stan in touched {
            if let Some(row) = self.book.transactions.get(&stan) {
                rows.insert(row.txn, row.clone());
            }
        }
        Ok(())
    }

    /// Keeps the baskets where a fact may change one: its own, or that of a transaction that it changes.
    fn remember_baskets(&self, fact: &Fact, touched: &[Stan], undo: &mut Undo) {
        let paying = touched.iter().any(|stan| self.book.transactions.get(stan).is_some_and(|t| t.basket.is_some()));
        let begins = matches!(fact, Fact::Began(txn) if txn.basket.is_some());
        let sells = matches!(fact, Fact::BasketPaid(_) | Fact::GoodsBack { .. } | Fact::Settled { .. });
        if paying || begins || sells || matches!(fact, Fact::BasketChanged { .. }) {
            undo.steps.push(Before::Baskets(Box::new(self.book.baskets.clone())));
        }
        if sells {
            undo.steps.push(Before::Goods(Box::new(self.book.goods.clone())));
        }
    }

    /// Keeps what a fact will change beside transactions.
    fn remember(&mut self, fact: &Fact, undo: &mut Undo) {
        if gives_back(&self.book, fact) {
            undo.steps.push(Before::Refunded(Box::new(self.book.refunded.clone())));
        }
        let step = match fact {
            Fact::OperatorSet { operator, .. }
            | Fact::LanguageChosen { operator, .. }
            | Fact::SignInFailed { operator }
            | Fact::SignedIn { operator, .. }
            | Fact::Unlocked { operator, .. }
            | Fact::Approved { approver: operator, .. }
            | Fact::SignedOut { by: Some(operator), .. }
            | Fact::RoleGiven { operator, .. }
            | Fact::OperatorApproved { operator, .. } => {
                let before = self.book.operators.get(operator).cloned();
                Before::Operator(*operator, before, Box::new(self.book.watch.clone()))
            }
            Fact::GuessCounted { .. } | Fact::TerminalReleased { .. } | Fact::DrawerOpened { .. } => {
                Before::Watch(Box::new(self.book.watch.clone()))
            }
            Fact::RosterTaken { .. } | Fact::OperatorEnrolled(_) => {
                Before::Operators(self.book.operators.clone(), self.book.roster)
            }
            Fact::CardSealed { txn, .. } => Before::Sealed(*txn, self.sealed.get(txn).cloned()),
            // The book still needs its transactions; the sealed cards go with the batch, and are moved out.
            Fact::Settled { .. } => Before::Batch(
                self.book.transactions.clone(),
                self.book.settled.clone(),
                std::mem::take(&mut self.sealed),
            ),
            Fact::HostData(_) => Before::HostData(Box::new(self.book.host_data.clone())),
            Fact::RatesSet { .. } | Fact::RatesConfirmed { .. } => Before::Rates(self.book.rates.clone()),
            Fact::FloatSet { .. } | Fact::CashCounted { .. } | Fact::CashMoved(_) => {
                Before::Drawer(self.book.drawer.clone())
            }
            Fact::ParameterSet { .. } => Before::Parameters(Box::new(self.book.parameters.clone())),
            // What has been paid, or has been recorded as paid.
            Fact::Concluded { state: State::Approved, .. } | Fact::Stored { .. } => {
                Before::Paid(Box::new(self.book.usual.clone()), self.book.drawer.clone())
            }
            Fact::Began(txn) if txn.state == State::Stored && txn.extra.bill.is_none() => {
                Before::Paid(Box::new(self.book.usual.clone()), self.book.drawer.clone())
            }
            Fact::Bill(_) => self.before_bills(),
            Fact::Began(txn) if txn.extra.bill.is_some() => self.before_bills(),
            Fact::SettlementSlip { .. } => Before::Slip(self.book.last_slip.take()),
            // Its number follows from the one before, which therefore stays until it is replaced.
            Fact::ZReported { .. } => Before::Z(self.book.last_z.clone()),
            Fact::Checkpoint(_) => Before::Whole(Box::new(std::mem::take(self))),
            _ => return,
        };
        undo.steps.push(step);
    }

    fn before_bills(&self) -> Before {
        Before::Bills(self.book.bills.clone(), Box::new(self.book.usual.clone()))
    }
}

/// Whether a fact says that something has gone back of a payment.
fn gives_back(book: &Book, fact: &Fact) -> bool {
    let (Fact::Concluded { txn, state, .. } | Fact::UnresolvedClosed { txn, found: state, .. }) = fact else {
        return false;
    };
    *state == State::Approved && book.find(*txn).is_some_and(|record| record.kind == Kind::Refund)
}

fn put_back<K: Ord, V>(map: &mut BTreeMap<K, V>, key: K, before: Option<V>) {
    match before {
        Some(value) => map.insert(key, value),
        None => map.remove(&key),
    };
}

/// The transaction of the open batch that this one goes back to.
fn original_of(txn: &Transaction) -> Option<Stan> {
    txn.original.as_ref().and_then(Original::stan)
}

/// The transactions of the open batch that a fact changes.
fn touched(book: &Book, fact: &Fact) -> Vec<Stan> {
    match fact {
        Fact::Began(txn) => std::iter::once(txn.txn.stan).chain(original_of(txn)).collect(),
        Fact::Concluded { txn, state, .. } => {
            let voided = book.find(*txn).filter(|t| t.kind.voids() && *state == State::Approved).and_then(original_of);
            std::iter::once(txn.stan).chain(voided).collect()
        }
        Fact::ParcelEnded { txn, .. } => {
            std::iter::once(txn.stan).chain(book.find(*txn).and_then(original_of)).collect()
        }
        Fact::ReversalOwed { txn, .. }
        | Fact::ReversalTried { txn }
        | Fact::Refusal(Refusal::Reversal { txn, .. })
        | Fact::ReversalAcknowledged { txn, .. }
        | Fact::ReversalUnresolved { txn, .. }
        | Fact::UnresolvedClosed { txn, .. }
        | Fact::Seen { txn }
        | Fact::Stored { txn, .. }
        | Fact::ParcelDue { txn, .. }
        | Fact::ParcelTried { txn, .. }
        | Fact::ParcelNotSent { txn, .. }
        | Fact::Printed { txn } => vec![txn.stan],
        Fact::DetailsUploaded { stans } | Fact::DetailsRefused { stans, .. } => stans.clone(),
        _ => Vec::new(),
    }
}
