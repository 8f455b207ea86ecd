//! The feature code of a signature: eight hexadecimal digits that bind a picture to its transaction. They are shown while the
//! cardholder signs and stand in the picture.

use std::fmt;

use crate::domain::{BatchNo, Rrn, Stan, hex};

/// Why there is no feature code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a feature code needs {what} of {digits} digits, not {found:?}")]
pub struct NotDigits {
    /// What was to be packed: "a settlement date", "a reference number".
    pub what: &'static str,
    /// How many digits it must have.
    pub digits: usize,
    /// What came instead.
    pub found: String,
}

/// Sixteen digits, two to a byte, the first four bytes XORed with the last four.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FeatureCode([u8; 4]);

impl FeatureCode {
    /// Of a transaction that the host has answered: field 15 (MMDD, `0000` where the answer had none) and field 37.
    ///
    /// # Errors
    ///
    /// Either has a character that is no digit, so that it cannot be packed. The reference number of some hosts has letters;
    /// what is known of the code says nothing of those.
    pub fn online(settlement_date: Option<&str>, rrn: &Rrn) -> Result<FeatureCode, NotDigits> {
        let date = packed::<2>("a settlement date", settlement_date.unwrap_or("0000"))?;
        let rrn = packed::<6>("a reference number", rrn.as_str())?;
        Ok(Self::folded(date.into_iter().chain(rrn)))
    }

    /// Of a transaction that was approved without the host: batch, number, and four zeros.
    pub fn offline(batch: BatchNo, stan: Stan) -> FeatureCode {
        let digits = format!("{batch}{stan}0000");
        Self::folded(hex::decode(&digits).unwrap_or_default())
    }

    /// Byte upon byte: of eight, the fifth meets the first.
    fn folded(bytes: impl IntoIterator<Item = u8>) -> FeatureCode {
        let mut code = [0; 4];
        for (index, byte) in bytes.into_iter().enumerate() {
            code[index % 4] ^= byte;
        }
        FeatureCode(code)
    }
}

impl fmt::Display for FeatureCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&hex::encode(&self.0))
    }
}

/// So many bytes of two digits each.
fn packed<const BYTES: usize>(what: &'static str, text: &str) -> Result<[u8; BYTES], NotDigits> {
    let digits = Some(text).filter(|text| text.bytes().all(|b| b.is_ascii_digit()));
    let bytes = digits.and_then(hex::decode).and_then(|bytes| bytes.try_into().ok());
    bytes.ok_or_else(|| NotDigits { what, digits: 2 * BYTES, found: text.into() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn online(date: Option<&str>, rrn: &str) -> Result<String, NotDigits> {
        FeatureCode::online(date, &rrn.parse().unwrap()).map(|code| code.to_string())
    }

    #[test]
    fn the_date_and_the_reference_number_are_folded() {
        assert_eq!(online(Some("0427"), "091947145060").unwrap(), "43335979");
        assert_eq!(online(None, "091947145060").unwrap(), "47145979");
        assert_eq!(online(Some("0000"), "000000000000").unwrap(), "00000000");
    }

    #[test]
    fn without_the_host_it_is_the_batch_and_the_number() {
        let code = FeatureCode::offline("000123".parse().unwrap(), "000456".parse().unwrap());
        // 00012300 and 04560000.
        assert_eq!(code.to_string(), "04572300");
    }

    #[test]
    fn what_is_no_digit_cannot_be_packed() {
        let error = online(Some("0427"), "09194714506A").unwrap_err();
        assert_eq!(error.to_string(), "a feature code needs a reference number of 12 digits, not \"09194714506A\"");
        for date in ["042", "04270", "04 7", "", "０４２７"] {
            assert_eq!(online(Some(date), "091947145060").unwrap_err().digits, 4, "{date:?}");
        }
    }
}
