//! Fills a data folder with 10,000 sales, or as many as are asked for, so that a start of the program over them can be timed:
//! `cargo run --release --example seed FOLDER [SALES]`.

mod fill;

use std::path::PathBuf;

use keytill::{domain::WallTime, ledger::Options};

/// Sales where the command line says nothing.
const SALES: u32 = 10_000;
/// 2026-01-22 14:05 in China, when the first sale is made.
const FIRST_SALE: WallTime = WallTime(1_769_061_909_000);

fn main() -> Result<(), fill::Failure> {
    let folder = std::env::args_os().nth(1).map(PathBuf::from).ok_or("name the data folder to fill")?;
    if folder.join("journal").exists() {
        return Err(format!("{} has a journal already; name a new folder", folder.display()).into());
    }
    let sales = std::env::args().nth(2).map_or(Ok(SALES), |number| number.parse())?;
    let commits = fill::fill(&folder, &Options::new(FIRST_SALE), sales)?;
    println!("{} has {} transactions now", folder.display(), commits.len());
    Ok(())
}
