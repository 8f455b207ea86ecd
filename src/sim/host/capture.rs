//! A record of everything that crosses the wire, for checks by other programs. **For training only**: it holds the clear
//! session keys and full (test) card numbers.

use std::{
    fs::{File, OpenOptions},
    io::{self, Write},
    os::unix::fs::OpenOptionsExt,
    path::Path,
};

use super::{Reaction, keys::SessionKeys};

/// The open file.
pub struct Capture(File);

impl Capture {
    /// Opens the file to append; only its owner can read it.
    ///
    /// # Errors
    ///
    /// When it cannot be opened.
    pub fn open(path: &Path) -> io::Result<Capture> {
        OpenOptions::new().append(true).create(true).mode(0o600).open(path).map(Capture)
    }

    /// A request as it came: `{"direction":"in","frame":"60.."}`.
    pub fn request(&mut self, frame: &[u8]) {
        self.line(&serde_json::json!({ "direction": "in", "frame": hex(frame) }));
    }

    /// What the host did: `{"direction":"out","frame":"60..","reaction":"answer"}`.
    pub fn reaction(&mut self, reaction: &Reaction) {
        if let Reaction::Answers(frames) = reaction {
            return frames.iter().for_each(|frame| self.out("answer", frame));
        }
        match reaction {
            Reaction::Answer(frame) => self.out("answer", frame),
            Reaction::AnswerLate(frame, _) => self.out("late", frame),
            Reaction::Raw(bytes) => self.out("raw", bytes),
            Reaction::Silence | Reaction::Answers(_) => self.out("silence", &[]),
            Reaction::Drop => self.out("drop", &[]),
        }
    }

    /// The clear keys of a sign-on: `{"keys":{"pik":"..","mak":"..","tdk":null}}`.
    pub fn keys(&mut self, keys: &SessionKeys) {
        let track = keys.track.as_ref().map(|key| hex(key.expose()));
        let keys = serde_json::json!({ "pik": hex(keys.pin.expose()), "mak": hex(keys.mac.expose()), "tdk": track });
        self.line(&serde_json::json!({ "keys": keys }));
    }

    fn out(&mut self, word: &str, frame: &[u8]) {
        self.line(&serde_json::json!({ "direction": "out", "reaction": word, "frame": hex(frame) }));
    }

    fn line(&mut self, value: &serde_json::Value) {
        if let Err(error) = writeln!(self.0, "{value}") {
            tracing::warn!(%error, "the training host's capture file cannot be written");
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}
