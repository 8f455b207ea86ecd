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
    let fill = match fill {
        Fill::Zero => 0,
        Fill::F => 0x0F,
    };
    let (even, odd) = text.split_at(text.len() & !1);
    match (odd.is_empty(), align) {
        (true, _) => write_pairs(kind, text, out),
        (false, Align::Left) => {
            let (pairs, last) = out.split_at_mut(even.len() / 2);
            write_pairs(kind, even, pairs)?;
            last[0] = nibble(kind, odd[0]).ok_or(even.len())? << 4 | fill;
            Ok(())
        }
        (false, Align::Right) => {
            out[0] = fill << 4 | nibble(kind, text[0]).ok_or(0_usize)?;
            write_pairs(kind, &text[1..], &mut out[1..]).map_err(|index| index + 1)
        }
    }
}

/// An even count of characters. Eight digits are checked and packed at once, which is what most of a message is.
#[inline]
fn write_pairs(kind: Kind, text: &[u8], out: &mut [u8]) -> Result<(), usize> {
    let (eights, rest) = text.as_chunks::<8>();
    let (fours, tail) = out.split_at_mut(eights.len() * 4);
    for ((index, eight), four) in eights.iter().enumerate().zip(fours.as_chunks_mut::<4>().0) {
        match pack_eight(*eight) {
            Some(packed) => *four = packed,
            None => write_slowly(kind, eight, four).map_err(|at| index * 8 + at)?,
        }
    }
    write_slowly(kind, rest, tail).map_err(|at| eights.len() * 8 + at)
}

#[inline]
fn write_slowly(kind: Kind, text: &[u8], out: &mut [u8]) -> Result<(), usize> {
    for ((index, pair), byte) in text.as_chunks::<2>().0.iter().enumerate().zip(out) {
        let high = nibble(kind, pair[0]).ok_or(index * 2)?;
        let low = nibble(kind, pair[1]).ok_or(index * 2 + 1)?;
        *byte = high << 4 | low;
    }
    Ok(())
}

/// Eight ASCII digits in four bytes; none where one is not a digit.
#[inline]
fn pack_eight(digits: [u8; 8]) -> Option<[u8; 4]> {
    const ZEROS: u64 = 0x3030_3030_3030_3030;
    let values = u64::from_be_bytes(digits) ^ ZEROS;
    // A value above 9 reaches the high bit of its byte; a carry out of it can only come from one that is already set.
    if (values | values.wrapping_add(0x7676_7676_7676_7676)) & 0x8080_8080_8080_8080 != 0 {
        return None;
    }
    let pairs = (values | values >> 4) & 0x00FF_00FF_00FF_00FF;
    let words = (pairs | pairs >> 8) & 0x0000_FFFF_0000_FFFF;
    Some(((words | words >> 16) as u32).to_be_bytes())
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
    fn eight_at_once_are_what_one_by_one_are() {
        assert_eq!(pack_eight(*b"01234567"), Some([0x01, 0x23, 0x45, 0x67]));
        assert_eq!(pack_eight(*b"98765432"), Some([0x98, 0x76, 0x54, 0x32]));
        for wrong in 0..=255_u8 {
            for at in 0..8 {
                let mut digits = *b"90817263";
                digits[at] = wrong;
                assert_eq!(pack_eight(digits).is_some(), wrong.is_ascii_digit(), "{wrong:02X} at {at}");
            }
        }
    }
}
