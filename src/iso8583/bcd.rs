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
#[inline(always)]
pub fn write(kind: Kind, text: &[u8], align: Align, fill: Fill, out: &mut [u8]) -> Result<(), usize> {
    let fill = match fill {
        Fill::Zero => 0,
        Fill::F => 0x0F,
    };
    match (text, align) {
        ([even @ .., last], Align::Left) if text.len() % 2 == 1 => {
            let (pairs, end) = out.split_at_mut(even.len() / 2);
            write_pairs(kind, even, pairs)?;
            end[0] = nibble(kind, *last).ok_or(even.len())? << 4 | fill;
            Ok(())
        }
        ([first, even @ ..], Align::Right) if text.len() % 2 == 1 => {
            out[0] = fill << 4 | nibble(kind, *first).ok_or(0_usize)?;
            write_pairs(kind, even, &mut out[1..]).map_err(|index| index + 1)
        }
        _ => write_pairs(kind, text, out),
    }
}

/// An even count of characters. Eight digits are packed at once, which is what most of a message is; the last eight, or the
/// last four, may overlap with what came before them. Whether all of them were digits is looked at in the end.
#[inline(always)]
fn write_pairs(kind: Kind, text: &[u8], out: &mut [u8]) -> Result<(), usize> {
    let separator = if kind == Kind::Z { SEPARATORS } else { NONE };
    let mut wrong = 0;
    let mut pack = |digits: u64| {
        let (packed, bad) = pack_eight(digits, separator);
        wrong |= bad;
        packed.to_be_bytes()
    };
    if let (Some(last), Some(end)) = (text.last_chunk::<8>(), out.last_chunk_mut::<4>()) {
        *end = pack(u64::from_be_bytes(*last));
        // Where the count is eight, or a multiple of it, the last eight are written twice: cheaper than to ask.
        let (eights, fours) = (text[..text.len() - 1].as_chunks::<8>().0, out.as_chunks_mut::<4>().0);
        for (eight, four) in eights.iter().zip(fours) {
            *four = pack(u64::from_be_bytes(*eight));
        }
    } else if let (Some(first), Some(last)) = (text.first_chunk::<4>(), text.last_chunk::<4>()) {
        let eight = u64::from(u32::from_be_bytes(*first)) << 32 | u64::from(u32::from_be_bytes(*last));
        let [a, b, c, d] = pack(eight);
        if let Some(begin) = out.first_chunk_mut::<2>() {
            *begin = [a, b];
        }
        if let Some(end) = out.last_chunk_mut::<2>() {
            *end = [c, d];
        }
    } else if let ([high, low], [byte]) = (text, &mut *out) {
        let [.., packed] = pack(ZEROS << 16 | u64::from(u16::from_be_bytes([*high, *low])));
        *byte = packed;
    }
    if wrong == 0 { Ok(()) } else { write_slowly(kind, text, out) }
}

/// One by one: letters of an encrypted track, or what does not belong there.
#[cold]
fn write_slowly(kind: Kind, text: &[u8], out: &mut [u8]) -> Result<(), usize> {
    for ((index, pair), byte) in text.as_chunks::<2>().0.iter().enumerate().zip(out) {
        let high = nibble(kind, pair[0]).ok_or(index * 2)?;
        let low = nibble(kind, pair[1]).ok_or(index * 2 + 1)?;
        *byte = high << 4 | low;
    }
    Ok(())
}

const ONES: u64 = 0x0101_0101_0101_0101;
const ZEROS: u64 = 0x30 * ONES;
/// What `=` is after the subtraction of `0`: eight of them. In a field without a separator, the digit 0 stands for it.
const SEPARATORS: u64 = 0x0D * ONES;
const NONE: u64 = 0;

/// Eight ASCII digits, the first in the highest byte, in four bytes, and a number other than 0 where one is neither a digit
/// nor the separator.
#[inline(always)]
fn pack_eight(digits: u64, separator: u64) -> (u32, u64) {
    let values = digits ^ ZEROS;
    // Bytes above 7F are wrong, and with them gone no sum carries into its neighbour: 76 more brings all above 9 to the high
    // bit, 7F more all that differ from the separator.
    let low = values & 0x7F * ONES;
    let wrong = (values | (low + 0x76 * ONES) & ((low ^ separator) + 0x7F * ONES)) & 0x80 * ONES;
    let pairs = (values | values >> 4) & 0x00FF_00FF_00FF_00FF;
    let words = (pairs | pairs >> 8) & 0x0000_FFFF_0000_FFFF;
    ((words | words >> 16) as u32, wrong)
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
        for kind in [Kind::N, Kind::Z] {
            for length in 0..=18 {
                for wrong in 0..=255_u8 {
                    for at in 0..length {
                        let mut text = b"908172635490817263"[..length].to_vec();
                        text[at] = wrong;
                        let (mut fast, mut slow) = (vec![0; length / 2], vec![0; length / 2]);
                        let even = &text[..length / 2 * 2];
                        let expected = write_slowly(kind, even, &mut slow);
                        assert_eq!(write_pairs(kind, even, &mut fast), expected, "{wrong:02X} at {at} of {length}");
                        assert!(fast == slow || expected.is_err(), "{wrong:02X} at {at} of {length}");
                    }
                }
            }
        }
        let mut out = [0; 4];
        assert_eq!((write_pairs(Kind::N, b"01234567", &mut out), out), (Ok(()), [0x01, 0x23, 0x45, 0x67]));
    }
}
