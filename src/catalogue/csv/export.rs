//! A list given out, which an import reads back to the same products.

use std::io;

use super::{Column, charset::BOM};
use crate::{
    catalogue::{Activity, Barcode, Product, Record},
    domain::Currency,
};

/// Whether the file begins with a byte order mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// It does, so that spreadsheets know that it is UTF-8.
    Bom,
    /// It does not.
    None,
}

/// Why a list could not be written.
#[derive(Debug, thiserror::Error)]
#[error("the list cannot be written: {0}")]
pub struct ExportError(pub io::Error);

/// Writes a list: UTF-8, a header, a product a line.
///
/// # Errors
/// What the writer says.
pub fn export<'a>(
    records: impl Iterator<Item = &'a Record>,
    currency: Currency,
    mark: Mark,
    mut out: impl io::Write,
) -> Result<(), ExportError> {
    if mark == Mark::Bom {
        out.write_all(BOM).map_err(ExportError)?;
    }
    let mut lines = csv::WriterBuilder::new().from_writer(out);
    let failed = |error: csv::Error| match error.into_kind() {
        csv::ErrorKind::Io(error) => ExportError(error),
        other => ExportError(io::Error::other(format!("{other:?}"))),
    };
    lines.write_record(Column::ALL.map(|column| column.names()[0])).map_err(failed)?;
    for record in records {
        lines.write_record(Column::ALL.map(|column| cell(&record.product, column, currency))).map_err(failed)?;
    }
    lines.flush().map_err(ExportError)
}

fn cell(product: &Product, column: Column, currency: Currency) -> String {
    match column {
        Column::Number => product.no.to_string(),
        Column::Barcodes => product.barcodes.iter().map(Barcode::as_str).collect::<Vec<_>>().join(" "),
        Column::Name => product.name.to_string(),
        Column::Initials => product.initials.to_string(),
        Column::Unit => product.unit.to_string(),
        Column::Price => product.price.plain(currency),
        Column::Department => product.department.to_string(),
        Column::Tax => product.tax.to_string(),
        Column::Stock => product.stock.to_string(),
        Column::Active => if product.activity == Activity::Active { "1" } else { "0" }.into(),
    }
}
