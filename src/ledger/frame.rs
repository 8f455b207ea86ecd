//! One record of the journal as bytes: `sync word u32 | length u32 | sequence u64 | previous hash 32 | payload | crc32c
//! u32`, numbers little-endian, the checksum over all before it, `length` that of the payload alone.

use sha2::{Digest, Sha256};

/// SHA-256 of a record: previous hash, sequence, payload.
pub(super) type Hash = [u8; 32];

/// The first four bytes of each record. `F5` never stands in UTF-8, so no payload contains them.
pub(super) const SYNC: [u8; 4] = [0xf5, b'K', b'T', 0xa7];
/// Bytes before the payload.
pub(super) const HEAD: usize = 48;
/// Bytes of a record that are not payload.
pub(super) const FRAME: usize = HEAD + 4;
/// The longest payload of an ordinary record.
pub(super) const MAX_PAYLOAD: usize = 1 << 20;
/// The longest payload of a record that holds a checkpoint.
pub(super) const MAX_CHECKPOINT: usize = 16 << 20;

/// A record found in a segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Frame<'a> {
    /// Its number; the first record of a ledger has 1.
    pub(super) sequence: u64,
    /// The hash of the record before it.
    pub(super) previous: Hash,
    /// JSON of a `domain::Record`.
    pub(super) payload: &'a [u8],
    /// Its length with frame.
    pub(super) len: usize,
}

impl Frame<'_> {
    /// The hash that the next record carries.
    pub(super) fn hash(&self) -> Hash {
        chain(&self.previous, self.sequence, self.payload)
    }
}

/// The hash of a record.
pub(super) fn chain(previous: &Hash, sequence: u64, payload: &[u8]) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update(previous);
    hasher.update(sequence.to_le_bytes());
    hasher.update(payload);
    hasher.finalize().into()
}

/// Encodes a record and gives its hash.
///
/// Blanks are put after the JSON until the last byte of the checksum has two bits set: an end that is all zero then
/// always means a write that was torn, and no single flipped bit can look like one.
pub(super) fn encode(sequence: u64, previous: &Hash, payload: &[u8]) -> (Vec<u8>, Hash) {
    let mut body = payload.to_vec();
    loop {
        let mut bytes = Vec::with_capacity(FRAME + body.len());
        bytes.extend_from_slice(&SYNC);
        bytes.extend_from_slice(&(body.len() as u32).to_le_bytes());
        bytes.extend_from_slice(&sequence.to_le_bytes());
        bytes.extend_from_slice(previous);
        bytes.extend_from_slice(&body);
        let crc = crc32c::crc32c(&bytes).to_le_bytes();
        if crc[3].count_ones() >= 2 {
            bytes.extend_from_slice(&crc);
            let hash = chain(previous, sequence, &body);
            return (bytes, hash);
        }
        body.push(b' ');
    }
}

/// The record at the start of `bytes`, if a whole one with a right checksum stands there.
pub(super) fn decode(bytes: &[u8]) -> Option<Frame<'_>> {
    let length = length(bytes)?;
    let body = bytes.get(..HEAD + length)?;
    let crc: [u8; 4] = bytes.get(HEAD + length..FRAME + length)?.try_into().ok()?;
    if body[..4] != SYNC || crc32c::crc32c(body).to_le_bytes() != crc {
        return None;
    }
    Some(Frame {
        sequence: u64::from_le_bytes(body[8..16].try_into().ok()?),
        previous: body[16..HEAD].try_into().ok()?,
        payload: &body[HEAD..],
        len: FRAME + length,
    })
}

/// The payload length that a header names, if it is one that can be.
pub(super) fn length(bytes: &[u8]) -> Option<usize> {
    let length = u32::from_le_bytes(bytes.get(4..8)?.try_into().ok()?) as usize;
    (length <= MAX_CHECKPOINT).then_some(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_reads_back_and_its_end_is_never_zero() {
        for sequence in 0..2000 {
            let (bytes, hash) = encode(sequence, &[7; 32], b"{}");
            let frame = decode(&bytes).unwrap();
            assert_eq!((frame.sequence, frame.previous, frame.len), (sequence, [7; 32], bytes.len()));
            assert_eq!(frame.payload.trim_ascii_end(), b"{}");
            assert_eq!(frame.hash(), hash);
            assert!(bytes[bytes.len() - 1].count_ones() >= 2);
        }
    }

    #[test]
    fn no_flipped_bit_passes() {
        let (bytes, _) = encode(9, &[7; 32], b"{\"at\":1}");
        for bit in 0..bytes.len() * 8 {
            let mut bad = bytes.clone();
            bad[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(decode(&bad), None, "bit {bit}");
        }
    }
}
