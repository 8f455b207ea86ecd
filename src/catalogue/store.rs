//! The catalogue on disk: `products/catalogue.log` in the data folder, where each record is the whole of one product as JSON and
//! the last one of a number counts. Everything here blocks; the runtime gives it a thread of its own.

use std::{path::Path, sync::Arc};

use super::{Catalogue, Record};
use crate::ledger::{
    disk::Disk,
    record_file::{Ending, Form, RecordFile},
};

pub use crate::ledger::record_file::FileError as StoreError;

/// No shop's file becomes so long; one that does takes no more changes.
static FORM: Form = Form {
    folder: "products",
    file: "catalogue.log",
    new: "catalogue.new",
    magic: *b"KTPROD\r\n",
    version: 1,
    longest: 512 << 20,
};

/// The catalogue's file, open and locked.
pub struct Store(RecordFile);

/// A catalogue that has been opened.
pub struct Opened {
    /// Where it is kept.
    pub store: Store,
    /// All of it.
    pub catalogue: Catalogue,
    /// Whether a change that nobody had been told of was cut off at the end.
    pub cut: bool,
}

/// Reads the catalogue of a data folder without changing anything, also beside a running terminal. Where there is none, it is
/// empty.
///
/// # Errors
/// [`StoreError`] where it cannot be read or is damaged.
pub fn read(data: &Path) -> Result<Catalogue, StoreError> {
    FORM.read(data).map(|found: Vec<Record>| Catalogue::of(found))
}

impl Store {
    /// Opens the catalogue of a data folder; makes an empty one where there is none.
    ///
    /// # Errors
    /// [`StoreError`] where another program has it open, where it is damaged, or where the disk refuses.
    pub fn open(data: &Path, disk: Arc<dyn Disk>) -> Result<Opened, StoreError> {
        let (file, found, ending) = RecordFile::open::<Record>(&FORM, data, disk)?;
        let catalogue = Catalogue::of(found);
        let mut store = Store(file);
        if store.0.count() > 2 * catalogue.len() as u64 + 1000 {
            store.shorten(Ok(catalogue.clone()));
        }
        Ok(Opened { store, catalogue, cut: ending == Ending::Cut })
    }

    /// Makes a product's new record durable.
    ///
    /// # Errors
    /// [`StoreError::NoRoom`] where nothing was written; any other one means that nothing more will be.
    pub fn keep(&mut self, record: &Record) -> Result<(), StoreError> {
        self.0.append(record)?;
        if self.0.has_grown() {
            self.shorten(self.0.read_again::<Record>().map(Catalogue::of));
        }
        Ok(())
    }

    /// Puts another catalogue in the place of this one, in one step: after a power cut it is the one or the other.
    ///
    /// # Errors
    /// [`StoreError`]; the old one is still there, unless it says that nothing more is written.
    pub fn replace(&mut self, catalogue: &Catalogue) -> Result<(), StoreError> {
        self.0.replace(catalogue.records())
    }

    /// A short file in the place of a long one. Where that fails the long one does as well, and is let grow again.
    fn shorten(&mut self, catalogue: Result<Catalogue, StoreError>) {
        if let Err(error) = catalogue.and_then(|catalogue| self.replace(&catalogue)) {
            tracing::warn!(%error, "the catalogue's file was not made short");
            self.0.stay_long();
        }
    }
}
