//! The black box of this process: the loop and the painter tell it what happens, and it is written to the data folder when a
//! panic ends the program, on SIGUSR1, and when a person asks for it.
//!
//! Nobody waits for it: what comes while it is being read for a file is lost to it.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, TryLockError},
};

use ratatui::buffer::Buffer;
use tokio::sync::mpsc::Sender;

use super::file_fault;
use crate::{
    app::{self, Effect, Event, Model, SessionId, Told},
    blackbox::{At, Frame, Head, Hides, Private, Ring},
    domain::Now,
    screen::Mask,
};

/// So many files are kept in a data folder, the newest.
pub const FILES_MAX: usize = 5;
/// How many names are tried for a file.
const NAMES_MAX: u32 = 100;
/// What the names of its files begin and end with.
pub const NAME: (&str, &str) = ("blackbox-", ".ktb");

static BOX: Mutex<Option<BlackBox>> = Mutex::new(None);

struct BlackBox {
    ring: Ring,
    offset_minutes: i32,
}

/// Why it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WrittenFor {
    /// The program stopped over a fault of its own.
    Panic,
    /// SIGUSR1 came.
    Signal,
    /// Somebody pressed the key for it.
    Key,
}

impl WrittenFor {
    fn name(self) -> &'static str {
        match self {
            WrittenFor::Panic => "panic",
            WrittenFor::Signal => "signal",
            WrittenFor::Key => "key",
        }
    }
}

/// The box, where nobody has it in hand. A panic while it was in hand does not spoil it: each record is written in one go.
fn held() -> Option<MutexGuard<'static, Option<BlackBox>>> {
    match BOX.try_lock() {
        Ok(held) => Some(held),
        Err(TryLockError::Poisoned(poisoned)) => Some(poisoned.into_inner()),
        Err(TryLockError::WouldBlock) => None,
    }
}

/// Begins to record, without what an earlier world of this process has recorded.
pub fn start(offset_minutes: i32) {
    if let Some(mut held) = held() {
        *held = Some(BlackBox { ring: Ring::default(), offset_minutes });
    }
}

fn record(now: Now, tell: impl FnOnce(&mut Ring, At)) {
    let at = At { mono: u64::try_from(now.mono.as_millis()).unwrap_or(u64::MAX), wall: now.wall.0 };
    if let Some(mut held) = held()
        && let Some(black_box) = held.as_mut()
    {
        tell(&mut black_box.ring, at);
    }
}

/// Records a picture that is on the screen now.
pub fn frame(model: &Model, before: &Buffer, after: &Buffer) {
    let private = app::masked_area(model, SessionId::KEYPAD).and_then(|(area, mask)| match mask {
        Mask::Nothing => None,
        Mask::Digits => Some(Private { area, hides: Hides::Digits }),
        Mask::Body => Some(Private { area, hides: Hides::All }),
    });
    record(model.now, |ring, at| ring.frame(at, &Frame { before, after, private }));
}

/// Records what happened, before the model hears of it.
pub fn event(model: &Model, event: &Event, now: Now) {
    match app::told(model, event) {
        Told::Input(name) => record(now, |ring, at| ring.input(at, name)),
        Told::Event(name) => record(now, |ring, at| ring.event(at, name)),
        Told::Nothing => {}
    }
}

/// Records what the program does.
pub fn effects(effects: &[Effect], now: Now) {
    if !effects.is_empty() {
        let names = effects.iter().map(app::effect_label);
        record(now, |ring, at| names.for_each(|name| ring.act(at, name)));
    }
}

/// Writes the box into a data folder on a thread of its own, and says what became of it.
pub fn keep(folder: PathBuf, session: SessionId, events: Sender<Event>) {
    let told = events.clone();
    let thread = std::thread::Builder::new().name("black-box".into()).spawn(move || {
        let name = |path: PathBuf| path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let kept = write(&folder, WrittenFor::Key).map(name).map_err(|error| {
            tracing::warn!(%error, "the black box could not be kept");
            file_fault::of(&error)
        });
        drop(events.blocking_send(Event::BlackBox(session, kept)));
    });
    if let Err(error) = thread {
        drop(told.try_send(Event::BlackBox(session, Err(file_fault::of(&error)))));
    }
}

/// Writes the box because a signal asks for it; the log says where it is.
pub fn on_signal(folder: PathBuf) {
    let thread =
        std::thread::Builder::new().name("black-box".into()).spawn(move || match write(&folder, WrittenFor::Signal) {
            Ok(path) => tracing::info!(path = %path.display(), "the black box was kept"),
            Err(error) => tracing::warn!(%error, "the black box could not be kept"),
        });
    drop(thread.inspect_err(|error| tracing::warn!(%error, "the black box could not be kept")));
}

/// Writes the box into a folder and lets the oldest ones there go. Under its name a file is whole.
///
/// # Errors
/// What the system said; or that there is nothing to write.
pub fn write(folder: &Path, why: WrittenFor) -> io::Result<PathBuf> {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    let bytes = bytes(why, i64::try_from(now.as_millis()).unwrap_or(i64::MAX))?;
    let seconds = now.as_secs();
    let part = folder.join(format!(".{}{seconds}.part", NAME.0));
    let mut file = OpenOptions::new().create(true).write(true).truncate(true).mode(0o600).open(&part)?;
    file.write_all(&bytes)?;
    file.sync_all()?;
    let path = free_name(folder, seconds)?;
    fs::rename(&part, &path)?;
    for old in files(folder).into_iter().rev().skip(FILES_MAX) {
        fs::remove_file(old)?;
    }
    Ok(path)
}

fn bytes(why: WrittenFor, written: i64) -> io::Result<Vec<u8>> {
    let held = held().ok_or_else(|| io::Error::other("it is being written already"))?;
    let black_box = held.as_ref().ok_or_else(|| io::Error::other("nothing has been recorded"))?;
    Ok(black_box.ring.to_bytes(&Head {
        program: env!("CARGO_PKG_VERSION").into(),
        why: why.name().into(),
        written,
        offset_minutes: black_box.offset_minutes,
        segments: 0,
    }))
}

fn free_name(folder: &Path, seconds: u64) -> io::Result<PathBuf> {
    let (begin, end) = NAME;
    let name = |n: u32| match n {
        0 => folder.join(format!("{begin}{seconds}{end}")),
        n => folder.join(format!("{begin}{seconds}-{n:02}{end}")),
    };
    (0..NAMES_MAX).map(name).find(|path| !path.exists()).ok_or_else(|| io::ErrorKind::AlreadyExists.into())
}

/// The black boxes of a data folder, the oldest first. None where the folder cannot be read.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let names = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let is_one = |path: &PathBuf| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        name.starts_with(NAME.0) && name.ends_with(NAME.1)
    };
    let mut found: Vec<PathBuf> = names.filter(is_one).collect();
    // By the time in the name, and then by the number: `blackbox-5.ktb` before `blackbox-5-01.ktb`.
    found.sort_by_key(|path| {
        let name = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let mut numbers = name.split('-').skip(1).map(|number| number.parse::<u64>().unwrap_or(0));
        (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0))
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_files_stay() {
        let temporary = tempfile::tempdir().unwrap();
        let folder = temporary.path();
        for number in 0..FILES_MAX + 3 {
            fs::write(folder.join(format!("blackbox-{number}.ktb")), "old").unwrap();
        }
        fs::write(folder.join("receipts.txt"), "not one").unwrap();
        start(480);
        let now = Now { wall: crate::domain::WallTime(5), mono: std::time::Duration::ZERO };
        record(now, |ring, at| ring.event(at, "something"));
        let written: Vec<PathBuf> = (0..2).map(|_| write(folder, WrittenFor::Key).unwrap()).collect();
        let left = files(folder);
        let bytes = fs::read(&written[1]).unwrap();
        let others = fs::read_dir(folder).unwrap().count();
        assert_eq!(left[FILES_MAX - 2..], written, "the newest are these");
        assert_eq!((left.len(), others), (FILES_MAX, FILES_MAX + 1), "and nothing else has gone or is left over");
        let tape = crate::blackbox::Tape::parse(&bytes).unwrap();
        assert_eq!((tape.head.why.as_str(), tape.moments.len()), ("key", 1));
    }
}
