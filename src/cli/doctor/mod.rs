//! `keytill doctor`: how the box is, part by part, each with what was measured and a plain remedy. It changes nothing, and runs
//! beside a terminal; what only the terminal may use is then not checked, and says so.

mod check;
mod console;
mod devices;
mod disk;
mod host;
mod patient;
mod reader;
mod reason;
mod store;

use std::{
    io::{self, Write},
    path::PathBuf,
    process::ExitCode,
};

use clap::Subcommand;

use super::LangArg;
pub(super) use check::Report;
use check::{Check, State};
pub(super) use patient::{Patient, said};

/// Where the configuration of a box lies when no other is named.
const USUAL_CONFIG: &str = "/etc/keytill/keytill.toml";

/// Arguments of `keytill doctor`.
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Args {
    #[command(subcommand)]
    part: Option<Part>,
    #[command(flatten)]
    of: Of,
    /// One JSON object in place of lines: docs/doctor.md has its form
    #[arg(long)]
    json: bool,
}

/// Which box.
#[derive(Debug, clap::Args)]
pub(super) struct Of {
    /// The configuration file [default: /etc/keytill/keytill.toml, where no data folder is named]
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
    /// The data folder, where it is not the configuration's
    #[arg(long, value_name = "DIR")]
    pub(super) data: Option<PathBuf>,
    /// The language of the answers [default: the configuration's]
    #[arg(long)]
    pub(super) lang: Option<LangArg>,
}

impl Of {
    /// The configuration file, where one is meant.
    pub(super) fn config_path(&self) -> Option<PathBuf> {
        self.config.clone().or_else(|| self.data.is_none().then(|| USUAL_CONFIG.into()))
    }
}

/// A part of the box alone.
#[derive(Debug, Subcommand)]
enum Part {
    /// Find the card reader: which device, which protocol, which speed, which keys and tables. The terminal must not be
    /// running: a line is for one program
    Reader(reader::Args),
}

/// Looks, says what it found, and gives the exit code: 0 where nothing failed.
pub fn run(args: Args) -> ExitCode {
    if let Some(Part::Reader(args)) = args.part {
        return reader::run(args);
    }
    let patient = Patient::of(&args.of);
    let report = examine(&patient);
    let mut out = io::stdout().lock();
    let written = if args.json { writeln!(out, "{}", report.json()) } else { report.tell(&mut out, patient.t) };
    match written.and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => super::complain(&error),
        _ if report.has_failed() => ExitCode::FAILURE,
        _ => ExitCode::SUCCESS,
    }
}

/// All checks, in the order in which a person goes through them.
pub(super) fn examine(patient: &Patient) -> Report {
    let mut checks = vec![patient.config_check()];
    checks.extend(disk::checks(patient));
    checks.extend(store::checks(patient));
    checks.extend(console::checks(patient));
    checks.extend(devices::checks(patient));
    checks.extend(host::checks(patient));
    Report { running: patient.running, at: patient.now, checks }
}
