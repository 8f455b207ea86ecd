//! Pictures of a receipt for the documents: a sale in the pure core, the slip that it prints, its ESC/POS bytes, and the paper that a
//! printer of the tests makes of them, as SVG.
//!
//! `cargo run --example receipt_svg [FOLDER]`; the folder is `docs/screens` where none is named. `tests/receipt_picture.rs` holds
//! that the pictures there are those that it makes.

#![allow(clippy::unwrap_used, clippy::panic, reason = "clippy knows test functions, not the helpers beside them")]

#[path = "../escpos/mod.rs"]
mod escpos;
#[path = "receipt_svg/sale.rs"]
mod sale;
#[path = "../support/mod.rs"]
mod support;

use std::path::PathBuf;

fn main() -> std::io::Result<()> {
    let folder = std::env::args_os().nth(1).map_or_else(|| PathBuf::from("docs/screens"), PathBuf::from);
    for (name, paper) in sale::PICTURES {
        std::fs::write(folder.join(name), sale::picture(paper))?;
    }
    Ok(())
}
