//! A ledger of sales, settled after every 500: 10,000 of them are what some weeks of a busy till leave.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use keytill::{
    domain::*,
    ledger::{Ledger, Options},
};

/// Sales between two settlements. The last ones of a ledger stand in an open batch.
const BATCH: u32 = 500;

/// Whatever went wrong, for `main` to print.
pub type Failure = Box<dyn std::error::Error>;

/// Makes a ledger of so many sales in the folder, a minute after each other. Returns how long the first commit of each took.
pub fn fill(folder: &Path, options: &Options, sales: u32) -> Result<Vec<Duration>, Failure> {
    let mut ledger = Ledger::open(folder, options)?.ledger;
    let mut commits = Vec::new();
    for sale in 0..sales {
        if sale > 0 && sale % BATCH == 0 {
            settle(&mut ledger, options.at)?;
        }
        let at = WallTime(options.at.0 + i64::from(sale) * 60_000);
        let txn = transaction(ledger.book(), at)?;
        let name = txn.txn;
        let secret = CardSecret::Card { pan: Pan::new("6228480000000001234")?, expiry: None };
        let state = State::Approved;
        let ended = Fact::Concluded { txn: name, state, host: Some(host(sale)?), chip: None, extra: None };
        let began = Instant::now();
        ledger.commit(at, vec![Fact::Began(Box::new(txn))], vec![(name, secret)])?;
        commits.push(began.elapsed());
        ledger.index_pending()?;
        ledger.commit(at, vec![ended], Vec::new())?;
        ledger.index_pending()?;
    }
    ledger.close()?;
    Ok(commits)
}

fn settle(ledger: &mut Ledger, began: WallTime) -> Result<(), Failure> {
    let (batch, stan) = (ledger.book().batch, ledger.book().free_stan());
    let totals = ledger.book().totals();
    let settlement = Settlement { batch, stan, totals, began, stage: SettlementStage::Asked, refused: None };
    let facts = vec![Fact::SettlementBegan(settlement), Fact::Settled { batch, next: batch.next() }];
    ledger.commit(began, facts, Vec::new())?;
    ledger.index_pending()?;
    Ok(())
}

fn transaction(book: &Book, began: WallTime) -> Result<Transaction, Failure> {
    let txn = TxnRef { batch: book.batch, stan: book.free_stan() };
    let money = (Amount::from_minor(1234)?, Currency::Cny);
    Ok(Transaction {
        entry: Entry::Chip,
        pin: PinUse::Entered,
        pan: Pan::new("6228480000000001234")?.masked(),
        pan_in_request: true,
        card_sequence: Some(1),
        seen: true,
        ..Transaction::begun(txn, Kind::Sale, money, "01".parse()?, began)
    })
}

fn host(number: u32) -> Result<HostResult, Failure> {
    Ok(HostResult {
        code: "00".parse()?,
        rrn: Some(format!("{number:012}").parse()?),
        auth_code: Some("123456".parse()?),
        time: Some(HostTime { date: "0122".into(), time: "140509".into() }),
        acquirer: None,
        settlement_date: Some("0122".into()),
        institutions: Some(("01030000".into(), "48020000".into())),
        scheme: Some("CUP".into()),
        texts: Vec::new(),
    })
}
