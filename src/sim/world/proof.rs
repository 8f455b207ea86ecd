//! What must be so at the end of a day: host's books, journal and printed totals agree to the cent, every reversal was owed and
//! acknowledged once, and people were told what is so.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use super::{Shop, Store, Tally, orders::OrderDay, told};
use crate::{
    domain::{
        Amount, BatchNo, CardClass, Conduct, Currency, DeliveryEnd, Fact, KindTotals, Parcel, PartRef, Refusal,
        Settlement, Side, Stan, State, Transaction, TxnRef, hex,
        receipt::{Line, Receipt},
    },
    ledger,
    sim::host::{BookEntry, Books},
};

/// What a day's journal says, read from its bytes.
#[derive(Default)]
struct Day {
    owed: BTreeMap<TxnRef, u32>,
    acknowledged: BTreeMap<TxnRef, u32>,
    closings: Vec<Closing>,
    /// What was recorded first and then not taken by the host.
    not_taken: BTreeSet<TxnRef>,
    orders: OrderDay,
    /// A refusal that no host should give, or of which the program asks too much.
    refused: Option<Refusal>,
    began: BTreeMap<TxnRef, Amount>,
    /// A paid basket whose lines are not what was paid.
    wrong_basket: Option<String>,
    last: u64,
    tally: Tally,
}

/// What a day that was in order leaves.
pub struct Proven {
    /// The first record of the next day.
    pub next: u64,
    /// The batches that were settled: a wrong key may settle one at noon.
    pub batches: Vec<BatchNo>,
    /// What was done.
    pub tally: Tally,
}

/// A settlement and what became of its details.
struct Closing {
    settlement: Settlement,
    uploaded: BTreeSet<Stan>,
    refused: BTreeSet<Stan>,
}

/// Before the settlement, once everything has gone up: transaction by transaction both books say the same.
///
/// # Errors
/// Where they differ.
pub fn same_books(shop: &Shop) -> Result<(), String> {
    let (book, books) = (shop.store.book(), shop.wire.host.books());
    for record in book.transactions.values().filter(|record| record.is_acquired()) {
        let theirs = told::entry(books, record.txn);
        let stands = theirs.is_some_and(told::stands);
        let same = match record.state {
            State::Approved | State::Voided => stands,
            State::Declined | State::NotSent | State::Reversed => !stands,
            // Nobody knows, and a person is going to ask.
            State::Unresolved => record.kind.conduct() == Conduct::Once,
            State::Pending | State::Reversing | State::Stored => false,
        };
        let amount = theirs.map(|t| t.adjusted.unwrap_or(t.amount));
        if !same || (record.counts() && amount != Some(record.counted_amount())) {
            return Err(format!("the journal has {record:?}, the host {theirs:?}"));
        }
    }
    for record in book.transactions.values() {
        same_signature(record, told::entry(books, record.txn))?;
    }
    let alone = |entry: &&BookEntry| {
        let known = entry.stan.try_into().is_ok_and(|stan| book.transactions.contains_key(&stan));
        told::stands(entry) && told::moves_money(entry) && !known
    };
    match books.of_batch(book.batch.get()).find(alone) {
        Some(entry) => Err(format!("the host alone has {entry:?}")),
        None => Ok(()),
    }
}

/// The host has the picture that was signed on the screen, and no other.
fn same_signature(record: &Transaction, theirs: Option<&BookEntry>) -> Result<(), String> {
    let came = theirs.and_then(|entry| entry.signature.as_ref());
    let kept = record.delivery(Parcel::Signature);
    let same = match (kept, came) {
        (None, None) => true,
        (None, Some(_)) => false,
        // Refused or given up; the host may have had it and its answers were lost.
        (Some(delivery), None) => !matches!(delivery.end, Some(DeliveryEnd::Accepted(_))),
        (Some(delivery), Some(came)) => digest(&delivery.content).is_some_and(|all| all.starts_with(&came.digest)),
    };
    if same { Ok(()) } else { Err(format!("the host has the signature {came:?}, the journal {record:?}")) }
}

/// The SHA-256, as hexadecimal text, of what a parcel holds as such.
fn digest(content: &str) -> Option<String> {
    Some(hex::encode(&Sha256::digest(hex::decode(content)?)))
}

/// After the settlement: totals of journal, host and slip, reversals, and what people were told. `from` is the first record of
/// the journal that has not been looked at.
///
/// # Errors
/// What is not so.
pub fn settled(shop: &mut Shop, from: u64) -> Result<Proven, String> {
    let (ours, theirs) = (shop.store.book().batch, shop.wire.host.books().batch);
    if ours.get() != theirs {
        return Err(format!("the terminal is in batch {ours}, the host in {theirs}"));
    }
    let day = read(shop, from)?;
    if day.owed != day.acknowledged || day.owed.values().any(|count| *count != 1) {
        return Err(format!("reversals owed {:?}, acknowledged {:?}", day.owed, day.acknowledged));
    }
    if day.closings.is_empty() {
        return Err("the journal has no settlement of this day".into());
    }
    day.closings.iter().try_for_each(|closing| same_batch(shop, closing, &day.not_taken))?;
    if let Some(refusal) = day.refused {
        return Err(format!("the host refuses for good {refusal:?}"));
    }
    if let Some(wrong) = day.wrong_basket {
        return Err(wrong);
    }
    let at = shop.true_time();
    shop.orders.agrees(&day.orders, at)?;
    let batches = day.closings.iter().map(|closing| closing.settlement.batch).collect();
    Ok(Proven { next: day.last + 1, batches, tally: day.tally })
}

/// One settled batch.
fn same_batch(shop: &Shop, closing: &Closing, not_taken: &BTreeSet<TxnRef>) -> Result<(), String> {
    let (books, batch) = (shop.wire.host.books(), closing.settlement.batch);
    let slips = slips(shop, batch);
    same_totals(&closing.settlement, books)?;
    slips.iter().try_for_each(|slip| same_slip(slip, closing))?;
    same_details(closing, books, &slips)?;
    let silent = |txn: &&TxnRef| txn.batch == batch && !slips.iter().all(|slip| names(slip, txn.stan));
    if let Some(txn) = not_taken.iter().find(silent) {
        return Err(format!("the host did not take the advice {}, and the slip does not say so", txn.stan));
    }
    shop.told.agrees(batch, books, not_taken)
}

fn read(shop: &Shop, from: u64) -> Result<Day, String> {
    let mut day = Day::default();
    ledger::read(&shop.store.medium, &Store::dir(), from, |sequence, record| {
        if sequence < from {
            return;
        }
        day.last = sequence;
        record.facts.iter().for_each(|fact| day.take(fact));
    })
    .map_err(|error| format!("the journal cannot be read: {error}"))?;
    Ok(day)
}

impl Day {
    fn take(&mut self, fact: &Fact) {
        self.tally.take(fact);
        self.sell(fact);
        self.orders.take(fact);
        match fact {
            Fact::ReversalOwed { txn, .. } => *self.owed.entry(*txn).or_default() += 1,
            // After a sign-on a MAC or a batch may not fit any more; nothing else is wrong with what the program asks.
            Fact::Refusal(refusal) if refusal.is_final() => self.refused = Some(refusal.clone()),
            Fact::ReversalAcknowledged { txn, .. } => *self.acknowledged.entry(*txn).or_default() += 1,
            Fact::ParcelEnded { txn, parcel: Parcel::Advice, end, .. } if !matches!(end, DeliveryEnd::Accepted(_)) => {
                self.not_taken.insert(*txn);
            }
            Fact::SettlementBegan(settlement) => {
                let (settlement, uploaded, refused) = (settlement.clone(), BTreeSet::new(), BTreeSet::new());
                self.closings.push(Closing { settlement, uploaded, refused });
            }
            other => self.closings.last_mut().into_iter().for_each(|closing| closing.take(other)),
        }
    }
}

impl Day {
    /// What a basket sold is what its payments took.
    fn sell(&mut self, fact: &Fact) {
        match fact {
            Fact::Began(txn) => drop(self.began.insert(txn.txn, txn.amount)),
            Fact::BasketPaid(paid) => {
                let sum = |amounts: Vec<Amount>| {
                    amounts.into_iter().try_fold(Amount::ZERO, |sum, amount| sum.checked_add(amount))
                };
                let goods = sum(paid.lines.iter().map(|line| line.amount).collect());
                let money = paid.by.iter().map(|PartRef::Txn(txn)| self.began.get(txn).copied()).collect::<Option<_>>();
                // Parts of the day before are not looked up.
                let money = money.map_or(Some(paid.total), sum);
                if goods != Some(paid.total) || money != Some(paid.total) {
                    self.wrong_basket = Some(format!("basket {} sold {goods:?} and was paid {money:?}", paid.basket));
                }
            }
            _ => {}
        }
    }
}

impl Closing {
    fn take(&mut self, fact: &Fact) {
        match fact {
            Fact::DetailsUploaded { stans } => self.uploaded.extend(stans),
            Fact::DetailsRefused { stans, .. } => self.refused.extend(stans),
            Fact::SettlementCounted { totals } => self.settlement.totals = totals.clone(),
            _ => {}
        }
    }
}

fn same_totals(ours: &Settlement, books: &Books) -> Result<(), String> {
    for (class, theirs) in [
        (CardClass::Domestic, crate::sim::host::CardClass::Domestic),
        (CardClass::Foreign, crate::sim::host::CardClass::Foreign),
    ] {
        let host = books.totals_of(ours.batch.get(), theirs);
        for (side, sum) in [(Side::Debit, host.debit), (Side::Credit, host.credit)] {
            let own = ours.totals.side(class, side);
            if (own.count, own.amount) != (sum.count, sum.amount) {
                return Err(format!("{class:?} {side:?}: journal {own:?}, host {sum:?}"));
            }
        }
    }
    Ok(())
}

/// What the host finds in the details is what the terminal knows itself: details that were refused, or that got no answer as
/// often as they may be tried. Each stands on the slip.
fn same_details(closing: &Closing, books: &Books, slips: &[&Receipt]) -> Result<(), String> {
    let uploads = books.uploads(closing.settlement.batch.get());
    let off = uploads.end_count.map_or(0, |said| said.abs_diff(uploads.uploaded()));
    for text in &uploads.differences {
        let explained =
            match text.split_whitespace().find_map(|word| word.parse::<Stan>().ok().filter(|_| word.len() == 6)) {
                Some(stan) => !closing.uploaded.contains(&stan) && slips.iter().all(|slip| names(slip, stan)),
                // The host was asked twice and said two things; the terminal has heard one of them.
                None if text.starts_with("the end is") => uploads.settlements > 1,
                None => text.starts_with("the end says") && slips.iter().all(|slip| not_up(slip) >= off),
            };
        if !explained {
            return Err(format!("the host found in the details: {text}"));
        }
    }
    Ok(())
}

/// How many rows of a slip begin with the number of a transaction: what was refused or set aside.
fn not_up(slip: &Receipt) -> u32 {
    let begins = |text: &str| text.split_whitespace().next().is_some_and(|w| w.len() == 6 && w.parse::<Stan>().is_ok());
    let rows = slip.lines.iter().filter(|line| matches!(line, Line::Text(text) | Line::Pair(text, ..) if begins(text)));
    u32::try_from(rows.count()).unwrap_or(u32::MAX)
}

/// Whether a transaction stands on a slip by its number.
fn names(slip: &Receipt, stan: Stan) -> bool {
    let stan = stan.to_string();
    slip.lines.iter().any(|line| match line {
        Line::Text(text) | Line::Pair(text, ..) => text.starts_with(&stan),
        _ => false,
    })
}

/// The slips of a batch, without those that were printed again. Where the power went before the print there is none.
fn slips(shop: &Shop, batch: BatchNo) -> Vec<&Receipt> {
    let batch = batch.to_string();
    let is_of_batch = |line: &Line| matches!(line, Line::Pair(_, value, _) if *value == batch);
    let first = shop.printed.iter().filter(|job| job.txn.is_none() && job.save_as.is_some());
    let slips = first.filter(|job| job.receipt.lines.iter().any(is_of_batch));
    slips.map(|job| &job.receipt).collect()
}

/// The printed slip has the rows of the totals, to the cent, and what the host refused.
fn same_slip(slip: &Receipt, closing: &Closing) -> Result<(), String> {
    let mut printed: Vec<&str> = slip.lines.iter().filter_map(total_of).collect();
    let row = |totals: KindTotals| format!("{} / {}", totals.count, totals.amount.display(Currency::Cny));
    let mut counted: Vec<String> = closing.settlement.totals.kinds().map(|(_, totals)| row(totals)).collect();
    printed.truncate(counted.len());
    printed.sort_unstable();
    counted.sort_unstable();
    if printed != counted {
        return Err(format!("printed {printed:?}, counted {counted:?}"));
    }
    match closing.refused.iter().find(|stan| !names(slip, **stan)) {
        Some(stan) => Err(format!("the host refused the detail of {stan}, and the slip does not say so")),
        None => Ok(()),
    }
}

/// A row `count / amount`.
fn total_of(line: &Line) -> Option<&str> {
    match line {
        Line::Pair(_, value, _) if value.split_once(" / ").is_some_and(|(count, _)| count.parse::<u32>().is_ok()) => {
            Some(value)
        }
        _ => None,
    }
}
