//! The goods of the training shop: a dozen from its first start, so that a basket can be filled at once.

use std::{io, path::Path, sync::Arc};

use crate::{
    catalogue::{Store, csv},
    cli::now,
    domain::Currency,
    ledger::disk::RealDisk,
};

/// The list, as it would be imported.
const LIST: &str = include_str!("../../../packaging/training-products.csv");

/// Puts the list into a catalogue that has never had a product. One that is there stays as it is.
///
/// # Errors
/// When the data folder cannot be written.
pub(super) fn stock(data: &Path) -> io::Result<()> {
    if data.join("products").exists() {
        return Ok(());
    }
    let wrong = |error: &dyn std::fmt::Display| io::Error::other(error.to_string());
    let mut opened = Store::open(data, Arc::new(RealDisk)).map_err(|error| wrong(&error))?;
    let list = csv::import(&opened.catalogue, LIST.as_bytes(), Currency::Cny, now()).map_err(|error| wrong(&error))?;
    let goods =
        list.into_catalogue().ok_or_else(|| io::Error::other("the list of training products has a bad line"))?;
    opened.store.replace(&goods).map_err(|error| wrong(&error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_good() {
        let list = csv::import(&crate::catalogue::Catalogue::default(), LIST.as_bytes(), Currency::Cny, now()).unwrap();
        assert!(list.bad.is_empty(), "{:?}", list.bad);
        assert!((12..20).contains(&list.added));
    }
}
