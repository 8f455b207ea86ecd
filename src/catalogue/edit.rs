//! The catalogue in memory, and what may be changed in it.

use std::{collections::BTreeMap, fmt};

use super::{
    Activity, BARCODES_MAX, Barcode, Initials, Name, Price, Product, ProductNo, Record, Stock,
    index::{Hit, Index},
};
use crate::domain::{OperatorNo, WallTime};

/// So many products have room.
pub const PRODUCTS_MAX: usize = 200_000;

/// All products. No two have the same number or the same barcode.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Catalogue {
    records: BTreeMap<ProductNo, Record>,
    index: Index,
}

/// A change that a person wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// A new product.
    Add(Box<Product>),
    /// Another price.
    Price(ProductNo, Price),
    /// Another name, and the initials that come with it.
    Name(ProductNo, Name),
    /// Other initials; none: those of the name.
    Initials(ProductNo, Initials),
    /// The stock, counted anew.
    Stock(ProductNo, Stock),
    /// Sold or not.
    Activity(ProductNo, Activity),
}

/// Why a change cannot be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The number belongs to another product.
    #[error("number {0} belongs to another product")]
    NumberTaken(ProductNo),
    /// A barcode belongs to another product.
    #[error("barcode {code} belongs to product {owner}")]
    BarcodeTaken {
        /// Which.
        code: Barcode,
        /// Whose it is.
        owner: ProductNo,
    },
    /// The product has one barcode twice.
    #[error("barcode {0} stands there twice")]
    BarcodeTwice(Barcode),
    /// Too many barcodes.
    #[error("a product has at most {BARCODES_MAX} barcodes")]
    TooManyBarcodes,
    /// There is no such product.
    #[error("there is no product {0}")]
    Unknown(ProductNo),
    /// No product more has room.
    #[error("the catalogue is full: {PRODUCTS_MAX} products")]
    Full,
}

impl Catalogue {
    /// A catalogue of these; of two with one number the later one counts.
    pub fn of(records: impl IntoIterator<Item = Record>) -> Catalogue {
        let records: BTreeMap<ProductNo, Record> =
            records.into_iter().map(|record| (record.product.no, record)).collect();
        let index = Index::of(records.values().map(|record| &record.product));
        Catalogue { records, index }
    }

    /// How many products there are.
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// A product with its history.
    pub fn get(&self, no: ProductNo) -> Option<&Record> {
        self.records.get(&no)
    }

    /// The product with this barcode; a UPC-A is found with or without the zero before it.
    pub fn by_barcode(&self, code: &Barcode) -> Option<&Record> {
        self.index.owner(code).and_then(|no| self.get(no))
    }

    /// All products by their numbers.
    pub fn records(&self) -> impl Iterator<Item = &Record> {
        self.records.values()
    }

    /// The lowest number that no product has, where there is one.
    pub fn free_number(&self) -> Option<ProductNo> {
        let taken = self.records.keys().map(|no| i64::from(*no));
        let gap = (1..).zip(taken).find(|(expected, taken)| expected != taken).map(|(expected, _)| expected);
        let after = i64::try_from(self.records.len()).unwrap_or(i64::MAX).saturating_add(1);
        ProductNo::try_from(gap.unwrap_or(after)).ok()
    }

    /// Products that fit what was typed, the best first, at most so many. Digits are a number, a barcode or initials on the
    /// keys of a telephone, as a whole or their beginning; letters are initials; everything else begins a name. In each
    /// of these, what is sold stands before what is not. Nothing typed finds all, by their numbers.
    pub fn search(&self, query: &str, limit: usize) -> Vec<Hit> {
        self.index.search(query, limit, &self.records)
    }

    /// Makes what a product will be after a change, without changing anything.
    ///
    /// # Errors
    /// [`Refused`] where it cannot be.
    pub fn plan(&self, edit: &Edit, at: WallTime, by: Option<OperatorNo>) -> Result<Record, Refused> {
        let known = |no: &ProductNo| self.get(*no).ok_or(Refused::Unknown(*no));
        let (before, product) = match edit {
            Edit::Add(product) => return self.plan_new(product),
            Edit::Price(no, price) => (known(no)?, Product { price: *price, ..known(no)?.product.clone() }),
            Edit::Name(no, name) => {
                let initials = name.initials();
                (known(no)?, Product { name: name.clone(), initials, ..known(no)?.product.clone() })
            }
            Edit::Initials(no, initials) => {
                let usual = known(no)?.product.name.initials();
                let initials = if initials.as_str().is_empty() { usual } else { initials.clone() };
                (known(no)?, Product { initials, ..known(no)?.product.clone() })
            }
            Edit::Stock(no, stock) => (known(no)?, Product { stock: *stock, ..known(no)?.product.clone() }),
            Edit::Activity(no, activity) => (known(no)?, Product { activity: *activity, ..known(no)?.product.clone() }),
        };
        Ok(before.with(product, at, by))
    }

    /// What a product's record becomes when so many thousandths more or fewer of it are in stock. That is no change that a
    /// history remembers. None where there is no such product, or where the count cannot be said any more.
    pub fn moved(&self, no: ProductNo, thousandths: i64) -> Option<Record> {
        let record = self.get(no)?;
        let stock = Stock::try_from(i64::from(record.product.stock).checked_add(thousandths)?).ok()?;
        Some(Record { product: Product { stock, ..record.product.clone() }, ..record.clone() })
    }

    fn plan_new(&self, product: &Product) -> Result<Record, Refused> {
        if self.get(product.no).is_some() {
            return Err(Refused::NumberTaken(product.no));
        }
        if self.records.len() >= PRODUCTS_MAX {
            return Err(Refused::Full);
        }
        check_barcodes(&product.barcodes)?;
        let taken = product.barcodes.iter().find_map(|code| Some((code, self.index.owner(code)?)));
        match taken {
            Some((code, owner)) => Err(Refused::BarcodeTaken { code: code.clone(), owner }),
            None => Ok(product.clone().into()),
        }
    }

    /// Takes in a record that [`Catalogue::plan`] made and that is durable now.
    pub fn put(&mut self, record: Record) {
        let no = record.product.no;
        if let Some(old) = self.records.get(&no) {
            self.index.remove(&old.product);
        }
        self.index.insert(&record.product);
        self.records.insert(no, record);
    }
}

/// Whether one product may have these barcodes.
pub(super) fn check_barcodes(codes: &[Barcode]) -> Result<(), Refused> {
    if codes.len() > BARCODES_MAX {
        return Err(Refused::TooManyBarcodes);
    }
    let again = codes.iter().enumerate().find(|(at, code)| codes[..*at].iter().any(|c| c.key() == code.key()));
    again.map_or(Ok(()), |(_, code)| Err(Refused::BarcodeTwice(code.clone())))
}

impl fmt::Debug for Catalogue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Catalogue({} products)", self.len())
    }
}
