//! `keytill pad-sim`: a PIN pad for integrators, on a pseudo-terminal. It plays the cards of the training tray and their
//! holders, and does wrong what it is told to.

use std::{
    io::{self, BufRead, Write},
    path::PathBuf,
    sync::Arc,
    thread,
    time::Duration,
};

use tokio::sync::oneshot;

use crate::{
    domain::hex,
    runtime::Ended,
    sim::{
        CARDS,
        pad::{self, PadConfig, PadFault, PadHandle},
    },
};

use super::{Failure, demo::PadArg, signals::Signals};

/// What the commands on standard input are.
const HELP: &str = "commands: cards, present PLACE, cancel, unplug, replug, \
                    fault nak|lose-ack|wrong-crc|noise|late-cancel|slow:MS|freeze|thaw, quit";
/// The key that the training host shares.
const TRAINING_KEY: [u8; 16] = *b"KEYTILL-TRAINING";

/// Arguments of `keytill pad-sim`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What it speaks
    #[arg(long, value_enum, default_value = "abecs")]
    protocol: PadArg,
    /// Where the link to its line is put, for the terminal's [reader] device
    #[arg(long, value_name = "PATH")]
    link: PathBuf,
    /// A master key as SLOT:HEX, a test key of sixteen bytes; can be given several times [default: that of the training host
    /// in slot 1]
    #[arg(long = "key", value_name = "SLOT:HEX", value_parser = key)]
    keys: Vec<(u8, [u8; 16])>,
    /// How long a card or its holder takes over each step, in milliseconds
    #[arg(long, value_name = "MS", default_value_t = 300)]
    pace: u64,
    /// Take commands from standard input, one a line; `help` names them
    #[arg(long)]
    control: bool,
}

fn key(text: &str) -> Result<(u8, [u8; 16]), String> {
    let parts = text.split_once(':').and_then(|(slot, digits)| Some((slot.parse().ok()?, hex::decode(digits)?)));
    let (slot, bytes): (u8, Vec<u8>) = parts.ok_or("a key is SLOT:HEX, as 1:0123456789ABCDEFFEDCBA9876543210")?;
    let bytes = bytes.try_into().map_err(|_| "a key has sixteen bytes, 32 hexadecimal digits")?;
    if slot > 99 { Err("a slot is 0 to 99".into()) } else { Ok((slot, bytes)) }
}

/// Runs the pad until a signal or `quit`.
pub fn run(args: Args) -> Result<Ended, Failure> {
    let failed = |what: &'static str| move |error: io::Error| Failure::PadSim(format!("{what}: {error}"));
    let (Some(dir), Some(link)) = (args.link.parent(), args.link.file_name().and_then(|name| name.to_str())) else {
        return Err(Failure::PadSim("--link names no file".into()));
    };
    let dir = if dir.as_os_str().is_empty() { ".".into() } else { dir.to_owned() };
    let mut config = PadConfig { link: link.to_owned(), ..PadConfig::new(dir, 1, TRAINING_KEY) };
    config.protocol = args.protocol.spoken();
    config.pace = Duration::from_millis(args.pace);
    if !args.keys.is_empty() {
        config.masters = args.keys.into_iter().collect();
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(failed("the loop"))?;
    // Signals are heeded before anybody is told that the pad is there.
    let signals = runtime.block_on(async { Signals::listen() }).map_err(failed("signals"))?;
    let handle = Arc::new(pad::spawn(config).map_err(failed("the pad's line cannot be made"))?);
    say(&format!("pad at {}", handle.path().display()));
    let quit = if args.control { take_commands(&handle) } else { None };
    Ok(runtime.block_on(signals.wait(quit)))
}

/// Whoever reads the lines may have gone; the pad goes on.
fn say(line: &str) {
    let mut out = io::stdout();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

/// Reads commands on a thread of its own, where they are wanted: a program in the background that reads from its terminal
/// would be stopped.
fn take_commands(handle: &Arc<PadHandle>) -> Option<oneshot::Receiver<()>> {
    let (quit, heard) = oneshot::channel();
    let handle = Arc::clone(handle);
    let thread = thread::Builder::new().name("pad-control".into()).spawn(move || {
        for line in io::stdin().lock().lines().map_while(Result::ok) {
            if line.trim() == "quit" {
                let _ = quit.send(());
                return;
            }
            say(&obey(line.trim(), &handle));
        }
    });
    thread.is_ok().then_some(heard)
}

/// Does what a line says and gives the answer.
fn obey(line: &str, handle: &PadHandle) -> String {
    let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
    match (word, rest.trim()) {
        ("cards", _) => return cards(),
        ("present", place) => match place.parse() {
            Ok(place) if CARDS.iter().any(|card| card.place == place) => handle.present(place),
            _ => return format!("there is no card {place:?} in the tray: `cards` names them"),
        },
        ("cancel", _) => handle.press_cancel(),
        ("unplug", _) => handle.unplug(),
        ("replug", _) => handle.replug(),
        ("fault", name) => match fault(name) {
            Some(fault) => handle.fault(fault),
            None => return HELP.into(),
        },
        _ => return HELP.into(),
    }
    "ok".into()
}

fn fault(name: &str) -> Option<PadFault> {
    Some(match name {
        "nak" => PadFault::Nak,
        "lose-ack" => PadFault::LoseAck,
        "wrong-crc" => PadFault::WrongCrc,
        "noise" => PadFault::Noise,
        "late-cancel" => PadFault::LateCancel,
        "freeze" => PadFault::Freeze,
        "thaw" => PadFault::Thaw,
        other => PadFault::Slow(Duration::from_millis(other.strip_prefix("slow:")?.parse().ok()?)),
    })
}

/// The tray, a card a line: its place, its number, how it is presented, what it and its host do.
fn cards() -> String {
    let line = |card: &crate::sim::TestCard| {
        format!("{:>2} {} {:?}, card {:?}, host {:?}", card.place, card.pan, card.entry, card.card, card.host)
    };
    CARDS.iter().map(line).collect::<Vec<_>>().join("\n")
}
