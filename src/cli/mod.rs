//! The command line, one file for each subcommand.

/// Prints a line, as `println!` does, which panics where nobody reads it any more.
macro_rules! put_line {
    ($($part:tt)*) => { $crate::cli::put_line(format_args!($($part)*)) };
}

mod approve;
mod arrivals;
mod attach;
mod bundle;
mod config;
mod console;
mod customers;
mod demo;
mod doctor;
mod events;
mod gateway;
mod help;
mod host_sim;
mod idle;
mod iso;
mod journal;
mod keys;
mod office;
mod operators;
mod pad_sim;
mod products;
mod replay;
mod report;
mod roster;
mod run;
mod seat;
mod signals;
mod simulate;
mod status;
mod technician;
mod update;

use std::{
    fmt::{self, Display},
    fs::{File, OpenOptions, Permissions},
    io::{self, Write},
    os::unix::{
        fs::{OpenOptionsExt, PermissionsExt},
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{FromArgMatches, Parser, Subcommand, ValueEnum};

use crate::{
    domain::{Lang, WallTime},
    runtime::{Ended, StartError, World},
};

pub use config::{Config, ConfigError};
pub use help::command;

/// A full-screen payment terminal for Linux-based smart POS boxes.
#[derive(Debug, Parser)]
#[command(name = "keytill", version, about, subcommand_required = true, arg_required_else_help = true)]
struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// The terminal of a box, with its own host, PIN pad and printer
    Run(run::Args),
    /// The terminal in a training world: host and PIN pad are played by this program, no money is real
    Demo(demo::Args),
    /// A second screen of the running terminal, such as for a technician over SSH
    Attach(attach::Args),
    /// How the running terminal is
    Status(status::Args),
    /// What the journal of the running terminal records, as it does
    Events(events::Args),
    /// An acquirer's host for tests and training: own books, checked MACs and PINs, faults on order
    HostSim(host_sim::Args),
    /// A PIN pad for integrators, on a pseudo-terminal: test cards, their holders, faults on order
    PadSim(pad_sim::Args),
    /// How the box is, part by part, and what to do about it; also while the terminal runs
    Doctor(doctor::Args),
    /// Pack what support needs into one file, with the secrets taken out
    Bundle(bundle::Args),
    /// Show a black box again: what stood on the screen, picture by picture, with the keys and what happened meanwhile
    Replay(replay::Args),
    /// Days in a simulated shop with faults from a seed: books, journal and receipts must agree
    Simulate(simulate::Args),
    /// Learn or show the keys of a keypad; fetch a master key over the line
    #[command(subcommand)]
    Keys(keys::Command),
    /// Set operators' passwords or take a roster of operators, while no terminal runs
    #[command(subcommand)]
    Operators(operators::Command),
    /// The code with which a head office approves what a terminal asks for
    Approve(approve::Args),
    /// Compare what the host pays out with the journal
    #[command(subcommand)]
    Arrivals(arrivals::Command),
    /// Check or export the journal, also while the terminal runs
    #[command(subcommand)]
    Journal(journal::Command),
    /// Write the report of a day for the back office, also while the terminal runs
    Report(report::Args),
    /// Lists of products: check, import, export
    #[command(subcommand)]
    Products(products::Command),
    /// What is kept of one customer: export, erase
    #[command(subcommand)]
    Customers(customers::Command),
    /// Whether nothing is in hand, so that the terminal may be restarted; exit status 0 if so
    Idle(idle::Args),
    /// Signed packages: installed when nothing is in hand, and taken back where they do not hold
    #[command(subcommand)]
    Update(update::Command),
    /// What a technician may do over SSH; sshd runs it as ForceCommand
    Technician,
    /// Take a message apart
    #[command(subcommand)]
    Iso(iso::Command),
}

/// A language on the command line.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum LangArg {
    /// 中文
    #[value(name = "zh-CN", alias = "zh")]
    Zh,
    /// English
    #[value(name = "en")]
    En,
}

impl From<LangArg> for Lang {
    fn from(arg: LangArg) -> Lang {
        match arg {
            LangArg::Zh => Lang::ZhCn,
            LangArg::En => Lang::En,
        }
    }
}

/// Reads the arguments, does what they say, and gives the exit code: 0 for a good end, 1 for a fault, 2 for wrong
/// arguments, 128 and the signal's number where a signal ended the program.
pub fn main() -> ExitCode {
    let matches = command().get_matches();
    // The matches are those of this very command line.
    let args = Args::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    match args.command {
        Command::Run(args) => end(run::run(args)),
        Command::Demo(args) => end(demo::run(args)),
        Command::Attach(args) => attach::run(&args),
        Command::Status(args) => status::run(&args),
        Command::Events(args) => events::run(&args),
        Command::HostSim(args) => end(host_sim::run(args)),
        Command::PadSim(args) => end(pad_sim::run(args)),
        Command::Doctor(args) => doctor::run(args),
        Command::Bundle(args) => bundle::run(&args),
        Command::Replay(args) => replay::run(&args),
        Command::Simulate(args) => simulate::run(&args),
        Command::Keys(command) => keys::run(command),
        Command::Operators(command) => operators::run(command),
        Command::Approve(args) => approve::run(&args),
        Command::Arrivals(command) => arrivals::run(command),
        Command::Journal(command) => journal::run(command),
        Command::Report(args) => report::run(args),
        Command::Products(command) => products::run(command),
        Command::Customers(command) => customers::run(command),
        Command::Idle(args) => idle::run(&args),
        Command::Update(command) => update::run(command),
        Command::Technician => technician::run(),
        Command::Iso(command) => iso::run(command),
    }
}

/// What can end a terminal before it has begun.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Start(#[from] StartError),
    #[error(transparent)]
    MasterKey(#[from] crate::acquirer::keys::StoreFault),
    #[error("the training world cannot be started: {0}")]
    Training(io::Error),
    #[error("{0}")]
    HostSim(String),
    #[error("{0}")]
    PadSim(String),
    #[error("the data folder {} cannot be used: {error}", dir.display())]
    Data { dir: PathBuf, error: io::Error },
}

fn end(ended: Result<Ended, Failure>) -> ExitCode {
    match ended {
        Ok(Ended::Signal(number)) => ExitCode::from(u8::try_from(128 + number).unwrap_or(1)),
        Ok(Ended::Quit | Ended::OtherWorld) => ExitCode::SUCCESS,
        Ok(Ended::Restart) => start_anew(),
        Err(failure) => complain(&failure),
    }
}

/// The program in its own place, with its own arguments: the same process, and a new one of the program where that was replaced.
fn start_anew() -> ExitCode {
    let mut arguments = std::env::args_os();
    let name = arguments.next().unwrap_or_else(|| "keytill".into());
    // It comes back only when it has failed.
    let error = std::process::Command::new(&name).args(arguments).exec();
    complain(&format!("{} cannot be started anew: {error}", Path::new(&name).display()))
}

/// The wall clock.
fn now() -> WallTime {
    let since_1970 = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    WallTime(since_1970.map_or(0, |d| i64::try_from(d.as_millis()).unwrap_or(i64::MAX)))
}

/// Says what is wrong on standard error.
fn complain(failure: &dyn Display) -> ExitCode {
    // Where nobody hears it, the exit code still says that something is.
    let _ = writeln!(io::stderr(), "keytill: {failure}");
    ExitCode::FAILURE
}

/// See the macro of this name.
fn put_line(line: fmt::Arguments<'_>) {
    match writeln!(io::stdout(), "{line}") {
        // A reader that has seen enough, such as `head`, is no fault.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            complain(&format!("standard output: {error}"));
        }
        _ => {}
    }
}

/// A file that is written anew and that only its owner may read, also where it was there before and others could.
fn private_file(path: &Path) -> io::Result<File> {
    let file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    // A device or a pipe is as open as it is.
    if file.metadata()?.is_file() {
        file.set_permissions(Permissions::from_mode(0o600))?;
    }
    Ok(file)
}

/// Starts a world with its panic reports in the data folder.
fn start(world: World) -> Result<Ended, Failure> {
    crate::runtime::panic::install(world.data.clone());
    Ok(crate::runtime::run(world)?)
}
