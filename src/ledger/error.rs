//! What can go wrong with the ledger, each with what to do about it.

use std::{
    fmt, io,
    path::{Path, PathBuf},
};

use crate::domain::{BatchNo, BookError, Stan};

/// A place in the journal that does not hold what it must. The file is left as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// The segment's file.
    pub file: PathBuf,
    /// Where in the file, in bytes.
    pub offset: u64,
    /// The number of the record that should stand there.
    pub sequence: u64,
    /// What was found.
    pub found: String,
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Damage { file, offset, sequence, found } = self;
        write!(f, "journal {} at byte {offset}: record {sequence} must stand here, found {found}", file.display())
    }
}

/// Why a ledger cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another program has it open.
    #[error("ledger {} is in use by process {pid}: end that program first", dir.display())]
    InUse {
        /// The ledger's directory.
        dir: PathBuf,
        /// The other program's process number, 0 where it could not be read.
        pid: u32,
    },
    /// A record that was complete once is missing or altered.
    #[error(
        "{0}. The file was not changed. Do not trade on it: copy the whole ledger folder to another medium, run \
         `keytill journal verify`, and restore the newest copy whose check passes"
    )]
    Damaged(Damage),
    /// The medium refused.
    #[error("{what} {}: {error}. {}", path.display(), remedy(error))]
    Disk {
        /// What was tried.
        what: &'static str,
        /// With which file.
        path: PathBuf,
        /// What the operating system said.
        error: io::Error,
    },
    /// The journal was written by another version of this program.
    #[error("{}", unknown(file, found))]
    Unknown {
        /// The segment's file.
        file: PathBuf,
        /// What was found, and who wrote it.
        found: String,
    },
    /// The index says that the journal once had more records.
    #[error(
        "the index in {} knows record {indexed}, but the journal ends with record {journal}: acknowledged records are \
         missing. Restore the newest journal; only if there is none, move the index folder away and open again",
        dir.display()
    )]
    Shortened {
        /// The ledger's directory.
        dir: PathBuf,
        /// The last record that the index knows.
        indexed: u64,
        /// The last record that the journal has.
        journal: u64,
    },
    /// The device key that wraps the keys of card numbers is not the right one.
    #[error(transparent)]
    Keys(UnsealError),
}

/// Why a commit was refused. The book is as before.
#[derive(Debug, thiserror::Error)]
pub enum CommitError {
    /// A fact contradicts those before it. Nothing was written.
    #[error("refused before writing: {0}")]
    Contradiction(#[from] BookError),
    /// A checkpoint, a sealed card or segments let go were passed in; only the ledger itself makes those.
    #[error("refused before writing: checkpoints, sealed cards and segments let go are made by the ledger alone")]
    Reserved,
    /// More than one record can hold. Nothing was written.
    #[error("refused before writing: the record would have {bytes} bytes, more than {limit}")]
    TooLarge {
        /// How long it would be.
        bytes: usize,
        /// How long it may be.
        limit: usize,
    },
    /// The disk is full. Nothing was written, and the ledger goes on when there is room again.
    #[error("refused before writing: the disk is full ({0}). Free some space; no sale was recorded")]
    NoRoom(io::Error),
    /// The card could not be sealed. Nothing was written.
    #[error("refused before writing: {0}")]
    Vault(#[from] UnsealError),
    /// A write or sync has failed. It is not known what the medium holds, so nothing more is written.
    #[error("the ledger has stopped: {0}. Stop trading and start the program again once the disk is sound")]
    Stopped(String),
}

/// Why a card could not be sealed or unsealed. Never carries the card.
#[derive(Debug, thiserror::Error)]
pub enum UnsealError {
    /// No card is kept for the transaction; its batch may be settled.
    #[error("no card number is kept for transaction {stan} of batch {batch}")]
    NotKept {
        /// Its batch.
        batch: BatchNo,
        /// Its STAN.
        stan: Stan,
    },
    /// A key file is missing, damaged or not this box's.
    #[error("key file {} {problem}: card numbers of this batch cannot be read; restore the keys folder", path.display())]
    Key {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// A key file is wrapped by a device key that nobody handed over.
    #[error(
        "key file {} is wrapped by the device key of a systemd credential, and none was handed over: start the program by its \
         unit, with the credential that [keys] device_key_credential names. There is no way back to a key in a file while \
         this batch is open",
        path.display()
    )]
    NotGiven {
        /// Which file.
        path: PathBuf,
    },
    /// The sealed text does not open with its key.
    #[error("the sealed card of transaction {stan} of batch {batch} does not open: it or its key was altered")]
    Altered {
        /// Its batch.
        batch: BatchNo,
        /// Its STAN.
        stan: Stan,
    },
    /// The medium refused.
    #[error("key file {}: {error}", path.display())]
    Disk {
        /// With which file.
        path: PathBuf,
        /// What the operating system said.
        error: io::Error,
    },
    /// No random numbers.
    #[error("the operating system gives no random numbers")]
    NoRandom,
}

/// Why the index is not up to date. Money is safe: the journal has it all, and the index is built again from it.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// sled failed; the index was set aside.
    #[error("the index was set aside ({0}); it is built again from the journal when it is next needed")]
    SetAside(String),
    /// There is none, because building it failed before.
    #[error("there is no index: {0}")]
    Missing(String),
}

/// Why a question has no answer.
#[derive(Debug, thiserror::Error)]
pub enum QueryError {
    /// The index cannot be read and could not be built again.
    #[error("the transactions cannot be listed now: {0}. No record is lost; start the program again")]
    Index(String),
}

/// Why a journal does not pass the check.
#[derive(Debug, thiserror::Error)]
pub enum Broken {
    /// A bad place.
    #[error("{0}")]
    Damaged(Damage),
    /// It was written by another version of this program.
    #[error("{}", unknown(file, found))]
    Unknown {
        /// The segment's file.
        file: PathBuf,
        /// What was found, and who wrote it.
        found: String,
    },
    /// A file could not be read.
    #[error("{}: {error}", path.display())]
    Disk {
        /// Which.
        path: PathBuf,
        /// What the operating system said.
        error: io::Error,
    },
    /// There is no journal.
    #[error("{} has no journal", dir.display())]
    Empty {
        /// Where.
        dir: PathBuf,
    },
}

fn unknown(file: &Path, found: &str) -> String {
    let this = env!("CARGO_PKG_VERSION");
    format!(
        "journal {} holds {found}. This is Keytill {this}, which cannot read it; nothing was changed. Start the version \
         that wrote it, or a newer one",
        file.display()
    )
}

/// Why the index was not built anew.
#[derive(Debug, thiserror::Error)]
pub enum RebuildError {
    /// There is no journal to build it from, or it does not pass the check. The old index is as it was.
    #[error("{0}")]
    Journal(#[from] Broken),
    /// The ledger is in use, or the disk refuses.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// sled failed. No record is lost; the next start tries again.
    #[error("the index cannot be built: {0}. No record is lost; check the disk and its free space, then try again")]
    Index(String),
}

impl From<Broken> for OpenError {
    fn from(broken: Broken) -> OpenError {
        match broken {
            Broken::Damaged(damage) => OpenError::Damaged(damage),
            Broken::Unknown { file, found } => OpenError::Unknown { file, found },
            Broken::Disk { path, error } => OpenError::Disk { what: "reading", path, error },
            Broken::Empty { dir } => {
                OpenError::Disk { what: "reading", path: dir, error: io::ErrorKind::NotFound.into() }
            }
        }
    }
}

/// Whether an error means that the medium is full, and nothing worse.
pub(super) fn is_full(error: &io::Error) -> bool {
    use io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
    matches!(error.kind(), StorageFull | QuotaExceeded | FileTooLarge)
}

/// What to do where the medium refused. Whoever has begun the folder as root has made files that the terminal's own user cannot open.
pub(super) fn remedy(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::PermissionDenied => {
            "The data folder and all in it must belong to the user that runs the terminal (chown -R)"
        }
        _ => "Check the disk, its mount and its free space",
    }
}
