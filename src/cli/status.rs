//! `keytill status`: how the running terminal is, for people and scripts.

use std::process::ExitCode;

use crate::{
    app::{Part, Status},
    seat::Want,
};

use super::{
    complain,
    seat::{ANSWER_WITHIN, Failure, Lines, Place},
};

/// The exit code of a terminal that answers and cannot take a payment.
const NOT_READY: u8 = 3;

/// Arguments of `keytill status`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Exit codes: 0: it can take a payment; 3: it answers and cannot; 1: it does not answer.")]
pub struct Args {
    #[command(flatten)]
    place: Place,
    /// One object of JSON; docs/seats.md has its names
    #[arg(long)]
    json: bool,
}

/// Asks, and prints the answer.
pub fn run(args: &Args) -> ExitCode {
    match ask(&args.place) {
        Ok(line) => tell(&line, args.json),
        Err(failure) => complain(&failure),
    }
}

fn ask(place: &Place) -> Result<String, Failure> {
    let mut lines = Lines::ask(place, Want::Status)?;
    lines.within(Some(ANSWER_WITHIN))?;
    lines.next()?.ok_or_else(|| Failure::Ended("the terminal has closed the connection without an answer".into()))
}

fn tell(line: &str, json: bool) -> ExitCode {
    let status: Status = match serde_json::from_str(line) {
        Ok(status) => status,
        Err(error) => return complain(&format!("the answer is of another release: {error}")),
    };
    if json {
        put_line!("{line}");
    } else {
        put_line!("{}", text(&status).trim_end());
    }
    if status.ready { ExitCode::SUCCESS } else { ExitCode::from(NOT_READY) }
}

/// A line for each thing.
fn text(status: &Status) -> String {
    let part = |part: &Part| match &part.detail {
        Some(detail) => format!("{} ({detail})", part.state),
        None => part.state.clone(),
    };
    let yes = |so: bool| if so { "yes" } else { "no" }.to_owned();
    let rows = [
        ("version", status.version.clone()),
        ("terminal", format!("{} ({})", status.terminal, status.world)),
        ("ready for payments", yes(status.ready)),
        ("host", part(&status.host)),
        ("signed on", yes(status.signed_on)),
        ("batch", format!("{}, {} transactions", status.batch, status.transactions)),
        ("queue", status.queue.to_string()),
        ("unresolved", status.unresolved.to_string()),
        ("reader", part(&status.reader)),
        ("printer", part(&status.printer)),
        ("storage", part(&status.storage)),
        ("operator", status.operator.clone().unwrap_or_else(|| "nobody".into())),
        ("payment under way", yes(status.payment)),
        ("seats", status.seats.to_string()),
        ("last error", status.last_error.clone().unwrap_or_else(|| "none since the start".into())),
    ];
    rows.iter().map(|(name, value)| format!("{name:<19}{value}\n")).collect()
}
