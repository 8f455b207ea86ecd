//! Records and tables for the tests of this room.

use super::{Calendar, Identity, read_table};
use crate::domain::{Currency, RateTable, Transaction, UtcOffset};

pub const TABLE: &str = include_str!("../../packaging/rates.toml");
/// 2026-01-22 14:05:09 in China, a Thursday.
pub const NOON: i64 = 1_769_061_909_000;

pub fn table() -> RateTable {
    read_table(TABLE.as_bytes()).unwrap()
}

pub fn calendar() -> Calendar {
    Calendar::default()
}

pub fn identity() -> Identity {
    Identity {
        merchant: "999999999999999".parse().unwrap(),
        terminal: "12345678".parse().unwrap(),
        currency: Currency::Cny,
        offset: UtcOffset::default(),
    }
}

/// An approved record of batch 1 by a debit card.
pub fn record(stan: u32, amount: u64) -> Transaction {
    of_card(stan, amount, "622848")
}

/// The same by a card with these first digits.
pub fn of_card(stan: u32, amount: u64, bin: &str) -> Transaction {
    let text = format!(
        r#"{{"batch":1,"stan":{stan},"kind":"sale","state":"approved","amount":{amount},"currency":"CNY",
        "entry":"chip","pin":"none","pan":"{bin}*********0707","pan_in_request":false,"operator":"01","began":{NOON}}}"#
    );
    serde_json::from_str(&text).unwrap()
}
