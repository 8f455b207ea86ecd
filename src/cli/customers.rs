//! `keytill customers`: what is kept of one customer, for that customer; and its erasure.

use std::{
    io::{self, BufRead, Write},
    path::PathBuf,
    process::ExitCode,
    sync::Arc,
};

use clap::Subcommand;

use crate::{
    customers::{self, BadMobile, CustomerStore, Mobile},
    ledger::disk::RealDisk,
};

use super::complain;

/// Subcommands of `keytill customers`.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Print everything that is kept of a customer as JSON, also beside a running terminal
    Export(Whom),
    /// Erase a customer from the data folder; refused while a terminal runs on it
    Erase(Whom),
}

/// A customer and where it is kept.
#[derive(Debug, clap::Args)]
pub struct Whom {
    /// The mobile number, or - to read it from standard input, so that it stands in no list of commands
    #[arg(value_name = "MOBILE")]
    mobile: String,
    /// The data folder
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
}

/// Runs the subcommand.
pub fn run(command: Command) -> ExitCode {
    match command {
        Command::Export(whom) => whom.mobile().map_or_else(|status| status, |mobile| export(&whom, &mobile)),
        Command::Erase(whom) => whom.mobile().map_or_else(|status| status, |mobile| erase(&whom, &mobile)),
    }
}

impl Whom {
    fn mobile(&self) -> Result<Mobile, ExitCode> {
        /// The longest line that is read, in bytes.
        const LONGEST: u64 = 64;
        let mut line = String::new();
        if self.mobile == "-" {
            let mut input = io::Read::take(io::stdin().lock(), LONGEST);
            input.read_line(&mut line).map_err(|error| complain(&format!("standard input: {error}")))?;
        } else {
            line.clone_from(&self.mobile);
        }
        line.trim().parse().map_err(|error: BadMobile| complain(&error))
    }
}

fn export(whom: &Whom, mobile: &Mobile) -> ExitCode {
    let all = match customers::read(&whom.data) {
        Ok(all) => all,
        Err(error) => return complain(&error),
    };
    let Some(customer) = all.get(mobile) else { return complain(&unknown(whom, mobile)) };
    match customers::export(customer) {
        Ok(text) => {
            // A reader that has seen enough, such as `head`, is no fault.
            let _ = writeln!(io::stdout(), "{text}");
            ExitCode::SUCCESS
        }
        Err(error) => complain(&error),
    }
}

fn erase(whom: &Whom, mobile: &Mobile) -> ExitCode {
    // Before anything is opened for writing: a folder that was mistyped is not created.
    match customers::read(&whom.data) {
        Ok(all) if all.get(mobile).is_none() => return complain(&unknown(whom, mobile)),
        Ok(_) => {}
        Err(error) => return complain(&error),
    }
    let mut opened = match CustomerStore::open(&whom.data, Arc::new(RealDisk)) {
        Ok(opened) => opened,
        Err(error) => return complain(&error),
    };
    let Ok(change) = opened.customers.erase(mobile) else { return complain(&unknown(whom, mobile)) };
    match opened.store.make(&change) {
        Ok(()) => {
            put_line!("erased");
            ExitCode::SUCCESS
        }
        Err(error) => complain(&error),
    }
}

fn unknown(whom: &Whom, mobile: &Mobile) -> String {
    format!("{}: there is no customer {mobile}", whom.data.display())
}
