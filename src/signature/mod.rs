//! A cardholder's signature on the screen: the code that binds it to its transaction, and the picture that goes up to the
//! host. Nothing here knows a mouse, a screen or a message.

mod bitmap;
mod code;
pub mod jbig;
mod qm;

#[cfg(test)]
mod decoder;
#[cfg(test)]
mod jbig_tests;

pub use bitmap::Bitmap;
pub use code::{FeatureCode, NotDigits};
