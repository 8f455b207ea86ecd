//! What stands after the last good record: nothing, a write that a power cut tore, or damage.
//!
//! Space after the last record is preallocated zeros, and each record is written by one write and one sync. So a torn
//! write leaves zeros in place of something: a prefix of the record, or whole sectors of it. Anything else was complete
//! once, may have been acknowledged, and must not be dropped in silence.

use super::frame::{self, FRAME, HEAD, Hash, SYNC};

/// What a medium writes in one piece.
const SECTOR: usize = 512;

/// The verdict on the bytes after the last good record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tail {
    /// Only zeros.
    Clean,
    /// One record that was never completely written: so many bytes may be cleared.
    Torn(u64),
    /// More than that; the text says what was found.
    Damaged(&'static str),
}

/// Judges `bytes[at..]`, where a record with this sequence and previous hash would come next.
pub(super) fn judge(bytes: &[u8], at: usize, sequence: u64, previous: &Hash) -> Tail {
    let tail = bytes.get(at..).unwrap_or_default();
    let used = used(tail);
    if used == 0 {
        return Tail::Clean;
    }
    // A record that ends in zeros reaches past the last byte that is not one, by less than its frame.
    if later_record(&tail[..tail.len().min(used + FRAME)], sequence) {
        return Tail::Damaged("an unreadable record with readable ones after it");
    }
    match torn(tail, at, used, sequence, previous) {
        Ok(()) => Tail::Torn(used as u64),
        Err(what) => Tail::Damaged(what),
    }
}

/// How many bytes there are up to the last one that is not zero.
fn used(tail: &[u8]) -> usize {
    let Some(sector) = tail.chunks(SECTOR).rposition(|sector| !is_empty(sector)) else { return 0 };
    let start = sector * SECTOR;
    let end = tail.len().min(start + SECTOR);
    tail[start..end].iter().rposition(|b| *b != 0).map_or(start, |last| start + last + 1)
}

/// Whether there are only zeros, found a sector at a time: a segment has a million bytes, most of them zeros.
fn is_empty(bytes: &[u8]) -> bool {
    bytes.chunks(SECTOR).all(|sector| *sector == [0; SECTOR][..sector.len()])
}

/// Whether a readable record stands anywhere after the bad place.
fn later_record(tail: &[u8], sequence: u64) -> bool {
    let starts = tail.windows(4).enumerate().filter(|(_, window)| *window == SYNC);
    starts.filter_map(|(at, _)| frame::decode(&tail[at..])).any(|found| found.sequence >= sequence)
}

fn torn(tail: &[u8], at: usize, used: usize, sequence: u64, previous: &Hash) -> Result<(), &'static str> {
    let first = SECTOR - at % SECTOR;
    if is_empty(&tail[..used.min(first)]) {
        // The sector with the start of the record never arrived.
        return Ok(());
    }
    let mut expected = [0; HEAD];
    expected[..4].copy_from_slice(&SYNC);
    expected[8..16].copy_from_slice(&sequence.to_le_bytes());
    expected[16..].copy_from_slice(previous);
    let head_end = used.min(HEAD);
    let fits = |range: std::ops::Range<usize>| {
        // A part of the header in a sector of its own may be missing as a whole.
        let range = range.start.min(head_end)..range.end.min(head_end);
        let arrived = range.start..range.end.min(first).max(range.start);
        let missing = arrived.end..range.end;
        tail[arrived.clone()] == expected[arrived]
            && (tail[missing.clone()] == expected[missing.clone()] || is_empty(&tail[missing]))
    };
    if !fits(0..4) || !fits(8..HEAD) {
        return Err("a record whose header is not the one that must follow");
    }
    if used < HEAD {
        return Ok(());
    }
    if first < 8 && is_empty(&tail[first..8]) {
        return Ok(());
    }
    let length = frame::length(tail).ok_or("a record with an impossible length")?;
    if completed_by_length(tail, used) {
        return Err("a whole record with a wrong length");
    }
    match (FRAME + length).cmp(&used) {
        std::cmp::Ordering::Less => Err("bytes that belong to no record"),
        std::cmp::Ordering::Greater => Ok(()),
        std::cmp::Ordering::Equal if has_empty_sector(tail, at, used) => Ok(()),
        std::cmp::Ordering::Equal => Err("a record that was written to its end and has a wrong checksum"),
    }
}

/// Whether the bytes are a good record but for their length field.
fn completed_by_length(tail: &[u8], used: usize) -> bool {
    let Some(length) = used.checked_sub(FRAME) else { return false };
    let mut copy = tail[..used].to_vec();
    copy[4..8].copy_from_slice(&(length as u32).to_le_bytes());
    frame::decode(&copy).is_some()
}

/// Whether a sector's share of the record is all zero.
fn has_empty_sector(tail: &[u8], at: usize, used: usize) -> bool {
    let mut start = 0;
    while start < used {
        let end = (start + SECTOR - (at + start) % SECTOR).min(used);
        if is_empty(&tail[start..end]) {
            return true;
        }
        start = end;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(len: usize) -> Vec<u8> {
        let payload = format!("{{\"x\":\"{}\"}}", "y".repeat(len));
        frame::encode(5, &[3; 32], payload.as_bytes()).0
    }

    fn at_offset(at: usize, record: &[u8]) -> Vec<u8> {
        let mut bytes = vec![0; at];
        bytes.extend_from_slice(record);
        bytes.resize(bytes.len() + 700, 0);
        bytes
    }

    #[test]
    fn every_truncation_is_torn() {
        for at in [64, 490, 500, 508, 511, 512] {
            let whole = record(1200);
            for keep in 1..whole.len() {
                let bytes = at_offset(at, &whole[..keep]);
                assert!(matches!(judge(&bytes, at, 5, &[3; 32]), Tail::Torn(_)), "offset {at}, {keep} bytes");
            }
            assert_eq!(judge(&at_offset(at, &[]), at, 5, &[3; 32]), Tail::Clean);
        }
    }

    #[test]
    fn every_set_of_missing_sectors_is_torn() {
        for at in [64, 490, 500, 508, 511, 512] {
            let whole = record(1200);
            let sectors: Vec<usize> = (at / SECTOR..=(at + whole.len() - 1) / SECTOR).collect();
            for missing in 1..1u32 << sectors.len() {
                let mut bytes = at_offset(at, &whole);
                for (bit, sector) in sectors.iter().enumerate().filter(|(bit, _)| missing >> bit & 1 == 1) {
                    let _ = bit;
                    bytes[sector * SECTOR..(sector + 1) * SECTOR].fill(0);
                }
                let tail = judge(&bytes, at, 5, &[3; 32]);
                assert!(matches!(tail, Tail::Torn(_) | Tail::Clean), "offset {at}, missing {missing:b}: {tail:?}");
            }
        }
    }

    #[test]
    fn every_flipped_bit_of_a_whole_record_is_damage() {
        for at in [64, 490, 500, 508, 511, 512] {
            let whole = record(600);
            for bit in 0..whole.len() * 8 {
                let mut bad = whole.clone();
                bad[bit / 8] ^= 1 << (bit % 8);
                let tail = judge(&at_offset(at, &bad), at, 5, &[3; 32]);
                assert!(matches!(tail, Tail::Damaged(_)), "offset {at}, bit {bit}: {tail:?}");
            }
        }
    }
}
