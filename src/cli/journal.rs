//! `keytill journal`: check, export and figures, also beside a running terminal; the index built anew, without one.

use std::{
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Subcommand, ValueEnum};
use serde::Serialize;

use crate::{
    domain::{Amount, BatchNo, Kind, OperatorNo, Stan, State, Transaction, UtcOffset, WallTime},
    fees::Calendar,
    flow::slip,
    ledger,
};

use super::{complain, config, now};

mod figures;
mod price;

use price::Price;

/// Subcommands of `keytill journal`.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check checksums, sequence and hash chain; say the head hash, the number of facts, the first record where older
    /// ones were let go, and `ok`, or what is broken and where (exit status 1)
    Verify {
        /// The data folder
        #[arg(long, value_name = "DIR")]
        data: PathBuf,
    },
    /// Print every transaction once, in its last state, oldest first, with fee, net and day of arrival by the journal's rates
    Export {
        /// The data folder
        #[arg(long, value_name = "DIR")]
        data: PathBuf,
        /// The calendar for days of arrival, in place of the one that is built in
        #[arg(long, value_name = "FILE")]
        calendar: Option<PathBuf>,
        /// The form
        #[arg(long, value_enum, default_value = "jsonl")]
        format: Format,
    },
    /// Count: segments, records, bytes, times, the open batch by kind and state, what the retention would let go
    Stats {
        /// The data folder
        #[arg(long, value_name = "DIR")]
        data: PathBuf,
        /// One JSON object in place of lines
        #[arg(long)]
        json: bool,
        /// The retention to count for, in days; 0: for ever
        #[arg(long, value_name = "DAYS", default_value_t = ledger::KEEP_DAYS)]
        keep_days: u32,
    },
    /// Check the journal and build the index anew from it; refused while a terminal runs on the folder
    Rebuild {
        /// The data folder
        #[arg(long, value_name = "DIR")]
        data: PathBuf,
    },
}

/// Forms of the export.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Format {
    /// JSON, one transaction a line
    Jsonl,
}

/// Runs the subcommand.
pub fn run(command: Command) -> ExitCode {
    match command {
        Command::Verify { data } => verify(&data),
        Command::Export { data, calendar, format: Format::Jsonl } => export(&data, calendar.as_deref()),
        Command::Stats { data, json, keep_days } => {
            let form = if json { figures::Form::Json } else { figures::Form::Lines };
            figures::print(&data, keep_days, now(), form)
        }
        Command::Rebuild { data } => rebuild(&data),
    }
}

/// The figures as one JSON object.
///
/// # Errors
/// What is wrong with the journal.
pub(super) fn stats_json(data: &Path, now: WallTime) -> Result<String, String> {
    figures::text(data, ledger::KEEP_DAYS, now, figures::Form::Json)
}

fn rebuild(data: &Path) -> ExitCode {
    match ledger::rebuild(data, now()) {
        Ok(done) => {
            put_line!("records {}", done.records);
            put_line!("transactions {}", done.transactions);
            if let Some(aside) = done.aside {
                put_line!("old_index {}", aside.display());
            }
            put_line!("ok");
            ExitCode::SUCCESS
        }
        Err(error) => complain(&error),
    }
}

fn verify(data: &Path) -> ExitCode {
    match ledger::verify(data) {
        Ok(found) => {
            put_line!("head {}", found.head);
            put_line!("facts {}", found.facts);
            if found.from > 1 {
                put_line!("from {}", found.from);
            }
            put_line!("ok");
            ExitCode::SUCCESS
        }
        Err(broken) => complain(&broken),
    }
}

fn export(data: &Path, calendar: Option<&Path>) -> ExitCode {
    let calendar = match calendar.map_or_else(|| Ok(Calendar::default()), config::calendar) {
        Ok(calendar) => calendar,
        Err(error) => return complain(&error),
    };
    let snapshot = match ledger::snapshot(data) {
        Ok(snapshot) => snapshot,
        Err(broken) => return complain(&broken),
    };
    let mut out = BufWriter::new(io::stdout().lock());
    let rates = snapshot.rates.as_ref();
    let mut lines = snapshot.transactions.iter().map(|txn| line(&mut out, txn, price::price(rates, &calendar, txn)));
    let written = lines.try_for_each(|line| line);
    match written.and_then(|()| out.flush()) {
        // A reader that has seen enough, such as `head`, is no fault.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => complain(&error),
        Ok(()) => ExitCode::SUCCESS,
    }
}

/// One line of the export. A promise to other programs: names and meanings stay.
#[derive(Serialize)]
struct Row<'a> {
    stan: Stan,
    batch: BatchNo,
    kind: Kind,
    state: State,
    amount_minor: Amount,
    currency: &'static str,
    /// Masked; empty where neither a card nor a code was shown.
    pan: &'a str,
    rrn: Option<&'a str>,
    auth_code: Option<&'a str>,
    response_code: Option<&'a str>,
    entry: crate::domain::Entry,
    operator: OperatorNo,
    approver: Option<OperatorNo>,
    time: String,
    original_stan: Option<Stan>,
    reversal_reason: Option<&'static str>,
    reversal_tries: u16,
    /// What the customer gave in cash; the change is what that is more than the amount.
    given_minor: Option<Amount>,
    /// The sale that this is a part of, or takes a part of back.
    bill: Option<crate::domain::BillNo>,
    #[serde(flatten)]
    price: Price,
}

fn line(out: &mut impl Write, txn: &Transaction, price: Price) -> io::Result<()> {
    let host = txn.host.as_ref();
    let row = Row {
        stan: txn.txn.stan,
        batch: txn.txn.batch,
        kind: txn.kind,
        state: txn.state,
        amount_minor: txn.amount,
        currency: txn.currency.letters(),
        pan: if slip::has_card(txn) { txn.pan.as_str() } else { "" },
        rrn: host.and_then(|h| h.rrn.as_ref()).map(|r| r.as_str()),
        auth_code: host.and_then(|h| h.auth_code.as_ref()).map(|c| c.as_str()),
        response_code: host.map(|h| h.code.as_str()),
        entry: txn.entry,
        operator: txn.operator,
        approver: txn.approver,
        time: iso_8601(txn.began),
        original_stan: txn.original.as_ref().and_then(crate::domain::Original::stan),
        reversal_reason: txn.reversal.as_ref().map(|r| r.reason.code()),
        reversal_tries: txn.reversal.as_ref().map_or(0, |r| r.tries),
        given_minor: txn.extra.given,
        bill: txn.extra.bill,
        price,
    };
    serde_json::to_writer(&mut *out, &row)?;
    out.write_all(b"\n")
}

/// The time of the terminal's clock in UTC: `2026-01-22T06:05:09Z`.
pub(super) fn iso_8601(at: WallTime) -> String {
    let civil = at.civil(UtcOffset(0)).to_string();
    format!("{}Z", civil.replace(' ', "T"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A transaction of this kind as a journal has it.
    fn stored(kind: &str, entry: &str) -> Transaction {
        let text = format!(
            r#"{{"batch":1,"stan":2,"kind":"{kind}","state":"approved","amount":1234,"currency":"CNY",
            "entry":"{entry}","pin":"none","pan":"621094*********0707","pan_in_request":false,"operator":"01","began":0}}"#
        );
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn a_voucher_is_no_card_number() {
        for (kind, entry, pan) in [
            ("sale", "chip", "621094*********0707"),
            ("sale", "code", "621094*********0707"),
            ("refund", "swipe", "621094*********0707"),
            ("refund", "code", ""),
        ] {
            let mut out = Vec::new();
            line(&mut out, &stored(kind, entry), Price::default()).unwrap();
            let row: serde_json::Value = serde_json::from_slice(&out).unwrap();
            assert_eq!(row["pan"], pan, "{kind} by {entry}");
        }
    }
}
