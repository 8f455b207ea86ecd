//! Barcodes of products: the numbers of GS1 with their check digit, and a shop's own codes.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::domain::as_text;

/// A barcode as it is printed: EAN-13, UPC-A or EAN-8 with a right check digit, or a code of the shop's own of 3 to 20
/// digits and capital letters. Eight, twelve or thirteen digits are never a shop's own code: a wrong check digit
/// is a wrong code.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Barcode(String);

/// Why a text is not a [`Barcode`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadBarcode {
    /// Neither a number of GS1 nor a shop's own code.
    #[error("{0:?} is no barcode: 3 to 20 digits or capital letters are")]
    Form(String),
    /// The last digit does not follow from those before it.
    #[error("barcode {code} must end in {expected}, its check digit; it may have been typed wrongly")]
    CheckDigit {
        /// The code as given.
        code: String,
        /// What its last digit should be.
        expected: u8,
    },
}

impl Barcode {
    /// The longest code, in digits and letters.
    pub const LONGEST: usize = 20;

    /// The code as it is printed.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What two readings of one code have in common: scanners give a UPC-A with or without the zero that makes it an EAN-13.
    pub(super) fn key(&self) -> String {
        match self.0.len() == 12 && is_number(&self.0) {
            true => format!("0{}", self.0),
            false => self.0.clone(),
        }
    }
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

/// The check digit after these digits: weights 3 and 1 in turn from the right (GS1 General Specifications, 7.9).
fn check_digit(digits: &[u8]) -> u8 {
    let weighed = digits.iter().rev().enumerate().map(|(at, digit)| {
        let weight = if at % 2 == 0 { 3 } else { 1 };
        u32::from(digit - b'0') * weight
    });
    let sum: u32 = weighed.sum();
    ((10 - sum % 10) % 10) as u8
}

impl FromStr for Barcode {
    type Err = BadBarcode;
    fn from_str(text: &str) -> Result<Barcode, BadBarcode> {
        let plain = text.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase());
        if !plain || !(3..=Barcode::LONGEST).contains(&text.len()) {
            return Err(BadBarcode::Form(text.into()));
        }
        if let ([digits @ .., last], true) = (text.as_bytes(), is_number(text) && matches!(text.len(), 8 | 12 | 13)) {
            let expected = check_digit(digits);
            if expected != last - b'0' {
                return Err(BadBarcode::CheckDigit { code: text.into(), expected });
            }
        }
        Ok(Barcode(text.into()))
    }
}

as_text!(Barcode: BadBarcode);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digits_of_published_codes() {
        // The examples of the GS1 specification, a UPC-A and an EAN-8 of the field.
        for good in ["6291041500213", "4006381333931", "036000291452", "96385074", "73513537"] {
            assert!(good.parse::<Barcode>().is_ok(), "{good}");
        }
        let wrong = "6291041500214".parse::<Barcode>();
        assert_eq!(wrong, Err(BadBarcode::CheckDigit { code: "6291041500214".into(), expected: 3 }));
    }

    #[test]
    fn no_wrong_digit_passes() {
        for at in 0..13 {
            for digit in b'0'..=b'9' {
                let mut code = *b"6291041500213";
                let same = code[at] == digit;
                code[at] = digit;
                assert_eq!(String::from_utf8_lossy(&code).parse::<Barcode>().is_ok(), same);
            }
        }
    }

    #[test]
    fn a_shop_has_codes_of_its_own_and_spreadsheets_break_codes() {
        for good in ["123", "A12", "2100001", "ZD00012345678901234"] {
            assert!(good.parse::<Barcode>().is_ok(), "{good}");
        }
        for bad in ["", "12", "6.92E+12", "a12", "12 3", "123456789012345678901", "一二三"] {
            assert!(matches!(bad.parse::<Barcode>(), Err(BadBarcode::Form(_))), "{bad}");
        }
    }

    #[test]
    fn a_upc_and_its_ean_are_one_code() {
        let [upc, ean] = ["036000291452", "0036000291452"].map(|code| code.parse::<Barcode>().unwrap());
        assert_eq!(upc.key(), ean.key());
    }
}
