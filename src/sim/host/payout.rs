//! The settlement file that the host makes of its books: what it pays out, with its own fees and days. A second reading: the
//! terminal's rates and calendar are not used here.

use std::path::PathBuf;

use super::{BookEntry, BookState, Books, Trade, config::TerminalSetup, kinds::Side};
use crate::domain::{Amount, Day};

/// The longest row of days off.
const DAYS_OFF_MAX: u32 = 31;

/// What the host charges and when it pays. Rates are millionths of the amount.
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PayoutRules {
    /// Where the file is written whenever a batch is closed; without it, only on order.
    pub file: Option<PathBuf>,
    /// Credit cards.
    pub credit: u32,
    /// Debit cards.
    pub debit: u32,
    /// The most that a debit card costs, in minor units.
    pub debit_cap: Amount,
    /// Payments by code.
    pub qr: u32,
    /// First digits of debit cards; all others are credit cards.
    pub debit_bins: Vec<String>,
    /// Days on which nothing is paid out, besides Saturdays and Sundays.
    pub holidays: Vec<Day>,
    /// Saturdays and Sundays on which something is paid out.
    pub working_weekends: Vec<Day>,
    /// The first day that counts for the deposit of the device; without it, the file says nothing of deposits.
    pub deposit_from: Option<Day>,
}

impl Default for PayoutRules {
    fn default() -> PayoutRules {
        PayoutRules {
            file: None,
            credit: 6_000,
            debit: 5_000,
            debit_cap: Amount::from_minor(2_000).unwrap_or(Amount::MAX),
            qr: 3_800,
            debit_bins: Vec::new(),
            holidays: Vec::new(),
            working_weekends: Vec::new(),
            deposit_from: None,
        }
    }
}

impl PayoutRules {
    /// The file for the books of a terminal; none where they have nothing to pay out. `docs/fees.md` has the form.
    pub fn file_of(&self, setup: &TerminalSetup, books: &Books) -> Option<String> {
        let paid: Vec<(Day, &BookEntry)> = books
            .entries
            .values()
            .filter(|entry| pays(entry))
            .filter_map(|entry| Some((entry.day.parse().ok()?, entry)))
            .collect();
        let days = paid.iter().map(|(day, _)| *day);
        let (first, last) = (days.clone().min()?, days.max()?);
        let (terminal, merchant) = (setup.terminal.as_str(), setup.merchant.as_str());
        let mut text = format!(
            "keytill-arrivals,1\nmerchant,{merchant}\ndays,{first},{last}\ncurrency,CNY\n\
             columns,terminal,batch,stan,rrn,day,side,amount,fee,arrival\n"
        );
        let (mut incoming, mut outgoing) = (0, 0);
        for (day, entry) in &paid {
            let amount = entry.standing_amount().minor();
            let side = if entry.kind.side() == Side::Debit { "in" } else { "out" };
            let sum = if side == "in" { &mut incoming } else { &mut outgoing };
            *sum += amount;
            let (fee, arrival) = (self.fee(entry), self.next_working(*day));
            text += &format!(
                "row,{terminal},{:06},{:06},{},{day},{side},{amount},{fee},{arrival}\n",
                entry.batch, entry.stan, entry.rrn
            );
        }
        if let Some(from) = self.deposit_from {
            let counted = |by_code: bool| sum(paid.iter().filter(|(day, e)| *day >= from && by_code == is_by_code(e)));
            text += &format!("deposit,{terminal},{last},{},{}\n", counted(false), counted(true));
        }
        Some(text + &format!("end,{},{incoming},{outgoing}\n", paid.len()))
    }

    fn fee(&self, entry: &BookEntry) -> u64 {
        let amount = u128::from(entry.standing_amount().minor());
        let of = |rate: u32| u64::try_from((amount * u128::from(rate) + 500_000) / 1_000_000).unwrap_or(u64::MAX);
        match entry.kind {
            Trade::LoadDesignated | Trade::LoadOther | Trade::LoadCash => 0,
            _ if is_by_code(entry) => of(self.qr),
            Trade::Instalment => of(self.credit),
            _ if self.debit_bins.iter().any(|bin| entry.pan.starts_with(bin)) => {
                of(self.debit).min(self.debit_cap.minor())
            }
            _ => of(self.credit),
        }
    }

    fn next_working(&self, after: Day) -> Day {
        let works =
            |day: &Day| self.working_weekends.contains(day) || !(day.is_weekend() || self.holidays.contains(day));
        (1..=DAYS_OFF_MAX).map(|days| after.plus(days)).find(works).unwrap_or(after.plus(1))
    }
}

/// Sales less refunds, in minor units; never below nothing.
fn sum<'a>(entries: impl Iterator<Item = &'a (Day, &'a BookEntry)>) -> u64 {
    entries
        .fold(0_i64, |sum, (_, entry)| {
            let amount = i64::try_from(entry.standing_amount().minor()).unwrap_or(i64::MAX);
            if entry.kind.side() == Side::Debit { sum + amount } else { sum - amount }
        })
        .try_into()
        .unwrap_or(0)
}

fn is_by_code(entry: &BookEntry) -> bool {
    entry.kind.is_by_code()
}

/// Whether it stands and is paid out: voids and what they took back are not.
fn pays(entry: &BookEntry) -> bool {
    let voids = matches!(entry.kind, Trade::Void | Trade::CompletionVoid | Trade::QrVoid | Trade::LoadVoid);
    entry.state == BookState::Approved && entry.kind.side() != Side::Neither && !voids
}
