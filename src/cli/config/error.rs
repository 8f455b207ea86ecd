//! Why a configuration cannot be used.

use std::path::PathBuf;

use crate::keypad::KeymapError;

/// Why a configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("{}: {error}{}", path.display(), to_begin_with(error))]
    Read {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// A key or value is not what it should be.
    #[error("{}: {reason}", path.display())]
    Bad {
        /// Which file.
        path: PathBuf,
        /// Line, key and what was expected.
        reason: String,
    },
    /// The device key cannot be used.
    #[error("device key {}: {reason}", path.display())]
    DeviceKey {
        /// The credential's file.
        path: PathBuf,
        /// What is wrong with it, and what to do.
        reason: String,
    },
    /// The key of approvals from afar cannot be used.
    #[error("approval key {}: {reason}", path.display())]
    ApprovalKey {
        /// Its file.
        path: PathBuf,
        /// What is wrong with it, and what to do.
        reason: String,
    },
    /// The token of the enrolment service cannot be used.
    #[error("enrolment token {}: {reason}", path.display())]
    Token {
        /// Its file.
        path: PathBuf,
        /// What is wrong with it, and what to do.
        reason: String,
    },
    /// The keymap cannot be used.
    #[error(transparent)]
    Keymap(#[from] KeymapError),
    /// The keymap does not know what the keypad sends.
    #[error("keymap {name:?} has no table [{table}], and {why}; `keytill keys learn` writes one")]
    KeymapLacks {
        /// What the configuration says.
        name: String,
        /// The table that is missing.
        table: &'static str,
        /// Why it is needed.
        why: &'static str,
    },
    /// The keymap is neither shipped nor a file.
    #[error("keymap {name:?} is neither a shipped one ({shipped}) nor a file that can be read: {error}")]
    NoKeymap {
        /// What the configuration says.
        name: String,
        /// The shipped ones.
        shipped: String,
        /// What the system said.
        error: std::io::Error,
    },
}

/// What helps whoever has no configuration yet.
fn to_begin_with(error: &std::io::Error) -> &'static str {
    match error.kind() {
        std::io::ErrorKind::NotFound => {
            "; packaging/keytill.toml is one to begin with (on a box /usr/share/doc/keytill/examples/keytill.toml)"
        }
        _ => "",
    }
}
