//! `keytill report`: a day for the back office, also beside a running terminal.

use std::{
    io::{self, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::ValueEnum;

use crate::{
    domain::{BadDay, Currency, Day, Transaction, UtcOffset},
    ledger,
    printer::{self, Font, Paper},
};

use super::{Config, ConfigError, complain, private_file};

mod form;

/// What is wanted.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The day of the terminal's calendar, as 2026-11-25; what began on it by the terminal's own clock
    #[arg(long, value_name = "DAY", value_parser = parse_day)]
    day: Day,
    /// What a line is of, in csv and jsonl: a transaction, or a product that was sold with baskets
    #[arg(long, value_enum, default_value = "transaction")]
    by: By,
    /// The form: csv and jsonl have the transactions, one a line, pdf has the figures
    #[arg(long, value_enum)]
    format: Format,
    /// The data folder
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// The file to write; one that is there is replaced
    #[arg(long, value_name = "FILE")]
    output: PathBuf,
    /// The configuration of the box: offset from UTC, shop, currency and font; without it UTC+8, CNY and no shop's name
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// A font file with Chinese characters for the pdf, where the configuration names none
    #[arg(long, value_name = "FILE")]
    font: Option<PathBuf>,
}

/// What a line is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum By {
    /// A transaction
    Transaction,
    /// A product: what was sold of it with baskets that were paid on the day, and did not come back
    Product,
}

/// Forms of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Comma-separated values, with a line of names
    Csv,
    /// JSON, one transaction a line
    Jsonl,
    /// The day's figures on one page, in Chinese and English
    Pdf,
}

fn parse_day(text: &str) -> Result<Day, BadDay> {
    text.parse()
}

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
enum ReportError {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Ledger(#[from] ledger::Broken),
    #[error("the report cannot be written to {}: {source}; name a file that this user may write", path.display())]
    Write { path: PathBuf, source: io::Error },
    #[error("a pdf needs a font file with Chinese characters: name one with --font, or [printer] font in --config")]
    NoFont,
    #[error(transparent)]
    Form(#[from] form::FormError),
}

/// What of the box stands on a report.
struct Shop {
    name: Option<String>,
    offset: UtcOffset,
    currency: Currency,
    font: Option<PathBuf>,
}

impl Shop {
    fn of(args: &Args) -> Result<Shop, ConfigError> {
        let Some(path) = &args.config else {
            let (offset, currency) = (UtcOffset::default(), Currency::default());
            return Ok(Shop { name: None, offset, currency, font: args.font.clone() });
        };
        let config = Config::read(path)?;
        Ok(Shop {
            name: Some(config.merchant.name),
            offset: config.utc_offset_minutes,
            currency: config.merchant.currency,
            font: args.font.clone().or(config.printer.font),
        })
    }
}

/// Runs the subcommand.
pub fn run(args: Args) -> ExitCode {
    match report(&args) {
        Ok(count) => {
            put_line!("{} {count} transactions", args.day);
            ExitCode::SUCCESS
        }
        Err(error) => complain(&error),
    }
}

/// Writes the report and says how many transactions the day has.
fn report(args: &Args) -> Result<usize, ReportError> {
    let shop = Shop::of(args)?;
    let (from, until) = (args.day.start(shop.offset), args.day.end(shop.offset));
    let of_day = |txn: &Transaction| from <= txn.began && txn.began < until;
    let mut rows = ledger::snapshot_if(&args.data, of_day)?.transactions;
    // A clock that was set back has left them out of order.
    rows.sort_by_key(|txn| (txn.began, txn.txn.batch, txn.txn.stan));
    let goods = ledger::goods_between(&args.data, from, until)?;
    let bytes = match args.format {
        Format::Csv if args.by == By::Product => form::products_csv(&goods, shop.currency)?,
        Format::Jsonl if args.by == By::Product => form::products_jsonl(&goods, shop.currency)?,
        Format::Csv => form::csv(&rows, shop.offset)?,
        Format::Jsonl => form::jsonl(&rows, shop.offset)?,
        Format::Pdf => {
            let path = shop.font.as_deref().ok_or(ReportError::NoFont)?;
            let receipt = form::page((&rows, &goods), args.day, shop.name.as_deref(), shop.offset, shop.currency)?;
            let font = Font::open(path).map_err(form::FormError::from)?;
            printer::pdf(&receipt, Paper::Mm80, &font).map_err(form::FormError::from)?
        }
    };
    write(&args.output, &bytes).map_err(|source| ReportError::Write { path: args.output.clone(), source })?;
    Ok(rows.len())
}

/// The shop's business alone: nobody else may read the file.
fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = private_file(path)?;
    file.write_all(bytes)?;
    file.sync_data()
}
