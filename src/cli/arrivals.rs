//! `keytill arrivals check`: the host's settlement file against the journal, also beside a running terminal.

use std::{
    convert::Infallible,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Subcommand;

use crate::{
    domain::{Currency, MerchantId, TerminalId, UtcOffset},
    fees::{FILE_MAX, Findings, Identity, Inquiry, Net, Report, Terms},
    ledger,
    runtime::read_bounded,
};

use super::{Config, ConfigError, complain, now};

/// Subcommands of `keytill arrivals`.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Compare a settlement file with the journal record by record. Exit status 0: no difference; 1: differences, or the file
    /// cannot be used
    Check(Box<Check>),
}

/// Arguments of `keytill arrivals check`.
#[derive(Debug, clap::Args)]
pub struct Check {
    /// The settlement file; docs/fees.md has its form
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The box's configuration: data folder, terminal, merchant, currency, calendar, deposit
    #[arg(long, value_name = "FILE", required_unless_present = "data")]
    config: Option<PathBuf>,
    /// The data folder, in place of the configuration
    #[arg(long, value_name = "DIR", conflicts_with = "config", requires_all = ["terminal", "merchant"])]
    data: Option<PathBuf>,
    /// The terminal number, with --data
    #[arg(long, value_name = "NUMBER", requires = "data")]
    terminal: Option<TerminalId>,
    /// The merchant number, with --data
    #[arg(long, value_name = "NUMBER", requires = "data")]
    merchant: Option<MerchantId>,
}

/// Why nothing could be compared.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Broken(#[from] ledger::Broken),
    #[error("name --config FILE, or --data DIR with --terminal and --merchant")]
    NoPlace,
    #[error("{}: {reason}", path.display())]
    File { path: PathBuf, reason: String },
}

/// Runs the subcommand.
pub fn run(command: Command) -> ExitCode {
    let Command::Check(check) = command;
    match compare(&check) {
        Ok(findings) => print(&findings),
        Err(failure) => complain(&failure),
    }
}

fn compare(check: &Check) -> Result<Findings, Failure> {
    let (data, identity, terms) = place(check)?;
    let snapshot = ledger::snapshot(&data)?;
    let today = now().day(identity.offset);
    let inquiry = Inquiry { identity, terms, prices: snapshot.rates, today };
    let file = |reason| Failure::File { path: check.file.clone(), reason };
    let bytes = read_bounded(&check.file, FILE_MAX).map_err(|error| file(error.to_string()))?;
    let found = inquiry.run::<Infallible>(Some(Ok(bytes)), |_, each| {
        snapshot.transactions.iter().for_each(each);
        Ok(())
    });
    let Ok(findings) = found;
    match findings.trouble {
        Some(why) => Err(file(why.to_string())),
        None => Ok(findings),
    }
}

/// Data folder, identity and terms.
fn place(check: &Check) -> Result<(PathBuf, Identity, Terms), Failure> {
    if let Some(path) = &check.config {
        return Ok(of_config(Config::read(path)?));
    }
    let (Some(data), Some(terminal), Some(merchant)) = (&check.data, &check.terminal, &check.merchant) else {
        return Err(Failure::NoPlace);
    };
    let (currency, offset) = (Currency::default(), UtcOffset::default());
    let identity = Identity { merchant: merchant.clone(), terminal: terminal.clone(), currency, offset };
    Ok((Path::new(data).into(), identity, Terms::default()))
}

fn of_config(config: Config) -> (PathBuf, Identity, Terms) {
    let setup = config.setup();
    let identity =
        Identity { merchant: setup.merchant, terminal: setup.terminal, currency: setup.currency, offset: setup.offset };
    (config.data, identity, setup.fees)
}

/// One line for each figure and difference, as `NAME VALUE`.
fn print(findings: &Findings) -> ExitCode {
    let Some(report) = &findings.report else { return ExitCode::FAILURE };
    for line in lines(report, findings) {
        put_line!("{line}");
    }
    let deposit_is_even = findings.deposit.as_ref().and_then(|d| d.host.as_ref()).is_none_or(|host| host.is_even());
    if report.is_even() && deposit_is_even { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn lines(report: &Report, findings: &Findings) -> Vec<String> {
    let net = |name: &str, net: Net| format!("{name} in {} out {}", net.incoming, net.outgoing);
    let mut lines: Vec<String> = report.differences.iter().map(ToString::to_string).collect();
    if report.more > 0 {
        lines.push(format!("more {}", report.more));
    }
    lines.extend([
        format!("compared {}", report.compared),
        format!("fee_not_compared {}", report.not_known),
        format!("other_terminals {}", report.others),
        net("here", report.here),
        net("there", report.there),
        net("fees_there", report.fees),
    ]);
    if let Some(host) = findings.deposit.as_ref().and_then(|deposit| deposit.host.as_ref()) {
        let (card, qr) = (host.here.card.signed(), host.here.qr.signed());
        lines.push(format!("deposit_until {}", host.said.until));
        lines.push(format!("deposit_here card {card} qr {qr}"));
        lines.push(format!("deposit_there card {} qr {}", host.said.card.minor(), host.said.qr.minor()));
    }
    lines.push(format!("differences {}", report.differences.len() + report.more));
    lines
}
