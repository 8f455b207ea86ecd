//! The catalogue: what the shop sells. Numbers, barcodes, names, prices, stock, and who changed what.
//!
//! Knows no terminal and no screen. [`Catalogue`] is all of it in memory: it says whether an [`Edit`] can be, and finds
//! products. [`Store`] keeps it on disk. [`csv`] takes lists in and gives them out. An edit goes through three steps:
//! [`Catalogue::plan`] makes the product's new [`Record`], [`Store::keep`] makes it durable, [`Catalogue::put`] takes it in.

mod barcode;
pub mod csv;
mod edit;
mod history;
mod index;
mod name;
mod product;
mod shelf;
mod store;

#[cfg(test)]
mod tests;

pub use barcode::{BadBarcode, Barcode};
pub use edit::{Catalogue, Edit, PRODUCTS_MAX, Refused};
pub use history::{Change, Changed, HISTORY_MAX, Record};
pub use index::{Hit, Match, QUERY_MAX};
pub use name::{Initials, Name};
pub use product::{Activity, BARCODES_MAX, BadValue, Department, Price, Product, ProductNo, Stock, TaxRate, Unit};
pub use shelf::Shelf;
pub use store::{Opened, Store, StoreError, read};
