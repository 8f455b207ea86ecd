//! Figures of reports against the batch's own totals, days of the terminal's calendar, and the day report of the command line.
#![allow(clippy::unwrap_used, clippy::panic, reason = "clippy knows test functions, not the helpers beside them")]

#[path = "report/counting.rs"]
mod counting;
#[path = "escpos/font.rs"]
mod font;
#[path = "report/forms.rs"]
mod forms;

use keytill::domain::{Amount, Transaction, UtcOffset, WallTime};
use serde_json::{Value, json};

/// 2026-11-25 14:05:00 in China.
const AFTERNOON: WallTime = WallTime(1_795_586_700_000);
const CHINA: UtcOffset = UtcOffset(480);

/// An approved sale by chip of operator 01, with what is different about it.
fn sale(stan: u32, minor: u64, other: Value) -> Transaction {
    let mut row = json!({
        "batch": 1, "stan": stan, "kind": "sale", "state": "approved", "amount": minor, "currency": "CNY", "entry": "chip",
        "pin": "none", "pan": "622848*********1234", "pan_in_request": false, "operator": "01", "began": AFTERNOON.0,
        "host": { "code": "00", "rrn": format!("{stan:012}"), "scheme": "CUP" },
    });
    for (key, value) in other.as_object().unwrap() {
        row[key] = value.clone();
    }
    serde_json::from_value(row).unwrap()
}

fn amount(minor: u64) -> Amount {
    Amount::from_minor(minor).unwrap()
}
