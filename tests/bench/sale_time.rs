//! How long a sale takes from its last key, the card of the training tray, to APPROVED on the screen, beside the floor of
//! what its records cost: appending and syncing one record in the same folder; and how long the settlement of them all takes. Run it
//! after `cargo build --release`, with `cargo run --release --example sale_time [COUNT]`.

mod pty;

use std::{
    fs::File,
    io::Result,
    os::unix::fs::FileExt,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use keytill::{
    i18n::{Lang, texts},
    keypad::Debounce,
};
use pty::{Program, keys, ms, percentile};

/// Sales where the command line says nothing; a batch holds 990.
const SALES: usize = 200;
/// In minor units; the others follow.
const FIRST_AMOUNT: usize = 1234;
/// How long a screen may take to come.
const SCREEN_WITHIN: Duration = Duration::from_secs(20);
/// How long a settlement may take, with the details of a whole batch.
const SETTLED_WITHIN: Duration = Duration::from_secs(120);
/// The bytes of a record, as a sale's first one has them.
const RECORD: usize = 700;
/// The durable appends that the target grants a sale.
const APPENDS: u32 = 3;

fn main() -> Result<()> {
    let count = std::env::args().nth(1).and_then(|number| number.parse().ok()).unwrap_or(SALES);
    measure(tempfile::tempdir()?.path(), count)
}

fn measure(folder: &Path, count: usize) -> Result<()> {
    let mut floor = Floor::new(folder, count)?;
    let t = texts(Lang::En);
    let program = program()?;
    let command =
        [program.as_os_str(), "demo".as_ref(), "--lang".as_ref(), "en".as_ref(), "--data".as_ref(), folder.as_os_str()];
    let mut till = Program::start(&command.map(ToOwned::to_owned), (80, 24))?;
    till.wait_for(&t.sign_in_ask_number(), SCREEN_WITHIN)?;
    press(&mut till, "01{ENTER}0000{ENTER}", &t.mode_back_office())?;
    press(&mut till, "1", &t.kind_sale())?;
    let (mut sales, mut appends) = (Vec::new(), Vec::new());
    for index in 0..count {
        press(&mut till, "1", &t.amount_ask())?;
        // Each its own amount: the same again from one card is asked about.
        press(&mut till, &format!("{}{{ENTER}}", FIRST_AMOUNT + index), &t.tray_ask())?;
        let pressed = Instant::now();
        till.send(b"1")?;
        let approved = till.wait_for(&t.verdict_paid(), SCREEN_WITHIN)?;
        sales.push(approved.duration_since(pressed));
        till.wait_for(&t.printed(), SCREEN_WITHIN)?;
        press(&mut till, "{ENTER}", &t.kind_void())?;
        appends.push(floor.append()?);
    }
    report(&sales, &appends);
    let tenth = count.div_ceil(10);
    let (first, last) = (percentile(&sales[..tenth], 50), percentile(&sales[count - tenth..], 50));
    println!("p50 of the first {tenth}: {}, of the last {tenth}: {}", ms(first), ms(last));
    press(&mut till, "5", &t.settlement_ask())?;
    let pressed = Instant::now();
    till.send(b"\r")?;
    let settled = till.wait_for(t.settlement_next_batch("").trim(), SETTLED_WITHIN)?;
    println!("settlement of {count}: {}", ms(settled.duration_since(pressed)));
    till.end()
}

/// The program, built beside this one.
fn program() -> Result<PathBuf> {
    let mut path = std::env::current_exe()?;
    path.pop();
    path.pop();
    Ok(path.join("keytill"))
}

fn press(till: &mut Program, pressed: &str, then: &str) -> Result<()> {
    for key in keys(pressed)? {
        till.send(&key)?;
        // A second ENTER soon after this one would count as a bounce of the key.
        till.settle(if key == b"\r" { Debounce::QUIET } else { Duration::from_millis(20) })?;
    }
    till.wait_for(then, SCREEN_WITHIN)?;
    till.settle(Duration::from_millis(50))
}

fn report(sales: &[Duration], appends: &[Duration]) {
    for percent in [50, 90] {
        let (sale, append) = (percentile(sales, percent), percentile(appends, percent));
        println!(
            "p{percent}: sale {}, one append and sync {}, sale less {APPENDS} appends {}",
            ms(sale),
            ms(append),
            ms(sale.saturating_sub(append * APPENDS))
        );
    }
}

/// Appends of one record to a file whose bytes are there already, as the journal makes them.
struct Floor {
    file: File,
    end: u64,
}

impl Floor {
    fn new(folder: &Path, records: usize) -> Result<Floor> {
        let path = folder.join("floor");
        std::fs::write(&path, vec![0; RECORD * records])?;
        let file = File::options().write(true).open(path)?;
        file.sync_all()?;
        Ok(Floor { file, end: 0 })
    }

    fn append(&mut self) -> Result<Duration> {
        let began = Instant::now();
        self.file.write_all_at(&[0x5a; RECORD], self.end)?;
        self.file.sync_data()?;
        self.end += RECORD as u64;
        Ok(began.elapsed())
    }
}
