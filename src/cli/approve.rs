//! `keytill approve`: the answer of a head office to a terminal that asks for approval from afar, made of the shop's key.

use std::{path::PathBuf, process::ExitCode};

use serde::{Deserialize, de::value::StrDeserializer};

use super::{complain, config, now};
use crate::{
    domain::{Amount, Kind, OperatorNo, TerminalId},
    flow::afar::{Asked, Challenge},
};

/// What the terminal's screen shows, and the key.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The file with the shop's key, 64 hexadecimal digits; readable by its owner alone
    #[arg(long, value_name = "FILE")]
    shop_key: PathBuf,
    /// The terminal that asks
    #[arg(long)]
    terminal: TerminalId,
    /// Who asks on it
    #[arg(long)]
    operator: OperatorNo,
    /// For what: void, refund, pre_auth_void, completion_void, ecash_refund, load_void
    #[arg(long, value_parser = kind)]
    kind: Kind,
    /// Of how much, in minor units: 1234 for 12.34
    #[arg(long, value_name = "MINOR", value_parser = amount)]
    amount: Amount,
    /// The six digits of the challenge
    #[arg(long)]
    challenge: Challenge,
}

fn kind(text: &str) -> Result<Kind, String> {
    let known = Kind::deserialize(StrDeserializer::<serde::de::value::Error>::new(text)).ok();
    known.filter(|kind| kind.needs_supervisor()).ok_or_else(|| "no kind of transaction that takes an approval".into())
}

fn amount(text: &str) -> Result<Amount, String> {
    let minor = text.parse::<u64>().map_err(|error| error.to_string())?;
    Amount::from_minor(minor).map_err(|error| error.to_string())
}

/// Says what is approved, and the code.
pub fn run(args: Args) -> ExitCode {
    let key = match config::shop_key(&args.shop_key) {
        Ok(key) => key,
        Err(error) => return complain(&error),
    };
    let Args { terminal, operator, kind, amount, challenge, .. } = args;
    println!("terminal {terminal} operator {operator} {kind:?} {} minor units", amount.minor());
    let asked = Asked { terminal, operator, kind, amount, challenge };
    println!("code {}", asked.code(&key, now()));
    ExitCode::SUCCESS
}
