//! How long a ledger of 10,000 transactions in 20 settled batches takes to open. Run with `cargo run --release --example
//! ledger_open [FOLDER]`.

use std::{collections::BTreeMap, path::PathBuf, time::Instant};

use keytill::{
    domain::*,
    ledger::{Ledger, OpenNote, Options},
};

const BATCHES: u32 = 20;
const SALES: u32 = 500;

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let folder = std::env::args_os().nth(1).map(PathBuf::from);
    let folder = folder.unwrap_or_else(|| std::env::temp_dir().join(format!("ledger-open-{}", std::process::id())));
    let options = Options::new(WallTime(1_769_061_909_000));
    fill(&folder, &options)?;
    report("open after a clean end", &folder, &options)?;
    report("open again", &folder, &options)?;
    std::fs::remove_dir_all(folder.join("index"))?;
    report("open with the index lost", &folder, &options)?;
    report("open after that", &folder, &options)?;
    idle(&folder, &options)?;
    std::fs::remove_dir_all(&folder)?;
    Ok(())
}

fn fill(folder: &std::path::Path, options: &Options) -> Result<(), Failure> {
    let mut ledger = Ledger::open(folder, options)?.ledger;
    let mut commits = Vec::new();
    for batch in 0..BATCHES {
        for sale in 0..SALES {
            let at = WallTime(options.at.0 + i64::from(batch * SALES + sale) * 60_000);
            let txn = transaction(ledger.book(), at)?;
            let name = txn.txn;
            let secret = CardSecret { pan: Pan::new("6228480000000001234")?, expiry: None };
            let host = host(batch * SALES + sale)?;
            let ended = Fact::Concluded { txn: name, state: State::Approved, host: Some(host), chip: None };
            let began = Instant::now();
            ledger.commit(at, vec![Fact::Began(Box::new(txn))], vec![(name, secret)])?;
            commits.push(began.elapsed());
            ledger.index_pending()?;
            ledger.commit(at, vec![ended], Vec::new())?;
            ledger.index_pending()?;
        }
        let (batch, stan) = (ledger.book().batch, ledger.book().free_stan());
        let totals = ledger.book().totals();
        let settlement = Settlement { batch, stan, totals, began: options.at, stage: SettlementStage::Asked };
        let facts = vec![Fact::SettlementBegan(settlement), Fact::Settled { batch, next: batch.next() }];
        ledger.commit(options.at, facts, Vec::new())?;
        ledger.index_pending()?;
    }
    commits.sort();
    let at = |part: usize| commits[(commits.len() - 1) * part / 1000];
    println!("commit: p50 {:?}, p99 {:?}, p99.9 {:?}", at(500), at(990), at(999));
    ledger.close()?;
    Ok(())
}

fn report(what: &str, folder: &std::path::Path, options: &Options) -> Result<(), Failure> {
    let began = Instant::now();
    let opened = Ledger::open(folder, options)?;
    let took = began.elapsed();
    let notes: Vec<&OpenNote> = opened.notes.iter().collect();
    println!("{what}: {took:?}, notes {notes:?}");
    opened.ledger.close()?;
    Ok(())
}

/// Counts how often any thread of this process is woken while nothing happens.
fn idle(folder: &std::path::Path, options: &Options) -> Result<(), Failure> {
    let opened = Ledger::open(folder, options)?;
    std::thread::sleep(std::time::Duration::from_secs(2));
    let before = switches()?;
    std::thread::sleep(std::time::Duration::from_secs(10));
    let after = switches()?;
    for (thread, count) in &after {
        let earlier = before.get(thread).copied().unwrap_or(0);
        println!("idle for 10 s: {} wake-ups in {thread}", count - earlier);
    }
    opened.ledger.close()?;
    Ok(())
}

fn switches() -> Result<BTreeMap<String, u64>, Failure> {
    let mut counts = BTreeMap::new();
    for task in std::fs::read_dir("/proc/self/task")? {
        let task = task?;
        let status = std::fs::read_to_string(task.path().join("status"))?;
        let value = |name: &str| status.lines().find_map(|l| l.strip_prefix(name)).unwrap_or("0").trim().to_owned();
        let name = format!("{} {}", value("Name:"), task.file_name().to_string_lossy());
        counts.insert(name, value("voluntary_ctxt_switches:").parse()?);
    }
    Ok(counts)
}

fn transaction(book: &Book, began: WallTime) -> Result<Transaction, Failure> {
    Ok(Transaction {
        txn: TxnRef { batch: book.batch, stan: book.free_stan() },
        kind: Kind::Sale,
        state: State::Pending,
        amount: Amount::from_minor(1234)?,
        currency: Currency::Cny,
        entry: Entry::Chip,
        pin: PinUse::Entered,
        pan: Pan::new("6228480000000001234")?.masked(),
        pan_in_request: true,
        card_sequence: Some(1),
        operator: "01".parse()?,
        approver: None,
        began,
        original: None,
        chip: None,
        host: None,
        reversal: None,
        closed_by: None,
        seen: false,
        printed: 0,
        uploaded: false,
    })
}

fn host(number: u32) -> Result<HostResult, Failure> {
    Ok(HostResult {
        code: "00".parse()?,
        rrn: Some(format!("{number:012}").parse()?),
        auth_code: Some("123456".parse()?),
        time: Some(HostTime { date: "0122".into(), time: "140509".into() }),
        settlement_date: Some("0122".into()),
        institutions: Some(("01030000".into(), "48020000".into())),
        scheme: Some("CUP".into()),
        texts: Vec::new(),
    })
}
