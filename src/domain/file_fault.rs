//! Why a file could not be read or written, as far as people are told: by kind, so that each language has its own words.

/// What the system says of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileFault {
    /// There is no such file.
    #[error("there is no such file")]
    NotThere,
    /// The program may not.
    #[error("no permission")]
    NotAllowed,
    /// The disk is full.
    #[error("the disk is full")]
    Full,
    /// Nothing can be written on the disk.
    #[error("the disk is read-only")]
    ReadOnly,
    /// Not now.
    #[error("not now; try again")]
    Busy,
    /// An error of the system, by its number.
    #[error("error {0} of the system")]
    System(i32),
}
