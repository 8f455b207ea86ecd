//! The sixteen hexadecimal digits in dots, for the watermark.

/// Dots in a row of a digit.
pub(super) const WIDTH: u16 = 5;
/// Rows of a digit.
pub(super) const HEIGHT: u16 = 7;

/// The rows of a digit from the top, the leftmost dot in the highest of five bits; no dots for any other character.
pub(super) fn rows(character: char) -> [u8; HEIGHT as usize] {
    let digit = character.to_digit(16).and_then(|digit| DIGITS.get(digit as usize));
    digit.copied().unwrap_or_default()
}

#[rustfmt::skip]
static DIGITS: [[u8; HEIGHT as usize]; 16] = [
    [0b01110, 0b10001, 0b10011, 0b10101, 0b11001, 0b10001, 0b01110],
    [0b00100, 0b01100, 0b00100, 0b00100, 0b00100, 0b00100, 0b01110],
    [0b01110, 0b10001, 0b00001, 0b00110, 0b01000, 0b10000, 0b11111],
    [0b11111, 0b00010, 0b00100, 0b00010, 0b00001, 0b10001, 0b01110],
    [0b00010, 0b00110, 0b01010, 0b10010, 0b11111, 0b00010, 0b00010],
    [0b11111, 0b10000, 0b11110, 0b00001, 0b00001, 0b10001, 0b01110],
    [0b00110, 0b01000, 0b10000, 0b11110, 0b10001, 0b10001, 0b01110],
    [0b11111, 0b00001, 0b00010, 0b00100, 0b01000, 0b01000, 0b01000],
    [0b01110, 0b10001, 0b10001, 0b01110, 0b10001, 0b10001, 0b01110],
    [0b01110, 0b10001, 0b10001, 0b01111, 0b00001, 0b00010, 0b01100],
    [0b01110, 0b10001, 0b10001, 0b11111, 0b10001, 0b10001, 0b10001],
    [0b11110, 0b10001, 0b10001, 0b11110, 0b10001, 0b10001, 0b11110],
    [0b01110, 0b10001, 0b10000, 0b10000, 0b10000, 0b10001, 0b01110],
    [0b11110, 0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b11110],
    [0b11111, 0b10000, 0b10000, 0b11110, 0b10000, 0b10000, 0b11111],
    [0b11111, 0b10000, 0b10000, 0b11110, 0b10000, 0b10000, 0b10000],
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digits_differ() {
        let all: std::collections::BTreeSet<_> = "0123456789ABCDEF".chars().map(rows).collect();
        assert_eq!(all.len(), 16);
        assert_eq!(rows('a'), rows('A'));
        assert_eq!(rows('G'), [0; 7]);
    }
}
