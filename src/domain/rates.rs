//! What payments cost and when their money comes, as the acquirer's contract has it: the words, which the journal keeps.

use serde::{Deserialize, Serialize};

use super::{Amount, Day, OperatorNo, WallTime};

/// What a rate is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Product {
    /// A domestic credit card.
    Credit,
    /// A domestic debit card.
    Debit,
    /// A payment by code.
    Qr,
    /// A card of another scheme.
    Foreign,
    /// On top of the others, where the money comes on the day of the payment.
    Instant,
    /// A payment by a code that the terminal showed; another house than the acquirer pays it out.
    ShownCode,
}

impl Product {
    /// In the order of lists.
    pub const ALL: [Product; 6] =
        [Product::Credit, Product::Debit, Product::Qr, Product::Foreign, Product::Instant, Product::ShownCode];

    /// Its word in files and exports.
    pub fn word(self) -> &'static str {
        match self {
            Product::Credit => "credit",
            Product::Debit => "debit",
            Product::Qr => "qr",
            Product::Foreign => "foreign",
            Product::Instant => "instant",
            Product::ShownCode => "shown_code",
        }
    }
}

/// A share of an amount, in hundredths of a basis point: 10,000 are one percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct Share(u32);

/// Why a number is not a [`Share`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a rate of {0} is above 1000000, the whole amount: it counts hundredths of a basis point, 6000 for 0.60 %")]
pub struct ShareTooLarge(pub u32);

impl Share {
    /// The whole amount.
    pub const WHOLE: u32 = 1_000_000;

    /// In hundredths of a basis point.
    pub fn hundredths(self) -> u32 {
        self.0
    }

    /// As a percentage with four decimals, without zeros at the end but for two: `0.60`, `0.3825`.
    pub fn percent(self) -> String {
        let text = format!("{}.{:04}", self.0 / 10_000, self.0 % 10_000);
        text.strip_suffix("00").map_or_else(|| text.clone(), str::to_owned)
    }
}

impl TryFrom<u32> for Share {
    type Error = ShareTooLarge;
    fn try_from(hundredths: u32) -> Result<Share, ShareTooLarge> {
        if hundredths <= Share::WHOLE { Ok(Share(hundredths)) } else { Err(ShareTooLarge(hundredths)) }
    }
}

impl From<Share> for u32 {
    fn from(share: Share) -> u32 {
        share.0
    }
}

/// The days on which something is in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// The first.
    pub from: Day,
    /// The last; none: until further notice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Day>,
}

impl Span {
    /// Whether it has this day.
    pub fn has(&self, day: Day) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }
}

/// One rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rate {
    /// For what.
    pub product: Product,
    /// On which days.
    #[serde(flatten)]
    pub span: Span,
    /// Of the amount.
    pub rate: Share,
    /// The most that one payment costs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cap: Option<Amount>,
}

/// When money comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Speed {
    /// On the day of the payment.
    #[serde(rename = "d+0")]
    D0,
    /// On the next day, whatever day that is.
    #[serde(rename = "d+1")]
    D1,
    /// On the next working day.
    #[serde(rename = "t+1")]
    T1,
}

impl Speed {
    /// As the trade writes it: `T+1`.
    pub fn word(self) -> &'static str {
        match self {
            Speed::D0 => "D+0",
            Speed::D1 => "D+1",
            Speed::T1 => "T+1",
        }
    }
}

/// When money comes, on these days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArrivalTerm {
    /// On which days of payment.
    #[serde(flatten)]
    pub span: Span,
    /// How fast.
    pub speed: Speed,
}

/// How the fee of one payment becomes whole minor units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rounding {
    /// To the nearest, a half upwards (四舍五入).
    HalfUp,
    /// To the nearest, a half to the even neighbour.
    HalfEven,
    /// Always upwards.
    Up,
    /// Always downwards.
    Down,
}

/// What becomes of the fee when a payment is refunded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundFee {
    /// The acquirer gives it back, by the rate of the day of the refund.
    Returned,
    /// The acquirer keeps it, and takes none for the refund.
    Kept,
}

/// Whether a card is a credit or a debit card, by its first digits (BIN).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CardBins {
    /// First digits of credit cards, one to six of them.
    pub credit: Vec<String>,
    /// First digits of debit cards, one to six of them.
    pub debit: Vec<String>,
}

/// What the acquirer's contract says of money.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RateTable {
    /// The contract's name.
    pub name: String,
    /// How fees are rounded.
    pub rounding: Rounding,
    /// What becomes of a fee at a refund.
    pub refunds: RefundFee,
    /// The rates of each product, by their first days, without gaps.
    pub rates: Vec<Rate>,
    /// When money comes, by first days, without gaps.
    pub arrivals: Vec<ArrivalTerm>,
    /// What tells a credit from a debit card.
    pub bins: CardBins,
}

impl RateTable {
    /// The rate of a product on a day.
    pub fn rate(&self, product: Product, day: Day) -> Option<&Rate> {
        self.rates.iter().find(|rate| rate.product == product && rate.span.has(day))
    }

    /// When money of this day's payments comes.
    pub fn speed(&self, day: Day) -> Option<Speed> {
        self.arrivals.iter().find(|term| term.span.has(day)).map(|term| term.speed)
    }
}

/// The rates of the terminal: those that are in force, and what its people know of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rates {
    /// The table.
    pub table: RateTable,
    /// When the terminal took it.
    pub since: WallTime,
    /// The table that somebody confirmed last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirmed: Option<RateTable>,
    /// Who that was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<OperatorNo>,
}

impl Rates {
    /// Whether nobody has confirmed the table yet.
    pub fn is_news(&self) -> bool {
        self.confirmed.as_ref() != Some(&self.table)
    }
}
