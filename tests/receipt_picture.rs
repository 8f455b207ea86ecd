//! The pictures of receipts in the documents are what the program prints today.
#![allow(clippy::unwrap_used, clippy::panic, reason = "clippy knows test functions, not the helpers beside them")]

mod escpos;
#[path = "tools/receipt_svg/sale.rs"]
mod sale;
mod support;

use std::{fs, path::Path};

#[test]
fn the_pictures_of_receipts_are_those_of_today() {
    for (name, paper) in sale::PICTURES {
        let shown = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/screens").join(name)).unwrap();
        assert!(shown == sale::picture(paper), "{name} is old: cargo run --example receipt_svg");
    }
}
