//! `keytill host-sim`: an acquirer's host for integrators and for training away from the box. It listens on a TCP port, keeps
//! its own books, and does wrong what it is told to.

use std::{
    io::{self, BufRead, Write},
    net::TcpListener,
    path::PathBuf,
    sync::{
        Arc,
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread,
    time::Duration,
};

use tokio::sync::oneshot;

use crate::{
    domain::{MerchantId, TerminalId},
    runtime::Ended,
    sim::{
        gateway::{self, Gateway, GatewayFile, GatewayHandle, millis},
        host::{FaultOrder, Host, HostFaults, HostFile, HostHandle, Told, serve},
        office::{self, Office, OfficeFile, OfficeHandle, ShortMessage},
    },
};

use super::{Failure, signals::Signals};

/// Where it listens when neither file nor command line say so.
const USUAL_ADDRESS: &str = "127.0.0.1:7000";
/// The most lines that wait to be printed; further ones are left out, so that a reader who does not read cannot stop the host.
const MAX_LINES: usize = 4096;
/// A late payment is done so long after the time of its code, in milliseconds.
const LATE: i64 = 4_000;
/// How long the last lines may take to be printed.
const LAST_LINES: Duration = Duration::from_secs(2);
/// What the commands on standard input are.
const HELP: &str = "commands: fault FAULT[:ARGUMENT][@FILTER] [xCOUNT | %PERCENT], clear, down, up, unbalance, balance, \
                    books [TERMINAL], arrivals FILE [TERMINAL], gateway fault FAULT [xCOUNT], gateway clear, \
                    gateway pay CODE, gateway pay-late CODE, gateway books, quit";

/// Arguments of `keytill host-sim`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Where to listen, HOST:PORT, whatever the file says [default: 127.0.0.1:7000]
    #[arg(long, value_name = "ADDR")]
    listen: Option<String>,
    /// Terminals, cards, rules and faults; packaging/host-sim.toml names every key
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// Keep the books in this file, as JSON
    #[arg(long, value_name = "FILE")]
    books: Option<PathBuf>,
    /// Write every frame to this file, with the session keys: for checking by other programs
    #[arg(long, value_name = "FILE")]
    capture: Option<PathBuf>,
    /// Do this wrong, as in 'no-answer@0200 x2', 'late:8@sale %5'; can be given several times
    #[arg(long = "fault", value_name = "FAULT")]
    faults: Vec<FaultOrder>,
    /// The seed of faults that come by chance
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,
    /// Take commands from standard input, one a line; `help` names them
    #[arg(long)]
    control: bool,
}

/// Runs the host until a signal or `quit`.
pub fn run(args: Args) -> Result<Ended, Failure> {
    // What is wrong with the books or the capture file goes to standard error; the lines on standard output are for messages.
    let log = tracing_subscriber::fmt().with_writer(io::stderr).with_ansi(false).without_time();
    let _ = log.with_max_level(tracing::Level::WARN).try_init();
    let file = HostFile::read(&args.config).map_err(|error| Failure::HostSim(error.to_string()))?;
    let mut config = file.config;
    config.books = args.books.or(config.books);
    config.capture = args.capture.or(config.capture);
    config.seed = args.seed.unwrap_or(config.seed);
    let terminals = config.terminals.iter().map(|setup| (setup.merchant.clone(), setup.terminal.clone())).collect();
    let address = args.listen.or(file.listen).unwrap_or_else(|| USUAL_ADDRESS.into());
    let failed =
        |what: String| move |error: io::Error| Failure::HostSim(format!("host-sim cannot use {what}: {error}"));
    let mut host = Host::new(config).map_err(failed("the host".into()))?;
    let printer = Printer::start().map_err(failed("a thread".into()))?;
    let lines = printer.lines.clone();
    host.tell(Box::new(move |told| lines.tell(told)));
    let faults = host.faults();
    file.faults.iter().chain(&args.faults).for_each(|order| faults.add(order));
    let listener = TcpListener::bind(&address).map_err(failed(format!("the address {address}")))?;
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(failed("the loop".into()))?;
    // Signals are heeded before anybody is told that the host is there.
    let signals = runtime.block_on(async { Signals::listen() }).map_err(failed("signals".into()))?;
    let handle = Arc::new(serve(listener, host).map_err(failed("the host".into()))?);
    printer.lines.say(format!("listening on {}", handle.address()));
    let orders = file.orders.map(|file| open_gateway(&file, Vec::clone(&terminals), &printer.lines)).transpose()?;
    let office = file.enrolment.map(|file| open_office(&file, terminals, &printer.lines)).transpose()?;
    let shared = orders.map(Arc::new);
    let desk = Desk { host: Arc::clone(&handle), gateway: shared.clone() };
    let quit = if args.control { take_commands(desk, printer.lines.clone()) } else { None };
    let ended = runtime.block_on(signals.wait(quit));
    handle.shutdown();
    drop((office, shared));
    printer.finish();
    Ok(ended)
}

/// Opens the enrolment service. Short messages are printed in place of being sent.
fn open_office(
    file: &OfficeFile,
    terminals: Vec<(MerchantId, TerminalId)>,
    lines: &Lines,
) -> Result<OfficeHandle, Failure> {
    let failed = |reason: String| Failure::HostSim(format!("host-sim cannot open the enrolment service: {reason}"));
    let tls = file.tls().map_err(|reason| failed(reason.into()))?;
    let listener = TcpListener::bind(&file.listen).map_err(|error| failed(format!("{}: {error}", file.listen)))?;
    let sent = lines.clone();
    let office = Office::new(
        file.config(terminals),
        Box::new(move |message| {
            let ShortMessage { to, code, terminal } = message;
            sent.say(format!("short message to {} for terminal {terminal}: {code}", to.digits()));
        }),
    );
    let handle = office::open(listener, tls.as_ref(), office).map_err(|error| failed(error.to_string()))?;
    let scheme = if tls.is_some() { "https" } else { "http" };
    lines.say(format!("enrolment service at {scheme}://{}", handle.address()));
    Ok(handle)
}

/// Opens the order gateway.
fn open_gateway(
    file: &GatewayFile,
    terminals: Vec<(MerchantId, TerminalId)>,
    lines: &Lines,
) -> Result<GatewayHandle, Failure> {
    let failed = |reason: String| Failure::HostSim(format!("host-sim cannot open the order gateway: {reason}"));
    let tls = file.tls().map_err(|reason| failed(reason.into()))?;
    let listener = TcpListener::bind(&file.listen).map_err(|error| failed(format!("{}: {error}", file.listen)))?;
    let gateway = Gateway::new(file.config(terminals)).map_err(|error| failed(error.to_string()))?;
    let handle =
        gateway::open(listener, tls.as_ref(), gateway, file.page.clone()).map_err(|error| failed(error.to_string()))?;
    let scheme = if tls.is_some() { "https" } else { "http" };
    lines.say(format!("order gateway at {scheme}://{}", handle.address()));
    Ok(handle)
}

/// What commands are about.
struct Desk {
    host: Arc<HostHandle>,
    gateway: Option<Arc<GatewayHandle>>,
}

/// Prints lines on a thread of its own.
struct Printer {
    lines: Lines,
    done: Receiver<()>,
}

/// Where lines go to be printed; the end is none.
#[derive(Clone)]
struct Lines(SyncSender<Option<String>>);

impl Printer {
    fn start() -> io::Result<Printer> {
        let (lines, waiting) = sync_channel::<Option<String>>(MAX_LINES);
        let (end, done) = sync_channel(1);
        thread::Builder::new().name("host-lines".into()).spawn(move || {
            let mut out = io::stdout();
            for line in waiting.into_iter().map_while(|line| line) {
                // Whoever reads the lines may have gone; the host goes on.
                let _ = writeln!(out, "{line}").and_then(|()| out.flush());
            }
            let _ = end.send(());
        })?;
        Ok(Printer { lines: Lines(lines), done })
    }

    /// Waits until everything is printed, but not for ever.
    fn finish(self) {
        let _ = self.lines.0.try_send(None);
        let _ = self.done.recv_timeout(LAST_LINES);
    }
}

impl Lines {
    fn say(&self, line: String) {
        let _ = self.0.try_send(Some(line));
    }

    /// One line for each message, and one for each difference at the end of a batch.
    fn tell(&self, told: &Told) {
        self.say(told.to_string());
        told.differences.iter().for_each(|difference| self.say(format!("  difference: {difference}")));
    }
}

/// Reads commands on a thread of its own, where they are wanted: a program in the background that reads from its terminal
/// would be stopped.
fn take_commands(desk: Desk, lines: Lines) -> Option<oneshot::Receiver<()>> {
    let (quit, heard) = oneshot::channel();
    let thread = thread::Builder::new().name("host-control".into()).spawn(move || {
        for line in io::stdin().lock().lines().map_while(Result::ok) {
            if line.trim() == "quit" {
                let _ = quit.send(());
                return;
            }
            lines.say(obey(line.trim(), &desk));
        }
    });
    thread.is_ok().then_some(heard)
}

/// Does what a line says and gives the answer.
fn obey(line: &str, desk: &Desk) -> String {
    let handle = &*desk.host;
    let faults = handle.faults();
    let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
    match word {
        "fault" => return order(rest, faults),
        "clear" => faults.clear(),
        "down" => faults.go_down(),
        "up" => faults.come_up(),
        "unbalance" => faults.unbalance(),
        "balance" => faults.balance(),
        "gateway" => return gateway(rest.trim(), desk),
        "books" => return books(rest.trim(), handle),
        "arrivals" => return arrivals(rest.trim(), handle),
        _ => return HELP.into(),
    }
    "ok".into()
}

/// What the order gateway is told, or what its customers do.
fn gateway(text: &str, desk: &Desk) -> String {
    let Some(handle) = &desk.gateway else { return "no [orders] in the configuration".into() };
    let mut gateway = handle.gateway();
    let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
    let paid = match word {
        "fault" => match rest.parse() {
            Ok(order) => {
                gateway.order(order);
                return "ok".into();
            }
            Err(what) => return String::from(what),
        },
        "clear" => {
            gateway.clear_faults();
            return "ok".into();
        }
        "books" => {
            let entry = |e: gateway::Entry| format!("{} {} {:?} {:?}", e.order, e.amount, e.state, e.refunds);
            return gateway.entries(millis()).into_iter().map(entry).collect::<Vec<_>>().join("; ");
        }
        "pay" => gateway.pay(rest.trim(), "alipay", millis()),
        "pay-late" => gateway.pay_late(rest.trim(), "alipay", millis(), LATE),
        _ => return HELP.into(),
    };
    paid.map_or_else(|reason| reason.to_string(), |()| "ok".into())
}

fn order(text: &str, faults: &HostFaults) -> String {
    match text.parse::<FaultOrder>() {
        Ok(order) => {
            faults.add(&order);
            let (waiting, by_chance) = faults.pending();
            format!("ok: {waiting} waiting, {by_chance} by chance")
        }
        Err(error) => error.to_string(),
    }
}

/// What the open batch of a terminal adds up to.
fn books(terminal: &str, handle: &HostHandle) -> String {
    let books = if terminal.is_empty() { Some(handle.snapshot()) } else { handle.snapshot_of(terminal) };
    let Some(books) = books else { return format!("no terminal {terminal}") };
    let totals = books.totals(books.batch);
    format!(
        "batch {:06}: debit {} of {}, credit {} of {} minor units",
        books.batch,
        totals.debit.count,
        totals.debit.amount.minor(),
        totals.credit.count,
        totals.credit.amount.minor()
    )
}

/// Writes the settlement file of a terminal.
fn arrivals(rest: &str, handle: &HostHandle) -> String {
    let (path, terminal) = rest.split_once(' ').unwrap_or((rest, ""));
    if path.is_empty() {
        return HELP.into();
    }
    let Some(text) = handle.payout_of(terminal.trim()) else {
        return "no such terminal, or nothing to pay out".into();
    };
    match std::fs::write(path, text) {
        Ok(()) => "ok".into(),
        Err(error) => format!("{path}: {error}"),
    }
}
