//! Terminal parameters (field 62, use 3 and 8) and the status that the terminal uploads (use 2): code and value without
//! separators.

use std::collections::BTreeMap;

use encoding_rs::GBK;

use crate::domain::{HostData, hex};

use super::BadDownload;

/// The width of each parameter's value, in bytes.
const WIDTHS: [(&str, usize); 15] = [
    ("11", 2),
    ("12", 2),
    ("13", 1),
    ("14", 14),
    ("15", 14),
    ("16", 14),
    ("17", 14),
    ("18", 1),
    ("19", 2),
    ("20", 1),
    ("21", 1),
    ("22", 40),
    ("23", 1),
    ("24", 1),
    ("25", 1),
];
/// The parameter that says which trades are offered: 32 bits.
const TRADES: &str = "26";
/// The trades as noughts and ones.
const TRADES_TEXT: usize = 32;
/// The trades as hexadecimal digits.
const TRADES_HEX: usize = 8;
/// The trades as bytes.
const TRADES_BYTES: usize = 4;
/// Which parameters a status repeats.
const STATUS: std::ops::RangeInclusive<&str> = "11"..="25";

/// The parameters of an answer (360 or 364) by code. The widths of the codes that only a parameter server uses (27 to 36) are
/// in no public source: the first such code takes all that follows.
///
/// # Errors
/// [`BadDownload::Form`] when a code or its value is cut off, or a code is not two digits.
pub fn parameters(body: &[u8]) -> Result<BTreeMap<String, String>, BadDownload> {
    let mut values = BTreeMap::new();
    // A host that has nothing says so with one digit, as in lists.
    let mut rest = if body == b"0" { &[][..] } else { body };
    while !rest.is_empty() {
        let at = body.len() - rest.len();
        let (code, after) = rest.split_at_checked(2).ok_or_else(|| BadDownload::form(at, "half a code"))?;
        if !code.iter().all(u8::is_ascii_digit) {
            return Err(BadDownload::form(at, "two digits of a code were expected"));
        }
        let code = String::from_utf8_lossy(code).into_owned();
        let (value, after) = take(&code, after, at)?;
        values.insert(code, value);
        rest = after;
    }
    Ok(values)
}

/// The value of a code, and what follows it.
fn take<'a>(code: &str, rest: &'a [u8], at: usize) -> Result<(String, &'a [u8]), BadDownload> {
    if code == TRADES {
        return take_trades(rest, at);
    }
    let width = WIDTHS.iter().find(|(known, _)| *known == code).map_or(rest.len(), |(_, width)| *width);
    let cut = || BadDownload::form(at, format!("the value of parameter {code} has fewer than {width} characters"));
    let (value, after) = rest.split_at_checked(width).ok_or_else(cut)?;
    Ok((readable(value), after))
}

/// 32 noughts and ones, eight hexadecimal digits, or four bytes: the specification says "32 bits" and no more.
fn take_trades(rest: &[u8], at: usize) -> Result<(String, &[u8]), BadDownload> {
    let is_text = |length: usize, digit: fn(&u8) -> bool| rest.get(..length).is_some_and(|v| v.iter().all(digit));
    let width = if is_text(TRADES_TEXT, |b| matches!(b, b'0' | b'1')) {
        TRADES_TEXT
    } else if is_text(TRADES_HEX, u8::is_ascii_hexdigit) {
        TRADES_HEX
    } else {
        let bytes = rest.split_at_checked(TRADES_BYTES);
        let (bytes, after) = bytes.ok_or_else(|| BadDownload::form(at, "parameter 26 has fewer than 32 bits"))?;
        return Ok((hex::encode(bytes), after));
    };
    let (value, after) = rest.split_at(width);
    Ok((readable(value), after))
}

/// Out of GBK, without control characters and the blanks that fill it up.
fn readable(value: &[u8]) -> String {
    let (text, _) = GBK.decode_without_bom_handling(value);
    text.chars().filter(|c| !c.is_control()).collect::<String>().trim().to_owned()
}

/// The status of the terminal for 362: flags of the reader and the printer (`1` for well), then the parameters that are
/// set. What the flags 01 to 05 stand for one by one is in no public source; these are the first two.
pub fn status(reader: Flag, printer: Flag, data: &HostData) -> Vec<u8> {
    let mut body = format!("01{}02{}", reader.digit(), printer.digit()).into_bytes();
    for (code, value) in data.parameters.range(STATUS.start().to_string()..=STATUS.end().to_string()) {
        let Some((_, width)) = WIDTHS.iter().find(|(known, _)| known == code) else { continue };
        let (value, _) = encode(value);
        let mut value = value;
        value.resize(*width, b' ');
        body.extend_from_slice(code.as_bytes());
        body.extend_from_slice(&value);
    }
    body
}

fn encode(value: &str) -> (Vec<u8>, bool) {
    let (bytes, _, lost) = GBK.encode(value);
    (bytes.into_owned(), lost)
}

/// Whether a part of the terminal is well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flag {
    /// It is.
    Well,
    /// It is not there, or in trouble.
    Trouble,
}

impl Flag {
    fn digit(self) -> char {
        match self {
            Flag::Well => '1',
            Flag::Trouble => '0',
        }
    }
}
