//! What must be so at the end of a day: host's books, journal and printed totals agree to the cent, every reversal was owed and
//! acknowledged once, and people were told what is so.

use std::collections::BTreeMap;

use super::{Shop, Store, told};
use crate::{
    domain::{BatchNo, CardClass, Conduct, Fact, Settlement, Side, Stan, State, TxnRef, receipt::Line},
    ledger,
    sim::host::{BookEntry, Books},
};

/// What a day's journal says, read from its bytes.
#[derive(Default)]
struct Day {
    owed: BTreeMap<TxnRef, u32>,
    acknowledged: BTreeMap<TxnRef, u32>,
    settlements: Vec<Settlement>,
    refused: Vec<Stan>,
    last: u64,
}

/// Before the settlement, once everything has gone up: transaction by transaction both books say the same.
///
/// # Errors
/// Where they differ.
pub fn same_books(shop: &Shop) -> Result<(), String> {
    let (book, books) = (shop.store.book(), shop.wire.host.books());
    for record in book.transactions.values() {
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
    let alone = |entry: &&BookEntry| {
        let known = entry.stan.try_into().is_ok_and(|stan| book.transactions.contains_key(&stan));
        told::stands(entry) && told::moves_money(entry) && !known
    };
    match books.of_batch(book.batch.get()).find(alone) {
        Some(entry) => Err(format!("the host alone has {entry:?}")),
        None => Ok(()),
    }
}

/// After the settlement of a batch: totals of journal, host and slip, reversals, and what people were told. `from` is the
/// first record of the journal that has not been looked at; the answer is the next one.
///
/// # Errors
/// What is not so.
pub fn settled(shop: &Shop, batch: BatchNo, from: u64) -> Result<u64, String> {
    let books = shop.wire.host.books();
    if shop.store.book().batch.get() != books.batch {
        return Err(format!("the terminal is in batch {}, the host in {}", shop.store.book().batch, books.batch));
    }
    let day = read(shop, from)?;
    if day.owed != day.acknowledged || day.owed.values().any(|count| *count != 1) {
        return Err(format!("reversals owed {:?}, acknowledged {:?}", day.owed, day.acknowledged));
    }
    let ours = day.settlements.iter().rfind(|s| s.batch == batch).ok_or("the journal has no settlement of this day")?;
    same_totals(ours, books)?;
    same_slip(shop, ours, &day.refused)?;
    same_details(&day, books, batch)?;
    shop.told.agrees(batch, books)?;
    Ok(day.last + 1)
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
        match fact {
            Fact::ReversalOwed { txn, .. } => *self.owed.entry(*txn).or_default() += 1,
            Fact::ReversalAcknowledged { txn, .. } => *self.acknowledged.entry(*txn).or_default() += 1,
            Fact::DetailsRefused { stans, .. } => self.refused.extend(stans),
            Fact::SettlementBegan(settlement) => self.settlements.push(settlement.clone()),
            Fact::SettlementCounted { totals } => {
                if let Some(last) = self.settlements.last_mut() {
                    last.totals = totals.clone();
                }
            }
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

/// Whatever the host misses among the details it has refused itself.
fn same_details(day: &Day, books: &Books, batch: BatchNo) -> Result<(), String> {
    let refused = |text: &str| day.refused.iter().any(|stan| text.contains(&stan.to_string()));
    let explained = |text: &&String| refused(text) || (text.starts_with("the end says") && !day.refused.is_empty());
    let found = books.uploads(batch.get()).differences;
    match found.iter().find(|text| !explained(text)) {
        Some(text) => Err(format!("the host found in the details: {text}")),
        None => Ok(()),
    }
}

/// The printed slip has the rows of the totals, to the cent. Where the paper was at an end there is none.
fn same_slip(shop: &Shop, ours: &Settlement, refused: &[Stan]) -> Result<(), String> {
    let batch = ours.batch.to_string();
    let is_of_batch = |line: &Line| matches!(line, Line::Pair(_, value, _) if *value == batch);
    let slips = shop.printed.iter().filter(|job| job.txn.is_none() && job.receipt.lines.iter().any(is_of_batch));
    for slip in slips {
        let mut printed: Vec<&str> = slip.receipt.lines.iter().filter_map(total_of).collect();
        let mut counted: Vec<String> =
            ours.totals.kinds().map(|(_, t)| format!("{} / {}", t.count, t.amount.display(crate::domain::Currency::Cny))).collect();
        printed.truncate(counted.len());
        printed.sort_unstable();
        counted.sort_unstable();
        if printed != counted {
            return Err(format!("printed {printed:?}, counted {counted:?}"));
        }
        let tells = |stan: &Stan| slip.receipt.lines.contains(&Line::Text(stan.to_string()));
        if let Some(stan) = refused.iter().find(|stan| !tells(stan)) {
            return Err(format!("the host refused the detail of {stan}, and the slip does not say so"));
        }
    }
    Ok(())
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
