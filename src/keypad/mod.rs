//! The keys of the terminal: which key events of a keyboard or keypad mean which key, and what is printed on each.
//!
//! A keymap file says it for one keypad; `keymaps/` has the shipped ones. [`Decoder`] turns bytes into
//! crossterm's key events, and [`Keymap`] looks those up. Keypads that are read past the console speak in events of the kernel's
//! input layer: [`Wire`] reads those, [`Pushes`] says which of them a person meant, and [`Scan`] what a scanner has read.

mod code;
mod debounce;
mod decode;
mod error;
mod key;
mod keymap;
mod learn;
mod parse;
pub mod pointer;
mod pushes;
mod scan;
mod stroke;
mod wedge;
mod wire;

pub use code::{Chord, Keycode, Shift};
pub use debounce::{Debounce, Press};
pub use decode::{Decoder, Pressed};
pub use error::KeymapError;
pub use key::Key;
pub use keymap::{Keymap, Layout};
pub use learn::{Answer, Lesson, Sign, Step};
pub use pointer::{Phase, Pointer};
pub use pushes::{HELD, Push, Pushes};
pub use scan::{SCAN_MAX, Scan, Scanned, Unreadable};
pub use wedge::{Fed, Wedge, WedgeRules};
pub use wire::{EVENT_BYTES, Motion, Signal, Wire, encode};

/// Something that can be plugged in and pulled out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Plug {
    /// A keypad that is read past the console.
    Keypad,
    /// A scanner.
    Scanner,
}

/// Whether it is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// All of them are.
    Here,
    /// One at least is not.
    Gone,
}
