//! A meter for full-screen programs: it runs a command on a pseudo-terminal, writes keys to it and times the answers.
//!
//! `latency --start 'Type your' --step '01{ENTER}0000{ENTER}=Back office' --keys '12{BS}{BS}' -- COMMAND ...`

mod pty;

use std::{
    ffi::OsString,
    io::{Error, Result},
    time::{Duration, Instant},
};

use clap::Parser;
use pty::{Program, Usage, keys, ms, percentile};

/// How long a text may take to appear.
const TEXT_WITHIN: Duration = Duration::from_secs(20);
/// How long the answer to a key may take.
const ANSWER_WITHIN: Duration = Duration::from_millis(500);
/// A silence that ends the answer to a key.
const SILENCE: Duration = Duration::from_millis(4);
/// A silence after which a program has settled.
const SETTLED: Duration = Duration::from_millis(300);
/// Keys that are sent first and not counted.
const WARM_UP: usize = 20;
/// Between two keys, in microseconds, so that no tick of the system keeps step with the keys.
const GAP: std::ops::Range<u64> = 15_000..25_000;

/// Times a full-screen program from outside
#[derive(Parser)]
struct Args {
    /// The text that says that the program has started
    #[arg(long)]
    start: Option<String>,
    /// How many starts to time
    #[arg(long, default_value_t = 1)]
    starts: usize,
    /// Keys, and after the last `=` the text to wait for then; may be given again
    #[arg(long = "step", value_name = "KEYS=TEXT")]
    steps: Vec<String>,
    /// The keys to time, sent in rotation
    #[arg(long, default_value = "")]
    keys: String,
    /// How many keys to time
    #[arg(long, short = 'n', default_value_t = 1000)]
    count: usize,
    /// For how many seconds to watch the program at rest
    #[arg(long, default_value_t = 0)]
    idle: u64,
    #[arg(long, default_value_t = 80)]
    columns: u16,
    #[arg(long, default_value_t = 24)]
    rows: u16,
    /// The command
    #[arg(trailing_var_arg = true, required = true)]
    command: Vec<OsString>,
}

fn main() -> Result<()> {
    let args = Args::parse();
    let mut starts = Vec::new();
    let mut program = start(&args, &mut starts)?;
    for _ in 1..args.starts {
        program.end()?;
        program = start(&args, &mut starts)?;
    }
    print_times("start to text", &starts);
    for step in &args.steps {
        take_step(&mut program, step)?;
    }
    program.settle(SETTLED)?;
    if !args.keys.is_empty() {
        time_keys(&mut program, &args)?;
    }
    program.settle(SETTLED)?;
    if args.idle > 0 {
        watch(&mut program, Duration::from_secs(args.idle))?;
    }
    let Usage { rss_kib, threads, .. } = program.usage()?;
    println!("memory (RSS): {:.1} MB, {threads} threads", rss_kib as f64 * 1024.0 / 1e6);
    program.end()
}

fn start(args: &Args, times: &mut Vec<Duration>) -> Result<Program> {
    let mut program = Program::start(&args.command, (args.columns, args.rows))?;
    if let Some(text) = &args.start {
        let at = program.wait_for(text, TEXT_WITHIN)?;
        times.push(at.duration_since(program.started));
    }
    program.settle(SETTLED)?;
    Ok(program)
}

fn take_step(program: &mut Program, step: &str) -> Result<()> {
    let (pressed, text) = step.rsplit_once('=').ok_or_else(|| Error::other(format!("step \"{step}\" lacks a =")))?;
    for key in keys(pressed)? {
        program.send(&key)?;
        program.settle(Duration::from_millis(30))?;
    }
    program.wait_for(text, TEXT_WITHIN)?;
    program.settle(SETTLED)
}

fn time_keys(program: &mut Program, args: &Args) -> Result<()> {
    let rotation = keys(&args.keys)?;
    let mut dice = 0x2545_f491_4f6c_dd1d;
    let (mut times, mut bytes, mut silent) = (Vec::new(), 0, 0);
    for (index, key) in rotation.iter().cycle().take(WARM_UP + args.count).enumerate() {
        rest(program, gap(&mut dice))?;
        let before = program.written;
        let pressed = Instant::now();
        program.send(key)?;
        let answer = program.read(ANSWER_WITHIN)?;
        program.settle(SILENCE)?;
        match answer {
            _ if index < WARM_UP => {}
            Some((_, at)) => {
                times.push(at.duration_since(pressed));
                bytes += program.written - before;
            }
            None => silent += 1,
        }
    }
    print_times("key to first byte", &times);
    println!("bytes for a key: {:.0}; keys without an answer: {silent}", bytes as f64 / times.len().max(1) as f64);
    Ok(())
}

/// Waits, and reads what the program says of itself meanwhile.
fn rest(program: &mut Program, time: Duration) -> Result<()> {
    let until = Instant::now() + time;
    loop {
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Ok(());
        }
        program.read(left)?;
    }
}

/// The next gap, by a linear congruential generator: the gaps need not be secret, only uneven.
fn gap(dice: &mut u64) -> Duration {
    *dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    Duration::from_micros(GAP.start + (*dice >> 33) % (GAP.end - GAP.start))
}

fn watch(program: &mut Program, time: Duration) -> Result<()> {
    let (written, before) = (program.written, program.usage()?);
    rest(program, time)?;
    let sleeps = program.usage()?.sleeps - before.sleeps;
    let seconds = time.as_secs_f64();
    println!(
        "at rest for {seconds} s: {:.2} wake-ups a second, {} bytes written",
        sleeps as f64 / seconds,
        program.written - written
    );
    Ok(())
}

fn print_times(what: &str, times: &[Duration]) {
    if !times.is_empty() {
        let at = |percent| ms(percentile(times, percent));
        println!("{what}: p50 {}, p90 {}, p99 {}, of {}", at(50), at(90), at(99), times.len());
    }
}
