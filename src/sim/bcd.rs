//! Packed decimal digits, as cards and terminals write numbers.

use crate::domain::hex;

/// A number in so many bytes; its last digits, where they do not suffice.
pub fn digits(mut number: u64, bytes: usize) -> Vec<u8> {
    let mut packed = vec![0; bytes];
    for byte in packed.iter_mut().rev() {
        *byte = ((number / 10 % 10) << 4 | (number % 10)) as u8;
        number /= 100;
    }
    packed
}

/// The number in packed digits; none for anything else, or one that is too large.
pub fn number(packed: &[u8]) -> Option<u64> {
    packed.iter().try_fold(0u64, |sum, byte| {
        let (high, low) = (byte >> 4, byte & 0x0F);
        let pair = (high <= 9 && low <= 9).then_some(u64::from(high) * 10 + u64::from(low))?;
        sum.checked_mul(100)?.checked_add(pair)
    })
}

/// Text of digits and `D` in four bits each, filled with `F`; none for other characters.
pub fn packed(text: &str) -> Option<Vec<u8>> {
    hex::decode(&if text.len().is_multiple_of(2) { text.to_owned() } else { format!("{text}F") })
}

/// The digits, and `D`, before the filling `F`.
pub fn text(packed: &[u8]) -> String {
    hex::encode(packed).trim_end_matches('F').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        assert_eq!(digits(12_345, 6), [0, 0, 0, 1, 0x23, 0x45]);
        assert_eq!(digits(12_345, 2), [0x23, 0x45]);
        assert_eq!((number(&[0x01, 0x23]), number(&[0x1A]), number(&[0x99; 20])), (Some(123), None, None));
        assert_eq!(packed("62D1F"), Some(vec![0x62, 0xD1, 0xFF]));
        assert_eq!((packed("6?"), text(&[0x62, 0x1F]).as_str()), (None, "621"));
    }
}
