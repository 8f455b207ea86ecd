//! What goes over the socket between the terminal and the programs that look at it: `attach`, `status` and `events`.
//! `docs/seats.md` has it in words. Nothing here knows a socket.
//!
//! A frame is a byte that says what it is, four bytes that say how long it is (big-endian), and so many bytes.

mod frame;
mod hello;
mod key;

pub use frame::{BadFrame, Frames, TO_CLIENT_MAX, TO_TERMINAL_MAX, ToClient, ToTerminal};
pub use hello::{Hello, VERSION, Want};
pub use key::fingerprint;

/// The name of the socket in the data folder, where the configuration names no other place.
pub const SOCKET: &str = "seat.sock";
