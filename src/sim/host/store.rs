//! The file of the books: JSON, one part for each terminal.

use std::{
    borrow::Cow,
    fs, io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use super::Books;

/// The form that is written.
const FORM: u32 = 2;

/// The books of several terminals.
#[derive(Serialize, Deserialize)]
struct Shelf<'a> {
    form: u32,
    terminals: Vec<Shelved<'a>>,
}

/// The books of one terminal and whose they are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shelved<'a> {
    /// Field 41.
    pub terminal: Cow<'a, str>,
    /// Field 42.
    pub merchant: Cow<'a, str>,
    /// Its books.
    pub books: Cow<'a, Books>,
}

/// Both forms: that of today, and the first, which held the books of the only terminal.
enum Any {
    Shelf(Shelf<'static>),
    First(Books),
}

/// What a file of books holds.
#[derive(Debug, PartialEq, Eq)]
pub enum Found {
    /// There is no such file.
    Nothing,
    /// The first form: one terminal, whichever it was.
    First(Books),
    /// The form of today.
    Shelf(Vec<Shelved<'static>>),
    /// The file could not be understood and lies under another name now.
    SetAside {
        /// Where it lies.
        to: PathBuf,
        /// Why it could not be understood.
        reason: String,
    },
}

/// Reads a file of books. One that is not understood is moved out of the way, never written over.
///
/// # Errors
///
/// When the file cannot be read or moved.
pub fn load(path: &Path) -> io::Result<Found> {
    let text = match fs::read(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Found::Nothing),
        Err(error) => return Err(error),
    };
    match parse(&text) {
        Ok(Any::First(books)) => Ok(Found::First(books)),
        Ok(Any::Shelf(shelf)) if shelf.form <= FORM => Ok(Found::Shelf(shelf.terminals)),
        Ok(Any::Shelf(shelf)) => set_aside(path, format!("form {} is younger than this program", shelf.form)),
        Err(error) => set_aside(path, error.to_string()),
    }
}

/// Writes the books beside the file and puts them in its place, so that a killed process leaves old or new books.
///
/// # Errors
///
/// When the file cannot be written.
pub fn save(path: &Path, terminals: Vec<Shelved<'_>>) -> io::Result<()> {
    replace(path, &serde_json::to_vec(&Shelf { form: FORM, terminals })?)
}

/// Writes a file beside an old one and puts it in its place.
///
/// # Errors
///
/// When the file cannot be written.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let beside = path.with_extension("new");
    fs::write(&beside, bytes)?;
    fs::rename(&beside, path)
}

fn parse(text: &[u8]) -> Result<Any, serde_json::Error> {
    let value: serde_json::Value = serde_json::from_slice(text)?;
    if value.get("terminals").is_some() {
        return serde_json::from_value(value).map(Any::Shelf);
    }
    serde_json::from_value(value).map(Any::First)
}

fn set_aside(path: &Path, reason: String) -> io::Result<Found> {
    let free = (1..10_000).map(|number| path.with_extension(format!("set-aside-{number}"))).find(|name| !name.exists());
    let to = free.ok_or_else(|| io::Error::other("too many books set aside: remove some"))?;
    fs::rename(path, &to)?;
    Ok(Found::SetAside { to, reason })
}

impl Books {
    /// Reads the books of a file's first terminal; none when there is no such file.
    ///
    /// # Errors
    ///
    /// When the file cannot be read or is not what a host writes.
    pub fn load(path: &Path) -> io::Result<Option<Books>> {
        if !path.exists() {
            return Ok(None);
        }
        match parse(&fs::read(path)?)? {
            Any::First(books) => Ok(Some(books)),
            Any::Shelf(shelf) => Ok(shelf.terminals.into_iter().next().map(|shelved| shelved.books.into_owned())),
        }
    }
}
