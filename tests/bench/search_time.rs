//! How long searches, the sums and the exceptions of the last days take on 200,000 sales, and the memory and disk that they take. Run
//! with `cargo run --release --example search_time [FOLDER]`; the folder stays where one is named, and is only searched where `seed`
//! has filled it.

mod fill;

use std::{
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use fill::Failure;
use keytill::{
    app::Query,
    domain::{Amount, Search, UtcOffset, WallTime},
    ledger::{Ledger, Options},
    report::{Exceptions, Month, Survey},
};

const SALES: u32 = 200_000;
/// 2026-01-22 14:05 in China; the others follow, a minute after each other.
const FIRST_SALE: WallTime = WallTime(1_769_061_909_000);

fn main() -> Result<(), Failure> {
    let temporary = tempfile::tempdir()?;
    let folder = std::env::args_os().nth(1).map_or_else(|| temporary.path().join("data"), PathBuf::from);
    let options = Options::new(FIRST_SALE);
    if !folder.join("journal").exists() {
        fill::fill(&folder, &options, SALES)?;
    }
    let began = Instant::now();
    let mut ledger = Ledger::open(&folder, &options)?.ledger;
    println!("open: {:?}, with {} MB of memory then", began.elapsed(), resident()? >> 20);
    for part in ["journal", "index"] {
        println!("{part}: {} bytes", bytes(&folder.join(part))?);
    }
    let last_sale = ledger.search(&Search::default(), None, 1)?.rows.first().map_or(FIRST_SALE, |txn| txn.began);
    let any = Search::default();
    let searches = [
        ("anything", any.clone()),
        ("voucher", Search { voucher: Some("000123".parse()?), ..any.clone() }),
        ("reference number", Search { rrn: Some("000000100000".parse()?), ..any.clone() }),
        ("amount", Search { amount: Some(Amount::from_minor(1234)?), ..any.clone() }),
        ("amount that none has", Search { amount: Some(Amount::from_minor(1235)?), ..any.clone() }),
        ("last four", Search { last_four: Some("1234".parse()?), ..any.clone() }),
        ("operator", Search { operator: Some("01".parse()?), ..any.clone() }),
        ("a day", Search { span: Some((WallTime(FIRST_SALE.0), WallTime(FIRST_SALE.0 + 86_400_000))), ..any.clone() }),
        // All have the amount, and none the operator: each of them is looked at.
        ("the worst", Search { amount: Some(Amount::from_minor(1234)?), operator: Some("02".parse()?), ..any }),
    ];
    for (name, search) in searches {
        let page = pieces(&mut ledger, &search, Query::PAGE, Query::PAGE)?;
        println!("{name}: first page {:?} in {} pieces, the longest {:?}", page.0, page.1, page.2);
    }
    let offset = UtcOffset::default();
    let surveys = [
        ("sums of 30 days", Survey::Month(Box::new(Month::until(last_sale, offset)))),
        ("exceptions of 30 days", Survey::Exceptions(Exceptions::until(last_sale, offset))),
    ];
    for (name, mut survey) in surveys {
        let days = Search { span: Some(survey.span()), ..Search::default() };
        let began = Instant::now();
        let (mut after, mut longest, mut count) = (None, Duration::ZERO, 0);
        loop {
            let piece = Instant::now();
            let found = ledger.search(&days, after, Query::PIECE)?;
            found.rows.iter().try_for_each(|txn| survey.add(txn))?;
            count += found.rows.len();
            longest = longest.max(piece.elapsed());
            after = found.next;
            if after.is_none() {
                break;
            }
        }
        println!("{name}: {count} transactions in {:?}, the longest piece {longest:?}", began.elapsed());
    }
    ledger.close()?;
    Ok(())
}

/// Bytes of this process that are in memory.
fn resident() -> Result<u64, Failure> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("the kernel tells no VmRSS")?;
    Ok(line.trim().trim_end_matches(" kB").parse::<u64>()? << 10)
}

/// Bytes of the disk that all files below a folder take.
fn bytes(folder: &Path) -> Result<u64, Failure> {
    let mut sum = 0;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let meta = entry.metadata()?;
        sum += if meta.is_dir() { bytes(&entry.path())? } else { meta.blocks() * 512 };
    }
    Ok(sum)
}

/// Searches until there are so many rows: how long it took, in how many pieces, and the longest of them.
fn pieces(
    ledger: &mut Ledger,
    search: &Search,
    limit: usize,
    wanted: usize,
) -> Result<(Duration, usize, Duration), Failure> {
    let began = Instant::now();
    let (mut after, mut rows, mut count, mut longest) = (None, 0, 0, Duration::ZERO);
    loop {
        let piece = Instant::now();
        let found = ledger.search(search, after, limit)?;
        longest = longest.max(piece.elapsed());
        (rows, count, after) = (rows + found.rows.len(), count + 1, found.next);
        if after.is_none() || rows >= wanted {
            return Ok((began.elapsed(), count, longest));
        }
    }
}
