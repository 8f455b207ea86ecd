//! A cardholder's signature on the screen: what is drawn, the code that binds it to its transaction, and the picture that goes
//! up to the host. Nothing here knows a mouse, a screen or a message.

mod bitmap;
mod code;
mod decoder;
mod font;
mod grid;
mod ink;
pub mod jbig;
mod qm;

#[cfg(test)]
mod jbig_tests;
#[cfg(test)]
mod tests;

pub use bitmap::Bitmap;
pub use code::{FeatureCode, NotDigits};
pub use decoder::decode;
pub use grid::Grid;
pub use ink::{HEIGHT, Ink, WIDTH};

/// The most bytes that a picture may have: field 62 tells its length in three digits.
pub const LARGEST: usize = 999;

/// The picture is too large to be sent. The cardholder signs again, with less ink.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the picture of the signature takes {bytes} bytes, and field 62 has room for {LARGEST}: sign again, with less ink"
)]
pub struct TooLarge {
    /// How many bytes it takes.
    pub bytes: usize,
}

/// The signature with its code as a watermark, in JBIG.
///
/// # Errors
///
/// It has more bytes than [`LARGEST`].
pub fn encode(ink: &Ink, code: &FeatureCode) -> Result<Vec<u8>, TooLarge> {
    let picture = jbig::encode(&ink.picture(&code.to_string()));
    if picture.len() > LARGEST { Err(TooLarge { bytes: picture.len() }) } else { Ok(picture) }
}
