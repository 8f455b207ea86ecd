//! What came in during the settlement of a batch, and what it says against the books.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{
    BookEntry, BookState, Books,
    kinds::{Side, Trade},
    totals::CardClass,
};
use crate::domain::Amount;

/// The most details of a batch that are kept: more than a batch can have.
const MAX_DETAILS: usize = 4096;

/// What came in during the settlement of a batch.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Uploads {
    /// How often totals were compared.
    pub settlements: u32,
    /// STANs of stripe details.
    pub stripe: BTreeSet<u32>,
    /// STANs of chip details.
    pub chip: BTreeSet<u32>,
    /// How many other notices, each counted once.
    pub notices: u32,
    /// The number of details that the end message gave.
    pub end_count: Option<u32>,
    /// The code of the end message: 202 or 207.
    pub end_code: Option<String>,
    /// The two flags of the last comparison, domestic and foreign: `11`, `21`.
    #[serde(default)]
    pub flags: Option<String>,
    /// Every detail, by STAN and form.
    #[serde(default)]
    pub details: Vec<Detail>,
    /// What did not fit, one sentence each; made when the batch ends.
    #[serde(default)]
    pub differences: Vec<String>,
}

/// How a detail came up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DetailForm {
    /// In a block of stripe details (201).
    Stripe,
    /// As a chip detail (203, 205).
    Chip,
    /// As a notice about a chip (204, 206).
    Notice,
    /// As the confirmation of a load (208, 209).
    Load,
    /// As the request of the trade itself, with message type 0320.
    Trade,
}

/// One detail of an upload.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Detail {
    /// The original's STAN.
    pub stan: u32,
    /// How it came up.
    pub form: DetailForm,
    /// Its amount.
    pub amount: Amount,
    /// First six and last four digits of the card number; empty where it has none.
    pub pan: String,
    /// The class of the card, `00` or `01`; empty where it does not say.
    pub class: String,
}

impl Uploads {
    /// Whether both flags of the last comparison were 1.
    pub fn was_equal(&self) -> bool {
        self.flags.as_deref() == Some("11")
    }

    /// Whether the totals of this class of cards were found equal. Each half of field 48 is judged for itself.
    fn was_equal_for(&self, class: CardClass) -> bool {
        let place = match class {
            CardClass::Domestic => 0,
            CardClass::Foreign => 1,
        };
        self.flags.as_deref().and_then(|flags| flags.chars().nth(place)) == Some('1')
    }

    /// How many details came up, each counted once.
    pub fn uploaded(&self) -> u32 {
        u32::try_from(self.details.len()).unwrap_or(u32::MAX)
    }

    /// Keeps a detail; one that is there already in this form is replaced.
    pub(super) fn keep(&mut self, detail: Detail) {
        match detail.form {
            DetailForm::Stripe => drop(self.stripe.insert(detail.stan)),
            DetailForm::Chip => drop(self.chip.insert(detail.stan)),
            DetailForm::Notice | DetailForm::Load | DetailForm::Trade => {}
        }
        match self.details.iter().position(|kept| (kept.stan, kept.form) == (detail.stan, detail.form)) {
            Some(at) => self.details[at] = detail,
            None if self.details.len() < MAX_DETAILS => self.details.push(detail),
            None => {}
        }
        let others = self.details.iter().filter(|kept| !matches!(kept.form, DetailForm::Stripe | DetailForm::Chip));
        self.notices = u32::try_from(others.count()).unwrap_or(u32::MAX);
    }
}

/// Everything in a batch's uploads that does not fit the books, and everything in the books that did not come up.
pub fn audit(books: &Books, batch: u32) -> Vec<String> {
    let uploads = books.uploads(batch);
    let mut found: Vec<String> =
        uploads.details.iter().filter_map(|detail| against_books(books.entry(batch, detail.stan), detail)).collect();
    let by_stan: BTreeMap<u32, &Detail> = uploads.details.iter().map(|detail| (detail.stan, detail)).collect();
    let missing =
        books.of_batch(batch).filter(|entry| must_come_up(entry, &uploads) && !by_stan.contains_key(&entry.stan));
    found
        .extend(missing.map(|entry| format!("{} of {} did not come up", name(entry), entry.standing_amount().minor())));
    if let Some(said) = uploads.end_count.filter(|said| *said != uploads.uploaded()) {
        found.push(format!("the end says {said} details, {} came up", uploads.uploaded()));
    }
    let expected = if uploads.was_equal() { "207" } else { "202" };
    if let Some(code) = uploads.end_code.as_deref().filter(|code| *code != expected) {
        found.push(format!("the end is {code}, expected {expected} after flags {:?}", uploads.flags));
    }
    found
}

/// What is wrong with a detail.
fn against_books(entry: Option<&BookEntry>, detail: &Detail) -> Option<String> {
    let Some(entry) = entry else { return Some(format!("{:06} came up and is not in the books", detail.stan)) };
    let amount = entry.standing_amount();
    // A notice may be about a trade that the card declined afterwards.
    let may_be_taken_back = detail.form == DetailForm::Notice;
    let stands = matches!(entry.state, BookState::Approved | BookState::Voided | BookState::Completed);
    if !stands && !may_be_taken_back {
        return Some(format!("{} came up and is {:?} in the books", name(entry), entry.state));
    }
    if detail.amount != amount && detail.amount != entry.amount {
        return Some(format!(
            "{} came up with {}, the books say {}",
            name(entry),
            detail.amount.minor(),
            amount.minor()
        ));
    }
    if !detail.pan.is_empty() && detail.pan != entry.pan {
        return Some(format!("{} came up for another card", name(entry)));
    }
    if !detail.class.is_empty() && detail.class != entry.scheme.class().digits() {
        return Some(format!("{} came up with card class {}", name(entry), detail.class));
    }
    None
}

/// Whether a transaction should have come up in this settlement. After equal totals only approvals of chips are wanted; after
/// unequal ones, of the cards of the half that is unequal and of no others, everything that counts and has not come as an advice
/// of its own. Whether payments by code come up is not known.
fn must_come_up(entry: &BookEntry, uploads: &Uploads) -> bool {
    let stands = matches!(entry.state, BookState::Approved | BookState::Voided);
    let chip_sale = entry.chip && matches!(entry.kind, Trade::Sale | Trade::Instalment);
    let told_before =
        matches!(entry.kind, Trade::OfflineSettlement | Trade::EcashSale | Trade::Adjust | Trade::TipAdjust);
    let counts = !told_before && !entry.kind.is_by_code() && entry.kind.side() != Side::Neither;
    match uploads.was_equal() {
        true => stands && chip_sale,
        false => stands && !uploads.was_equal_for(entry.scheme.class()) && (chip_sale || counts),
    }
}

fn name(entry: &BookEntry) -> String {
    format!("{} {:06}", entry.kind.name(), entry.stan)
}
