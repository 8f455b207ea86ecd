//! Keys and values of the sled trees. Each value has a version, a payload and a CRC-32C over key, version and payload, so
//! that a damaged or misplaced value is noticed when it is read.

use std::fmt;

use super::{facet, frame::Hash, index::Mark};
use crate::domain::{BatchNo, OperatorNo, Stan, Transaction, TxnRef, WallTime};

/// 2: since there are facets. 3: since these have the reference number too. An index of an earlier version is built anew from
/// the journal at the first start.
const VERSION: u8 = 3;

/// Something wrong with the index.
#[derive(Debug)]
pub(super) struct Fault(pub(super) String);

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<sled::Error> for Fault {
    fn from(error: sled::Error) -> Fault {
        Fault(error.to_string())
    }
}

/// Batch and STAN, big-endian.
pub(super) fn txn_key(txn: TxnRef) -> [u8; 8] {
    let mut key = [0; 8];
    key[..4].copy_from_slice(&txn.batch.get().to_be_bytes());
    key[4..].copy_from_slice(&txn.stan.get().to_be_bytes());
    key
}

/// The operator's two digits, the time, batch and STAN.
pub(super) fn operator_key(row: &Transaction) -> Vec<u8> {
    [operator_prefix(row.operator).as_slice(), &time_prefix(row.began), &txn_key(row.txn)].concat()
}

/// The operator's two digits.
pub(super) fn operator_prefix(operator: OperatorNo) -> Vec<u8> {
    operator.to_string().into_bytes()
}

/// The time, batch and STAN.
pub(super) fn time_key(row: &Transaction) -> Vec<u8> {
    [time_prefix(row.began).as_slice(), &txn_key(row.txn)].concat()
}

/// A time so that earlier ones sort first, also before 1970.
pub(super) fn time_prefix(at: WallTime) -> [u8; 8] {
    ((at.0 as u64) ^ (1 << 63)).to_be_bytes()
}

/// The time of such a prefix.
pub(super) fn time_of(prefix: [u8; 8]) -> WallTime {
    WallTime((u64::from_be_bytes(prefix) ^ (1 << 63)) as i64)
}

/// The transaction that a key of a second tree ends with.
pub(super) fn txn_of(key: &[u8]) -> Result<TxnRef, Fault> {
    let bad = || Fault("a key without a transaction".into());
    let last: &[u8; 8] = key.last_chunk().ok_or_else(bad)?;
    let number = u64::from_be_bytes(*last);
    let batch = BatchNo::try_from((number >> 32) as u32).map_err(|_| bad())?;
    let stan = Stan::try_from(number as u32).map_err(|_| bad())?;
    Ok(TxnRef { batch, stan })
}

/// Whether a key of a second tree is one that this transaction has.
pub(super) fn is_key_of(key: &[u8], row: &Transaction) -> bool {
    key == time_key(row) || key == operator_key(row) || facet::keys(row).iter().any(|known| known == key)
}

/// The value of a transaction.
pub(super) fn encode(key: &[u8], row: &Transaction) -> Result<Vec<u8>, Fault> {
    let json = serde_json::to_vec(row).map_err(|_| Fault("a transaction cannot be written as JSON".into()))?;
    Ok(seal(key, &json))
}

/// A transaction from its value.
pub(super) fn decode(key: &[u8], value: &[u8]) -> Result<Transaction, Fault> {
    let row: Transaction =
        serde_json::from_slice(unseal(key, value)?).map_err(|_| Fault("a transaction cannot be read".into()))?;
    if txn_key(row.txn) == key { Ok(row) } else { Err(Fault("a transaction under another's key".into())) }
}

/// The value of a key that says everything itself.
pub(super) fn empty(key: &[u8]) -> Vec<u8> {
    seal(key, &[])
}

/// Checks such a value.
pub(super) fn check_empty(key: &[u8], value: &[u8]) -> Result<(), Fault> {
    unseal(key, value).map(|_| ())
}

/// The value of the mark: identity, sequence, hash, floor.
pub(super) fn write_mark(key: &[u8], mark: &Mark) -> Vec<u8> {
    seal(key, &[mark.id.as_slice(), &mark.sequence.to_be_bytes(), &mark.hash, &mark.floor.to_be_bytes()].concat())
}

/// The mark from its value.
pub(super) fn read_mark(key: &[u8], value: &[u8]) -> Result<Mark, Fault> {
    let bad = || Fault("the mark cannot be read".into());
    let bytes: &[u8; 80] = unseal(key, value)?.try_into().map_err(|_| bad())?;
    let hash = |from: usize| Hash::try_from(&bytes[from..from + 32]).map_err(|_| bad());
    let number = |from: usize| bytes[from..from + 8].try_into().map(u64::from_be_bytes).map_err(|_| bad());
    Ok(Mark { id: hash(0)?, sequence: number(32)?, hash: hash(40)?, floor: number(72)? })
}

fn seal(key: &[u8], payload: &[u8]) -> Vec<u8> {
    let mut value = Vec::with_capacity(payload.len() + 5);
    value.push(VERSION);
    value.extend_from_slice(payload);
    value.extend_from_slice(&checksum(key, &value).to_le_bytes());
    value
}

fn unseal<'a>(key: &[u8], value: &'a [u8]) -> Result<&'a [u8], Fault> {
    let (body, crc) = value.split_last_chunk::<4>().ok_or_else(|| Fault("a value that is too short".into()))?;
    if checksum(key, body).to_le_bytes() != *crc {
        return Err(Fault("a value with a wrong checksum".into()));
    }
    body.strip_prefix(&[VERSION]).ok_or_else(|| Fault("a value of another version".into()))
}

fn checksum(key: &[u8], body: &[u8]) -> u32 {
    crc32c::crc32c_append(crc32c::crc32c(key), body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_that_was_altered_or_moved_is_noticed() {
        let mark = Mark { id: [1; 32], sequence: 7, hash: [2; 32], floor: 3 };
        let value = write_mark(b"mark", &mark);
        assert_eq!(read_mark(b"mark", &value).unwrap(), mark);
        assert!(read_mark(b"other", &value).is_err());
        for bit in 0..value.len() * 8 {
            let mut bad = value.clone();
            bad[bit / 8] ^= 1 << (bit % 8);
            assert!(read_mark(b"mark", &bad).is_err(), "bit {bit}");
        }
        assert!(read_mark(b"mark", &[]).is_err());
    }

    #[test]
    fn a_value_of_the_version_without_facets_is_not_read() {
        let mut old = write_mark(b"mark", &Mark { id: [1; 32], sequence: 7, hash: [2; 32], floor: 3 });
        old[0] = 1;
        let body = old.len() - 4;
        let crc = checksum(b"mark", &old[..body]).to_le_bytes();
        old[body..].copy_from_slice(&crc);
        assert!(read_mark(b"mark", &old).unwrap_err().0.contains("another version"));
    }

    #[test]
    fn earlier_times_sort_first() {
        let times = [i64::MIN, -5, 0, 5, i64::MAX].map(|t| time_prefix(WallTime(t)));
        assert!(times.is_sorted());
        assert_eq!(times.map(|prefix| time_of(prefix).0), [i64::MIN, -5, 0, 5, i64::MAX]);
    }
}
