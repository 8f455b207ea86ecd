//! Finding products by what is typed.
//!
//! Everything that can begin with what was typed lies in sorted order, so a search looks at what it finds and at nothing else.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Bound,
};

use super::{Activity, Barcode, Product, ProductNo, Record, name};

/// Longer questions find nothing, in characters.
pub const QUERY_MAX: usize = 40;

/// A product that fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Which.
    pub no: ProductNo,
    /// How it fits.
    pub by: Match,
}

/// How a product fits what was typed, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Match {
    /// It has this number.
    Number,
    /// It has this barcode.
    Barcode,
    /// Its name begins so.
    Name,
    /// Its initials begin so.
    Initials,
    /// Its number begins so.
    NumberBegins,
    /// One of its barcodes begins so.
    BarcodeBegins,
}

/// What a text leads to, in order: sold ones first, then the text, then the number.
type Texts = BTreeSet<(Activity, Box<str>, ProductNo)>;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Index {
    barcodes: BTreeMap<Box<str>, ProductNo>,
    /// Initials as digit keys.
    keys: Texts,
    /// Names in small letters.
    names: Texts,
}

fn key_entry(product: &Product) -> (Activity, Box<str>, ProductNo) {
    (product.activity, product.initials.keys().into(), product.no)
}

fn name_entry(product: &Product) -> (Activity, Box<str>, ProductNo) {
    (product.activity, product.name.as_str().to_lowercase().into(), product.no)
}

impl Index {
    pub(super) fn of<'a>(products: impl Iterator<Item = &'a Product> + Clone) -> Index {
        let codes = |product: &'a Product| product.barcodes.iter().map(|code| (code.key().into(), product.no));
        Index {
            barcodes: products.clone().flat_map(codes).collect(),
            keys: products.clone().map(key_entry).collect(),
            names: products.map(name_entry).collect(),
        }
    }

    pub(super) fn insert(&mut self, product: &Product) {
        self.barcodes.extend(product.barcodes.iter().map(|code| (code.key().into(), product.no)));
        self.keys.insert(key_entry(product));
        self.names.insert(name_entry(product));
    }

    pub(super) fn remove(&mut self, product: &Product) {
        for code in &product.barcodes {
            self.barcodes.remove(code.key().as_str());
        }
        self.keys.remove(&key_entry(product));
        self.names.remove(&name_entry(product));
    }

    /// Whose barcode it is.
    pub(super) fn owner(&self, code: &Barcode) -> Option<ProductNo> {
        self.barcodes.get(code.key().as_str()).copied()
    }

    pub(super) fn search(&self, query: &str, limit: usize, records: &BTreeMap<ProductNo, Record>) -> Vec<Hit> {
        let query = query.trim();
        let mut hits = Hits { found: Vec::new(), seen: BTreeSet::new(), limit };
        if query.chars().count() > QUERY_MAX {
            return Vec::new();
        }
        if query.is_empty() {
            hits.take(Match::NumberBegins, records.keys().copied());
        } else if query.bytes().all(|b| b.is_ascii_digit()) {
            self.by_digits(query, records, &mut hits);
        } else {
            hits.take(Match::Name, beginning(&self.names, &query.to_lowercase()));
            self.by_letters(query, records, &mut hits);
        }
        hits.found
    }

    fn by_digits(&self, query: &str, records: &BTreeMap<ProductNo, Record>, hits: &mut Hits) {
        let exact = query.parse::<ProductNo>().ok().filter(|no| records.contains_key(no));
        hits.take(Match::Number, exact);
        let code = query.parse::<Barcode>().ok().and_then(|code| self.owner(&code));
        hits.take(Match::Barcode, code);
        hits.take(Match::Initials, beginning(&self.keys, query));
        hits.take(Match::NumberBegins, numbers(records, query));
        hits.take(Match::BarcodeBegins, codes(&self.barcodes, query));
        // A UPC-A lies here with the zero that makes it an EAN-13.
        hits.take(Match::BarcodeBegins, codes(&self.barcodes, &format!("0{query}")));
    }

    /// Letters are found by the keys that they lie on, of which each has several.
    fn by_letters(&self, query: &str, records: &BTreeMap<ProductNo, Record>, hits: &mut Hits) {
        let letters = query.to_uppercase();
        if letters.bytes().all(|b| b.is_ascii_alphanumeric()) {
            let fits = |no: &ProductNo| {
                records.get(no).is_some_and(|record| record.product.initials.as_str().starts_with(&letters))
            };
            hits.take(Match::Initials, beginning(&self.keys, &name::keys(&letters)).filter(fits));
        }
    }
}

/// What has been found, each product once.
struct Hits {
    found: Vec<Hit>,
    seen: BTreeSet<ProductNo>,
    limit: usize,
}

impl Hits {
    fn take(&mut self, by: Match, found: impl IntoIterator<Item = ProductNo>) {
        for no in found {
            if self.found.len() >= self.limit {
                return;
            }
            if self.seen.insert(no) {
                self.found.push(Hit { no, by });
            }
        }
    }
}

/// The products of all texts that begin so: the text itself first, sold ones before all others.
fn beginning<'a>(texts: &'a Texts, start: &'a str) -> impl Iterator<Item = ProductNo> + 'a {
    [Activity::Active, Activity::Inactive].into_iter().flat_map(move |activity| {
        let from = (activity, start.into(), ProductNo::FIRST);
        let inside = move |entry: &&(Activity, Box<str>, ProductNo)| entry.0 == activity && entry.1.starts_with(start);
        texts.range((Bound::Included(from), Bound::Unbounded)).take_while(inside).map(|(_, _, no)| *no)
    })
}

/// The products whose barcode begins so.
fn codes<'a>(barcodes: &'a BTreeMap<Box<str>, ProductNo>, start: &'a str) -> impl Iterator<Item = ProductNo> + 'a {
    let from = (Bound::Included(start), Bound::Unbounded);
    barcodes.range::<str, _>(from).take_while(move |(code, _)| code.starts_with(start)).map(|(_, no)| *no)
}

/// The products whose number begins so: with 12 those of 12, of 120 to 129, of 1200 to 1299 and so on.
fn numbers<'a>(records: &'a BTreeMap<ProductNo, Record>, start: &str) -> impl Iterator<Item = ProductNo> + 'a {
    let first = start.parse::<i64>().ok().filter(|_| !start.starts_with('0'));
    let spans = (0..6u32).filter_map(move |more| {
        let span = 10i64.pow(more);
        let from = first?.checked_mul(span)?;
        let to = from.checked_add(span - 1)?.min(ProductNo::LAST.into());
        Some((ProductNo::try_from(from).ok()?, ProductNo::try_from(to).ok()?))
    });
    spans.flat_map(|(from, to)| records.range(from..=to).map(|(no, _)| *no))
}
