//! The log: to a file or to journald, never to the screen, and never with a card number in it.

use std::{
    fs::{File, OpenOptions},
    io::{self, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    sync::Mutex,
};

use super::log_tail;
use serde::Deserialize;
use tracing_subscriber::{filter::LevelFilter, layer::SubscriberExt, util::SubscriberInitExt};

/// A log file longer than this, in bytes, is put aside as `.1` in place of an older one, and begun anew.
const FILE_MAX: u64 = 4 << 20;
/// Runs of so many digits may be card numbers.
const PAN_DIGITS: std::ops::RangeInclusive<usize> = 12..=19;

/// Where the log goes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// A file; without one, journald where it runs, else nothing.
    #[serde(default)]
    pub file: Option<PathBuf>,
    /// How much is said.
    #[serde(default)]
    pub level: Level,
}

/// How much is said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Faults.
    Error,
    /// And what should be looked at.
    Warn,
    /// And what happened.
    #[default]
    Info,
    /// And every message, masked.
    Debug,
}

/// Starts the log. A log that cannot be opened does not keep a terminal from selling; the reason is returned.
///
/// # Errors
/// The reason, when the file cannot be opened.
pub fn start(config: &Config) -> io::Result<()> {
    let level = match config.level {
        Level::Error => LevelFilter::ERROR,
        Level::Warn => LevelFilter::WARN,
        Level::Info => LevelFilter::INFO,
        Level::Debug => LevelFilter::DEBUG,
    };
    let registry = tracing_subscriber::registry().with(level);
    let started = match &config.file {
        Some(path) => {
            let writer = Mutex::new(Redacting::open(path)?);
            let layer = tracing_subscriber::fmt::layer().with_ansi(false).with_writer(writer);
            registry.with(layer).with(log_tail::Keeper).try_init()
        }
        None => match tracing_journald::layer() {
            Ok(layer) => registry.with(layer).with(log_tail::Keeper).try_init(),
            Err(_) => registry.with(log_tail::Keeper).try_init(),
        },
    };
    // A second start in one process (training mode) keeps the first log.
    started.or(Ok(()))
}

fn open(path: &Path) -> io::Result<File> {
    if path.metadata().is_ok_and(|m| m.len() > FILE_MAX) {
        std::fs::rename(path, path.with_extension("log.1"))?;
    }
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    OpenOptions::new().create(true).append(true).mode(0o600).open(path)
}

struct Redacting {
    path: PathBuf,
    file: File,
    /// How many bytes the file has.
    length: u64,
}

impl Redacting {
    fn open(path: &Path) -> io::Result<Redacting> {
        let file = open(path)?;
        let length = file.metadata()?.len();
        Ok(Redacting { path: path.to_owned(), file, length })
    }
}

impl Write for Redacting {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // Where no new one can be begun, the old one goes on.
        if self.length > FILE_MAX
            && let Ok(new) = Redacting::open(&self.path)
        {
            *self = new;
        }
        let text = redact(&String::from_utf8_lossy(bytes));
        self.file.write_all(text.as_bytes())?;
        self.length += text.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Stars out whatever could be a card number: runs of 12 to 19 digits that pass the Luhn check, but for six and four.
pub fn redact(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut digits = String::new();
    for c in text.chars().chain(['\0']) {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        if PAN_DIGITS.contains(&digits.len()) && luhn(&digits) {
            let hidden = digits.len() - 10;
            out.push_str(&digits[..6]);
            out.extend(std::iter::repeat_n('*', hidden));
            out.push_str(&digits[digits.len() - 4..]);
        } else {
            out.push_str(&digits);
        }
        digits.clear();
        if c != '\0' {
            out.push(c);
        }
    }
    out
}

/// The check of ISO/IEC 7812: every second digit from the right doubled, the sum of all digits a multiple of ten.
fn luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, byte)| {
            let digit = u32::from(byte - b'0');
            if place % 2 == 0 { digit } else { digit * 2 / 10 + digit * 2 % 10 }
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_that_has_grown_too_long_is_begun_anew_while_the_program_runs() {
        let temporary = tempfile::tempdir().unwrap();
        // Which the log makes.
        let folder = temporary.path().join("log");
        let path = folder.join("keytill.log");
        let mut log = Redacting::open(&path).unwrap();
        let line = [b'x'; 1 << 20];
        for _ in 0..12 {
            log.write_all(&line).unwrap();
        }
        let lengths = ["keytill.log", "keytill.log.1"].map(|name| folder.join(name).metadata().map_or(0, |m| m.len()));
        let files = std::fs::read_dir(&folder).unwrap().count();
        assert_eq!((lengths, files), ([2 << 20, 5 << 20], 2));
    }

    #[test]
    fn a_card_number_never_reaches_the_log() {
        assert_eq!(redact("card 6210948000000000707!"), "card 621094*********0707!");
        assert_eq!(redact("6210948000000000707"), "621094*********0707");
        assert_eq!(redact("rrn 221301491329 stan 000012"), "rrn 221301491329 stan 000012");
    }
}
