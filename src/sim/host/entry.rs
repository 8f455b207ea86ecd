//! One transaction as the host has booked it.

use serde::{Deserialize, Serialize};

use super::{books::Key, kinds::Trade, totals::Scheme};
use crate::domain::Amount;

/// What became of a transaction at the host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BookState {
    /// It stands: money moved, or is set aside.
    Approved,
    /// Approved, then taken back by a reversal.
    Reversed,
    /// Approved, then taken back by a void.
    Voided,
    /// A pre-authorisation that a completion has used up.
    Completed,
    /// A payment by code that the customer has not confirmed yet.
    InProgress,
    /// Refused.
    Declined,
}

/// One transaction in the books.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookEntry {
    /// Its batch.
    pub batch: u32,
    /// Its STAN.
    pub stan: u32,
    /// What it is.
    pub kind: Trade,
    /// Its amount, as it came.
    pub amount: Amount,
    /// What became of it.
    pub state: BookState,
    /// Field 39 of its answer.
    pub code: String,
    /// Field 37 of its answer.
    pub rrn: String,
    /// First six and last four digits of the card number.
    pub pan: String,
    /// The transaction that this one is about: the sale of a void or refund, the pre-authorisation of a completion.
    pub original: Option<Key>,
    /// How many reversals came for it.
    pub reversals: u32,
    /// The host's date, MMDD.
    #[serde(default)]
    pub date: String,
    /// The host's day, YYYY-MM-DD.
    #[serde(default)]
    pub day: String,
    /// Field 38 of its answer.
    #[serde(default)]
    pub auth: String,
    /// Field 22.
    #[serde(default)]
    pub entry_mode: String,
    /// The scheme of its card.
    #[serde(default)]
    pub scheme: Scheme,
    /// Whether it came with chip data that the host answered.
    #[serde(default)]
    pub chip: bool,
    /// The amount that an adjustment or a tip has put in place of the first.
    #[serde(default)]
    pub adjusted: Option<Amount>,
    /// What additional pre-authorisations have put on top.
    #[serde(default)]
    pub added: Amount,
    /// What has been refunded so far.
    #[serde(default)]
    pub refunded: Amount,
    /// The payment voucher number of a payment by code.
    #[serde(default)]
    pub voucher: String,
    /// How often a payment by code that is in progress still has to be asked about.
    #[serde(default)]
    pub to_ask: u32,
    /// The signature, once it has come in.
    #[serde(default)]
    pub signature: Option<Signature>,
}

/// A signature that came in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// Bytes of the picture.
    pub bytes: usize,
    /// The first bytes of its SHA-256, as hexadecimal text.
    pub digest: String,
}

impl BookEntry {
    /// Batch and STAN.
    pub fn key(&self) -> Key {
        (self.batch, self.stan)
    }

    /// What counts today: the first amount, or the one that has replaced it, or both parts of a pre-authorisation.
    pub fn standing_amount(&self) -> Amount {
        let base = self.adjusted.unwrap_or(self.amount);
        base.checked_add(self.added).unwrap_or(Amount::MAX)
    }

    /// What it takes from the account of its card, in minor units; negative where it gives.
    pub fn takes(&self) -> i128 {
        let amount = i128::from(self.standing_amount().minor());
        if self.state != BookState::Approved {
            return 0;
        }
        match self.kind {
            Trade::Sale
            | Trade::Instalment
            | Trade::PreAuth
            | Trade::Completion
            | Trade::CompletionAdvice
            | Trade::OfflineSettlement
            | Trade::LoadDesignated
            | Trade::LoadOther => amount,
            Trade::Refund => -amount,
            _ => 0,
        }
    }
}
