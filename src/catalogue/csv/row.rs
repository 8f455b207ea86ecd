//! One line of a list as a product.

use std::str::FromStr;

use super::{Bad, BadFile, Charset, Column, Wrong};
use crate::{
    catalogue::{Activity, BadValue, Barcode, Name, Price, Product, ProductNo, Record, edit::check_barcodes},
    domain::Currency,
};

/// Which cell of a line is which column.
#[derive(Debug)]
pub(super) struct Header(Vec<Column>);

impl Header {
    /// Reads the first line.
    pub(super) fn read<'a>(cells: impl Iterator<Item = &'a str>) -> Result<Header, BadFile> {
        let mut columns = Vec::new();
        for (at, name) in (1..).zip(cells) {
            let column = Column::named(name).ok_or_else(|| BadFile::UnknownColumn {
                column: at,
                name: name.chars().take(Name::LONGEST).collect(),
            })?;
            if columns.contains(&column) {
                return Err(BadFile::ColumnTwice { column: at, name: column });
            }
            columns.push(column);
        }
        match Column::NEEDED.into_iter().find(|needed| !columns.contains(needed)) {
            Some(missing) => Err(BadFile::MissingColumn(missing)),
            None => Ok(Header(columns)),
        }
    }

    /// How many cells a line must have.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Where a column stands, counted from 1.
    pub(super) fn place(&self, column: Column) -> Option<(usize, Column)> {
        self.0.iter().position(|c| *c == column).map(|at| (at + 1, column))
    }
}

/// A line with what its cells mean.
pub(super) struct Row<'a> {
    pub(super) line: u64,
    pub(super) header: &'a Header,
    pub(super) cells: &'a csv::StringRecord,
    pub(super) charset: Charset,
    pub(super) currency: Currency,
}

impl Row<'_> {
    /// What is wrong with a column of this line.
    pub(super) fn bad(&self, column: Column, what: impl Into<Wrong>) -> Bad {
        Bad { line: self.line, column: self.header.place(column), what: what.into() }
    }

    /// The cell of a column, where the list has that column.
    fn cell(&self, column: Column) -> Option<&str> {
        let (at, _) = self.header.place(column)?;
        self.cells.get(at - 1).map(str::trim)
    }

    /// The product's number, where it is one.
    pub(super) fn number(&self, bad: &mut Vec<Bad>) -> Option<ProductNo> {
        self.read(Column::Number, bad, |text| text.parse::<ProductNo>())
    }

    /// The product as this line wants it; what it says nothing of stays as it is. What is wrong goes to `bad`.
    pub(super) fn product(&self, no: ProductNo, before: Option<&Record>, bad: &mut Vec<Bad>) -> Option<Product> {
        let had = bad.len();
        let name = self.read(Column::Name, bad, str::parse::<Name>);
        let price = self.read(Column::Price, bad, |text| Price::parse(text, self.currency));
        let mut product = match (name, price, before) {
            (Some(name), Some(price), Some(record)) => {
                // Initials that a person chose stay with a name that stays.
                let same = record.product.name == name;
                let initials = if same { record.product.initials.clone() } else { name.initials() };
                Product { name, price, initials, ..record.product.clone() }
            }
            (Some(name), Some(price), None) => Product::new(no, name, price),
            // The other cells are looked at too: every bad one is to be told.
            _ => Product::new(no, "-".parse().ok()?, Price::parse("0", self.currency).ok()?),
        };
        self.set(Column::Initials, bad, &mut product.initials);
        self.set(Column::Unit, bad, &mut product.unit);
        self.set(Column::Department, bad, &mut product.department);
        self.set(Column::Tax, bad, &mut product.tax);
        self.set(Column::Stock, bad, &mut product.stock);
        if let Some(activity) = self.filled(Column::Active).and_then(|_| self.read(Column::Active, bad, activity)) {
            product.activity = activity;
        }
        if self.cell(Column::Barcodes).is_some() {
            product.barcodes = self.barcodes(bad);
        }
        (bad.len() == had).then_some(product)
    }

    /// A cell with something in it.
    fn filled(&self, column: Column) -> Option<&str> {
        self.cell(column).filter(|text| !text.is_empty())
    }

    fn read<T, E: Into<Wrong>>(
        &self,
        column: Column,
        bad: &mut Vec<Bad>,
        read: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        let text = self.cell(column)?;
        let read = match text.contains('\u{FFFD}') {
            true => Err(Wrong::Charset(self.charset)),
            false => read(text).map_err(Into::into),
        };
        read.map_err(|what| bad.push(self.bad(column, what))).ok()
    }

    /// Sets a value where the list says something of it.
    fn set<T: FromStr<Err = BadValue>>(&self, column: Column, bad: &mut Vec<Bad>, value: &mut T) {
        if self.filled(column).is_some()
            && let Some(read) = self.read(column, bad, str::parse::<T>)
        {
            *value = read;
        }
    }

    fn barcodes(&self, bad: &mut Vec<Bad>) -> Vec<Barcode> {
        let all = self.read(Column::Barcodes, bad, |text| {
            let codes = text.split([' ', ';', '；']).filter(|code| !code.is_empty());
            codes.map(str::parse::<Barcode>).collect::<Result<Vec<_>, _>>()
        });
        let codes = all.unwrap_or_default();
        if let Err(refused) = check_barcodes(&codes) {
            bad.push(self.bad(Column::Barcodes, refused));
        }
        codes
    }
}

fn activity(text: &str) -> Result<Activity, BadValue> {
    match text.to_lowercase().as_str() {
        "1" | "yes" | "true" | "是" => Ok(Activity::Active),
        "0" | "no" | "false" | "否" => Ok(Activity::Inactive),
        _ => Err(BadValue::new("active", "1 or 0", text)),
    }
}
