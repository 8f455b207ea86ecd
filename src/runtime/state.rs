//! What scripts may know of a running terminal: a small file in the service's runtime folder, written when it changes. Whoever
//! updates the box reads it and waits until nothing is in hand.

use std::{
    env,
    fs::{self, File, OpenOptions},
    io::{self, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    time::Duration,
};

use rustix::{
    fs::{FlockOperation, flock},
    io::Errno,
};
use serde::{Deserialize, Serialize};

use crate::{
    app::{self, Model},
    flow::World,
};

/// The file in the runtime folder.
pub const FILE: &str = "state.json";
/// Held as long as the program runs; the system gives it back however the program ends.
const LOCK: &str = "running";

/// How often it is tried at the start, and how long between: another program may be looking, or another terminal running.
const TRIES: usize = 20;
const BETWEEN_TRIES: Duration = Duration::from_millis(20);

/// The state of a running terminal. A promise to scripts: names and meanings stay.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// The program's version.
    pub version: String,
    /// Its process.
    pub pid: u32,
    /// `live` or `training`.
    pub world: String,
    /// How many people are signed in.
    pub signed_in: usize,
    /// What must not be cut off, by the names of [`app::InHand`].
    pub in_hand: Vec<String>,
    /// How much the host has not got yet.
    pub unsent: usize,
}

impl State {
    /// The state of a model.
    pub fn of(model: &Model) -> State {
        let terminal = &model.terminal;
        State {
            version: env!("CARGO_PKG_VERSION").into(),
            pid: std::process::id(),
            world: if terminal.setup.world == World::Live { "live" } else { "training" }.into(),
            signed_in: model.sessions.values().filter(|session| session.operator.is_some()).count(),
            in_hand: app::in_hand(model).into_iter().map(|what| what.code().into()).collect(),
            unsent: terminal.queued(),
        }
    }

    /// In a few words.
    pub fn words(&self) -> String {
        match &self.in_hand[..] {
            [] => format!("{}, nothing in hand", self.world),
            all => format!("{}, in hand: {}", self.world, all.join(" ")),
        }
    }
}

/// What is known of the terminal of a runtime folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Known {
    /// None runs.
    NotRunning,
    /// One runs and has not said yet how it is.
    Starting,
    /// One runs.
    Running(State),
}

impl Known {
    /// Reads the runtime folder of a terminal.
    ///
    /// # Errors
    /// When the folder is there and cannot be read, or holds something else.
    pub fn read(folder: &Path) -> io::Result<Known> {
        match OpenOptions::new().read(true).open(folder.join(LOCK)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Known::NotRunning),
            Err(error) => return Err(error),
            Ok(lock) => match flock(&lock, FlockOperation::NonBlockingLockShared) {
                Ok(()) => return Ok(Known::NotRunning),
                Err(Errno::WOULDBLOCK) => {}
                Err(error) => return Err(error.into()),
            },
        }
        match fs::read(folder.join(FILE)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Known::Starting),
            Err(error) => Err(error),
            Ok(bytes) => serde_json::from_slice(&bytes).map(Known::Running).map_err(io::Error::other),
        }
    }
}

/// The file of this program.
pub struct StateFile {
    folder: PathBuf,
    /// Other users read it where the folder lets them in.
    lock: File,
    failed: bool,
}

impl StateFile {
    /// The runtime folder that the service manager gave this program, if it did.
    pub fn here() -> Option<StateFile> {
        // systemd names several folders with colons between them; the first is the terminal's.
        let folders = env::var_os("RUNTIME_DIRECTORY")?;
        let folder = env::split_paths(&folders).next()?;
        StateFile::in_folder(folder)
            .inspect_err(|error| tracing::warn!("scripts cannot be told how the terminal is: {error}"))
            .ok()
    }

    fn in_folder(folder: PathBuf) -> io::Result<StateFile> {
        let lock = open(&folder.join(LOCK))?;
        take(&lock)?;
        // What a program that was killed has left behind is not this one's.
        match fs::remove_file(folder.join(FILE)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        Ok(StateFile { folder, lock, failed: false })
    }

    /// Writes the file anew: a reader sees the old state or the new one.
    pub fn write(&mut self, state: &State) {
        let written = self.try_write(state);
        if let (Err(error), false) = (&written, self.failed) {
            tracing::warn!("the state for scripts cannot be written: {error}");
        }
        self.failed = written.is_err();
    }

    fn try_write(&self, state: &State) -> io::Result<()> {
        let new = self.folder.join("state.json.new");
        let mut bytes = serde_json::to_vec(state)?;
        bytes.push(b'\n');
        open(&new)?.write_all(&bytes)?;
        fs::rename(new, self.folder.join(FILE))
    }
}

impl Drop for StateFile {
    /// Closing the file alone is not enough: a program that another thread is just starting has a copy of it, and with it the lock,
    /// for a moment.
    fn drop(&mut self) {
        // Where the system refuses that, closing does it a moment later.
        let _ = flock(&self.lock, FlockOperation::Unlock);
    }
}

/// Whoever only looks holds the lock for a moment.
fn take(lock: &File) -> io::Result<()> {
    for _ in 1..TRIES {
        match flock(lock, FlockOperation::NonBlockingLockExclusive) {
            Err(Errno::WOULDBLOCK) => std::thread::sleep(BETWEEN_TRIES),
            other => return Ok(other?),
        }
    }
    Ok(flock(lock, FlockOperation::NonBlockingLockExclusive)?)
}

fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create(true).truncate(true).mode(0o644).open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_read_back_while_its_program_runs_and_not_after() {
        let temporary = tempfile::tempdir().unwrap();
        let folder = temporary.path().to_owned();
        assert_eq!(Known::read(&folder).unwrap(), Known::NotRunning);
        let mut file = StateFile::in_folder(folder.clone()).unwrap();
        assert_eq!(Known::read(&folder).unwrap(), Known::Starting);
        let state = State { world: "live".into(), in_hand: vec!["trade".into(), "unsent".into()], ..State::default() };
        file.write(&state);
        assert_eq!(Known::read(&folder).unwrap(), Known::Running(state.clone()));
        assert_eq!(state.words(), "live, in hand: trade unsent");
        // A second one gives up and leaves the first one's file alone.
        assert!(StateFile::in_folder(folder.clone()).is_err());
        assert_eq!(Known::read(&folder).unwrap(), Known::Running(state.clone()));
        // Killed: the file stays, the lock does not.
        drop(file);
        assert_eq!(Known::read(&folder).unwrap(), Known::NotRunning);
        // Somebody looks just when the next one starts.
        let looking = File::open(folder.join(LOCK)).unwrap();
        flock(&looking, FlockOperation::NonBlockingLockShared).unwrap();
        let starts = std::thread::spawn({
            let folder = folder.clone();
            move || StateFile::in_folder(folder)
        });
        drop(looking);
        drop(starts.join().unwrap().unwrap());
        assert!(!folder.join(FILE).exists());
    }
}
