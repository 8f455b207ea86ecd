//! Customers on disk: `customers/customers.log` in the data folder, where each record is the whole of one customer as JSON and the
//! last one of a number counts. Whoever is erased is gone from the file with the change: it is written anew without them.
//! Everything here blocks; the runtime gives it a thread of its own.

use std::{path::Path, sync::Arc};

use super::{Change, Customer, Customers, Mobile};
use crate::ledger::{
    disk::Disk,
    record_file::{Ending, Form, RecordFile},
};

pub use crate::ledger::record_file::FileError as StoreError;

static FORM: Form = Form {
    folder: "customers",
    file: "customers.log",
    new: "customers.new",
    magic: *b"KTCUST\r\n",
    version: 1,
    longest: 512 << 20,
};

/// The file of customers, open and locked.
pub struct CustomerStore(RecordFile);

/// Customers that have been opened.
pub struct OpenedCustomers {
    /// Where they are kept.
    pub store: CustomerStore,
    /// All of them.
    pub customers: Customers,
    /// Whether a change that nobody had been told of was cut off at the end.
    pub cut: bool,
}

/// Reads the customers of a data folder without changing anything, also beside a running terminal. Where there is no file, there
/// are none.
///
/// # Errors
/// [`StoreError`] where it cannot be read or is damaged.
pub fn read(data: &Path) -> Result<Customers, StoreError> {
    FORM.read(data).map(|found: Vec<Customer>| Customers::of(found))
}

impl CustomerStore {
    /// Opens the customers of a data folder; makes an empty file where there is none.
    ///
    /// # Errors
    /// [`StoreError`] where another program has it open, where it is damaged, or where the disk refuses.
    pub fn open(data: &Path, disk: Arc<dyn Disk>) -> Result<OpenedCustomers, StoreError> {
        let (file, found, ending) = RecordFile::open::<Customer>(&FORM, data, disk)?;
        let customers = Customers::of(found);
        let mut store = CustomerStore(file);
        if store.0.count() > 2 * customers.len() as u64 + 1000 {
            store.shorten(Ok(customers.clone()));
        }
        Ok(OpenedCustomers { store, customers, cut: ending == Ending::Cut })
    }

    /// Makes a change durable. After an erasure no byte of the person is in the file.
    ///
    /// # Errors
    /// [`StoreError::NoRoom`] where nothing was changed; any other one means that nothing more will be, or that the file could not
    /// be read.
    pub fn make(&mut self, change: &Change) -> Result<(), StoreError> {
        match change {
            Change::Keep(customer) => self.keep(customer),
            Change::Erase(mobile) => self.erase(mobile),
        }
    }

    fn keep(&mut self, customer: &Customer) -> Result<(), StoreError> {
        self.0.append(customer)?;
        if self.0.has_grown() {
            self.shorten(self.0.read_again::<Customer>().map(Customers::of));
        }
        Ok(())
    }

    fn erase(&mut self, mobile: &Mobile) -> Result<(), StoreError> {
        let mut others = Customers::of(self.0.read_again::<Customer>()?);
        others.take(Change::Erase(mobile.clone()));
        self.0.replace(others.iter())
    }

    /// A short file in the place of a long one. Where that fails the long one does as well, and is let grow again.
    fn shorten(&mut self, customers: Result<Customers, StoreError>) {
        if let Err(error) = customers.and_then(|customers| self.0.replace(customers.iter())) {
            tracing::warn!(%error, "the file of customers was not made short");
            self.0.stay_long();
        }
    }
}
