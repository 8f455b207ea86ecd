//! The black box: what a screen showed, which keys were pressed and what happened meanwhile, for whoever must find out
//! afterwards. Without secrets: whoever records says what is private ([`Frame::private`]), and it is left out.
//!
//! [`Ring`] keeps the newest half megabyte in memory. [`Ring::to_bytes`] makes a file of it, [`Tape::parse`] reads one, and
//! [`Player`] shows it again, cell by cell. Nothing here waits, and nothing writes a file.
//!
//! The file, numbers in little-endian order:
//! ```text
//! "KEYTILL-BLACKBOX"   16 bytes
//! version              u8, 1
//! head                 u32 length, u32 CRC-32C, JSON of `Head`
//! segments             as many as the head says; each u32 length, u32 CRC-32C, bytes
//! ```
//! A segment begins with the monotonic clock (u64, milliseconds since the program's start) and the wall clock (i64,
//! milliseconds since 1970) of its first record. Records follow to its end:
//! ```text
//! tag                  u8: K, D, I, E, A or S
//! passed               milliseconds since the record before, as a varint (LEB128)
//! length, bytes        varint, and so many bytes
//! ```
//! `K` is a whole frame: columns and rows as varints, then 0; or 1 (all of it is left out) or 2 (its digits are stars), and x, y,
//! width and height of what is private; then cells. `D`
//! has the cells that changed since the frame before. `I` is a key that was pressed, `E` something that happened, `A` something
//! that the program did, each by its name; `S` a frame that was too large to keep. Cells are steps: `1` x y moves, `2` fg bg
//! modifiers sets the style, `3` count symbols writes cells, `4` count writes blanks. A symbol is one character of UTF-8, or 0,
//! a length and several. A colour is one byte, for an indexed one followed by its number and for a mixed one by red, green and
//! blue; modifiers are ratatui's bits as a varint.
//!
//! Each segment can be read without those before it, so that the oldest can be dropped.

mod cells;
mod error;
mod player;
mod private;
mod ring;
mod scan;
mod tape;

pub use cells::Cells;
pub use error::BadTape;
pub use player::{Player, rows};
pub use private::{Hides, Private};
pub use ring::{At, Frame, Ring};
pub use tape::{Head, Moment, Tape, What};

/// What a file begins with.
const MAGIC: &[u8; 16] = b"KEYTILL-BLACKBOX";
/// The version of its form.
const VERSION: u8 = 1;
/// How many bytes a segment has at most.
const SEGMENT: usize = 64 << 10;
/// How many segments are kept, the one that is being written included.
const SEGMENTS: usize = 8;
/// No screen has more columns or rows.
const SIDE_MAX: u16 = 500;
