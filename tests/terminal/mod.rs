//! The real binary on a pseudo-terminal, for tests from outside.

mod books;
mod folder;
mod line;
mod script;
mod till;

pub use books::{Row, assert_agree, assert_agree_with, export, journal, states};
pub use folder::Folder;
pub use till::{PATIENCE, Till, command, refusal, text, within_patience};
