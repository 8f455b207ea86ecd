//! The keys of the terminal: which key events of a keyboard or keypad mean which key, and what is printed on each.
//!
//! A keymap file says it for one keypad; `keymaps/` has the shipped ones. Bytes are decoded by crossterm, here only
//! its events are looked up.

mod debounce;
mod error;
mod key;
mod keymap;
mod parse;
mod stroke;

pub use debounce::Debounce;
pub use error::KeymapError;
pub use key::Key;
pub use keymap::{Keymap, Layout};
