//! The card's part of a trade: presenting, PIN and first cryptogram, and the last word after the host's answer.

use crate::{
    acquirer::Answer,
    domain::{Amount, ChipUse, Entry, Fact, Kind, Now, ReversalReason, State},
    reader::{
        Authorise, Authorised, Begin, Completed, Offline, Order, Outcome, PinPolicy, Presented, Refusal, Report,
        TapOffer,
    },
};

use super::{CardNote, Hand, Stage, Terminal, Verdict, Why, Work};
use crate::flow::{ReaderStatus, Then};

/// What a trade is after the card's first word. A card that has approved a sale by itself has paid with electronic cash:
/// that money has left it, so the sale is recorded and told. One that wants the host makes an ordinary sale of it.
fn kind_after(kind: Kind, outcome: Outcome) -> Option<Kind> {
    match (kind, outcome) {
        (Kind::Sale | Kind::EcashSale, Outcome::ApprovedOffline) => Some(Kind::EcashSale),
        (Kind::EcashSale, Outcome::GoOnline) => Some(Kind::Sale),
        (kind, Outcome::GoOnline) => Some(kind),
        (kind, _) if kind.chip_use() == ChipUse::Short => Some(kind),
        _ => None,
    }
}

/// How often a card may be presented again in one trade.
const PRESENTED_AGAIN_MAX: u8 = 9;

/// What the cardholder should do differently, if the card can be presented again. A tap that is lost twice running is given
/// up.
fn other_way(refusal: &Refusal, told: Option<CardNote>) -> Option<CardNote> {
    match refusal {
        Refusal::ChipFailed => Some(CardNote::SwipeInstead),
        Refusal::StripeUnreadable => Some(CardNote::SwipeAgain),
        Refusal::SeveralCards => Some(CardNote::OneCardOnly),
        Refusal::TapLost if told == Some(CardNote::TapAgain) => Some(CardNote::TapFailed),
        Refusal::TapLost => Some(CardNote::TapAgain),
        Refusal::TapFailed => Some(CardNote::TapFailed),
        Refusal::SeePhone => Some(CardNote::SeePhone),
        _ => None,
    }
}

impl Terminal {
    pub(super) fn ask_for_card(&mut self, now: Now, out: &mut Vec<Work>) {
        let Some((kind, amount)) = self.trade.as_ref().map(|trade| (trade.kind, trade.amount)) else { return };
        let tap_pin = self.pin_policy(kind, Entry::Tap, amount);
        let Some(trade) = &mut self.trade else { return };
        trade.go(Stage::AwaitCard, now);
        self.hand = Hand::Trade;
        out.push(Work::Read(Order::Begin(Begin {
            amount: trade.amount,
            currency: self.setup.currency,
            at: now.wall.civil(self.setup.offset),
            kind: trade.kind.chip_type(),
            tap: trade.tap,
            tap_pin,
        })));
    }

    /// Takes in what the reader says.
    pub(in crate::flow) fn on_reader(&mut self, report: Report, now: Now, out: &mut Vec<Work>) {
        let hand = self.hand;
        match report {
            Report::Up(info) => {
                self.reader = ReaderStatus::Up(info);
                self.give_tables(out);
            }
            Report::Down(reason) => self.reader = ReaderStatus::Down(reason),
            Report::Notice(_) => {}
            Report::Tables(loaded) => self.tables_refused = loaded.err(),
            // Every other report ends the order in hand.
            Report::Presented(_)
            | Report::Authorised(_)
            | Report::Completed(_)
            | Report::Released
            | Report::Refused(_)
                if hand != Hand::Trade =>
            {
                self.hand = Hand::Idle;
            }
            // Nothing of a trade waits for a card to go.
            Report::Released => {}
            Report::Presented(card) => self.on_presented(card, now, out),
            Report::Authorised(authorised) => self.on_authorised(authorised, now, out),
            Report::Completed(completed) => self.on_completed(completed, now, out),
            Report::Refused(refusal) => self.on_refused(refusal, now, out),
        }
    }

    fn on_presented(&mut self, mut card: Presented, now: Now, out: &mut Vec<Work>) {
        self.hand = Hand::Idle;
        let Some(trade) = &mut self.trade else { return };
        if !matches!(trade.stage, Stage::AwaitCard) {
            return;
        }
        if card.entry == Entry::Swipe && card.has_chip && !trade.chip_failed {
            trade.note = Some(CardNote::InsertChip);
            return self.ask_for_card(now, out);
        }
        if card.entry == Entry::Swipe && card.has_chip {
            // Its chip has failed in this very trade, whether or not the reader remembers.
            card.entry = Entry::Fallback;
        }
        trade.note = None;
        let pan = card.pan.clone();
        trade.card = Some(card);
        // The pad may say the number only later.
        if pan.as_ref().is_some_and(|pan| self.is_blacklisted(pan.expose())) {
            return self.end_unsent(Verdict::not_paid(Why::Blacklisted), now, out);
        }
        if !pan.is_some_and(|pan| self.ask_same_sale(&pan, now)) {
            self.authorise(now, out);
        }
    }

    fn pin_policy(&self, kind: Kind, entry: Entry, amount: Amount) -> PinPolicy {
        if self.wants_pin(kind, entry, amount) { PinPolicy::Ask } else { PinPolicy::Skip }
    }

    /// PIN and first cryptogram.
    pub(super) fn authorise(&mut self, now: Now, out: &mut Vec<Work>) {
        let Some(trade) = &self.trade else { return };
        let Some(card) = &trade.card else { return };
        let (kind, amount) = (trade.kind, trade.amount);
        let pin = self.pin_policy(kind, card.entry, amount);
        let pin_key = self.line.keys.as_ref().map(|keys| keys.pin.under_tmk.clone());
        // Only what is recorded without the host gets here without keys, and that has no PIN.
        if pin == PinPolicy::Ask && pin_key.is_none() {
            return self.end_unsent(Verdict::not_paid(Why::NotSignedOn(String::new())), now, out);
        }
        let pin_key = pin_key.unwrap_or_default();
        // A part that the card pays by itself could not be taken back when its bill is given up.
        let part = trade.extra.bill.is_some();
        let offline = if part { Offline::Never } else { self.offline(kind, card.entry) };
        let order = Authorise { amount, offline, pin, key_index: self.setup.key_index, pin_key };
        let Some(trade) = &mut self.trade else { return };
        trade.offline = offline;
        trade.pin_key = self.line.keys.as_ref().map(|keys| keys.pin.clone());
        trade.go(Stage::Authorising, now);
        self.hand = Hand::Trade;
        out.push(Work::Read(Order::Authorise(order)));
    }

    fn on_authorised(&mut self, authorised: Authorised, now: Now, out: &mut Vec<Work>) {
        self.hand = Hand::Idle;
        let Some(trade) = &mut self.trade else { return };
        if !matches!(trade.stage, Stage::Authorising | Stage::Withdrawing(_)) {
            return;
        }
        if authorised.outcome == Outcome::ApprovedOffline && !trade.offline.allows(trade.amount) {
            return self.end_unsent(Verdict::not_paid(Why::CardApprovedAlone), now, out);
        }
        if self.end_withdrawn(&authorised, now, out) {
            return;
        }
        let Some(trade) = &mut self.trade else { return };
        let Some(kind) = kind_after(trade.kind, authorised.outcome) else {
            return self.end_unsent(Verdict::not_paid(Why::CardDeclined), now, out);
        };
        trade.kind = kind;
        let short = kind.chip_use() == ChipUse::Short;
        // What the card has paid already is paid, whoever's it is.
        let paid = authorised.outcome == Outcome::ApprovedOffline;
        let blacklisted = !paid && self.is_blacklisted(authorised.pan.expose());
        let pan = authorised.pan.clone();
        let Some(trade) = &mut self.trade else { return };
        trade.authorised = Some(authorised);
        if short || blacklisted {
            // The card has been read, and its cryptogram is of no use.
            self.release_card(out);
        }
        if blacklisted {
            return self.end_unsent(Verdict::not_paid(Why::Blacklisted), now, out);
        }
        if paid || !self.ask_same_sale(&pan, now) {
            self.line_up(now);
        }
    }

    fn on_refused(&mut self, refusal: Refusal, now: Now, out: &mut Vec<Work>) {
        self.hand = Hand::Idle;
        let Some(trade) = &mut self.trade else { return };
        match &trade.stage {
            Stage::AwaitCard | Stage::Authorising => self.on_card_refused(refusal, now, out),
            Stage::Withdrawing(why) => {
                let verdict = Verdict::not_paid(why.clone());
                self.end_unsent(verdict, now, out);
            }
            Stage::Completing(_) => self.on_last_word_missing(&refusal, now, out),
            _ => {}
        }
    }

    /// A refusal before the host was asked: try another way where the card allows one, else it is not paid.
    fn on_card_refused(&mut self, refusal: Refusal, now: Now, out: &mut Vec<Work>) {
        let Some(trade) = &mut self.trade else { return };
        if let Some(note) = other_way(&refusal, trade.note) {
            trade.presented_again += 1;
            if trade.presented_again > PRESENTED_AGAIN_MAX {
                return self.end_unsent(Verdict::not_paid(Why::CardUnreadable), now, out);
            }
            trade.chip_failed |= note == CardNote::SwipeInstead;
            if note == CardNote::TapFailed {
                trade.tap = TapOffer::Closed;
            }
            trade.note = Some(note);
            return self.ask_for_card(now, out);
        }
        let why = match refusal {
            Refusal::Cancelled => Why::Cancelled,
            Refusal::CancelledByHolder => Why::CancelledByHolder,
            Refusal::Timeout if matches!(trade.stage, Stage::AwaitCard) => Why::NoCard,
            Refusal::Timeout => Why::PinTimeout,
            Refusal::CardRemoved => Why::CardRemoved,
            Refusal::CardNotAccepted(trouble) => Why::CardNotAccepted(trouble),
            Refusal::PinBusy => Why::PinBusy,
            Refusal::Pad(trouble) => Why::PadTrouble(trouble),
            Refusal::KeyMissing(slot) => Why::KeyMissing(slot),
            other => Why::ReaderLost(other.to_string()),
        };
        self.end_unsent(Verdict::not_paid(why), now, out);
    }

    /// The card had the last word.
    fn on_completed(&mut self, completed: Completed, now: Now, out: &mut Vec<Work>) {
        self.hand = Hand::Idle;
        let Some(answer) = self.take_answer() else { return };
        if !answer.code.is_approval() {
            return self.save_declined(&answer, now, out);
        }
        if completed.approved {
            self.save_approved(&answer, &completed, now, out);
        } else {
            self.owe_reversal(
                ReversalReason::NotCompleted,
                Why::CardRefusedApproval,
                Some((&answer, &completed)),
                now,
                out,
            );
        }
    }

    /// The host has answered, but the card could not be told.
    fn on_last_word_missing(&mut self, refusal: &Refusal, now: Now, out: &mut Vec<Work>) {
        let Some(answer) = self.take_answer() else { return };
        if !answer.code.is_approval() {
            return self.save_declined(&answer, now, out);
        }
        let why = match refusal {
            Refusal::CardRemoved => Why::CardGoneAfterApproval,
            _ => Why::ReaderGoneAfterApproval,
        };
        self.owe_reversal(ReversalReason::NotCompleted, why, Some((&answer, &Completed::default())), now, out);
    }

    fn take_answer(&mut self) -> Option<Box<Answer>> {
        let trade = self.trade.as_mut()?;
        match std::mem::replace(&mut trade.stage, Stage::SavingResult) {
            Stage::Completing(answer) => Some(answer),
            other => {
                trade.stage = other;
                None
            }
        }
    }

    pub(super) fn save_approved(&mut self, answer: &Answer, card: &Completed, now: Now, out: &mut Vec<Work>) {
        let Some(trade) = &mut self.trade else { return };
        let Some(txn) = trade.txn else { return };
        let chip = trade.final_chip(&card.tags);
        let extra = trade.final_extra(answer, card);
        let mut facts =
            vec![Fact::Concluded { txn, state: State::Approved, host: Some(answer.result.clone()), chip, extra }];
        facts.extend(trade.script_due(txn, card));
        trade.go(Stage::SavingResult, now);
        self.commit(now, facts, Then::ShowTrade(Verdict::paid()), out);
    }

    pub(super) fn save_declined(&mut self, answer: &Answer, now: Now, out: &mut Vec<Work>) {
        let Some(trade) = &mut self.trade else { return };
        let verdict = Verdict::not_paid(Why::Declined(answer.code.clone()));
        let Some(txn) = trade.txn else { return };
        trade.go(Stage::SavingResult, now);
        let host = Some(answer.result.clone());
        let fact = Fact::Concluded { txn, state: State::Declined, host, chip: None, extra: None };
        self.commit(now, vec![fact], Then::ShowTrade(verdict), out);
    }
}
