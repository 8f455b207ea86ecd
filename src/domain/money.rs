//! Money as an integer count of minor units, with checked arithmetic only.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An amount in minor units (分 for CNY), never negative.
///
/// The acquirer's field 4 holds twelve digits, so [`Amount::MAX`] is 999,999,999,999.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u64", into = "u64")]
pub struct Amount(u64);

/// Why a number is not an [`Amount`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("amount {0} is above 999,999,999,999 minor units, the most that field 4 can carry")]
pub struct AmountTooLarge(pub u64);

impl Amount {
    /// The largest amount that fits the twelve digits of field 4.
    pub const MAX: Amount = Amount(999_999_999_999);
    /// No money.
    pub const ZERO: Amount = Amount(0);

    /// An amount of so many minor units.
    ///
    /// # Errors
    /// [`AmountTooLarge`] above [`Amount::MAX`].
    pub fn from_minor(minor: u64) -> Result<Self, AmountTooLarge> {
        if minor <= Self::MAX.0 { Ok(Amount(minor)) } else { Err(AmountTooLarge(minor)) }
    }

    /// The count of minor units.
    pub fn minor(self) -> u64 {
        self.0
    }

    /// Whether this is no money at all.
    pub fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// The sum, or `None` when it would not fit field 4.
    #[must_use]
    pub fn checked_add(self, other: Amount) -> Option<Amount> {
        self.0.checked_add(other.0).and_then(|sum| Amount::from_minor(sum).ok())
    }

    /// The difference, or `None` when it would be negative.
    #[must_use]
    pub fn checked_sub(self, other: Amount) -> Option<Amount> {
        self.0.checked_sub(other.0).map(Amount)
    }

    /// The amount in major units with the currency's decimals and thousands grouped: `1,234.50`.
    pub fn display(self, currency: Currency) -> AmountText {
        AmountText { amount: self, currency }
    }
}

impl TryFrom<u64> for Amount {
    type Error = AmountTooLarge;
    fn try_from(minor: u64) -> Result<Self, Self::Error> {
        Amount::from_minor(minor)
    }
}

impl From<Amount> for u64 {
    fn from(amount: Amount) -> u64 {
        amount.0
    }
}

/// An amount ready for people to read; made by [`Amount::display`].
#[derive(Clone, Copy, Debug)]
pub struct AmountText {
    amount: Amount,
    currency: Currency,
}

impl fmt::Display for AmountText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scale = 10u64.pow(u32::from(self.currency.decimals()));
        let (major, minor) = (self.amount.minor() / scale, self.amount.minor() % scale);
        let digits = major.to_string();
        for (i, digit) in digits.char_indices() {
            if i > 0 && (digits.len() - i).is_multiple_of(3) {
                f.write_str(",")?;
            }
            write!(f, "{digit}")?;
        }
        match self.currency.decimals() {
            0 => Ok(()),
            decimals => write!(f, ".{minor:0width$}", width = usize::from(decimals)),
        }
    }
}

/// A currency that the terminal can take, by its ISO 4217 letters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Currency {
    /// Renminbi, 156, two decimals.
    #[default]
    Cny,
    /// Hong Kong dollar, 344, two decimals.
    Hkd,
    /// Macau pataca, 446, two decimals.
    Mop,
    /// United States dollar, 840, two decimals.
    Usd,
    /// Euro, 978, two decimals.
    Eur,
    /// Yen, 392, no decimals.
    Jpy,
}

impl Currency {
    /// Every currency.
    pub const ALL: [Currency; 6] =
        [Currency::Cny, Currency::Hkd, Currency::Mop, Currency::Usd, Currency::Eur, Currency::Jpy];

    /// The three letters of ISO 4217.
    pub fn letters(self) -> &'static str {
        match self {
            Currency::Cny => "CNY",
            Currency::Hkd => "HKD",
            Currency::Mop => "MOP",
            Currency::Usd => "USD",
            Currency::Eur => "EUR",
            Currency::Jpy => "JPY",
        }
    }

    /// The three digits of ISO 4217, as field 49 carries them.
    pub fn numeric(self) -> &'static str {
        match self {
            Currency::Cny => "156",
            Currency::Hkd => "344",
            Currency::Mop => "446",
            Currency::Usd => "840",
            Currency::Eur => "978",
            Currency::Jpy => "392",
        }
    }

    /// The three digits of its country (ISO 3166), which cards are told; for the euro, that of its central bank.
    pub fn country(self) -> &'static str {
        match self {
            Currency::Eur => "276",
            other => other.numeric(),
        }
    }

    /// How many digits stand after the decimal point.
    pub fn decimals(self) -> u8 {
        match self {
            Currency::Jpy => 0,
            _ => 2,
        }
    }

    /// The sign shown before an amount. `￥` is the full-width sign: two columns in every font.
    pub fn sign(self) -> &'static str {
        match self {
            Currency::Cny => "￥",
            Currency::Usd => "$",
            Currency::Eur => "EUR",
            Currency::Hkd => "HK$",
            Currency::Mop => "MOP",
            Currency::Jpy => "JPY",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(minor: u64, currency: Currency) -> String {
        Amount::from_minor(minor).unwrap().display(currency).to_string()
    }

    #[test]
    fn amounts_read_with_decimals_and_groups() {
        assert_eq!(shown(0, Currency::Cny), "0.00");
        assert_eq!(shown(1234, Currency::Cny), "12.34");
        assert_eq!(shown(100_000_000, Currency::Cny), "1,000,000.00");
        assert_eq!(shown(1234, Currency::Jpy), "1,234");
    }

    #[test]
    fn sums_never_pass_field_4() {
        assert_eq!(Amount::MAX.checked_add(Amount(1)), None);
        assert_eq!(Amount::ZERO.checked_sub(Amount(1)), None);
        assert!(Amount::from_minor(1_000_000_000_000).is_err());
    }
}
