//! The one trade in progress, of whatever kind.
//!
//! Stages in order: `Preparing` (sign-on, owed reversals, reader free) → `AwaitCard` → `Authorising` → `AwaitLine` →
//! `SavingIntent` → `AwaitHost` → `Completing` → `SavingResult` → `Done`. Where the number is typed, sealed or shown as a
//! code, the card stages are skipped. What the host is told later ends with its record.

mod card;
mod cash;
mod enquiry;
mod host;
mod limits;
pub(super) mod ordering;
mod paper;
mod removal;
mod same_sale;
mod void;
mod withdraw;

use std::time::Duration;

use crate::{
    acquirer::{Answer, Balance, Request, WorkingKey},
    domain::{Amount, BasketNo, CardSecret, Extra, Fact, Kind, Now, OperatorNo, Original, TxnRef},
    reader::{Authorised, Offline, Order, Presented, TapOffer},
};

pub use enquiry::Enquiry;
pub use ordering::{OrderStep, Ordering};
pub use same_sale::PrintKey;
pub(super) use same_sale::RecentSales;

use same_sale::Repeat;

use super::{CannotStart, CardSource, ReaderStatus, Signing, Terminal, TradeOrder, Verdict, Why, Work};

/// The trade in progress.
#[derive(Debug)]
pub struct Trade {
    /// What it is.
    pub kind: Kind,
    /// How much.
    pub amount: Amount,
    /// Who sells.
    pub operator: OperatorNo,
    /// Who approved.
    pub approver: Option<OperatorNo>,
    /// Where it stands.
    pub stage: Stage,
    /// Since when, on the monotonic clock.
    pub since: Duration,
    /// What the cardholder should be told to do differently, if anything.
    pub note: Option<CardNote>,
    /// The card, once read.
    pub card: Option<Presented>,
    /// Batch and STAN, once its record is on its way to the disk.
    pub txn: Option<TxnRef>,
    /// What it goes back to.
    pub original: Option<Original>,
    /// What its kind has on top.
    pub extra: Extra,
    /// The basket that it pays, or a part of it.
    pub basket: Option<BasketNo>,
    /// The balance that was asked for.
    pub balance: Option<Balance>,
    /// Where the cardholder's signature stands.
    pub signing: Signing,
    /// Whether the merchant's copy is printed, and the cardholder's waits for a key.
    pub cardholder_copy_due: bool,
    source: CardSource,
    secret: Option<CardSecret>,
    authorised: Option<Authorised>,
    /// The key that the pad was given for the PIN, under the master key.
    pin_key: Option<WorkingKey>,
    request: Option<Box<Request>>,
    chip_failed: bool,
    /// How often the reader asked for the card to be presented again.
    presented_again: u8,
    repeat: Repeat,
    tap: TapOffer,
    /// Whether the card was told that it may approve by itself.
    offline: Offline,
}

/// Where a trade stands.
#[derive(Debug)]
pub enum Stage {
    /// Waiting for sign-on, owed reversals or the reader.
    Preparing,
    /// The pad waits for a card.
    AwaitCard,
    /// The pad asks for the PIN and the card for its first cryptogram.
    Authorising,
    /// It is being given up, but the card may have paid by itself: the pad has the last word.
    Withdrawing(Why),
    /// The card has paid the same a moment ago: the operator says whether it is meant.
    SameSale(TxnRef),
    /// A void waits for the sealed number of its original.
    FetchingCard,
    /// Waiting for the message in flight to end.
    AwaitLine,
    /// The record is on its way to the disk; nothing has left the box.
    SavingIntent,
    /// The host has been asked.
    AwaitHost,
    /// Its end is not known, and the host is asked what has become of it.
    Enquiring(Box<Enquiry>),
    /// The order gateway has it.
    Ordering(Box<Ordering>),
    /// The host has answered; the card has the last word.
    Completing(Box<Answer>),
    /// The outcome is on its way to the disk.
    SavingResult,
    /// It may be told.
    Done(Verdict),
}

/// What the cardholder should do differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CardNote {
    /// The card has a chip: insert it.
    InsertChip,
    /// The chip cannot be read: swipe the card.
    SwipeInstead,
    /// The stripe was not read: swipe again.
    SwipeAgain,
    /// More than one card was held to the reader.
    OneCardOnly,
    /// The tap was lost: tap again.
    TapAgain,
    /// The tap did not work: insert the card.
    TapFailed,
    /// Look at the telephone, then tap again.
    SeePhone,
}

/// Who waits for the reader's next report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hand {
    /// Nobody: the reader has no order in hand.
    Idle,
    /// The trade in progress.
    Trade,
    /// Nobody any more: the report is dropped when it comes.
    Abandoned,
    /// The next trade: a card that was not wanted must be taken out first.
    Removal,
}

impl Trade {
    fn new(order: TradeOrder, now: Now) -> Trade {
        let TradeOrder { kind, amount, operator, approver, card, original, mut extra, basket } = order;
        if let CardSource::Code(code) = &card {
            extra.wallet = Some(code.wallet());
        }
        Trade {
            kind,
            amount,
            operator,
            approver,
            stage: Stage::Preparing,
            since: now.mono,
            note: None,
            card: None,
            txn: None,
            original,
            extra,
            basket,
            balance: None,
            signing: Signing::No,
            cardholder_copy_due: false,
            source: card,
            secret: None,
            authorised: None,
            pin_key: None,
            request: None,
            chip_failed: false,
            presented_again: 0,
            repeat: Repeat::Unsaid,
            tap: TapOffer::Open,
            offline: Offline::Never,
        }
    }

    /// Whose money it is.
    pub fn source(&self) -> &CardSource {
        &self.source
    }

    /// Whether notes and coins move, of which no host hears.
    pub fn is_cash(&self) -> bool {
        matches!(self.source, CardSource::Cash)
    }

    /// Whether the host is asked while the customer waits.
    pub fn asks_host(&self) -> bool {
        self.kind.is_asked_at_once() && !self.is_cash()
    }

    /// The verdict, once there is one.
    pub fn verdict(&self) -> Option<&Verdict> {
        match &self.stage {
            Stage::Done(verdict) => Some(verdict),
            _ => None,
        }
    }

    /// Whether the operator can still step back: nothing has been asked of the host, and the card has not paid by itself.
    pub fn can_cancel(&self) -> bool {
        let before_the_host = matches!(
            self.stage,
            Stage::Preparing
                | Stage::AwaitCard
                | Stage::Authorising
                | Stage::SameSale(_)
                | Stage::FetchingCard
                | Stage::AwaitLine
        );
        before_the_host && !self.has_paid_alone()
    }

    /// Whether the card may still be tapped.
    pub fn may_be_tapped(&self) -> bool {
        self.tap == TapOffer::Open
    }

    fn go(&mut self, stage: Stage, now: Now) {
        self.stage = stage;
        self.since = now.mono;
    }
}

impl Terminal {
    /// Begins what the operator has asked for.
    ///
    /// # Errors
    /// Why it cannot begin now; no state has changed.
    pub fn start(&mut self, order: TradeOrder, now: Now, out: &mut Vec<Work>) -> Result<(), CannotStart> {
        self.can_start_order(&order)?;
        self.check_order(&order)?;
        if let (CardSource::Present, ReaderStatus::Down(reason)) = (&order.card, &self.reader) {
            return Err(CannotStart::ReaderDown(reason.clone()));
        }
        self.begin_trade(Trade::new(order, now), now, out);
        Ok(())
    }

    fn begin_trade(&mut self, trade: Trade, now: Now, out: &mut Vec<Work>) {
        self.trade = Some(trade);
        self.line.hurry(now);
        self.pump(now, out);
    }

    /// The operator wants out of the trade.
    ///
    /// # Errors
    /// [`TooLate`] when the host may have been asked already; the outcome must then be waited for.
    pub fn cancel_trade(&mut self, now: Now, out: &mut Vec<Work>) -> Result<(), TooLate> {
        let trade = self.trade.as_ref().ok_or(TooLate)?;
        match &trade.stage {
            // It is too late to cancel, but not to stop asking after it.
            Stage::Enquiring(_) => self.give_up_enquiry(now, out),
            Stage::Ordering(_) => return self.give_up_order(now, out),
            Stage::SameSale(earlier) => self.withdraw(Why::SameSale(earlier.stan), now, out),
            _ if trade.can_cancel() => self.withdraw(Why::Cancelled, now, out),
            _ => return Err(TooLate),
        }
        Ok(())
    }

    /// The operator has read the verdict: the trade is over, and the ledger knows that it was seen.
    pub fn leave_trade(&mut self, now: Now, out: &mut Vec<Work>) {
        if self.trade.as_ref().is_none_or(|t| t.verdict().is_none()) {
            return;
        }
        // Nobody leaves without a slip to sign.
        self.sign_on_paper(out);
        let left = self.trade.take().and_then(|trade| trade.txn).filter(|txn| self.book.find(*txn).is_some());
        if let Some(txn) = left.filter(|txn| !self.order_is_ending(*txn)) {
            self.record(now, vec![Fact::Seen { txn }], out);
        }
        self.pump(now, out);
    }

    /// A person has read what became of the trade that a restart interrupted. Older ones are not asked about any more, but for
    /// orders, of which each is told.
    pub fn leave_unseen(&mut self, now: Now, out: &mut Vec<Work>) {
        let Some(shown) = self.unseen.take() else { return };
        let unseen = self.book.transactions.values().filter(|t| !t.seen && (!t.is_order() || t.txn == shown));
        let unseen = unseen.filter(|t| !self.order_is_ending(t.txn));
        let facts: Vec<Fact> = unseen.map(|t| Fact::Seen { txn: t.txn }).collect();
        if !facts.is_empty() {
            self.record(now, facts, out);
        }
    }

    /// Whether the end of an order is on its way to the disk. Whoever leaves it now has read that its end is not known, and has
    /// still to be told.
    fn order_is_ending(&self, txn: TxnRef) -> bool {
        let ends = |fact: &Fact| matches!(fact, Fact::Concluded { txn: ended, .. } if *ended == txn);
        let ending = self.facts_on_their_way().any(|facts| facts.iter().any(ends));
        ending && self.book.find(txn).is_some_and(|record| record.is_order())
    }

    /// Ends a trade of which nothing has left the box, and takes the reader back.
    pub(super) fn end_unsent(&mut self, verdict: Verdict, now: Now, out: &mut Vec<Work>) {
        if self.hand == Hand::Trade {
            self.hand = Hand::Abandoned;
            out.push(Work::Read(Order::Cancel));
        }
        if self.hand == Hand::Idle && self.trade.as_ref().is_some_and(|trade| trade.authorised.is_some()) {
            // It waits for a word that will not come.
            self.free_card(out);
        }
        self.let_unread_card_go(out);
        if let Some(trade) = &mut self.trade {
            trade.wipe();
            trade.go(Stage::Done(verdict), now);
        }
    }

    /// Goes on from `Preparing` as soon as nothing stands in the way.
    pub(super) fn advance_trade(&mut self, now: Now, out: &mut Vec<Work>) {
        let Some(trade) = &mut self.trade else { return };
        if !matches!(trade.stage, Stage::Preparing) {
            return;
        }
        if trade.is_order() {
            return self.save_order(now, out);
        }
        // What is only recorded needs no host, and cash no reader either.
        if trade.is_cash() {
            return self.line_up(now);
        }
        let asks = trade.kind.is_asked_at_once();
        if asks && !self.line.is_signed_on() {
            return;
        }
        // One in flight has been interrupted, and its reversal is on its way to the disk.
        if asks && (self.book.in_flight().is_some() || self.book.reversals_owed().next().is_some()) {
            return;
        }
        let reads_card = matches!(trade.source, CardSource::Present);
        if self.hand != Hand::Idle && (reads_card || self.hand != Hand::Removal) {
            return;
        }
        if let Some(number) = trade.source.number() {
            return self.take_number(number, now, out);
        }
        match (&trade.source, &self.reader) {
            (CardSource::Sealed(txn), _) => {
                let txn = *txn;
                trade.go(Stage::FetchingCard, now);
                out.push(Work::Unseal(vec![txn]));
            }
            (CardSource::Present, ReaderStatus::Up(_)) => self.ask_for_card(now, out),
            (CardSource::Present, ReaderStatus::Down(reason)) => {
                let why = Why::ReaderLost(reason.clone());
                self.end_unsent(Verdict::not_paid(why), now, out);
            }
            // The reader will be up, or down.
            (CardSource::Present, ReaderStatus::Starting) => {}
            // Gone on with above: without the acquirer, or with the number that is there.
            (CardSource::ShownCode | CardSource::Order(_) | CardSource::Cash, _)
            | (CardSource::Typed(_) | CardSource::Code(_) | CardSource::Voucher(_), _) => {}
        }
    }

    /// A number that was typed or shown: no card takes part.
    fn take_number(&mut self, secret: CardSecret, now: Now, out: &mut Vec<Work>) {
        if secret.pan().is_some_and(|pan| self.is_blacklisted(pan.expose())) {
            return self.end_unsent(Verdict::not_paid(Why::Blacklisted), now, out);
        }
        let Some(trade) = &mut self.trade else { return };
        trade.secret = Some(secret.clone());
        if !secret.pan().is_some_and(|pan| self.ask_same_sale(pan, now)) {
            self.line_up(now);
        }
    }

    /// `pump` takes it from here when the line is free.
    fn line_up(&mut self, now: Now) {
        if let Some(trade) = &mut self.trade {
            trade.go(Stage::AwaitLine, now);
        }
    }
}

/// It is too late to cancel: the host may have been asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the host may have been asked already: wait for the result")]
pub struct TooLate;
