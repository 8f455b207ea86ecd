//! A list taken in: every bad line is told, and a list with one changes nothing.

use std::collections::HashMap;

use super::{
    Bad, BadFile, Charset, Column, Wrong, charset,
    row::{Header, Row},
};
use crate::{
    catalogue::{Catalogue, PRODUCTS_MAX, Product, ProductNo, Record, Refused},
    domain::{Currency, WallTime},
};

/// No longer file is read, in bytes.
pub const FILE_MAX: usize = 64 << 20;
/// No line may be longer, in bytes.
pub const ROW_MAX: usize = 2000;

/// What a list would make of a catalogue.
#[derive(Debug)]
pub struct Import {
    /// In which character set it was written.
    pub charset: Charset,
    /// How many products are new.
    pub added: usize,
    /// How many become something else.
    pub changed: usize,
    /// How many stay as they are.
    pub unchanged: usize,
    /// Every bad line, in the order of the file.
    pub bad: Vec<Bad>,
    /// The catalogue after it, where no line is bad.
    after: Option<Catalogue>,
}

impl Import {
    /// The catalogue with the list in it; none where a line is bad.
    pub fn into_catalogue(self) -> Option<Catalogue> {
        self.after
    }
}

/// Reads a list and says what it would make of a catalogue. Changes nothing: this is the dry run and the first half of an
/// import alike. Prices are in major units of the currency; their changes are remembered with the time and nobody's name.
///
/// # Errors
/// [`BadFile`] where it is no list of products at all.
pub fn import(before: &Catalogue, bytes: &[u8], currency: Currency, at: WallTime) -> Result<Import, BadFile> {
    if bytes.len() > FILE_MAX {
        return Err(BadFile::TooLarge);
    }
    let (charset, text) = charset::decode(bytes)?;
    let mut lines = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut cells = csv::StringRecord::new();
    // The bytes are text by now, and memory does not fail, so a reader of CSV has nothing left to refuse.
    if !lines.read_record(&mut cells).unwrap_or(false) {
        return Err(BadFile::Empty);
    }
    let header = Header::read(cells.iter())?;
    let (rows, barcodes, bad, records) = (HashMap::new(), Vec::new(), Vec::new(), Vec::new());
    let mut list = List { before, at, rows, barcodes, bad, records, added: 0 };
    while lines.read_record(&mut cells).unwrap_or(false) {
        let line = cells.position().map_or(0, csv::Position::line);
        list.take(&Row { line, header: &header, cells: &cells, charset, currency });
    }
    list.check_barcodes(&header);
    Ok(list.end(charset))
}

/// A list as far as it has been read.
struct List<'a> {
    before: &'a Catalogue,
    at: WallTime,
    /// On which line each number stands.
    rows: HashMap<ProductNo, u64>,
    /// Barcodes that no two products may share: as they are compared, the product, the line.
    barcodes: Vec<(String, ProductNo, u64)>,
    bad: Vec<Bad>,
    records: Vec<Record>,
    /// How many of them are new.
    added: usize,
}

impl List<'_> {
    fn take(&mut self, row: &Row<'_>) {
        let whole = |what| Bad { line: row.line, column: None, what };
        let length = row.cells.as_slice().len() + row.cells.len();
        if length > ROW_MAX {
            return self.bad.push(whole(Wrong::TooLong(length)));
        }
        if row.cells.len() != row.header.len() {
            return self.bad.push(whole(Wrong::Cells { found: row.cells.len(), expected: row.header.len() }));
        }
        let Some(no) = row.number(&mut self.bad) else { return };
        if let Some(first) = self.rows.get(&no).copied() {
            return self.bad.push(row.bad(Column::Number, Wrong::NumberTwice { no, first }));
        }
        self.rows.insert(no, row.line);
        let before = self.before.get(no);
        let Some(product) = row.product(no, before, &mut self.bad) else { return };
        let added = self.added + usize::from(before.is_none());
        if added > self.added && self.before.len() + added > PRODUCTS_MAX {
            return self.bad.push(whole(Wrong::Full));
        }
        self.added = added;
        self.barcodes.extend(product.barcodes.iter().map(|code| (code.key(), no, row.line)));
        self.records.push(self.record(product));
    }

    fn record(&self, product: Product) -> Record {
        match self.before.get(product.no) {
            Some(before) => before.with(product, self.at, None),
            None => product.into(),
        }
    }

    /// No barcode may belong to two products, neither of the list nor of those that it does not touch.
    fn check_barcodes(&mut self, header: &Header) {
        let column = header.place(Column::Barcodes);
        let untouched = self.before.records().filter(|record| !self.rows.contains_key(&record.product.no));
        let mut owners: HashMap<String, (ProductNo, Option<u64>)> = untouched
            .flat_map(|record| record.product.barcodes.iter().map(|code| (code.key(), (record.product.no, None))))
            .collect();
        for (code, no, line) in std::mem::take(&mut self.barcodes) {
            let what = match owners.get(&code) {
                None => {
                    owners.insert(code, (no, Some(line)));
                    continue;
                }
                Some((_, Some(first))) => Wrong::BarcodeTwice { code, first: *first },
                Some((owner, None)) => match code.parse() {
                    Ok(code) => Refused::BarcodeTaken { code, owner: *owner }.into(),
                    Err(form) => Wrong::Barcode(form),
                },
            };
            self.bad.push(Bad { line, column, what });
        }
    }

    fn end(mut self, charset: Charset) -> Import {
        self.bad.sort_by_key(|bad| (bad.line, bad.column.map(|(at, _)| at)));
        let added = self.added;
        let unchanged = self.records.iter().filter(|r| self.before.get(r.product.no) == Some(r)).count();
        let changed = self.records.len() - added - unchanged;
        let after = self.bad.is_empty().then(|| {
            let all = self.before.records().cloned().chain(self.records);
            Catalogue::of(all)
        });
        Import { charset, added, changed, unchanged, bad: self.bad, after }
    }
}
