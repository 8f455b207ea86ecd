//! Sums of a batch.

use serde::{Deserialize, Serialize};

use super::{BookEntry, BookState, kinds::Side};
use crate::domain::Amount;

/// A count and an amount.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sum {
    /// How many.
    pub count: u32,
    /// How much.
    pub amount: Amount,
}

/// What a batch adds up to, as field 48 of a settlement has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostTotals {
    /// Sale, completion, completion advice, offline settlement, sale offline by chip, load from another account.
    pub debit: Sum,
    /// Refund, void, completion void, load paid in cash.
    pub credit: Sum,
}

/// Which of a batch's cards are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CardClass {
    /// UnionPay cards and codes.
    Domestic,
    /// Cards of another scheme.
    Foreign,
}

/// The scheme of a card (63.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Scheme {
    /// UnionPay.
    #[default]
    Cup,
    /// Visa.
    Vis,
    /// MasterCard.
    Mcc,
    /// Maestro.
    Mae,
    /// JCB.
    Jcb,
    /// Diners.
    Dcc,
    /// American Express.
    Amx,
}

impl Sum {
    /// One more of this amount. A sum that would pass twelve digits stays at the largest.
    pub fn add(&mut self, amount: Amount) {
        self.count = self.count.saturating_add(1);
        self.amount = self.amount.checked_add(amount).unwrap_or(Amount::MAX);
    }
}

impl HostTotals {
    /// Counts an entry on its side: what stands with its last amount, what was voided as well, since its void counts on the
    /// other side.
    pub fn count(&mut self, entry: &BookEntry) {
        let stands = matches!(entry.state, BookState::Approved | BookState::Voided);
        match entry.kind.side() {
            _ if !stands => {}
            Side::Debit => self.debit.add(entry.standing_amount()),
            Side::Credit => self.credit.add(entry.standing_amount()),
            Side::Neither => {}
        }
    }
}

impl Scheme {
    /// The three letters of field 63.1.
    pub fn letters(self) -> &'static str {
        match self {
            Scheme::Cup => "CUP",
            Scheme::Vis => "VIS",
            Scheme::Mcc => "MCC",
            Scheme::Mae => "MAE",
            Scheme::Jcb => "JCB",
            Scheme::Dcc => "DCC",
            Scheme::Amx => "AMX",
        }
    }

    /// The scheme of a number that the host has no account for, by its first digits.
    pub fn of_number(pan: &str) -> Scheme {
        match pan.as_bytes() {
            [b'4', ..] => Scheme::Vis,
            [b'5', b'1'..=b'5', ..] | [b'2', b'2'..=b'7', ..] => Scheme::Mcc,
            [b'5', ..] => Scheme::Mae,
            [b'3', b'5', ..] => Scheme::Jcb,
            [b'3', b'4' | b'7', ..] => Scheme::Amx,
            [b'3', ..] => Scheme::Dcc,
            _ => Scheme::Cup,
        }
    }

    /// Domestic or foreign.
    pub fn class(self) -> CardClass {
        if self == Scheme::Cup { CardClass::Domestic } else { CardClass::Foreign }
    }
}

impl CardClass {
    /// Two digits in the details of a batch upload.
    pub fn digits(self) -> &'static str {
        match self {
            CardClass::Domestic => "00",
            CardClass::Foreign => "01",
        }
    }
}
