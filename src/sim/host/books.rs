//! What the host has booked. It counts for itself and believes nothing that the terminal says.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    entry::BookEntry,
    kinds::Trade,
    totals::{CardClass, HostTotals},
    uploads::Uploads,
};

/// How many closed batches are kept.
const CLOSED_KEPT: u32 = 16;
/// The most script notices that are kept; the oldest go first.
const SCRIPTS_KEPT: usize = 512;

/// The name of a transaction: batch and STAN.
pub type Key = (u32, u32);

/// The books of one terminal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Saved", into = "Saved")]
pub struct Books {
    /// The open batch.
    pub batch: u32,
    /// Counts up with each reference number.
    pub sequence: u32,
    /// All transactions by batch and STAN.
    pub entries: BTreeMap<Key, BookEntry>,
    /// The settlements by batch.
    pub uploads: BTreeMap<u32, Uploads>,
    /// The script notices.
    pub scripts: Vec<ScriptNotice>,
    /// Field 62 of the last status upload.
    pub status: Option<String>,
    /// The master key that this host gave out in place of the configured one, as hexadecimal text.
    pub master: Option<String>,
}

/// What a terminal told about the scripts of an approval (0620).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScriptNotice {
    /// Its own batch.
    pub batch: u32,
    /// Its own STAN.
    pub stan: u32,
    /// The transaction whose answer held the script.
    pub original: Key,
    /// DF31, as hexadecimal text.
    pub results: String,
}

/// The form on disk: JSON has no pairs as keys.
#[derive(Clone, Serialize, Deserialize)]
struct Saved {
    batch: u32,
    sequence: u32,
    entries: Vec<BookEntry>,
    uploads: BTreeMap<u32, Uploads>,
    #[serde(default)]
    scripts: Vec<ScriptNotice>,
    #[serde(default)]
    status: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    master: Option<String>,
}

impl Books {
    /// Empty books with this batch open.
    pub fn new(batch: u32) -> Books {
        Books {
            batch,
            sequence: 0,
            entries: BTreeMap::new(),
            uploads: BTreeMap::new(),
            scripts: Vec::new(),
            status: None,
            master: None,
        }
    }

    /// The transaction with this name.
    pub fn entry(&self, batch: u32, stan: u32) -> Option<&BookEntry> {
        self.entries.get(&(batch, stan))
    }

    /// What became of a transaction of the open batch.
    #[cfg(test)]
    pub(super) fn state(&self, stan: u32) -> Option<super::BookState> {
        self.entry(self.batch, stan).map(|entry| entry.state)
    }

    /// The transactions of a batch, by STAN.
    pub fn of_batch(&self, batch: u32) -> impl Iterator<Item = &BookEntry> {
        self.entries.range((batch, 0)..=(batch, u32::MAX)).map(|(_, entry)| entry)
    }

    /// What a batch adds up to: voided sales count on their side and their voids on the other.
    pub fn totals(&self, batch: u32) -> HostTotals {
        let mut totals = HostTotals::default();
        self.of_batch(batch).for_each(|entry| totals.count(entry));
        totals
    }

    /// The same for the cards of one class.
    pub fn totals_of(&self, batch: u32, class: CardClass) -> HostTotals {
        let mut totals = HostTotals::default();
        self.of_batch(batch).filter(|entry| entry.scheme.class() == class).for_each(|entry| totals.count(entry));
        totals
    }

    /// The settlement of a batch.
    pub fn uploads(&self, batch: u32) -> Uploads {
        self.uploads.get(&batch).cloned().unwrap_or_default()
    }

    /// Whether a batch is open or one of the closed ones that are kept.
    pub fn knows_batch(&self, batch: u32) -> bool {
        batch == self.batch || self.uploads.contains_key(&batch)
    }

    /// Whether something in the open batch waits to be settled.
    pub fn has_unsettled(&self) -> bool {
        self.totals(self.batch) != HostTotals::default()
    }

    /// What the transactions of a card, named by its masked number, take from its account: negative where they give.
    pub fn spent(&self, pan: &str) -> i128 {
        self.entries.values().filter(|entry| entry.pan == pan).map(BookEntry::takes).sum()
    }

    /// The youngest transaction of these kinds that a test accepts, in any batch.
    pub fn find(&self, kinds: &[Trade], test: impl Fn(&BookEntry) -> bool) -> Option<&BookEntry> {
        self.entries.values().rev().find(|entry| kinds.contains(&entry.kind) && test(entry))
    }

    /// Closes the open batch and opens the next.
    pub(super) fn close_batch(&mut self) {
        self.uploads.entry(self.batch).or_default();
        self.batch = if self.batch >= 999_999 { 1 } else { self.batch + 1 };
        let Some(oldest) = self.batch.checked_sub(CLOSED_KEPT) else { return };
        self.entries = self.entries.split_off(&(oldest, 0));
        self.uploads = self.uploads.split_off(&oldest);
    }

    /// The next reference number, and an authorisation code to go with it.
    pub(super) fn next_reference(&mut self, hhmmss: &str) -> (String, String) {
        self.sequence = self.sequence % 999_999 + 1;
        let authorisation = (u64::from(self.sequence) * 523_987 + 100_003) % 1_000_000;
        (format!("{hhmmss}{:06}", self.sequence), format!("{authorisation:06}"))
    }

    /// Keeps a script notice; one that is there already is not kept twice.
    pub(super) fn keep_script(&mut self, notice: ScriptNotice) {
        if self.scripts.iter().any(|kept| (kept.batch, kept.stan) == (notice.batch, notice.stan)) {
            return;
        }
        self.scripts.push(notice);
        let surplus = self.scripts.len().saturating_sub(SCRIPTS_KEPT);
        self.scripts.drain(..surplus);
    }
}

impl From<Saved> for Books {
    fn from(saved: Saved) -> Books {
        let Saved { batch, sequence, entries, uploads, scripts, status, master } = saved;
        let entries = entries.into_iter().map(|entry| (entry.key(), entry)).collect();
        Books { batch, sequence, entries, uploads, scripts, status, master }
    }
}

impl From<Books> for Saved {
    fn from(books: Books) -> Saved {
        let Books { batch, sequence, entries, uploads, scripts, status, master } = books;
        Saved { batch, sequence, entries: entries.into_values().collect(), uploads, scripts, status, master }
    }
}
