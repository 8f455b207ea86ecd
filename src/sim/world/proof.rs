//! What must be so at the end of a day: host's books, journal and printed totals agree to the cent, every reversal was owed and
//! acknowledged once, and people were told what is so.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use super::{
    Shop, Store, Tally,
    orders::OrderDay,
    receipts,
    sold::Sold,
    sums::{same_halves, same_totals},
    told,
};
use crate::{
    domain::{
        Amount, BatchNo, Conduct, DeliveryEnd, Entry, Fact, KindTotals, Parcel, Refusal, Settlement, Side, Stan, State,
        Transaction, TxnRef, ZReport, hex,
        receipt::{Line, Receipt},
    },
    ledger,
    sim::host::{BookEntry, Books, ScriptNotice},
};

/// What a day's journal says, read from its bytes.
#[derive(Default)]
struct Day {
    owed: BTreeMap<TxnRef, u32>,
    acknowledged: BTreeMap<TxnRef, u32>,
    closings: Vec<Closing>,
    /// What was recorded first and then not taken by the host.
    not_taken: BTreeSet<TxnRef>,
    /// Of it, what was given up on, so that nobody knows what the host has of it; and what that is about.
    untold: BTreeSet<TxnRef>,
    originals: BTreeMap<TxnRef, TxnRef>,
    /// Batches with a transaction that counts although the host has not told this terminal whose card it was.
    unclassed: BTreeSet<BatchNo>,
    orders: OrderDay,
    /// A refusal that no host should give, or of which the program asks too much.
    refused: Option<Refusal>,
    /// Baskets and bills.
    sold: Sold,
    /// What was paid in cash, and whether it stands on the side of the shop.
    cash: Vec<(BatchNo, Side, Amount)>,
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
    /// The slip as the journal keeps it: it is there whether paper was there or not.
    slip: Option<Receipt>,
    report: Option<ZReport>,
}

/// Before the settlement, once everything has gone up: transaction by transaction both books say the same.
///
/// # Errors
/// Where they differ.
pub fn same_books(shop: &Shop) -> Result<(), String> {
    let (book, books) = (shop.store.book(), shop.wire.host.books());
    let untold = untold(book.transactions.values());
    let known = |record: &&Transaction| record.is_acquired() && !untold.contains(&record.txn);
    for record in book.transactions.values().filter(known) {
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
        match theirs {
            Some(theirs) if record.counts() => same_answer(record, theirs)?,
            _ => {}
        }
    }
    for record in book.transactions.values() {
        same_signature(record, told::entry(books, record.txn))?;
        same_notice(record, books)?;
        // Whatever the queue says: all of it has gone up, or has been given up.
        if let Some(forgotten) = record.deliveries.iter().find(|delivery| delivery.end.is_none()) {
            return Err(format!("{:?} of {} has never come to an end", forgotten.parcel, record.txn.stan));
        }
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

/// Advices that were sent as often as they may be and never taken, and what they are about: nobody knows what the host has of them,
/// and the slip names them.
fn untold<'a>(records: impl Iterator<Item = &'a Transaction>) -> BTreeSet<TxnRef> {
    let given_up = |record: &&Transaction| {
        record.delivery(Parcel::Advice).is_some_and(|delivery| delivery.end == Some(DeliveryEnd::GivenUp))
    };
    let about = |record: &Transaction| [Some(record.txn), record.original.as_ref().and_then(|original| original.txn)];
    records.filter(given_up).flat_map(about).flatten().collect()
}

/// What the journal keeps of the host's answer is what the host has answered to this transaction, and to no other.
fn same_answer(record: &Transaction, theirs: &BookEntry) -> Result<(), String> {
    let host = match &record.host {
        Some(host) => host,
        // Nobody has heard the answer; a person has asked for it.
        None if record.closed_by.is_some() => return Ok(()),
        None => return Err(format!("the host has approved {record:?}, and no answer is kept")),
    };
    let rrn = host.rrn.as_ref().map(ToString::to_string);
    let code = host.auth_code.as_ref().map(ToString::to_string);
    let date = host.time.as_ref().map(|time| time.date.clone());
    let card = !record.entry.is_card() || record.pan.to_string() == theirs.pan;
    let by_code = theirs.kind.is_by_code() == (record.entry == Entry::Code);
    let same = rrn.as_ref() == Some(&theirs.rrn)
        && code.is_none_or(|code| code == theirs.auth)
        && date.is_none_or(|date| date == theirs.date);
    if same && card && by_code && receipts::is_kind(record.kind, theirs.kind) {
        return Ok(());
    }
    Err(format!("the journal keeps another answer than the host gave: {record:?} {theirs:?}"))
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

/// The host has what the terminal told of an issuer's script, where it has taken the notice.
fn same_notice(record: &Transaction, books: &Books) -> Result<(), String> {
    let Some(told) = record.delivery(Parcel::Script) else { return Ok(()) };
    let name = (record.txn.batch.get(), record.txn.stan.get());
    let has = |notice: &&ScriptNotice| notice.original == name && told.content.contains(&notice.results);
    if !matches!(told.end, Some(DeliveryEnd::Accepted(_))) || books.scripts.iter().any(|notice| has(&notice)) {
        return Ok(());
    }
    Err(format!("the host has taken the script notice of {}, and does not have it", record.txn.stan))
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
    day.closings.iter().try_for_each(|closing| same_batch(shop, closing, &day))?;
    day.closings.iter().try_for_each(|closing| same_report(closing, &day.cash))?;
    if let Some(refusal) = day.refused {
        return Err(format!("the host refuses for good {refusal:?}"));
    }
    if let Some(wrong) = day.sold.wrong {
        return Err(wrong);
    }
    let at = shop.true_time();
    shop.orders.agrees(&day.orders, at)?;
    let batches = day.closings.iter().map(|closing| closing.settlement.batch).collect();
    Ok(Proven { next: day.last + 1, batches, tally: day.tally })
}

/// One settled batch.
fn same_batch(shop: &Shop, closing: &Closing, day: &Day) -> Result<(), String> {
    let (books, batch, not_taken) = (shop.wire.host.books(), closing.settlement.batch, &day.not_taken);
    let slips: Vec<&Receipt> = slips(shop, batch).into_iter().chain(&closing.slip).collect();
    if slips.is_empty() {
        return Err(format!("no slip of batch {batch} is kept or printed"));
    }
    // What nobody knows may be in one sum and not in the other.
    if !day.untold.iter().any(|txn| txn.batch == batch) {
        same_totals(&closing.settlement, books)?;
        if !day.unclassed.contains(&batch) {
            same_halves(&closing.settlement, books)?;
        }
    }
    slips.iter().try_for_each(|slip| same_slip(slip, closing))?;
    same_details(closing, books, &slips, &day.untold)?;
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
        day.sold.take(&record.facts);
        record.facts.iter().for_each(|fact| day.take(fact));
    })
    .map_err(|error| format!("the journal cannot be read: {error}"))?;
    Ok(day)
}

impl Day {
    fn take(&mut self, fact: &Fact) {
        self.tally.take(fact);
        self.orders.take(fact);
        match fact {
            Fact::Began(txn) if txn.kind.conduct() == Conduct::Advice => {
                let original = txn.original.as_ref().and_then(|original| original.txn);
                self.originals.extend(original.map(|original| (txn.txn, original)));
            }
            Fact::Began(txn) if txn.is_cash() => self.cash.push((txn.txn.batch, txn.kind.side(), txn.amount)),
            Fact::ReversalOwed { txn, .. } => *self.owed.entry(*txn).or_default() += 1,
            // After a sign-on a MAC or a batch may not fit any more; nothing else is wrong with what the program asks.
            Fact::Refusal(refusal) if refusal.is_final() => self.refused = Some(refusal.clone()),
            Fact::UnresolvedClosed { txn, found: State::Approved, .. } => drop(self.unclassed.insert(txn.batch)),
            // It had it already, and does not say once more what it made of it.
            Fact::ParcelEnded { txn, parcel: Parcel::Advice, end: DeliveryEnd::Accepted(code), .. }
                if !code.is_approval() =>
            {
                self.unclassed.insert(txn.batch);
            }
            Fact::ReversalAcknowledged { txn, .. } => *self.acknowledged.entry(*txn).or_default() += 1,
            Fact::ParcelEnded { txn, parcel: Parcel::Advice, end, .. } if !matches!(end, DeliveryEnd::Accepted(_)) => {
                self.not_taken.insert(*txn);
                if *end == DeliveryEnd::GivenUp {
                    self.untold.extend(self.originals.get(txn).into_iter().chain([txn]));
                }
            }
            Fact::SettlementBegan(settlement) => {
                let (uploaded, refused) = (BTreeSet::new(), BTreeSet::new());
                let settlement = settlement.clone();
                self.closings.push(Closing { settlement, uploaded, refused, slip: None, report: None });
            }
            other => self.closings.last_mut().into_iter().for_each(|closing| closing.take(other)),
        }
    }
}

impl Closing {
    fn take(&mut self, fact: &Fact) {
        match fact {
            Fact::DetailsUploaded { stans } => self.uploaded.extend(stans),
            Fact::DetailsRefused { stans, .. } => self.refused.extend(stans),
            Fact::SettlementCounted { totals } => self.settlement.totals = totals.clone(),
            Fact::SettlementSlip { receipt } => self.slip = Some(receipt.as_ref().clone()),
            Fact::ZReported { report } => self.report = Some(report.as_ref().clone()),
            _ => {}
        }
    }
}

/// The Z report has the totals that the batch was settled with, and all the cash that moved in it.
fn same_report(closing: &Closing, cash: &[(BatchNo, Side, Amount)]) -> Result<(), String> {
    let Some(report) = &closing.report else { return Err("a batch was settled without a Z report".into()) };
    let batch = closing.settlement.batch;
    if report.batch != batch || report.figures.totals != closing.settlement.totals {
        return Err(format!("the Z report of batch {batch} says {:?}", report.figures.totals));
    }
    for (side, said) in [(Side::Debit, report.figures.cash.debit()), (Side::Credit, report.figures.cash.credit())] {
        let moved = cash.iter().filter(|(of, on, _)| (*of, *on) == (batch, side));
        let counted = moved.fold(KindTotals::default(), |sum, (.., amount)| sum.with(*amount).unwrap_or(sum));
        if said != counted {
            return Err(format!("the Z report of batch {batch} says {said:?} of cash, the journal {counted:?}"));
        }
    }
    Ok(())
}

/// What the host finds in the details is what the terminal knows itself: details that were refused, or that got no answer as
/// often as they may be tried. Each stands on the slip.
fn same_details(closing: &Closing, books: &Books, slips: &[&Receipt], untold: &BTreeSet<TxnRef>) -> Result<(), String> {
    let uploads = books.uploads(closing.settlement.batch.get());
    let off = uploads.end_count.map_or(0, |said| said.abs_diff(uploads.uploaded()));
    for text in &uploads.differences {
        let explained =
            match text.split_whitespace().find_map(|word| word.parse::<Stan>().ok().filter(|_| word.len() == 6)) {
                Some(stan) if untold.contains(&TxnRef { batch: closing.settlement.batch, stan }) => true,
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

/// The slip has the rows of the totals, kind by kind and to the cent, and what the host refused.
fn same_slip(slip: &Receipt, closing: &Closing) -> Result<(), String> {
    let printed: Vec<(&str, &str)> = slip.lines.iter().filter_map(total_of).collect();
    let row = |(kind, totals): (_, KindTotals)| {
        (format!("({})", receipts::row(kind)), format!("{} / {}", totals.count, receipts::yuan(totals.amount)))
    };
    let counted: Vec<(String, String)> = closing.settlement.totals.kinds().map(row).collect();
    let same = printed.len() == counted.len()
        && counted.iter().all(|(kind, sum)| printed.iter().any(|(label, said)| label.ends_with(kind) && said == sum));
    if !same {
        return Err(format!("printed {printed:?}, counted {counted:?}"));
    }
    match closing.refused.iter().find(|stan| !names(slip, **stan)) {
        Some(stan) => Err(format!("the host refused the detail of {stan}, and the slip does not say so")),
        None => Ok(()),
    }
}

/// A row `kind: count / amount`.
fn total_of(line: &Line) -> Option<(&str, &str)> {
    match line {
        Line::Pair(label, value, _)
            if value.split_once(" / ").is_some_and(|(count, _)| count.parse::<u32>().is_ok()) =>
        {
            Some((label, value))
        }
        _ => None,
    }
}

#[cfg(test)]
#[path = "proof_tests.rs"]
mod tests;
