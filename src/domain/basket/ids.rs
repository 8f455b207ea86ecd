//! Numbers of baskets, their lines and what is in them, and quantities.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::domain::ids::BadId;

/// The number of a basket: from 1 on, for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct BasketNo(u32);

/// The number of a product: 1 to 999,999, as the catalogue has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct ItemNo(u32);

/// The number of a line in its basket: from 1 on. Another line has it only after the last lines have gone into another basket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct LineNo(u32);

/// How much of something, in thousandths of its unit: 1 to 9,999,999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct Quantity(u32);

macro_rules! number {
    ($name:ident, $most:expr, $what:literal, $expected:literal) => {
        impl $name {
            /// The plain number.
            pub fn get(self) -> u32 {
                self.0
            }
        }
        impl TryFrom<u32> for $name {
            type Error = BadId;
            fn try_from(number: u32) -> Result<Self, BadId> {
                match (1..=$most).contains(&number) {
                    true => Ok($name(number)),
                    false => Err(BadId { what: $what, expected: $expected, found: number.to_string() }),
                }
            }
        }
        impl From<$name> for u32 {
            fn from(value: $name) -> u32 {
                value.0
            }
        }
    };
}
number!(BasketNo, u32::MAX, "basket number", "a number from 1 on");
number!(ItemNo, 999_999, "product number", "a number from 1 to 999999");
number!(LineNo, u32::MAX, "line number", "a number from 1 on");
number!(Quantity, 9_999_999, "quantity", "from 0.001 to 9999.999");

macro_rules! counted {
    ($($name:ident),*) => {
        $(impl $name {
            /// The first one.
            pub const FIRST: $name = $name(1);

            /// The one after this. The last number there is stays; nobody gets that far.
            #[must_use]
            pub fn next(self) -> $name {
                $name(self.0.saturating_add(1))
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", self.0)
            }
        })*
    };
}
counted!(BasketNo, LineNo);

impl fmt::Display for ItemNo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl Quantity {
    /// One.
    pub const ONE: Quantity = Quantity(1000);
    /// The most whole pieces.
    pub const PIECES_MAX: u32 = 9999;

    /// So many whole pieces.
    ///
    /// # Errors
    /// [`BadId`] for none, and above [`Quantity::PIECES_MAX`].
    pub fn pieces(count: u32) -> Result<Quantity, BadId> {
        let bad = || BadId { what: "quantity", expected: "from 1 to 9999", found: count.to_string() };
        count.checked_mul(1000).and_then(|thousandths| Quantity::try_from(thousandths).ok()).ok_or_else(bad)
    }

    /// Whether it is a count of whole pieces.
    pub fn is_whole(self) -> bool {
        self.0.is_multiple_of(1000)
    }
}

/// `3`, or `0.535`: as short as it can be.
impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, part) = (self.0 / 1000, self.0 % 1000);
        match part {
            0 => write!(f, "{whole}"),
            part => write!(f, "{whole}.{}", format!("{part:03}").trim_end_matches('0')),
        }
    }
}
