//! Digits two to a byte.

use super::spec::{Align, Fill, Kind};

/// The nibble of a character of an `n` or `z` field.
#[inline]
pub fn nibble(kind: Kind, character: u8) -> Option<u8> {
    match (kind, character) {
        (_, b'0'..=b'9') => Some(character - b'0'),
        (Kind::Z, b'=') => Some(0x0D),
        // A track that is partly encrypted has any nibble.
        (Kind::Z, b'A'..=b'F') => Some(character - b'A' + 10),
        _ => None,
    }
}

/// The character of a nibble, the other way round.
fn character(kind: Kind, nibble: u8) -> Option<char> {
    match (kind, nibble) {
        (_, 0..=9) => Some(char::from(b'0' + nibble)),
        (Kind::Z, 0x0D) => Some('='),
        (Kind::Z, 0x0A..=0x0F) => Some(char::from(b'A' + nibble - 10)),
        _ => None,
    }
}

/// Writes `text` into `out`, which has room for exactly so many nibbles, rounded up to bytes.
///
/// # Errors
///
/// The index of the first character that does not belong there.
#[inline]
pub fn write(kind: Kind, text: &[u8], align: Align, fill: Fill, out: &mut [u8]) -> Result<(), usize> {
    let is_sound = match (kind, align) {
        (Kind::Z, Align::Left) => write_left::<Tracks>(text, fill.nibble(), out),
        (Kind::Z, Align::Right) => write_right::<Tracks>(text, fill.nibble(), out),
        (_, Align::Left) => write_left::<Digits>(text, fill.nibble(), out),
        (_, Align::Right) => write_right::<Digits>(text, fill.nibble(), out),
    };
    if is_sound { Ok(()) } else { write_slowly(kind, text, align, fill, out) }
}

/// Writes digits with the fill on the right; false where something does not belong there, or may be there but seldom is.
#[inline(always)]
pub fn write_left<K: Eights>(text: &[u8], fill: u8, out: &mut [u8]) -> bool {
    match (text, out) {
        ([even @ .., last], [pairs @ .., end]) if text.len() % 2 == 1 => {
            *end = last << 4 | fill;
            last.is_ascii_digit() & write_pairs::<K>(even, pairs)
        }
        (text, out) => write_pairs::<K>(text, out),
    }
}

/// The same with the fill on the left.
#[inline(always)]
pub fn write_right<K: Eights>(text: &[u8], fill: u8, out: &mut [u8]) -> bool {
    match (text, out) {
        ([first, even @ ..], [begin, pairs @ ..]) if text.len() % 2 == 1 => {
            *begin = fill << 4 | first & 15;
            first.is_ascii_digit() & write_pairs::<K>(even, pairs)
        }
        (text, out) => write_pairs::<K>(text, out),
    }
}

/// An even count of characters. Eight digits are packed at once, which is what most of a message is; the last eight, or the
/// last four, may overlap with what came before them. Whether all of them were digits is looked at in the end.
#[inline(always)]
fn write_pairs<K: Eights>(text: &[u8], out: &mut [u8]) -> bool {
    let mut seen = 0;
    let mut pack = |digits: u64| {
        let values = digits ^ ZEROS;
        seen |= K::wrong(values);
        pack_eight(values)
    };
    if let (Some(first), Some(last)) = (text.first_chunk::<8>(), text.last_chunk::<8>()) {
        if let Some(begin) = out.first_chunk_mut::<4>() {
            *begin = pack(u64::from_le_bytes(*first));
        }
        // What stands between the first and the last eight: card numbers and tracks alone are as long.
        if text.len() > 16 {
            let (eights, fours) = (text[8..text.len() - 1].as_chunks::<8>().0, out[4..].as_chunks_mut::<4>().0);
            for (eight, four) in eights.iter().zip(fours) {
                *four = pack(u64::from_le_bytes(*eight));
            }
        }
        if let Some(end) = out.last_chunk_mut::<4>() {
            *end = pack(u64::from_le_bytes(*last));
        }
    } else if let (Some(first), Some(last)) = (text.first_chunk::<4>(), text.last_chunk::<4>()) {
        let eight = u64::from(u32::from_le_bytes(*last)) << 32 | u64::from(u32::from_le_bytes(*first));
        let [a, b, c, d] = pack(eight);
        if let Some(begin) = out.first_chunk_mut::<2>() {
            *begin = [a, b];
        }
        if let Some(end) = out.last_chunk_mut::<2>() {
            *end = [c, d];
        }
    } else if let ([high, low], [byte]) = (text, out) {
        *byte = high << 4 | low & 15;
        return high.is_ascii_digit() & low.is_ascii_digit();
    }
    seen & HIGH == 0
}

/// Which characters are packed eight at once.
pub trait Eights {
    /// Has a high bit set for a character that is none of them, `0` having been taken from each.
    fn wrong(values: u64) -> u64;
}

/// `0` to `9`.
pub struct Digits;

/// `0` to `9` and the separator `=`.
pub struct Tracks;

impl Eights for Digits {
    #[inline(always)]
    fn wrong(values: u64) -> u64 {
        // A value above 9 reaches the high bit of its byte; a carry out of it can only come from one that is already set.
        values | values.wrapping_add(0x76 * ONES)
    }
}

impl Eights for Tracks {
    #[inline(always)]
    fn wrong(values: u64) -> u64 {
        // Of what is below 80, 76 more brings all above 9 to the high bit, and 7F more all that differ from the separator.
        let low = values & !HIGH;
        values | (low + 0x76 * ONES) & ((low ^ (0x0D * ONES)) + 0x7F * ONES)
    }
}

const ONES: u64 = 0x0101_0101_0101_0101;
const ZEROS: u64 = 0x30 * ONES;
const HIGH: u64 = 0x80 * ONES;

/// Eight nibbles, one to a byte and the first in the lowest, in four bytes.
#[inline(always)]
fn pack_eight(values: u64) -> [u8; 4] {
    let pairs = (values << 4 | values >> 8) & 0x00FF_00FF_00FF_00FF;
    let words = (pairs | pairs >> 8) & 0x0000_FFFF_0000_FFFF;
    ((words | words >> 16) as u32).to_le_bytes()
}

/// One by one: letters of an encrypted track, or what does not belong there.
#[cold]
fn write_slowly(kind: Kind, text: &[u8], align: Align, fill: Fill, out: &mut [u8]) -> Result<(), usize> {
    let (before, after) = match (text.len() % 2, align) {
        (0, _) => (None, None),
        (_, Align::Left) => (None, Some(fill.nibble())),
        (_, Align::Right) => (Some(fill.nibble()), None),
    };
    let digits = text.iter().enumerate().map(|(index, &character)| nibble(kind, character).ok_or(index));
    let mut nibbles = before.into_iter().map(Ok).chain(digits).chain(after.into_iter().map(Ok));
    for byte in out {
        let (Some(high), Some(low)) = (nibbles.next(), nibbles.next()) else { return Ok(()) };
        *byte = high? << 4 | low?;
    }
    Ok(())
}

/// Reads `count` characters out of exactly `count / 2`, rounded up, bytes and appends them to `text`. The nibble that fills
/// an odd count may be anything.
///
/// # Errors
///
/// The index of the byte with a nibble that does not belong there.
pub fn read(kind: Kind, bytes: &[u8], count: usize, align: Align, text: &mut String) -> Result<(), usize> {
    let nibbles = bytes.iter().flat_map(|byte| [byte >> 4, byte & 0x0F]);
    let fill_at = fill_at(count, align);
    for (index, nibble) in nibbles.enumerate().filter(|(index, _)| Some(*index) != fill_at) {
        text.push(character(kind, nibble).ok_or(index / 2)?);
    }
    Ok(())
}

/// Whether the nibble that fills an odd count is one of those that are written, 0 and F.
pub fn is_filled(bytes: &[u8], count: usize, align: Align) -> bool {
    let nibble = |at: usize| bytes.get(at / 2).map(|byte| if at.is_multiple_of(2) { byte >> 4 } else { byte & 0x0F });
    fill_at(count, align).is_none_or(|at| matches!(nibble(at), Some(0 | 0x0F)))
}

/// Which nibble only fills.
fn fill_at(count: usize, align: Align) -> Option<usize> {
    match (count % 2 == 1, align) {
        (false, _) => None,
        (true, Align::Left) => Some(count),
        (true, Align::Right) => Some(0),
    }
}

/// The number that BCD bytes say, as length prefixes do.
#[inline]
pub fn number(bytes: &[u8]) -> Option<usize> {
    bytes.iter().try_fold(0_usize, |sum, byte| {
        let (high, low) = (byte >> 4, byte & 0x0F);
        (high <= 9 && low <= 9).then(|| sum * 100 + usize::from(high * 10 + low))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_at_once_are_what_one_by_one_are() {
        let forms =
            [Kind::N, Kind::Z].into_iter().flat_map(|kind| [Align::Left, Align::Right].map(|align| (kind, align)));
        for (kind, align) in forms {
            for length in 0..=18_usize {
                let digits = &b"908172635490817263"[..length];
                let spoilt = (0..length).flat_map(|at| (0..=255_u8).map(move |wrong| Some((at, wrong))));
                for change in spoilt.chain([None]) {
                    let mut text = digits.to_vec();
                    change.into_iter().for_each(|(at, with)| text[at] = with);
                    let (mut fast, mut slow) = (vec![0; length.div_ceil(2)], vec![0; length.div_ceil(2)]);
                    let expected = write_slowly(kind, &text, align, Fill::F, &mut slow);
                    assert_eq!(write(kind, &text, align, Fill::F, &mut fast), expected, "{change:02X?} of {length}");
                    assert!(fast == slow || expected.is_err(), "{change:02X?} of {length}: {fast:02X?} {slow:02X?}");
                    let is_plain = change.is_none_or(|(_, with)| with.is_ascii_digit());
                    assert!(!is_plain || expected.is_ok());
                }
            }
        }
    }

    #[test]
    fn the_quick_way_takes_what_it_should() {
        let mut out = [0; 6];
        assert!(write_left::<Tracks>(b"12345=67890", 0x0F, &mut out));
        assert_eq!(out, [0x12, 0x34, 0x5D, 0x67, 0x89, 0x0F]);
        assert!(write_right::<Digits>(b"12345067890", 0, &mut out));
        assert_eq!(out, [0x01, 0x23, 0x45, 0x06, 0x78, 0x90]);
        assert!(!write_left::<Digits>(b"12345=67890", 0x0F, &mut out));
    }
}
