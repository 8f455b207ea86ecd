//! The stock count of products goes down with what is sold, and up with what comes back. It is a help and no book: what a power cut
//! takes between the payment and its count is not counted.

use super::{Effect, Model};
use crate::{
    catalogue::{Record, Shelf},
    domain::ItemNo,
};

/// Sends what has been sold since to the disk, one after the other with other changes of products.
pub(super) fn count(model: &mut Model, out: &mut Vec<Effect>) {
    let Some(catalogue) = model.catalogue.get().filter(|_| !model.keeping) else { return };
    let moved: Vec<(ItemNo, i64)> = std::mem::take(&mut model.terminal.goods_moved);
    let records: Vec<Record> = moved
        .into_iter()
        .filter_map(|(item, thousandths)| catalogue.moved(i64::from(item.get()).try_into().ok()?, thousandths))
        .collect();
    if !records.is_empty() {
        model.keeping = true;
        out.push(Effect::KeepStock(records));
    }
}

/// They are durable, or could not be kept, for the reason that the log has.
pub(super) fn counted(model: &mut Model, answer: Result<Vec<Record>, ()>) {
    model.keeping = false;
    if let (Ok(records), Shelf::Open(catalogue)) = (answer, &mut model.catalogue) {
        records.into_iter().for_each(|record| catalogue.put(record));
    }
}
