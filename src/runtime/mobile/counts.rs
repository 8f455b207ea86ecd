//! Bytes on the host's line by day and month, in a small file. It is written anew beside itself and not synced: a power cut costs
//! the last minutes of a count that nobody settles anything by.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use crate::domain::{DataUse, Day};

/// The file's name in the data folder.
const FILE: &str = "line-use.json";

/// The counts.
pub struct Counts {
    path: PathBuf,
    kept: Kept,
    /// What had gone over the line when it was last looked at.
    seen: u64,
}

#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Kept {
    /// The day that is counted, YYYY-MM-DD.
    day: String,
    day_bytes: u64,
    month_bytes: u64,
}

impl Counts {
    /// Those of this folder; none at all where the file is missing or damaged.
    pub fn open(folder: &Path) -> Counts {
        let path = folder.join(FILE);
        let kept = fs::read(&path).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
        Counts { path, kept, seen: 0 }
    }

    /// Adds what has gone over the line since the last time; `all` is what has since the start.
    pub fn take(&mut self, today: Day, all: u64) -> DataUse {
        let before = self.kept.clone();
        let day = today.to_string();
        let months = (self.kept.day.get(..7), day.get(..7));
        if months.0 != months.1 {
            self.kept = Kept::default();
        } else if self.kept.day != day {
            self.kept.day_bytes = 0;
        }
        let new = all.saturating_sub(self.seen);
        self.seen = all;
        self.kept.day = day;
        self.kept.day_bytes = self.kept.day_bytes.saturating_add(new);
        self.kept.month_bytes = self.kept.month_bytes.saturating_add(new);
        if before != self.kept
            && let Err(error) = self.write()
        {
            tracing::debug!(%error, path = %self.path.display(), "the count of bytes was not kept");
        }
        DataUse { day: self.kept.day_bytes, month: self.kept.month_bytes }
    }

    fn write(&self) -> io::Result<()> {
        let new = self.path.with_extension("new");
        fs::write(&new, serde_json::to_vec(&self.kept)?)?;
        fs::rename(new, &self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        let part = |range: std::ops::Range<usize>| text[range].parse::<u16>().unwrap();
        Day::from_parts(part(0..4), part(5..7) as u8, part(8..10) as u8).unwrap()
    }

    #[test]
    fn days_and_months_add_up_over_restarts() {
        let temporary = tempfile::tempdir().unwrap();
        let folder = temporary.path();
        let used = |day, month| DataUse { day, month };
        let mut counts = Counts::open(folder);
        assert_eq!(counts.take(day("2026-11-29"), 100), used(100, 100));
        assert_eq!(counts.take(day("2026-11-29"), 150), used(150, 150));
        assert_eq!(counts.take(day("2026-11-30"), 170), used(20, 170));
        // After a restart the line counts from nothing again.
        let mut counts = Counts::open(folder);
        assert_eq!(counts.take(day("2026-11-30"), 7), used(27, 177));
        assert_eq!(counts.take(day("2026-12-01"), 10), used(3, 3));
        fs::write(folder.join(FILE), "{damaged").unwrap();
        assert_eq!(Counts::open(folder).take(day("2026-12-01"), 5), used(5, 5));
    }
}
