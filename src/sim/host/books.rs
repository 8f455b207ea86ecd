//! What the host has booked. It counts for itself and believes nothing that the terminal says.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::Path,
};

use serde::{Deserialize, Serialize};

use crate::domain::{Amount, CardClass, Kind, Totals};

/// How many closed batches are kept.
const CLOSED_KEPT: u32 = 16;

/// The name of a transaction: batch and STAN.
pub type Key = (u32, u32);

/// What became of a transaction at the host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BookState {
    /// Money moved.
    Approved,
    /// Approved, then taken back by a reversal.
    Reversed,
    /// Approved, then taken back by a void.
    Voided,
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
    pub kind: Kind,
    /// Its amount.
    pub amount: Amount,
    /// What became of it.
    pub state: BookState,
    /// Field 39 of its answer.
    pub code: String,
    /// Field 37 of its answer.
    pub rrn: String,
    /// First six and last four digits of the card number.
    pub pan: String,
    /// The sale that a void took back.
    pub original: Option<Key>,
    /// How many reversals came for it.
    pub reversals: u32,
}

/// What came in during the settlement of a batch.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Uploads {
    /// How often totals were compared.
    pub settlements: u32,
    /// STANs of stripe details.
    pub stripe: BTreeSet<u32>,
    /// STANs of chip details.
    pub chip: BTreeSet<u32>,
    /// Other notices.
    pub notices: u32,
    /// The number of details that the end message gave.
    pub end_count: Option<u32>,
    /// The code of the end message: 202 or 207.
    pub end_code: Option<String>,
}

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
}

/// The form on disk: JSON has no pairs as keys.
#[derive(Clone, Serialize, Deserialize)]
struct Saved {
    batch: u32,
    sequence: u32,
    entries: Vec<BookEntry>,
    uploads: BTreeMap<u32, Uploads>,
}

impl Books {
    /// Empty books with this batch open.
    pub fn new(batch: u32) -> Books {
        Books { batch, sequence: 0, entries: BTreeMap::new(), uploads: BTreeMap::new() }
    }

    /// Reads books from a file; none when there is no such file.
    ///
    /// # Errors
    ///
    /// When the file cannot be read or is not the JSON that [`Books::save`] writes.
    pub fn load(path: &Path) -> io::Result<Option<Books>> {
        let text = match fs::read(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        Ok(Some(serde_json::from_slice(&text)?))
    }

    /// Writes the books beside the file and puts them in its place, so that a killed process leaves old or new books.
    ///
    /// # Errors
    ///
    /// When the file cannot be written.
    pub fn save(&self, path: &Path) -> io::Result<()> {
        let beside = path.with_extension("new");
        fs::write(&beside, serde_json::to_vec(self)?)?;
        fs::rename(&beside, path)
    }

    /// The transaction with this name.
    pub fn entry(&self, batch: u32, stan: u32) -> Option<&BookEntry> {
        self.entries.get(&(batch, stan))
    }

    /// What became of a transaction of the open batch.
    pub fn state(&self, stan: u32) -> Option<BookState> {
        self.entry(self.batch, stan).map(|entry| entry.state)
    }

    /// What a batch adds up to: voided sales count on their side and their voids on the other.
    pub fn totals(&self, batch: u32) -> Totals {
        let mut totals = Totals::default();
        for entry in self.entries.range((batch, 0)..=(batch, u32::MAX)).map(|(_, entry)| entry) {
            match (entry.state, entry.kind) {
                (BookState::Approved | BookState::Voided, Kind::Sale) => {
                    totals.add(Kind::Sale, CardClass::Domestic, entry.amount);
                }
                (BookState::Approved, Kind::Void) => totals.add(Kind::Void, CardClass::Domestic, entry.amount),
                _ => {}
            }
        }
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
}

impl From<Saved> for Books {
    fn from(saved: Saved) -> Books {
        let entries = saved.entries.into_iter().map(|entry| ((entry.batch, entry.stan), entry)).collect();
        Books { batch: saved.batch, sequence: saved.sequence, entries, uploads: saved.uploads }
    }
}

impl From<Books> for Saved {
    fn from(books: Books) -> Saved {
        let entries = books.entries.into_values().collect();
        Saved { batch: books.batch, sequence: books.sequence, entries, uploads: books.uploads }
    }
}
