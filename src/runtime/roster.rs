//! The file of a roster, as bytes. A stick may answer slowly or never, so it is read beside the loop.

use std::path::PathBuf;

use tokio::sync::mpsc::Sender;

use crate::{
    app::{Event, SessionId},
    enrol::roster::FILE_MAX,
};

use super::{file_fault, read_bounded};

/// Reads the file, and tells the session.
pub(super) fn read(session: SessionId, path: PathBuf, events: Sender<Event>) {
    // It ends with the program, whatever the stick does.
    drop(tokio::task::spawn_blocking(move || {
        let bytes = read_bounded(&path, FILE_MAX).map_err(|error| {
            tracing::warn!(path = %path.display(), %error, "the roster cannot be read");
            file_fault::of(&error)
        });
        let _ = events.blocking_send(Event::RosterRead(session, bytes));
    }));
}
