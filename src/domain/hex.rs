//! Bytes as upper-case hexadecimal text and back.

/// Two upper-case digits a byte.
pub fn encode(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let digit = |nibble: u8| char::from(DIGITS[usize::from(nibble & 15)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(*byte)]).collect()
}

/// The bytes of an even number of hexadecimal digits, or `None` for anything else.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).map(|digit| digit as u8);
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    // One buffer from the start, because keys are read here too: growing would leave copies behind.
    let mut bytes = Vec::with_capacity(pairs.len());
    for [high, low] in pairs {
        bytes.push(digit(*high)? << 4 | digit(*low)?);
    }
    rest.is_empty().then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        assert_eq!(encode(&[0x00, 0x9F, 0xA0]), "009FA0");
        assert_eq!(decode("009fA0"), Some(vec![0x00, 0x9F, 0xA0]));
        assert_eq!((decode("0"), decode("0g"), decode("")), (None, None, Some(vec![])));
        assert_eq!((decode("000"), decode("é"), decode("１２")), (None, None, None));
    }
}
