//! The real binary on a pseudo-terminal, for tests from outside.

mod books;
mod code;
#[path = "../support/folder.rs"]
mod folder;
mod line;
mod rig;
mod scan;
mod script;
mod till;

pub use books::{assert_agree, assert_agree_with, export, journal, states};
pub use code::read_code;
pub use folder::Folder;
pub use rig::{Pad, Passwords, Plan, Rig, TMK, key_in_file, key_in_pad};
pub use scan::{Scanner, files};
pub use till::{Till, command, refusal, text, within_patience};
