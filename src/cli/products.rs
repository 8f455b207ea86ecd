//! `keytill products`: lists of products in and out of the catalogue of a data folder.

use std::{
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use clap::{Subcommand, ValueEnum};

use crate::{
    catalogue::{
        self, Catalogue, Store,
        csv::{self, FILE_MAX, Import, Mark},
    },
    domain::Currency,
    ledger::disk::RealDisk,
    runtime::read_bounded,
};

use super::{complain, now};

/// Subcommands of `keytill products`.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Say what a list (CSV in UTF-8 or GBK) would change, and every bad line with line and column (exit status 1); changes
    /// nothing, also beside a running terminal
    Check(List),
    /// Take a list into the catalogue, all of it or, where a line is bad, nothing; refused while a terminal runs on the folder
    Import(List),
    /// Print all products as CSV in UTF-8, also beside a running terminal
    Export {
        /// The data folder
        #[arg(long, value_name = "DIR")]
        data: PathBuf,
        /// The currency of the prices
        #[arg(long, value_enum, default_value = "CNY")]
        currency: CurrencyArg,
        /// Begin with a byte order mark, by which spreadsheets know UTF-8
        #[arg(long)]
        bom: bool,
    },
}

/// A list and where it goes.
#[derive(Debug, clap::Args)]
pub struct List {
    /// The list; its first line names the columns: number, name and price, and, if wanted, barcodes, initials, unit,
    /// department, tax, stock, active
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The data folder
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// The currency of the prices
    #[arg(long, value_enum, default_value = "CNY")]
    currency: CurrencyArg,
}

/// A currency on the command line, by its ISO 4217 letters.
#[derive(Clone, Copy, Debug, ValueEnum)]
#[value(rename_all = "UPPER")]
pub enum CurrencyArg {
    /// Renminbi
    Cny,
    /// Hong Kong dollar
    Hkd,
    /// Macau pataca
    Mop,
    /// United States dollar
    Usd,
    /// Euro
    Eur,
    /// Yen
    Jpy,
}

impl From<CurrencyArg> for Currency {
    fn from(arg: CurrencyArg) -> Currency {
        match arg {
            CurrencyArg::Cny => Currency::Cny,
            CurrencyArg::Hkd => Currency::Hkd,
            CurrencyArg::Mop => Currency::Mop,
            CurrencyArg::Usd => Currency::Usd,
            CurrencyArg::Eur => Currency::Eur,
            CurrencyArg::Jpy => Currency::Jpy,
        }
    }
}

/// Runs the subcommand.
pub fn run(command: Command) -> ExitCode {
    match command {
        Command::Check(list) => check(&list),
        Command::Import(list) => import(&list),
        Command::Export { data, currency, bom } => {
            export(&data, currency.into(), if bom { Mark::Bom } else { Mark::None })
        }
    }
}

fn check(list: &List) -> ExitCode {
    match catalogue::read(&list.data) {
        Ok(before) => read_list(list, &before).map_or_else(|status| status, |_| ExitCode::SUCCESS),
        Err(error) => complain(&error),
    }
}

fn import(list: &List) -> ExitCode {
    let mut opened = match Store::open(&list.data, Arc::new(RealDisk)) {
        Ok(opened) => opened,
        Err(error) => return complain(&error),
    };
    match read_list(list, &opened.catalogue).map(|after| opened.store.replace(&after)) {
        Ok(Ok(())) => {
            put_line!("imported");
            ExitCode::SUCCESS
        }
        Ok(Err(error)) => complain(&error),
        Err(status) => status,
    }
}

/// Reads a list and says what it would change. The catalogue after it, or the exit status where it is not good.
fn read_list(list: &List, before: &Catalogue) -> Result<Catalogue, ExitCode> {
    let failed = |error: &dyn std::fmt::Display| complain(&format!("{}: {error}", list.file.display()));
    let bytes = read_bounded(&list.file, FILE_MAX).map_err(|error| failed(&error))?;
    let found = csv::import(before, &bytes, list.currency.into(), now()).map_err(|error| failed(&error))?;
    let Import { charset, added, changed, unchanged, ref bad, .. } = found;
    let mut told =
        format!("charset {charset}\nadded {added}\nchanged {changed}\nunchanged {unchanged}\nbad {}\n", bad.len());
    bad.iter().for_each(|bad| told.push_str(&format!("{bad}\n")));
    // A reader that has seen enough, such as `head`, is no fault.
    let _ = io::stdout().write_all(told.as_bytes());
    let problems = bad.len();
    found.into_catalogue().ok_or_else(|| failed(&format!("{problems} problems; nothing was changed")))
}

fn export(data: &Path, currency: Currency, mark: Mark) -> ExitCode {
    let all = match catalogue::read(data) {
        Ok(all) => all,
        Err(error) => return complain(&error),
    };
    match csv::export(all.records(), currency, mark, BufWriter::new(io::stdout().lock())) {
        // A reader that has seen enough, such as `head`, is no fault.
        Err(error) if error.0.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => complain(&error),
        Ok(()) => ExitCode::SUCCESS,
    }
}
