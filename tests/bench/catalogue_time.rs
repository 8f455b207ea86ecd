//! How long a list of 50,000 products takes to check, import and load, and searches in it. Run with `cargo run --release --example
//! catalogue_time`.

use std::{
    fmt::Write as _,
    sync::Arc,
    time::{Duration, Instant},
};

use keytill::{
    catalogue::{Catalogue, Store, csv::import},
    domain::{Currency, WallTime},
    ledger::disk::RealDisk,
};

type Failure = Box<dyn std::error::Error>;

const PRODUCTS: usize = 50_000;
const NAMES: [&str; 10] =
    ["农夫山泉", "康师傅绿茶", "面包", "牛奶", "Nestle coffee", "可口可乐", "卫生纸", "洗衣液", "大白兔奶糖", "Cola"];

fn main() -> Result<(), Failure> {
    let text = list()?;
    let (bad, good) = (spoilt(&text), text.as_bytes());
    let (found, took) = timed(|| import(&Catalogue::default(), bad.as_bytes(), Currency::Cny, WallTime(0)));
    println!("check of a list with {} bad lines: {took:?}", found?.bad.len());
    let (found, took) = timed(|| import(&Catalogue::default(), good, Currency::Cny, WallTime(0)));
    println!("check of {PRODUCTS} lines: {took:?}");
    let after = found?.into_catalogue().ok_or("the list is good")?;

    let folder = tempfile::tempdir()?;
    let mut store = Store::open(folder.path(), Arc::new(RealDisk))?.store;
    let (kept, took) = timed(|| store.replace(&after));
    kept?;
    println!("written and synced: {took:?}");
    drop(store);
    let (opened, took) = timed(|| Store::open(folder.path(), Arc::new(RealDisk)));
    println!("load: {took:?}");
    let all = opened?.catalogue;

    for (what, queries) in [
        ("number", &["1", "49999", "777"][..]),
        ("barcode", &["2000000000", "20000004", "9"]),
        ("initials on digits", &["6", "63", "6377", "5", "26"]),
        ("name", &["农", "农夫山泉1", "c", "nestle"]),
        ("nothing", &["0000000", "茅台"]),
    ] {
        let mut longest = Duration::ZERO;
        for query in queries {
            for _ in 0..50 {
                longest = longest.max(timed(|| all.search(query, 9)).1);
            }
        }
        println!("search by {what}: longest {longest:?}");
    }
    Ok(())
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let began = Instant::now();
    let done = work();
    (done, began.elapsed())
}

fn list() -> Result<String, std::fmt::Error> {
    let mut text = String::from("number,barcodes,name,price,unit,department,stock\n");
    for number in 1..=PRODUCTS {
        let name = NAMES[number % NAMES.len()];
        writeln!(
            text,
            "{number},{},{name}{number},{}.90,瓶,{},{}",
            ean(number),
            number % 90,
            number % 9 + 1,
            number % 50
        )?;
    }
    Ok(text)
}

/// The same with a hundred negative prices.
fn spoilt(text: &str) -> String {
    let every = PRODUCTS / 100;
    let line = |(at, line): (usize, &str)| {
        let bad = at > 0 && at % every == 0;
        let line = if bad { line.replace(".90,", ".9-,") } else { line.to_owned() };
        line + "\n"
    };
    text.lines().enumerate().map(line).collect()
}

fn ean(number: usize) -> String {
    let digits = format!("2{number:011}");
    let weights = [1, 3].into_iter().cycle();
    let sum: u32 = digits.bytes().zip(weights).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    format!("{digits}{}", (10 - sum % 10) % 10)
}
