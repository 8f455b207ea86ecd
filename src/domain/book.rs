//! The state of the terminal as the sum of its facts: the same fold at start, in the core and in the checkpoint.

mod baskets;
mod bills;
mod clock;
mod drawer;
mod error;
mod operators;
mod outcomes;
mod parameters;
mod parcels;
mod rates;
mod refusals;
mod rosters;
mod settled;
mod transactions;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    Baskets, BatchNo, Bills, CashMoves, Drawer, Fact, Goods, HostData, OperatorNo, OperatorRecord, Parameters, Rates,
    Refunded, ResponseCode, Settlement, SettlementStage, Stan, State, Totals, Transaction, TxnRef, UsualAmounts,
    WallTime, Watch, ZReport, receipt::Receipt, transaction::ChipTags,
};

pub use error::BookError;
pub use settled::{SettledPayment, SettledPayments};
pub use transactions::Transactions;

/// The terminal's durable state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Book {
    /// The open batch.
    pub batch: BatchNo,
    /// The next STAN to use.
    pub next_stan: Stan,
    /// The operators by number.
    pub operators: BTreeMap<OperatorNo, OperatorRecord>,
    /// The transactions of the open batch by STAN.
    pub transactions: Transactions,
    /// The settlement under way, if any.
    pub settlement: Option<Settlement>,
    /// Parameters, keys and lists that the host sent down.
    #[serde(default)]
    pub host_data: HostData,
    /// When the first transaction of the open batch began.
    #[serde(default)]
    pub batch_began: Option<WallTime>,
    /// The day of the last automatic settlement, YYYYMMDD as a number.
    #[serde(default)]
    pub settled_day: Option<u32>,
    /// The slip of the last settlement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_slip: Option<Box<Receipt>>,
    /// The Z report of the last batch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_z: Option<Box<ZReport>>,
    /// What payments cost and when their money comes; none before the first table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rates: Option<Box<Rates>>,
    /// What was set on the box in place of its configuration.
    #[serde(default, skip_serializing_if = "Parameters::is_empty")]
    pub parameters: Parameters,
    /// The cash drawer; none before its first float.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drawer: Option<Box<Drawer>>,
    /// Wrong passwords at this terminal.
    #[serde(default, skip_serializing_if = "Watch::is_empty")]
    pub watch: Watch,
    /// The number of the roster that was taken last; 0: none was.
    #[serde(default, skip_serializing_if = "rosters::is_zero")]
    pub roster: u64,
    /// What is usually paid at once.
    #[serde(default, skip_serializing_if = "UsualAmounts::is_empty")]
    pub usual: UsualAmounts,
    /// The newest payments of settled batches.
    #[serde(default, skip_serializing_if = "SettledPayments::is_empty")]
    pub settled: SettledPayments,
    /// The latest time of a record; none in a journal that nobody has watched for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latest: Option<WallTime>,
    /// How much of each payment has gone back.
    #[serde(default, skip_serializing_if = "Refunded::is_empty")]
    pub refunded: Refunded,
    /// What customers owe for sales that are paid in parts.
    #[serde(default, skip_serializing_if = "Bills::is_empty")]
    pub bills: Bills,
    /// What was put into the cash drawer and taken out of it, other than by customers, in the open batch.
    #[serde(default, skip_serializing_if = "CashMoves::is_empty")]
    pub cash_moves: CashMoves,
    /// Baskets that are not over, and the last that are.
    #[serde(default, skip_serializing_if = "Baskets::is_unused")]
    pub baskets: Baskets,
    /// What the open batch has sold with baskets.
    #[serde(default, skip_serializing_if = "Goods::is_empty")]
    pub goods: Goods,
}

impl Default for Book {
    fn default() -> Self {
        Book {
            batch: BatchNo::FIRST,
            next_stan: Stan::FIRST,
            operators: BTreeMap::new(),
            transactions: Transactions::default(),
            settlement: None,
            host_data: HostData::default(),
            batch_began: None,
            settled_day: None,
            last_slip: None,
            last_z: None,
            rates: None,
            parameters: Parameters::default(),
            drawer: None,
            watch: Watch::default(),
            roster: 0,
            usual: UsualAmounts::default(),
            settled: SettledPayments::default(),
            latest: None,
            refunded: Refunded::default(),
            bills: Bills::default(),
            cash_moves: CashMoves::default(),
            baskets: Baskets::default(),
            goods: Goods::default(),
        }
    }
}

impl Book {
    /// The transaction that the acquirer was asked about and that has no known end.
    pub fn in_flight(&self) -> Option<&Transaction> {
        self.transactions.restless().find(|t| t.state == State::Pending && !t.is_order())
    }

    /// What the order gateway was asked for and has not ended, oldest first.
    pub fn orders_open(&self) -> impl Iterator<Item = &Transaction> {
        self.transactions.restless().filter(|t| t.state == State::Pending && t.is_order())
    }

    /// Reversals that are still owed, oldest first.
    pub fn reversals_owed(&self) -> impl Iterator<Item = &Transaction> {
        self.transactions.restless().filter(|t| t.state == State::Reversing)
    }

    /// Transactions that a person must close.
    pub fn unresolved(&self) -> impl Iterator<Item = &Transaction> {
        self.transactions.restless().filter(|t| t.state == State::Unresolved)
    }

    /// What the open batch adds up to.
    pub fn totals(&self) -> Totals {
        Totals::of(self.transactions.values())
    }

    /// How many transactions of the batch moved money.
    pub fn counted(&self) -> usize {
        self.transactions.counted()
    }

    /// A transaction of the open batch.
    pub fn find(&self, txn: TxnRef) -> Option<&Transaction> {
        if txn.batch == self.batch { self.transactions.get(&txn.stan) } else { None }
    }

    /// The newest transaction that has a receipt.
    pub fn last_with_receipt(&self) -> Option<&Transaction> {
        self.transactions.values().filter(|t| t.counts()).min_by_key(|t| t.txn.stan.age(self.next_stan))
    }

    /// The transaction of the open batch that began last.
    pub fn newest(&self) -> Option<&Transaction> {
        self.transactions.values().min_by_key(|t| t.txn.stan.age(self.next_stan))
    }

    /// A STAN that no transaction of the open batch has, starting at the next one.
    pub fn free_stan(&self) -> Stan {
        let mut stan = self.next_stan;
        // A batch holds far fewer transactions than there are numbers, so this ends.
        while self.transactions.contains_key(&stan) {
            stan = stan.next();
        }
        stan
    }

    /// Takes in one fact that happened at `at`.
    ///
    /// # Errors
    /// [`BookError`] when the fact contradicts those before it; the book is then as before.
    pub fn apply(&mut self, at: WallTime, fact: &Fact) -> Result<(), BookError> {
        let applied = self.take_in(at, fact);
        if applied.is_ok() {
            self.note_time(at, fact);
        }
        self.transactions.settle_down();
        applied
    }

    fn take_in(&mut self, at: WallTime, fact: &Fact) -> Result<(), BookError> {
        match fact {
            Fact::Started { .. }
            | Fact::SignedOut { by: None, .. }
            | Fact::Locked { .. }
            | Fact::Resumed { .. }
            | Fact::ApprovalRefused { .. }
            | Fact::ApprovalAnswered { .. }
            | Fact::CardSealed { .. }
            | Fact::Clock(_)
            | Fact::Seat(_)
            | Fact::SegmentsLetGo(_)
            | Fact::TailCut { .. } => Ok(()),
            Fact::OperatorSet { .. }
            | Fact::LanguageChosen { .. }
            | Fact::SignInFailed { .. }
            | Fact::SignedIn { .. }
            | Fact::Unlocked { .. }
            | Fact::Approved { .. }
            | Fact::SignedOut { by: Some(_), .. }
            | Fact::RoleGiven { .. }
            | Fact::OperatorApproved { .. } => self.apply_operator(at, fact),
            Fact::OperatorEnrolled(enrolled) => self.enrol(at, enrolled),
            Fact::RosterTaken { serial, entries, .. } => self.take_roster(at, *serial, entries),
            Fact::DrawerOpened { by } => {
                self.watch.open_drawer(at, *by);
                Ok(())
            }
            Fact::GuessCounted { operator } => {
                self.watch.count(at, *operator);
                Ok(())
            }
            Fact::TerminalReleased { .. } => {
                self.watch.release_terminal();
                Ok(())
            }
            Fact::StanTaken { stan } => {
                self.next_stan = stan.next();
                Ok(())
            }
            Fact::SignedOn { batch, .. } => {
                // The host's word counts only while nothing is in the batch: an open one keeps its number.
                if self.transactions.is_empty() && self.settlement.is_none() {
                    self.batch = *batch;
                }
                Ok(())
            }
            Fact::Began(txn) => self.begin(txn),
            Fact::SettlementBegan(settlement) => {
                self.settlement = Some(settlement.clone());
                self.next_stan = settlement.stan.next();
                Ok(())
            }
            Fact::SettlementMoved { stage } => self.move_settlement(*stage),
            Fact::SettlementCounted { totals } => {
                self.settlement.as_mut().ok_or(BookError::NoSettlement)?.totals = totals.clone();
                Ok(())
            }
            Fact::SettlementCalled { day } => {
                self.settled_day = Some(*day);
                Ok(())
            }
            Fact::SettlementSlip { receipt } => {
                self.last_slip = Some(receipt.clone());
                Ok(())
            }
            Fact::ZReported { report } => self.take_z(report),
            Fact::DetailsUploaded { stans } => self.mark_uploaded(stans, None),
            Fact::DetailsRefused { stans, code } => self.mark_uploaded(stans, Some(code)),
            Fact::Settled { batch, next } => self.close_batch(*batch, *next),
            Fact::HostData(download) => {
                self.host_data.apply(download);
                Ok(())
            }
            Fact::RatesSet { .. } | Fact::RatesConfirmed { .. } => self.apply_rates(at, fact),
            Fact::FloatSet { .. } | Fact::CashCounted { .. } | Fact::CashMoved(_) => self.apply_drawer(at, fact),
            Fact::Bill(fact) => self.apply_bill(fact),
            Fact::Refusal(refusal) => self.apply_refusal(refusal),
            Fact::ParameterSet { .. } => self.apply_parameter(at, fact),
            Fact::BasketChanged { .. } | Fact::BasketPaid(_) | Fact::GoodsBack { .. } => self.apply_basket(at, fact),
            Fact::Checkpoint(book) => {
                *self = (**book).clone();
                Ok(())
            }
            Fact::Stored { .. }
            | Fact::ParcelDue { .. }
            | Fact::ParcelTried { .. }
            | Fact::ParcelNotSent { .. }
            | Fact::ParcelEnded { .. } => self.apply_parcel(at, fact),
            Fact::Concluded { .. }
            | Fact::ReversalOwed { .. }
            | Fact::ReversalTried { .. }
            | Fact::ReversalAcknowledged { .. }
            | Fact::ReversalUnresolved { .. }
            | Fact::UnresolvedClosed { .. }
            | Fact::Seen { .. }
            | Fact::Printed { .. } => self.apply_transaction(at, fact),
        }
    }

    fn begin(&mut self, txn: &Transaction) -> Result<(), BookError> {
        let TxnRef { batch, stan } = txn.txn;
        if batch != self.batch {
            return Err(BookError::UnknownTransaction { batch, stan });
        }
        if self.transactions.contains_key(&stan) {
            return Err(BookError::Twice { batch, stan });
        }
        if txn.state == State::Stored {
            self.adjust(txn, Some(txn.amount))?;
        }
        self.add_to_bill(txn)?;
        self.begin_part(txn)?;
        self.next_stan = stan.next();
        self.batch_began.get_or_insert(txn.began);
        if txn.state == State::Stored && txn.extra.bill.is_none() {
            self.usual.learn(txn.kind, txn.amount, txn.currency);
        }
        self.transactions.insert(txn.clone());
        Ok(())
    }

    fn transaction_mut(&mut self, txn: TxnRef) -> Result<&mut Transaction, BookError> {
        let unknown = BookError::UnknownTransaction { batch: txn.batch, stan: txn.stan };
        if txn.batch != self.batch {
            return Err(unknown);
        }
        self.transactions.get_mut(txn.stan).ok_or(unknown)
    }

    fn move_settlement(&mut self, stage: SettlementStage) -> Result<(), BookError> {
        let settlement = self.settlement.as_mut().ok_or(BookError::NoSettlement)?;
        (settlement.stage, settlement.refused) = (stage, None);
        Ok(())
    }

    fn mark_uploaded(&mut self, stans: &[Stan], refused: Option<&ResponseCode>) -> Result<(), BookError> {
        let batch = self.batch;
        if let Some(stan) = stans.iter().find(|stan| !self.transactions.contains_key(stan)) {
            return Err(BookError::UnknownTransaction { batch, stan: *stan });
        }
        for stan in stans {
            let record = self.transaction_mut(TxnRef { batch, stan: *stan })?;
            record.uploaded = true;
            record.detail_refused = refused.cloned();
        }
        Ok(())
    }

    /// The number of the next Z report.
    pub fn next_z(&self) -> u32 {
        self.last_z.as_ref().map_or(1, |last| last.number.saturating_add(1))
    }

    fn take_z(&mut self, report: &ZReport) -> Result<(), BookError> {
        let expected = self.next_z();
        if report.number != expected || report.batch != self.batch {
            return Err(BookError::BadZ { number: report.number, expected, batch: report.batch });
        }
        self.last_z = Some(Box::new(report.clone()));
        Ok(())
    }

    fn close_batch(&mut self, batch: BatchNo, next: BatchNo) -> Result<(), BookError> {
        if self.settlement.as_ref().map(|s| s.batch) != Some(batch) || batch != self.batch {
            return Err(BookError::NoSettlement);
        }
        if let Some(bill) = self.bills.open.first() {
            return Err(BookError::OpenBill(bill.no));
        }
        self.batch = next;
        self.cash_moves = CashMoves::default();
        self.settlement = None;
        self.batch_began = None;
        self.settled.take(&self.transactions, self.next_stan);
        self.transactions.clear();
        self.baskets.forget_unknown();
        self.goods = Goods::default();
        Ok(())
    }
}

impl Transaction {
    /// Takes over what a later fact says of the chip, keeping the request's tags.
    fn merge_chip(&mut self, later: Option<&ChipTags>) {
        let Some(later) = later else { return };
        let request = self.chip.take().map(|c| c.request).unwrap_or_default();
        self.chip = Some(ChipTags { request, ..later.clone() });
    }
}

#[cfg(test)]
mod tests;
