//! How long a ledger of 10,000 sales takes to open. Run with `cargo run --release --example
//! ledger_open [FOLDER]`.

mod fill;

use std::{collections::BTreeMap, path::PathBuf, time::Instant};

use fill::Failure;
use keytill::{
    domain::WallTime,
    ledger::{Ledger, OpenNote, Options},
};

fn main() -> Result<(), Failure> {
    let folder = std::env::args_os().nth(1).map(PathBuf::from);
    let folder = folder.unwrap_or_else(|| std::env::temp_dir().join(format!("ledger-open-{}", std::process::id())));
    let options = Options::new(WallTime(1_769_061_909_000));
    let mut commits = fill::fill(&folder, &options, 10_000)?;
    commits.sort();
    let at = |part: usize| commits[(commits.len() - 1) * part / 1000];
    println!("commit: p50 {:?}, p99 {:?}, p99.9 {:?}", at(500), at(990), at(999));
    report("open after a clean end", &folder, &options)?;
    report("open again", &folder, &options)?;
    std::fs::remove_dir_all(folder.join("index"))?;
    report("open with the index lost", &folder, &options)?;
    report("open after that", &folder, &options)?;
    idle(&folder, &options)?;
    std::fs::remove_dir_all(&folder)?;
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
