//! Sub-fields that the host takes out of requests.

use super::{
    totals::{HostTotals, Sum},
    uploads::{Detail, DetailForm},
};
use crate::{domain::Amount, iso8583::Message};

/// The most details in one block.
const BLOCK: usize = 8;
/// Digits of one detail in a block.
const DETAIL: usize = 40;

/// Field 60 as far as the host needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Private {
    /// 60.1, the type of the trade.
    pub kind: String,
    /// 60.2, the batch.
    pub batch: u32,
    /// 60.3, the network management code; empty where the request ends before it.
    pub code: String,
}

impl Private {
    /// Takes field 60 apart; none when it has less than the type and the batch.
    pub fn of(request: &Message) -> Option<Private> {
        let text = request.text(60)?;
        let code = text.get(8..11).unwrap_or_default().to_owned();
        Some(Private { kind: text.get(..2)?.to_owned(), batch: text.get(2..8)?.parse().ok()?, code })
    }
}

/// Field 11.
pub fn stan(request: &Message) -> Option<u32> {
    request.text(11)?.parse().ok().filter(|stan| *stan > 0)
}

/// Field 23, the card sequence number; 0 where there is none.
pub fn sequence(request: &Message) -> u8 {
    request.text(23).and_then(|text| text.parse().ok()).unwrap_or(0)
}

/// Twelve digits or so as an amount.
pub fn digits(text: &str) -> Option<Amount> {
    Amount::from_minor(text.parse().ok()?).ok()
}

/// Field 4.
pub fn amount(request: &Message) -> Option<Amount> {
    digits(request.text(4)?)
}

/// Batch and STAN of the original, 61.1 and 61.2.
pub fn original(request: &Message) -> Option<(u32, u32)> {
    let text = request.text(61)?;
    Some((text.get(..6)?.parse().ok()?, text.get(6..12)?.parse().ok()?))
}

/// The date of the original, 61.3.
pub fn original_date(request: &Message) -> Option<&str> {
    request.text(61)?.get(12..16)
}

/// First six and last four digits.
pub fn masked(pan: &str) -> String {
    match (pan.get(..6), pan.len().checked_sub(4).and_then(|at| pan.get(at..))) {
        (Some(first), Some(last)) if pan.len() >= 12 => format!("{first}{}{last}", "*".repeat(pan.len() - 10)),
        _ => String::new(),
    }
}

/// Whether the check digit of a card number is right.
pub fn luhn(pan: &str) -> bool {
    let sum: u32 = (0..)
        .zip(pan.bytes().rev())
        .map(|(place, byte)| match (place % 2, u32::from(byte.wrapping_sub(b'0'))) {
            (0, digit) => digit,
            (_, digit) => digit * 2 / 10 + digit * 2 % 10,
        })
        .sum();
    pan.len() >= 12 && pan.bytes().all(|byte| byte.is_ascii_digit()) && sum.is_multiple_of(10)
}

/// Reads one half of field 48, 31 digits: debit amount 12 and count 3, credit amount 12 and count 3, flag 1.
pub fn read_half(text: &str) -> Option<HostTotals> {
    let side = |from: usize| {
        let amount = digits(text.get(from..from + 12)?)?;
        Some(Sum { count: text.get(from + 12..from + 15)?.parse().ok()?, amount })
    };
    (text.len() == 31).then_some(HostTotals { debit: side(0)?, credit: side(15)? })
}

/// Writes 31 digits with this flag: 1 equal, 2 unequal, 3 error.
pub fn write_half(totals: &HostTotals, flag: char) -> String {
    let side = |side: Sum| format!("{:012}{:03}", side.amount.minor(), side.count.min(999));
    format!("{}{}{flag}", side(totals.debit), side(totals.credit))
}

/// The stripe details in field 48: a count of two digits, then 40 digits each (card class 2, STAN 6, card number 20, amount
/// 12). None when count and length do not agree.
pub fn stripe_details(text: &str) -> Option<Vec<Detail>> {
    let count: usize = text.get(..2)?.parse().ok()?;
    let rest = text.get(2..)?;
    if !(1..=BLOCK).contains(&count) || rest.len() != count * DETAIL {
        return None;
    }
    (0..count).map(|index| stripe_detail(rest.get(index * DETAIL..(index + 1) * DETAIL)?)).collect()
}

fn stripe_detail(text: &str) -> Option<Detail> {
    Some(Detail {
        stan: text.get(2..8)?.parse().ok()?,
        form: DetailForm::Stripe,
        amount: digits(text.get(28..)?)?,
        pan: masked(text.get(8..28)?.trim_start_matches('0')),
        class: text.get(..2)?.to_owned(),
    })
}
