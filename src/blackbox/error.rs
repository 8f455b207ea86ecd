//! What is wrong with a file that should be a black box.

/// Why a file cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadTape {
    /// It is something else.
    #[error("this is no black box of Keytill: it does not begin with KEYTILL-BLACKBOX")]
    Other,
    /// It was written by another program.
    #[error("its form is version {0}, and this program reads version 1: use the program that wrote it")]
    Version(u8),
    /// It is damaged, or was cut off.
    #[error("damaged at byte {at}: {what}; what is left cannot be trusted, fetch it again")]
    Damaged {
        /// Where, in bytes from its beginning.
        at: usize,
        /// What is wrong there.
        what: &'static str,
    },
}
