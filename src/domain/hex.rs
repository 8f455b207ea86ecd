//! Bytes as upper-case hexadecimal text and back.

/// Two upper-case digits a byte.
pub fn encode(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let digit = |nibble: u8| char::from(DIGITS[usize::from(nibble & 15)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(*byte)]).collect()
}

/// The bytes of an even number of hexadecimal digits, or `None` for anything else.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = text.chars().map(|c| c.to_digit(16).map(|d| d as u8)).collect();
    let digits = digits.filter(|d| d.len().is_multiple_of(2))?;
    Some(digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        assert_eq!(encode(&[0x00, 0x9F, 0xA0]), "009FA0");
        assert_eq!(decode("009fA0"), Some(vec![0x00, 0x9F, 0xA0]));
        assert_eq!((decode("0"), decode("0g"), decode("")), (None, None, Some(vec![])));
    }
}
