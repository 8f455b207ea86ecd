//! What screens are drawn with: styles, glyphs, text by display width, the frame around every screen, and the few
//! shapes that they share.

mod bar;
pub mod bars;
pub mod body;
pub mod chrome;
pub mod digits;
pub mod list;
pub mod look;
pub mod multitap;
mod pad;
pub mod text;
mod tiles;
pub mod touch;

pub use body::{Body, Reach};
pub use chrome::{Chrome, Hint, Keys, StatusItem};
pub use list::{Choice, Picker, fit_in_pairs};
pub use look::{Glyphs, Look, Tone};
pub use multitap::{MultiTap, Signs, Tap};
pub use touch::{Does, Finger, PAGE, ScreenSize, Target, Touch};
