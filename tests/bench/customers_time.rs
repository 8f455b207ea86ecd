//! How long a full register of customers takes to load, to search, to take one sale more and to erase one. Run with `cargo run
//! --release --example customers_time`.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use keytill::{
    customers::{
        CONSENT_WORDS, CUSTOMERS_MAX, Change, Consent, Customer, CustomerStore, Mobile, PURCHASES_MAX, Purchase,
    },
    domain::{Amount, BatchNo, Currency, Lang, OperatorNo, Stan, TxnRef, WallTime},
    ledger::disk::RealDisk,
};

type Failure = Box<dyn std::error::Error>;

const NAMES: [&str; 6] = ["张三", "李四", "王小明", "Li Lei", "欧阳娜娜", "周"];

fn main() -> Result<(), Failure> {
    let folder = tempfile::tempdir()?;
    let mut store = CustomerStore::open(folder.path(), Arc::new(RealDisk))?.store;
    let mut longest = Duration::ZERO;
    let began = Instant::now();
    for number in 0..CUSTOMERS_MAX {
        let change = Change::Keep(Box::new(customer(number)?));
        let (kept, took) = timed(|| store.make(&change));
        kept?;
        longest = longest.max(took);
    }
    println!(
        "{CUSTOMERS_MAX} customers with {PURCHASES_MAX} sales each kept: {:?}, one at most {longest:?}",
        began.elapsed()
    );
    drop(store);
    println!("file: {} bytes", std::fs::metadata(folder.path().join("customers/customers.log"))?.len());

    let (opened, took) = timed(|| CustomerStore::open(folder.path(), Arc::new(RealDisk)));
    println!("load: {took:?}");
    let (mut store, all) = opened.map(|opened| (opened.store, opened.customers))?;
    for digits in ["13900012345", "2345", "97", "99", "139", "0000"] {
        let (found, took) = timed(|| all.search(digits, 20).len());
        println!("search {digits}: {found} found, {took:?}");
    }
    let whom = mobile(7)?;
    let (linked, took) = timed(|| all.link(&whom, purchase(CUSTOMERS_MAX, 0)?).map_err(Failure::from));
    println!("link planned: {took:?}");
    let (kept, took) = timed(|| linked.map(|change| store.make(&change)));
    kept??;
    println!("link kept: {took:?}");
    let (erased, took) = timed(|| store.make(&Change::Erase(whom)));
    erased?;
    println!("erased: {took:?}");
    drop(store);
    Ok(())
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let began = Instant::now();
    let done = work();
    (done, began.elapsed())
}

fn mobile(number: usize) -> Result<Mobile, Failure> {
    Ok(format!("139{number:08}").parse()?)
}

fn customer(number: usize) -> Result<Customer, Failure> {
    let consent = Consent { at: WallTime(7), words: CONSENT_WORDS, lang: Lang::ZhCn, by: OperatorNo::SUPERVISOR };
    let mut customer = Customer::new(mobile(number)?, NAMES[number % NAMES.len()].parse()?, consent);
    for sale in 0..PURCHASES_MAX {
        customer.purchases.push(purchase(number, sale)?);
    }
    Ok(customer)
}

fn purchase(number: usize, sale: usize) -> Result<Purchase, Failure> {
    let count = u32::try_from(number * PURCHASES_MAX + sale)?;
    Ok(Purchase {
        txn: TxnRef { batch: BatchNo::try_from(count / 500 + 1)?, stan: Stan::try_from(count % 999_999 + 1)? },
        began: WallTime(1_769_061_909_000 + i64::from(count)),
        amount: Amount::from_minor(1234)?,
        currency: Currency::Cny,
    })
}
