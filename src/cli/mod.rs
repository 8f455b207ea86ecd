//! The command line, one file for each subcommand.

mod approve;
mod arrivals;
mod config;
mod customers;
mod demo;
mod doctor;
mod gateway;
mod host_sim;
mod iso;
mod journal;
mod keys;
mod office;
mod operators;
mod pad_sim;
mod products;
mod report;
mod roster;
mod run;
mod signals;
mod simulate;

use std::{fmt::Display, path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand, ValueEnum};

use crate::{
    domain::{Lang, WallTime},
    runtime::{Ended, StartError, World},
};

pub use config::{Config, ConfigError};

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
    /// An acquirer's host for tests and training: own books, checked MACs and PINs, faults on order
    HostSim(host_sim::Args),
    /// A PIN pad for integrators, on a pseudo-terminal: test cards, their holders, faults on order
    PadSim(pad_sim::Args),
    /// What is the matter with a part of the box, and what to do about it
    #[command(subcommand)]
    Doctor(doctor::Command),
    /// Days in a simulated shop with faults from a seed: books, journal and receipts must agree
    Simulate(simulate::Args),
    /// Fetch a master key over the line
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
    match Args::parse().command {
        Command::Run(args) => end(run::run(args)),
        Command::Demo(args) => end(demo::run(args)),
        Command::HostSim(args) => end(host_sim::run(args)),
        Command::PadSim(args) => end(pad_sim::run(args)),
        Command::Doctor(command) => doctor::run(command),
        Command::Simulate(args) => simulate::run(&args),
        Command::Keys(command) => keys::run(command),
        Command::Operators(command) => operators::run(command),
        Command::Approve(args) => approve::run(&args),
        Command::Arrivals(command) => arrivals::run(command),
        Command::Journal(command) => journal::run(command),
        Command::Report(args) => report::run(args),
        Command::Products(command) => products::run(command),
        Command::Customers(command) => customers::run(command),
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
    Training(std::io::Error),
    #[error("{0}")]
    HostSim(String),
    #[error("{0}")]
    PadSim(String),
    #[error("the data folder {} cannot be used: {error}", dir.display())]
    Data { dir: PathBuf, error: std::io::Error },
}

fn end(ended: Result<Ended, Failure>) -> ExitCode {
    match ended {
        Ok(Ended::Signal(number)) => ExitCode::from(u8::try_from(128 + number).unwrap_or(1)),
        Ok(Ended::Quit | Ended::OtherWorld) => ExitCode::SUCCESS,
        Err(failure) => complain(&failure),
    }
}

/// The wall clock.
fn now() -> WallTime {
    let since_1970 = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    WallTime(since_1970.map_or(0, |d| i64::try_from(d.as_millis()).unwrap_or(i64::MAX)))
}

/// Says what is wrong on standard error.
fn complain(failure: &dyn Display) -> ExitCode {
    eprintln!("keytill: {failure}");
    ExitCode::FAILURE
}

/// Starts a world with its panic reports in the data folder.
fn start(world: World) -> Result<Ended, Failure> {
    crate::runtime::panic::install(world.data.clone());
    Ok(crate::runtime::run(world)?)
}
