//! What screens are drawn with: styles, glyphs, text by display width, the frame around every screen, and the few
//! shapes that they share.

pub mod bars;
pub mod body;
pub mod chrome;
pub mod digits;
pub mod list;
pub mod look;
pub mod multitap;
pub mod text;

pub use body::Body;
pub use chrome::{Chrome, Hint, StatusItem};
pub use list::{Choice, Picker};
pub use look::{Glyphs, Look, Tone};
pub use multitap::{MultiTap, Signs, Tap};
