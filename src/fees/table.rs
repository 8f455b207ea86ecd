//! A rate table from its TOML file. `packaging/rates.toml` is an example.

use serde::Deserialize;
use toml::Spanned;

use super::source::{self, NoText};
use crate::domain::{
    Amount, ArrivalTerm, CardBins, Day, Product, Rate, RateTable, RefundFee, Rounding, Share, Span, Speed,
};

/// The most rates and terms of a table.
const ROWS_MAX: usize = 500;
/// The most first digits of cards. The whole table is one record of the journal, which must fit a disk that is nearly full.
const BINS_MAX: usize = 1_000;
/// The longest name.
const NAME_MAX: usize = 60;

/// Why a rate table cannot be used. The caller names the file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// No text.
    #[error(transparent)]
    NoText(#[from] NoText),
    /// A key or value is not what it should be.
    #[error("line {line}: {what}; docs/fees.md has the form of a rate table")]
    Form {
        /// Where.
        line: usize,
        /// What was found or expected.
        what: String,
    },
    /// Something ends before it begins.
    #[error("line {line}: until = \"{until}\" is before from = \"{from}\"; change one of them")]
    Backwards {
        /// Where.
        line: usize,
        /// The first day.
        from: Day,
        /// The last day.
        until: Day,
    },
    /// Two of a kind are in force on the same day.
    #[error("line {line}: {what} from {from} overlaps the one of line {other}; end that one the day before with until")]
    Overlap {
        /// Where the later one stands.
        line: usize,
        /// Of what.
        what: &'static str,
        /// Its first day.
        from: Day,
        /// Where the earlier one stands.
        other: usize,
    },
    /// On some days nothing is in force.
    #[error(
        "line {line}: there is no {what} from {gap} until {from}; let the one of line {other} end on the day before"
    )]
    Gap {
        /// Where the later one stands.
        line: usize,
        /// Of what.
        what: &'static str,
        /// The first day without.
        gap: Day,
        /// The first day with one again.
        from: Day,
        /// Where the earlier one stands.
        other: usize,
    },
    /// The table has nothing of what every table has, or too much of something.
    #[error("{0}; docs/fees.md has the form of a rate table")]
    Content(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTable {
    name: String,
    rounding: Rounding,
    refunds: RefundFee,
    #[serde(default, rename = "rate")]
    rates: Vec<RawRate>,
    #[serde(default, rename = "arrival")]
    arrivals: Vec<RawArrival>,
    #[serde(default)]
    bins: CardBins,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRate {
    product: Product,
    from: Spanned<Day>,
    until: Option<Day>,
    rate: Share,
    cap: Option<Amount>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawArrival {
    from: Spanned<Day>,
    until: Option<Day>,
    speed: Speed,
}

/// Reads a rate table.
///
/// # Errors
/// [`TableError`] names the line and what to do.
pub fn read_table(bytes: &[u8]) -> Result<RateTable, TableError> {
    let text = source::text(bytes)?;
    let raw: RawTable = toml::from_str(text).map_err(|error| {
        let (line, what) = source::toml_fault(text, &error);
        TableError::Form { line, what }
    })?;
    check_content(&raw)?;
    let line = |from: &Spanned<Day>| source::line_of(text, from.span().start);
    let mut rates = Vec::new();
    for product in Product::ALL {
        let of_product = raw.rates.iter().filter(|rate| rate.product == product);
        let spans = of_product.clone().map(|rate| (rate.span(), line(&rate.from))).collect();
        check_spans(product.word(), spans)?;
        rates.extend(of_product.map(RawRate::rate));
    }
    check_spans("arrival", raw.arrivals.iter().map(|term| (term.span(), line(&term.from))).collect())?;
    rates.sort_by_key(|rate: &Rate| (rate.product, rate.span.from));
    let mut arrivals: Vec<ArrivalTerm> = raw.arrivals.iter().map(RawArrival::term).collect();
    arrivals.sort_by_key(|term| term.span.from);
    let RawTable { name, rounding, refunds, bins, .. } = raw;
    Ok(RateTable { name, rounding, refunds, rates, arrivals, bins })
}

impl RawRate {
    fn span(&self) -> Span {
        Span { from: *self.from.get_ref(), until: self.until }
    }

    fn rate(&self) -> Rate {
        Rate { product: self.product, span: self.span(), rate: self.rate, cap: self.cap }
    }
}

impl RawArrival {
    fn span(&self) -> Span {
        Span { from: *self.from.get_ref(), until: self.until }
    }

    fn term(&self) -> ArrivalTerm {
        ArrivalTerm { span: self.span(), speed: self.speed }
    }
}

fn check_content(raw: &RawTable) -> Result<(), TableError> {
    let bad = |what: &str| Err(TableError::Content(what.to_owned()));
    if raw.name.trim().is_empty() || raw.name.chars().count() > NAME_MAX {
        return bad("name must have 1 to 60 characters");
    }
    if raw.rates.is_empty() {
        return bad("there is no [[rate]]");
    }
    if raw.arrivals.is_empty() {
        return bad("there is no [[arrival]]");
    }
    if raw.rates.len() + raw.arrivals.len() > ROWS_MAX {
        return bad("there are more than 500 rates and arrivals");
    }
    check_bins(&raw.bins)
}

fn check_bins(bins: &CardBins) -> Result<(), TableError> {
    let all = || bins.credit.iter().chain(&bins.debit);
    if all().count() > BINS_MAX {
        return Err(TableError::Content(format!("[bins] has more than {BINS_MAX} entries")));
    }
    // A record keeps the first six digits of a card and no more.
    let is_bin = |bin: &&String| (1..=6).contains(&bin.len()) && bin.bytes().all(|byte| byte.is_ascii_digit());
    if let Some(bin) = all().find(|bin| !is_bin(bin)) {
        let bin: String = bin.chars().take(20).collect();
        return Err(TableError::Content(format!("[bins] has {bin:?}, but an entry is one to six digits")));
    }
    match bins.credit.iter().find(|bin| bins.debit.contains(bin)) {
        Some(bin) => Err(TableError::Content(format!("[bins] has {bin} as credit and as debit; remove one"))),
        None => Ok(()),
    }
}

/// Each begins on the day after the one before it has ended.
fn check_spans(what: &'static str, mut spans: Vec<(Span, usize)>) -> Result<(), TableError> {
    spans.sort_by_key(|(span, _)| span.from);
    for (Span { from, until }, line) in &spans {
        if let Some(until) = until.filter(|until| until < from) {
            return Err(TableError::Backwards { line: *line, from: *from, until });
        }
    }
    for pair in spans.windows(2) {
        let [(earlier, other), (later, line)] = pair else { continue };
        let (from, other, line) = (later.from, *other, *line);
        match earlier.until {
            Some(until) if until < from && until.plus(1) == from => {}
            Some(until) if until < from => {
                return Err(TableError::Gap { line, what, gap: until.plus(1), from, other });
            }
            _ => return Err(TableError::Overlap { line, what, from, other }),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
