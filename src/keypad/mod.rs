//! The keys of the terminal: which key events of a keyboard or keypad mean which key, and what is printed on each.
//!
//! A keymap file says it for one keypad; `keymaps/` has the shipped ones. [`Decoder`] turns bytes into
//! crossterm's key events, and [`Keymap`] looks those up.

mod debounce;
mod decode;
mod error;
mod key;
mod keymap;
mod parse;
pub mod pointer;
mod stroke;
mod wedge;

pub use debounce::Debounce;
pub use decode::{Decoder, Pressed};
pub use error::KeymapError;
pub use key::Key;
pub use keymap::{Keymap, Layout};
pub use pointer::{Phase, Pointer};
pub use wedge::{Code, Fed, LONGEST as CODE_LONGEST, Wedge, WedgeRules};
