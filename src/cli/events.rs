//! `keytill events`: the facts of the journal as they become durable, a line each, with nothing secret in them.

use std::{
    io::{self, Write},
    process::ExitCode,
};

use serde_json::{Map, Value};

use crate::seat::Want;

use super::{
    complain,
    seat::{Failure, Lines, Place},
};

/// Arguments of `keytill events`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit codes: 0: everything was told, or the reader of the output has closed it; 1: no terminal \
    answers, or it has ended."
)]
pub struct Args {
    #[command(flatten)]
    place: Place,
    /// Go on with each fact as it becomes durable; without it, the last ones since the start
    #[arg(long)]
    follow: bool,
    /// An object of JSON a line; docs/seats.md has its names
    #[arg(long)]
    json: bool,
}

/// Prints them.
pub fn run(args: &Args) -> ExitCode {
    match print(args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => complain(&failure),
    }
}

fn print(args: &Args) -> Result<(), Failure> {
    let want = if args.follow { Want::Follow } else { Want::Recent };
    let mut lines = Lines::ask(&args.place, want)?;
    let mut out = io::stdout().lock();
    while let Some(line) = lines.next()? {
        let text = if args.json { line } else { plain(&line) };
        // A script that has read enough closes its end.
        if writeln!(out, "{text}").and_then(|()| out.flush()).is_err() {
            return Ok(());
        }
    }
    if args.follow { Err(Failure::Ended("the terminal has ended".into())) } else { Ok(()) }
}

/// `2026-01-22 14:05:09 concluded batch=1 stan=17 state=approved`.
fn plain(line: &str) -> String {
    let Ok(fields) = serde_json::from_str::<Map<String, Value>>(line) else { return line.to_owned() };
    let word = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let head = ["time", "fact"].into_iter().filter_map(|name| fields.get(name)).map(word);
    let rest = fields.iter().filter(|(name, _)| !matches!(name.as_str(), "time" | "fact"));
    head.chain(rest.map(|(name, value)| format!("{name}={}", word(value)))).collect::<Vec<_>>().join(" ")
}
