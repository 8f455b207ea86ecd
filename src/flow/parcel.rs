//! What goes up of a transaction in the background: script notices, advices, signatures. Each try is durable before it leaves,
//! each has a number of its own that stays the same, and none of them holds up another.

use std::time::Duration;

use crate::{
    acquirer::{
        Answer, CardData, Financial, LinkFault, Request,
        message::{ScriptNotice, SignatureUpload},
    },
    domain::{
        Book, CardSecret, DeliveryEnd, Entry, Fact, HostResult, Kind, Now, Parcel, ResponseCode, Stan, Transaction,
        TxnRef, hex,
    },
};

use super::{
    AdviceMode, Job, QueueItem, Stage, Terminal, Then, Verdict, Why, Work, background::Reception, queue::Attempt,
    signature,
};

impl Terminal {
    /// The next parcel and the moment from which on it may go. One that has failed comes after those that have not, so that it
    /// holds up nothing. None where nothing is owed, or all of it is held back.
    pub(super) fn next_parcel(&self) -> Option<(Duration, TxnRef, Parcel)> {
        let due = |parcel: Parcel| {
            let owing = self.book.owing(parcel).filter(move |t| !self.is_held(t, parcel));
            owing.map(move |t| (self.attempts.not_before(t.txn, QueueItem::of(parcel)), t.txn, parcel))
        };
        // Of several at the same moment the first: kinds in their order, within one kind the oldest.
        Parcel::ALL.into_iter().flat_map(due).min_by_key(|(at, ..)| *at)
    }

    /// Whether a parcel waits for something else than the line: for the settlement, or for the advice that it changes.
    pub(super) fn is_held(&self, txn: &Transaction, parcel: Parcel) -> bool {
        match parcel {
            Parcel::Script => return false,
            // It names the answer, which an advice has only when it has been told.
            Parcel::Signature => return txn.owes(Parcel::Advice),
            Parcel::Advice => {}
        }
        let held = self.advice_mode() == AdviceMode::BeforeSettlement && !self.is_settling();
        held || self.changes_an_untold(txn)
    }

    fn changes_an_untold(&self, txn: &Transaction) -> bool {
        let original = txn.original.as_ref().and_then(|o| o.txn).and_then(|txn| self.book.find(txn));
        matches!(txn.kind, Kind::Adjust | Kind::Tip) && original.is_some_and(|t| t.owes(Parcel::Advice))
    }

    /// Fetches the card number; the line is ours from here on.
    pub(super) fn fetch_parcel(&mut self, txn: TxnRef, parcel: Parcel, out: &mut Vec<Work>) {
        self.line.begin(Job::Parcel(txn, parcel));
        self.line.unseal(vec![txn], out);
    }

    /// The attempt is made durable before it leaves.
    pub(super) fn count_parcel(
        &mut self,
        (txn, parcel): (TxnRef, Parcel),
        secret: Option<Result<CardSecret, String>>,
        now: Now,
        out: &mut Vec<Work>,
    ) {
        let secret = match secret.unwrap_or_else(|| Err("no card number came".into())) {
            Ok(secret) => Some(secret),
            // An advice without its card can never be told; the others do without.
            Err(reason) if parcel == Parcel::Advice => {
                return self.give_up((txn, parcel), Why::Storage(reason), now, out);
            }
            Err(_) => None,
        };
        let stan = self.parcel_stan(txn, parcel);
        let Some(request) = self.parcel_request(txn, parcel, stan.map(|(stan, _)| stan), secret) else {
            return self.give_up((txn, parcel), Why::BadRequest("its data is not in the record".into()), now, out);
        };
        let tried = Fact::ParcelTried { txn, parcel, stan: stan.map(|(stan, _)| stan) };
        let taken = stan.filter(|(_, age)| *age == Number::New).map(|(stan, _)| Fact::StanTaken { stan });
        let facts = taken.into_iter().chain([tried]).collect();
        self.commit(now, facts, Then::Ask(Box::new(request)), out);
    }

    /// The number of a notice that is not its transaction's: one for all its tries. So the host can tell a repetition, and
    /// answers 94, instead of taking it for a second notice.
    fn parcel_stan(&mut self, txn: TxnRef, parcel: Parcel) -> Option<(Stan, Number)> {
        if parcel != Parcel::Script {
            return None;
        }
        let before = self.book.find(txn).and_then(|t| t.delivery(parcel)).and_then(|d| d.stan);
        Some(before.map_or_else(|| (self.take_stan(), Number::New), |stan| (stan, Number::Kept)))
    }

    fn parcel_request(
        &self,
        txn: TxnRef,
        parcel: Parcel,
        stan: Option<Stan>,
        secret: Option<CardSecret>,
    ) -> Option<Request> {
        let record = self.book.find(txn)?;
        let content = hex::decode(&record.delivery(parcel)?.content)?;
        Some(match parcel {
            Parcel::Script => Request::Script(Box::new(script(&self.book, record, stan?, secret, content)?)),
            Parcel::Advice => Request::Financial(Box::new(financial(record, &secret?))),
            Parcel::Signature => Request::Signature(Box::new(SignatureUpload {
                txn,
                card: secret,
                amount: record.amount,
                host: record.host.clone()?,
                slip: signature::elements(&self.setup, record),
                picture: content,
            })),
        })
    }

    /// The host's answer to a parcel.
    pub(super) fn on_parcel_answer(
        &mut self,
        (txn, parcel): (TxnRef, Parcel),
        answer: Result<Answer, LinkFault>,
        now: Now,
        out: &mut Vec<Work>,
    ) {
        match answer {
            Ok(answer) => match Terminal::reception(&answer) {
                Reception::Taken => {
                    let end = DeliveryEnd::Accepted(answer.code.clone());
                    self.end_parcel((txn, parcel), end, Some(answer.result), now, out);
                }
                Reception::Refused(code) => {
                    let end = DeliveryEnd::Refused(code);
                    self.end_parcel((txn, parcel), end, Some(answer.result), now, out);
                }
                Reception::Again(why) => self.on_parcel_failure((txn, parcel), why, now, out),
            },
            Err(fault) if Terminal::is_own_fault(&fault) => {
                self.give_up((txn, parcel), Why::of_fault(&fault), now, out)
            }
            Err(fault) if fault.nothing_left() => {
                // It is the line's fault and not this one's: the line has its own pause.
                self.line.begin(Job::Parcel(txn, parcel));
                self.attempts.note(txn, QueueItem::of(parcel), Why::of_fault(&fault), now);
                self.commit(now, vec![Fact::ParcelNotSent { txn, parcel }], Then::FreeLine, out);
            }
            Err(fault) => self.on_parcel_failure((txn, parcel), Why::of_fault(&fault), now, out),
        }
    }

    /// No answer, or none that counts: again after a pause of its own, until its tries are used up.
    fn on_parcel_failure(&mut self, (txn, parcel): (TxnRef, Parcel), why: Why, now: Now, out: &mut Vec<Work>) {
        let tries = self.book.find(txn).and_then(|t| t.delivery(parcel)).map_or(u16::MAX, |d| d.tries);
        if tries >= self.parcel_tries() {
            return self.give_up((txn, parcel), why, now, out);
        }
        self.attempts.fail(txn, QueueItem::of(parcel), why, now);
    }

    /// Sets a parcel aside, so that the others go on. It stands on the slip.
    fn give_up(&mut self, (txn, parcel): (TxnRef, Parcel), why: Why, now: Now, out: &mut Vec<Work>) {
        self.attempts.fail(txn, QueueItem::of(parcel), why, now);
        self.end_parcel((txn, parcel), DeliveryEnd::GivenUp, None, now, out);
    }

    /// The line stays taken until the end is durable, so that the parcel is not picked again meanwhile.
    fn end_parcel(
        &mut self,
        (txn, parcel): (TxnRef, Parcel),
        end: DeliveryEnd,
        host: Option<HostResult>,
        now: Now,
        out: &mut Vec<Work>,
    ) {
        if end != DeliveryEnd::GivenUp {
            self.attempts.forget(txn, QueueItem::of(parcel));
        }
        self.line.begin(Job::Parcel(txn, parcel));
        let then = match &end {
            DeliveryEnd::Refused(code) if parcel == Parcel::Advice => Then::TellRefused(txn, code.clone()),
            _ => Then::FreeLine,
        };
        self.commit(now, vec![Fact::ParcelEnded { txn, parcel, end, host }], then, out);
    }

    /// The operator may still be reading that it is recorded: that is not so any more.
    pub(super) fn tell_refused(&mut self, txn: TxnRef, code: ResponseCode, now: Now) {
        self.line.finish();
        if let Some(trade) = self.trade.as_mut().filter(|t| t.txn == Some(txn) && t.verdict().is_some()) {
            trade.stage = Stage::Done(Verdict::not_paid(Why::Declined(code)));
            trade.since = now.mono;
        }
    }

    /// The last failure of something that goes up.
    pub(super) fn attempt(&self, txn: TxnRef, item: QueueItem) -> Option<&Attempt> {
        self.attempts.get(txn, item)
    }
}

/// Whether a number has just been taken.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Number {
    New,
    Kept,
}

fn script(
    book: &Book,
    record: &Transaction,
    stan: Stan,
    card: Option<CardSecret>,
    chip: Vec<u8>,
) -> Option<ScriptNotice> {
    Some(ScriptNotice {
        stan,
        original: record.txn,
        kind: record.kind,
        batch: book.batch,
        amount: record.amount,
        currency: record.currency,
        entry: record.entry,
        pin: record.pin,
        card,
        sequence: record.card_sequence,
        host: record.host.clone()?,
        chip,
    })
}

/// A transaction told again from its record: without track and PIN, which are never kept.
pub(super) fn financial(record: &Transaction, secret: &CardSecret) -> Financial {
    let code = match secret {
        CardSecret::Code(code) if record.kind == Kind::Sale => Some(code.clone()),
        _ => None,
    };
    let chip = match record.entry {
        Entry::Chip | Entry::Tap => record.chip.as_ref().and_then(|c| hex::decode(&c.request)).unwrap_or_default(),
        _ => Vec::new(),
    };
    Financial {
        kind: record.kind,
        stan: record.txn.stan,
        batch: record.txn.batch,
        amount: record.amount,
        currency: record.currency,
        card: CardData {
            entry: record.entry,
            pan: secret.pan().cloned(),
            expiry: secret.expiry(),
            sequence: record.card_sequence,
            track2: None,
            pin_block: None,
            chip,
            code,
        },
        original: record.original.clone(),
        extra: record.extra.clone(),
    }
}
