//! How long the screens of arrivals and the deposit look through 10,000 transactions of a week, and how long one day of them
//! takes, which is what a sale's commit may wait for. Run with `cargo run --release --example audit_time`.

mod fill;

use std::time::{Duration, Instant};

use fill::Failure;
use keytill::{
    domain::{Currency, UtcOffset, WallTime},
    fees::{Deposit, Identity, Inquiry, Terms, read_table},
    ledger::{Ledger, Options, QueryError},
};

/// 2026-01-22 14:05 in China, when the first sale is made.
const FIRST_SALE: WallTime = WallTime(1_769_061_909_000);

fn main() -> Result<(), Failure> {
    let folder = tempfile::tempdir()?;
    let options = Options::new(FIRST_SALE);
    fill::fill(folder.path(), &options, 10_000)?;
    let mut ledger = Ledger::open(folder.path(), &options)?.ledger;
    let (mut whole, mut days) = (Vec::new(), Vec::new());
    for _ in 0..11 {
        let began = Instant::now();
        let seen = pass(&mut ledger, &inquiry()?, &mut days)?;
        whole.push(began.elapsed());
        assert_eq!(seen, 10_000);
    }
    let middle = |times: &mut Vec<Duration>| {
        times.sort();
        (times[times.len() / 2], times[times.len() - 1])
    };
    let (p50, worst) = middle(&mut whole);
    println!("10,000 transactions: p50 {p50:?}, longest {worst:?}");
    let (_, worst) = middle(&mut days);
    println!("a day of 1,440 of them: longest {worst:?}");
    ledger.close()?;
    Ok(())
}

fn inquiry() -> Result<Inquiry, Failure> {
    let offset = UtcOffset::default();
    let deposit = Deposit {
        amount: 29_900.try_into()?,
        card_target: 500_000.try_into()?,
        qr_target: 100_000.try_into()?,
        from: FIRST_SALE.day(offset),
        days: 90,
    };
    Ok(Inquiry {
        identity: Identity {
            merchant: "123456789012345".parse()?,
            terminal: "99999906".parse()?,
            currency: Currency::Cny,
            offset,
        },
        terms: Terms { deposit: Some(deposit), ..Terms::default() },
        prices: Some(read_table(include_bytes!("../../packaging/rates.toml"))?),
        today: FIRST_SALE.day(offset).plus(10),
    })
}

/// As the ledger's thread does it: day by day.
fn pass(ledger: &mut Ledger, inquiry: &Inquiry, times: &mut Vec<Duration>) -> Result<usize, Failure> {
    let (mut seen, offset) = (0, inquiry.identity.offset);
    inquiry.run(None, |(first, last), each| {
        for day in (0..=first.until(last)).map(|days| first.plus(days)) {
            let began = Instant::now();
            ledger.each_between(day.start(offset), day.plus(1).start(offset), &mut |txn| {
                seen += 1;
                each(txn);
            })?;
            times.push(began.elapsed());
        }
        Ok::<(), QueryError>(())
    })?;
    Ok(seen)
}
