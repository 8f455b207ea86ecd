//! `keytill iso`: a look at one message.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    io::{self, Read, Write},
    process::ExitCode,
};

use clap::Subcommand;
use serde::Serialize;

use crate::iso8583::{Envelope, Kind, OpenError, Opened};

use super::complain;

/// The longest input that is read, in bytes: a frame of the greatest length in hexadecimal, with blanks.
const LONGEST: u64 = 1 << 20;

/// Subcommands of `keytill iso`.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Show the fields of a UnionPay message
    ///
    /// The two bytes of length, the TPDU, a private block (FD) and the message header may stand before the message or not; what
    /// stands there is found out. The table masks card data: card numbers keep their first six and last four digits, tracks,
    /// PIN blocks, keys, scanned codes and private data are shown by their length. With --json every value stands as it is,
    /// UNMASKED. A message that cannot be read to its end is a fault (exit status 1).
    Describe {
        /// JSON, unmasked: {"tpdu","header","mti","fields":{"11":"000645"}}; digits for n and z fields (`=` separates a
        /// track), text for ans (hexadecimal where it is neither ASCII nor GBK), upper-case hexadecimal for b
        #[arg(long)]
        json: bool,
        /// The message in hexadecimal, also with blanks or in several arguments; - reads it from standard input
        #[arg(required = true, value_name = "HEX")]
        hex: Vec<String>,
    },
}

/// What is wrong with the input.
#[derive(Debug, thiserror::Error)]
enum Fault {
    #[error("standard input cannot be read: {0}")]
    Input(io::Error),
    #[error("no hexadecimal digits were given")]
    Empty,
    #[error("the input is longer than {LONGEST} characters, which no message is")]
    TooLong,
    #[error("{found:?} at character {at} is not a hexadecimal digit")]
    NoDigit { found: char, at: usize },
    #[error("{0} hexadecimal digits are half a byte too few or too many")]
    Odd(usize),
    #[error(transparent)]
    NoMessage(#[from] OpenError),
}

/// Runs the subcommand.
pub fn run(command: Command) -> ExitCode {
    let Command::Describe { json, hex } = command;
    let said = input(&hex).and_then(|text| bytes(&text)).and_then(|bytes| {
        let opened = Envelope::open(&bytes)?;
        warn(&opened, bytes.len());
        Ok(if json { to_json(&opened) } else { to_table(&opened) })
    });
    let written = match said {
        Ok(text) => io::stdout().lock().write_all(text.as_bytes()),
        Err(fault) => return complain(&fault),
    };
    match written {
        // A reader that has seen enough, such as `head`, is no fault.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => complain(&error),
        _ => ExitCode::SUCCESS,
    }
}

fn input(arguments: &[String]) -> Result<String, Fault> {
    if arguments != ["-"] {
        return Ok(arguments.join(" "));
    }
    let mut text = String::new();
    io::stdin().lock().take(LONGEST + 1).read_to_string(&mut text).map_err(Fault::Input)?;
    Ok(text)
}

/// The bytes of hexadecimal text with blanks anywhere, and `0x` before it or not.
fn bytes(text: &str) -> Result<Vec<u8>, Fault> {
    if text.len() as u64 > LONGEST {
        return Err(Fault::TooLong);
    }
    let trimmed = text.trim_start();
    let lead = text.len() - trimmed.len() + if trimmed.starts_with("0x") || trimmed.starts_with("0X") { 2 } else { 0 };
    let mut digits = Vec::with_capacity(text.len());
    for (at, found) in text.char_indices().filter(|(at, found)| *at >= lead && !found.is_whitespace()) {
        let digit = found.to_digit(16).ok_or(Fault::NoDigit { found, at: at + 1 })?;
        digits.push(digit as u8);
    }
    match digits.as_chunks::<2>() {
        ([], []) => Err(Fault::Empty),
        (pairs, []) => Ok(pairs.iter().map(|[high, low]| high << 4 | low).collect()),
        _ => Err(Fault::Odd(digits.len())),
    }
}

/// The message could be read, but not all is as it should be.
fn warn(opened: &Opened<'_>, size: usize) {
    if let Some(length) = opened.envelope.length.filter(|length| length + 2 != size) {
        complain(&format!("the length before the message says {length} bytes, {} follow", size - 2));
    }
    if let Some(table) = opened.table {
        complain(&format!("the message could not be read as UnionPay packs it, but as {table}"));
    }
}

/// The message for other programs. A promise: names and meanings stay.
#[derive(Serialize)]
struct Json {
    tpdu: Option<String>,
    header: Option<String>,
    mti: String,
    fields: BTreeMap<u8, String>,
}

fn to_json(opened: &Opened<'_>) -> String {
    let Opened { envelope, view, message, .. } = opened;
    let json = Json {
        tpdu: envelope.tpdu.map(to_hex),
        header: envelope.header.map(to_hex),
        mti: message.mti().to_string(),
        fields: message.fields().map(|field| (field, plain(opened, field, view.kind(field)))).collect(),
    };
    // A map of texts has no value that JSON does not have.
    serde_json::to_string(&json).unwrap_or_default() + "\n"
}

/// The value of a field, unmasked.
fn plain(opened: &Opened<'_>, field: u8, kind: Option<Kind>) -> String {
    let bytes = opened.message.bytes(field).unwrap_or_default();
    match (opened.message.text(field), kind) {
        (Some(text), _) => text.to_owned(),
        (None, Some(Kind::An | Kind::Ans)) => encoding_rs::GBK
            .decode_without_bom_handling_and_without_replacement(bytes)
            .map_or_else(|| to_hex(bytes), |text| text.into_owned()),
        (None, _) => to_hex(bytes),
    }
}

/// A line for each part, masked: number, name, value.
fn to_table(opened: &Opened<'_>) -> String {
    let Opened { envelope, view, message, .. } = opened;
    let mut rows: Vec<(String, &str, String)> = Vec::new();
    let mut head = |name: &'static str, bytes: Option<&[u8]>| {
        if let Some(bytes) = bytes {
            rows.push((String::new(), name, to_hex(bytes)));
        }
    };
    head("TPDU", envelope.tpdu);
    if let Some(private) = envelope.private {
        rows.push((String::new(), "private block", format!("<{}>", private.len())));
    }
    if let Some(header) = envelope.header {
        rows.push((String::new(), "header", to_hex(header)));
    }
    rows.push((String::new(), "message type", message.mti().to_string()));
    for line in message.describe_lines(view.spec()) {
        let number = if line.path.depth() == 0 { line.path.to_string() } else { format!("  {}", line.path) };
        rows.push((number, line.name, line.value));
        if let Some(fault) = line.fault {
            rows.push((String::new(), "sub-fields cannot be read", fault.to_string()));
        }
    }
    align(&rows)
}

/// Three columns. The names are English, so that characters are columns.
fn align(rows: &[(String, &str, String)]) -> String {
    let widest = |column: fn(&(String, &str, String)) -> usize| rows.iter().map(column).max().unwrap_or(0);
    let (first, second) = (widest(|row| row.0.len()), widest(|row| row.1.len()));
    rows.iter().fold(String::new(), |mut text, (number, name, value)| {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{}", format!("{number:first$}  {name:second$}  {value}").trim_end());
        text
    })
}

fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        let _ = write!(text, "{byte:02X}");
        text
    })
}
