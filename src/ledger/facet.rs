//! Keys by which transactions are looked up: a letter, the value, then time, batch and STAN, so that those of one value stand
//! in the order of time.

use super::row::{self, Fault};
use crate::domain::{Amount, ItemNo, LastFour, Place, Rrn, Search, Stan, Transaction, WallTime};

/// The bytes after the value: time, batch and STAN.
const TAIL: usize = 16;

/// All keys of a transaction.
pub(super) fn keys(txn: &Transaction) -> Vec<Vec<u8>> {
    let rrn = txn.host.as_ref().and_then(|host| host.rrn.as_ref());
    let prefixes =
        [Some(voucher(txn.txn.stan)), Some(amount(txn.amount)), LastFour::of(txn).map(last_four), rrn.map(reference)];
    let products = txn.items.iter().map(|item| product(*item));
    prefixes.into_iter().flatten().chain(products).map(|prefix| with_tail(prefix, Place::of(txn))).collect()
}

/// The beginning of the keys that have the fewest transactions, if the search has a value that there are keys for.
pub(super) fn best(search: &Search) -> Option<Vec<u8>> {
    let rrn = search.rrn.as_ref().map(reference);
    let named = rrn.or(search.voucher.map(voucher)).or(search.last_four.map(last_four));
    named.or(search.amount.map(amount)).or(search.product.map(product))
}

/// The first key, and the one after the last, of a time and before a place.
pub(super) fn range(prefix: &[u8], span: Option<(WallTime, WallTime)>, after: Option<Place>) -> (Vec<u8>, Vec<u8>) {
    let from = span.map_or([0; 8], |(from, _)| row::time_prefix(from));
    // Longer than any key of this value, and after all of them.
    let end = span.map_or(vec![0xFF; TAIL + 1], |(_, until)| row::time_prefix(until).to_vec());
    let until = [prefix, end.as_slice()].concat();
    let before = after.map(|place| with_tail(prefix.to_vec(), place));
    ([prefix, from.as_slice()].concat(), before.map_or(until.clone(), |before| before.min(until)))
}

/// The place that a key ends with.
pub(super) fn place(key: &[u8]) -> Result<Place, Fault> {
    let time = key.len().checked_sub(TAIL).and_then(|at| key[at..].first_chunk());
    let began = row::time_of(*time.ok_or_else(|| Fault("a key without a time".into()))?);
    Ok(Place { began, txn: row::txn_of(key)? })
}

fn with_tail(prefix: Vec<u8>, place: Place) -> Vec<u8> {
    [prefix.as_slice(), &row::time_prefix(place.began), &row::txn_key(place.txn)].concat()
}

fn voucher(stan: Stan) -> Vec<u8> {
    [b"v".as_slice(), &stan.get().to_be_bytes()].concat()
}

fn amount(amount: Amount) -> Vec<u8> {
    [b"a".as_slice(), &amount.minor().to_be_bytes()].concat()
}

fn product(item: ItemNo) -> Vec<u8> {
    [b"p".as_slice(), &item.get().to_be_bytes()].concat()
}

fn last_four(last: LastFour) -> Vec<u8> {
    [b"l".as_slice(), last.digits()].concat()
}

/// The beginning of the keys of a reference number.
pub(super) fn reference(rrn: &Rrn) -> Vec<u8> {
    [b"r", rrn.as_str().as_bytes()].concat()
}
