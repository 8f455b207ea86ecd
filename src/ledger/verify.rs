//! Reading the whole journal from outside: the check and the export. Neither takes the lock, so both work beside a running
//! program.

use std::path::Path;

use super::{
    disk::{Disk, ReadDisk},
    error::Broken,
    load::{self, Read, Visit},
    open::hex,
};
use crate::domain::{Fact, PaidBasket, RateTable, Record, Transaction, TxnRef, WallTime};

/// What a journal that passes the check holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// The hash of the last record, 64 hexadecimal digits: two journals with the same head are the same to the last byte.
    pub head: String,
    /// The first record that is there: what is older was let go, and the check says nothing of it.
    pub from: u64,
    /// How many facts.
    pub facts: u64,
    /// How many records.
    pub records: u64,
    /// How many segments.
    pub segments: u32,
}

/// Reads all segments and checks checksums, sequence, hash chain, and that the facts add up to each checkpoint.
///
/// A record that is just being written at the very end is left out.
///
/// # Errors
/// [`Broken`] names the first bad place.
pub fn verify(dir: &Path) -> Result<Verified, Broken> {
    let mut facts = 0;
    let read = replay_beside_writer(dir, |visit| {
        let first = if visit.is_first { 0 } else { facts };
        facts = first + visit.record.facts.len() as u64;
    })?;
    let Read { from, head, records, segments, .. } = read;
    Ok(Verified { head: hex(&head), from, facts, records, segments: segments.count() as u32 })
}

/// What a journal says in the end.
#[derive(Debug, Default)]
pub struct Snapshot {
    /// Every transaction that the kept segments know, once and in its last state, oldest batch first and in the order in
    /// which they began; transactions of settled batches too.
    pub transactions: Vec<Transaction>,
    /// The rates in force.
    pub rates: Option<RateTable>,
}

/// Reads the whole journal.
///
/// # Errors
/// [`Broken`] names the first bad place.
pub fn snapshot(dir: &Path) -> Result<Snapshot, Broken> {
    snapshot_if(dir, |_| true)
}

/// The same with the transactions that are wanted alone; no others are held in memory. Whether one is wanted must follow
/// from what it began with.
///
/// # Errors
/// [`Broken`] names the first bad place.
pub fn snapshot_if(dir: &Path, wanted: impl Fn(&Transaction) -> bool) -> Result<Snapshot, Broken> {
    let mut ended: Vec<Transaction> = Vec::new();
    let mut open: Vec<Transaction> = Vec::new();
    let mut rates = None;
    replay_beside_writer(dir, |visit| {
        if visit.is_first {
            ended.clear();
            open.clear();
            rates = None;
        }
        for row in visit.change.rows.iter().filter(|row| wanted(row)) {
            put(&mut open, row);
        }
        for batch in &visit.change.settled {
            ended.extend(open.extract_if(.., |row| row.txn.batch == *batch));
        }
        visit.record.facts.iter().for_each(|fact| note_rates(fact, &mut rates));
    })?;
    ended.append(&mut open);
    Ok(Snapshot { transactions: ended, rates })
}

/// The baskets that were paid from one moment until just before another and whose goods have not come back since, in the order in
/// which they were paid.
///
/// # Errors
/// [`Broken`] names the first bad place.
pub fn goods_between(dir: &Path, from: WallTime, until: WallTime) -> Result<Vec<PaidBasket>, Broken> {
    let mut sold: Vec<PaidBasket> = Vec::new();
    replay_beside_writer(dir, |visit| {
        if visit.is_first {
            sold.clear();
        }
        let inside = from <= visit.record.at && visit.record.at < until;
        for fact in &visit.record.facts {
            match fact {
                Fact::BasketPaid(paid) if inside => sold.push((**paid).clone()),
                Fact::GoodsBack { basket, .. } => sold.retain(|paid| paid.basket != *basket),
                _ => {}
            }
        }
    })?;
    Ok(sold)
}

fn note_rates(fact: &Fact, rates: &mut Option<RateTable>) {
    match fact {
        Fact::RatesSet { table } => *rates = Some((**table).clone()),
        Fact::Checkpoint(book) => *rates = book.rates.as_ref().map(|rates| rates.table.clone()),
        _ => {}
    }
}

/// Gives every transaction of a [`Snapshot`].
///
/// # Errors
/// [`Broken`] names the first bad place; nothing was given then.
pub fn export(dir: &Path, each: impl FnMut(Transaction)) -> Result<(), Broken> {
    snapshot(dir)?.transactions.into_iter().for_each(each);
    Ok(())
}

/// Shows every record of a journal on any medium, from the segment that holds record `from` (1 for all) to the end, with
/// the checks of [`verify`], and says how many there were.
///
/// # Errors
/// [`Broken`] names the first bad place.
pub fn read(disk: &dyn Disk, dir: &Path, from: u64, mut each: impl FnMut(u64, &Record)) -> Result<u64, Broken> {
    load::replay(disk, dir, from, |visit| each(visit.sequence, visit.record)).map(|read| read.records)
}

/// Replaces the row of a transaction, or adds it at the end.
fn put(open: &mut Vec<Transaction>, row: &Transaction) {
    let is_same = |txn: TxnRef| move |known: &Transaction| known.txn == txn;
    match open.iter().rposition(is_same(row.txn)) {
        Some(at) => open[at] = row.clone(),
        None => open.push(row.clone()),
    }
}

/// Another process may be in the middle of a write. What looks bad is read once more before it is called broken.
///
/// The second reading begins with another first visit.
pub(super) fn replay_beside_writer(dir: &Path, mut visit: impl FnMut(Visit<'_>)) -> Result<Read, Broken> {
    match load::replay(&ReadDisk, dir, 1, &mut visit) {
        Err(Broken::Damaged(_) | Broken::Disk { .. }) => load::replay(&ReadDisk, dir, 1, visit),
        other => other,
    }
}
