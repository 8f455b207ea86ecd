//! Sub-fields that the host takes out of requests.

use crate::{
    domain::{Amount, KindTotals},
    iso8583::Message,
};

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

/// Field 4.
pub fn amount(request: &Message) -> Option<Amount> {
    Amount::from_minor(request.text(4)?.parse().ok()?).ok()
}

/// The card number: field 2, otherwise the front of track 2.
pub fn card_number(request: &Message) -> Option<&str> {
    let track = || request.text(35).and_then(|track| track.split_once('=')).map(|(pan, _)| pan);
    request.text(2).or_else(track)
}

/// Batch and STAN of the original, 61.1 and 61.2.
pub fn original(request: &Message) -> Option<(u32, u32)> {
    let text = request.text(61)?;
    Some((text.get(..6)?.parse().ok()?, text.get(6..12)?.parse().ok()?))
}

/// First six and last four digits.
pub fn masked(pan: &str) -> String {
    match (pan.get(..6), pan.len().checked_sub(4).and_then(|at| pan.get(at..))) {
        (Some(first), Some(last)) if pan.len() >= 12 => format!("{first}{}{last}", "*".repeat(pan.len() - 10)),
        _ => String::new(),
    }
}

/// The totals of one half of field 48: debit and credit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Half {
    /// Sales.
    pub debit: KindTotals,
    /// Voids.
    pub credit: KindTotals,
}

impl Half {
    /// Reads 31 digits: debit amount 12 and count 3, credit amount 12 and count 3, flag 1.
    pub fn read(digits: &str) -> Option<Half> {
        let side = |from: usize| {
            let amount = Amount::from_minor(digits.get(from..from + 12)?.parse().ok()?).ok()?;
            Some(KindTotals { count: digits.get(from + 12..from + 15)?.parse().ok()?, amount })
        };
        (digits.len() == 31).then_some(Half { debit: side(0)?, credit: side(15)? })
    }

    /// Writes 31 digits with this flag: 1 equal, 2 unequal.
    pub fn write(&self, flag: char) -> String {
        let side = |side: KindTotals| format!("{:012}{:03}", side.amount.minor(), side.count.min(999));
        format!("{}{}{flag}", side(self.debit), side(self.credit))
    }
}

/// The STANs of the stripe details in field 48: a count of two digits, then 40 digits each (card class 2, STAN 6, card number 20,
/// amount 12). None when count and length do not agree.
pub fn stripe_details(digits: &str) -> Option<Vec<u32>> {
    let count: usize = digits.get(..2)?.parse().ok()?;
    let rest = digits.get(2..)?;
    if !(1..=8).contains(&count) || rest.len() != count * 40 {
        return None;
    }
    (0..count).map(|i| rest.get(i * 40 + 2..i * 40 + 8)?.parse().ok()).collect()
}
