//! Receipts saved as files for the back office: one PNG or PDF each, or a text file where there is no font.

mod drawing;
mod page;

pub use drawing::TooLong;

use std::{
    io,
    path::{Path, PathBuf},
};

use rustix::fs::{Mode, OFlags};

use super::{Font, FontError, Paper, text};
use crate::domain::receipt::{Cause, Receipt};

/// So much of the disk stays free: the journal has its place there, and no picture is worth a payment.
const ROOM_LEFT: u64 = 64 << 20;
/// How many receipts are kept at most.
const MOST: u32 = 100_000;
/// What a file has behind its name until it is whole.
const UNFINISHED: &str = "part";

/// The form of a saved receipt.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// A picture.
    #[default]
    Png,
    /// A document of one page.
    Pdf,
}

impl Format {
    fn extension(self) -> &'static str {
        match self {
            Format::Png => "png",
            Format::Pdf => "pdf",
        }
    }
}

/// Where receipts are saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Archive {
    /// The folder; made when the first receipt is saved.
    pub folder: PathBuf,
    /// The form.
    pub format: Format,
    /// How many files are kept; the oldest go first. 0 keeps all.
    pub keep: u32,
    /// The paper that they look like.
    pub paper: Paper,
    /// The font that they are written with; without one they are text files.
    pub font: Option<PathBuf>,
}

/// Why a receipt was not saved.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// The disk must not get fuller.
    #[error("receipts {folder}: {free} bytes are free, and {ROOM_LEFT} are left to the journal; free some space", folder = folder.display())]
    Full {
        /// The folder.
        folder: PathBuf,
        /// What is left.
        free: u64,
    },
    /// A file or folder of that name cannot be used.
    #[error("receipts {path}: {source}; correct [receipt] save, or let the program's user write there", path = path.display())]
    Failed {
        /// Which.
        path: PathBuf,
        /// The system's own error.
        source: io::Error,
    },
    /// The receipt cannot be drawn.
    #[error("a receipt was not drawn: {0}")]
    Drawing(String),
    /// Its name is not one that this program gives.
    #[error("receipts: {0:?} is no name for a file")]
    Name(String),
}

impl SaveError {
    /// The kind of trouble.
    pub fn cause(&self) -> Cause {
        match self {
            SaveError::Full { .. } => Cause::DiskFull,
            SaveError::Failed { source, .. } if source.kind() == io::ErrorKind::StorageFull => Cause::DiskFull,
            SaveError::Failed { .. } => Cause::Refused,
            SaveError::Drawing(_) | SaveError::Name(_) => Cause::Other,
        }
    }
}

impl Archive {
    /// Saves a receipt under a name without its ending, and removes the oldest that are too many. A file of that name is
    /// replaced; it is whole or not there.
    ///
    /// # Errors
    /// [`SaveError`] says what is in the way.
    pub fn save(&self, receipt: &Receipt, name: &str) -> Result<PathBuf, SaveError> {
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
        if name.is_empty() || !name.chars().all(plain) {
            return Err(SaveError::Name(name.into()));
        }
        std::fs::create_dir_all(&self.folder).map_err(|source| failed(&self.folder, source))?;
        self.check_room()?;
        let (bytes, extension) = self.form(receipt)?;
        let path = self.folder.join(format!("{name}.{extension}"));
        write_whole(&path, &bytes).map_err(|source| failed(&path, source))?;
        self.remove_oldest().map_err(|source| failed(&self.folder, source))?;
        Ok(path)
    }

    fn check_room(&self) -> Result<(), SaveError> {
        let room = rustix::fs::statvfs(&self.folder).map_err(|errno| failed(&self.folder, errno.into()))?;
        let free = room.f_bavail.saturating_mul(room.f_frsize);
        if free < ROOM_LEFT { Err(SaveError::Full { folder: self.folder.clone(), free }) } else { Ok(()) }
    }

    /// The bytes of the file and its ending. A font that cannot be read makes it a text, which is better than nothing.
    fn form(&self, receipt: &Receipt) -> Result<(Vec<u8>, &'static str), SaveError> {
        let font = match self.font.as_deref().map(Font::open) {
            Some(Ok(font)) => font,
            none_or_bad => {
                if let Some(Err(error)) = none_or_bad {
                    warn_once(&error);
                }
                return Ok((text::render(receipt, self.paper.columns()).into_bytes(), "txt"));
            }
        };
        let picture =
            drawing::draw(receipt, self.paper, &font).map_err(|error| SaveError::Drawing(error.to_string()))?;
        let bytes = match self.format {
            Format::Png => page::png(&picture),
            Format::Pdf => page::pdf(&picture),
        };
        Ok((bytes.map_err(|error| SaveError::Drawing(error.to_string()))?, self.format.extension()))
    }

    /// Names begin with date and time, so the first ones are the oldest. Only files that look like ours are counted.
    fn remove_oldest(&self) -> io::Result<()> {
        let keep = if self.keep == 0 { MOST } else { self.keep.min(MOST) };
        let mut files = Vec::new();
        for entry in std::fs::read_dir(&self.folder)? {
            let path = entry?.path();
            let ending = path.extension().and_then(|ending| ending.to_str());
            let ours = ending.is_some_and(|ending| ["png", "pdf", "txt"].contains(&ending));
            let dated = path.file_name().and_then(|n| n.to_str()).is_some_and(begins_with_a_date);
            if ours && dated {
                files.push(path);
            } else if dated && ending == Some(UNFINISHED) {
                // Of a write that a power cut ended.
                std::fs::remove_file(path)?;
            }
        }
        files.sort_unstable();
        let too_many = files.len().saturating_sub(keep as usize);
        files.iter().take(too_many).try_for_each(std::fs::remove_file)
    }
}

/// Why a receipt cannot be made a document.
#[derive(Debug, thiserror::Error)]
pub enum DrawError {
    /// It is too long.
    #[error(transparent)]
    TooLong(#[from] TooLong),
    /// The picture cannot be coded.
    #[error("the picture of the page cannot be written: {0}")]
    Coding(#[from] png::EncodingError),
}

/// A PDF of one page as wide as this paper.
///
/// # Errors
/// [`DrawError`].
pub fn pdf(receipt: &Receipt, paper: Paper, font: &Font) -> Result<Vec<u8>, DrawError> {
    Ok(page::pdf(&drawing::draw(receipt, paper, font)?)?)
}

/// `20260122-140509-`.
fn begins_with_a_date(name: &str) -> bool {
    let form = |(index, byte): (usize, u8)| if matches!(index, 8 | 15) { byte == b'-' } else { byte.is_ascii_digit() };
    name.len() > 16 && name.bytes().take(16).enumerate().all(form)
}

fn failed(path: &Path, source: io::Error) -> SaveError {
    SaveError::Failed { path: path.into(), source }
}

/// Writes under another name, syncs, then renames: whoever looks finds a whole file or none.
fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let unfinished = path.with_extension(UNFINISHED);
    let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::TRUNC | OFlags::CLOEXEC | OFlags::NOFOLLOW;
    // Receipts are the shop's business alone.
    let mut file = std::fs::File::from(rustix::fs::open(&unfinished, flags, Mode::RUSR | Mode::WUSR)?);
    let written = io::Write::write_all(&mut file, bytes).and_then(|()| file.sync_data());
    let moved = written.and_then(|()| std::fs::rename(&unfinished, path));
    if moved.is_err() {
        // What is in the way is told; a piece that stays behind is overwritten by the next try.
        let _ = std::fs::remove_file(&unfinished);
    }
    moved
}

/// A wrong font is told once, not with every receipt.
pub(super) fn warn_once(error: &FontError) {
    static TOLD: std::sync::Once = std::sync::Once::new();
    TOLD.call_once(|| tracing::warn!(%error, "the font is not used"));
}
