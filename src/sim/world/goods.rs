//! What the simulated shop sells, and what its customers want of it.

use super::Chance;
use crate::{
    catalogue::{Catalogue, csv},
    domain::{Currency, WallTime},
};

/// The list of the training shop.
const LIST: &str = include_str!("../../../packaging/training-products.csv");
/// So many different products there are in the list, with the numbers from 101 on.
const PRODUCTS: u64 = 12;
/// So many lines a basket has at most.
const LINES: u64 = 5;
/// So many pieces of one product are wanted at most.
const PIECES: u64 = 6;

/// The products; none where the list cannot be read.
pub(super) fn catalogue() -> Option<Catalogue> {
    csv::import(&Catalogue::default(), LIST.as_bytes(), Currency::Cny, WallTime(0)).ok()?.into_catalogue()
}

/// The keys for one customer's goods: pieces, "times", number, ENTER.
pub(super) fn wanted(chance: &mut Chance) -> String {
    let lines = 1 + chance.below(LINES);
    let line = |_| {
        let (pieces, number) = (1 + chance.below(PIECES), 101 + chance.below(PRODUCTS));
        if pieces == 1 { format!("{number}E") } else { format!("{pieces}M{number}E") }
    };
    (0..lines).map(line).collect()
}
