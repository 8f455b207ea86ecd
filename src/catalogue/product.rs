//! A product, and the values that it has, each a type that holds nothing impossible.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::{Barcode, Initials, Name, name};
use crate::domain::{Amount, Currency, as_text};

/// The most barcodes that one product has.
pub const BARCODES_MAX: usize = 8;

/// Why a text or a number is not the value that it should be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what} must be {expected}, not {found:?}")]
pub struct BadValue {
    /// What it was to be: "price".
    pub what: &'static str,
    /// The form it must have.
    pub expected: &'static str,
    /// What came instead, cut where it is long.
    pub found: String,
}

impl BadValue {
    pub(super) fn new(what: &'static str, expected: &'static str, found: &str) -> BadValue {
        BadValue { what, expected, found: found.chars().take(Name::LONGEST).collect() }
    }
}

/// Declares a number with limits, as it is stored and as people write it.
macro_rules! number {
    ($(#[$doc:meta])* $name:ident, $inner:ty, $range:expr, $what:literal, $expected:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "i64", into = "i64")]
        pub struct $name($inner);

        impl TryFrom<i64> for $name {
            type Error = BadValue;
            fn try_from(number: i64) -> Result<Self, BadValue> {
                let bad = || BadValue::new($what, $expected, &number.to_string());
                let inner = <$inner>::try_from(number).map_err(|_| bad())?;
                if $range.contains(&inner) { Ok($name(inner)) } else { Err(bad()) }
            }
        }
        impl From<$name> for i64 {
            fn from(value: $name) -> i64 {
                i64::from(value.0)
            }
        }
    };
}

number!(
    /// The number of a product (货号, PLU): 1 to 999,999.
    ProductNo, u32, (1..=999_999), "number", "from 1 to 999999"
);
number!(
    /// The department (部门): 1 to 99.
    Department, u8, (1..=99), "department", "from 1 to 99"
);
number!(
    /// The tax rate in hundredths of a percent: 0 to 10,000, which is 100%.
    TaxRate, u16, (0..=10_000), "tax rate", "from 0 to 100 percent with at most two decimals"
);
number!(
    /// How much is in stock, in thousandths of the unit; below zero where more was sold than was counted.
    Stock, i64, (-Stock::MOST..=Stock::MOST), "stock", "from -999999.999 to 999999.999"
);

impl Stock {
    const MOST: i64 = 999_999_999;
    /// Nothing.
    pub const NONE: Stock = Stock(0);
}

impl ProductNo {
    /// The lowest.
    pub const FIRST: ProductNo = ProductNo(1);
    /// The highest.
    pub const LAST: ProductNo = ProductNo(999_999);

    /// The plain number.
    pub fn get(self) -> u32 {
        self.0
    }
}

impl Default for Department {
    fn default() -> Self {
        Department(1)
    }
}

impl TaxRate {
    /// No tax.
    pub const NONE: TaxRate = TaxRate(0);
}

/// A decimal number in plain digits as a count of its smallest units: `-1.5` with three decimals is -1500.
fn decimal(text: &str, decimals: usize) -> Option<i64> {
    let (negative, rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, part) = rest.split_once('.').unwrap_or((rest, ""));
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || whole.len() > 12 || part.len() > decimals || !digits(whole) || !digits(part) {
        return None;
    }
    if rest.ends_with('.') {
        return None;
    }
    let number: i64 = format!("{whole}{part:0<decimals$}").parse().ok()?;
    Some(if negative { -number } else { number })
}

/// The shortest decimal text that [`decimal`] reads back.
fn plain(f: &mut fmt::Formatter<'_>, number: i64, decimals: usize) -> fmt::Result {
    let sign = if number < 0 { "-" } else { "" };
    let scale = 10u64.pow(decimals as u32);
    let (whole, part) = (number.unsigned_abs() / scale, number.unsigned_abs() % scale);
    let part = format!("{part:0decimals$}");
    match part.trim_end_matches('0') {
        "" => write!(f, "{sign}{whole}"),
        part => write!(f, "{sign}{whole}.{part}"),
    }
}

macro_rules! written {
    ($name:ident, $decimals:literal, $what:literal, $expected:literal) => {
        impl FromStr for $name {
            type Err = BadValue;
            fn from_str(text: &str) -> Result<Self, BadValue> {
                let bad = || BadValue::new($what, $expected, text);
                decimal(text, $decimals).and_then(|number| $name::try_from(number).ok()).ok_or_else(bad)
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                plain(f, i64::from(*self), $decimals)
            }
        }
    };
}
written!(ProductNo, 0, "number", "from 1 to 999999");
written!(Department, 0, "department", "from 1 to 99");
written!(TaxRate, 2, "tax rate", "from 0 to 100 percent with at most two decimals");
written!(Stock, 3, "stock", "from -999999.999 to 999999.999, with at most three decimals");

/// The price of one unit: what a customer pays, at most nine digits as an amount that is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "Amount", into = "Amount")]
pub struct Price(Amount);

impl Price {
    const MOST: u64 = 999_999_999;

    /// What is paid.
    pub fn amount(self) -> Amount {
        self.0
    }

    /// Reads a price in major units: `3.50`, or `3.5`, or `3`.
    ///
    /// # Errors
    /// A sign, more decimals than the currency has, groups of digits, or more than nine digits in all.
    pub fn parse(text: &str, currency: Currency) -> Result<Price, BadValue> {
        let bad = || BadValue::new("price", "an amount that is not negative, of at most nine digits, as 3.50", text);
        let minor = decimal(text, usize::from(currency.decimals())).filter(|_| !text.starts_with('-'));
        let amount = minor.and_then(|minor| Amount::from_minor(minor.unsigned_abs()).ok()).ok_or_else(bad)?;
        Price::try_from(amount).map_err(|_| bad())
    }

    /// The price as [`Price::parse`] reads it, with all decimals of the currency: `1234.50`.
    pub fn plain(self, currency: Currency) -> String {
        self.0.display(currency).to_string().replace(',', "")
    }
}

impl TryFrom<Amount> for Price {
    type Error = BadValue;
    fn try_from(amount: Amount) -> Result<Price, BadValue> {
        match amount.minor() <= Price::MOST {
            true => Ok(Price(amount)),
            false => Err(BadValue::new("price", "at most nine digits", &amount.minor().to_string())),
        }
    }
}

impl From<Price> for Amount {
    fn from(price: Price) -> Amount {
        price.0
    }
}

/// What one of it is called (个, 瓶, kg): 1 to 8 characters.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Unit(String);

impl Default for Unit {
    fn default() -> Self {
        Unit("个".into())
    }
}

/// Units of which there may be a part, as a scale or a rule gives it.
const DIVIDED: [&str; 14] = ["kg", "g", "公斤", "千克", "克", "斤", "两", "lb", "oz", "升", "l", "ml", "米", "m"];

impl Unit {
    /// Whether it is divided: goods by weight or measure, and not by the piece.
    pub fn is_divided(&self) -> bool {
        DIVIDED.contains(&self.0.to_lowercase().as_str())
    }
}

impl FromStr for Unit {
    type Err = BadValue;
    fn from_str(text: &str) -> Result<Unit, BadValue> {
        let unit = text.trim();
        match (1..=8).contains(&unit.chars().count()) && unit.chars().all(name::is_shown) {
            true => Ok(Unit(unit.into())),
            false => Err(BadValue::new("unit", "1 to 8 characters that can be shown", text)),
        }
    }
}

as_text!(Unit: BadValue);

/// Whether a product is sold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Activity {
    /// It is.
    #[default]
    Active,
    /// It is not any more, or not yet.
    Inactive,
}

/// Something that the shop sells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Product {
    /// Its number.
    pub no: ProductNo,
    /// Its barcodes, at most [`BARCODES_MAX`], no two the same.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub barcodes: Vec<Barcode>,
    /// Its name.
    pub name: Name,
    /// The letters by which it is found.
    pub initials: Initials,
    /// What one of it is called.
    pub unit: Unit,
    /// The price of one unit.
    pub price: Price,
    /// Its department.
    pub department: Department,
    /// Its tax rate.
    pub tax: TaxRate,
    /// How much is there.
    pub stock: Stock,
    /// Whether it is sold.
    pub activity: Activity,
}

impl Product {
    /// A product with what must be known of it, and usual values for the rest.
    pub fn new(no: ProductNo, name: Name, price: Price) -> Product {
        Product {
            no,
            barcodes: Vec::new(),
            initials: name.initials(),
            name,
            unit: Unit::default(),
            price,
            department: Department::default(),
            tax: TaxRate::NONE,
            stock: Stock::NONE,
            activity: Activity::Active,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        assert_eq!("-1.5".parse::<Stock>().unwrap(), Stock(-1500));
        assert_eq!("9.5".parse::<TaxRate>().unwrap().to_string(), "9.5");
        assert_eq!(Price::parse("3.5", Currency::Cny).unwrap().plain(Currency::Cny), "3.50");
        assert_eq!(Price::parse("1234", Currency::Jpy).unwrap().plain(Currency::Jpy), "1234");
        for bad in
            ["", "-3.50", "3.505", "1,000", "3.", ".5", "１２", "10000000.00", "99999999999999999999", "+3", "3e2"]
        {
            assert!(Price::parse(bad, Currency::Cny).is_err(), "{bad}");
        }
        for bad in ["0", "1000000", "-1", "1.0", ""] {
            assert!(bad.parse::<ProductNo>().is_err(), "{bad}");
        }
        for bad in ["1000000", "0.0001", "--1", "-"] {
            assert!(bad.parse::<Stock>().is_err(), "{bad}");
        }
    }

    proptest::proptest! {
        #[test]
        fn a_stock_reads_back(number in -999_999_999i64..=999_999_999) {
            let stock = Stock::try_from(number).unwrap();
            proptest::prop_assert_eq!(stock.to_string().parse::<Stock>().unwrap(), stock);
        }
    }
}
