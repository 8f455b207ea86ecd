//! Digits two to a byte.

use zeroize::Zeroizing;

use super::spec::{Align, Kind};

/// The nibble of a character of an `n` or `z` field.
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

/// Appends nibbles; an odd count gets a zero nibble on the side away from the alignment.
pub fn write(out: &mut Vec<u8>, nibbles: &[u8], align: Align) {
    let rest = match align {
        Align::Right if nibbles.len() % 2 == 1 => {
            out.push(nibbles[0]);
            &nibbles[1..]
        }
        _ => nibbles,
    };
    for pair in rest.chunks(2) {
        out.push(pair[0] << 4 | pair.get(1).copied().unwrap_or(0));
    }
}

/// Reads `count` characters out of exactly `count / 2`, rounded up, bytes.
///
/// # Errors
///
/// The index of the byte with a nibble that does not belong there. The nibble that fills an odd count may be 0 or F.
pub fn read(kind: Kind, bytes: &[u8], count: usize, align: Align) -> Result<Zeroizing<String>, usize> {
    let nibbles = bytes.iter().flat_map(|byte| [byte >> 4, byte & 0x0F]);
    let pad_at = match (count % 2 == 1, align) {
        (false, _) => None,
        (true, Align::Left) => Some(count),
        (true, Align::Right) => Some(0),
    };
    let mut text = Zeroizing::new(String::with_capacity(count));
    for (index, nibble) in nibbles.enumerate() {
        if Some(index) == pad_at {
            if nibble != 0 && nibble != 0x0F {
                return Err(index / 2);
            }
            continue;
        }
        text.push(character(kind, nibble).ok_or(index / 2)?);
    }
    Ok(text)
}

/// The number that one or two BCD bytes say, as length prefixes do.
pub fn number(bytes: &[u8]) -> Option<usize> {
    bytes.iter().try_fold(0_usize, |sum, byte| {
        let (high, low) = (byte >> 4, byte & 0x0F);
        (high <= 9 && low <= 9).then(|| sum * 100 + usize::from(high * 10 + low))
    })
}
