//! The file of a roster, as bytes. A stick may answer slowly or never, so it is read beside the loop.

use std::{
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};

use tokio::sync::mpsc::Sender;

use super::file_fault;
use crate::{
    app::{Event, SessionId},
    enrol::roster::FILE_MAX,
};

/// Reads the file, and tells the session.
pub(super) fn read(session: SessionId, path: PathBuf, events: Sender<Event>) {
    // It ends with the program, whatever the stick does.
    drop(tokio::task::spawn_blocking(move || {
        let bytes = whole(&path).map_err(|error| {
            tracing::warn!(path = %path.display(), %error, "the roster cannot be read");
            file_fault::of(&error)
        });
        let _ = events.blocking_send(Event::RosterRead(session, bytes));
    }));
}

/// At most one byte more than a roster may have.
fn whole(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(FILE_MAX as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}
